"""A service appraised: its scorecard, what it lacks, how it went month by month, and how a redesign would move it.

Today's card is scored from the figures of the log and of what stands beside it. A redesign's is scored from **today's figures plus what
the simulation changes**: a model that is a little off in a figure is not off in the score for it. What no simulation tells (judgements,
costs of systems, most answers) stays as it is today, but for satisfaction: it moves through the link that the survey shows between
answers, hours and repeated steps (`svcflow.voice`), which is an association that customers told and no experiment; whoever shows the
score of a redesign says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from svcflow.eventlog.log import EventLog
from svcflow.indicators import Asked, Indicator, Setting, compute_indicators
from svcflow.scorecard import (
    Gap,
    Moves,
    Reading,
    Scorecard,
    ScorecardSet,
    SetCheck,
    TableError,
    Trend,
    check_set,
    gaps,
    reading_of,
    score,
    trend_of,
    what_moved,
)  # fmt: skip
from svcflow.scorecard.weights.results import Weights, given_weights
from svcflow.scorecard.weights.sensitivity import Room, room_of_verdict
from svcflow.scorecard.weights.weighing import Weighing
from svcflow.study.document import Study
from svcflow.study.hearing import Heard
from svcflow.study.satisfaction_link import MOVED, shift_of
from svcflow.study.scorecard_set import scorecard_set
from svcflow.voice.surveys.benchmarks import stand_among
from svcflow.voice.surveys.results import Link, Standing

NOT_SIMULATED = {"survey", "comments", "staff file", "ideas", "status log", "judges"}
"""what indicators need and no simulation tells"""
FEWEST_CASES = 30
"""of a month that is scored"""


@dataclass(frozen=True, slots=True)
class MonthScore:
    """The total of one month [points]; None where the month tells nothing that is scored."""

    month: str
    total: float | None
    cases: int


@dataclass(frozen=True, slots=True)
class Appraisal:
    """A service appraised. `sensitivity` is how far each dimension's weight may go before the grade changes (empty without grades)."""

    given: ScorecardSet
    card: Scorecard
    weights: Weights
    weighing: Weighing | None
    gaps: tuple[Gap, ...]
    months: tuple[MonthScore, ...]
    trend: Trend | None
    moved: Moves | None
    """from the month before the last to the last, of those with tickets enough"""
    checks: SetCheck
    sensitivity: tuple[Room, ...]
    standings: tuple[Standing, ...]
    link: Link | None
    readings: tuple[Reading, ...]
    """today's figures, which a redesign's changes are added to"""

    def moved_by(self, changes: Mapping[str, float]) -> Scorecard:
        """The card after a change of indicators, each in its own unit; satisfaction follows through its link."""
        shifted = [_shifted(reading, changes, self.link) for reading in self.readings]
        return score(self.given, shifted)

    def change(self, changes: Mapping[str, float]) -> float:
        """The change of the total [points]; the rule for `svcflow.redesign.compare`."""
        after = self.moved_by(changes).total
        return after - self.card.total if after is not None and self.card.total is not None else 0.0

    @property
    def simulated(self) -> tuple[str, ...]:
        """The indicators that a simulation is asked for: those scored that need no file, and those through which satisfaction moves."""
        named = dict.fromkeys((*(name for _, _, name, _ in self.given.rows), *(MOVED if self.link else ())))
        return tuple(name for name in named if not NOT_SIMULATED & set(_needs(name)))


def appraise(study: Study, log: EventLog, setting: Setting, heard: Heard | None = None, *, today: date, seed: int = 1) -> Appraisal | None:
    """Score a service by its study; None where the study has neither a scorecard nor targets.

    Raises
    ------
    InputError
        The scorecard, its weights, a target or a judgement cannot be, or a figure has another unit than is scored.
    """
    found = scorecard_set(study, setting, today, seed)
    if found is None:
        return None
    given, weighing = found
    names = tuple(name for _, _, name, _ in given.rows)
    indicators = {each.name: each for each in compute_indicators(log, setting=setting, seed=seed, asked=Asked())}
    readings = (*(reading_of(indicators[name]) for name in names if name in indicators), *_judged(study, given))
    card = score(given, readings, "now")
    months = _by_month(log, setting, names, seed)
    cards = {month: score(given, (*each, *_judged(study, given)), month) for month, (each, _) in months.items()}
    told = tuple(MonthScore(month, card.total, months[month][1]) for month, card in cards.items())
    last = [card for month, card in cards.items() if months[month][1] >= FEWEST_CASES and card.total is not None][-2:]
    weights = given_weights({name: row.weight for name, row in given.dimension.items()})
    return Appraisal(
        given=given, card=card, weights=weights, weighing=weighing, gaps=gaps(card), months=told,
        trend=trend_of([each.total for each in told if each.cases >= FEWEST_CASES]),
        moved=what_moved(*last) if len(last) == 2 else None,
        checks=_checks(study, given, months, names),
        sensitivity=_sensitivity(card, weights, given),
        standings=_standings(study, indicators),
        link=heard.voice.satisfaction.link if heard else None,
        readings=readings,
    )  # fmt: skip


def _judged(study: Study, given: ScorecardSet) -> tuple[Reading, ...]:
    """The words of judges, for indicators that are scored by a rubric."""
    said = study.scorecard.judged if study.scorecard else {}
    known = {name: row for _, _, name, row in given.rows}
    for name in said:
        if name not in known or known[name].score != "rubric":
            problem = f'"{name}" is no indicator that is scored by a rubric.'
            raise TableError(problem, remedy="Judge those that are.", place=study.place_of("scorecard", "judged", name))
    return tuple(Reading(name, words if isinstance(words, str) else tuple(words), basis="judged", n=1) for name, words in said.items())


def _by_month(log: EventLog, setting: Setting, names: tuple[str, ...], seed: int) -> dict[str, tuple[list[Reading], int]]:
    """Month -> the figures of its tickets, and how many tickets they are of."""
    told = [name for name in names if _at_month(name)]
    if not told:
        return {}
    found = compute_indicators(log, setting=setting, seed=seed, asked=Asked(level="month", names=(*told, "lead_time_mean")))
    months: dict[str, tuple[list[Reading], int]] = {}
    for each in found:
        readings, cases = months.get(each.member, ([], 0))
        bare = replace(each, name=each.name.partition(":")[0])
        readings = [*readings, reading_of(bare)] if bare.name in told else readings
        months[each.member] = (readings, each.n if bare.name == "lead_time_mean" else cases)
    return dict(sorted(months.items()))


def _needs(name: str) -> tuple[str, ...]:
    from svcflow.indicators.registry import find_entry

    try:
        return find_entry(name).needs
    except KeyError:
        return ("judges",)


def _at_month(name: str) -> bool:
    from svcflow.indicators.registry import find_entry

    try:
        return "month" in find_entry(name).levels
    except KeyError:
        return False


def _checks(study: Study, given: ScorecardSet, months: Mapping[str, tuple[list[Reading], int]], names: tuple[str, ...]) -> SetCheck:
    """What is wrong with the set itself: orphans, gaps, what is not measured or no longer tells anything."""
    wanted = study.scorecard.required if study.scorecard else ()
    whole = {month: each for month, (each, cases) in months.items() if cases >= FEWEST_CASES}
    series = {name: [_value(each, name) for each in whole.values()] for name in names if _at_month(name)} if len(whole) > 1 else None
    checked = check_set(given, series, dimensions=wanted)
    # What no month can tell (judges, a register, the status of systems) is told of the whole: that is no gap.
    found = replace(checked, findings=tuple(each for each in checked.findings if each.code != "no_figures" or _at_month(each.name)))
    if given.goals or any(row.goal for _, _, _, row in given.rows):
        return found
    # Where nobody speaks of goals, that nothing serves one is no news.
    return replace(found, findings=tuple(each for each in found.findings if each.code != "orphan"))


def _value(readings: list[Reading], name: str) -> float | None:
    value = next((reading.value for reading in readings if reading.name == name), None)
    return value if isinstance(value, float | int) else None


def _sensitivity(card: Scorecard, weights: Weights, given: ScorecardSet) -> tuple[Room, ...]:
    scores = {each.name: each.score for each in card.dimensions if each.score is not None}
    if not given.grades or set(scores) != set(weights.items) or len(scores) < 2:
        return ()
    return room_of_verdict(scores, weights, given.grades)


def _standings(study: Study, indicators: Mapping[str, Indicator]) -> tuple[Standing, ...]:
    from svcflow.errors import StudyError, did_you_mean

    found = []
    for name, peers in study.benchmarks.items():
        if name not in indicators:
            remedy = did_you_mean(name, indicators)
            raise StudyError(f'there is no indicator "{name}".', place=study.place_of("benchmarks", name), remedy=remedy)
        value = indicators[name].value
        if value is not None:
            found.append(stand_among(name, value, peers))
    return tuple(found)


def _shifted(reading: Reading, changes: Mapping[str, float], link: Link | None) -> Reading:
    """A figure after the changes; its own interval does not move with it."""
    if not isinstance(reading.value, int | float):
        return reading
    change = changes.get(reading.name)
    if change is None:
        change = shift_of(reading.name, changes, link)
    if not change:
        return reading
    value = max(0.0, reading.value + change) if reading.value >= 0 and reading.unit != "points" else reading.value + change
    return replace(reading, value=min(1.0, value) if reading.unit == "share" else value, basis="simulated")
