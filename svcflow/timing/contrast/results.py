"""What a comparison finds: one record for each figure that was compared, as plain frozen data.

`difference` is always other less baseline. `low` and `high` bound it at 95 %, each for itself; `q` is the p value after the control of
false discoveries [1]_: among all the figures with `changed`, at most the asked-for share are expected to be chance. A figure that
rests on too few cases to be tested has its values, but neither bounds nor p.

.. [1] Benjamini, Hochberg (1995), JRSS B 57, doi:10.1111/j.2517-6161.1995.tb02031.x
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from svcflow.eventlog.log import Basis

Level = Literal["cases", "steps", "flows", "variants"]
Presence = Literal["", "appears", "disappears"]


@dataclass(frozen=True, slots=True)
class Change:
    """One figure on both sides: hours are elapsed [h], shares run from 0 to 1."""

    level: Level
    what: str
    """the step, the flow ("A → B"), the variant ("A → B → C"), the kind of case; empty for all cases"""
    figure: str
    unit: str
    """`h`, `share`, a count `a case`, or `cases/week`"""
    baseline: float | None
    other: float | None
    difference: float | None
    low: float | None
    high: float | None
    relative: float | None
    """difference ÷ baseline"""
    chance_longer: float | None
    """the chance that one drawn from the other side lasts longer than one from the baseline (ties count half); 0.5 is none"""
    moved_h: float | None
    """what the change moves in the hours of a mean case [h]; None where a figure has no such part"""
    p: float | None
    q: float | None
    changed: bool
    presence: Presence
    n_baseline: int
    n_other: int
    """cases on which the figure rests"""
    basis: Basis


@dataclass(frozen=True, slots=True)
class Contrast:
    """All figures: the clear changes first, by the hours of a case that they move; then the others by level."""

    baseline: str
    other: str
    cases_baseline: int
    cases_other: int
    changes: tuple[Change, ...]
    tests: int
    """how many figures were tested: the family over which false discoveries are controlled"""
    changed: int
    untested: int
    """figures that rest on too few cases"""
    fdr: float
    notes: tuple[str, ...]
