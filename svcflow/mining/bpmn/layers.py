"""Any BPMN model drawn: nodes in columns from left to right, each as far right as the longest way to it that leads on.

Flows that lead back are set aside first (those that close a loop when the model is gone through from its start); then each node stands
one column after the last of those before it, and within a column in the order of the middle of its neighbours in the column
before (K. Sugiyama, S. Tagawa, M. Toda, 1981, doi:10.1109/TSMC.1981.4308636). Flows run straight; those that lead back or over
several columns run below. Cost: linear in nodes and flows, but for sorting.
"""

from __future__ import annotations

from collections.abc import Mapping

from svcflow.mining.bpmn.drawing import EVENT, GATEWAY, TASK_HEIGHT, Box, Drawing, Point, task_width
from svcflow.mining.bpmn.model import BpmnModel, Node

_COLUMN_GAP = 60.0
_ROW_GAP = 40.0
_MARGIN = 60.0
_LANE = 12.0
"""between two lines that run below everything"""


def draw_model(model: BpmnModel) -> Drawing:
    """The model and where everything stands."""
    after: dict[str, list[str]] = {node.id: [] for node in model.nodes}
    for flow in model.flows:
        after[flow.source].append(flow.target)
    order = _order([node.id for node in model.nodes], after)
    columns = _columns(order, after)
    rows = _rows(order, columns, after)
    boxes = _boxes({node.id: node for node in model.nodes}, rows)
    lefts = [min(boxes[name].x for name in column) - _COLUMN_GAP / 4 for column in rows]
    rights = [max(boxes[name].x + boxes[name].width for name in column) + _COLUMN_GAP / 4 for column in rows]
    depth = max(box.y + box.height for box in boxes.values())
    lines: dict[str, tuple[Point, ...]] = {}
    for flow in model.flows:
        far = columns[flow.target] != columns[flow.source] + 1
        depth += _LANE if far else 0
        source, target = boxes[flow.source], boxes[flow.target]
        begin, end = (source.x + source.width, source.y + source.height / 2), (target.x, target.y + target.height / 2)
        out, in_ = rights[columns[flow.source]], lefts[columns[flow.target]]
        way = ((out, begin[1]), (out, depth), (in_, depth), (in_, end[1])) if far else ()
        lines[flow.id] = (begin, *way, end)
    return Drawing(model, boxes, lines)


def _order(names: list[str], after: Mapping[str, list[str]]) -> list[str]:
    """Every node before those that follow it, but for what leads back: the reverse of the order in which a search leaves them."""
    left: list[str] = []
    entered: set[str] = set()
    for name in names:
        if name in entered:
            continue
        entered.add(name)
        ahead = [(name, iter(after[name]))]
        while ahead:
            here, ways = ahead[-1]
            other = next((way for way in ways if way not in entered), None)
            if other is None:
                left.append(here)
                ahead.pop()
            else:
                entered.add(other)
                ahead.append((other, iter(after[other])))
    return left[::-1]


def _columns(order: list[str], after: Mapping[str, list[str]]) -> dict[str, int]:
    numbers = {name: number for number, name in enumerate(order)}
    columns = dict.fromkeys(order, 0)
    for name in order:
        for other in after[name]:
            if numbers[other] > numbers[name]:
                columns[other] = max(columns[other], columns[name] + 1)
    return columns


def _rows(order: list[str], columns: Mapping[str, int], after: Mapping[str, list[str]]) -> list[list[str]]:
    """The nodes of each column, from above."""
    rows: list[list[str]] = [[] for _ in range(max(columns.values()) + 1)]
    for name in order:
        rows[columns[name]].append(name)
    middle: dict[str, list[int]] = {name: [] for name in order}
    for column in rows:
        column.sort(key=lambda name: sum(middle[name]) / len(middle[name]) if middle[name] else 0.0)
        for number, name in enumerate(column):
            for other in after[name]:
                middle[other].append(number)
    return rows


def _boxes(nodes: Mapping[str, Node], rows: list[list[str]]) -> dict[str, Box]:
    boxes: dict[str, Box] = {}
    tallest = max(sum(_size(nodes[name])[1] + _ROW_GAP for name in column) for column in rows)
    x = _MARGIN
    for column in rows:
        width = max(_size(nodes[name])[0] for name in column)
        y = _MARGIN + (tallest - sum(_size(nodes[name])[1] + _ROW_GAP for name in column)) / 2
        for name in column:
            wide, high = _size(nodes[name])
            boxes[name] = Box(x + (width - wide) / 2, y, wide, high)
            y += high + _ROW_GAP
        x += width + _COLUMN_GAP
    return boxes


def _size(node: Node) -> tuple[float, float]:
    if node.is_gateway:
        return GATEWAY, GATEWAY
    return (task_width(node.name), TASK_HEIGHT) if node.kind == "task" else (EVENT, EVENT)
