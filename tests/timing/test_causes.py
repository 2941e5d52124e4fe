"""Causes of waiting: small logs whose answer is plain, and the law that the causes are the waiting."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svcflow.calendars import GivenCalendar, WeeklyCalendar
from svcflow.eventlog import EventLog, build_log
from svcflow.timing import CAUSES, attribute_waiting, find_delays

NINE = datetime(2011, 1, 3, 9, tzinfo=UTC)  # a Monday
COLUMNS = [f"{cause}_h" for cause in CAUSES]


def log_of(*rows: tuple) -> EventLog:
    """Rows of case, activity, resource, enabled, begin, end [hours after nine o'clock]."""
    schema = dict.fromkeys(("case_id", "activity", "resource"), pl.String)
    schema |= {name: pl.Datetime("us", "UTC") for name in ("enabled_time", "start_time", "end_time")}
    filled = [(*row[:3], *(None if value is None else NINE + timedelta(hours=value) for value in row[3:])) for row in rows]
    return build_log(pl.DataFrame(filled, schema=schema, orient="row"), name="by hand")


def causes_of(log: EventLog, case: str, **options) -> tuple[float, ...]:
    return attribute_waiting(log, **options).steps.filter(pl.col("case_id") == case).select(COLUMNS).row(-1)


LAST = ("2", "B", "R1", 0, 3, 9)


def test_work_that_was_ready_at_the_same_time_is_contention() -> None:
    assert causes_of(log_of(("1", "A", "R1", 0, 0, 2.5), LAST), "2") == (0, 2.5, 0, 0, 0.5)


def test_work_that_was_ready_later_is_prioritisation() -> None:
    assert causes_of(log_of(("1", "A", "R1", 1, 1, 2.5), LAST), "2") == (0, 0, 1.5, 0, 1.5)


def test_contention_and_prioritisation_together() -> None:
    assert causes_of(log_of(("1", "A", "R1", 0, 0, 1), ("1", "A", "R1", 1, 1, 2.5), LAST), "2") == (0, 1, 1.5, 0, 0.5)


def test_other_people_s_work_explains_nothing() -> None:
    rows = ("1", "A", "R1", 0, 0, 1), ("1", "A", "R2", 1, 1, 2.5), ("2", "B", "R3", 0, 3, 9)
    assert causes_of(log_of(*rows), "2") == (0, 0, 0, 0, 3)


def test_of_work_side_by_side_the_one_that_was_ready_first_counts() -> None:
    rows = ("1", "A", "R1", 0, 0.5, 1.5), ("3", "A", "R1", 0.25, 1, 2)
    assert causes_of(log_of(*rows, LAST), "2") == (0, 1, 0.5, 0, 1.5)


def test_off_duty_is_unavailability_unless_work_goes_on() -> None:
    morning = WeeklyCalendar.of_minutes([(9 * 60, 10 * 60), (11 * 60 + 30, 18 * 60)])
    assert causes_of(log_of(LAST), "2", calendars={"R1": morning}) == (0, 0, 0, 1.5, 1.5)
    busy = ("1", "A", "R1", 0, 0.5, 1.5)
    assert causes_of(log_of(busy, LAST), "2", calendars={"R1": morning}) == (0, 1, 0, 1, 1)


def test_nobody_s_waiting_is_extraneous() -> None:
    assert causes_of(log_of(("1", "A", None, 0, 0, 2), ("2", "B", None, 0, 3, 9)), "2") == (0, 0, 0, 0, 3)


def test_work_that_piles_up_is_a_batch() -> None:
    log = log_of(("1", "A", "R1", 0, 2, 2.5), ("2", "A", "R1", 1, 2.5, 3), ("3", "A", "R1", 2, 3, 3.5))
    assert causes_of(log, "1") == (2, 0, 0, 0, 0)
    assert causes_of(log, "2") == (1, 0.5, 0, 0, 0)
    assert causes_of(log, "3") == (0, 1, 0, 0, 0)


def test_a_queue_is_not_a_batch() -> None:
    rows = ("0", "A", "R1", 0, 0, 2), ("1", "A", "R1", 0.5, 2, 2.5), ("2", "A", "R1", 1, 2.5, 3), ("3", "A", "R1", 2, 3, 3.5)
    for case, waited in (("1", 1.5), ("2", 1.5), ("3", 1)):
        assert causes_of(log_of(*rows), case) == (0, waited, 0, 0, 0)


def test_one_case_alone_is_not_a_batch() -> None:
    log = log_of(("1", "A", "R1", 0, 2, 2.5), ("1", "A", "R1", 2, 2.5, 3))
    assert causes_of(log, "1")[0] == 0


def test_a_delay_is_told_where_somebody_was_free_to_take_the_step() -> None:
    rows = ("1", "B", "R2", 0, 0, 1), ("2", "B", "R1", 0, 0, 2), ("3", "B", "R1", 0, 3, 4), ("4", "B", "R2", 2, 2.5, 5)
    delays = find_delays(log_of(*rows)).steps.select("case_id", "delay_h")
    assert dict(delays.iter_rows()) == {"1": 0, "2": 0, "3": 3, "4": 0.5}


@st.composite
def logs(draw: st.DrawFn) -> EventLog:
    whole = st.integers(0, 40)
    rows = []
    for number in range(draw(st.integers(1, 12))):
        ready, wait, length = draw(whole), draw(whole), draw(whole)
        case, activity, who = draw(st.sampled_from("1234")), draw(st.sampled_from("AB")), draw(st.sampled_from(["x", "y", None]))
        rows.append((case, activity, who, ready / 7, (ready + wait) / 7, (ready + wait + length) / 7))
        del number
    return log_of(*rows)


EVENINGS = {"x": WeeklyCalendar.of_minutes([(17 * 60, 23 * 60)]), "y": WeeklyCalendar.of_minutes([(8 * 60, 12 * 60), (13 * 60, 17 * 60)])}


def plainly(log: EventLog) -> list[tuple[float, ...]]:
    """The definition, instant by instant on a grid that no edge falls on (7 steps an hour), batches left out."""
    rows = list(log.steps.select("resource", "ready_time", "begin_time", "end_time").iter_rows())
    result = []
    for who, ready, begin, _ in rows:
        spent = dict.fromkeys(CAUSES, 0.0)
        for number in range(round((begin - ready) / timedelta(hours=1) * 7)):
            now = ready + timedelta(hours=(number + 0.5) / 7)
            others = [r for w, r, b, e in rows if w == who and b <= now < e] if who else []
            if any(other <= ready for other in others):
                spent["contention"] += 1 / 7
            elif others:
                spent["prioritisation"] += 1 / 7
            else:
                spent["extraneous"] += 1 / 7
        result.append(tuple(spent.values()))
    return result


@given(logs())
def test_the_sweep_is_the_definition(log: EventLog) -> None:
    found = attribute_waiting(log, calendars={})
    batching = found.steps["batching_h"].to_list()
    for row, plain, batch in zip(found.steps.select(COLUMNS).iter_rows(), plainly(found), batching, strict=True):
        if batch == 0:
            assert row == pytest.approx(plain, abs=1e-6)


@given(logs())
def test_the_causes_are_the_waiting(log: EventLog) -> None:
    found = attribute_waiting(log, calendars=EVENINGS).steps
    assert found.select(pl.sum_horizontal(COLUMNS)).to_series().to_list() == pytest.approx(found["waiting_h"].to_list(), abs=1e-6 / 3600)
    assert found.select(pl.col(COLUMNS).min()).min_horizontal().item() >= 0


@given(logs())
def test_a_delay_is_no_longer_than_the_waiting(log: EventLog) -> None:
    found = find_delays(log, calendars=EVENINGS).steps
    assert (found["delay_h"] >= 0).all()
    assert (found["delay_h"] <= found["waiting_h"] + 1e-9).all()


few = settings(max_examples=30)
Row = tuple[str, str, str | None, float, float, float]


def rows_of(log: EventLog) -> list[Row]:
    """What `log_of` was given, back from a log."""
    instants = [((pl.col(name) - NINE).dt.total_microseconds() / 3.6e9).alias(name) for name in ("enabled_time", "start_time", "end_time")]
    return list(log.steps.select("case_id", "activity", "resource", *instants).iter_rows())


def told(log: EventLog, **options) -> list[tuple]:
    """What is told of each step: its names and instants, and the causes; in an order of its own."""
    found = attribute_waiting(log, **options).steps
    names = found.select("case_id", "activity", pl.col("resource").fill_null(""), "ready_time", "begin_time", "end_time")
    return sorted(zip(names.iter_rows(), found.select(*COLUMNS, "closed_h").iter_rows(), strict=True))


@few
@given(logs(), st.randoms())
def test_the_order_of_the_rows_changes_nothing(log: EventLog, random) -> None:
    rows = rows_of(log)
    random.shuffle(rows)
    assert told(log_of(*rows), calendars=EVENINGS) == told(log, calendars=EVENINGS)


@few
@given(logs())
def test_other_names_change_nothing(log: EventLog) -> None:
    people, activities, cases = {"x": "n", "y": "m", None: None}, {"A": "zeta", "B": "alpha"}, dict(zip("1234", "dacb", strict=True))
    renamed = log_of(*((cases[case], activities[activity], people[who], *instants) for case, activity, who, *instants in rows_of(log)))
    calendars = {people[who]: calendar for who, calendar in EVENINGS.items()}
    plain = [
        ((cases[case], activities[activity], people[who or None] or "", *instants), causes)
        for (case, activity, who, *instants), causes in told(log, calendars=EVENINGS)
    ]
    assert sorted(plain) == told(renamed, calendars=calendars)


@few
@given(logs(), logs())
def test_cases_of_other_people_change_nothing_in_the_others(log: EventLog, others: EventLog) -> None:
    strangers = {"x": "u", "y": "v", None: None}
    added = [(f"new {case}", f"new {activity}", strangers[who], *instants) for case, activity, who, *instants in rows_of(others)]
    both = told(log_of(*rows_of(log), *added), calendars=EVENINGS)
    assert [row for row in both if not row[0][0].startswith("new")] == told(log, calendars=EVENINGS)


def test_closed_hours_are_those_in_which_nobody_serves() -> None:
    by_day = [
        ("work", "A", f"R{who}", at, at, at + 0.5) for who in (1, 2) for day in range(21) for at in (day * 24 + 0.25, day * 24 + 5.25)
    ]
    log = log_of(*by_day, ("2", "B", "R1", 9, 24, 24.25))
    morning = WeeklyCalendar.of_minutes((day * 1440 + 540, day * 1440 + 720) for day in range(7))
    given_hours = tuple((day * 1440 + 540, day * 1440 + 1140) for day in range(7))
    found = attribute_waiting(replace(log, calendar=GivenCalendar(hours=given_hours)), calendars={"R1": morning}).steps
    row = found.filter(case_id="2").select("unavailability_h", "closed_h").row(0)
    assert row == pytest.approx((15, 14))  # from six in the evening: open until seven, closed until nine


def test_an_attributed_log_is_returned_as_it_is() -> None:
    found = attribute_waiting(log_of(LAST))
    assert attribute_waiting(found) is found
