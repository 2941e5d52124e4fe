"""A BPMN model of the frequent work: the one module that knows pm4py.

A **variant** is a sequence of activities that cases share. The inductive miner [1]_ is given one case of each of the most
frequent variants that together cover a share of the cases; it makes a block-structured model that replays every one of them.
Rare variants would make the model a net in which everything may follow everything, so they are left out, and the share that
was used is told. pm4py is imported when it is asked for (it takes 2 s), its frame is made here and thrown away (some of its
calls change the frame they are given), and the drawing is laid out with pygraphviz, which brings its own Graphviz.

.. [1] Leemans, Fahland, van der Aalst (2013), "Discovering block-structured process models from event logs", Petri Nets,
   doi:10.1007/978-3-642-38697-8_17
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from svcflow.errors import LogError
from svcflow.eventlog.log import EventLog
from svcflow.mining.map import mine_map
from svcflow.mining.results import Variant
from svcflow.output import new_file

POINTS_PER_INCH = 72
MOST_VARIANTS = 500
"""more add seconds, and nothing that a person can read"""


@dataclass(frozen=True, slots=True)
class Discovered:
    """A model that was written: where, from how many variants, which cover which share of the cases (0 to 1)."""

    path: Path
    variants: int
    share: float
    activities: int


def write_bpmn(log: EventLog, path: Path, coverage: float = 0.8) -> Discovered:
    """Discover a model and write it as BPMN 2.0, with its layout.

    Parameters
    ----------
    log : EventLog
        Any log with at least one case.
    path : Path
        The file to write.
    coverage : float
        The least share of cases whose variants the model is made of, 0 to 1; at most 500 variants are taken.

    Returns
    -------
    Discovered
        What was used. About 2 s for the first import of pm4py, then hundredths of a second.

    Raises
    ------
    LogError
        The log is empty, or the coverage is not a share.
    """
    if not 0 < coverage <= 1:
        raise LogError(f"coverage(={coverage}) must be over 0 and at most 1.")
    if not log.cases.height:
        raise LogError("a log without cases has no model.", place=log.name)
    chosen = _covering(mine_map(log, variants=MOST_VARIANTS).variants, coverage)
    model = _discovered(chosen)
    _lay_out(model)
    _write(model, path)
    used = {activity for variant in chosen for activity in variant.activities}
    return Discovered(path, len(chosen), sum(variant.cases for variant in chosen) / log.cases.height, len(used))


def _covering(variants: tuple[Variant, ...], coverage: float) -> tuple[Variant, ...]:
    covered = 0.0
    for number, variant in enumerate(variants, start=1):
        covered += variant.share
        if covered >= coverage - 1e-12:
            return variants[:number]
    return variants


def _discovered(variants: tuple[Variant, ...]) -> Any:
    import pandas as pd
    import pm4py

    rows = [(str(case), activity) for case, variant in enumerate(variants) for activity in variant.activities]
    frame = pd.DataFrame(rows, columns=["case:concept:name", "concept:name"])
    frame["time:timestamp"] = pd.date_range("2000-01-01", periods=len(frame), freq="s", tz="UTC")
    return pm4py.discover_bpmn_inductive(frame)


def _lay_out(model: Any) -> None:
    """Place the nodes from left to right and lead the arrows around them, in points."""
    import pygraphviz

    nodes = sorted(model.get_nodes(), key=lambda node: (node.get_name(), type(node).__name__, node.get_id()))
    number = {node.get_id(): str(index) for index, node in enumerate(nodes)}
    graph = pygraphviz.AGraph(directed=True, strict=False, rankdir="LR", splines="polyline", nodesep="0.4", ranksep="0.5")
    for node in nodes:
        width, height = _size(node)
        size = {"width": width / POINTS_PER_INCH, "height": height / POINTS_PER_INCH}
        graph.add_node(number[node.get_id()], shape="box", label="", fixedsize="true", **size)
    flows = list(model.get_flows())
    for flow in flows:
        graph.add_edge(number[flow.get_source().get_id()], number[flow.get_target().get_id()])
    graph.layout(prog="dot")
    top = max(float(graph.get_node(index).attr["pos"].split(",")[1]) for index in number.values()) + 60
    for node in nodes:
        x, y = (float(part) for part in graph.get_node(number[node.get_id()]).attr["pos"].split(","))
        width, height = _size(node)
        place = model.get_layout().get(node)
        place.set_width(width)
        place.set_height(height)
        place.set_x(round(x - width / 2, 1))
        place.set_y(round(top - y - height / 2, 1))
    for flow in flows:
        _lead(flow, model.get_layout())


def _size(node: Any) -> tuple[int, int]:
    """Width and height of a node [points]: tasks are boxes, everything else is as large as editors draw it."""
    kind = type(node).__name__
    if kind == "Task":
        return max(100, 7 * len(node.get_name())), 60
    return (50, 50) if "Gateway" in kind else (36, 36)


def _lead(flow: Any, layout: Any) -> None:
    """A straight arrow from the right of its source to the left of its target; backwards, from below to below."""
    source, target = layout.get(flow.get_source()), layout.get(flow.get_target())
    left, right = source.get_x() + source.get_width(), target.get_x()
    middle_of_source = source.get_y() + source.get_height() / 2
    middle_of_target = target.get_y() + target.get_height() / 2
    flow.del_waypoints()
    if right >= left:
        points = [(left, middle_of_source), (right, middle_of_target)]
    else:
        below = max(source.get_y() + source.get_height(), target.get_y() + target.get_height()) + 20
        out, back = source.get_x() + source.get_width() / 2, target.get_x() + target.get_width() / 2
        points = [(out, source.get_y() + source.get_height()), (out, below), (back, below), (back, target.get_y() + target.get_height())]
    for point in points:
        flow.add_waypoint(point)


def _write(model: Any, path: Path) -> None:
    from pm4py.objects.bpmn.exporter import exporter

    with new_file(path) as draft:
        exporter.apply(model, str(draft))
