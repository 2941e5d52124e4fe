"""How sure a saving is: intervals by resampling blocks of tickets."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from svcflow.eventlog import build_log
from svcflow.timing import find_bottlenecks
from svcflow.timing.queues.resampling import blocks_of, intervals

START = datetime(2025, 1, 6, 9, tzinfo=UTC)


def log_of(waits: list[float], every_h: float):
    """Cases of two steps, the second of which waits so long [h]."""
    rows = []
    for case, wait in enumerate(waits):
        at = START + timedelta(hours=case * every_h)
        one, two = at + timedelta(hours=1), at + timedelta(hours=1 + wait)
        rows += [(f"{case:05}", "A", None, at, one), (f"{case:05}", "B", None, two, two + timedelta(minutes=6))]
    schema = dict.fromkeys(("case_id", "activity", "resource"), pl.String)
    schema |= dict.fromkeys(("start_time", "end_time"), pl.Datetime("us", "UTC"))
    return build_log(pl.DataFrame(rows, schema=schema, orient="row"), name="by hand")


@pytest.mark.parametrize(("every_h", "cases", "blocks"), [(24, 70, 10), (12, 40, 20), (0.1, 40, 40), (0.001, 2500, 834)])
def test_blocks_are_weeks_days_or_tickets(every_h: float, cases: int, blocks: int) -> None:
    block = blocks_of(log_of([1.0] * cases, every_h))
    assert block.tolist() == sorted(block.tolist())
    assert block.max() + 1 == blocks


def test_the_interval_of_independent_tickets_is_that_of_the_normal_law() -> None:
    sums = np.random.default_rng(3).exponential(5.0, (400, 1))
    found = intervals(sums, np.ones(400), seed=1)
    assert found is not None
    half = 1.96 * sums.std(ddof=1) * np.sqrt(400)
    assert found[0][0] == pytest.approx(sums.sum() - half, rel=0.02)
    assert found[1][0] == pytest.approx(sums.sum() + half, rel=0.02)


def test_a_week_with_many_tickets_is_no_more_of_a_saving() -> None:
    cases = np.array([10.0, 500.0, 20.0, 40.0, 5.0, 30.0])
    found = intervals(cases[:, None] * 2.0, cases, seed=1)
    assert found is not None
    assert (found[0][0], found[1][0]) == pytest.approx((2 * cases.sum(), 2 * cases.sum()))


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    random, held = np.random.default_rng(11), 0
    for trial in range(200):
        level = random.gamma(4.0, 1.0, (20, 1))  # weeks that are good or bad as a whole
        tickets = random.poisson(30, (20, 1)) + 1.0
        found = intervals(level * tickets, tickets[:, 0], seed=trial)
        assert found is not None
        held += bool(found[0][0] <= 4.0 * tickets.sum() <= found[1][0])
    assert 0.87 <= held / 200 <= 0.99


def test_the_saving_lies_within_and_the_seed_decides() -> None:
    log = log_of(np.random.default_rng(2).exponential(4.0, 100).tolist(), 24.0)
    (found,) = find_bottlenecks(log)
    assert found.saving_low is not None
    assert found.saving_high is not None
    assert 0 < found.saving_low < found.saving_h < found.saving_high
    assert find_bottlenecks(log) == (found,)
    (other,) = find_bottlenecks(log, seed=2)
    assert other.saving_low != found.saving_low
    assert other.saving_low == pytest.approx(found.saving_low, rel=0.1)


def test_too_few_tickets_have_no_interval() -> None:
    (found,) = find_bottlenecks(log_of([2.0, 3.0], 1.0))
    assert (found.saving_h, found.saving_low, found.saving_high) == (5, None, None)


def test_money_is_lead_time_at_its_price() -> None:
    log = log_of([2.0, 3.0], 1.0)
    assert find_bottlenecks(log)[0].saving_money is None
    assert find_bottlenecks(log, delay_cost_h=1.5)[0].saving_money == 7.5
    assert find_bottlenecks(log, delay_cost_h=0.0)[0].saving_money == 0
