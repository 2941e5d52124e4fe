"""The value-stream maps where the report shows them: in the page, and among the figures to take out."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from svcflow.redesign.future import FutureState, State
from svcflow.report import ReportFacts
from svcflow.report.forms.gallery import figures
from svcflow.report.page import page
from svcflow.timing.streams.value_stream import find_streams

Make = Callable[..., ReportFacts]


@pytest.fixture
def facts(facts_with: Make, sample: Any) -> ReportFacts:
    log = sample.make_log()
    stream = find_streams(log).families[0]
    today = State("today", log, sample.make_map(), replace(stream, basis="simulated"))
    futures = [FutureState(today, replace(today, name=name), (), 1) for name in ("<b>Faster</b>", "更快")]
    return facts_with(log, stream=stream, futures=futures, comparison=sample.make_comparison())


@pytest.mark.parametrize(("language", "title"), [("en", "Value-stream map"), ("zh-Hans", "价值流图")])
def test_the_page_shows_today_and_each_redesign(facts: ReportFacts, language: str, title: str) -> None:
    written = page(facts, language)
    assert written.count('class="card stream-card"') == 3
    assert title in written
    assert "&lt;b&gt;Faster&lt;/b&gt;" in written
    assert "<b>Faster" not in written
    assert written == page(facts, language)


def test_without_a_stream_the_ladder_stands(facts_with: Make, sample: Any) -> None:
    facts = facts_with(sample.make_log())
    assert (facts.stream_map, facts.future_maps) == (None, ())
    written = page(facts)
    assert 'stream-card"' not in written
    assert 'class="ladder"' in written


def test_the_maps_are_figures_to_take_out(facts: ReportFacts) -> None:
    found = {figure.name: figure.svg for figure in figures(facts)}
    assert {"value_stream_map", "future_state_1", "future_state_2"} <= found.keys()
    assert "Register" in found["value_stream_map"]
    assert "<style" not in found["value_stream_map"]
