"""BPMN files: ours are whole and open elsewhere, come back equal, and foreign ones mean what BPMN says."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svcflow.errors import InputError
from svcflow.mining.bpmn import BpmnModel, read_bpmn, write_drawing
from svcflow.mining.bpmn.alignment import Aligner
from svcflow.mining.bpmn.behaviour import Behaviour
from svcflow.mining.bpmn.blocks import NOTHING, Block, choice, loop, parallel, sequence, task
from svcflow.mining.bpmn.drawing import Box, Drawing, draw_blocks

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
Read = Callable[..., BpmnModel]

names = st.text("Aé中 <>&\"'\n", min_size=1, max_size=8).filter(str.strip)
blocks = st.recursive(
    st.builds(task, names),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: sequence(*parts)),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: parallel(*parts)),
        st.lists(st.one_of(st.just(NOTHING), inner), min_size=1, max_size=3).map(lambda parts: choice(*parts)),
        st.lists(st.one_of(st.just(NOTHING), inner), min_size=1, max_size=3).map(lambda parts: loop(*parts)),
    ),
    max_leaves=10,
)


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read a process from its elements."""

    def read_process(body: str, *, around: str = "", process: str | None = None, prefix: str = "") -> BpmnModel:
        colon = f"{prefix}:" if prefix else ""
        body = re.sub(r"<(/?)(\w)", rf"<\1{colon}\2", f'<process id="P">{body}</process>{around}')
        xmlns = f"xmlns:{prefix}" if prefix else "xmlns"
        path = tmp_path / "model.bpmn"
        path.write_text(f'<{colon}definitions {xmlns}="{MODEL}" xmlns:x="urn:editor">{body}</{colon}definitions>', encoding="utf-8")
        return read_bpmn(path, process)

    return read_process


def flows(*pairs: str) -> str:
    """Flows such as "a-b"."""
    ends = [pair.split("-") for pair in pairs]
    return "".join(f'<sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in ends)


def tasks(letters: str) -> str:
    return "".join(f'<task id="{letter}" name="{letter}"/>' for letter in letters)


ENDS = '<startEvent id="s"/><endEvent id="e"/>'


def words(model: BpmnModel, longest: int = 6) -> set[str]:
    """Everything that a model allows, of at most so many steps; tasks have one letter."""
    behaviour = Behaviour(model, {node.id: node.name for node in model.nodes if node.kind == "task" and node.name})
    found: set[str] = set()
    here = {("", marking) for marking in behaviour.initial}
    for _ in range(longest + 1):
        found |= {word for word, marking in here if behaviour.may_end(marking)}
        here = {(word + label, after) for word, marking in here for label, to in behaviour.steps(marking).items() for after in to}
    return found


def touches(one: Box, other: Box) -> bool:
    apart = one.x + one.width < other.x or other.x + other.width < one.x or one.y + one.height < other.y or other.y + other.height < one.y
    return not apart


def on_edge(point: tuple[float, float], box: Box) -> bool:
    x, y = point
    middles = (
        (box.x, box.y + box.height / 2),
        (box.x + box.width, box.y + box.height / 2),
        (box.x + box.width / 2, box.y),
        (box.x + box.width / 2, box.y + box.height),
    )
    return any(abs(x - a) < 1e-6 and abs(y - b) < 1e-6 for a, b in middles)


def crosses(one: tuple[float, float], other: tuple[float, float], box: Box) -> bool:
    """Whether a line that runs straight passes through the inside of a box."""
    (left, right), (top, bottom) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    return left < box.x + box.width and right > box.x and top < box.y + box.height and bottom > box.y


@settings(max_examples=60)
@given(blocks)
def test_drawings_are_clean_and_come_back_equal(tmp_path_factory: pytest.TempPathFactory, block: Block) -> None:
    drawing = draw_blocks(block, "all <of> it")
    for one, other in combinations(drawing.boxes.values(), 2):
        assert not touches(one, other)
    for flow in drawing.model.flows:
        line = drawing.lines[flow.id]
        assert on_edge(line[0], drawing.boxes[flow.source])
        assert on_edge(line[-1], drawing.boxes[flow.target])
        for start, end in pairwise(line):
            assert start[0] == end[0] or start[1] == end[1], "a line is oblique"
            assert not any(crosses(start, end, box) for box in drawing.boxes.values())
    path = tmp_path_factory.mktemp("bpmn") / "model.bpmn"
    write_drawing(drawing, path)
    assert read_bpmn(path) == drawing.model


def test_a_file_is_whole(tmp_path: Path) -> None:
    drawing = draw_blocks(sequence(task('a <b> & "c" 中'), parallel(task("d"), choice(task("e"), NOTHING)), loop(task("f"), task("g"))))
    write_drawing(drawing, tmp_path / "model.bpmn")
    root = ET.parse(tmp_path / "model.bpmn").getroot()
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", name) for name in ids)
    process = root.find(f"{{{MODEL}}}process")
    assert process is not None
    nodes = {element.get("id"): element for element in process if not element.tag.endswith("sequenceFlow")}
    arrows = {element.get("id"): (element.get("sourceRef"), element.get("targetRef")) for element in process if element.get("sourceRef")}
    for which, tag in ((0, "outgoing"), (1, "incoming")):
        said = {(each.text, name) for name, node in nodes.items() for each in node.findall(f"{{{MODEL}}}{tag}")}
        assert said == {(arrow, ends[which]) for arrow, ends in arrows.items()}
    shapes = [element for element in root.iter() if element.tag.endswith("BPMNShape")]
    assert {shape.get("bpmnElement") for shape in shapes} == set(nodes)
    assert all({"x", "y", "width", "height"} == set(shape[0].attrib) for shape in shapes)
    edges = [element for element in root.iter() if element.tag.endswith("BPMNEdge")]
    assert {edge.get("bpmnElement") for edge in edges} == set(arrows)
    assert all(len(edge) >= 2 for edge in edges)


def test_a_character_that_xml_cannot_hold_is_replaced(tmp_path: Path) -> None:
    write_drawing(draw_blocks(task("a\x01b\x0bc")), tmp_path / "model.bpmn")
    assert [node.name for node in read_bpmn(tmp_path / "model.bpmn").tasks] == ["a\ufffdb\ufffdc"]


def test_a_thousand_tasks_are_drawn_at_once(tmp_path: Path) -> None:
    drawing: Drawing = draw_blocks(sequence(*(choice(task(f"t{number}"), NOTHING) for number in range(1000))))
    write_drawing(drawing, tmp_path / "model.bpmn")
    assert len(read_bpmn(tmp_path / "model.bpmn").tasks) == 1000


@pytest.mark.parametrize("prefix", ["", "bpmn", "semantic"])
def test_every_kind_of_task_under_every_prefix(read: Read, prefix: str) -> None:
    kinds = ("task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask", "callActivity")
    body = "".join(f'<{kind} id="{letter}" name="{letter}"/>' for kind, letter in zip(kinds, "ABCDEFGHI", strict=True))
    order = "sABCDEFGHIe"
    model = read(ENDS + body + flows(*(f"{a}-{b}" for a, b in pairwise(order))), prefix=prefix)
    assert words(model, 9) == {"ABCDEFGHI"}
    assert model.notes == ()


def test_pools_lanes_data_remarks_and_an_editors_own_elements_change_nothing(read: Read) -> None:
    extras = (
        '<laneSet id="l"><lane id="l1" name="Desk"><flowNodeRef>A</flowNodeRef></lane></laneSet><dataObject id="d"/>'
        '<textAnnotation id="n"><text>Hm</text></textAnnotation><association id="as" sourceRef="A" targetRef="n"/>'
        '<extensionElements><x:task id="A" x:name="no"/></extensionElements>'
    )
    pool = '<collaboration id="c"><participant id="p" name="Service&#10;desk" processRef="P"/><participant id="q" name="Customer"/>'
    model = read(extras + ENDS + tasks("A") + flows("s-A", "A-e"), around=pool + '<messageFlow id="m"/></collaboration>')
    assert words(model) == {"A"}
    assert model.name == "Service\ndesk"


def test_gateways(read: Read) -> None:
    def between(kind: str, other: str | None = None) -> set[str]:
        gates = f'<{kind} id="x"/><{other or kind} id="y"/>'
        return words(read(ENDS + gates + tasks("AB") + flows("s-x", "x-A", "x-B", "A-y", "B-y", "y-e")))

    assert between("exclusiveGateway") == {"A", "B"}
    assert between("eventBasedGateway", "exclusiveGateway") == {"A", "B"}
    assert between("parallelGateway") == {"AB", "BA"}
    assert between("inclusiveGateway") == {"A", "B", "AB", "BA"}
    assert between("parallelGateway", "inclusiveGateway") == {"AB", "BA"}


def test_flows_without_gateways(read: Read) -> None:
    # Two flows that leave a task are both taken; what enters it needs no waiting: C is done once for each token.
    model = read(ENDS + tasks("ABC") + flows("s-A", "A-B", "A-C", "B-C", "C-e"))
    assert words(model) == {"ABCC", "ACBC"}


def test_a_node_that_nothing_leads_to_begins_where_there_is_no_start_event(read: Read) -> None:
    assert words(read(tasks("AB") + flows("A-B"))) == {"AB"}
    assert words(read(tasks("AB"))) == {"AB", "BA"}
    two = '<startEvent id="s"/><startEvent id="t"/>'
    assert words(read(two + tasks("AB") + flows("s-A", "t-B", "A-B"))) == {"AB", "B"}


def test_boundary_events_on_a_task(read: Read) -> None:
    body = ENDS + tasks("ABC") + '<boundaryEvent id="b" attachedToRef="A" {}><timerEventDefinition/></boundaryEvent>'
    arrows = flows("s-A", "A-B", "B-e", "b-C", "C-e")
    assert words(read(body.format("") + arrows)) == {"AB", "AC", "C"}
    assert words(read(body.format('cancelActivity="false"') + arrows)) == {"AB", "ABC", "ACB"}


SUBPROCESS = '<subProcess id="S" name="Sub">{}<startEvent id="t"/><endEvent id="u"/><endEvent id="v"/>{}</subProcess>'


def test_a_subprocess_is_left_when_nothing_goes_on_inside(read: Read) -> None:
    inner = tasks("AB") + '<parallelGateway id="x"/>' + flows("t-x", "x-A", "x-B", "A-u", "B-v")
    assert words(read(ENDS + SUBPROCESS.format("", inner) + tasks("C") + flows("s-S", "S-C", "C-e"))) == {"ABC", "BAC"}
    again = SUBPROCESS.format("<standardLoopCharacteristics/>", inner)
    assert words(read(ENDS + again + tasks("C") + flows("s-S", "S-C", "C-e")), 5) == {
        p + q + "C" for p in ("AB", "BA") for q in ("", "AB", "BA")
    }


def test_a_subprocess_is_broken_off_by_its_boundary_event(read: Read) -> None:
    inner = SUBPROCESS.format("", tasks("AB") + flows("t-A", "A-B", "B-u"))
    late = '<boundaryEvent id="b" attachedToRef="S"/>'
    assert words(read(ENDS + inner + late + tasks("CD") + flows("s-S", "S-C", "C-e", "b-D", "D-e"))) == {"ABC", "D", "AD"}


def test_an_end_that_terminates_ends_everything(read: Read) -> None:
    stop = '<endEvent id="z"><terminateEventDefinition/></endEvent><parallelGateway id="x"/>'
    assert words(read(ENDS + stop + tasks("AB") + flows("s-x", "x-A", "x-B", "A-z", "B-e"))) == {"A", "BA"}


def test_an_empty_subprocess_is_a_task_and_a_loop_marker_repeats(read: Read) -> None:
    body = '<subProcess id="A" name="A"/><userTask id="B" name="B"><multiInstanceLoopCharacteristics/></userTask>'
    assert words(read(ENDS + body + flows("s-A", "A-B", "B-e")), 4) == {"AB", "ABB", "ABBB"}


def test_links_and_conditions(read: Read) -> None:
    throw = '<intermediateThrowEvent id="t" name="L"><linkEventDefinition name="L"/></intermediateThrowEvent>'
    catch = '<intermediateCatchEvent id="c"><linkEventDefinition name="L"/></intermediateCatchEvent>'
    assert words(read(ENDS + throw + catch + tasks("AB") + flows("s-A", "A-t", "c-B", "B-e"))) == {"AB"}
    asked = '<sequenceFlow id="f" sourceRef="A" targetRef="B"><conditionExpression>x</conditionExpression></sequenceFlow>'
    assert words(read(ENDS + tasks("ABC") + asked + flows("s-A", "A-C", "B-e", "C-e"))) == {"AB", "AC", "ABC", "ACB"}
    with pytest.raises(InputError, match='link "L"'):
        read(ENDS + throw + tasks("A") + flows("s-A", "A-t"))


def test_compensation_is_left_out_and_said(read: Read) -> None:
    undo = '<boundaryEvent id="b" attachedToRef="A"><compensateEventDefinition/></boundaryEvent>'
    undo += '<task id="U" name="U" isForCompensation="true"/>'
    model = read(ENDS + tasks("A") + undo + flows("s-A", "A-e"))
    assert words(model) == {"A"}
    assert model.notes == ("handlers of compensation are left out: b, U.",)


def test_a_task_without_a_name_is_passed_by_and_said(read: Read) -> None:
    model = read(ENDS + tasks("A") + '<task id="n"/>' + flows("s-A", "A-n", "n-e"))
    assert words(model) == {"A"}
    assert model.notes == ("tasks without a name are passed by: n.",)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<complexGateway id="x1" name="Odd"/>', 'complexGateway "x1" (Odd)'),
        ('<adHocSubProcess id="x2"/>', 'adHocSubProcess "x2"'),
        ('<subProcess id="x3" triggeredByEvent="true"><task id="y"/></subProcess>', 'event subprocess "x3"'),
        ('<task id="A" name="again"/>', '"A" stands twice'),
        ('<sequenceFlow id="f9" sourceRef="A" targetRef="gone"/>', 'flow "f9" touches "gone"'),
        ('<subProcess id="S"><task id="B"/><task id="C"/><sequenceFlow id="g" sourceRef="B" targetRef="C"/>'
         '<sequenceFlow id="h" sourceRef="C" targetRef="B"/></subProcess>', '"S" () never begins'),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_refused_by_name(read: Read, body: str, said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        read(ENDS + tasks("A") + body + flows("s-A", "A-e"))


def test_of_several_processes_one_is_named(read: Read) -> None:
    other = '<process id="Q" name="Other one">' + tasks("B") + "</process>"
    with pytest.raises(InputError, match='2 processes: "P", "Other one"'):
        read(tasks("A"), around=other)
    assert words(read(tasks("A"), around=other, process="Other one")) == {"B"}
    with pytest.raises(InputError, match='Did you mean "Other one"'):
        read(tasks("A"), around=other, process="Other on")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no element found"),
        (b"<definitions", "the XML is broken"),
        (b"PK\x03\x04 and so on", "is an archive"),
        (b"<log/>", "an event log"),
        (f'<definitions xmlns="{MODEL}"/>'.encode(), "has no steps"),
        (b"<definitions/>", "not a BPMN 2.0 model"),
        (b'<!DOCTYPE d [<!ENTITY a "b">]><definitions/>', "has a DOCTYPE"),
        (b"<a>" * 300, "deeper than 200"),
    ],
)
def test_what_is_no_model_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "model.bpmn"
    path.write_bytes(content)
    with pytest.raises(InputError, match=said):
        read_bpmn(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_bpmn(tmp_path)


def test_a_model_that_cannot_end_is_refused(read: Read) -> None:
    gates = '<exclusiveGateway id="x"/><parallelGateway id="y"/>'
    model = read(ENDS + gates + tasks("AB") + flows("s-x", "x-A", "x-B", "A-y", "B-y", "y-e"))
    with pytest.raises(InputError, match="cannot come to its end"):
        Aligner(Behaviour(model, {"A": "A", "B": "B"}))
