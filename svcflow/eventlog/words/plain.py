"""The plain form in which words are compared, and lists of phrases.

Plain is lower case, without accents, words parted by single blanks: `sysUpdated_At` becomes `sys updated at`, `Priorität`
becomes `prioritat`. Phrases are written parted by commas.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_PARTS = re.compile(r"[^\w]+|_")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """The plain form of a header or a status."""
    parted = _CAMEL.sub(" ", text)
    bare = "".join(c for c in unicodedata.normalize("NFKD", parted) if not unicodedata.combining(c))
    return _PARTS.sub(" ", bare).casefold().strip()


def listed(phrases: str) -> list[str]:
    """Phrases parted by commas, without the blanks and line ends around and within them."""
    return [phrase for part in phrases.split(",") if (phrase := " ".join(part.split()))]


def any_of(phrases: str) -> re.Pattern[str]:
    """Any of the phrases as whole words (in Chinese, which does not part its words, anywhere)."""
    known = sorted(listed(phrases), key=len, reverse=True)
    latin = "|".join(re.escape(phrase) for phrase in known if phrase.isascii())
    other = "|".join(re.escape(phrase) for phrase in known if not phrase.isascii())
    return re.compile("|".join(part for part in (rf"\b(?:{latin})\b" if latin else "", other) if part))
