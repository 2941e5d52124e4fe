"""Every indicator by its name: those of each run (`catalogue`), and those of the families, which are read when one is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from svcflow.errors import InputError, did_you_mean
from svcflow.indicators.catalogue import BY_TEAM, CATALOGUE
from svcflow.indicators.grammar import CURRENCY, Entry
from svcflow.indicators.results import Dimension
from svcflow.indicators.setting import Setting


def every_entry() -> tuple[Entry, ...]:
    """All indicators: those of each run first, then the families."""
    from svcflow.indicators.families import all_families

    return (*CATALOGUE, *BY_TEAM, *all_families())


def find_entry(name: str) -> Entry:
    """The indicator of this name, with or without a member after a colon.

    Raises
    ------
    KeyError
        There is none.
    """
    head = name.partition(":")[0]
    for entry in (*CATALOGUE, *BY_TEAM):
        if entry.name == head:
            return entry
    for entry in every_entry():
        if entry.name == head:
            return entry
    raise KeyError(name)


def beyond_every_run(names: Sequence[str]) -> tuple[str, ...]:
    """Those of the names that are indicators of the catalogue which a run computes only when it is asked to."""
    known = {entry.name for entry in every_entry()} - {entry.name for entry in CATALOGUE}
    return tuple(name for name in names if name in known)


def title_of(name: str) -> tuple[Entry, str]:
    """The entry of an indicator, and its title with the team (or other member) where it is told of one (KeyError for other names)."""
    entry, (_, _, member) = find_entry(name), name.partition(":")
    return entry, f"{entry.title}, {member}" if member else entry.title


def unit_of(entry: Entry, setting: Setting) -> str:
    """The entry's unit, in the setting's currency."""
    return entry.unit.replace(CURRENCY, setting.currency or CURRENCY)


def choose_entries(patterns: Sequence[str] = (), dimension: Dimension | None = None) -> tuple[Entry, ...]:
    """The indicators whose names fit one of the patterns (`backlog*`; none: all), of a dimension.

    Raises
    ------
    InputError
        A pattern fits nothing.
    """
    entries = every_entry()
    for pattern in patterns:
        if not any(fnmatchcase(entry.name, pattern) for entry in entries):
            remedy = did_you_mean(pattern, [entry.name for entry in entries])
            raise InputError(f'there is no indicator "{pattern}".', place="name", remedy=remedy)
    return tuple(
        entry
        for entry in entries
        if (not patterns or any(fnmatchcase(entry.name, pattern) for pattern in patterns)) and dimension in (None, entry.dimension)
    )


def check_unit(name: str, unit: str, setting: Setting, place: str = "") -> None:
    """Refuse a target or a benchmark that is meant in another unit than the indicator has.

    Raises
    ------
    InputError
        There is no such indicator, or its unit is another one.
    """
    try:
        entry = find_entry(name)
    except KeyError:
        remedy = did_you_mean(name, [entry.name for entry in every_entry()])
        raise InputError(f'there is no indicator "{name}".', place=place, remedy=remedy) from None
    own = unit_of(entry, setting)
    if unit != own:
        raise InputError(f'"{name}" is told in "{own}", not in "{unit}".', place=place, remedy=f'Give the figure in "{own}".')
