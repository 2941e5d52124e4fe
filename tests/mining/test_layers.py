"""Any BPMN model gets a drawing: columns follow the flows, boxes keep apart, loops lead back below."""

from itertools import pairwise

from svcflow.mining.bpmn.layers import draw_model
from svcflow.mining.bpmn.model import BpmnModel, Node, SequenceFlow


def model(*flows: str) -> BpmnModel:
    pairs = [tuple(flow.split(">")) for flow in flows]
    names = dict.fromkeys(name for pair in pairs for name in pair)
    nodes = tuple(Node(name, "task", name) for name in names)
    return BpmnModel(nodes, tuple(SequenceFlow(f"f{number}", *pair) for number, pair in enumerate(pairs)))


def test_a_node_stands_behind_all_that_leads_to_it() -> None:
    boxes = draw_model(model("a>b", "b>c", "a>c", "c>d")).boxes
    assert boxes["a"].x < boxes["b"].x < boxes["c"].x < boxes["d"].x


def test_ways_stand_below_one_another() -> None:
    boxes = draw_model(model("a>b", "a>c", "b>d", "c>d")).boxes
    assert boxes["b"].x == boxes["c"].x
    assert abs(boxes["b"].y - boxes["c"].y) >= boxes["b"].height


def test_what_leads_back_runs_below_everything() -> None:
    drawing = draw_model(model("a>b", "b>c", "c>b"))
    assert drawing.boxes["b"].x < drawing.boxes["c"].x
    lowest = max(box.y + box.height for box in drawing.boxes.values())
    assert len(drawing.lines["f0"]) == 2
    assert max(y for _, y in drawing.lines["f2"]) > lowest


def test_no_line_that_runs_below_goes_through_a_box() -> None:
    drawing = draw_model(model("a>b", "a>a name that makes a wide box", "b>c", "a name that makes a wide box>c", "b>a"))
    for line in drawing.lines.values():
        for (x, y), (_, other) in pairwise(line):
            for box in drawing.boxes.values():
                beside = x <= box.x or x >= box.x + box.width
                assert beside or len(line) == 2 or max(y, other) <= box.y or min(y, other) >= box.y + box.height
