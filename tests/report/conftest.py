"""A small desk with everything that a report can show, made by hand; tests replace the part that they are about."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import polars as pl
import pytest

from svcflow.eventlog import EventLog, build_log
from svcflow.eventlog.log import ColumnChoice, ImportReport, Reject, Repair, TimestampChoice
from svcflow.indicators.results import Indicator
from svcflow.mining.results import ActivityCount, Flow, ProcessMap, Terminal, Variant
from svcflow.model.distribution import Distribution
from svcflow.model.document import Arrivals, Distances, References, ServiceModel, Step, Validation
from svcflow.model.routing import Context, Routing
from svcflow.redesign.results import ComparedIndicator, Comparison, Effect, ScenarioEffects
from svcflow.report import ReportFacts, summarize, team_weeks
from svcflow.timing import attribute_waiting
from svcflow.timing.results import Bottleneck, CauseHours, StepTime, StepTimes, TimeFigures, ValueStream
from svcflow.timing.rework.measuring import measure_rework

MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)
STEPS = ("Register", "Investigate", "Close")


def make_log(cases: int = 12, *, rework: int = 2, **keywords: Any) -> EventLog:
    """Tickets an hour apart from a Monday at nine; each step waits an hour and takes one; `rework` of them come back."""
    rows = []
    for number in range(cases):
        path = (*STEPS[:2], *STEPS[1:]) if number < rework else STEPS
        for place, step in enumerate(path):
            begin = MONDAY + timedelta(hours=number + 2 * place)
            rows.append((f"T{number}", step, f"person {number % 2}", begin, begin + timedelta(hours=1)))
    frame = pl.DataFrame(rows, schema=["case_id", "activity", "resource", "start_time", "end_time"], orient="row")
    return build_log(frame, name="desk", **keywords)


def make_map(names: tuple[str, ...] = STEPS) -> ProcessMap:
    """A chain of activities with a loop on the second."""
    pairs = [*pairwise(names), (names[1], names[1])] if len(names) > 1 else []
    return ProcessMap(
        cases=12,
        activities=tuple(ActivityCount(name, 12, 12) for name in names),
        flows=tuple(Flow(source, target, 12 if source != target else 2, 12, 1.0, 1.5, 4.0) for source, target in pairs),
        starts=(Terminal(names[0], 12),),
        ends=(Terminal(names[-1], 12),),
        variants=(Variant(names, 10, 10 / 12, 5.0), Variant((names[0], *names), 2, 2 / 12, 9.0)),
        variant_count=2,
        gap="end_to_start",
    )


def make_times(basis: str = "measured", *, lead: float = 50.0, work: float = 9.0, waiting: float = 31.0, paused: float = 10.0) -> StepTimes:
    """Step times of 12 tickets, all waiting before Investigate."""

    def figures(mean: float) -> TimeFigures:
        return TimeFigures(mean, mean / 2, mean * 2, mean * 12)

    nothing = figures(0.0)
    causes = CauseHours(0.0, 0.75 * waiting * 12, 0.0, 0.25 * waiting * 12, 0.0)
    steps = (
        StepTime("Investigate", "work", 14, basis, figures(work), figures(waiting), nothing, causes, 0.86),
        StepTime("Wait <for> customer", "customer", 12, basis, nothing, nothing, figures(paused), None, 1.0),
        StepTime("Close", "work", 12, basis, figures(0.1), nothing, nothing, CauseHours(0, 0, 0, 0, 0), 1.0),
    )
    stream = ValueStream(12, basis, lead, 34.0, work, waiting, paused, work / lead, 0.86)
    return StepTimes(steps, stream)


def make_bottleneck(**keywords: Any) -> Bottleneck:
    """Waiting before Investigate."""
    told = {"where": "Investigate", "team": None, "cause": "contention", "waiting_h": 240.0, "share": 0.62, "saving_h": 108.0}
    return Bottleneck(**{**told, "per_case_h": 9.0, "executions": 14, "basis": "measured", **keywords})


def make_validation(grade: str = "fair", **keywords: Any) -> Validation:
    """A verdict whose distances are once, twice and half the yardsticks."""

    def distances(times: float) -> Distances:
        return Distances(NGD=0.08 * times, AED=60 * times, CED=2 * times, RED=14 * times, CTD=12 * times, CAR=50 * times)

    told = {"distances": distances(1), "reference": References(noise_floor=distances(0.5), replay=distances(0.8)), "grade": grade}
    told |= {"lead_time_h": {"held_out": 52.0, "simulated": 47.0}, "verdict": "Lead times come out a tenth too short."}
    return Validation(**{**told, "training_cases": 8, "held_out_cases": 4, "replications": 10, **keywords})


def make_model(validation: Validation | None = None, **keywords: Any) -> ServiceModel:
    """A model of one step."""
    return ServiceModel(
        name="desk",
        start="2025-03-03T00:00:00Z",
        cases=10,
        arrivals=Arrivals(weekly=(1.0,) * 168),
        steps=(Step(name="Close", staffed=False, duration=Distribution(kind="constant", mean=1.0)),),
        routing=Routing(contexts=(Context(after=("(start)",), next={"Close": 1.0}), Context(after=("Close",), next={"(end)": 1.0}))),
        **{"waiting_from_queues": 0.4, "validation": validation, **keywords},
    )


LEAD = ComparedIndicator("lead_time_mean", "Mean lead time", "h", "lower", "mean over tickets of last end − first instant")
COST = ComparedIndicator("staff_cost", "Cost of the staff on duty", "EUR/week", "lower", "hours × rate")


def make_effect(
    indicator: str = "lead_time_mean", difference: float = -9.0, low: float = -11.0, high: float = -7.0, base: float = 50.0
) -> Effect:
    """A paired difference with its interval."""
    return Effect(indicator, base, base + difference, difference, low, high, low, high)


def make_comparison(*effects: Effect, validation: Validation | None = None, name: str = "Two more people on second line") -> Comparison:
    """One redesign and its effects."""
    scenario = ScenarioEffects(name, "Investigate has the longest queue.", ("Like the others of the team.",), effects or (make_effect(),))
    return Comparison((LEAD, COST), (scenario,), 20, 3000, 1, validation)


def make_import(**keywords: Any) -> ImportReport:
    """An import with one of everything."""
    told: dict[str, Any] = {"source": "/home/somebody/tickets.csv", "cases": 12, "events": 38, "steps": 38, "activities": 3, "resources": 2}
    told |= {"first": "2025-03-03T09:00:00Z", "last": "2025-03-04T09:00:00Z", "shape": "start_end", "shape_why": "two time columns"}
    told |= {"columns": (ColumnChoice("case_id", "Ticket <ID>", "few distinct values", 0.9, "Ref"),)}
    told |= {"timestamps": (TimestampChoice("Begin", "%d.%m.%Y", "UTC", "17 rows have a day above 12"),)}
    told |= {"encoding": "utf-8", "delimiter": ";", "repairs": (Repair("end before begin: swapped", 3, "T4"),)}
    told |= {"rejected": (Reject(7, "no time", "T9;Erika Mustermann;"),), "basis": "measured", "notes": ("Times are taken as UTC.",)}
    return ImportReport(**{**told, **keywords})


INDICATORS = (
    Indicator("lead_time_mean", "Mean lead time", 50.0, "h", "lower", 12, 44.0, 57.0, "measured", "mean of last end − first instant"),
    Indicator("flow_efficiency", "Flow efficiency", 0.18, "share", "higher", 12, None, None, "estimated", "work ÷ lead time"),
    Indicator("cost", "Cost per ticket", None, "EUR", "lower", 0, None, None, "absent", "hours × rate"),
)


@pytest.fixture(scope="session")
def facts_with() -> Callable[..., ReportFacts]:
    """Facts of the small desk, with whatever a test sets otherwise."""

    def make(log: EventLog | None = None, **keywords: Any) -> ReportFacts:
        told: dict[str, Any] = {
            "process_map": make_map(),
            "times": make_times(),
            "indicators": INDICATORS,
            "bottlenecks": (make_bottleneck(),),
        }
        return summarize(log or make_log(report=make_import()), **{**told, **keywords})

    return make


@pytest.fixture(scope="session")
def full_facts(facts_with: Callable[..., ReportFacts]) -> ReportFacts:
    """Facts with everything in them, names that would break a careless page included."""
    odd = ("Register <script>alert(1)</script>", "half \ud800 \x00", "Say \"hello\" & 'bye'", "等待用户回复的很长很长的活动名称", "x" * 200)
    validation = make_validation("poor")
    comparison = make_comparison(
        make_effect(), make_effect("staff_cost", 900, 800, 1000, 5000), validation=validation, name="<img src=x onerror=alert(1)>"
    )
    log = make_log(40, report=make_import())
    timed = attribute_waiting(log)
    return facts_with(
        log, process_map=make_map(odd), comparison=comparison, simulated=make_log(40, rework=20),
        people=team_weeks(timed), reworked=measure_rework(timed),
    )  # fmt: skip


@pytest.fixture
def sample() -> Any:
    """The makers of this module, for tests that need a part."""
    import sys

    return sys.modules[__name__]
