"""What is written for Prosimos: gateways by hand, nothing lost without a word, and back again the same."""

from pathlib import Path

import numpy as np
import pytest

from svcflow.mining.bpmn import read_bpmn
from svcflow.model import END, START, ByAttribute, Context, Distribution, Flow, Gathering, Part, Priority, Routing, ServiceModel
from svcflow.model.exchange import export_prosimos, import_prosimos, write_exported
from svcflow.model.exchange.chances import first_order
from svcflow.model.exchange.distributions import moments
from svcflow.model.exchange.losses import losses
from svcflow.model.exchange.network import hours_of
from svcflow.simulation import simulate


def contexts(*given: tuple[tuple[str, ...], dict[str, float]]) -> Routing:
    return Routing(contexts=tuple(Context(after=after, next=chances) for after, chances in given))


def test_longer_histories_are_weighted_by_their_visits(two_step_desk: ServiceModel) -> None:
    # Solve comes first by 3/4 from Register, then half of it comes back once: 1 + 0.5 visits on the two ways.
    routing = contexts(
        ((START,), {"Register": 0.75, "Solve": 0.25}),
        (("Register",), {"Solve": 1.0}),
        (("Solve",), {END: 1.0}),
        (("Register", "Solve"), {"Solve": 0.5, END: 0.5}),
    )
    found = first_order(two_step_desk.model_copy(update={"routing": routing}))
    visits = 0.75 + 0.25 + 0.75 * 0.5
    assert found["Solve"] == pytest.approx({"Solve": 0.375 / visits, END: 1.0 / visits})
    assert found[START] == {"Register": 0.75, "Solve": 0.25}


def test_conditions_are_weighted_by_the_shares_of_values_and_by_visits(two_step_desk: ServiceModel) -> None:
    # Phone (a quarter) comes back to Solve once for sure, Mail never; from the second visit on it is the end for everybody.
    every = (
        Context(after=(START,), next={"Solve": 1.0}),
        Context(after=("Register",), next={END: 1.0}),
        Context(after=("Solve",), where={"Channel": "Phone"}, next={"Solve": 1.0}),
        Context(after=("Solve",), where={"Channel": "Phone"}, visits=2, next={END: 1.0}),
        Context(after=("Solve",), next={END: 1.0}),
    )
    found = first_order(two_step_desk.model_copy(update={"routing": Routing(contexts=every)}))
    assert found == {START: {"Solve": 1.0}, "Solve": pytest.approx({"Solve": 0.25 / 1.25, END: 1.0 / 1.25})}


def test_what_comes_back_at_once_is_a_way_back(two_step_desk: ServiceModel) -> None:
    steps = tuple(step.model_copy(update={"error_chance": 0.2}) if step.name == "Register" else step for step in two_step_desk.steps)
    found = first_order(two_step_desk.model_copy(update={"steps": steps}))
    assert found["Register"] == pytest.approx({"Register": 0.2, "Solve": 0.72, END: 0.08})


def test_the_files_say_the_model(two_step_desk: ServiceModel, tmp_path: Path) -> None:
    exported = export_prosimos(two_step_desk)
    (lost,) = exported.losses  # Bo is faster, so it matters who is chosen
    assert "free longest, whatever their preferences: Register" in lost
    bpmn, _ = write_exported(exported, tmp_path, "desk")
    model = read_bpmn(bpmn)
    assert [node.name for node in model.tasks] == ["Register", "Solve"]
    assert sum(node.kind == "event" for node in model.nodes) == 2  # the customer, and a delay
    parameters = exported.parameters
    for gateway in parameters["gateway_branching_probabilities"]:
        assert sum(way["value"] for way in gateway["probabilities"]) == pytest.approx(1)
    # Register: out 0.1; to Solve 0.9, half of it past the delay.
    assert sorted(way["value"] for way in parameters["gateway_branching_probabilities"][0]["probabilities"]) == [0.1, 0.45, 0.45]
    (register, _) = parameters["task_resource_distribution"]
    assert [each["distribution_params"][0]["value"] for each in register["resources"]] == [1800.0, 900.0]
    assert {each["cost_per_hour"] for each in parameters["resource_profiles"][0]["resource_list"]} == {40.0}


def test_the_drawing_has_every_node_and_flow(two_step_desk: ServiceModel) -> None:
    drawing = export_prosimos(two_step_desk).drawing
    assert set(drawing.boxes) == {node.id for node in drawing.model.nodes}
    assert set(drawing.lines) == {flow.id for flow in drawing.model.flows}
    boxes = list(drawing.boxes.values())
    for number, one in enumerate(boxes):
        for two in boxes[:number]:
            apart = one.x + one.width <= two.x or two.x + two.width <= one.x
            assert apart or one.y + one.height <= two.y or two.y + two.height <= one.y


def test_a_model_that_the_form_can_hold_comes_back_the_same(two_step_desk: ServiceModel, tmp_path: Path) -> None:
    imported = import_prosimos(*write_exported(export_prosimos(two_step_desk), tmp_path, "desk"))
    assert not imported.remarks
    back = imported.model
    assert back.name == two_step_desk.name
    assert (back.start, back.cases) == (two_step_desk.start, two_step_desk.cases)
    assert back.people == two_step_desk.people
    assert back.teams == two_step_desk.teams
    assert back.attributes == two_step_desk.attributes
    assert back.calendars == two_step_desk.calendars
    assert {step.name: step for step in back.steps}.keys() == {step.name for step in two_step_desk.steps}
    for step in back.steps:
        assert near(step.duration, two_step_desk.step(step.name).duration)
        assert step.staffed == two_step_desk.step(step.name).staffed
    assert near(back.steps[0].by_person["Bo"], two_step_desk.steps[0].by_person["Bo"])
    assert {each.after: pytest.approx(each.next) for each in back.routing.contexts} == {
        each.after: each.next for each in two_step_desk.routing.contexts
    }
    (flow,) = back.flows
    assert (flow.source, flow.target) == ("Register", "Solve")
    assert flow.delay is not None
    assert near(flow.delay, two_step_desk.flows[0].delay or flow.delay)
    assert back.arrivals.weekly == pytest.approx(two_step_desk.arrivals.weekly)


def test_durations_by_value_are_pooled(two_step_desk: ServiceModel) -> None:
    # Mail (3/4) takes as the step, Phone (1/4) five hours: mean 0.75 · 1.5 + 0.25 · 5; Bo's are half of everybody's.
    own = ByAttribute(attribute="Channel", durations={"Phone": Distribution(kind="constant", mean=5.0)})
    steps = tuple(
        step.model_copy(update={"by_attribute": own}) if step.name != "Wait for customer" else step for step in two_step_desk.steps
    )
    model = two_step_desk.model_copy(update={"steps": steps})
    assert hours_of(model, steps[1]).expected == pytest.approx(0.75 * 1.5 + 0.25 * 5)
    assert moments(hours_of(model, steps[1]))[1] == pytest.approx(0.75 * (1.2**2 + 1.5**2) + 0.25 * 25 - 2.375**2)
    assert hours_of(model, steps[0], "Bo").expected == pytest.approx((0.75 * 0.5 + 0.25 * 5) / 2)
    assert any("by the ticket's values" in each for each in export_prosimos(model).losses)


def near(one: Distribution, two: Distribution) -> bool:
    return all(
        value == pytest.approx(getattr(two, name)) if isinstance(value, float) else value == getattr(two, name) for name, value in one
    )


def test_what_comes_back_is_simulated_alike(two_step_desk: ServiceModel, tmp_path: Path) -> None:
    back = import_prosimos(*write_exported(export_prosimos(two_step_desk), tmp_path, "desk")).model
    means = []
    for model, seed in ((two_step_desk, 1), (back, 2)):
        logs = simulate(model, cases=400, replications=12, seed=seed, engine="compiled").logs
        leads = [(log.cases["last_time"] - log.cases["first_time"]).dt.total_seconds() / 3600 for log in logs]
        means.append(np.array([each.mean() for each in leads]))
    apart = abs(means[0].mean() - means[1].mean())
    assert apart < 3.5 * np.sqrt(means[0].var(ddof=1) / 12 + means[1].var(ddof=1) / 12)


def with_rest(model: ServiceModel) -> ServiceModel:
    person = model.people[0].model_copy(update={"grace_h": 0.5, "slots": 3, "slowdown": 0.2, "skills": {"Register": 0.5, "Solve": 2.0}})
    flow = model.flows[0].model_copy(update={"overlap": 0.5, "clock": "working"})
    by_channel = ByAttribute(attribute="Channel", durations={"Phone": Distribution(kind="constant", mean=0.1)})
    asking = Context(after=("Solve",), where={"Channel": "Phone"}, next={END: 1.0})
    return model.model_copy(
        update={
            "people": (person, *model.people[1:]),
            "flows": (flow,),
            "steps": (
                model.steps[0].model_copy(update={"gathering": Gathering(size=3, most_h=9.0), "by_attribute": by_channel}),
                *model.steps[1:],
            ),
            "routing": Routing(contexts=(*model.routing.contexts, asking)),
            "teams": (model.teams[0].model_copy(update={"discipline": "priority"}),),
            "priority": Priority(attribute="Channel", order=("Phone", "Mail")),
            "calendars": {
                "days": model.calendars["days"].model_copy(update={"holidays": ("2026-01-06",), "timezone": "Europe/Paris"}),
                "service": model.calendars["days"],
            },
            "delay_course": {"2026-01-01": 0.5},
            "currency": "EUR",
        }
    )


@pytest.mark.parametrize(
    "said",
    [
        "grace",
        "at once",
        "slows",
        "gathered",
        "Routing by the ticket's values",
        "Durations by the ticket's values",
        "preferences",
        "begin before",
        "working time",
        "Priority",
        "Holidays",
        "Summer time",
        "by date",
        "the currency",
    ],
)
def test_what_is_lost_is_said(two_step_desk: ServiceModel, said: str) -> None:
    assert any(said in each for each in export_prosimos(with_rest(two_step_desk)).losses)


def test_priorities_are_written_where_they_are_asked_for(two_step_desk: ServiceModel, tmp_path: Path) -> None:
    model = with_rest(two_step_desk)
    assert export_prosimos(model).parameters["prioritisation_rules"] == []
    exported = export_prosimos(model, priorities=True)
    assert [rule["priority_level"] for rule in exported.parameters["prioritisation_rules"]] == [1, 2]
    back = import_prosimos(*write_exported(exported, tmp_path, "desk")).model
    assert back.priority == model.priority
    assert back.teams[0].discipline == "priority"


def test_a_part_that_nobody_has_heard_of_is_told_as_lost(two_step_desk: ServiceModel) -> None:
    class Person(Part):
        team: str = "Desk"
        mood: str = "good"

    strange = two_step_desk.model_copy(update={"rhythms": {"any": Person(mood="bad")}})
    assert any("Person.mood" in each for each in losses(strange, first_order(two_step_desk)))
    plain = two_step_desk.model_copy(update={"rhythms": {"any": Person()}})
    assert not any("nothing like" in each for each in losses(plain, first_order(two_step_desk)))


def delayed(**changes: object) -> Flow:
    return Flow(source="Register", target="Solve", delay=Distribution(kind="constant", mean=2.0)).model_copy(update=changes)


@pytest.mark.parametrize(
    ("flow", "seconds"), [(delayed(), 7200.0), (delayed(clock="working"), 7200.0 * 168 / (7 * 17.5))], ids=["elapsed", "working"]
)
def test_delays_are_elapsed(two_step_desk: ServiceModel, flow: Flow, seconds: float) -> None:
    calendars = {**two_step_desk.calendars, "service": two_step_desk.calendars["days"]}
    model = two_step_desk.model_copy(update={"flows": (flow,), "calendars": calendars})
    events = export_prosimos(model).parameters["event_distribution"]
    assert [each["distribution_params"][0]["value"] for each in events if each["event_id"].startswith("delay")] == [pytest.approx(seconds)]
