"""A draw is a function of what it is for: what a redesign does not touch stays as it was, ticket by ticket."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product

import numpy as np
import polars as pl
import pytest

from svcflow.eventlog import EventLog
from svcflow.model import END, START, Arrivals, Context, Distribution, Person, Routing, ServiceModel, Step, Team, always
from svcflow.simulation import run, simulate
from svcflow.simulation.streams import Streams, uniform
from svcflow.simulation.walks import rescaled

STEPS = ("Triage", "Solve", "Close")


def desk(cases: int = 400) -> ServiceModel:
    return ServiceModel(
        name="desk",
        start=datetime(2025, 1, 6, tzinfo=UTC),
        cases=cases,
        arrivals=Arrivals(weekly=(2.0,) * 168),
        steps=tuple(
            Step(name=name, duration=Distribution(kind="lognormal", mean=1.0, cv=1.0), error_chance=0.2, fitted_error_chance=0.2)
            for name in STEPS
        ),
        people=(Person(name="p", team="t", calendar="always", skills=dict.fromkeys(STEPS, 1.0), count=9),),
        teams=(Team(name="t"),),
        calendars={"always": always()},
        routing=Routing(
            contexts=(
                Context(after=(START,), next={"Triage": 1.0}),
                Context(after=("Triage",), next={"Solve": 0.9, END: 0.1}),
                Context(after=("Solve",), next={"Close": 0.8, "Triage": 0.2}),
                Context(after=("Close",), next={"Solve": 0.1, END: 0.9}),
            )
        ),
    )


def with_steps(model: ServiceModel, change: Callable[[Step], Step]) -> ServiceModel:
    return model.model_copy(update={"steps": tuple(change(step) for step in model.steps)})


def durations(log: EventLog, *activities: str) -> list[tuple[str, str, int]]:
    """Case, step and hours of work (µs) in the order of each case; a µs of rounding taken off."""
    frame = log.steps.filter(pl.col("activity").is_in(activities)).sort(pl.col("case_id").cast(pl.Int64), "position")
    work = (frame["end_time"] - frame["start_time"]).dt.total_microseconds()
    return list(zip(frame["case_id"], frame["activity"], (work / 10).round().cast(pl.Int64), strict=True))


def close(found: list[tuple[str, str, int]], wanted: list[tuple[str, str, int]]) -> bool:
    return len(found) == len(wanted) and all(a[:2] == b[:2] and abs(a[2] - b[2]) <= 1 for a, b in zip(found, wanted, strict=True))


def arrivals(log: EventLog) -> list[datetime]:
    return log.cases.get_column("first_time").to_list()


def test_a_faster_step_leaves_arrivals_ways_and_all_other_durations() -> None:
    base = run(desk())
    fast = run(with_steps(desk(), lambda it: it.model_copy(update={"duration": it.duration.scaled(0.5)}) if it.name == "Solve" else it))
    assert arrivals(fast) == arrivals(base)
    assert close(durations(fast, "Triage", "Close"), durations(base, "Triage", "Close"))
    halved = [(case, step, round(work / 2)) for case, step, work in durations(base, "Solve")]
    assert close(durations(fast, "Solve"), halved)


def test_a_step_put_in_front_leaves_what_follows() -> None:
    base = desk()
    check = Step(name="Check", staffed=False, duration=Distribution(kind="constant", mean=0.1))
    contexts = (Context(after=(START,), next={"Check": 1.0}), Context(after=("Check",), next={"Triage": 1.0}), *base.routing.contexts[1:])
    longer = base.model_copy(update={"steps": (check, *base.steps), "routing": Routing(contexts=contexts)})
    first = durations(run(base), "Triage")
    again = durations(run(longer), "Triage")
    of_each = {case: work for case, _, work in reversed(first)}
    assert all(abs(of_each[case] - work) <= 1 for case, _, work in {row[0]: row for row in reversed(again)}.values())


def test_more_demand_brings_the_same_tickets_sooner() -> None:
    base, more = desk(), desk().model_copy(update={"arrivals": Arrivals(weekly=(2.0,) * 168, level=1.25)})
    start = base.start
    sooner = [(at - start).total_seconds() * 1.25 for at in arrivals(run(more))]
    assert sooner == pytest.approx([(at - start).total_seconds() for at in arrivals(run(base))], abs=1e-4)
    assert close(durations(run(more), *STEPS), durations(run(base), *STEPS))


def test_more_people_change_nothing_but_the_waiting() -> None:
    base = desk()
    more = base.model_copy(update={"people": (base.people[0].model_copy(update={"count": 30}),)})
    assert close(durations(run(more), *STEPS), durations(run(base), *STEPS))


def test_error_chances_scale_the_returns() -> None:
    base = desk(6000)
    returns = []
    for factor in (0.0, 0.5, 1.0, 2.0):
        log = run(with_steps(base, lambda it, factor=factor: it.model_copy(update={"error_chance": 0.2 * factor})))  # type: ignore[misc]
        again = log.steps.filter(pl.struct("case_id", "activity").is_duplicated()).height
        returns.append(again / log.cases.height)
    assert returns[0] == 0
    assert returns == sorted(returns)
    assert durations(run(base), *STEPS) == durations(run(with_steps(base, lambda it: it)), *STEPS)


def test_errors_leave_what_follows_a_pause() -> None:
    base = desk(6000)
    contexts = (
        Context(after=(START,), next={"Triage": 1.0}),
        Context(after=("Triage",), next={"Close": 0.3, "Solve": 0.7}),
        Context(after=("Close",), next={"Triage": 0.9, "Solve": 0.1}),  # the customer's answer
        Context(after=("Solve",), next={"Triage": 0.2, END: 0.8}),
    )
    asking = with_steps(base, lambda it: it.model_copy(update={"meaning": "customer", "staffed": False}) if it.name == "Close" else it)
    asking = asking.model_copy(update={"routing": Routing(contexts=contexts)})

    def shares(model: ServiceModel) -> tuple[float, float, float]:
        """Of the steps Triage, those that ask; of the answers and of the steps Solve, those that go back to Triage."""
        steps = run(model).steps.with_columns(following=pl.col("activity").shift(-1).over("case_id"))
        pairs = (("Triage", "Close"), ("Close", "Triage"), ("Solve", "Triage"))
        return tuple((steps.filter(activity=a)["following"] == b).fill_null(False).mean() for a, b in pairs)  # type: ignore[return-value]

    halved = with_steps(asking, lambda it: it.model_copy(update={"error_chance": 0.1}) if it.name == "Triage" else it)
    assert shares(asking) == pytest.approx((0.3, 0.9, 0.2), abs=0.02)
    assert shares(halved) == pytest.approx((0.3, 0.9, 0.1), abs=0.02)


@pytest.mark.parametrize(
    ("chances", "returning", "factors", "wanted"),
    [
        ((0.2, 0.8), (True, False), [1.0, 1.0], (0.2, 0.8)),
        ((0.2, 0.8), (True, False), [0.5, 1.0], (0.1, 0.9)),
        ((0.2, 0.3, 0.5), (True, False, False), [2.0, 1.0, 1.0], (0.4, 0.225, 0.375)),
        ((0.2, 0.8), (True, False), [0.0, 1.0], (0.0, 1.0)),
        ((0.4, 0.6), (True, False), [9.0, 1.0], (0.95, 0.05)),
        ((0.98, 0.02), (True, False), [2.0, 1.0], (0.98, 0.02)),
        ((0.5, 0.5), (True, True), [0.0, 3.0], (0.5, 0.5)),
        ((0.3, 0.3, 0.4), (True, True, False), [5.0, 1.0, 1.0], (0.95 * 1.5 / 1.8, 0.95 * 0.3 / 1.8, 0.05)),
    ],
)
def test_scaled_returns_by_hand(
    chances: tuple[float, ...], returning: tuple[bool, ...], factors: list[float], wanted: tuple[float, ...]
) -> None:
    assert rescaled(chances, returning, factors) == pytest.approx(wanted)


def test_the_same_seed_gives_the_same_log_and_another_one_does_not() -> None:
    first, again, other = (simulate(desk(), replications=2, seed=seed, jobs=1) for seed in (1, 1, 2))
    for one, two in zip(first.logs, again.logs, strict=True):
        assert one.steps.equals(two.steps)
    assert not first.logs[0].steps.equals(first.logs[1].steps)
    assert not first.logs[0].steps.equals(other.logs[0].steps)


def test_replications_have_numbers() -> None:
    model = desk(50)
    whole = simulate(model, replications=8, jobs=1).logs
    parts = [*simulate(model, replications=4, jobs=1).logs, *simulate(model, replications=4, first=4, jobs=2).logs]
    assert len(whole) == len(parts)
    assert all(one.steps.equals(two.steps) for one, two in zip(whole, parts, strict=True))


def test_draws_are_uniform_and_independent_between_counters() -> None:
    root = Streams(1, 0).root("durations", "Solve")
    draws = np.array([[uniform(root, case, visit) for visit in range(4)] for case in range(20_000)])
    assert draws.min() >= 0
    assert draws.max() < 1
    assert draws.mean(axis=0) == pytest.approx([0.5] * 4, abs=0.01)
    correlations = np.corrcoef(np.vstack([draws.T, np.roll(draws[:, 0], 1)]))
    assert np.abs(correlations - np.eye(5)).max() < 0.03
    counts = np.histogram(draws, bins=64, range=(0, 1))[0]
    expected = draws.size / 64
    assert ((counts - expected) ** 2 / expected).sum() < 124  # chi-square, 63 degrees of freedom, 1 in 100 000


def test_streams_differ_by_seed_replication_stream_and_name() -> None:
    roots = {
        Streams(seed, number).root(stream, name)
        for seed, number, stream, name in product(range(20), range(20), ("people", "errors"), ("A", "B"))
    }
    assert len(roots) == 1600


def test_a_draw_is_as_written() -> None:
    """The formula, step by step, so that another engine can be checked against it."""
    mask = 2**64 - 1
    x = (12345 + 7 * 0x9E3779B97F4A7C15 + 2 * 0xD1B54A32D192ED03) & mask
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & mask
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & mask
    x ^= x >> 31
    assert uniform(12345, 7, 2) == (x >> 11) / 2**53
