"""What a look at the log tells: planted, and not told where it is not."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl

from svcflow.eventlog import build_log
from svcflow.report.findings.observed import observe
from svcflow.timing import attribute_waiting

MONDAY = datetime(2025, 3, 3, tzinfo=UTC)


def log_of(rows, **keywords):
    """A log of (ticket, step, person, begin [h], end [h])."""
    told = [(case, step, who, MONDAY + timedelta(hours=begin), MONDAY + timedelta(hours=end)) for case, step, who, begin, end in rows]
    schema = ["case_id", "activity", "resource", "start_time", "end_time"]
    return build_log(pl.DataFrame(told, schema=schema, orient="row"), name="desk", **keywords)


def steady(days, *, hours=lambda day: 10.0, came=lambda day: 4):
    """So many tickets on each day, a few hours apart, each of so many hours give or take a tenth."""
    wobble = np.random.default_rng(1).uniform(0.9, 1.1, 10_000)
    rows = []
    for day in range(days):
        for place in range(came(day)):
            begin = 24.0 * day + 3.0 * place
            rows.append((f"T{day}-{place}", "Work", f"person {place % 4}", begin, begin + hours(day) * wobble[len(rows)]))
    return log_of(rows)


def test_lead_times_that_grow_are_seen_with_their_interval():
    found = observe(steady(120, hours=lambda day: 10 if day < 60 else 15)).lead_time_h
    assert 9.5 < found.first < 10.5
    assert 14.5 < found.second < 15.5
    assert found.low < 5 < found.high
    assert found.low > 0


def test_a_steady_log_does_not_drift():
    found = observe(steady(120))
    assert found.lead_time_h.low < 0 < found.lead_time_h.high
    assert found.open_tickets.low < 0 < found.open_tickets.high


def test_a_backlog_that_grows_is_seen():
    found = observe(steady(120, came=lambda day: 4 if day < 60 else 7)).open_tickets
    # Little: 4 a day of 10 h each are 1.7 open at once, 7 a day 2.9.
    assert abs(found.first - 40 / 24) < 0.1
    assert abs(found.second - 70 / 24) < 0.1
    assert found.low > 0


def test_a_short_log_tells_no_drift():
    found = observe(steady(8, came=lambda day: 8))
    assert found.lead_time_h is None
    assert found.open_tickets is None


def test_the_slowest_tenth():
    rows = [(f"T{number}", "Work", "Ann", number, number + (100 if number % 10 == 0 else 1)) for number in range(100)]
    found = observe(log_of(rows))
    assert found.tail == 1000 / 1090
    assert found.tail_from_h == 100


def test_tickets_that_come_at_night_wait_for_the_morning():
    rows = []
    for day in range(200):
        for place, at in enumerate((9, 11, 13, 20)):  # the last comes when everybody is gone, and is begun at eight
            begin = 24 * day + (at if at < 18 else 32)
            rows += [(f"T{day}-{place}", "Log", None, 24 * day + at, 24 * day + at), (f"T{day}-{place}", "Work", "Ann", begin, begin + 1.0)]
    log = log_of(rows, meanings={"Log": "queue", "Work": "work"})
    found = observe(log, attribute_waiting(log)).outside
    assert found.share == 0.25
    assert found.outside_h == 12
    assert found.inside_h == 0


def test_who_never_closes_has_no_off_hours():
    rows = [(f"T{number}", "Work", "Ann", number, number + 0.5) for number in range(168 * 4)]
    log = log_of(rows)
    assert observe(log, attribute_waiting(log)).outside is None


def doers(shares, *, step="Test"):
    """A step done 100 times by people with these counts, and another step by all alike."""
    rows, number = [], 0
    for who, count in shares.items():
        for _ in range(count):
            rows += [(f"T{number}", step, who, number, number + 0.5)]
            rows += [(f"T{number}", "Other", f"person {(number + again) % 5}", number + 0.5, number + 1) for again in range(3)]
            number += 1
    return log_of(rows)


def hands(log):
    return {each.step: (each.one, each.two) for each in observe(log).hands}


def test_a_step_of_one_person():
    found = hands(doers({"person 0": 90, "person 1": 6, "person 2": 4}))
    assert found["Test"] == (0.9, 0.96)
    assert found["Other"] == (0.2, 0.4)


def test_programs_are_nobody_to_depend_on():
    assert "Test" not in hands(doers({"System": 95, "person 1": 5}))


def test_in_a_small_desk_everybody_is_needed():
    rows = [(f"T{number}", "Work", f"person {number % 2}", number, number + 1) for number in range(100)]
    assert observe(log_of(rows)).hands == ()
