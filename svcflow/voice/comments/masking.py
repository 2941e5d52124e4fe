"""Personal data in comments is masked before anything else is done with them: nothing downstream ever sees it.

Masked are e-mail addresses, telephone numbers, numbers of identity cards, bank cards and accounts, names after salutations and at the end
of letters, Chinese names before 先生, 女士 and their like, and on request the numbers of tickets. Rules find what has a form; a name in
the middle of a sentence has none and stays, so masked comments are still to be kept as personal data.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

Secret = Literal["e-mail", "phone", "number", "name", "ticket"]

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向"
    "張劉陳楊黃趙吳孫馬鄭許鄧韓馮蕭蔣葉蘇呂盧鍾譚陸韋賈鄒邱閻龍賀顧龔萬錢嚴歐"
)
_TITLED = "先生|女士|小姐|太太|经理|經理|主任|师傅|師傅|老师|老師|工程师|工程師|同志"
_NAME = r"[A-Z][\w'’-]+(?:[ \t]+(?:[A-Z]\.|[A-Z][\w'’-]+)){0,2}"
_NOT_NAMES = (
    r"(?!(?:All|Team|Support|Sir|Madam|Everyone|Everybody|There|Help|Service|Desk|Colleagues|Customer|I|The|It|You|Thank|Thanks)\b)"
)
_RULES: tuple[tuple[Secret, re.Pattern[str], str], ...] = (
    ("e-mail", re.compile(r"[A-Za-z0-9_.+-]+@[\w-]+(?:\.[A-Za-z0-9_-]+)+"), "[e-mail]"),
    ("number", re.compile(r"(?<![A-Za-z0-9_])[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){3,7}(?:[ ]?[A-Z0-9]{1,4})?(?![A-Za-z0-9_])"), "[number]"),
    ("number", re.compile(r"(?<!\d)\d{17}[\dXx](?![A-Za-z0-9_])|(?<!\d)\d{4}(?:[ -]\d{4}){3}(?!\d)|(?<!\d)\d{13,19}(?!\d)"), "[number]"),
    (
        "phone",
        re.compile(r"(?<![A-Za-z0-9_.])(?:\+\d{1,3}[ .-]?)?(?:\(\d{2,5}\)[ .-]?)?\d{2,5}(?:[ .-]?\d{2,5}){1,4}(?![A-Za-z0-9_%]|[.,]\d)"),
        "[phone]",
    ),
    (
        "name",
        re.compile(
            rf"\b((?:Dear|Hi|Hello|Hallo|Mr|Mrs|Ms|Miss|Dr|Prof)\b\.?,?[ \t]+(?:(?:Mr|Mrs|Ms|Miss|Dr)\b\.?[ \t]+)?){_NOT_NAMES}{_NAME}"
        ),
        r"\1[name]",
    ),
    (
        "name",
        re.compile(rf"\b((?:[Rr]egards|[Ss]incerely|[Cc]heers|[Tt]hanks|[Yy]ours|[Mm]y name is|[Tt]his is)[,.]?\s+){_NOT_NAMES}{_NAME}"),
        r"\1[name]",
    ),
    (
        "name",
        re.compile(rf"((?:联系人|聯繫人|聯絡人|姓名|我叫|我是)[：: ]?)[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?=[，。,.！!；;\s]|$|{_TITLED})"),
        r"\1[name]",
    ),
    ("name", re.compile(rf"[{_SURNAMES}][\u4e00-\u9fff]{{0,2}}(?={_TITLED})"), "[name]"),
)
_TICKET = re.compile(r"(?<![A-Za-z0-9_])(?:#\d{3,}|[A-Z]{2,6}[-_]?\d{4,}|(?:工单|工單|单号|單號)[号號]?[：: ]?\d{3,})(?![A-Za-z0-9_])")
_PHONE_DIGITS = 7
_DATE = re.compile(r"^\d{4}[-.]\d{1,2}[-.]\d{1,2}$|^\d{1,2}[-.]\d{1,2}[-.]\d{4}$|^\d{4}[ -]\d{4}$|^\d{1,2}[. ]\d{1,2}[. ]\d{2,4}$")


@dataclass(frozen=True, slots=True)
class Masked:
    """A comment without what was masked, and how often each kind was."""

    text: str
    found: tuple[tuple[Secret, int], ...]


def mask(text: str, *, tickets: bool = False) -> Masked:
    """The comment with personal data replaced by what it was: `[e-mail]`, `[phone]`, `[number]`, `[name]`, `[ticket]`."""
    counts: Counter[Secret] = Counter()
    if tickets:
        text, many = _TICKET.subn("[ticket]", text)
        counts["ticket"] += many
    for kind, pattern, put in _RULES:
        if kind == "phone":
            text, many = _without_phones(text, pattern)
        else:
            text, many = pattern.subn(put, text)
        counts[kind] += many
    return Masked(text, tuple((kind, many) for kind, many in counts.items() if many))


def _without_phones(text: str, pattern: re.Pattern[str]) -> tuple[str, int]:
    """Seven digits or more are a telephone number, unless they are a date."""
    many = 0

    def replace(found: re.Match[str]) -> str:
        nonlocal many
        if sum(sign.isdigit() for sign in found[0]) < _PHONE_DIGITS or _DATE.match(found[0]):
            return found[0]
        many += 1
        return "[phone]"

    return pattern.sub(replace, text), many
