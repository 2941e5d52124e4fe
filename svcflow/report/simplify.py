"""What part of a process map is drawn: the activities and flows that matter, and how much of the whole they are.

A map of a real desk has hundreds of flows; drawn in full it is a ball of wool. The rule here: take the most frequent activities,
until they are 97 % of all that is done or as many as asked; for each of them keep the best way from the start and the best way to
the end (short and frequent: the path with the least sum of 1 ÷ count), so that no activity hangs in the air; then add flows by
falling count until 95 % of the flow between what is shown is there or the drawing is full. An activity that lies on the only way
joins even when it is rare. The share that is shown is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise

import networkx as nx

from svcflow.mining.results import ActivityCount, Flow, ProcessMap

MOST_DONE = 0.97
"""Share of all that is done at which no further activity is added: the rest would be boxes for a handful of tickets."""
FEW = 10
"""So many activities are shown whatever they are."""
ENOUGH = 0.95
"""Share of the flow between the shown activities at which no further flow is added."""
FLOWS_PER_ACTIVITY = 2.4
"""Beyond this many flows for each activity, lines cover each other."""
EASY = 24
"""So many lines can be followed whatever they are: a map of fewer is drawn whole."""

Edge = tuple[str, str]
# Names of a type of their own: an activity of the log can be called "start" as well.
_START = "\x00start"
_END = "\x00end"


@dataclass(frozen=True, slots=True)
class ShownMap:
    """The part of a map that is drawn.

    `starts` and `ends` are (activity, count); `flow_share` is of all moves from step to step, into the first and out of the last.
    """

    activities: tuple[ActivityCount, ...]
    flows: tuple[Flow, ...]
    starts: tuple[tuple[str, int], ...]
    ends: tuple[tuple[str, int], ...]
    activity_total: int
    flow_total: int
    flow_share: float


def simplify(process_map: ProcessMap, detail: int | None = 25) -> ShownMap:
    """The part of the map that is drawn.

    Parameters
    ----------
    process_map
        What mining found.
    detail
        How many activities to show at most, the most frequent ones (and those on their only way); None shows everything.
    """
    counts = _edge_counts(process_map)
    wanted = _wanted(process_map, detail)
    if detail is None:
        kept = set(counts)
    else:
        kept = _backbone(counts, wanted)
        kept = _filled(counts, kept, set(wanted))
    return _shown(process_map, counts, kept, set(wanted))


def _wanted(process_map: ProcessMap, detail: int | None) -> list[str]:
    names = [activity.activity for activity in process_map.activities]
    if detail is None or len(names) <= min(FEW, detail):
        return names
    done = list(accumulate(activity.count for activity in process_map.activities))
    enough = next(number for number, so_far in enumerate(done, start=1) if so_far >= MOST_DONE * done[-1])
    return names[: min(detail, max(enough, FEW))]


def _edge_counts(process_map: ProcessMap) -> dict[Edge, int]:
    counts = {(flow.source, flow.target): flow.count for flow in process_map.flows}
    counts |= {(_START, start.activity): start.count for start in process_map.starts}
    counts |= {(end.activity, _END): end.count for end in process_map.ends}
    return counts


def _backbone(counts: dict[Edge, int], wanted: list[str]) -> set[Edge]:
    """The best ways from the start and to the end, inside the wanted activities where that is possible."""
    inside = {_START, _END, *wanted}
    near = _graph({edge: count for edge, count in counts.items() if set(edge) <= inside})
    whole = _graph(counts)
    kept: set[Edge] = set()
    for forward in (True, False):
        root = _START if forward else _END
        ways = _best_ways(near, root, forward)
        if missing := [activity for activity in wanted if activity not in ways]:
            far = _best_ways(whole, root, forward)
            ways |= {activity: far[activity] for activity in missing if activity in far}
        for activity in wanted:
            way = ways.get(activity, [])
            steps = pairwise(way)
            kept |= set(steps) if forward else {(target, source) for source, target in steps}
    return kept


def _graph(counts: dict[Edge, int]) -> nx.DiGraph[str]:
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from((_START, _END))
    graph.add_weighted_edges_from((source, target, 1 / max(count, 1)) for (source, target), count in counts.items())
    return graph


def _best_ways(graph: nx.DiGraph[str], root: str, forward: bool) -> dict[str, list[str]]:
    return dict(nx.single_source_dijkstra_path(graph if forward else graph.reverse(copy=False), root))


def _filled(counts: dict[Edge, int], kept: set[Edge], wanted: set[str]) -> set[Edge]:
    """The backbone and, by falling count, further flows between the shown activities."""
    shown = wanted | {name for edge in kept for name in edge}
    among = sorted((edge for edge in counts if set(edge) <= shown | {_START, _END}), key=lambda edge: (-counts[edge], edge))
    total = sum(counts[edge] for edge in among)
    have = sum(counts[edge] for edge in kept)
    most = max(len(kept), EASY, int(FLOWS_PER_ACTIVITY * len(shown)))
    filled = set(kept)
    for edge in among:
        if len(filled) >= most or (have >= ENOUGH * total and len(filled) >= EASY):
            break
        if edge not in filled:
            filled.add(edge)
            have += counts[edge]
    return filled


def _shown(process_map: ProcessMap, counts: dict[Edge, int], kept: set[Edge], wanted: set[str]) -> ShownMap:
    names = wanted | {name for edge in kept for name in edge}
    whole = sum(counts.values())
    return ShownMap(
        activities=tuple(activity for activity in process_map.activities if activity.activity in names),
        flows=tuple(flow for flow in process_map.flows if (flow.source, flow.target) in kept),
        starts=tuple((start.activity, start.count) for start in process_map.starts if (_START, start.activity) in kept),
        ends=tuple((end.activity, end.count) for end in process_map.ends if (end.activity, _END) in kept),
        activity_total=len(process_map.activities),
        flow_total=len(process_map.flows),
        flow_share=sum(counts[edge] for edge in kept) / whole if whole else 0.0,
    )
