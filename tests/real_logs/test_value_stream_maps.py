"""Value-stream maps of public logs: every step is there, the ladder adds up, no text lies over another, in both languages."""

from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from svcflow.eventlog import read_log
from svcflow.language import speaking
from svcflow.report import svg
from svcflow.report.value_stream.drawing import draw_stream_map
from svcflow.report.value_stream.facts import stream_map_facts
from svcflow.timing import attribute_waiting, find_bottlenecks
from svcflow.timing.streams.value_stream import find_streams

pytestmark = pytest.mark.real_logs
LOGS = [
    "tickets/helpdesk.csv.gz",
    "tickets/callcenter.csv.gz",
    "tickets/servicenow_audit.csv.gz",
    "tickets/repair.xes.gz",
    "tickets/receipt.xes.gz",
    "tickets/bpic2013_closed_problems.xes.gz",
    "simulation/Production_train.csv.gz",
    "simulation/Loan_train.csv.gz",
    "simulation/P2P_train.csv.gz",
]


@pytest.mark.parametrize("name", LOGS)
def test_every_map_can_be_read(real_logs: Path, name: str) -> None:
    timed = attribute_waiting(read_log(real_logs / name))
    (stream,) = find_streams(timed).families
    facts = stream_map_facts(stream, find_bottlenecks(timed))
    steps = (*facts.path, *facts.branches, *facts.rarer)
    assert sorted(step.activity for step in steps) == sorted(step.activity for step in stream.steps)
    assert sum(step.rung.waiting_h for step in steps) == pytest.approx(stream.waiting_h)
    for language in ("en", "zh-Hans"):
        with speaking(language):
            _check_room(draw_stream_map(facts))


def _check_room(drawing: str) -> None:
    boxes = []
    for each in ElementTree.fromstring(drawing).iter("{http://www.w3.org/2000/svg}text"):
        told, size = each.text or "", float(each.get("font-size", "11"))
        wide = svg.text_width(told, size, bold=int(each.get("font-weight", "400")) >= 600)
        down, across = float(each.get("y", "0")), float(each.get("x", "0"))
        left = across - {"middle": wide / 2, "end": wide}.get(each.get("text-anchor", "start"), 0.0)
        boxes.append((told, left, left + wide, down - 0.76 * size, down + 0.2 * size))
    over = [(a[0], b[0]) for a, b in combinations(boxes, 2) if a[1] < b[2] and b[1] < a[2] and a[3] < b[4] and b[3] < a[4]]
    assert not over, f"texts lie over each other: {over[:5]}"
