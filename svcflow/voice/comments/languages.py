"""The language of a comment: English, simplified or traditional Chinese, or another.

A comment is Chinese if a third of its letters are Chinese characters: English names of products are common in Chinese comments. It is
traditional if turning it into simplified Chinese changes more characters than it leaves of those that only simplified Chinese writes.
Latin text is English unless words of another language outnumber the English ones.
"""

from __future__ import annotations

import re
from typing import Literal

from svcflow.eventlog.words.plain import plain
from svcflow.voice.comments.packages import to_simplified

Spoken = Literal["en", "zh-Hans", "zh-Hant", "other"]

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
_LETTER = re.compile(r"[^\W\d_]")


def parted(words: str) -> frozenset[str]:
    """Words parted by blanks."""
    return frozenset(words.split())


_ENGLISH = parted(
    """
    the a an and or but is are was were be been it its this that i you he she we they my your our to of in on at for with from by as not no
    very too so had has have did do does can could would should will after before when all me them us than there if just only still never
    """
)
_OTHERS = parted(
    """
    der die das und ist nicht ein eine mit war ich sie wir auf fur zu sehr aber auch den dem von le la les et est pas une un des je
    vous nous
    tres avec pour mais dans qui que el los las y es muy con por para pero una lo il gli che non di sono per molto ma het een en niet ik van
    met voor maar heel os um uma nao com muito foi
    """
)


def language_of(text: str) -> Spoken:
    """The language of one comment. Linear."""
    han, letters = len(_HAN.findall(text)), len(_LETTER.findall(text))
    if letters == 0:
        return "other"
    if han * 3 >= letters and not _KANA.search(text):
        return "zh-Hant" if _is_traditional(text) else "zh-Hans"
    ascii_letters = sum(letter.isascii() for letter in _LETTER.findall(text))
    if ascii_letters * 2 < letters:
        return "other"
    words = plain(text).split()
    english, others = sum(word in _ENGLISH for word in words), sum(word in _OTHERS for word in words)
    return "other" if others > english else "en"


def simplified(text: str) -> str:
    """Chinese in simplified characters, other text as it is."""
    return to_simplified()(text) if _HAN.search(text) else text


def _is_traditional(text: str) -> bool:
    return to_simplified()(text) != text
