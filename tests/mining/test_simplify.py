"""What a level of detail shows: connected, growing, and as much as it says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import networkx as nx
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svcflow.errors import LogError
from svcflow.eventlog import EventLog, build_log
from svcflow.mining import mine_map
from svcflow.mining.results import ActivityCount, Flow, ProcessMap, Terminal
from svcflow.mining.simplify import ShownMap, legible_detail, simplify, telling_details

MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)
TRACES = st.lists(st.text("abcdefgh", min_size=1, max_size=8), min_size=1, max_size=12)
DETAIL = st.floats(0, 1) | st.sampled_from((0.0, 0.2, 0.5, 0.8, 1.0))


def log_of(traces: Sequence[Sequence[str]]) -> EventLog:
    rows = [
        (f"T{case}", step, MONDAY + timedelta(hours=case + place)) for case, trace in enumerate(traces) for place, step in enumerate(trace)
    ]
    return build_log(pl.DataFrame(rows, schema=["case_id", "activity", "end_time"], orient="row"), name="random", shape="events")


def moves_of(trace: Sequence[str]) -> list[tuple[str, str]]:
    return list(pairwise(("START", *trace, "END")))


def moves_in(shown: ShownMap) -> set[tuple[str, str]]:
    flows = {(flow.source, flow.target) for flow in shown.flows}
    return flows | {("START", start.activity) for start in shown.starts} | {(end.activity, "END") for end in shown.ends}


@settings(max_examples=60)
@given(TRACES, DETAIL)
def test_everything_shown_lies_on_a_way_from_start_to_end(traces, detail):
    shown = simplify(mine_map(log_of(traces)), detail)
    graph = nx.DiGraph(moves_in(shown))
    names = {each.activity for each in shown.activities}
    assert names
    assert {*graph} == names | {"START", "END"}
    assert names <= nx.descendants(graph, "START") & nx.ancestors(graph, "END")


@settings(max_examples=60)
@given(TRACES, DETAIL, DETAIL)
def test_more_detail_shows_all_of_less(traces, one, other):
    process_map = mine_map(log_of(traces))
    less, more = (simplify(process_map, detail) for detail in sorted((one, other)))
    assert set(less.activities) <= set(more.activities)
    assert moves_in(less) <= moves_in(more)


@settings(max_examples=60)
@given(TRACES, DETAIL)
def test_the_shares_are_those_of_the_cases_themselves(traces, detail):
    log = log_of(traces)
    shown = simplify(mine_map(log), detail, log=log)
    names, moves = {each.activity for each in shown.activities}, moves_in(shown)
    steps = [step for trace in traces for step in trace]
    walked = [move for trace in traces for move in moves_of(trace)]
    assert shown.share_of_steps == pytest.approx(sum(step in names for step in steps) / len(steps))
    assert shown.share_of_flows == pytest.approx(sum(move in moves for move in walked) / len(walked))
    assert shown.share_of_cases == pytest.approx(sum(moves >= set(moves_of(trace)) for trace in traces) / len(traces))
    assert min(shown.share_of_steps, shown.share_of_flows) >= detail - 1e-12


@settings(max_examples=40)
@given(TRACES, DETAIL, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(traces, detail, chance):
    process_map = mine_map(log_of(traces))
    shuffled = {
        name: tuple(chance.sample(getattr(process_map, name), len(getattr(process_map, name))))
        for name in ("activities", "flows", "starts", "ends")
    }
    one, other = simplify(process_map, detail), simplify(replace(process_map, **shuffled), detail)
    assert set(one.activities) == set(other.activities)
    assert moves_in(one) == moves_in(other)


def test_the_least_detail_is_the_way_of_the_most_frequent_activity():
    traces = ["abc"] * 6 + ["abbbc", "axc", "ac"]
    shown = simplify(mine_map(log_of(traces)), 0)
    assert moves_in(shown) == {("START", "a"), ("a", "b"), ("b", "c"), ("c", "END")}


def test_what_is_equally_often_comes_together():
    shown = simplify(mine_map(log_of(["ab", "ab", "ab", "cd", "ce"])), 0.75)
    assert {each.activity for each in shown.activities} == {"a", "b", "c", "d", "e"}


def test_everything():
    log = log_of(["abc", "acb", "b"])
    process_map = mine_map(log)
    shown = simplify(process_map, 1, log=log)
    assert (shown.activities, shown.flows) == (process_map.activities, process_map.flows)
    assert (shown.share_of_steps, shown.share_of_flows, shown.share_of_cases) == (1, 1, 1)


def test_an_activity_called_start_is_only_an_activity():
    shown = simplify(mine_map(log_of([["start", "end"], ["start", "start"]])), 1)
    assert {each.activity for each in shown.activities} == {"start", "end"}
    assert [each.activity for each in shown.starts] == ["start"]


def test_the_only_way_to_the_end_joins_although_it_is_rare():
    names = [f"step {number:02d}" for number in range(30)]
    flows = tuple(Flow(a, b, 1000 // (1 + i + j), 10, 1.0, 1.0, 1.0) for i, a in enumerate(names) for j, b in enumerate(names) if i != j)
    counts = tuple(ActivityCount(name, 1000 - 30 * number, 500) for number, name in enumerate(names))
    wool = ProcessMap(500, counts, flows, (Terminal(names[0], 500),), (Terminal(names[-1], 500),), (), 0, "end_to_start")
    assert names[-1] in {each.activity for each in simplify(wool, 0.1).activities}


@pytest.mark.parametrize("detail", [-0.1, 1.5, float("nan")])
def test_another_detail_is_refused(detail):
    with pytest.raises(LogError, match=f"no detail of {detail}"):
        simplify(mine_map(log_of(["ab"])), detail)


def test_a_map_of_nothing():
    nothing = ProcessMap(0, (), (), (), (), (), 0, "end_to_end")
    assert simplify(nothing, 0.5).activities == ()
    assert legible_detail(nothing) == 1


def test_a_thousand_activities_are_cut_to_what_can_be_read():
    traces = [[f"step {(case * 7 + place * (1 + case % 3)) % 1000}" for place in range(12)] for case in range(400)]
    process_map = mine_map(log_of([*traces, *[["open", "work", "close"]] * 600]))
    shown = simplify(process_map, legible_detail(process_map))
    assert shown.activity_total > 900
    assert len(shown.activities) <= 25


def test_one_long_way_is_shown_whole_however_long():
    process_map = mine_map(log_of([[f"step {place}" for place in range(60)]]))
    assert len(simplify(process_map, legible_detail(process_map)).activities) == 60


@settings(max_examples=25)
@given(TRACES)
def test_a_slider_stops_where_the_map_looks_different(traces):
    found = mine_map(log_of(traces))
    details = telling_details(found)
    lines = [len(moves_in(simplify(found, detail))) for detail in details]
    assert lines == sorted(set(lines))
    assert lines[-1] == len(moves_in(simplify(found, 1)))
    assert len(moves_in(simplify(found, legible_detail(found)))) in lines
    assert len(details) <= 7


def test_what_is_too_large_for_a_slider_is_left_out_at_its_end():
    names = [f"step {number}" for number in range(40)]
    flows = tuple(Flow(*pair, count, count, 1.0, 1.0, 1.0) for count, pair in enumerate(pairwise(names), start=1))
    counts = tuple(ActivityCount(name, 50, 50) for name in names)
    chain = ProcessMap(50, counts, flows, (Terminal(names[0], 50),), (Terminal(names[-1], 50),), (), 0, "end_to_start")
    assert telling_details(chain)[-1] == 1
    assert telling_details(chain, activities=39) == (0.0,)
