"""The drawing of the hand-over network: what part is drawn, and that it is a drawing."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import networkx as nx
import numpy as np
import polars as pl

from svcflow.eventlog import build_log
from svcflow.mining.network import HandoverNetwork, mine_handovers
from svcflow.report.network_choice import MOST_MEMBERS, choose, told_share
from svcflow.report.network_drawing import draw_network

SVG = "{http://www.w3.org/2000/svg}"


def network_of(pairs: list[tuple[str, str]]) -> HandoverNetwork:
    """A case for each handover."""
    begin = datetime(2025, 3, 3, tzinfo=UTC)
    rows = [(f"c{n}", "A", who, begin + timedelta(hours=2 * n + place)) for n, pair in enumerate(pairs) for place, who in enumerate(pair)]
    frame = pl.DataFrame(rows, schema=["case_id", "activity", "resource", "end_time"], orient="row")
    return mine_handovers(build_log(frame, name="drawn", shape="events"))


def crowd(people: int = 120, handovers: int = 3000) -> HandoverNetwork:
    rng = np.random.default_rng(5)
    drawn = (rng.pareto(1.0, (handovers, 2)) * 3).astype(int) % people
    return network_of([(f"p{a:03}", f"p{b:03}") for a, b in drawn.tolist() if a != b])


def test_a_small_network_is_drawn_whole() -> None:
    network = network_of([("ann", "bob"), ("ann", "bob"), ("bob", "<cat> & co")])
    shown = choose(network)
    assert (len(shown.members), len(shown.links), shown.share) == (3, 2, 1.0)
    root = ElementTree.fromstring(draw_network(network))
    texts = [each.text for each in root.iter(f"{SVG}text")]
    assert {"ann", "bob", "<cat> & co"} <= set(texts)
    assert "2" in texts  # the count of ann → bob
    assert len(list(root.iter(f"{SVG}path"))) == 2
    assert "All 3 people" in told_share(network, shown)


def test_of_a_large_one_the_strongest_part_that_hangs_together() -> None:
    network = crowd()
    assert len(network.members) > MOST_MEMBERS
    shown = choose(network)
    names = {member.name for member in shown.members}
    assert len(names) <= MOST_MEMBERS
    assert {name for link in shown.links for name in (link.source, link.target)} == names
    among = [(link.source, link.target) for link in network.links if {link.source, link.target} <= names]
    parts = nx.number_connected_components(nx.Graph(among))
    assert nx.number_connected_components(nx.Graph([(link.source, link.target) for link in shown.links])) == parts
    assert shown.share == sum(link.count for link in shown.links) / network.handovers < 1
    assert shown.links[0] == network.links[0]
    assert f"of {len(network.members)} people" in told_share(network, shown)


def test_the_drawing_is_the_same_each_time_and_no_box_covers_another() -> None:
    network = crowd()
    drawn = draw_network(network)
    assert drawn == draw_network(network)
    boxes = [
        [float(each.get(side)) for side in ("x", "y", "width", "height")]
        for each in ElementTree.fromstring(drawn).iter(f"{SVG}rect")
        if each.get("rx") == "8"
    ]
    assert len(boxes) == len(choose(network).members)
    for place, (x, y, width, height) in enumerate(boxes):
        for left, top, wide, high in boxes[:place]:
            assert x >= left + wide or left >= x + width or y >= top + high or top >= y + height


def test_where_nothing_is_handed_over_it_says_so() -> None:
    assert "Nothing is handed over" in draw_network(network_of([("ann", "ann")]))
