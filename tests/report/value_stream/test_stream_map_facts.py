"""What a value-stream map shows, by hand: six tickets of a small desk, and what a redesign changes."""

from dataclasses import replace
from pathlib import Path

import pytest

from svcflow.eventlog import read_log
from svcflow.redesign.results import Comparison, Effect, ScenarioEffects
from svcflow.report.value_stream.comparing import better, changed_figures, differs, find_changes, total_changes
from svcflow.report.value_stream.drawing import draw_stream_map
from svcflow.report.value_stream.facts import Figure, MapFacts, MapStep, stream_map_facts
from svcflow.report.value_stream.slots import ALONE, make_slots, merged
from svcflow.report.value_stream.table import change_table, stream_table
from svcflow.timing import find_bottlenecks
from svcflow.timing.results import Bottleneck
from svcflow.timing.streams.results import Stream
from svcflow.timing.streams.value_stream import find_streams

SIX_CASES = Path(__file__).resolve().parents[3] / "event_logs" / "six_cases.csv"


@pytest.fixture(scope="module")
def stream() -> Stream:
    return find_streams(read_log(SIX_CASES)).families[0]


@pytest.fixture(scope="module")
def facts(stream: Stream) -> MapFacts:
    return stream_map_facts(stream, find_bottlenecks(read_log(SIX_CASES)))


def step_of(facts: MapFacts, name: str) -> MapStep:
    return next(step for step in (*facts.path, *facts.branches, *facts.rarer) if step.activity == name)


def values(step: MapStep) -> dict[str, float]:
    return {figure.name: figure.value for figure in step.figures}


def test_the_main_path_and_what_hangs_below_it(facts: MapFacts) -> None:
    assert [step.activity for step in facts.path] == ["Register ticket", "Diagnose", "Resolve", "Close ticket"]
    assert {step.activity: (step.after, step.below) for step in facts.branches} == {
        "Investigate": ("Diagnose", 1),
        "Wait for customer": ("Diagnose", 1),
        "Implement fix": ("Investigate", 1),
        "Test fix": ("Implement fix", 1),
    }
    assert facts.rarer == ()
    assert (facts.exactly, facts.passing, facts.rule) == (pytest.approx(2 / 6), 1, "majority")


def test_what_few_tickets_pass_is_not_drawn_and_not_lost(stream: Stream) -> None:
    rare = tuple(replace(step, share=0.01) if step.activity in ("Test fix", "Wait for customer") else step for step in stream.steps)
    facts = stream_map_facts(replace(stream, steps=rare))
    assert {step.activity for step in facts.rarer} == {"Test fix", "Wait for customer"}
    assert facts.beside.processing_h == pytest.approx(stream.processing_h - stream.path_processing_h)
    assert len(stream_table(facts).rows) == 8


def test_steps_that_follow_each_other_hang_before_the_path(stream: Stream) -> None:
    """Nothing tells where a circle of steps hangs; it must not be lost, nor looked for for ever."""
    after = {"Implement fix": "Test fix", "Test fix": "Implement fix"}
    circle = tuple(replace(step, after=after.get(step.activity, step.after)) for step in stream.steps)
    facts = stream_map_facts(replace(stream, steps=circle))
    assert [step_of(facts, name).below for name in after] == [None, None]
    drawn = draw_stream_map(facts)
    assert "Implement fix" in drawn
    assert "Test fix" in drawn


def test_a_data_box_by_hand(facts: MapFacts) -> None:
    resolve = step_of(facts, "Resolve")
    # Seven executions in six tickets: 30, 15, 15, 30, 30, 30 and 30 minutes by three people; the third came back.
    assert values(resolve)["cycle_time"] == pytest.approx(3 / 7)
    assert values(resolve)["accurate"] == pytest.approx(6 / 7)
    assert values(resolve)["executions"] == pytest.approx(7 / 6)
    assert values(resolve)["people"] == 2
    assert resolve.returns == pytest.approx(1 / 7)
    assert "batch" not in values(resolve)
    assert "executions" not in values(step_of(facts, "Close ticket"))
    assert resolve.waiting.value == pytest.approx(1 / 7)
    assert {figure.basis for figure in resolve.figures if figure.name in ("accurate", "tickets", "people")} == {"measured"}


def test_a_pause_is_no_work(facts: MapFacts) -> None:
    pause = step_of(facts, "Wait for customer")
    assert facts.pauses("customer") == (pause,)
    assert facts.pauses("supplier") == ()
    assert values(pause) == {"paused": pytest.approx(6), "tickets": pytest.approx(1 / 6)}
    assert (pause.on_path, pause.meaning, pause.rung.paused_h) == (False, "customer", pytest.approx(1))


def test_the_ladder_adds_up_to_the_totals(facts: MapFacts, stream: Stream) -> None:
    for name, field, whole in (("waiting", "waiting_h", stream.waiting_h), ("processing", "processing_h", stream.processing_h)):
        assert getattr(facts.on_path, field) + getattr(facts.beside, field) == pytest.approx(whole)
        total = facts.total(name)
        assert total is not None
        assert total.value == pytest.approx(whole)
    assert facts.on_path.waiting_h == pytest.approx(stream.path_waiting_h)
    steps = (*facts.path, *facts.branches, *facts.rarer)
    parts = sum(step.rung.waiting_h + step.rung.processing_h + step.rung.paused_h for step in steps)
    assert parts == pytest.approx(stream.lead_time_h)
    assert facts.overlap_h == 0


def test_what_overlaps_is_told(stream: Stream) -> None:
    assert stream_map_facts(replace(stream, lead_time_h=stream.lead_time_h - 2)).overlap_h == pytest.approx(2)


def test_bursts_stand_where_most_would_be_saved(stream: Stream) -> None:
    def waiting(where: str, cause: str, per_case_h: float) -> Bottleneck:
        return Bottleneck(where, None, cause, 6 * per_case_h, 0.2, 6 * per_case_h, per_case_h, 3, "measured")  # type: ignore[arg-type]

    found = [waiting("Diagnose", "contention", 2), waiting("Diagnose", "batching", 1), waiting("Resolve", "contention", 0.1),
             waiting("Nowhere", "contention", 9), waiting("Test fix", "unavailability", 1.5)]  # fmt: skip
    facts = stream_map_facts(stream, found)
    burst = step_of(facts, "Diagnose").burst
    assert burst is not None
    assert burst.saving_h == pytest.approx(3)
    assert burst.causes == (("contention", pytest.approx(2 / 3)), ("batching", pytest.approx(1 / 3)))
    # A twentieth of the lead time is 0.85 h: Resolve has too little. A step with a burst is drawn before more frequent ones.
    assert step_of(facts, "Resolve").burst is None
    assert facts.branches[-1].activity == "Wait for customer"
    assert step_of(facts, "Test fix").burst is not None
    assert not any(step.burst for step in stream_map_facts(stream).path)


def test_slots_are_parted_evenly() -> None:
    names = [str(number) for number in range(13)]
    assert [len(row) for row in make_slots([names], ALONE).rows] == [5, 4, 4]
    assert make_slots([names[:6]], ALONE).rows == (tuple(names[:6]),)
    assert merged("ABCD", "AXCD") == list("ABXCD")
    assert merged("AB", "XB") == list("AXB")
    assert merged("AB", "AB") == list("AB")


def test_what_counts_as_changed() -> None:
    def hours(value: float) -> Figure:
        return Figure("cycle_time", value, "h", "simulated")

    def share(value: float) -> Figure:
        return Figure("accurate", value, "share", "simulated")

    assert differs(hours(1.0), hours(0.94))
    assert not differs(hours(1.0), hours(0.96))
    assert not differs(hours(0.1), hours(0.09))  # less than a minute
    assert differs(share(0.82), share(0.84))
    assert not differs(share(0.82), share(0.83))
    assert differs(Figure("people", 7, "count", "measured"), Figure("people", 8, "count", "measured"))
    assert differs(None, hours(1))
    assert not differs(None, None)
    assert better("waiting", -1) is True
    assert better("accurate", -0.1) is False
    assert better("tickets", 0.1) is None


def test_a_change_of_waiting_counts_by_what_it_is_to_the_ticket(facts: MapFacts) -> None:
    step = step_of(facts, "Diagnose")
    assert step.queue is not None
    rung, waiting = replace(step.rung, waiting_h=2 * step.rung.waiting_h), replace(step.waiting, value=2 * step.waiting.value)
    longer = replace(step, waiting=waiting, rung=rung)
    assert changed_figures(step, longer) == ("waiting",)
    assert changed_figures(step, replace(longer, queue=replace(step.queue, value=step.queue.value + 1))) == ("waiting", "queue")
    assert changed_figures(step, longer, least_h=10.0) == ()


def test_what_becomes_of_each_step(facts: MapFacts) -> None:
    register, diagnose, resolve, close = facts.path
    halved = (replace(each, value=each.value / 2) if each.name == "cycle_time" else each for each in diagnose.figures)
    faster = replace(diagnose, figures=tuple(halved))
    new = replace(close, activity="Ask the customer")
    then = replace(facts, path=(register, faster, new), branches=(replace(resolve, on_path=False), *facts.branches[1:]))
    fates = {change.activity: (change.fate, change.figures) for change in find_changes(facts, then)}
    assert fates["Register ticket"] == ("same", ())
    assert fates["Diagnose"] == ("changed", ("cycle_time",))
    assert fates["Ask the customer"][0] == "new"
    assert fates["Resolve"][0] == "off_path"
    assert fates["Close ticket"][0] == "removed"
    assert fates["Investigate"][0] == "removed"
    table = change_table(facts, then)
    told = {row[0].text: (row[1].text, row[2].text) for row in table.rows}
    assert told["Diagnose"] == ("changed", "C/T 43\u202fmin → 22\u202fmin")
    assert told["Close ticket"] == ("removed", "–")


def test_totals_take_their_interval_from_the_comparison(facts: MapFacts) -> None:
    then = replace(facts, totals=tuple(replace(figure, value=figure.value * 0.98) for figure in facts.totals))
    lead = Effect("lead_time_mean", 17, 16, -1, -1.5, -0.5, -1.4, -0.6)
    comparison = Comparison((), (ScenarioEffects("Faster", "", (), (lead,)),), 20, 100, 1, None)
    totals = {total.name: total for total in total_changes(facts, then, comparison, "Faster")}
    assert totals["lead_time"].effect == lead
    assert totals["lead_time"].better is True
    assert totals["waiting"].effect is None
    assert totals["waiting"].better is None  # 2 % of one run is no finding
    assert "activity_ratio" not in totals
    assert not any(total.effect for total in total_changes(facts, then, comparison, "Another"))


def test_the_table_holds_every_step_and_figure(facts: MapFacts) -> None:
    table = stream_table(facts)
    assert [row[0].text for row in table.rows][:4] == ["1. Register ticket", "2. Diagnose", "3. Resolve", "4. Close ticket"]
    assert {row[0].text for row in table.rows[4:]} == {"Investigate", "Wait for customer", "Implement fix", "Test fix"}
    heads = [column.head for column in table.columns]
    assert {len(row) for row in table.rows} == {len(heads)}
    resolve = dict(zip(heads, table.rows[2], strict=True))
    assert (resolve["C/T"].text, resolve["%C&A"].text, resolve["Per ticket"].text) == ("26\u202fmin", "86\u202f%", "1.2×")
    assert resolve["Ladder: work"].text == "30\u202fmin"
