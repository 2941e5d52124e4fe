"""The value-stream map among the forms: as a figure, and as tables of what stands in its boxes and of what a redesign changes."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from svcflow.language import speaking
from svcflow.redesign.proposal import Proposal
from svcflow.report.forms import figures, sheets
from svcflow.report.forms.key_figures import key_figures
from svcflow.report.value_stream.comparing import MapPair, total_changes
from svcflow.timing.streams.value_stream import find_streams


@pytest.fixture
def facts(facts_with, sample):
    log = sample.make_log(40)
    return facts_with(log, stream=find_streams(log).families[0])


def rows_of(facts, name):
    found = next(sheet for sheet in sheets(facts) if sheet.name == name)
    heads = [field.label for field in found.fields]
    return [dict(zip(heads, row, strict=True)) for row in found.rows]


def test_the_map_takes_the_ladder_with_it(facts):
    found = {figure.name: figure for figure in figures(facts)}
    assert "value_stream_map" in found
    assert "value_stream" not in found, "the map has a ladder of its own"
    root = ElementTree.fromstring(found["value_stream_map"].svg)
    assert not [each for each in root.iter() if {"class", "style", "paint-order"} & set(each.attrib)]


def test_every_figure_of_the_boxes_is_in_the_table(facts):
    steps = [*facts.stream_map.path, *facts.stream_map.branches, *facts.stream_map.rarer]
    for row, step in zip(rows_of(facts, "value_stream_map"), steps, strict=True):
        assert row["Step"] == step.activity
        assert row["C/T [h]"] == step.figure("cycle_time").value
        assert row["Ladder: waiting [h]"] == step.rung.waiting_h
        assert row["Basis of the times"] == "measured"


def test_what_a_redesign_changes_is_told_figure_by_figure(facts):
    now = facts.stream_map
    first, *others = now.path
    faster = replace(
        first, figures=tuple(replace(each, value=each.value / 2) if each.name == "cycle_time" else each for each in first.figures)
    )
    then = replace(now, path=(faster, *others))
    pair = MapPair("Half as long", now, then, total_changes(now, then))
    told = rows_of(replace(facts, future_maps=(pair,)), "future_states")
    assert [(row["Redesign"], row["Step"], row["Figure"]) for row in told] == [("Half as long", first.activity, "C/T")]
    assert told[0]["With the redesign"] == told[0]["Today"] / 2
    assert "future_state_1" in {figure.name for figure in figures(replace(facts, future_maps=(pair,)))}


def test_a_proposed_redesign_is_named_in_the_language_of_the_reader(facts):
    now = facts.stream_map
    pair = MapPair("A chatbot answers first", now, now, total_changes(now, now), Proposal("chatbot"))
    with speaking("zh-Hans"):
        assert pair.title == "先由聊天机器人答复"


def test_the_key_figure_of_demand_is_that_of_the_map_where_it_has_seen_a_week(facts):
    demand = facts.stream_map.demand
    for cases, told in ((int(demand.value) + 1, [demand.value]), (int(demand.value) - 1, [])):
        assert [each.value for each in key_figures(replace(facts, cases=cases)) if each.name == "tickets_per_week"] == told
