"""Conformance: planted deviations are found where they were put, as often as they were put there, and names are matched as said."""

import random
from datetime import UTC, datetime
from itertools import pairwise

import polars as pl
import pytest

from svcflow.errors import InputError, LogError
from svcflow.eventlog import EventLog, build_log, read_log
from svcflow.mining.bpmn import BpmnModel, Budget, Conformance, Node, SequenceFlow, check_conformance, waiting_activities
from svcflow.mining.bpmn.blocks import NOTHING, Block, choice, loop, parallel, sequence, task
from svcflow.mining.bpmn.drawing import draw_blocks
from svcflow.mining.bpmn.matching import match_names
from tests.mining.test_discovery import log_of

A, B, C, D, E = map(task, "ABCDE")
DESK = sequence(A, parallel(B, C), choice(D, NOTHING), loop(E, task("F")))


def checked(block: Block, *traces: str, **options: object) -> Conformance:
    return check_conformance(log_of(*traces), draw_blocks(block).model, **options)


def found_in(result: Conformance) -> dict[tuple[str, str, str | None], tuple[int, int]]:
    return {(each.kind, each.activity, each.after): (each.count, each.cases) for each in result.deviations}


def test_skipped_and_unexpected_steps() -> None:
    result = checked(sequence(A, B, C), *["ABC"] * 6, *["AC"] * 3, "ABXXC")
    assert found_in(result) == {
        ("skipped", "B", "A"): (3, 3),
        ("unexpected", "X", "B"): (1, 1),
        ("unexpected", "X", "X"): (1, 1),
    }
    assert (result.fitting.cases, result.deviating.cases, result.fitting_share) == (6, 4, 0.6)
    assert result.fitness == pytest.approx(1 - (3 + 2) / (6 * 6 + 3 * 5 + 8))
    assert result.deviations[0].examples == ("6", "7", "8")
    assert result.deviations[0].share == 0.3
    rows = {each.activity: (each.done, each.as_modelled, each.skipped, each.unexpected, each.out_of_order) for each in result.activities}
    assert rows == {"A": (10, 10, 0, 0, 0), "B": (7, 7, 3, 0, 0), "C": (10, 10, 0, 0, 0), "X": (2, 0, 0, 2, 0)}
    worst = result.deviating_variants[0]
    assert ([(step.kind, step.activity) for step in worst.steps], worst.cases, worst.cost, worst.fitness, worst.example) == (
        [("both", "A"), ("model", "B"), ("both", "C")], 3, 1, 1 - 1 / 5, "6",
    )  # fmt: skip


def test_a_step_at_the_wrong_place_is_one_deviation() -> None:
    result = checked(sequence(A, B, C, D), *["ABCD"] * 2, "ACDB", "BACD")
    moved = [(each.kind, each.activity, each.after, each.wanted_after) for each in result.deviations]
    assert sorted(moved, key=str) == [("out_of_order", "A", "B", None), ("out_of_order", "B", "D", "A")]
    assert sum(each.cost for each in result.deviating_variants) == 4


def test_what_the_model_leaves_open_is_no_deviation() -> None:
    allowed = ["ABCE", "ACBE", "ABCDE", "ACBDEFE", "ABCEFEFE"]
    assert checked(DESK, *allowed).fitting_share == 1.0
    result = checked(DESK, *allowed, "ABE", "ABCDDE", "ABCEF")
    assert found_in(result) == {
        ("skipped", "C", "B"): (1, 1),
        ("unexpected", "D", "D"): (1, 1),
        ("unexpected", "F", "E"): (1, 1),
    }


def test_planted_swaps_are_counted_where_they_were_planted() -> None:
    chance = random.Random(7)
    steps = "ABCDEFGH"
    planted = dict.fromkeys(range(len(steps) - 1), 0)
    traces = []
    for _ in range(400):
        place = chance.randrange(len(steps) - 1)
        is_swapped = chance.random() < 0.3
        planted[place] += is_swapped
        swapped = steps[:place] + steps[place + 1] + steps[place] + steps[place + 2 :]
        traces.append(swapped if is_swapped else steps)
    result = checked(sequence(*map(task, steps)), *traces)
    assert result.deviating.cases == sum(planted.values())
    for place, times in planted.items():
        # Either of the two was moved past the other: the cost is the same.
        pair = [each for each in result.deviations if {each.activity, each.after} == {steps[place], steps[place + 1]}]
        assert {each.kind for each in pair} == {"out_of_order"}
        assert sum(each.count for each in pair) == times


def test_lead_times_of_cases_that_fit_and_that_deviate() -> None:
    # One step an hour: ABC takes 2 h from end to end, ABBBC 4 h.
    result = checked(sequence(A, B, C), "ABC", "ABC", "ABBBC")
    assert (result.fitting.mean_lead_time_h, result.fitting.median_lead_time_h) == (2.0, 2.0)
    assert (result.deviating.cases, result.deviating.mean_lead_time_h) == (1, 4.0)
    assert checked(sequence(A, B), "AB").deviating.mean_lead_time_h is None


def test_unknown_names_are_told_and_can_be_left_out() -> None:
    block = sequence(A, B, task("Sign off"))
    result = checked(block, "AB", "AXB")
    assert (result.only_model, result.only_log, result.left_out) == (("Sign off",), ("X",), ())
    assert found_in(result) == {("skipped", "Sign off", "B"): (2, 2), ("unexpected", "X", "A"): (1, 1)}
    ignoring = checked(block, "AB", "AXB", ignore_unknown=True)
    assert (ignoring.fitting_share, ignoring.left_out, ignoring.deviations) == (1.0, ("X",), ())


def test_waiting_can_be_left_out_on_both_sides() -> None:
    log = log_of("AWB", "AB")
    log = EventLog(log.steps, log.cases, meanings={"W": "customer"})
    model = draw_blocks(sequence(A, task("W"), B)).model
    assert check_conformance(log, model).fitting_share == 0.5
    assert check_conformance(log, model, without=waiting_activities(log)).fitting_share == 1.0


def named(*names: str, kind: str = "task") -> BpmnModel:
    nodes = (
        Node("s", "start", "Started"),
        *(Node(f"n{place}", kind, name) for place, name in enumerate(names)),
        Node("e", "end", "Closed"),
    )
    ids = [node.id for node in nodes]
    return BpmnModel(nodes, tuple(SequenceFlow(f"f{a}", a, b) for a, b in pairwise(ids)))


def test_names_are_matched_exactly_then_but_for_case_and_blanks_then_as_given() -> None:
    found = match_names(named("Check", "solve\nticket", "Sign"), ["Check", "Solve  Ticket", "Approve"], {"sign": "Approve"})
    assert [(each.name, each.activity, each.how) for each in found.matches] == [
        ("Check", "Check", "equal"),
        ("solve ticket", "Solve  Ticket", "alike"),
        ("Sign", "Approve", "given"),
    ]
    assert (found.only_model, found.only_log) == ((), ())


def test_an_event_counts_where_the_log_knows_it_and_no_task_has_its_name() -> None:
    assert dict(match_names(named("Check"), ["Check", "Closed"]).labels) == {"n0": "Check", "e": "Closed"}
    assert dict(match_names(named("Check", "Closed"), ["Check", "Closed"]).labels) == {"n0": "Check", "n1": "Closed"}


def test_names_that_do_not_fit_are_refused() -> None:
    with pytest.raises(InputError, match='no task of the model \\("Check"\\)'):
        match_names(named("Check"), ["Look"])
    with pytest.raises(InputError, match=r'no "Chek".*Did you mean "Check"'):
        match_names(named("Check"), ["Check"], {"Chek": "Check"})
    with pytest.raises(InputError, match=r'no activity "Chekc".*Did you mean "Check"'):
        match_names(named("Check"), ["Check"], {"Check": "Chekc"})
    with pytest.raises(InputError, match='like several activities: "CHECK", "check"'):
        match_names(named("Check"), ["CHECK", "check"])
    with pytest.raises(LogError, match="without cases"):
        check_conformance(log_of(), named("A"))


def test_when_the_time_is_spent_the_rest_is_left_out_and_counted() -> None:
    ticks = iter(range(1000))
    budget = Budget.of(lambda: float(next(ticks)), 2.0)
    result = checked(sequence(A, B), *["AB"] * 3, "BA", "A", "B", budget=budget)
    assert 0 < result.variants_measured < result.variants == 4
    assert result.cases_measured == result.fitting.cases + result.deviating.cases < result.cases == 6
    nothing = checked(sequence(A, B), "AB", budget=Budget.of(lambda: 0.0, 0.0))
    assert (nothing.fitness, nothing.fitting_share, nothing.cases_measured) == (None, None, 0)


def test_coded_columns_and_row_order_change_nothing(bundled) -> None:
    log = read_log(bundled("six_cases.csv"))
    model = draw_blocks(sequence(*map(task, ("Register ticket", "Diagnose", "Resolve", "Close ticket")))).model
    plain = check_conformance(log, model)
    names = pl.col("activity", "case_id").cast(pl.Categorical)
    coded = EventLog(log.steps.with_columns(names), log.cases.with_columns(pl.col("case_id").cast(pl.Categorical)))
    assert check_conformance(coded, model) == plain
    rows = log.steps.select("case_id", "activity", "resource", "start_time", "end_time").sample(fraction=1, shuffle=True, seed=1)
    again = check_conformance(build_log(rows, name=log.name, shape=log.shape), model)
    assert {(each.kind, each.activity, each.after, each.count) for each in again.deviations} == {
        (each.kind, each.activity, each.after, each.count) for each in plain.deviations
    }


def test_many_cases_cost_no_more_than_their_variants() -> None:
    start = datetime(2025, 1, 6, tzinfo=UTC)
    frame = pl.DataFrame({"case": [case for case in range(20_000) for _ in "ABC"], "activity": list("ABC") * 20_000})
    log = build_log(
        frame.select(
            case_id=pl.col("case").cast(pl.String),
            activity=pl.col("activity"),
            end_time=start + pl.duration(minutes=pl.int_range(pl.len())),
        ),
        name="many",
        shape="events",
    )
    result = check_conformance(log, draw_blocks(sequence(A, C, B)).model)
    assert (result.cases_measured, result.variants_measured, result.deviations[0].count) == (20_000, 1, 20_000)
