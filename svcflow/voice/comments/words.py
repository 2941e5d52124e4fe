"""The words of a comment: English ones in lower case, Chinese ones as a dictionary cuts them, without those that say nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from svcflow.voice.comments.languages import parted
from svcflow.voice.comments.packages import chinese_cutter

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|[!?]")
_MASK = re.compile(r"\[(?:e-mail|phone|number|name|ticket)\]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_STOP_EN = parted(
    """
    a about after again all also am an and any are as at be because been before being but by can could did do does done for from further
    get got had has have having he her him his i if in into is it its itself just me more my no nor not now of on once only or other
    our out over
    own re s she should so some still such t than that the their them then there these they this those through to too until up us very
    was we
    were what when where which while who why will with would you your ! ? though yet even one
    """
)
_STOP_ZH = parted(
    """
    的 了 是 我 你 他 她 它 们 我们 你们 他们 在 和 与 就 都 也 很 还 又 而 但 但是 不 没 没有 有 会 能 要 去 来 到 说 这 那 这个 那个
    一个 一 上 下 里 着 过 把 被 让 给 对 从 向 吗 呢 吧 啊 呀
    因为 所以 如果 以后 之后 以前 自己 什么 怎么 非常 比较 可以 就是 还是 已经 现在 时候 为 于 等 再 才 只 最 更 太 真 得 地 之 其 或
    个 次 天 特别 一直
    """
)


def words_of(text: str, *, chinese: bool) -> list[str]:
    """All words, in order; masks are none."""
    bare = _MASK.sub(" ", text)
    if not chinese:
        return _WORD.findall(bare.lower())
    return [word for word in chinese_cutter()(bare.lower()) if word.strip() and not re.fullmatch(r"\W+", word)]


def telling_words(text: str, *, chinese: bool) -> list[str]:
    """The words that say what a comment is about, and pairs of neighbouring ones in English."""
    words = words_of(text, chinese=chinese)
    if chinese:
        return [word for word in words if word not in _STOP_ZH and (len(word) > 1 or _HAN.match(word) is None) and not word.isdigit()]
    kept = [word if word not in _STOP_EN and len(word) > 2 else "" for word in words]
    pairs = [f"{one} {other}" for one, other in pairwise(kept) if one and other]
    return [*filter(None, kept), *pairs]


def terms_of(text: str, *, chinese: bool) -> list[str]:
    """What a model learns from: words and pairs of words (`w:`), and runs of letters (`c:`), three to five (of Chinese one to three)."""
    words = words_of(text, chinese=chinese)
    letters = _MASK.sub("", text) if chinese else f" {' '.join(words)} "
    spans: Sequence[int] = (1, 2, 3) if chinese else (3, 4, 5)
    runs = [f"c:{letters[at : at + span]}" for span in spans for at in range(len(letters) - span + 1)]
    return [*(f"w:{word}" for word in words), *(f"w:{one} {other}" for one, other in pairwise(words)), *runs]
