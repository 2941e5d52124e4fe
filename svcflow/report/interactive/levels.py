"""A map at each stop of its slider: what stands where.

At a low detail Graphviz places every box and leads every line round the others, with its figures beside it. That stays legible for
about three lines to two boxes of a large map; beyond it lines cover each other and the placing takes minutes. So of each level the
**led** lines are those of greatest count, as many as stay legible, and of every box the most frequent line in and out; all others
are **loose**: drawn straight from box to box behind them, thin and without figures. Boxes thus keep their places while loose lines
are added, a drawing that turned out as the mirror image of the one before is turned back, and a box is as large at every level and
in every look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from svcflow.mining.simplify import ShownMap
from svcflow.report import svg
from svcflow.report.map_layout import Box, Layout, Point, Route, place
from svcflow.report.map_looks import Looks
from svcflow.report.map_shapes import BOX_WIDTH, END, NAME_SIZE, Line, box_of, lines_of, link_of

EASY = 60
"""So many lines are led however few boxes there are."""
LED_PER_BOX = 1.5


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything that any level shows, numbered once: names (in lines), boxes (start and end last) and lines, by look where they differ."""

    shown: ShownMap
    names: tuple[tuple[str, ...], ...]
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    labels: tuple[tuple[tuple[str, ...], ...], ...]
    """of each line, what it says in each look"""

    @property
    def is_all(self) -> bool:
        """Whether nothing of the map is missing."""
        return len(self.shown.activities) == self.shown.activity_total and len(self.shown.flows) == self.shown.flow_total

    @property
    def most(self) -> int:
        """The count of the most frequent line between two boxes."""
        return max((line.count for line in self.lines if line.source != line.target), default=1)


@dataclass(frozen=True, slots=True)
class Level:
    """A stop of the slider; boxes and lines by their numbers in the whole."""

    shown: ShownMap
    centres: dict[int, Point]
    led: dict[int, Route]
    loose: tuple[int, ...]
    repeats: tuple[int, ...]
    """the lines from a box to itself"""
    width: float
    height: float


def whole_of(shown: ShownMap, looks: Sequence[Looks]) -> Whole:
    """The boxes and lines of the largest level, each with room for what it says in any look."""
    names = tuple(tuple(svg.wrapped(each.activity, size=NAME_SIZE, width=BOX_WIDTH - 16, bold=True)) for each in shown.activities)
    by_look = [lines_of(shown, each) for each in looks]
    again = {line.source for line in by_look[0] if line.source == line.target}
    boxes = [
        box_of(names[number], [each.boxes[activity.activity].label for each in looks], number in again)
        for number, activity in enumerate(shown.activities)
    ]
    labels = tuple(tuple(line.look.label for line in same) for same in zip(*by_look, strict=True))
    return Whole(shown, names, (*boxes, END, END), tuple(by_look[0]), labels)


def place_level(whole: Whole, shown: ShownMap, before: Level | None = None) -> Level:
    """Place what a level shows; the level `before` is the one that it should look like."""
    number = {activity.activity: place for place, activity in enumerate(whole.shown.activities)}
    boxes = [number[activity.activity] for activity in shown.activities]
    lines = _shown_lines(whole, shown, number)
    drawn = [each for each in lines if whole.lines[each].source != whole.lines[each].target]
    led = _led(whole, drawn, len(boxes))
    loose = tuple(each for each in drawn if each not in set(led))
    repeats = tuple(each for each in lines if whole.lines[each].source == whole.lines[each].target)
    ends = (len(number), len(number) + 1)
    if before is not None and set(before.led) == set(led) and set(before.centres) == {*boxes, *ends}:
        return replace(before, shown=shown, loose=loose, repeats=repeats)
    layout = _placed(whole, boxes, led)
    centres = dict(zip((*boxes, *ends), layout.centres, strict=True))
    level = Level(shown, centres, dict(zip(led, layout.routes, strict=True)), loose, repeats, layout.width, layout.height)
    return _mirrored(level) if before is not None and _turns(before, _mirrored(level)) < _turns(before, level) else level


def _shown_lines(whole: Whole, shown: ShownMap, number: dict[str, int]) -> list[int]:
    start, end = len(number), len(number) + 1
    pairs = {(number[flow.source], number[flow.target]) for flow in shown.flows}
    pairs |= {(start, number[each.activity]) for each in shown.starts} | {(number[each.activity], end) for each in shown.ends}
    return [place for place, line in enumerate(whole.lines) if (line.source, line.target) in pairs]


def _led(whole: Whole, drawn: Sequence[int], boxes: int) -> list[int]:
    """The lines that Graphviz leads: the most frequent, and of every box the most frequent in and out."""
    frequent = sorted(drawn, key=lambda each: (-whole.lines[each].count, each))
    led = set(frequent[: max(EASY, int(LED_PER_BOX * boxes))])
    entered: set[int] = set()
    left: set[int] = set()
    for each in frequent:
        line = whole.lines[each]
        if line.target not in entered or line.source not in left:
            led.add(each)
        entered.add(line.target)
        left.add(line.source)
    return sorted(led)


def _placed(whole: Whole, boxes: Sequence[int], led: Sequence[int]) -> Layout:
    """The layout of some boxes and lines of the whole; Graphviz knows them by their places in these lists."""
    ends = (len(whole.boxes) - 2, len(whole.boxes) - 1)
    place_of = {each: place for place, each in enumerate((*boxes, *ends))}
    links = [
        link_of(place_of[line.source], place_of[line.target], line.count / whole.most, whole.labels[each])
        for each, line in ((each, whole.lines[each]) for each in led)
    ]
    return place([*(whole.boxes[each] for each in boxes), END, END], links, first=len(boxes), last=len(boxes) + 1)


def _mirrored(level: Level) -> Level:
    def turned(point: Point) -> Point:
        return level.width - point[0], point[1]

    led = {
        each: Route(tuple(map(turned, route.points)), turned(route.tip), turned(route.label) if route.label else None)
        for each, route in level.led.items()
    }
    centres = {each: turned(centre) for each, centre in level.centres.items()}
    return replace(level, centres=centres, led=led)


def _turns(one: Level, other: Level) -> int:
    """How many pairs of boxes stand left and right of each other the other way round."""
    both = [each for each in one.centres if each in other.centres]
    return sum(_crossing(one, other, first, second) for place, first in enumerate(both) for second in both[:place])


def _crossing(one: Level, other: Level, first: int, second: int) -> bool:
    return (one.centres[first][0] - one.centres[second][0]) * (other.centres[first][0] - other.centres[second][0]) < 0
