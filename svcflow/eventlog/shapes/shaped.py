"""What is said about a row, and what rows have become: the types that every shape shares.

Rows come with the columns of a log under our names, the other columns under the file's, and marks: columns that are needed to
shape the steps and end here. A mark begins with a character that no header can have.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from svcflow.eventlog.log import Meaning, Repair, Shape

LIFECYCLE = "\x00lifecycle"
"""start, complete …"""
LINE = "\x00line"
"""where the row stands in the file"""
TIMESTAMP = "\x00timestamp"
"""the one time of a row, whether it turns out to be a begin or an end"""
FIELD, FROM, TO = "\x00field", "\x00from", "\x00to"
"""a change history: which field was changed, from what, to what"""
MILESTONE = "\x00milestone "
"""what the name of a column of milestones begins with; the file's header follows"""
MARKS: Mapping[str, str] = {"lifecycle": LIFECYCLE, "field": FIELD, "from_value": FROM, "to_value": TO}
"""role -> mark, of texts"""


@dataclass(frozen=True, slots=True)
class Shaped:
    """Steps, the rows that could not become one (with the reason), the rules that were applied, and what to know."""

    steps: pl.DataFrame
    set_aside: tuple[tuple[str, pl.DataFrame], ...] = ()
    repairs: tuple[Repair, ...] = ()
    notes: tuple[str, ...] = ()
    meanings: Mapping[str, Meaning] = field(default_factory=dict)
    """of activities whose meaning the shape knows better than their name tells"""


@dataclass(frozen=True, slots=True)
class ShapeChoice:
    """The shape and its evidence."""

    shape: Shape
    why: str
    notes: tuple[str, ...] = ()
    is_attribute: bool = False
    """whether the lifecycle column is no lifecycle and stays an attribute"""


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number and its noun: "1 row", "2 rows"."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
