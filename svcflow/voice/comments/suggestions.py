"""Suggestions: sentences that wish, ask for or propose something, in English and Chinese.

A sentence is one if it holds a pattern of wishing ("would be helpful if", "please …", "I suggest", 希望, 建议, 能不能) and is not a mere
recommendation of the service or thanks.
"""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"[^.!?。！？；;\n]+[.!?。！？；;]*")
_WISHES = re.compile(
    r"""
    \bwould\ (?:be|have\ been)\ (?:\w+\ )?(?:great|nice|good|helpful|better|useful|appreciated)\b
    | \bwould\ (?:like|love|prefer|help)\b
    | \bi(?:'d|\ would)\ (?:like|love|prefer)\b | \b(?:i|we)\ (?:wish|hope)\b | \bplease\b (?!\ (?:accept|find)\b)
    | \b(?:should|ought\ to)\ (?!have\ been\b|know\b|say\b) | \b(?:could|can)\ you\b
    | \bsuggest(?:ion|ions)?\b | \bwhy\ not\b
    | \bneeds?\ to\ (?:be\ )?(?:improved?|change|offer|have)\b | \bhow\ about\b | \bmy\ advice\b
    | \brecommend\ (?:that\ you|adding)\b
    | \bif\ only\b
    | 希望 | 建议 | 最好(?:能|是|可以|在|不要|先)
    | 能不能 | 能否 | 可否 | 可不可以 | 是否可以 | 应该(?!是) | 应当 | 期待(?:你们|能|改) | 盼望? | 要是.{1,12}就好
    | 如果能 | 请(?:尽快|提前|及时|增加|改|加强|不要|多|给|在|把) | 有待(?:改进|提高|加强) | 需要(?:改进|加强|提高)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NO_WISH = re.compile(r"\bno suggestions?\b|没有?(?:什么|其他)?(?:建议|意见)|无建议", re.IGNORECASE)


def suggestions_in(text: str) -> list[str]:
    """The sentences of a comment (Chinese simplified) that wish something, in order."""
    return [
        sentence
        for part in _SENTENCE.findall(text)
        if (sentence := part.strip()) and _WISHES.search(sentence) and not _NO_WISH.search(sentence)
    ]
