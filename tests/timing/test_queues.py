"""The evidence behind the bottlenecks: whose queue, how busy they are, when it formed, and what the log cannot say."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from svcflow.calendars import GivenCalendar
from svcflow.console import as_document
from svcflow.errors import LogError
from svcflow.eventlog import EventLog, build_log, read_log
from svcflow.timing import attribute_waiting, find_bottlenecks
from svcflow.timing.queues.evidence import find_queues

MONDAY = datetime(2025, 1, 6, tzinfo=UTC)
NINE_TO_FIVE = GivenCalendar(hours=tuple((day * 1440 + 540, day * 1440 + 1020) for day in range(5)))
ALL_DAY = GivenCalendar(hours=((0, 7 * 1440),))


def log_of(*rows: tuple, **options) -> EventLog:
    """Rows of case, activity, resource, enabled, start, end [hours after Monday 00:00]."""
    schema = dict.fromkeys(("case_id", "activity", "resource"), pl.String)
    schema |= {name: pl.Datetime("us", "UTC") for name in ("enabled_time", "start_time", "end_time")}
    filled = [(*row[:3], *(None if value is None else MONDAY + timedelta(hours=value) for value in row[3:])) for row in rows]
    return build_log(pl.DataFrame(filled, schema=schema, orient="row"), name="by hand", **options)


@pytest.fixture(scope="module")
def desk(bundled) -> EventLog:
    return attribute_waiting(read_log(bundled("service_desk.csv")))


def test_three_tickets_and_one_server() -> None:
    log = log_of(("1", "A", "x", 9, 9, 11), ("2", "A", "x", 9, 11, 13), ("3", "A", "x", 10, 13, 15))
    found = find_queues(replace(log, calendar=NINE_TO_FIVE))
    (queue,) = found.queues
    assert (queue.where, queue.kind, queue.arrivals, queue.waited) == ("A", "overloaded", 3, 2)
    assert (queue.waiting_h, queue.saving_h, queue.longest) == (5, 5, 2)
    assert queue.mean_length == pytest.approx(5 / 6)
    assert queue.mean_wait_h == pytest.approx(5 / 3)
    assert queue.longest_at == MONDAY + timedelta(hours=10)
    assert queue.length_by_hour[9:15] == pytest.approx([1, 2, 1, 1, 0, 0])
    assert np.isnan(queue.length_by_hour[8])
    assert queue.arrivals_by_hour[9:11] == (2, 1)
    assert (queue.load.people, queue.load.open_h, queue.load.utilisation) == (1, 1, 1), "from the first arrival to the last"
    assert (queue.first_day, queue.by_week[0].monday, queue.by_week[0].arrivals) == (date(2025, 1, 6), date(2025, 1, 6), 3)


def test_littles_law_on_each_queue(desk: EventLog) -> None:
    found = find_queues(desk).queues
    window = desk.steps.select(pl.col("end_time").max() - pl.col("ready_time").min()).item() / timedelta(hours=1)
    assert len(found) >= 5
    for queue in found:
        assert queue.mean_length == pytest.approx(queue.arrivals / window * queue.mean_wait_h, rel=1e-9)
        assert queue.arrivals * queue.mean_wait_h == pytest.approx(queue.waiting_h, rel=1e-9)
        assert sum(week.arrivals for week in queue.by_week) == queue.arrivals


def test_the_desk_is_found_as_it_was_made(desk: EventLog, bundled) -> None:
    truth = json.loads(bundled("service_desk.truth.json").read_text(encoding="utf-8"))["figures"]
    found = find_queues(desk)
    first = found.queues[0]
    assert (first.where, first.team, first.kind) == ("Investigate", "Second line", "overloaded")
    assert first.waiting_h / desk.steps["waiting_h"].sum() == pytest.approx(truth["steps"]["Investigate"]["share_of_waiting"], abs=0.01)
    assert found.teams[0].team == "Second line"
    assert found.teams[0].steps == ("Investigate", "Implement fix")
    assert any("Second line stands behind Investigate and Implement fix" in note for note in found.notes)
    for team in found.teams:
        assert team.load.people == truth["teams"][team.team]["people"]
        assert team.load.utilisation == pytest.approx(truth["teams"][team.team]["utilisation"], abs=0.02)
    assert first.arrivals_per_h is not None
    assert first.room_per_h is not None
    assert 0.9 < first.arrivals_per_h / first.room_per_h < 1
    assert {queue.where: queue.kind for queue in found.queues}["Test fix"] == "off hours"


def test_costs_only_where_there_are_rates(desk: EventLog) -> None:
    teams = {team.team: team for team in find_queues(desk, rates_h={"Second line": 55.0}).teams}
    assert teams["Second line"].idle_h is not None
    assert teams["Second line"].idle_money == pytest.approx(55 * teams["Second line"].idle_h)
    assert teams["First line"].idle_money is None
    with pytest.raises(LogError, match="Third line"):
        find_queues(desk, rates_h={"Third line": 55.0})


def desk_with_a_bad_week() -> EventLog:
    """Twelve weeks of one ticket every two open hours, each an hour's work of one person; in the seventh twice as many."""
    rows, free = [], 0.0
    number = 0
    for week in range(12):
        for day in range(5):
            for hour in np.arange(9, 17, 1.0 if week == 6 else 2.0):
                at = (week * 7 + day) * 24 + float(hour)
                begin = max(at, free)
                if begin % 24 > 15.99:  # the last hour is not begun
                    begin = begin - begin % 24 + 33 + (48 if begin // 24 % 7 == 4 else 0)
                free = begin + 1.2
                rows.append((str(number), "Fix", "x", at, begin, free))
                number += 1
    return replace(log_of(*rows), calendar=NINE_TO_FIVE)


def test_a_bad_week_is_found_with_its_dates() -> None:
    (queue,) = find_queues(desk_with_a_bad_week()).queues
    worst = queue.episodes[0]
    bad = MONDAY + timedelta(weeks=6)
    assert bad <= worst.begin < bad + timedelta(days=2)
    assert bad + timedelta(days=4) <= worst.peak_at < bad + timedelta(days=7)
    assert worst.end >= worst.peak_at
    assert worst.peak == queue.longest
    assert worst.arrivals == pytest.approx(2, abs=0.3)
    assert any("arrived" in reason for reason in worst.reasons)
    means = {week.monday: week.mean_length for week in queue.by_week}
    assert max(means, key=means.__getitem__) in (bad.date(), bad.date() + timedelta(weeks=1))


def test_an_absence_is_seen_beside_the_queue_that_it_made() -> None:
    rows, number = [], 0
    for week in range(10):
        people = ("x",) if week == 5 else ("x", "y")
        free = dict.fromkeys(people, week * 168.0)
        for day in range(5):
            for hour in np.arange(9, 16, 0.5):
                at = week * 168 + day * 24 + float(hour)
                person = min(free, key=free.__getitem__)
                begin = max(at, free[person])
                free[person] = begin + 0.9
                rows.append((str(number), "Fix", person, at, begin, free[person]))
                number += 1
    (queue,) = find_queues(replace(log_of(*rows), calendar=NINE_TO_FIVE)).queues
    worst = queue.episodes[0]
    assert worst.begin >= MONDAY + timedelta(weeks=5)
    assert worst.at_work == pytest.approx(0.5, abs=0.1)
    assert any("fewer hours were worked" in reason for reason in worst.reasons)


def test_kinds_by_hand() -> None:
    lying = replace(log_of(("1", "A", "x", 9, 9, 10), ("1", "B", "y", 10, 13, 14), ("2", "A", "x", 15, 15, 16)), calendar=NINE_TO_FIVE)
    assert [(queue.where, queue.kind) for queue in find_queues(lying).queues] == [("B", "left lying")]
    night = replace(log_of(("1", "A", "x", 16, 16, 17), ("1", "B", "y", 17, 33, 34), ("2", "B", "y", 130, 153, 154)), calendar=NINE_TO_FIVE)
    assert {queue.where: queue.kind for queue in find_queues(night).queues} == {"B": "off hours"}


def test_what_a_log_cannot_say() -> None:
    nobody = find_queues(log_of(("1", "A", None, 0, 0, 1), ("1", "B", None, 1, 3, 4)))
    assert nobody.queues[0].kind == "unknown"
    assert nobody.queues[0].load.basis == "absent"
    assert (nobody.queues[0].load.utilisation, nobody.queues[0].room_per_h, nobody.teams) == (None, None, ())
    assert "names nobody" in nobody.notes[0]
    one_case = find_queues(log_of(("1", "A", "x", 0, 0, 1), ("1", "B", "x", 1, 3, 4)))
    assert one_case.queues[0].load.utilisation is None
    assert "Working hours are neither given nor found" in one_case.notes[0]
    one_case = find_queues(replace(log_of(("1", "A", "x", 0, 0, 1), ("1", "B", "x", 1, 3, 4)), calendar=ALL_DAY))
    assert "No time passes between the arrivals" in one_case.notes[0]
    ends_alone = find_queues(
        log_of(
            *(row for case in range(9) for row in ((str(case), "A", "x", None, None, case), (str(case), "B", "y", None, None, case + 9)))
        )
    )
    assert ends_alone.queues[0].basis == "estimated"
    assert ends_alone.queues[0].load.utilisation is None
    assert "does not record when work began" in ends_alone.notes[0]


def test_nothing_waits() -> None:
    log = log_of(("1", "A", "x", 0, 0, 1), ("1", "B", "x", 1, 1, 4))
    assert find_queues(log).queues == ()
    empty = EventLog(log.steps.clear(), log.cases.clear())
    assert find_queues(empty) == find_queues(empty)
    assert find_queues(empty).queues == ()


def test_texts_that_are_kept_as_codes_give_the_same(desk: EventLog) -> None:
    coded = desk.with_steps(desk.steps.with_columns(pl.col("activity", "resource").cast(pl.Categorical)))
    # As the command line tells them: sums differ in their last digits with the order in which threads add up.
    assert as_document(find_queues(coded)) == as_document(find_queues(desk))
    assert as_document(find_bottlenecks(coded)) == as_document(find_bottlenecks(desk))


def test_of_very_many_steps_the_first_twenty_are_told() -> None:
    rows = [(str(n), f"A{n:04}", "x", n * 10, n * 10 + 1, n * 10 + 2) for n in range(1200)]
    log = log_of(*rows)
    assert len(find_bottlenecks(log)) == 20
    assert len(find_queues(log).queues) == 20
