"""The families of indicators beyond those that every run is told of: each module holds the entries of one, `ENTRIES`, in a tuple.

To add an indicator, add an entry to a module here, or a module with a tuple of its own: every module of this package is read. Its test
gives its value on a small log by hand; a test that walks the catalogue fails as long as there is none.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from svcflow.indicators.grammar import Entry


@cache
def all_families() -> tuple[Entry, ...]:
    """The entries of all modules of this package, by the module's name."""
    found: list[Entry] = []
    for module in sorted(iter_modules(__path__), key=lambda each: each.name):
        found += import_module(f"{__name__}.{module.name}").ENTRIES
    return tuple(found)
