"""The grammar of indicators: what is said of each of them, in the same words for all.

An indicator belongs to a **family** (what is counted: service desk, value stream …) and by it to one of six **dimensions**, those of a
performance appraisal that weighs satisfaction, efficiency, quality, cost, people and innovation against each other. Service desk and
value stream are both efficiency: how quickly, and with how much idle time. Reliability is quality: a service that is down does
nothing right. Sustainability is cost: what a ticket uses up besides money.

It is told at **levels**. An indicator **of tickets** is told of all of them (process), of those of a segment (the value of any column)
or of a month (of their arrival), and of a team or a person, who are given the tickets that they did the last work on. One **of
executions** counts executions of steps, so it is also told of a step, and of a team or a person by what they did themselves. One
**of a period** counts on a clock: of a month it tells that month, whoever arrived in it. What rests on hours of duty is told of the
process and of teams; what comes from a file beside the log, as that file can be divided.

**Quantitative** indicators are counted or measured, **qualitative** ones come from people's judgements by a rubric. **Process**
indicators tell how the work goes, **outcome** ones what the customer or the payer gets.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from svcflow.indicators.estimates import Estimate
from svcflow.indicators.results import Better, Dimension, Family, Level

if TYPE_CHECKING:
    from svcflow.indicators.view import View

Nature = Literal["quantitative", "qualitative"]
Stage = Literal["process", "outcome"]
Evidence = Literal["instants", "times", "staff", "proxy", "file"]
"""What an indicator rests on: `instants` of the log, `times` of steps (with their basis), the `staff`'s hours, a `proxy` that stands for
what the log does not record (always an estimate), or a `file` beside the log."""
Need = Literal[
    "people", "teams", "service level", "response level", "rates", "expenses", "breach cost", "delay cost", "survey", "comments",
    "staff file", "ideas", "factors", "status log", "required fields", "procedure", "knowledge column", "deflection column",
    "closing step",
]  # fmt: skip
"""What an indicator needs besides cases, steps and times."""

DIMENSION_OF: Final[dict[Family, Dimension]] = {
    "satisfaction": "satisfaction",
    "service desk": "efficiency",
    "value stream": "efficiency",
    "quality": "quality",
    "reliability": "quality",
    "cost": "cost",
    "sustainability": "cost",
    "people": "people",
    "innovation": "innovation",
}
DIMENSIONS: Final[tuple[Dimension, ...]] = ("satisfaction", "efficiency", "quality", "cost", "people", "innovation")
CURRENCY = "currency"
"""stands in a unit for the setting's currency"""

TICKETS: Final[tuple[Level, ...]] = ("process", "segment", "month", "team", "person")
EXECUTIONS: Final[tuple[Level, ...]] = ("process", "step", "segment", "month", "team", "person")
PERIOD: Final[tuple[Level, ...]] = ("process", "segment", "month")
STAFF: Final[tuple[Level, ...]] = ("process", "team")
WHOLE: Final[tuple[Level, ...]] = ("process",)

SO_FAR = "A ticket that is still open counts with its time so far, and pauses are part of that time."
FINISHED = (
    "Only tickets that are finished count: how long an open one will take is not known yet, so while the backlog grows this looks better"
    " than it will be."
)
NO_PAUSES = (
    "Only tickets that are finished count, and the time in which they waited for the customer or a supplier is taken out; how long an open"
    " ticket will take is not known yet."
)
DUE = (
    "A ticket that is still open and past its level counts as missed; one that is open and not yet past it is left out until it is."
    " Pauses are taken out."
)
DONE_SO_FAR = "Of a ticket that is still open the steps done so far count; a pause is no step of work."
AT_CLOCK = (
    "Open tickets are what is counted, paused ones among them; those of which nothing was heard for unusually long count as given up."
)
COUNTED = "Every ticket that arrived counts, open or not; pauses do not matter."
IN_PERIOD = "What was done in the period counts, of finished and of open tickets alike; pauses are nobody's work."
FROM_FILE = "What the file says counts as it stands; whether a ticket is open or paused does not matter."
ANSWERED = "Only those who answered count; a ticket may be open or not."


@dataclass(frozen=True, slots=True)
class Entry:
    """An indicator: everything that is said of it, and the function from a `View` of a log to an estimate.

    `estimate` gives None where the log or the setting cannot tell. `note` says what becomes of open, censored and paused tickets.
    `least` is the number of observations below which no value is told. Values are kept within `lowest` and `highest`, or within 0
    and 1 where the unit is a share.
    """

    name: str
    title: str
    family: Family
    unit: str
    better: Better
    formula: str
    estimate: Callable[[View], Estimate | None]
    note: str
    levels: tuple[Level, ...] = TICKETS
    evidence: Evidence = "instants"
    needs: tuple[Need, ...] = ()
    least: int = 1
    nature: Nature = "quantitative"
    stage: Stage = "process"
    lowest: float | None = 0.0
    highest: float | None = None
    assumes: Callable[[View], bool] | None = None
    """whether on this log it stands on something that the log does not say, so that it is an estimate whatever it rests on"""
    of_steps: bool = False
    """whether a team or a person is told by the steps that they did though it is not told of single steps"""

    @property
    def by_steps(self) -> bool:
        """Whether a team or a person is told by the steps that they did, not by the tickets that they finished."""
        return self.of_steps or "step" in self.levels

    @property
    def dimension(self) -> Dimension:
        """The one of the six to which the family belongs."""
        return DIMENSION_OF[self.family]

    def within(self, low: float, high: float) -> tuple[float, float]:
        """An interval within what can be."""
        highest = 1.0 if self.unit == "share" else self.highest
        return low if self.lowest is None else max(self.lowest, low), high if highest is None else min(highest, high)
