"""What a header says: how surely it names a role, and whether it names something else or nothing at all."""

from __future__ import annotations

import re

from svcflow.eventlog.words import HEADERS, OTHERS, TOKENS, plain

TIME_ROLES = ("start_time", "end_time", "enabled_time", "timestamp")
_EMPTY = re.compile(
    r"(?:(?:col|column|field|feld|spalte|champ|colonne|colonna|campo|columna|kolom|veld|unnamed|var|attr|列|字段|栏|欄)\s*)?\d*|[a-z]{1,2}\d*"
)
_MEASURES = re.compile(r"\b(count|type|category|number of|id|time|date)\b")


def named(role: str, words: str) -> float:
    """How surely a header (in plain form) names a role, 0 to 1."""
    if words == plain(role):
        return 1.0
    known = HEADERS[role]
    bare = words.removeprefix("case ").removeprefix("event ").rstrip(" 0123456789")
    if words in known or bare in known:
        return known.get(words) or 0.9 * known[bare]
    if any(token in bare.split() or (not token.isascii() and token in bare) for token in TOKENS[role]):
        if role == "timestamp":
            return 0.4
        return 0.55 if role in TIME_ROLES or not _MEASURES.search(bare) else 0.25
    return 0.0


def names_time(words: str) -> bool:
    """Whether a header names a time beyond doubt, whatever the rows hold."""
    return any(named(role, words) == 1.0 and (" " in words or not words.isascii()) for role in TIME_ROLES)


def says_nothing(words: str) -> bool:
    """Whether a header is none: `col1`, `A`, `column 3`."""
    return bool(_EMPTY.fullmatch(words))


def header_points(role: str, words: str) -> float:
    """What a header says for a role (above 0) or against it, in units of log-odds."""
    score = named(role, words)
    elsewhere = max((named(other, words) for other in HEADERS if other != role and not _kin(role, other)), default=0.0)
    if score > elsewhere - 0.2 and score > 0:
        against = 2.5 if score < 0.75 and OTHERS.search(words) else 0.0
        return 7.0 * score - 2.0 - against
    if elsewhere >= 0.6:
        return -3.5
    if OTHERS.search(words):
        return -3.0
    return 0.0 if says_nothing(words) else -0.7


def _kin(role: str, other: str) -> bool:
    """Roles whose headers are not evidence against each other."""
    return role in TIME_ROLES and other in TIME_ROLES
