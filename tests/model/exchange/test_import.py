"""Other tools' files become a model: gateways, delays and blocks by hand; what cannot be taken is refused with its id."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from svcflow.errors import InputError
from svcflow.model import END, START
from svcflow.model.exchange import export_prosimos, import_prosimos, write_exported

HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">'


ANN = {"id": "r1", "name": "Ann", "cost_per_hour": 20, "amount": 2, "calendar": "c"}


def fixed(seconds: float) -> dict[str, Any]:
    return {"distribution_name": "fix", "distribution_params": [{"value": seconds}]}


def parameters(tasks: tuple[str, ...] = ("a", "b"), **more: Any) -> dict[str, Any]:
    hours = {"from": "MONDAY", "to": "SUNDAY", "beginTime": "00:00:00", "endTime": "23:59:59.999"}
    return {
        "resource_profiles": [
            {
                "id": "pool",
                "name": "Desk",
                "resource_list": [{"id": "r1", "name": "Ann", "cost_per_hour": 20, "amount": 2, "calendar": "c"}],
            }
        ],
        "arrival_time_distribution": {"distribution_name": "expon", "distribution_params": [{"value": v} for v in (3600, 0, 1e8)]},
        "arrival_time_calendar": [hours],
        "gateway_branching_probabilities": [],
        "task_resource_distribution": [{"task_id": task, "resources": [{"resource_id": "r1", **fixed(600)}]} for task in tasks],
        "resource_calendars": [{"id": "c", "name": "c", "time_periods": [hours]}],
        **more,
    }


def files(folder: Path, elements: str, flows: str, said: dict[str, Any]) -> tuple[Path, Path]:
    """`flows`: "source>target …"; their ids are f1, f2 …"""
    bpmn, json_file = folder / "m.bpmn", folder / "m.json"
    drawn = "".join(
        f'<sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}"/>'
        for number, (source, target) in enumerate((flow.split(">") for flow in flows.split()), start=1)
    )
    bpmn.write_text(f"{HEAD}{elements}{drawn}</process></definitions>")
    json_file.write_text(json.dumps(said))
    return bpmn, json_file


TASKS = '<startEvent id="s"/><task id="a" name="A"/><task id="b" name="B"/><endEvent id="e"/>'


def chances(gateway: str, **ways: float) -> dict[str, Any]:
    return {"gateway_id": gateway, "probabilities": [{"path_id": path, "value": value} for path, value in ways.items()]}


def test_gateways_in_a_row_and_delays_become_chances(tmp_path: Path) -> None:
    elements = TASKS + '<exclusiveGateway id="x"/><exclusiveGateway id="y"/><exclusiveGateway id="j"/><intermediateCatchEvent id="t"/>'
    flows = "s>a a>x x>b x>y y>e y>t t>j b>j j>e"
    said = parameters(
        gateway_branching_probabilities=[chances("x", f3=0.6, f4=0.4), chances("y", f5=0.5, f6=0.5)],
        event_distribution=[{"event_id": "t", **fixed(7200)}],
    )
    model = import_prosimos(*files(tmp_path, elements, flows, said)).model
    assert {each.after: each.next for each in model.routing.contexts} == {
        (START,): {"A": 1.0},
        ("A",): pytest.approx({"B": 0.6, END: 0.4}),
        ("B",): {END: 1.0},
    }
    assert model.flows == ()  # the delay is on the way out, where nothing waits for it
    assert model.people[0].count == 2
    assert model.teams[0].rate_h == 20
    assert model.calendars["c"].hours["Sun"] == ("00:00-24:00",)


def test_a_delay_that_some_take_has_a_chance_of_zero(tmp_path: Path) -> None:
    elements = TASKS + '<exclusiveGateway id="x"/><intermediateCatchEvent id="t"/>'
    said = parameters(
        gateway_branching_probabilities=[chances("x", f3=0.25, f4=0.75)], event_distribution=[{"event_id": "t", **fixed(7200)}]
    )
    model = import_prosimos(*files(tmp_path, elements, "s>a a>x x>t x>b t>b b>e", said)).model
    (flow,) = model.flows
    assert flow.delay is not None
    assert (flow.delay.mean, flow.delay.zero) == (2.0, 0.75)


def test_tasks_of_one_name_are_one_step(tmp_path: Path) -> None:
    elements = TASKS.replace('name="B"', 'name="A"') + '<exclusiveGateway id="x"/>'
    said = parameters(gateway_branching_probabilities=[chances("x", f3=0.5, f4=0.5)])
    imported = import_prosimos(*files(tmp_path, elements, "s>a a>x x>b x>e b>e", said))
    # 1.5 visits on average, of which 1 leads out.
    assert imported.model.routing.contexts[1].next == pytest.approx({"A": 1 / 3, END: 2 / 3})
    assert "one name" in imported.remarks[0]


def test_steps_side_by_side_overlap(tmp_path: Path) -> None:
    elements = TASKS + '<task id="c" name="C"/><parallelGateway id="x"/><parallelGateway id="j"/>'
    imported = import_prosimos(*files(tmp_path, elements, "s>x x>a x>b a>j b>j j>c c>e", parameters(("a", "b", "c"))))
    model = imported.model
    assert {each.after: each.next for each in model.routing.contexts} == {
        (START,): {"A": 1.0},
        ("A",): {"B": 1.0},
        ("B",): {"C": 1.0},
        ("C",): {END: 1.0},
    }
    assert [(flow.source, flow.target, flow.overlap) for flow in model.flows] == [("A", "B", 1.0)]
    assert "Side by side: A, B" in imported.remarks[0]
    # Out again, they stand between parallel gateways; in again, the model is the same.
    exported = export_prosimos(model)
    assert [node.kind for node in exported.drawing.model.nodes].count("parallel") == 2
    assert "Side by side (A, B)" in exported.losses[0]
    again = import_prosimos(*write_exported(exported, tmp_path, "again")).model
    assert again.flows == model.flows
    assert again.routing == model.routing


WRONG_DRAWINGS = [
    ("", "s>a a>b a>e b>e", '2 flows leave "a"'),
    ('<exclusiveGateway id="x"/>', "s>a a>x x>b x>e b>e", 'the gateway "x" has no probability for the flow "f3"'),
    ('<inclusiveGateway id="x"/>', "s>a a>x x>b x>e b>e", 'the inclusive gateway "x" cannot be taken'),
    ('<intermediateCatchEvent id="t"/>', "s>a a>t t>b b>e", 'the event "t" has no duration'),
    ('<parallelGateway id="x"/><parallelGateway id="j"/>', "s>x x>a x>j a>b b>j j>e", 'the parallel gateway "x" are not one step each'),
    ('<parallelGateway id="j"/>', "s>j a>j j>a b>e", 'the parallel gateway "j" joins what none split'),
    ('<startEvent id="s2"/>', "s>a s2>a a>b b>e", "there are 2 start events"),
    ('<task id="c" name="C"/>', "s>a a>b b>c c>e", 'nobody does the task "c" (C)'),
    ("", "s>a a>b", 'nothing leads on from "b"'),
]


@pytest.mark.parametrize(("elements", "flows", "said"), WRONG_DRAWINGS)
def test_drawings_that_cannot_be_taken_are_refused_with_the_id(tmp_path: Path, elements: str, flows: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        import_prosimos(*files(tmp_path, TASKS + elements, flows, parameters()))
    assert said in refused.value.problem
    assert refused.value.remedy


def test_a_loop_without_a_step_is_refused(tmp_path: Path) -> None:
    elements = TASKS + '<exclusiveGateway id="x"/><exclusiveGateway id="y"/>'
    said = parameters(gateway_branching_probabilities=[chances("y", f4=0.5, f5=0.5)])
    with pytest.raises(InputError, match='go round by "x"'):
        import_prosimos(*files(tmp_path, elements, "s>a a>x x>y y>x y>b b>e", said))


def change(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    def apply(document: Any) -> None:
        *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
        for part in way:
            document = document[part]
        document[last] = value

    return apply


HALF = {"key": "a", "value": 0.5}
WRONG_PARAMETERS = [
    (change("model_type", "FUZZY"), "model_type", "fuzzy"),
    (change("resource_calendars", "x"), "m.json", '"resource_calendars" is no list'),
    (change("resource_profiles.0.resource_list.0.calendar", "d"), "resource_list[0].calendar", 'there is no calendar "d"'),
    (change("resource_profiles.0.resource_list.0.amount", "many"), "resource_list[0].amount", "'many' is no number"),
    (change("resource_profiles.0.resource_list.0.amount", -1), "resource_list[0].amount", "-1 is below 0"),
    (change("resource_profiles.0.resource_list.0.amount", 1.5), "resource_list[0].amount", "no number of people"),
    (change("resource_profiles.0.resource_list.0.cost_per_hour", -1), "resource_list[0].cost_per_hour", "-1 is below 0"),
    (change("resource_profiles.0.resource_list.0.amount", 0), "the model would not run", "Nobody"),
    (change("task_resource_distribution.0.resources.0.resource_id", "r2"), "resources[0].resource_id", 'there is no resource "r2"'),
    (change("task_resource_distribution.0.resources.0.distribution_name", "beta"), "distribution_name", "'beta' is not a distribution"),
    (change("gateway_branching_probabilities", [chances("x", f1=0.7, f2=0.7)]), "probabilities[0]", 'gateway "x" sum to 1.4'),
    (
        change("case_attributes", [{"name": "K", "type": "discrete", "values": [{"key": "a", "value": 0.5}]}]),
        "case_attributes[0]",
        '"K" sum',
    ),
    (change("arrival_time_distribution", None), "arrival_time_distribution", "None is not a distribution"),
]


@pytest.mark.parametrize(("wrong", "place", "said"), WRONG_PARAMETERS)
def test_parameters_that_cannot_be_understood_are_refused_with_their_place(
    tmp_path: Path, wrong: Callable[[dict[str, Any]], None], place: str, said: str
) -> None:
    document = parameters()
    wrong(document)
    with pytest.raises(InputError) as refused:
        import_prosimos(*files(tmp_path, TASKS, "s>a a>b b>e", document))
    assert place in refused.value.place
    assert said in refused.value.problem
    assert refused.value.remedy


def test_what_has_no_place_in_a_model_is_told(tmp_path: Path) -> None:
    rule = {"priority_level": 1, "rules": [[{"attribute": "Age", "comparison": "in", "value": ["1", "2"]}]]}
    said = parameters(
        multitask={"type": "global", "values": []},
        batch_processing=[{}],
        case_attributes=[{"name": "Age", "type": "continuous", "values": fixed(1)}],
        prioritisation_rules=[rule],
    )
    remarks = import_prosimos(*files(tmp_path, TASKS, "s>a a>b b>e", said)).remarks
    assert [each.split(" ")[0] for each in remarks] == ["The", "Rules", "Batches", "Multitasking"]


@pytest.mark.parametrize(("text", "said"), [("{", "is not JSON"), ("[]", "no resource_profiles"), ("", "is not JSON")])
def test_other_files_are_refused(tmp_path: Path, text: str, said: str) -> None:
    bpmn, json_file = files(tmp_path, TASKS, "s>a a>b b>e", {})
    json_file.write_text(text)
    with pytest.raises(InputError, match=said):
        import_prosimos(bpmn, json_file)
    with pytest.raises(InputError, match="cannot be read"):
        import_prosimos(bpmn, tmp_path / "none.json")
