"""The value-stream map in a real browser: no text lies over another, and nothing keeps anybody from using its page."""

from pathlib import Path

import pytest

from svcflow.eventlog import read_log
from svcflow.report.value_stream.comparing import MapPair, total_changes
from svcflow.report.value_stream.facts import stream_map_facts
from svcflow.report.value_stream.files import write_side_by_side, write_stream_maps
from svcflow.timing import find_bottlenecks
from svcflow.timing.streams.value_stream import find_streams

pytestmark = pytest.mark.browser
SIX_CASES = Path(__file__).resolve().parents[2] / "event_logs" / "six_cases.csv"


@pytest.fixture(scope="module")
def facts():
    log = read_log(SIX_CASES)
    return stream_map_facts(find_streams(log).families[0], find_bottlenecks(log))


def test_the_map_can_be_read_and_used(visit, facts, tmp_path):
    opened = visit(write_stream_maps([facts], tmp_path / "map.html"), width=1600)
    assert opened.overlapping("svg.vsm") == []
    assert opened.violations() == []
    assert {width: opened.at(width).sticking_out() for width in (360, 1600)} == {360: [], 1600: []}


def test_so_can_two_side_by_side(visit, facts, tmp_path):
    pair = MapPair("Nothing", facts, facts, total_changes(facts, facts))
    opened = visit(write_side_by_side(pair, tmp_path / "both.html"), width=1600)
    assert opened.overlapping("svg.vsm") == []
    assert opened.violations() == []
