"""Where the boxes, lines and labels of a process map stand, found by Graphviz's `dot` inside pygraphviz.

Graphviz sees opaque numbers and sizes, never a name: what a ticket system calls its steps cannot break or inject anything, and
the layout does not depend on the fonts of the machine. Everything comes back in pixels, the origin at the top left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

POINTS_PER_INCH = 72
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A node to be placed: its width and height [px]."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Link:
    """A line to be placed between two boxes (by their place in the list), its weight, and the size of its label [px]."""

    source: int
    target: int
    weight: int
    label_width: float
    label_height: float


@dataclass(frozen=True, slots=True)
class Route:
    """Where a line runs: the points of its cubic curves, the tip of its arrow, the centre of its label."""

    points: tuple[Point, ...]
    tip: Point
    label: Point | None


@dataclass(frozen=True, slots=True)
class Layout:
    """Centres of the boxes, routes of the links (both in the order given), and the size of the whole [px]."""

    centres: tuple[Point, ...]
    routes: tuple[Route, ...]
    width: float
    height: float


def place(boxes: Sequence[Box], links: Sequence[Link], *, first: int, last: int) -> Layout:
    """Place boxes and links from top to bottom, the box `first` at the top and `last` at the bottom."""
    from pygraphviz import AGraph

    graph = AGraph(directed=True, strict=False, rankdir="TB", nodesep="0.3", ranksep="0.28", splines="true", dpi=str(POINTS_PER_INCH))
    for number, box in enumerate(boxes):
        rank = {first: "source", last: "sink"}.get(number)
        holder = graph.add_subgraph(name=f"rank{number}", rank=rank) if rank else graph
        holder.add_node(
            str(number), label="", shape="box", fixedsize="true",
            width=f"{box.width / POINTS_PER_INCH:.4f}", height=f"{box.height / POINTS_PER_INCH:.4f}",
        )  # fmt: skip
    for number, link in enumerate(links):
        graph.add_edge(
            str(link.source), str(link.target), key=str(number), weight=str(link.weight), arrowsize="0.7", label=_blank(link)
        )  # fmt: skip
    graph.layout(prog="dot")
    return _read(graph, boxes, links)


def _blank(link: Link) -> str:
    """An empty table of the label's size: Graphviz then needs no font to know how much room the label takes."""
    size = f'FIXEDSIZE="TRUE" WIDTH="{round(link.label_width)}" HEIGHT="{round(link.label_height)}"'
    return f'<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" {size}><TR><TD></TD></TR></TABLE>>'


def _read(graph: object, boxes: Sequence[Box], links: Sequence[Link]) -> Layout:
    from pygraphviz import AGraph

    assert isinstance(graph, AGraph)
    left, bottom, right, top = (float(part) for part in graph.graph_attr["bb"].split(","))

    def point(text: str) -> Point:
        across, up = text.split(",")
        return float(across) - left, top - float(up)

    routes = []
    for number, link in enumerate(links):
        edge = graph.get_edge(str(link.source), str(link.target), key=str(number))
        parts = edge.attr["pos"].split()
        tip = next((part[2:] for part in parts if part.startswith("e,")), parts[-1])
        points = tuple(point(part) for part in parts if part[:2] not in ("e,", "s,"))
        label = edge.attr["lp"]
        routes.append(Route(points, point(tip), point(label) if label else None))
    centres = tuple(point(graph.get_node(str(number)).attr["pos"]) for number in range(len(boxes)))
    return Layout(centres, tuple(routes), right - left, top - bottom)
