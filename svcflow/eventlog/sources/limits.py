"""How much a file may ask of the importer before it is refused.

Some files are made to do harm, and some do it by mistake: a gzip file of a megabyte that unpacks to a terabyte, a quote that is
never closed, XML nested without end. Each protection is a limit with a name; a refusal says which one, and `--limit NAME=VALUE`
moves it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields

from svcflow.errors import LogError, did_you_mean

_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may ask for at most; all are whole numbers."""

    unpacked_bytes: int = 8 << 30
    """what an archive may unpack to, and what a pipe may bring [bytes]"""
    unpacked_ratio: int = 250
    """how many times its own size an archive may unpack to, once that is more than 64 MiB; logs reach 20 to 60"""
    packings: int = 4
    """archives inside one another"""
    field_bytes: int = 16 << 20
    """one cell [bytes]"""
    columns: int = 5000
    xml_depth: int = 64
    """elements inside one another"""


DEFAULTS = Limits()


def parse_limits(texts: Sequence[str]) -> Limits:
    """Limits as the command line says them: `unpacked_bytes=2G`; K, M and G are binary. What is not said keeps its default.

    Raises
    ------
    LogError
        A limit that there is not, that stands twice, or whose value is no positive whole number.
    """
    said: dict[str, int] = {}
    for text in texts:
        name, _, value = (part.strip() for part in text.partition("="))
        if name not in _names():
            raise LogError(f'there is no limit "{name}".', place=_place(text), remedy=did_you_mean(name, _names()))
        if name in said:
            raise LogError(f"{name} stands twice.", place=_place(text), remedy="Say it once.")
        said[name] = _number(value, text)
    return Limits(**said)


def over_limit(limits: Limits, name: str, problem: str, place: str) -> LogError:
    """The refusal of a file that asks for more than the limit `name`: what it does (`problem`), the limit, and how to move it."""
    value: int = getattr(limits, name)
    return LogError(
        f"{problem}: the limit {name} is {_spoken(value)}.",
        place=place,
        remedy=f"If the file can be trusted, --limit {name}={_spoken(4 * value)} lets more through.",
    )


def _names() -> list[str]:
    return [field.name for field in fields(Limits)]


def _place(text: str) -> str:
    return f"--limit {text}"


def _number(value: str, text: str) -> int:
    match = re.fullmatch(r"([0-9]{1,15})([KMG]?)", value.upper())
    if match is None or not int(match[1]):
        raise LogError(
            f'"{value}" is no positive whole number.',
            place=_place(text),
            remedy="Write it like 500, 64K, 16M or 2G (K, M and G are binary).",
        )
    return int(match[1]) * _UNITS[match[2]]


def _spoken(value: int) -> str:
    unit = next((unit for unit in ("G", "M", "K") if value % _UNITS[unit] == 0), "")
    return f"{value // _UNITS[unit]}{unit}"
