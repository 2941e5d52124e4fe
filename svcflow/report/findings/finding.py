"""A finding: a fact worth a sentence, as figures and names without a word in any language.

It is found once and told in any language (`svcflow.report.findings.telling`). It knows the basis of its figures, the section of the page
that holds its evidence (`anchor`), how much of the lead time it is about (`stake`, a share, by which findings are ranked; where no hours
can be named, what stands for it), and, where redesigns were simulated, what to do about it (`action`). In all kinds hours are elapsed
hours [h], per ticket unless a name says otherwise, and shares run from 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from svcflow.eventlog.log import Basis
from svcflow.redesign.proposal import Proposal
from svcflow.report.effects import Verdict

Grade = Literal["good", "fair", "poor"]
Hours = tuple[int, int]
"""A stretch of the week: its first hour of 168 (0: Monday 00:00), and the hour at which it ends, which may lie beyond the week's end."""


@dataclass(frozen=True, slots=True)
class Redesign:
    """A redesign by its name; one that svcflow proposed has a title in every language."""

    name: str
    proposal: Proposal | None = None

    @property
    def title(self) -> str:
        """What it is called in the current language."""
        return self.name if self.proposal is None else self.proposal.title


@dataclass(frozen=True, slots=True)
class Changed:
    """What a redesign does to one indicator, with the bounds of its 95 % interval; `name` and `title` as in the catalogue."""

    name: str
    title: str
    unit: str
    verdict: Verdict
    difference: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Tried:
    """What to do: a redesign that clearly shortens the mean lead time in the model, by `saving_h` ± `half_h` (95 %) of `today_h`."""

    redesign: Redesign
    saving_h: float
    half_h: float
    today_h: float
    grade: Grade | None
    worse: tuple[Changed, ...] = ()
    """its price: what it clearly makes worse"""


@dataclass(frozen=True, slots=True)
class NothingClear:
    """No advice: so many redesigns were tried in the model, and none of them clearly shortens the mean lead time."""

    tried: int


Action = Tried | NothingClear


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What all findings have."""

    kind: ClassVar[str] = ""
    anchor: ClassVar[str] = "summary"
    basis: Basis = "measured"
    stake: float = 0.0
    action: Action | None = None
