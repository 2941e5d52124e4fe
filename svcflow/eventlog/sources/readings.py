"""In which encoding a text was written that is not UTF-8: its words are read in each, and the most plausible reading wins.

A file does not say how it was written, and almost any bytes can be read in a dozen ways; the right one is the one in which the
words look like words (`plausibility`). Only words that are not plain ASCII tell, each counted once, however often it stands in the
log. Where the next best reading that gives other words is as good within `MARGIN`, nobody can know, and the analyst is asked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from svcflow.errors import AmbiguousError, LogError
from svcflow.eventlog.sources.opening import Data
from svcflow.eventlog.sources.plausibility import surprise

MARGIN = 5.0
"""nats by which a reading must be better than the next. Measured on words drawn from 60 short logs in 30 languages and 19 encodings:
of texts with two telling words 3 in 1000 were read wrongly and 12 in 100 were asked about; with five, none and 1 in 100; with eight
or more, none and none"""
LONGEST_WORD = 60
"""bytes of a word that are looked at, from shortly before the first that is not ASCII"""


class Encoding(NamedTuple):
    """An encoding that a log may be in: its name, Python's codec (often of a superset), and how unexpected it is [nats]."""

    name: str
    codec: str
    rarity: float


UTF_8 = Encoding("utf-8", "utf-8", -6.0)
ENCODINGS = (
    UTF_8,
    Encoding("cp1252", "cp1252", 0.0),
    Encoding("gb18030", "gb18030", 0.0),
    Encoding("big5", "cp950", 0.0),
    Encoding("shift_jis", "cp932", 0.0),
    Encoding("euc_kr", "cp949", 0.0),
    Encoding("cp1251", "cp1251", 0.5),
    Encoding("cp1250", "cp1250", 2.5),
    Encoding("cp1254", "cp1254", 2.5),
    Encoding("cp1253", "cp1253", 1.0),
    Encoding("cp1257", "cp1257", 1.5),
    Encoding("cp1255", "cp1255", 1.0),
    Encoding("cp1256", "cp1256", 1.0),
    Encoding("cp874", "cp874", 1.0),
    Encoding("koi8_r", "koi8_r", 4.0),
    Encoding("big5hkscs", "big5hkscs", 4.0),
    Encoding("iso8859_2", "iso8859_2", 6.0),
    Encoding("cp866", "cp866", 7.0),
    Encoding("cp850", "cp850", 7.0),
    Encoding("mac_roman", "mac_roman", 7.0),
    Encoding("euc_jp", "euc_jp", 3.0),
)
_KIN = {"big5hkscs": "big5"}
"""encodings that differ in a few rare characters, about which nobody is asked"""

_LARGE = ("gb18030", "big5", "big5hkscs", "shift_jis", "euc_jp", "euc_kr")
_UNKNOWN, _UNKNOWN_BYTE, _UNKNOWN_HALF, _ASCII_BYTE = 15.0, 4.4, 5.5, 3.0
"""the surprise at a script of which nothing is known, and at a byte of an alphabet, at half a character of a large script and at an
ASCII letter in it [nats]: who reads worse than that reads gibberish"""
_BLOCK, _MOST_BLOCKS = 1 << 18, 64
_WORD = re.compile(rb"[0-9@-\xff]+")
_MOST_WORDS, _FIRST_WORDS, _HOPELESS = 400, 30, 40.0
_ASCII = bytes(range(128))
_SIGNS = re.compile(r"[@\[\\\]^_`{|}~]")
"""what may stand between words, and be the second byte of a character as well"""
_OFTEN = 6
_DIGITS = bytes.maketrans(b"123456789", b"000000000")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one encoding makes of the telling words, and its surprise at them [nats]."""

    encoding: Encoding
    words: tuple[str, ...]
    cost: float


def find_encoding(data: Data, broken: int, place: str) -> tuple[Encoding, str]:
    """The encoding in which the words of a text look most like words, and the evidence; at byte `broken` it is not UTF-8.

    Raises
    ------
    AmbiguousError
        Two readings are equally good and give different words.
    LogError
        The words look like words in none.
    """
    words = telling_words(data) or [bytes(data[broken : broken + LONGEST_WORD])]
    best, *others = rank(words)
    if best.cost > _UNKNOWN + sum(_unknown(best.encoding, word) for word in words):
        shown = ", ".join(f'"{word}"' for word in sorted(best.words, key=surprise)[-2:])
        problem = f"the encoding of the text is not known: its words look like words in none, as {best.encoding.name} there are {shown}."
        raise LogError(problem, place=place, remedy="Save the log as UTF-8, or name its encoding: --encoding NAME.")
    return best.encoding, settled(best, others, place)


def settled(best: Reading, others: list[Reading], place: str) -> str:
    """The evidence for the best reading: a word, and what the next best makes of it."""
    rivals = [other for other in others if other.words != best.words and _KIN.get(other.encoding.name) != best.encoding.name]
    if not rivals:
        return f'it has words such as "{best.words[0]}"'
    rival = rivals[0]
    here, there = min((pair for pair in zip(best.words, rival.words, strict=True) if pair[0] != pair[1]), key=_length)
    names = best.encoding.name, rival.encoding.name
    if rival.cost - best.cost < MARGIN:
        problem = f'the text can be read as {names[0]}, with words such as "{here}", or as {names[1]}, with "{there}".'
        raise AmbiguousError(problem, place=place, remedy=f"Which is right? --encoding {names[0]} or --encoding {names[1]} settles it.")
    return f'it has words such as "{here}"; as {names[1]} that would be "{there}"'


def rank(words: list[bytes]) -> list[Reading]:
    """The readings of the words, the most plausible first; those that are hopeless after the first words are left out."""
    first = sorted((_read(words[:_FIRST_WORDS], encoding) for encoding in ENCODINGS), key=_cost)
    if len(words) <= _FIRST_WORDS:
        return first
    hopeful = [reading.encoding for reading in first if reading.cost < first[0].cost + _HOPELESS]
    return sorted((_read(words, encoding) for encoding in hopeful), key=_cost)


def telling_words(data: Data) -> list[bytes]:
    """Distinct words that are not plain ASCII, from all over the text, until each of their bytes was met a few times."""
    met: Counter[int] = Counter()
    words: dict[bytes, None] = {}
    for word in foreign_words(data):
        high = [byte for byte in word if byte > 127] if word not in words else []
        if any(met[byte] < _OFTEN for byte in high):
            met.update(high)
            words[word] = None
            if len(words) == _MOST_WORDS:
                break
    return list(words)


def foreign_words(data: Data) -> Iterator[bytes]:
    """Words that are not plain ASCII, in the text's order, from at most 16 MiB that are spread over it.

    A word ends at a byte that is never part of a character of several bytes: a blank, a quote, a comma. Digits are all one digit.
    """
    starts = [at for at in range(0, len(data), _BLOCK) if not bytes(data[at : at + _BLOCK]).isascii()]
    for at in starts[:: -(-len(starts) // _MOST_BLOCKS) or 1]:
        found = _WORD.findall(bytes(data[at : at + _BLOCK]).translate(_DIGITS))
        whole = found[1 if at else 0 : -1 if at + _BLOCK < len(data) else None]
        yield from (word if len(word) <= LONGEST_WORD else _cut(word) for word in whole if not word.isascii())


def _cut(word: bytes) -> bytes:
    first = len(word) - len(word.lstrip(_ASCII))
    return word[max(0, first - LONGEST_WORD // 3) :][:LONGEST_WORD]


def _read(words: list[bytes], encoding: Encoding) -> Reading:
    """Bytes that the encoding cannot read become U+FFFD; a character that was cut where a long word was is left out."""
    texts = []
    for word in words:
        text = word.decode(encoding.codec, errors="replace")
        texts.append(text.rstrip("\ufffd") if len(word) == LONGEST_WORD else text)
    pieces = [piece for text in texts for piece in _SIGNS.split(text)]
    return Reading(encoding, tuple(texts), encoding.rarity + sum(map(surprise, pieces)) + (len(pieces) - len(texts)) * _ASCII_BYTE)


def _unknown(encoding: Encoding, word: bytes) -> float:
    """The surprise at a word in a script of which nothing is known [nats]."""
    high = sum(byte > 127 for byte in word)
    return high * (_UNKNOWN_HALF if encoding.name in _LARGE else _UNKNOWN_BYTE) + (len(word) - high) * _ASCII_BYTE


def _length(pair: tuple[str, str]) -> int:
    return len(pair[0])


def _cost(reading: Reading) -> float:
    return reading.cost
