"""The value stream and the ranking of bottlenecks."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from svcflow.errors import LogError
from svcflow.eventlog import EventLog, build_log, read_log
from svcflow.timing import CAUSES, attribute_waiting, decompose_times, find_bottlenecks

NINE = datetime(2025, 3, 3, 9, tzinfo=UTC)


def log_of(*rows: tuple, **options) -> EventLog:
    """Rows of case, activity, resource, start, end [hours after nine o'clock]."""
    schema = dict.fromkeys(("case_id", "activity", "resource"), pl.String)
    schema |= {name: pl.Datetime("us", "UTC") for name in ("start_time", "end_time")}
    filled = [(*row[:3], *(NINE + timedelta(hours=value) for value in row[3:])) for row in rows]
    return build_log(pl.DataFrame(filled, schema=schema, orient="row"), name="by hand", **options)


def test_complete_and_accurate_by_hand() -> None:
    once = [("1", "A", "x", 0, 1), ("1", "B", "x", 1, 2)]
    twice = [("2", "A", "y", 0, 1), ("2", "B", "y", 1, 2), ("2", "A", "y", 2, 3), ("2", "B", "y", 3, 4)]
    again = [("3", "A", "z", 0, 1), ("3", "B", "z", 1, 2)]
    found = decompose_times(log_of(*once, *twice, *again))
    assert {step.activity: step.complete_and_accurate for step in found.steps} == {"A": 0.75, "B": 0.75}
    assert found.value_stream.rolled_complete_and_accurate == 0.75**2
    assert found.value_stream.flow_efficiency == 1


def test_hours_side_by_side_count_once_in_flow_efficiency() -> None:
    found = decompose_times(log_of(("1", "A", "x", 0, 2), ("1", "B", "y", 1, 2), ("1", "C", "x", 3, 4)))
    assert found.value_stream.flow_efficiency == 0.75
    assert found.value_stream.processing_h == 4
    assert "side by side" in found.notes[0]


def test_waiting_beside_other_work_saves_nothing() -> None:
    first, long = ("1", "A", "x", 0, 1), ("1", "B", "y", 1, 4)
    found = find_bottlenecks(log_of(first, long, ("1", "C", "z", 3, 5), ("1", "D", "z", 7, 8)))
    assert {(one.where, one.waiting_h, one.saving_h) for one in found} == {("C", 2, 0), ("D", 2, 2)}
    assert [one.where for one in found] == ["D", "C"]


def test_a_log_without_steps_is_refused() -> None:
    log = log_of(("1", "A", "x", 0, 1))
    with pytest.raises(LogError, match="without steps"):
        decompose_times(EventLog(log.steps.clear(), log.cases.clear()))
    assert find_bottlenecks(EventLog(log.steps.clear(), log.cases.clear())) == ()


def test_causes_only_where_they_are_asked_for() -> None:
    log = log_of(("1", "A", "x", 0, 1), ("1", "B", "x", 3, 4))
    assert decompose_times(log, causes=False).steps[0].causes_h is None
    causes = decompose_times(log).steps[0].causes_h
    assert sum(getattr(causes, cause) for cause in CAUSES) == 2


def test_progress_is_told() -> None:
    told: list[tuple[str, int, int]] = []
    find_bottlenecks(log_of(("1", "A", "x", 0, 1)), lambda *what: told.append(what))
    assert [done for _, done, _ in told] == [0, 1, 2, 3]


def test_the_order_of_the_cases_changes_nothing(bundled) -> None:
    log = read_log(bundled("six_cases.csv"))
    turned = build_log(log.steps.reverse().drop("position", "previous_activity"), name="turned", meanings=log.meanings)
    assert find_bottlenecks(log) == find_bottlenecks(turned)


@pytest.mark.parametrize("name", ["service_desk.csv", "service_desk_status.csv"])
def test_the_second_line_is_the_bottleneck_of_the_desk(bundled, name: str) -> None:
    log = attribute_waiting(read_log(bundled(name)))
    first = find_bottlenecks(log)[0]
    assert first.where.startswith("Investigat")
    assert first.saving_h <= first.waiting_h
    assert decompose_times(log).steps[0].activity == first.where
    if name == "service_desk.csv":
        assert (first.team, first.basis) == ("Second line", "measured")


def test_the_waiting_of_the_desk_is_the_true_one(bundled) -> None:
    import json

    truth = json.loads(bundled("service_desk.truth.json").read_text(encoding="utf-8"))["figures"]["steps"]
    steps = {step.activity: step for step in decompose_times(read_log(bundled("service_desk.csv"))).steps}
    for activity, true in truth.items():
        if activity in ("Register ticket", "Wait for customer"):  # its waiting before the first instant is not in the log
            continue
        assert steps[activity].waiting_h.total == pytest.approx(true["waiting_h"]["total"], rel=1e-3), activity
        assert steps[activity].processing_h.mean == pytest.approx(true["processing_h"]["mean"], rel=1e-2), activity
