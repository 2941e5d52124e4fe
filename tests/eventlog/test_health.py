"""Findings of a health check, each planted in a log that is otherwise clean; and Little's law against queues whose answer is known."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from svcflow.eventlog import build_log
from svcflow.eventlog.health import check_health, check_little, with_health
from svcflow.eventlog.log import EventLog, ImportReport, Reject, Repair

MONDAY = datetime(2024, 1, 1, 9, tzinfo=UTC)
CLOSE = timedelta(minutes=20)
STEPS = ("Register", "Work on it", "Close")


def rows_of(cases: int = 400, gap: timedelta = timedelta(hours=1.7), first: datetime = MONDAY) -> list[dict]:
    """A clean desk: cases evenly over four weeks, three steps of an hour or so each, four people."""
    return [
        {
            "case_id": f"T{case}",
            "activity": name,
            "resource": f"Person {case % 4}",
            "start_time": begin,
            "end_time": begin + timedelta(minutes=37),
        }
        for case in range(cases)
        for number, name in enumerate(STEPS)
        for begin in [first + case * gap + number * timedelta(minutes=61 + case % 7)]
    ]


def log_of(rows: list[dict], **more: object) -> EventLog:
    return build_log(pl.DataFrame(rows, infer_schema_length=None), name="desk", **more)


def found(log: EventLog, today: date | None = None) -> dict[str, object]:
    return {each.check: each for each in check_health(log, today)}


def troubles(log: EventLog) -> set[str]:
    return {name for name, each in found(log).items() if each.count}


def test_a_clean_log_is_asked_everything_and_found_well() -> None:
    checks = check_health(log_of(rows_of()))
    assert len(checks) >= 13
    assert {each.check for each in checks if each.count} == set()
    assert {each.level for each in checks} == {"ok"}


def test_every_finding_has_a_rule_and_counts_no_more_than_there_are() -> None:
    rows = rows_of()
    rows[4]["start_time"] = rows[3]["start_time"]
    for each in check_health(log_of(rows)):
        assert each.rule
        assert 0 <= each.count <= each.of
        assert bool(each.count) == bool(each.examples)
        assert (each.level == "ok") == (each.count == 0)


def test_equal_times_within_a_case() -> None:
    rows = rows_of()
    for row in (4, 301):
        rows[row]["start_time"] = rows[row - 1]["start_time"]
    (each,) = [each for name, each in found(log_of(rows)).items() if "same instant" in name]
    assert (each.count, each.of) == (2, 1200)
    assert each.examples[0] == "case T1, Work on it, 2024-01-01 10:42"
    assert each.rule == "they stay in the order of the file"


def test_steps_of_no_length_but_not_final_statuses() -> None:
    rows = rows_of()
    for row in (5, 7):
        rows[row]["end_time"] = rows[row]["start_time"]
    assert found(log_of(rows))["steps that take no time"].count == 2
    assert found(log_of(rows, shape="status"))["steps that take no time"].count == 1


def test_steps_before_their_opening() -> None:
    rows = rows_of()
    for row in rows:
        case = int(row["case_id"][1:])
        row["opened_at"] = MONDAY + case * timedelta(hours=1.7) + (timedelta(days=2) if case in (5, 9) else timedelta(seconds=20))
        row["closed_at"] = MONDAY + timedelta(days=900)
    every = found(log_of(rows))
    each = every['cases with a step before "opened_at"']
    assert (each.count, each.of) == (2, 400)
    assert each.examples[0] == "case T5: first step 2024-01-01 17:30, opened_at 2024-01-03 17:30"
    assert not any("closed_at" in name for name in every)


def test_dates_far_from_the_rest() -> None:
    rows = rows_of()
    rows[10]["end_time"] = datetime(2031, 5, 5, tzinfo=UTC)
    rows[12]["start_time"] = datetime(1970, 1, 1, tzinfo=UTC)
    rows[18]["start_time"] = datetime(1901, 1, 1, tzinfo=UTC)
    every = found(log_of(rows))
    assert every["dates in the future"].count == 1
    assert every["dates more than 5 years before the rest"].count == 2
    assert every["dates around 1970"].count == 1
    assert {every[name].level for name in ("dates in the future", "dates around 1970")} == {"warning"}
    assert every["gaps: days in a row without any step"].count == 0, "a slip of the keyboard is no gap of years"


def test_the_future_begins_after_today_where_that_is_known() -> None:
    log = log_of(rows_of())
    assert found(log)["dates in the future"].count == 0
    assert (
        found(log, date(2024, 1, 10))["dates in the future"].count
        == log.steps.filter(pl.col("end_time") >= datetime(2024, 1, 12, tzinfo=UTC)).height
    )
    assert found(log, date(2026, 1, 1))["dates in the future"].count == 0


def test_a_log_that_lies_in_1970_as_a_whole_is_a_note() -> None:
    every = found(log_of(rows_of(first=datetime(1970, 1, 1, 9, tzinfo=UTC))))
    assert (every["dates around 1970"].count, every["dates around 1970"].level) == (1200, "note")
    assert every["dates more than 5 years before the rest"].count == 0


def test_cases_that_the_window_cuts_off() -> None:
    kept = [row for row in rows_of(gap=CLOSE) if not (row["case_id"] in ("T0", "T1") and row["activity"] == "Register")]
    kept = [row for row in kept if not (row["case_id"] in ("T397", "T398", "T399") and row["activity"] == "Close")]
    kept = [row for row in kept if not (row["case_id"] in ("T200", "T201") and row["activity"] == "Close")]
    every = found(log_of(kept))
    assert every["cases cut off at the beginning"].count == 2
    assert every["cases cut off at the end"].count == 3
    assert every["cases that never close"].count == 2
    assert every["cases cut off at the end"].examples[0].startswith("case T397, Work on it")


def test_words_for_the_end_are_not_needed() -> None:
    rows = [{**row, "activity": {"Close": "Brief the caller"}.get(row["activity"], row["activity"])} for row in rows_of(gap=CLOSE)]
    cut = [row for row in rows if not (row["case_id"] in ("T398", "T399") and row["activity"] == "Brief the caller")]
    assert not {name for name in troubles(log_of(rows)) if "cases" in name}
    assert found(log_of(cut))["cases cut off at the end"].count == 2


def test_cases_of_a_single_step() -> None:
    rows = [row for row in rows_of() if row["case_id"] not in ("T3", "T4") or row["activity"] == "Register"]
    each = found(log_of(rows))["cases of a single step"]
    assert (each.count, each.level) == (2, "note")


def test_weeks_without_a_step_are_a_gap_and_weekends_are_none() -> None:
    march = datetime(2024, 3, 1, tzinfo=UTC), datetime(2024, 4, 1, tzinfo=UTC)
    every = rows_of(cases=800, gap=timedelta(hours=5))
    rows = [row for row in every if row["start_time"].weekday() < 5 and not march[0] <= row["start_time"] < march[1]]
    each = found(log_of(rows))["gaps: days in a row without any step"]
    assert each.count in (31, 33)
    assert each.examples[0].startswith("2024-03-0")
    assert each.level == "warning"


def test_a_thin_month_and_partial_months() -> None:
    rows = [
        row
        for row in rows_of(cases=3000, gap=timedelta(hours=2), first=datetime(2024, 1, 15, 9, tzinfo=UTC))
        if row["start_time"].month != 5 or int(row["case_id"][1:]) % 20 == 0
    ]
    every = found(log_of(rows))
    assert every["months that are nearly empty"].count == 1
    assert every["months that are nearly empty"].examples[0].startswith("2024-05: ")
    assert every["months of which the log has a part"].examples == ("2024-01, from 2024-01-15", "2024-09, to 2024-09-21")


def test_catch_alls() -> None:
    rows = rows_of()
    for row in rows:
        case = int(row["case_id"][1:])
        row["customer"] = "Customer 3" if case % 9 == 0 else f"Customer {1000 + case}"
        if row["activity"] == "Register":
            row["resource"] = "batch_user_01"
    pot = [{**rows[1], "case_id": "misc", "start_time": row["start_time"], "end_time": row["end_time"]} for row in rows[:120]]
    every = found(log_of(rows + pot))
    assert every["catch-all cases"].examples == ("case misc: 120 steps",)
    assert every['catch-all names in "customer"'].count >= 44
    assert every['catch-all names in "customer"'].examples[0].startswith("Customer 3: ")
    users = every["steps of system or catch-all users"]
    assert (users.count, users.examples) == (400, ("batch_user_01: 400 steps",))


def test_a_pace_that_no_person_keeps() -> None:
    rows = rows_of()
    for row in rows[600:630:2]:
        row["resource"], row["end_time"] = "Quick One", datetime(2024, 1, 20, 12, 0, 30, tzinfo=UTC)
        row["start_time"] = None
    each = found(log_of(rows))["people with more than 10 steps in a minute"]
    assert (each.count, each.of) == (1, 5)
    assert each.examples == ("Quick One: 15 in the minute of 2024-01-20 12:00",)
    dates = [{**row, "start_time": None, "end_time": row["end_time"].replace(hour=0, minute=0, second=0)} for row in rows]
    assert found(log_of(dates))["people with more than 10 steps in a minute"].count == 0, "dates without a time of day tell no pace"


def test_what_the_import_met_is_told_from_its_report() -> None:
    report = ImportReport(
        *("desk.csv", 400, 1203, 1200, 3, 4, "2024-01-01T09:00:00+00:00", "2024-01-30T09:00:00+00:00", "start_end", "", (), (), None, None),
        repairs=(Repair("exact duplicates", 3, "T1,Close"),),
        rejected=(Reject(17, "the end is before the start", "T9,Close"),),
        basis="measured",
    )
    log = with_health(replace(log_of(rows_of()), report=report))
    by_name = {each.check: each for each in log.report.findings}
    assert (by_name["exact duplicates"].count, by_name["exact duplicates"].of) == (3, 1203)
    assert by_name["ends before their starts"].examples == ("line 17",)
    assert log.report.little == check_little(log)
    assert with_health(log_of(rows_of())).report is None


@pytest.mark.parametrize("columns", [["case_id", "activity", "resource"], ["resource"]])
def test_coded_columns_are_found_alike(columns: list[str]) -> None:
    rows = rows_of()
    rows[4]["start_time"] = rows[3]["start_time"]
    rows[9]["resource"] = "admin"
    rows = [row for row in rows if row["case_id"] != "T398" or row["activity"] != "Close"]
    log = log_of(rows)
    coded = log.with_steps(log.steps.with_columns(pl.col(columns).cast(pl.Categorical)))
    assert check_health(coded) == check_health(log)


def test_permuting_the_rows_changes_nothing() -> None:
    rows = rows_of()
    rows[5]["end_time"] = rows[5]["start_time"]
    shuffled = [rows[index] for index in np.random.default_rng(3).permutation(len(rows))]
    assert check_health(log_of(shuffled)) == check_health(log_of(rows))


def test_little_holds_where_every_case_is_whole() -> None:
    little = check_little(log_of(rows_of()))
    lead = sum((2 * (61 + case % 7) + 37) / 60 for case in range(400)) / 400
    assert little.lead_time_h == pytest.approx(lead)
    assert little.cut_off == 0
    assert abs(little.gap) < 0.001
    assert little.open_cases == pytest.approx(lead / 1.7, rel=0.01)
    assert little.reading == "Both sides agree: every case is seen whole."


def test_little_sees_what_the_window_cuts_off() -> None:
    rng = np.random.default_rng(5)
    hour = timedelta(hours=1)
    rows, leads = [], rng.exponential(400, 3000).tolist()
    for case, lead in enumerate(leads):
        begin = MONDAY + case * hour
        rows.append({"case_id": f"T{case}", "activity": "Register", "end_time": begin})
        steps = [begin + hour * lead * share for share in (0.3, 0.6)]
        rows += [{"case_id": f"T{case}", "activity": "Work on it", "end_time": at} for at in steps]
        rows.append({"case_id": f"T{case}", "activity": "Close", "end_time": begin + hour * lead})
    end = MONDAY + 3000 * hour
    little = check_little(log_of([{**row, "start_time": None} for row in rows if row["end_time"] <= end], shape="events"))
    assert little.cut_off > 200
    assert little.lead_time_h < 400 * 0.95, "whole cases alone look faster than cases are"
    true = sum(leads) / len(leads)
    assert abs(little.corrected_h - true) < abs(little.lead_time_h - true) / 2
    assert "understates that of all by about" in little.reading
    assert "371 of 3000 cases" in little.reading


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 300)), min_size=5, max_size=40))
def test_little_holds_for_any_whole_log(cases: list[tuple[int, int]]) -> None:
    rows = []
    for number, (begin, minutes) in enumerate(cases):
        at = MONDAY + timedelta(minutes=begin)
        for name, end in (("Register", at), ("Close", at + timedelta(minutes=minutes))):
            rows.append({"case_id": str(number), "activity": name, "start_time": None, "end_time": end})
    little = check_little(log_of(rows, shape="events"))
    lead = sum(minutes for _, minutes in cases) / len(cases) / 60
    assert little.lead_time_h == pytest.approx(lead)
    assert little.open_cases == pytest.approx(little.expected, rel=0.02, abs=0.002)


def test_nothing_is_said_of_a_log_in_which_no_time_passes() -> None:
    rows = [{"case_id": "1", "activity": "Register", "start_time": None, "end_time": MONDAY}]
    assert check_little(log_of(rows)) is None
    assert len(check_health(log_of(rows))) >= 13


def test_a_log_without_steps_is_not_asked() -> None:
    log = log_of(rows_of(cases=1))
    empty = replace(log, steps=log.steps.clear(), cases=log.cases.clear())
    assert check_health(empty) == ()
    assert check_little(empty) is None


def test_a_meaning_that_is_given_wins_over_the_name() -> None:
    rows = [{**row, "activity": {"Close": "Brief the caller"}.get(row["activity"], row["activity"])} for row in rows_of()]
    open_case = [row for row in rows if row["case_id"] != "T200" or row["activity"] != "Brief the caller"]
    assert found(log_of(open_case))["cases that never close"].count == 0, "no name says that cases close"
    assert found(log_of(open_case, meanings={"Brief the caller": "closed"}))["cases that never close"].count == 1
