"""What rework costs: by pencil on six tickets, against the truth of the generated desk, and what must not change it."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from svcflow.errors import LogError
from svcflow.eventlog import EventLog, build_log, read_log
from svcflow.timing.rework.measuring import measure_rework
from svcflow.timing.rework.results import Rework

MONDAY = datetime(2025, 3, 3, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def six(bundled: Callable[[str], Path]) -> Rework:
    return measure_rework(read_log(bundled("six_cases.csv")))


@pytest.fixture(scope="module")
def desk(bundled: Callable[[str], Path]) -> Rework:
    return measure_rework(read_log(bundled("service_desk.csv")))


@pytest.fixture(scope="module")
def status_desk(bundled: Callable[[str], Path]) -> Rework:
    return measure_rework(read_log(bundled("service_desk_status.csv")))


@pytest.fixture(scope="module")
def truth(bundled: Callable[[str], Path]) -> dict[str, Any]:
    return json.loads(bundled("service_desk.truth.json").read_text(encoding="utf-8"))["figures"]


def test_repeats_by_pencil(six: Rework) -> None:
    # SIX-2: fix 14:00-14:30 after 0.5 h, test 15:00-15:30 after 0.5 h; SIX-3: diagnose 12:15-13:15 after 4 h, resolve 0.5 h at once.
    assert (six.repeats.count, six.repeats.cases, six.repeats.share) == (4, 2, 2 / 6)
    assert (six.repeats.processing_h, six.repeats.waiting_h) == (2.5, 5.0)
    assert (six.self_loops.count, six.loops.count) == (0, 4)
    fix = next(each for each in six.activities if each.activity == "Implement fix")
    assert (fix.count, fix.repeats.count, fix.way, fix.way_count) == (2, 1, ("Implement fix", "Test fix", "Implement fix"), 1)
    assert fix.complete_and_accurate == 0.5
    assert six.repeats.basis == "measured"


def test_ping_pong_by_pencil(six: Rework) -> None:
    people, teams = six.ping_pong
    # SIX-2: L2-01 and QA-01 from 12:30 (given away) to 15:00 (QA has it again); SIX-6: L1-01 gives at 16:00 on Friday, has it Monday 9:30.
    assert [(pair.first, pair.second, pair.bounces, pair.lost_h) for pair in people.pairs] == [
        ("L2-01", "QA-01", 2, 2.5),
        ("L1-01", "L2-01", 1, 65.5),
    ]
    # First and second line as well in SIX-5, 9:00 to 15:30, where another of the first line goes on.
    assert [(pair.first, pair.second, pair.chains, pair.bounces, pair.lost_h) for pair in teams.pairs] == [
        ("First line", "Second line", 2, 2, 72.0),
        ("Quality", "Second line", 1, 2, 2.5),
    ]


def test_reopening_by_pencil(six: Rework) -> None:
    # SIX-3 was resolved at 8:15; from 12:15 on: 1 + 0.5 + 0.25 h of work; the 0.25 h from resolving to closing again are no waiting.
    reopened = six.reopening
    assert (reopened.count, reopened.cases, reopened.share, reopened.until_mean_h) == (1, 1, 1 / 6, 4.0)
    assert (reopened.processing_h, reopened.waiting_h) == (1.75, 0.0)


def test_escalation_by_pencil(six: Rework) -> None:
    assert [(tier.team, tier.tier) for tier in six.escalation.tiers] == [("First line", 1), ("Second line", 2), ("Quality", 3)]
    # Up: to the second line in SIX-2, 5 (4 h) and 6; to quality twice in SIX-2 (0.5 h each).
    assert (six.escalation.escalations.count, six.escalation.escalations.cases, six.escalation.escalations.waiting_h) == (5, 3, 5.0)
    # Down: from quality twice (0.5 h, 0), from the second line twice (0.5 h each).
    assert (six.escalation.returns.count, six.escalation.returns.waiting_h) == (4, 1.5)


def test_first_contact_by_pencil(six: Rework) -> None:
    # Only SIX-1: SIX-2, 5 and 6 were handed over, SIX-3 was reopened, SIX-4 waited for the customer.
    assert six.first_contact_resolution_proxy.value == pytest.approx(1 / 6)
    assert six.first_contact_resolution.value is None
    assert "first person" in six.first_contact_resolution_proxy.definition


def test_planted_errors_are_counted(desk: Rework, truth: dict[str, Any]) -> None:
    fix = next(each for each in desk.activities if each.activity == "Implement fix")
    assert (fix.way, fix.way_count) == (("Implement fix", "Test fix", "Implement fix"), truth["errors"]["Implement fix"]["wrong"])
    assert desk.reopening.count == truth["errors"]["Resolve"]["wrong"]
    assert desk.first_team_resolution_proxy.value < truth["shares"]["solved_without_second_line"]


def test_both_logs_of_the_desk_tell_the_same(desk: Rework, status_desk: Rework) -> None:
    assert status_desk.repeats.count == desk.repeats.count
    assert status_desk.repeats.processing_h == pytest.approx(desk.repeats.processing_h)
    assert status_desk.reopening.count == desk.reopening.count
    # A customer takes 8 h on average to reopen a ticket, which only the log of statuses shows.
    assert status_desk.reopening.until_mean_h == pytest.approx(8, rel=0.1)
    assert [(each.chains, each.bounces) for each in status_desk.ping_pong] == [(each.chains, each.bounces) for each in desk.ping_pong]
    assert status_desk.first_contact_resolution_proxy.value == pytest.approx(desk.first_contact_resolution_proxy.value)
    assert status_desk.repeats.basis == "estimated"


def test_self_loops_know_who_did_it_again() -> None:
    found = measure_rework(log_of("A:ann A:ann B:bob", "A:ann A:bob", "A: A:ann"))
    loops = found.self_loops
    assert (loops.count, loops.same_person, loops.other_person, loops.unknown_person) == (3, 1, 1, 1)
    assert (loops.processing_h, loops.waiting_h) == (3.0, 3.0)


def test_a_loop_after_the_queue_waits_from_the_queue_on() -> None:
    rows = [
        ("1", "Work", 8, 9, "ann"),
        ("1", "Queue", 9, 11, "bob"),
        ("1", "Work", 11, 12, "bob"),
        ("1", "Queue", 12, 13, "ann"),
        ("1", "Work", 13, 14, "ann"),
    ]
    log = status_of(rows)
    found = measure_rework(log)
    people = found.ping_pong[0]
    assert [(pair.bounces, pair.lost_h) for pair in people.pairs] == [(1, 3.0)]  # away from 9 until it stands in ann's queue at 12
    assert found.repeats.waiting_h == 3.0


def log_of(*cases: str) -> EventLog:
    """Steps of an hour with an hour between them."""
    rows = []
    for number, case in enumerate(cases):
        for place, step in enumerate(case.split()):
            activity, _, person = step.partition(":")
            begin = MONDAY + timedelta(days=number, hours=2 * place)
            rows.append((f"c{number}", activity, person or None, begin, begin + timedelta(hours=1)))
    frame = pl.DataFrame(rows, schema=["case_id", "activity", "resource", "start_time", "end_time"], orient="row")
    return build_log(frame.cast({"resource": pl.String}), name="rework")


def status_of(rows: list[tuple[str, str, int, int, str]]) -> EventLog:
    timed = [
        (case, name, MONDAY + timedelta(hours=begin - 8), MONDAY + timedelta(hours=end - 8), who) for case, name, begin, end, who in rows
    ]
    frame = pl.DataFrame(timed, schema=["case_id", "activity", "start_time", "end_time", "resource"], orient="row")
    return build_log(frame, name="status", shape="status", meanings={"Queue": "queue"})


def counts(found: Rework) -> list[object]:
    """Everything but shares and names."""
    return [
        found.repeats.count, found.repeats.cases, round(found.repeats.waiting_h, 6), found.self_loops.same_person, found.loops.count,
        *((each.chains, each.bounces, each.cases, round(each.lost_h, 6)) for each in found.ping_pong), found.reopening.count,
        found.escalation.escalations.count, found.escalation.returns.count, found.duplicates.steps.count,
        sorted((each.count, each.repeats.count, each.loops, len(each.way), each.way_count) for each in found.activities),
    ]  # fmt: skip


CASES = ("A:ann B:bob A:ann B:bob A:cat", "A:ann A:ann Resolve:bob B:cat Resolve:bob", "A:cat B:ann Resolve:ann", "B:bob A:ann Resolve:cat")


def test_the_order_of_the_rows_and_the_names_of_things_change_nothing() -> None:
    log = log_of(*CASES)
    bare = log.steps.drop("position", "previous_activity")
    shuffled = build_log(bare.sample(fraction=1.0, shuffle=True, seed=3), name="shuffled")
    assert measure_rework(shuffled) == measure_rework(log)
    renamed = bare.with_columns(
        pl.concat_str(pl.lit("x"), "resource").alias("resource"), pl.concat_str(pl.lit("t"), "case_id").alias("case_id")
    )
    assert counts(measure_rework(build_log(renamed, name="renamed"))) == counts(measure_rework(log))
    coded = log.with_steps(log.steps.cast(dict.fromkeys(("case_id", "activity", "resource"), pl.Categorical)))
    assert counts(measure_rework(coded)) == counts(measure_rework(log))


def test_a_case_without_rework_adds_to_no_count() -> None:
    log, more = log_of(*CASES), log_of(*CASES, "A:ann Resolve:ann")
    before, after = measure_rework(log), measure_rework(more)
    assert counts(after)[:-1] == counts(before)[:-1]
    assert after.repeats.share == pytest.approx(before.repeats.share * 4 / 5)


def test_nothing_to_say_is_said() -> None:
    found = measure_rework(log_of("A:ann"))
    assert (found.repeats.count, found.ping_pong[0].chains, found.escalation.moves) == (0, 0, ())
    nobody = measure_rework(log_of("A: B: A:", "C: A:", "A: C:"))
    assert nobody.repeats.count == 1
    assert nobody.first_contact_resolution_proxy.value is None
    assert nobody.reopening.cases is None
    assert any("name nobody" in note for note in nobody.notes)
    assert any("reopening cannot be seen" in note for note in nobody.notes)


def test_an_empty_log_is_refused() -> None:
    log = log_of("A:ann")
    with pytest.raises(LogError, match="no rework"):
        measure_rework(replace(log, steps=log.steps.clear(), cases=log.cases.clear()))
