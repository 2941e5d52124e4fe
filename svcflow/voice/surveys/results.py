"""What a survey says, as plain frozen records.

Shares run from 0 to 1, NPS from -100 to 100, hours are elapsed hours [h]; scores stand on the question's own scale unless they are
said to be laid on 0 (worst) to 1 (best). `low` and `high` bound a figure at 95 %, and are None where too few answers allow none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from svcflow.eventlog.log import Basis
from svcflow.voice.surveys.scales import Better, Scale

Verdict = Literal["concentrate", "keep", "low_priority", "overkill"]
"""of the four fields of Martilla and James: concentrate here, keep up the good work, low priority, possible overkill"""
Crosshair = Literal["means", "medians", "midpoint"]
CROSSHAIRS: tuple[Crosshair, ...] = ("means", "medians", "midpoint")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its interval, the number of answers that it rests on, and its basis."""

    value: float
    low: float | None
    high: float | None
    n: int
    basis: Basis = "measured"


@dataclass(frozen=True, slots=True)
class TopBox:
    """CSAT: the share of answers in the upper boxes (`from_score` on), Wilson's interval."""

    question: str
    share: Figure
    mean: Figure
    """of the answers, on the question's scale"""
    scale: Scale
    from_score: float
    satisfied: int
    counts: tuple[tuple[float, int], ...]
    """how often each answer was given; where answers lie between whole numbers, in ten equal parts"""


@dataclass(frozen=True, slots=True)
class Nps:
    """Net promoter score: % promoters (9, 10) less % detractors (0 to 6), adjusted Wald interval."""

    question: str
    score: Figure
    promoters: int
    passives: int
    detractors: int


@dataclass(frozen=True, slots=True)
class Effort:
    """Customer effort: the mean answer and the share to whom it was easy; `better` says which end of the scale is little effort."""

    question: str
    mean: Figure
    easy: Figure
    scale: Scale
    better: Better
    direction_why: str


@dataclass(frozen=True, slots=True)
class SegmentResponse:
    """Of one segment: tickets, how many were answered, and how satisfied those were (laid on 0 to 1)."""

    segment: str
    name: str
    tickets: int
    answered: int
    rate: Figure
    satisfaction: Figure | None


@dataclass(frozen=True, slots=True)
class Responses:
    """Who answered: the response rate, by segment, and whether it differs between segments."""

    tickets: int
    answered: int
    rate: Figure
    segments: tuple[SegmentResponse, ...]
    differing: tuple[tuple[str, float], ...]
    """segments whose response rates differ beyond chance, with the chance of as large a difference (χ², p < 0.01), smallest first"""
    lead_answered_h: float
    lead_silent_h: float
    """median lead time of the tickets that were answered and of those that were not [h]"""
    satisfaction: Figure
    """mean overall satisfaction of those who answered, laid on 0 to 1"""
    weighted: Figure | None
    """the same, weighted to all tickets by fifths of lead time: what the silent would say if they are like those with like waits"""


@dataclass(frozen=True, slots=True)
class Item:
    """One question among those that are to measure the same: how well it goes with the others, and where answers pile up."""

    question: str
    n: int
    mean: float
    """laid on 0 to 1, as `discrimination` is"""
    item_total: Figure
    """correlation with the mean of the other items ("corrected"), Fisher's interval"""
    discrimination: float
    """mean of the best 27 % of respondents less that of the worst 27 %, by the other items"""
    ceiling: float
    floor: float
    """share of the highest and of the lowest possible answer"""
    alpha_without: float
    """Cronbach's α of the others alone"""
    remarks: tuple[str, ...]
    """codes: `ceiling`, `floor`, `weak` (item-total below 0.3), `spoils` (α is better without it)"""


@dataclass(frozen=True, slots=True)
class Reliability:
    """Whether the items measure one thing: Cronbach's α (Feldt's interval) and the split half (Spearman-Brown)."""

    items: tuple[Item, ...]
    n: int
    """respondents who answered all items"""
    alpha: Figure
    odd_even: float
    random_halves: Figure
    """mean over random halves, with the 2.5 % and 97.5 % quantiles over halves"""


@dataclass(frozen=True, slots=True)
class MapItem:
    """One attribute of an importance-performance map, with its verdict under each crosshair."""

    name: str
    importance: Figure
    performance: Figure
    verdicts: tuple[tuple[Crosshair, Verdict], ...]

    @property
    def agreed(self) -> bool:
        """Whether all crosshairs say the same."""
        return len({verdict for _, verdict in self.verdicts}) == 1


@dataclass(frozen=True, slots=True)
class ImportanceMap:
    """Importance against performance, with where each crosshair stands (importance, performance)."""

    items: tuple[MapItem, ...]
    crosshairs: tuple[tuple[Crosshair, float, float], ...]
    importance_is: Literal["stated", "derived"]
    """`stated` by respondents, or `derived`: correlation with overall satisfaction"""


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers with like hours: range and mean [h], mean satisfaction laid on 0 to 1, and the monotone curve there."""

    from_h: float
    to_h: float
    mean_h: float
    satisfaction: Figure
    curve: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Satisfaction against a time: bins of equal count, the falling curve through them, and Spearman's rank correlation."""

    of: Literal["lead_h", "response_h", "waiting_h"]
    bins: tuple[Bin, ...]
    rank_correlation: Figure
    falls: bool
    """whether the interval of the rank correlation lies below zero"""
    basis: Basis


@dataclass(frozen=True, slots=True)
class Link:
    """How satisfaction moves with hours and errors: least squares of the answers, laid on 0 to 1, on both together.

    `per_hour` and `per_error` are changes of mean satisfaction (0 to 1) for each hour of `of` and each repeated step of a ticket.
    It is what customers who waited longer said, not an experiment: a redesign moves satisfaction through it as far as that holds.
    """

    of: Literal["lead_h", "response_h", "waiting_h"]
    per_hour: Figure
    per_error: Figure
    mean: Figure
    """mean satisfaction of those who answered"""
    covariance: tuple[tuple[float, float], tuple[float, float]]
    """of the two slopes, robust against unequal spread (HC3)"""
    explained: float
    """R²"""
    up_to_h: float
    """hours beyond which the answers do not reach (99 % quantile): longer ones count as these"""
    scale: Scale
    bends: bool
    """whether a curve fits beyond chance better than the line: then large changes are told less well"""
    basis: Basis

    def change(self, hours: float, errors: float = 0.0) -> Figure:
        """The change of mean satisfaction (0 to 1) when the mean ticket takes so many hours more, and has so many more repeats."""
        value = self.per_hour.value * hours + self.per_error.value * errors
        (hh, he), (_, ee) = self.covariance
        half = 1.959963984540054 * max(hours * hours * hh + 2 * hours * errors * he + errors * errors * ee, 0.0) ** 0.5
        return Figure(value, value - half, value + half, self.per_hour.n, self.basis)


@dataclass(frozen=True, slots=True)
class Member:
    """One enterprise, department or person: its own mean, and the mean that its few answers allow (empirical Bayes)."""

    name: str
    n: int
    mean: float
    """of its own answers, laid on 0 to 1"""
    shrunk: Figure
    weight: float
    """how much of the shrunk mean is its own, 0 to 1; the rest is that of all"""
    small: bool
    """fewer than ten answers, or more of the others' than of its own"""
    adjusted: float | None
    """its own mean as if it had the priorities of all (`adjusted_means`); None without priorities"""
    percentile: float
    """the share of the other members whose shrunk mean is below its own, equal ones counted half"""


@dataclass(frozen=True, slots=True)
class Level:
    """Satisfaction by member of one level, best first; `spread` is the standard deviation between true means."""

    level: str
    members: tuple[Member, ...]
    mean: Figure
    spread: float
    withheld: int
    """members with fewer than three answers, who are not shown"""


@dataclass(frozen=True, slots=True)
class Loop:
    """The closed loop: unhappy answers, those that were acted on, and those who were asked again."""

    detractors: int
    acted_on: int
    asked_again: int
    recovered: int
    """asked again after an action, and no longer unhappy"""
    action_rate: Figure
    closure_rate: Figure
    """acted on and asked again, of all detractors"""
    recovery_rate: Figure
    """no longer unhappy, of those whose loop was closed"""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a figure stands among peers: the share of them below it, those that equal it counted half."""

    name: str
    value: float
    percentile: float
    peers: int


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """All that a survey says."""

    responses: int
    csat: tuple[TopBox, ...]
    """the overall question first"""
    nps: Nps | None
    effort: Effort | None
    response: Responses | None
    reliability: Reliability | None
    importance: ImportanceMap | None
    curves: tuple[Curve, ...]
    link: Link | None
    levels: tuple[Level, ...]
    loop: Loop | None
    notes: tuple[str, ...]
