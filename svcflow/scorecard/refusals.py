"""Refusals that know at which value of a table they are aimed, so that whoever read the table from a file can name the line.

The methods of this room take tables and know no files. What they refuse is `at` a path of keys from the top of what they were given; a
reader that knows on which line each value stands turns the path into a place (`placed`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from svcflow.errors import InputError, did_you_mean

Path = tuple[str | int, ...]
PlaceOf = Callable[..., str]
"""where the value of a path stands: `place_of("ahp", "Li")` is "weights.toml, line 12\""""


class TableError(InputError):
    """A value of a table is refused; `at` is its path of keys from the top of the table."""

    def __init__(
        self, problem: str, *, remedy: str = "", at: Path = (), place: str = "", about: tuple[str, str, str] | None = None
    ) -> None:
        super().__init__(problem, place=place or dotted(at), remedy=remedy, about=about)
        self.at = at


@contextmanager
def under(*path: str | int) -> Iterator[None]:
    """Whatever is refused within stands under this path of the table around it."""
    try:
        yield
    except TableError as error:
        raise TableError(error.problem, remedy=error.remedy, at=(*path, *error.at)) from None


@contextmanager
def placed(place_of: PlaceOf) -> Iterator[None]:
    """Whatever is refused within is told with its place in the file."""
    try:
        yield
    except TableError as error:
        raise TableError(error.problem, remedy=error.remedy, at=error.at, place=place_of(*error.at)) from None


def dotted(path: Path) -> str:
    """A path as TOML writes it: `ahp.judgements.Li."Speed : Price"`."""
    keys = [key for key in path if isinstance(key, str)]
    return ".".join(key if key.replace("_", "a").replace("-", "a").isalnum() and key.isascii() else f'"{key}"' for key in keys)


def check_names(names: Iterable[object], what: str = "items") -> tuple[str, ...]:
    """Names that are there and differ.

    Raises
    ------
    TableError
        There are none, one is empty, or one stands twice.
    """
    found: list[str] = []
    for place, name in enumerate(names):
        if not isinstance(name, str) or not name.strip():
            raise TableError(f"one of the {what} (={name!r}) has no name.", remedy="Give it one, in quotes.", at=(place,))
        if name in found:
            raise TableError(f'"{name}" stands twice among the {what}.', remedy="Name each once.", at=(place,))
        found.append(name)
    if not found:
        raise TableError(f"there are no {what}.", remedy="Name one at least.")
    return tuple(found)


def check_known(name: str, known: Iterable[str], at: Path = ()) -> str:
    """A name that is among those known.

    Raises
    ------
    TableError
        It is not; the nearest is offered.
    """
    choices = tuple(known)
    if name not in choices:
        raise TableError(f'"{name}" is not known here.', remedy=did_you_mean(name, choices), at=at)
    return name


def check_number(value: object, name: str, at: Path = (), *, least: float = -math.inf, most: float = math.inf) -> float:
    """A finite number within bounds.

    Raises
    ------
    TableError
        It is no number, or outside.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TableError(f"{name} (={_shown(value)}) is no number.", remedy="Write a plain number, without quotes.", at=at)
    if not least <= value <= most:
        bounds = f"{least:g} to {most:g}" if math.isfinite(least) and math.isfinite(most) else f"{least:g} or more"
        raise TableError(f"{name} (={value:g}) is outside what it can be.", remedy=f"It must be {bounds}.", at=at)
    return float(value)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:38]}…"
