"""The shapes of a map: how large a box is, how thick a line, where its arrow ends; and what a map shows, as lines and in words.

A line's thickness grows with the square root of its count, so that a flow taken a hundred times as often is ten times as thick
above the least, and rare ones can still be seen.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from svcflow import units
from svcflow.language import tell, tell_many
from svcflow.mining.simplify import ShownMap
from svcflow.report import svg
from svcflow.report.map_layout import Box, Link, Point, Route
from svcflow.report.map_looks import Look, Looks

NAME_SIZE, SMALL_SIZE = 13.0, 11.0
BOX_WIDTH, LINE_HEIGHT = 150.0, 16.0
END = Box(22, 22)
"""the circles of start and end"""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the map: between which boxes, how often, and how it looks; `terminal` ones come from the start or go to the end."""

    source: int
    target: int
    count: int
    look: Look
    terminal: bool = False


def lines_of(shown: ShownMap, looks: Looks) -> list[Line]:
    """The lines of what is shown: from the start (numbered after the last box), between boxes, to the end (the number after it)."""
    place_of = {activity.activity: place for place, activity in enumerate(shown.activities)}
    start, end = len(place_of), len(place_of) + 1
    lines = [Line(start, place_of[at.activity], at.count, looks.terminal(at.count, told_first(at.activity, at.count)), True)
             for at in shown.starts]  # fmt: skip
    lines += [Line(place_of[flow.source], place_of[flow.target], flow.count, looks.lines[flow.source, flow.target]) for flow in shown.flows]
    return lines + [
        Line(place_of[at.activity], end, at.count, looks.terminal(at.count, told_last(at.activity, at.count)), True) for at in shown.ends
    ]


def told_first(activity: str, count: int) -> str:
    """What a line from the start says."""
    return tell_many("{activity}: first step of {count} ticket", "{activity}: first step of {count} tickets", count, activity=activity)


def told_last(activity: str, count: int) -> str:
    """What a line to the end says."""
    return tell_many("{activity}: last step of {count} ticket", "{activity}: last step of {count} tickets", count, activity=activity)


def told_share(shown: ShownMap) -> str:
    """How much of the whole a map shows, in words."""
    part, cases = shown.share_of_flows, shown.share_of_cases
    told = {
        "activities": _told_activities(len(shown.activities), shown.activity_total),
        "flows": _told_flows(len(shown.flows), shown.flow_total),
        "share": units.share(part),
        "cases": units.share(cases),
    }
    if part == 1 and cases in (None, 1):
        return tell("Showing {activities} and {flows}.", **told)
    if cases in (None, 1):
        return tell("Showing {activities} and {flows}, {share} of the flow.", **told)
    if part == 1:
        return tell("Showing {activities} and {flows}; {cases} of the tickets from start to end.", **told)
    return tell("Showing {activities} and {flows}, {share} of the flow; {cases} of the tickets from start to end.", **told)


def _told_activities(shown: int, total: int) -> str:
    if total <= 1:
        return tell("the only activity") if total else tell("no activity")
    if shown == total:
        return tell("all {count} activities", count=units.count(total))
    return tell("{shown} of {count} activities", shown=units.count(shown), count=units.count(total))


def _told_flows(shown: int, total: int) -> str:
    if total <= 1:
        return tell("the only flow") if total else tell("no flow")
    if shown == total:
        return tell("all {count} flows", count=units.count(total))
    return tell("{shown} of {count} flows", shown=units.count(shown), count=units.count(total))


def box_of(name: Sequence[str], labels: Iterable[tuple[str, ...]], repeated: bool) -> Box:
    """The box of a name (in lines) that has room for the widest and the longest of its labels, and for the count of repeats."""
    labels = list(labels)
    widest = max(svg.text_width(part, SMALL_SIZE) for label in labels for part in label)
    return Box(max(BOX_WIDTH, widest + 16), 14 + LINE_HEIGHT * (len(name) + max(map(len, labels)) + repeated))


def link_of(source: int, target: int, share: float, labels: Iterable[tuple[str, ...]]) -> Link:
    """The line to be placed; `share` is its count over that of the most frequent. The more frequent, the straighter it is drawn."""
    labels = list(labels)
    width = max(svg.text_width(part, SMALL_SIZE, bold=True) for label in labels for part in label) + 6 + 2 * (thickness(share) - 1)
    return Link(source, target, 1 + round(19 * share), width, 14.0 * max(map(len, labels)))


def thickness(share: float) -> float:
    """How thick a line is [px], by its count over that of the most frequent."""
    return 1.0 + 6.0 * math.sqrt(share)


def curve(points: Sequence[Point], last: Point) -> str:
    """The path of a line that stops at `last`."""
    first, *rest = [*points[:-1], last]
    return f"M{first[0]:.1f},{first[1]:.1f}C" + " ".join(f"{across:.1f},{down:.1f}" for across, down in rest)


def arrow_head(route: Route, width: float) -> tuple[str, Point]:
    """The arrow's head, and where its line must stop so as not to stick out of it."""
    before, tip = route.points[-1], route.tip
    far = math.hypot(tip[0] - before[0], tip[1] - before[1]) or 1.0
    across, down = (tip[0] - before[0]) / far, (tip[1] - before[1]) / far
    long, half = 7.0 + width, 3.5 + 0.75 * width
    base = (tip[0] - across * long, tip[1] - down * long)
    corners = (tip, (base[0] - down * half, base[1] + across * half), (base[0] + down * half, base[1] - across * half))
    stop = (tip[0] - across * (long - 1), tip[1] - down * (long - 1))
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners), stop
