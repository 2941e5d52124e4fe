"""A named number: an efficiency indicator with its unit, direction, evidence and interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from svcflow.eventlog.log import Basis

Better = Literal["higher", "lower", "none"]
OF_OPEN = "open_"
"""what the names of figures of tickets open at a simulation's start begin with"""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One number about a log. `low` and `high` bound it at 95 % (None where no interval can be given); `n` is what it rests on."""

    name: str
    title: str
    value: float | None
    """None where the log cannot tell (basis `absent`)"""
    unit: str
    """`h`, `share`, `tickets/week`, `tickets`, `h/week`, or a currency"""
    better: Better
    n: int
    low: float | None
    high: float | None
    basis: Basis
    formula: str
