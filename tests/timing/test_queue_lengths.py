"""Queues by pencil: lengths over time, hours of the clock, stretches of the week, episodes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svcflow.timing.queues.hour_grid import HOUR_US, lay_grid
from svcflow.timing.queues.lengths import find_swells, queue_length
from svcflow.timing.queues.week_hours import swing, worst_hours

MONDAY = 1_736_121_600_000_000  # 2025-01-06 00:00 UTC [µs]


def hours(*values: float) -> np.ndarray:
    return (np.array(values) * HOUR_US).astype(np.int64)


def test_three_tickets_and_one_server() -> None:
    # All come at 0, 0 and 1 o'clock; each takes two hours: they wait 0, 2 and 3 hours.
    queue = queue_length(hours(0, 0, 1), hours(0, 2, 4), int(6 * HOUR_US))
    assert (queue.at / HOUR_US).tolist() == [0, 1, 2, 4]
    assert queue.length.tolist() == [1, 2, 1, 0]
    assert queue.total == 5 * HOUR_US
    assert [queue.quantile(share) for share in (0.3, 0.5, 0.8, 0.9)] == [0, 1, 1, 2]


def test_an_arrival_at_the_instant_of_a_begin_does_not_lengthen_the_queue() -> None:
    queue = queue_length(hours(0, 1), hours(1, 2), int(3 * HOUR_US))
    assert queue.length.max() == 1


spans = st.lists(st.tuples(st.integers(0, 10**12), st.integers(0, 10**12)), min_size=1, max_size=40)


@given(spans, st.sampled_from(["UTC", "Europe/Rome", "Asia/Kolkata", "Australia/Lord_Howe"]))
@settings(max_examples=40)
def test_littles_law_holds_to_the_microsecond(waits: list[tuple[int, int]], zone: str) -> None:
    ready, lasts = (np.array(column, dtype=np.int64) for column in zip(*waits, strict=True))
    begin = ready + lasts
    width = int(begin.max()) + 1
    grid = lay_grid(MONDAY + 123_456, width, zone)
    queue = queue_length(ready, begin, width)
    assert queue.total == lasts.sum()
    assert grid.covered(ready, begin).sum() == lasts.sum()
    assert grid.exposure.sum() == width
    assert grid.count(ready).sum() == len(ready)


def test_hours_are_those_of_the_clock_on_the_wall() -> None:
    grid = lay_grid(MONDAY + int(HOUR_US * 1.25), int(3 * HOUR_US), "Asia/Kolkata")  # 06:45 there
    assert grid.cell.tolist() == [6, 7, 8, 9]
    assert (grid.exposure / HOUR_US).tolist() == [0.25, 1, 1, 0.75]
    assert (grid.covered(hours(0.5), hours(2)) / HOUR_US).tolist() == [0, 0.75, 0.75, 0]


def test_the_hour_that_comes_twice_counts_twice() -> None:
    autumn = 1_761_436_800_000_000  # 2025-10-26 00:00 UTC, 02:00 in Rome; 02:00 comes again an hour later
    grid = lay_grid(autumn, int(3 * HOUR_US), "Europe/Rome")
    assert (grid.cell % 24).tolist() == [2, 2, 3]


def test_a_stretch_is_shared_among_its_hours() -> None:
    grid = lay_grid(MONDAY, int(5 * HOUR_US), "UTC")
    touched, inside = grid.stretch(int(0.5 * HOUR_US), int(2.25 * HOUR_US))
    assert (touched, inside.tolist()) == (slice(0, 3), [0.5, 1, 0.25])


def test_an_episode_begins_and_ends_at_the_usual_length() -> None:
    # One waits from 0 to 100 h; five more come at 40 h and leave at 45 h, one more waits from 38 h to 48 h.
    queue = queue_length(hours(0, 38, *[40] * 5), hours(100, 48, *[45] * 5), int(100 * HOUR_US))
    (swell,) = find_swells(queue, 3)
    assert (queue.quantile(0.5), queue.quantile(0.9)) == (1, 1)
    assert (swell.begin / HOUR_US, swell.end / HOUR_US, swell.peak_at / HOUR_US) == (38, 48, 40)
    assert (swell.peak, swell.above / HOUR_US) == (7, 10 + 25)


def test_a_queue_that_never_changes_has_no_episode() -> None:
    assert find_swells(queue_length(hours(0), hours(10), int(10 * HOUR_US)), 3) == ()


def test_stretches_of_the_week() -> None:
    length = np.zeros(168)
    length[8:12] = [9.5, 10, 9.2, 8]
    assert worst_hours(length, np.ones(168, dtype=bool)).hours == "Mon 08–11"
    net = np.zeros(168)
    net[[4 * 24 + 17, 5 * 24, 7]] = 2, 1, 1  # Friday 17, Saturday 0, Monday 7
    net[8] = -4
    grows, drains = swing(net), swing(-net, sign=-1)
    assert grows is not None
    assert drains is not None
    assert (grows.hours, grows.tickets) == ("Fri 17 – Mon 08", 4)
    assert (drains.hours, drains.tickets) == ("Mon 08–09", -4)
    assert swing(np.where(np.arange(168) == 3, np.nan, net)) is None
    assert swing(np.zeros(168)) is None


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_one_server_with_random_arrivals_is_as_the_theory_says(share: float) -> None:
    """M/M/1 at ρ = 0.8: in the queue ρ²/(1 - ρ) = 3.2 tickets wait, each ρ/(1 - ρ) = 4 services long."""
    random, many = np.random.default_rng(5), 200_000
    arrives, work = np.cumsum(random.exponential(1 / 0.8, many)), random.exponential(1.0, many)
    done = np.cumsum(work) + np.maximum.accumulate(arrives - np.concatenate(([0], np.cumsum(work)[:-1])))
    ready, begin = hours(*arrives), hours(*(done - work))
    begin = np.maximum(begin, ready)
    queue = queue_length(ready, begin, int(begin.max()) + 1)
    assert queue.total / queue.width == pytest.approx(3.2, rel=0.1)
    assert queue.total / HOUR_US / many == pytest.approx(4.0, rel=0.1)
    # P(queue > n) = ρ^(n + 2), so the quantiles are known as well.
    assert queue.quantile(share) == pytest.approx(max(np.ceil(np.log(1 - share) / np.log(0.8)) - 2, 0), abs=1)
