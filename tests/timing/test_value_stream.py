"""The value stream: figures that a person gets with a pencil, the desk's truth, and what holds for every log."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svcflow.calendars import GivenCalendar, parse_hours
from svcflow.errors import LogError
from svcflow.eventlog import EventLog, build_log, read_log
from svcflow.timing import decompose_times
from svcflow.timing.streams.results import Stream, StreamStep
from svcflow.timing.streams.value_stream import find_streams

MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)
OFFICE = GivenCalendar(parse_hours("Mon-Fri 09:00-17:00"))


def log_of(*rows: tuple, hours: GivenCalendar | None = None, **options) -> EventLog:
    """Rows of case, activity, resource, enabled, start, end [h after Monday, nine o'clock, or None] and maybe a category."""
    schema = dict.fromkeys(("case_id", "activity", "resource"), pl.String)
    schema |= {name: pl.Datetime("us", "UTC") for name in ("enabled_time", "start_time", "end_time")}
    schema |= {"category": pl.String} if len(rows[0]) > 6 else {}
    filled = [(*row[:3], *(None if at is None else MONDAY + timedelta(hours=at) for at in row[3:6]), *row[6:]) for row in rows]
    log = build_log(pl.DataFrame(filled, schema=schema, orient="row"), name="by hand", **options)
    return replace(log, calendar=hours)


def step_of(stream: Stream, activity: str) -> StreamStep:
    return next(step for step in stream.steps if step.activity == activity)


# Three tickets of an office that is open from nine to five; the second one's B goes on overnight.
DESK = (
    ("1", "A", "x", None, 0, 1, "net"),
    ("1", "B", "y", None, 2, 4, "net"),
    ("1", "C", "x", None, 4, 5, "net"),
    ("2", "A", "x", None, 1, 2, "mail"),
    ("2", "B", "y", None, 6, 25, "mail"),
    ("2", "C", "x", None, 25, 26, "mail"),
    ("3", "A", "x", None, 48, 49, "net"),
    ("3", "B", "y", None, 49, 50, "net"),
)


@pytest.fixture
def stream() -> Stream:
    (found,) = find_streams(log_of(*DESK, hours=OFFICE), values={"B": "value-adding", "C": "waste"}).families
    return found


def test_the_totals_by_hand(stream: Stream) -> None:
    assert stream.lead_time_h == pytest.approx((5 + 25 + 2) / 3)
    assert stream.processing_h == pytest.approx((4 + 21 + 2) / 3)
    assert stream.waiting_h == pytest.approx(5 / 3)
    assert stream.flow_efficiency == pytest.approx(27 / 32)
    assert stream.processing_work_h == pytest.approx((4 + 5 + 2) / 3)
    assert stream.lead_time_work_h == pytest.approx((5 + 9 + 2) / 3)
    assert stream.activity_ratio == pytest.approx(11 / 16)
    assert stream.path_processing_h == pytest.approx(stream.processing_h)
    assert stream.path_waiting_h == pytest.approx(stream.waiting_h)
    assert (stream.basis, stream.takt_basis, stream.share, stream.share_of_hours) == ("measured", "measured", 1, 1)


def test_pce_is_value_adding_by_lead_time(stream: Stream) -> None:
    assert stream.value_added_ratio == pytest.approx((2 + 19 + 1) / 32)
    hours = stream.value_h
    assert (hours.value_adding_h, hours.waste_h) == (pytest.approx(22 / 3), pytest.approx(2 / 3))
    assert (hours.untagged_h, hours.necessary_h) == (pytest.approx(1), 0)
    assert [step.value for step in stream.steps] == ["value-adding" if s.activity == "B" else s.value for s in stream.steps]
    assert step_of(stream, "A").value == "untagged"


def test_takt_against_the_pace_of_each_step(stream: Stream) -> None:
    """From Monday to Wednesday at nine the office is open for 16 hours; three tickets come."""
    assert stream.takt_work_h == pytest.approx(16 / 3)
    assert stream.demand_per_week == pytest.approx(3 * 168 / 48)
    one, other = step_of(stream, "A").supply, step_of(stream, "B").supply
    assert (one.people, one.on_duty, one.effective) == (1, pytest.approx(1), pytest.approx(3 / 5))
    assert (one.utilisation, one.load) == (pytest.approx(4 / 16), pytest.approx(5 / 16))
    assert (other.on_duty, other.utilisation, other.load) == (pytest.approx(14 / 16), pytest.approx(5 / 14), pytest.approx(6 / 14))
    assert other.pace_work_h == pytest.approx(16 / 3 * 6 / 14)
    assert (other.keeps_up, stream.slowest, other.basis) == (True, "B", "measured")


def test_each_step_by_hand(stream: Stream) -> None:
    assert stream.main_path == ("A", "B", "C")
    assert (stream.path_share, stream.passing_share, stream.path_rule) == (pytest.approx(2 / 3), pytest.approx(2 / 3), "majority")
    b = step_of(stream, "B")
    assert (b.share, b.executions, b.executions_per_case, b.after) == (1, 3, 1, "A")
    assert (b.cycle_time_h.mean, b.cycle_time_h.median) == (pytest.approx(22 / 3), pytest.approx(2))
    assert (b.cycle_time_work_h.mean, b.cycle_time_work_h.median) == (pytest.approx(2), pytest.approx(2))
    assert (b.waiting_h.mean, b.waiting_h.median, b.queue) == (pytest.approx(5 / 3), pytest.approx(1), pytest.approx(5 / 50))
    assert (step_of(stream, "C").share, step_of(stream, "A").after) == (pytest.approx(2 / 3), None)


def one_after_the_other(lasts: float) -> Stream:
    """Nine tickets come on nine hours from Monday at nine, for one person who works around the clock."""
    rows = [(str(n), "A", "x", n, n * lasts, (n + 1) * lasts) for n in range(9)]
    (found,) = find_streams(log_of(*rows, hours=GivenCalendar(parse_hours("always")))).families
    return found


def test_work_that_comes_faster_than_it_can_be_done() -> None:
    found = one_after_the_other(1.5)
    supply = step_of(found, "A").supply
    assert found.takt_work_h == pytest.approx(8 / 9)
    assert (supply.load, supply.pace_work_h) == (pytest.approx(13.5 / 8), pytest.approx(1.5))
    assert (supply.utilisation, supply.keeps_up) == (1, False)


def test_a_burst_of_arrivals_is_no_demand_to_keep_up_with() -> None:
    found = one_after_the_other(3)
    supply = step_of(found, "A").supply
    assert (supply.load, supply.pace_work_h, supply.keeps_up, found.slowest) == (None, None, None, None)
    assert supply.utilisation == 1


def test_side_by_side_counts_once() -> None:
    (found,) = find_streams(log_of(("1", "A", "x", None, 0, 2), ("1", "B", "y", None, 0, 2)), values={"A": "value-adding"}).families
    assert (found.processing_h, found.lead_time_h, found.flow_efficiency, found.activity_ratio) == (4, 2, 1, 1)
    assert found.value_added_ratio == 1


def test_nothing_that_lasts() -> None:
    (found,) = find_streams(log_of(("1", "A", None, None, 0, 0))).families
    assert (found.lead_time_h, found.flow_efficiency, found.activity_ratio, found.share_of_hours) == (0, None, None, None)
    assert (found.takt_work_h, found.takt_basis, found.slowest) == (None, "absent", None)
    supply = found.steps[0].supply
    assert (supply.basis, supply.people, supply.utilisation, supply.keeps_up) == ("absent", None, None, None)
    assert (found.main_path, found.path_share, found.rolled_complete_and_accurate) == (("A",), 1, 1)


def test_rework_counts_in_the_process_time() -> None:
    (found,) = find_streams(log_of(("1", "A", "x", None, 0, 1), ("1", "B", "x", None, 1, 2), ("1", "A", "x", None, 2, 3))).families
    assert (found.path_processing_h, step_of(found, "A").executions_per_case) == (3, 2)
    assert found.rolled_complete_and_accurate == step_of(found, "A").complete_and_accurate == 0.5
    assert (found.path_share, found.passing_share) == (0, 1)


def test_pauses_stand_beside_the_path() -> None:
    rows = ("1", "A", "x", None, 0, 1), ("1", "Wait", None, None, 1, 5), ("1", "B", "x", None, 5, 6)
    (found,) = find_streams(log_of(*rows, meanings={"Wait": "customer"})).families
    assert (found.main_path, found.path_share, found.paused_h) == (("A", "B"), 1, 4)
    pause = step_of(found, "Wait")
    assert (pause.on_path, pause.paused_h.mean, pause.complete_and_accurate, pause.supply.basis) == (False, 4, None, "absent")


def test_batches() -> None:
    rows = [("1", "A", "y", None, 0, 1), ("2", "A", "y", None, 2, 3), ("1", "B", "x", None, 3, 4), ("2", "B", "x", None, 4, 5)]
    (found,) = find_streams(log_of(*rows)).families
    assert (step_of(found, "B").batch_size, step_of(found, "B").batched_share) == (2, 1)
    assert (step_of(found, "A").batch_size, step_of(found, "A").batched_share) == (1, 0)


def test_the_usual_order_is_that_of_most_tickets() -> None:
    """Z is done last wherever it meets another step, though it is often the first of its ticket."""
    long = [(f"l{n}", name, None, None, place, place) for n in range(6) for place, name in enumerate(("Y", "X", "Z"))]
    short = [(f"s{n}", "Z", None, None, 0, 0) for n in range(4)]
    turned = [("t", name, None, None, place, place) for place, name in enumerate(("X", "Y", "Z"))]
    (found,) = find_streams(log_of(*long, *short, *turned)).families
    assert found.main_path == ("Y", "X", "Z")
    assert found.path_share == pytest.approx(6 / 11)


def test_without_a_majority_the_commonest_order_is_the_path() -> None:
    rows = [(f"{name}{n}", name, None, None, 0, 1) for name, often in (("A", 2), ("B", 3), ("C", 2)) for n in range(often)]
    (found,) = find_streams(log_of(*rows)).families
    assert (found.main_path, found.path_rule, found.path_share) == (("B",), "commonest", pytest.approx(3 / 7))


@pytest.mark.parametrize(("name", "problem"), [("Z", "no activity of the log"), ("Wait", r"no work \(customer\)")])
def test_value_is_for_work_of_the_log(name: str, problem: str) -> None:
    log = log_of(("1", "A", "x", None, 0, 1), ("1", "Wait", None, None, 1, 5), meanings={"Wait": "customer"})
    with pytest.raises(LogError, match=problem):
        find_streams(log, values={name: "waste"})


def test_the_six_cases(bundled, six_truth) -> None:
    log = read_log(bundled("six_cases.csv"))
    (found,) = find_streams(log, values={"Investigate": "value-adding"}).families
    truth = six_truth["all"]
    assert found.lead_time_h == pytest.approx(truth["lead_time_h"]["mean"], abs=1e-4)
    assert found.lead_time_median_h == pytest.approx(truth["lead_time_h"]["median"])
    assert found.flow_efficiency == pytest.approx(truth["processing_h"] / truth["lead_time_h"]["total"])
    assert found.value_added_ratio == pytest.approx((2 + 2 + 65) / truth["lead_time_h"]["total"])
    assert {step.activity: step.executions for step in found.steps} == truth["activities"]
    assert found.main_path == ("Register ticket", "Diagnose", "Resolve", "Close ticket")
    assert found.path_share == pytest.approx(2 / 6)
    assert found.rolled_complete_and_accurate == pytest.approx(7 / 8 * 6 / 7)
    stream = decompose_times(log).value_stream
    for name in ("lead_time_h", "processing_h", "waiting_h", "paused_h", "flow_efficiency"):
        assert getattr(found, name) == pytest.approx(getattr(stream, name)), name


def test_the_six_cases_on_the_working_clock(bundled, six_truth) -> None:
    """Teams keep the hours that the truth file gives them."""
    teams = {name: parse_hours(hours) for name, hours in six_truth["working_hours"].items()}
    log = replace(read_log(bundled("six_cases.csv")), calendar=GivenCalendar(parse_hours("Mon-Fri 07:00-19:00"), teams))
    (found,) = find_streams(log).families
    assert found.processing_work_h * 6 == pytest.approx(six_truth["all"]["processing_work_h"])
    assert found.takt_work_h == pytest.approx((10 + 3 * 12 + 8) / 6)


def test_the_desk_is_as_it_is(bundled) -> None:
    """Work within 3 %, waiting to the second, utilisation within 3 points; the second line is the slowest and just keeps up."""
    (found,) = find_streams(read_log(bundled("service_desk.csv")), causes=False).families
    truth = json.loads(bundled("service_desk.truth.json").read_text(encoding="utf-8"))["figures"]
    team = {"Investigate": "Second line", "Implement fix": "Second line", "Test fix": "Quality"}
    for step in found.steps:
        true = truth["steps"][step.activity]
        assert step.executions == true["count"]
        if step.meaning != "work":
            assert step.paused_h.mean == pytest.approx(true["paused_h"]["mean"], abs=1e-3)
            continue
        assert step.cycle_time_work_h.mean == pytest.approx(true["processing_work_h"]["mean"], rel=0.03), step.activity
        assert step.cycle_time_h.mean == pytest.approx(true["processing_h"]["mean"], abs=1e-3)
        if step.activity != "Register ticket":  # whose arrival is not in this log
            assert step.waiting_h.mean == pytest.approx(true["waiting_h"]["mean"], abs=1e-3)
        of = truth["teams"][team.get(step.activity, "First line")]
        assert step.supply.people == of["people"], step.activity
        assert step.supply.utilisation == pytest.approx(of["utilisation"], abs=0.03), step.activity
    assert (found.slowest, step_of(found, "Investigate").supply.keeps_up) == ("Investigate", True)
    assert found.main_path == ("Register ticket", "Diagnose", "Investigate", "Resolve", "Close ticket")
    assert found.demand_per_week == pytest.approx(truth["tickets"] / truth["weeks_of_arrivals"], rel=0.01)


cases = st.lists(
    st.lists(
        st.tuples(st.sampled_from(["A", "B", "Wait"]), st.sampled_from(["x", "y", None]), st.integers(0, 30), st.integers(0, 50)),
        min_size=1,
        max_size=5,
    ),
    min_size=1,
    max_size=8,
)


def logged(found: list, rename=lambda name: name, swap=lambda name: name) -> EventLog:
    rows = []
    for number, steps in enumerate(found):
        now = number * 7
        for activity, who, gap, length in steps:
            rows.append((str(number), rename(activity), who and swap(who), None, now + gap, now + gap + length, "pqr"[number % 3]))
            now += gap + length
    return log_of(*rows, meanings={rename("Wait"): "customer"})


@settings(max_examples=25)
@given(cases, st.sampled_from([None, "category", "resource", "variant"]))
def test_families_part_the_tickets_and_their_hours(found: list, family: str | None) -> None:
    log = logged(found)
    try:
        streams = find_streams(log, family=family, causes=False).families
    except LogError as error:
        assert "is empty" in error.problem  # noqa: PT017 - where nobody is named, there are no families by resource
        return
    (whole,) = find_streams(log, causes=False).families
    assert sum(stream.cases for stream in streams) == len(found)
    assert len({stream.name for stream in streams}) == len(streams)
    for name in ("lead_time_h", "processing_h", "processing_work_h", "waiting_h", "paused_h"):
        assert sum(getattr(each, name) * each.cases for each in streams) == pytest.approx(getattr(whole, name) * whole.cases), name
    for each in streams:
        spent = each.processing_h + each.waiting_h + each.paused_h
        assert spent == pytest.approx(each.lead_time_h)
        assert each.flow_efficiency is None or 0 <= each.flow_efficiency <= 1 + 1e-9
        if family == "category":
            mine = [steps for number, steps in enumerate(found) if "pqr"[number % 3] == each.name]
            assert (each.cases, sum(step.executions for step in each.steps)) == (len(mine), sum(map(len, mine)))
    assert sum(step.executions for each in streams for step in each.steps) == sum(map(len, found))


@settings(max_examples=15)
@given(cases)
def test_other_names_change_nothing(found: list) -> None:
    log = logged(found)
    other = logged(found, rename=lambda name: f"step {name}", swap=lambda name: {"x": "zoe", "y": "ann"}[name])
    (before,), (after,) = (find_streams(each).families for each in (log, other))
    turned = [replace(s, activity=f"step {s.activity}", after=s.after and f"step {s.after}", supply=None) for s in before.steps]
    assert turned == [replace(step, supply=None) for step in after.steps]
    for mine, theirs in zip(before.steps, after.steps, strict=True):
        assert (mine.supply.people, mine.supply.keeps_up) == (theirs.supply.people, theirs.supply.keeps_up)
        assert mine.supply.load == pytest.approx(theirs.supply.load)
    assert before.causes_h == after.causes_h


def test_coded_columns_give_the_same() -> None:
    log = log_of(*DESK, hours=OFFICE)
    texts = pl.col("activity", "resource", "case_id", "case:category").cast(pl.Categorical)
    coded = build_log(log.steps.drop("position", "previous_activity").with_columns(texts), name="by hand")
    assert find_streams(replace(coded, calendar=OFFICE), family="category") == find_streams(log, family="category")
