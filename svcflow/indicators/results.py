"""A named number: an indicator with its unit, direction, evidence and interval, and where in the appraisal it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from svcflow.eventlog.log import Basis

Better = Literal["higher", "lower", "none"]
Dimension = Literal["satisfaction", "efficiency", "quality", "cost", "people", "innovation"]
Family = Literal["satisfaction", "service desk", "value stream", "quality", "reliability", "cost", "sustainability", "people", "innovation"]
Level = Literal["process", "step", "team", "person", "segment", "month"]
OF_OPEN = "open_"
"""what the names of figures of tickets open at a simulation's start begin with"""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One number about a log. `low` and `high` bound it at 95 % (None where no interval can be given); `n` is what it rests on."""

    name: str
    """of a team, a step, a month …: the indicator's name, a colon, and whose it is"""
    title: str
    value: float | None
    """None where the log cannot tell (basis `absent`), or where `too_few` would be told of"""
    unit: str
    """`h`, `share`, `tickets/week`, `tickets`, `h/week`, … or a currency"""
    better: Better
    n: int
    low: float | None
    high: float | None
    basis: Basis
    formula: str
    level: Level = "process"
    member: str = ""
    """which step, team, person, segment or month"""
    dimension: Dimension = "efficiency"
    family: Family = "value stream"
    note: str = ""
    """what becomes of open, censored and paused tickets"""
    too_few: bool = False
    """fewer observations than a value is told of"""
    needs: tuple[str, ...] = ()
    """what it needs besides cases, steps and times"""
