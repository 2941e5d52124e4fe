"""How one log becomes two sides: by time, with every case followed equally long, and by a column."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from svcflow.errors import InputError
from svcflow.eventlog import build_log
from svcflow.timing.contrast import (
    Period,
    check_unit,
    contrast_sides,
    parse_day,
    parse_period,
    split_at,
    split_between,
    split_by,
    split_last,
)
from svcflow.timing.contrast.periods import period_at
from tests.timing.contrast_logs import desk


def log_of(*cases, timezone="UTC"):
    """A log of (case, activity, resource, begin, hours) rows."""
    frame = pl.DataFrame(
        [(case, activity, who, begin, begin + timedelta(hours=hours)) for case, activity, who, begin, hours in cases],
        schema=["case_id", "activity", "resource", "start_time", "end_time"],
        orient="row",
    )
    return build_log(frame, name="hand", timezone=timezone)


def day(number, hour=9):
    return datetime(2025, 1, 1, hour, tzinfo=UTC) + timedelta(days=number)


@pytest.mark.parametrize(
    ("text", "first", "until"),
    [
        ("2025", date(2025, 1, 1), date(2026, 1, 1)),
        ("2025-Q2", date(2025, 4, 1), date(2025, 7, 1)),
        ("2025-q4", date(2025, 10, 1), date(2026, 1, 1)),
        ("2025-02", date(2025, 2, 1), date(2025, 3, 1)),
        ("2024-02-29", date(2024, 2, 29), date(2024, 3, 1)),
        ("2025-01..2025-03", date(2025, 1, 1), date(2025, 4, 1)),
        (" 2024 .. 2025-Q1 ", date(2024, 1, 1), date(2025, 4, 1)),
    ],
)
def test_periods(text: str, first: date, until: date) -> None:
    found = parse_period(text)
    assert (found.first, found.until) == (first, until)


@pytest.mark.parametrize("text", ["", "..", "2025-13", "2025-00", "2025-Q5", "25", "2025-02-30", "2025-03..2025-01", "0000", "9999", "x"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_period(text)
    assert refused.value.remedy


def test_what_is_no_day_or_unit_is_refused() -> None:
    assert parse_day("2025-03-01") == date(2025, 3, 1)
    with pytest.raises(InputError, match="2025-03-01"):
        parse_day("1st of March")
    assert check_unit("Quarters") == "quarter"
    with pytest.raises(InputError, match='Did you mean "month"'):
        check_unit("mnth")


def test_periods_before() -> None:
    assert period_at(date(2025, 2, 14), "quarter", 1) == Period("2024-Q4", date(2024, 10, 1), date(2025, 1, 1))
    assert period_at(date(2025, 1, 1), "week") == Period("2025-W01", date(2024, 12, 30), date(2025, 1, 6))
    assert period_at(date(2025, 1, 1), "month", 1).name == "2024-12"
    assert period_at(date(2025, 1, 1), "year").until == date(2026, 1, 1)


# ---------------------------------------------------------------------------------------------------------------------- by time


def test_cases_belong_to_the_day_on_which_they_begin_in_the_zone() -> None:
    rows = [("a", "X", "r", day(0, 23), 0.5), ("b", "X", "r", day(4), 1.0), ("c", "X", "r", day(9), 1.0)]
    assert split_at(log_of(*rows), date(2025, 1, 2)).baseline.cases["case_id"].to_list() == ["a"]
    # 23:00 in UTC is already the next day in Shanghai.
    with pytest.raises(InputError, match="both sides"):
        split_at(log_of(*rows, timezone="Asia/Shanghai"), date(2025, 1, 2))


def test_every_case_is_followed_equally_long() -> None:
    """The log ends on day 20. Case e began 2 days before; the earlier cases took up to 5 days: e is left out, d's last step too."""
    rows = [
        ("a", "X", "r", day(0), 1),
        ("a", "Y", "r", day(5), 1),
        ("b", "X", "r", day(1), 1),
        ("b", "Y", "r", day(3), 1),
        ("d", "X", "r", day(10), 1),
        ("d", "Y", "r", day(19), 1),
        ("f", "X", "r", day(12), 1),
        ("e", "X", "r", day(18), 1),
        ("x", "X", "r", day(5), 1),
        ("x", "Y", "r", day(20), 1),
    ]
    sides = split_between(log_of(*rows), parse_period("2025-01-01..2025-01-03"), parse_period("2025-01-10..2025-01-31"))
    assert sides.baseline.cases["case_id"].to_list() == ["a", "b"]
    assert sides.other.cases["case_id"].to_list() == ["d", "f"]
    assert sides.other.cases["last_time"].to_list() == [day(10, 10), day(12, 10)]
    assert sides.baseline.steps.height == 4
    text = " ".join(sides.notes)
    assert "1 of 3 later cases began too late" in text
    assert "1 cases went on after that" in text


def test_a_log_that_ends_early_does_not_look_faster() -> None:
    """Nothing changes, but the log ends while many of the last cases are open: taken as they are, they look fast."""
    log, turn = desk(3, 900, wait_h=40.0, days=30.0, cut=30.0), date(2025, 1, 25)
    sides = split_at(log, turn)
    assert contrast_sides(sides).changed == 0
    assert "later cases began too late" in sides.notes[1]
    before = log.cases["first_time"].dt.date() < turn
    lead = (log.cases["last_time"] - log.cases["first_time"]).dt.total_seconds() / 3600
    assert lead.filter(~before).mean() < 0.8 * lead.filter(before).mean()


def test_cases_that_cannot_be_followed_are_refused() -> None:
    rows = [("a", "X", "r", day(0), 1), ("a", "Y", "r", day(9), 1), ("b", "X", "r", day(9), 1)]
    with pytest.raises(InputError, match="can be followed"):
        split_at(log_of(*rows), date(2025, 1, 9))


def test_the_last_full_period_and_the_one_before() -> None:
    log = log_of(*((f"{number}", "X", "r", day(number), 1) for number in range(100)))
    sides = split_last(log, "month")
    assert sides.names == ("2025-02", "2025-03")
    assert sides.baseline.cases.height == 28
    assert split_last(log, "week").names == ("2025-W13", "2025-W14")
    with pytest.raises(InputError, match="no two full years"):
        split_last(log, "year")


def test_periods_that_overlap_or_are_empty_are_refused() -> None:
    log = log_of(*((f"{number}", "X", "r", day(number), 1) for number in range(40)))
    with pytest.raises(InputError, match="overlap"):
        split_between(log, parse_period("2025-01"), parse_period("2025-01-31..2025-02"))
    with pytest.raises(InputError, match="from 2025-01-01 to 2025-02-09"):
        split_between(log, parse_period("2024"), parse_period("2025-01"))


# -------------------------------------------------------------------------------------------------------------------- by a column


def test_a_case_belongs_to_whom_did_most_of_it() -> None:
    rows = [
        ("a", "X", "Ann", day(0), 1),
        ("a", "Y", "Bob", day(1), 1),
        ("a", "Z", "Bob", day(2), 1),
        ("b", "X", "Ann", day(3), 1),
        ("b", "Y", "Bob", day(4), 1),
        ("c", "X", None, day(5), 1),
    ]
    sides = split_by(log_of(*rows), "resource")
    assert sides.names == ("Bob", "Ann") or sides.names == ("Ann", "Bob")
    sides = split_by(log_of(*rows), "resource", "Ann,Bob")
    assert sides.baseline.cases["case_id"].to_list() == ["b"]
    assert sides.other.cases["case_id"].to_list() == ["a"]
    assert "1 of 3 cases belong to neither" in sides.notes[0]


def test_values_with_commas_and_columns_of_cases() -> None:
    frame = log_of(*((f"{number}", "X", "r", day(number), 1) for number in range(6)))
    log = build_log(
        frame.steps.select("case_id", "activity", "end_time").with_columns(site=pl.Series(["Bonn, DE", "Paris", "Rome"] * 2)), name="sites"
    )
    assert "case:site" in log.cases.columns
    sides = split_by(log, "site", "Bonn, DE,Rome")
    assert (sides.names, sides.baseline.cases.height) == (("Bonn, DE", "Rome"), 2)
    with pytest.raises(InputError, match='--of "Bonn, DE,Paris"'):
        split_by(log, "site")
    with pytest.raises(InputError, match='Did you mean "Rome"'):
        split_by(log, "site", "Paris,Roma")
    with pytest.raises(InputError, match='Did you mean "site"'):
        split_by(log, "sitte")
    with pytest.raises(InputError, match="names one value"):
        split_by(log, "site", "Rome")
    with pytest.raises(InputError, match="both sides"):
        split_by(log, "site", "Rome,Rome")


def test_teams_are_found_where_only_people_are_named() -> None:
    rows = [(f"{number}", f"Job {number % 2}", f"Person {number % 2}", day(number), 1) for number in range(40)]
    sides = split_by(log_of(*rows), "team")
    assert sides.baseline.cases.height == sides.other.cases.height == 20
