"""Maps of public logs: connected at every detail, as much as they say, coloured by cause, readable at first sight."""

from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest

from svcflow.eventlog import read_log
from svcflow.mining import mine_map
from svcflow.mining.simplify import legible_detail, simplify
from svcflow.mining.variants import find_variants
from svcflow.report import draw_map
from svcflow.timing.map_times import time_map

pytestmark = pytest.mark.real_logs
LOGS = [
    "tickets/helpdesk.csv.gz",
    "tickets/callcenter.csv.gz",
    "tickets/repair.xes.gz",
    "tickets/receipt.xes.gz",
    "tickets/bpic2013_closed_problems.xes.gz",
    "simulation/Production_train.csv.gz",
]


@pytest.mark.parametrize("name", LOGS)
def test_every_map_can_be_read(real_logs: Path, name: str) -> None:
    log = read_log(real_logs / name, dayfirst=True if "callcenter" in name else None)
    process_map = mine_map(log)
    before: set[str] = set()
    for detail in (0.0, 0.3, 0.6, 0.9, 1.0):
        shown = simplify(process_map, detail, log=log)
        graph = nx.DiGraph([(flow.source, flow.target) for flow in shown.flows])
        graph.add_edges_from(("\x00start", each.activity) for each in shown.starts)
        graph.add_edges_from((each.activity, "\x00end") for each in shown.ends)
        names = {each.activity for each in shown.activities}
        assert names <= nx.descendants(graph, "\x00start") & nx.ancestors(graph, "\x00end")
        assert before <= names
        assert min(shown.share_of_steps, shown.share_of_flows) >= detail
        before = names
    first = simplify(process_map, legible_detail(process_map))
    assert len(first.flows) <= max(24, 2.4 * len(first.activities))
    assert len(ElementTree.fromstring(draw_map(process_map, first, map_times=time_map(log)))) > 1
    found = find_variants(log)
    assert found.variants[-1].cumulative_share == pytest.approx(1)
    assert sum(each.cases for each in found.variants) == log.cases.height
