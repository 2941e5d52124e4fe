"""How plausible a reading of bytes as text is: the surprise at its letters, in nats (natural logarithm).

A word that is read in the right encoding has the letters of a language in an order that the language knows. The surprise at a
word is -ln of its probability: each letter's, given the letter before it, in the language that expects the word most. Words that
two readings read alike surprise both alike, so that only what differs between them counts; a difference of 5 nats says that one
reading is 150 times as probable as the other. Probabilities come from the words in `languages`; a letter that stands in none of
them has a small one by its kind: an accented letter is less strange than one of another script, and that less than a control
character.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from math import log

from svcflow.eventlog.sources.languages import CHARACTERS, LETTERS

_MARKS = frozenset("‘’“”„–—…•·€£¥°®©™§«»‹›½¼¾²³±×¿¡№\u3000、。「」『』【】《》〈〉〔〕〜～・")
_STANDARDS = {"zh-Hans": ("gb2312", 0xD8), "zh-Hant": ("big5", 0xC9), "ja": ("euc_jp", 0xD0), "ko": ("euc_kr", 0xC9)}
"""the national standard of a script, and the byte with which its less frequent part begins"""
_FLOORS = {
    "ascii": 2e-3,
    "sign": 5e-2,
    "latin": 1e-4,
    "mark": 6e-4,
    "common": 6e-5,
    "standard": 2e-6,
    "wide": 1e-3,
    "han": 3e-7,
    "letter": 1e-6,
    "strange": 1e-8,
}
_CAPITAL_WITHIN, _ALONE = 4.0, 2.3
"""the surprise at a capital after a small letter, and at a word of a single character [nats]"""
_SWITCH = 0.13
"""how probable it is that a word changes between scripts"""
_SEEN, _PAIR = 0.95, 0.6
"""the probability that a letter is one of the language's, and how much of it is settled by the letter before"""
_WITH_KANA, _CHARACTER = 0.45, 0.7
_WIDESPREAD = 8
"""the first languages, by which words are judged whose letters none knows"""


@lru_cache(maxsize=20_000)
def surprise(text: str) -> float:
    """How unexpected a word is in the language that expects it most [nats]; blanks and digits count as the ends of words."""
    letters = {letter.lower()[0] for letter in text if letter > "\x7f"} - _MARKS
    return min(language.surprise(text) for language in _expecting(letters))


def _expecting(letters: set[str]) -> Sequence[_Language]:
    """The languages that know most of the letters; where characters of a large script are among them, all that have one."""
    known = [len(letters & language.alphabet) for language in _languages()]
    is_large = any(letter >= "\u2e80" for letter in letters)
    if not max(known) and not is_large:
        return _languages()[:_WIDESPREAD]
    return [one for one, count in zip(_languages(), known, strict=True) if 0 < max(known) == count or (is_large and one.own)]


@lru_cache(maxsize=1)
def _languages() -> tuple[_Language, ...]:
    return tuple(_Language(name) for name in dict.fromkeys((*LETTERS, *CHARACTERS)))


class _Language:
    """The probability of a letter after another: as often as in the language's words, else by what kind of letter it is."""

    def __init__(self, name: str) -> None:
        words = [f" {word} " for word in LETTERS.get(name, "").split()]
        self.pairs = Counter(word[at : at + 2] for word in words for at in range(len(word) - 1))
        self.letters = Counter(letter for word in words for letter in word[1:])
        self.before = Counter(letter for word in words for letter in word[:-1])
        self.characters = frozenset("".join(CHARACTERS.get(name, "").split()))
        self.alphabet = self.characters.union(self.letters)
        self.is_latin = any("a" <= letter <= "z" for letter in self.letters)
        self.share = _SEEN if not self.characters else _WITH_KANA if words else 0.0
        self.own = "" if not self.characters else name
        self.known: dict[tuple[str, str], float] = {}

    def surprise(self, text: str) -> float:
        total, previous, was_lower = _ALONE if self.own and len(text) == 1 else 0.0, " ", False
        for letter in text:
            small = letter.lower()[0]
            if (previous, small) not in self.known:
                self.known[previous, small] = -log(self._probability(previous, small))
            total += self.known[previous, small]
            if was_lower and letter != small:
                total += _CAPITAL_WITHIN
            was_lower = letter == small and letter.isalpha() and letter.upper() != letter
            previous = small if _is_letter(small) or small == "0" or small in self.letters else " "
        return total

    def _probability(self, previous: str, letter: str) -> float:
        kind = _kind(letter, self.own)
        chance = _FLOORS[kind]
        if self.share:
            sought = letter if _is_letter(letter) or letter in self.letters else " "
            spread = self.letters[sought] / self.letters.total()
            follows = self.pairs[previous + sought] / self.before[previous] if self.before[previous] else spread
            known = _PAIR * follows + (1 - _PAIR) * spread
            chance += self.share * (known if sought == letter else 0.0)
        if letter in self.characters:
            chance += _CHARACTER * (1 - self.share) ** 2 / len(self.characters)
        if letter == "\xa0" and previous == "0":
            chance = _FLOORS["sign"]
        if previous != " " and previous != letter and self._is_switch(previous, letter):
            chance *= _SWITCH
        return min(chance, 1.0)

    def _is_switch(self, previous: str, letter: str) -> bool:
        """Whether the script changes: between ASCII letters and others, or, in a Latin alphabet, between letters and digits."""
        if not self.is_latin:
            return previous.isascii() != letter.isascii() and letter.isalpha()
        return "0" in (previous, letter) and not self.pairs[previous + letter]


@lru_cache(maxsize=50_000)
def _is_letter(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LM"


@lru_cache(maxsize=50_000)
def _kind(letter: str, own: str) -> str:
    """What kind of letter it is; `own` names the language whose script of many characters is at home here."""
    code = ord(letter)
    if code < 128:
        return "ascii" if letter.isalpha() else "sign" if code > 31 else "strange"
    if letter in _MARKS:
        return "mark"
    if 0xFF01 <= code <= 0xFF5E:
        return "wide" if own else "letter"
    if own and _level(letter, own):
        return _level(letter, own)
    category = unicodedata.category(letter)
    if 0x3400 <= code < 0xA000 or code >= 0x20000:
        return "han"
    if category[0] not in "LM":
        return "strange"
    return "latin" if code < 0x250 else "letter"


def _level(letter: str, own: str) -> str:
    """Whether a character stands in the frequent part of its national standard, in the other part, or not at all."""
    codec, rare = _STANDARDS[own]
    try:
        code = letter.encode(codec)
    except UnicodeEncodeError:
        return ""
    if len(code) != 2 or code[0] < 0xA4 or (code[0] < 0xB0 and codec != "big5"):
        return ""
    return "common" if code[0] < rare else "standard"
