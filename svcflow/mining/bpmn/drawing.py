"""A block as a BPMN model with its drawing: every line runs straight or turns at right angles, and no two boxes touch.

Work goes from left to right along an axis. Blocks in a sequence stand on one axis; the ways of a choice and the strands of a
parallel block stand below one another between their two gateways, the first on the axis; what leads back in a loop stands below its
body and runs from right to left. Every block knows the room that it needs before it is placed, so nothing is ever moved:
the cost is linear in the tasks. Measures are in the points of BPMN editors, y pointing down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from unicodedata import east_asian_width

from svcflow.mining.bpmn.blocks import Block
from svcflow.mining.bpmn.model import BpmnModel, Kind, Node, SequenceFlow

Point = tuple[float, float]
EVENT = 36.0
GATEWAY = 50.0
TASK_HEIGHT = 80.0
GAP = 40.0
"""between two boxes on one axis"""
ROW_GAP = 30.0
"""between two ways of a choice"""
_MARGIN = 60.0
_LETTER = 7.0
"""width of a letter in a task's box"""
_LINES = 3
"""of text in a task's box, before it grows wider"""


@dataclass(frozen=True, slots=True)
class Box:
    """Where a node stands: its upper left corner, width and height."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """A model, the box of each node and the bends of each flow, by their ids."""

    model: BpmnModel
    boxes: Mapping[str, Box]
    lines: Mapping[str, tuple[Point, ...]]


def draw_blocks(block: Block, name: str = "") -> Drawing:
    """The model that does what the block says, from one start event to one end event, and its drawing.

    Parameters
    ----------
    block : Block
    name : str
        What the process is called.
    """
    return _Draughtsman().drawn(block, name)


@dataclass(frozen=True, slots=True)
class _Room:
    """What a block needs: its length along the axis, and the room above and below the axis."""

    length: float
    above: float
    below: float


@dataclass(slots=True)
class _Draughtsman:
    nodes: list[Node] = field(default_factory=list)
    flows: list[SequenceFlow] = field(default_factory=list)
    boxes: dict[str, Box] = field(default_factory=dict)
    lines: dict[str, tuple[Point, ...]] = field(default_factory=dict)
    rooms: dict[int, _Room] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def drawn(self, block: Block, name: str) -> Drawing:
        room = self.room(block)
        y = _MARGIN + max(room.above, EVENT / 2)
        start = self.node("start", "start", "", _MARGIN, y, EVENT, EVENT, 1)
        x = _MARGIN + EVENT + GAP
        ends = self.place(block, x, y, 1)
        end = self.node("end", "end", "", x + (room.length + GAP if ends else 0), y, EVENT, EVENT, 1)
        if ends is None:
            self.straight(start, end)
        else:
            self.straight(start, ends[0])
            self.straight(ends[1], end)
        return Drawing(BpmnModel(tuple(self.nodes), tuple(self.flows), name), self.boxes, self.lines)

    def room(self, block: Block) -> _Room:
        """Reckoned once for each block; blocks live as long as the drawing is made, so that their identity names them."""
        if id(block) not in self.rooms:
            self.rooms[id(block)] = self._reckoned(block)
        return self.rooms[id(block)]

    def _reckoned(self, block: Block) -> _Room:
        if block.kind == "task":
            return _Room(task_width(block.name), TASK_HEIGHT / 2, TASK_HEIGHT / 2)
        parts = [self.room(part) for part in block.parts]
        if block.kind == "nothing":
            return _Room(0, 0, 0)
        if block.kind == "sequence":
            length = sum(part.length for part in parts) + GAP * (len(parts) - 1)
            return _Room(length, max(part.above for part in parts), max(part.below for part in parts))
        first, *others = parts
        below = max(first.below, GATEWAY / 2) + sum(ROW_GAP + part.above + part.below for part in others)
        length = 2 * (GATEWAY + GAP) + max(max(part.length for part in parts), GATEWAY)
        return _Room(length, max(first.above, GATEWAY / 2), below)

    def place(self, block: Block, x: float, y: float, direction: Literal[1, -1]) -> tuple[str, str] | None:
        """Draw a block that begins at `x` on the axis `y` and runs in a direction; its first and last node, None where it is nothing."""
        if block.kind == "nothing":
            return None
        if block.kind == "task":
            task = self.node("task", "task", block.name, x, y, task_width(block.name), TASK_HEIGHT, direction)
            return task, task
        if block.kind == "sequence":
            return self._sequence(block, x, y, direction)
        return self._rows(block, x, y, direction)

    def _sequence(self, block: Block, x: float, y: float, direction: Literal[1, -1]) -> tuple[str, str]:
        placed: list[tuple[str, str]] = []
        for part in block.parts:
            ends = self.place(part, x, y, direction)
            assert ends is not None, "a sequence holds no nothings"
            if placed:
                self.straight(placed[-1][1], ends[0])
            placed.append(ends)
            x += direction * (self.room(part).length + GAP)
        return placed[0][0], placed[-1][1]

    def _rows(self, block: Block, x: float, y: float, direction: Literal[1, -1]) -> tuple[str, str]:
        """The parts below one another, between two gateways; those of a loop but the first run back."""
        kind: Kind = "parallel" if block.kind == "parallel" else "exclusive"
        opening = self.node("gateway", kind, "", x, y, GATEWAY, GATEWAY, direction)
        inner, outer = x + direction * (GATEWAY + GAP), x + direction * (self.room(block).length - GATEWAY)
        row, below = y, 0.0
        closing = ""
        for number, part in enumerate(block.parts):
            room = self.room(part)
            back = block.kind == "loop" and number > 0
            if number:
                row += below + ROW_GAP + room.above
            placed = self.place(part, outer - direction * GAP if back else inner, row, _turned(direction) if back else direction)
            if not number:
                closing = self.node("gateway", kind, "", outer, y, GATEWAY, GATEWAY, direction)
            begin, end = (closing, opening) if back else (opening, closing)
            self.bent(begin, *(placed or ()), end, row)
            below = max(room.below, 0.0 if number else GATEWAY / 2)
        return opening, closing

    def node(self, stem: str, kind: Kind, name: str, x: float, y: float, width: float, height: float, direction: int) -> str:
        self.counts[stem] = self.counts.get(stem, 0) + 1
        name_in_file = stem if kind in ("start", "end") else f"{stem}_{self.counts[stem]}"
        self.nodes.append(Node(name_in_file, kind, name))
        self.boxes[name_in_file] = Box(x if direction > 0 else x - width, y - height / 2, width, height)
        return name_in_file

    def straight(self, source: str, target: str) -> None:
        """A line from one node to the next on the same axis."""
        left, right = self.boxes[source], self.boxes[target]
        if left.x > right.x:
            self.flow(source, target, (left.x, _middle(left)[1]), (right.x + right.width, _middle(right)[1]))
        else:
            self.flow(source, target, (left.x + left.width, _middle(left)[1]), (right.x, _middle(right)[1]))

    def bent(self, begin: str, *nodes_and_row: str | float) -> None:
        """Lines from a gateway through the ends of a row to the other gateway."""
        *names, row = nodes_and_row
        assert isinstance(row, float)
        path = [begin, *map(str, names)]
        on_axis = _middle(self.boxes[begin])[1] == row
        for source, target in zip(path[::2], path[1::2], strict=True):
            if on_axis:
                self.straight(source, target)
            else:
                self.flow(source, target, *self._corners(source, target, row))

    def _corners(self, source: str, target: str, row: float) -> list[Point]:
        """From the foot of a gateway down and along the row, or along the row and up to the foot of a gateway, or both."""
        from_box, to_box = self.boxes[source], self.boxes[target]
        forth = from_box.x < to_box.x
        if _middle(from_box)[1] == row:
            head = [(from_box.x + from_box.width if forth else from_box.x, row)]
        else:
            head = [(_middle(from_box)[0], from_box.y + from_box.height), (_middle(from_box)[0], row)]
        if _middle(to_box)[1] == row:
            tail = [(to_box.x if forth else to_box.x + to_box.width, row)]
        else:
            tail = [(_middle(to_box)[0], row), (_middle(to_box)[0], to_box.y + to_box.height)]
        return [*head, *tail]

    def flow(self, source: str, target: str, *points: Point) -> None:
        name = f"flow_{len(self.flows) + 1}"
        self.flows.append(SequenceFlow(name, source, target))
        self.lines[name] = points


def _middle(box: Box) -> Point:
    return box.x + box.width / 2, box.y + box.height / 2


def _turned(direction: Literal[1, -1]) -> Literal[1, -1]:
    return -1 if direction == 1 else 1


def task_width(name: str) -> float:
    """As wide as editors draw a task, or wider, so that its name stands in it on three lines."""
    letters = [sum(2 if east_asian_width(letter) in "WF" else 1 for letter in word) for word in name.split()] or [0]
    wide = max(_LETTER * (max(letters) + 2), _LETTER * (sum(letters) + len(letters)) / _LINES + 30)
    return float(round(min(max(100.0, wide), 300.0)))
