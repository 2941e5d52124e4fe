"""A refit of a model: what another model differs in, put in and taken out again."""

import pytest

from svcflow.errors import ModelError
from svcflow.model import Calendar, PersonAgain, Refit, ServiceModel, check_model, constant, parts_of, with_parts
from tests.redesign.conftest import desk_model

SHORT = Calendar(hours={"Mon": ("09:00-11:00",)})


@pytest.fixture
def desk() -> ServiceModel:
    return desk_model()


def again(desk: ServiceModel) -> ServiceModel:
    """The desk with one person on other hours, and somebody slower at one step."""
    first, second, *others = desk.people
    people = (first.model_copy(update={"calendar": "short", "slots": 2}), second.model_copy(update={"grace_h": 0.25}), *others)
    slower = desk.step("Investigate").model_copy(update={"by_person": {first.name: constant(5.0)}})
    steps = tuple(slower if step.name == "Investigate" else step for step in desk.steps)
    return desk.model_copy(update={"people": people, "steps": steps, "calendars": {**desk.calendars, "short": SHORT, "spare": SHORT}})


def test_a_refit_says_what_differs_and_no_more(desk: ServiceModel) -> None:
    parts = parts_of(again(desk), desk)
    first, second = desk.people[0].name, desk.people[1].name
    assert parts.people == {first: PersonAgain(calendar="short", slots=2), second: PersonAgain(grace_h=0.25)}
    assert parts.calendars == {"short": SHORT}
    assert list(parts.by_person) == ["Investigate"]


def test_what_was_taken_out_can_be_put_in(desk: ServiceModel) -> None:
    other = again(desk)
    made = with_parts(desk, parts_of(other, desk))
    assert (made.people, made.steps) == (other.people, other.steps)
    check_model(made)
    assert with_parts(desk, parts_of(desk, desk)) == desk


BAD = {
    "nobody of that name": ({"people": {"Zoe": PersonAgain(slots=2)}}, r'no person "Zoe".*|refits\[0\].people'),
    "no such calendar": ({"people": {"L2-1": PersonAgain(calendar="none")}}, 'no calendar "none"'),
    "hours that are none": ({"calendars": {"short": Calendar(hours={"Mon": ("9-11",)})}}, r'refits\[0\].calendars\["short"\].hours.Mon'),
    "no such step": ({"by_person": {"Dream": {"L2-1": constant(1.0)}}}, 'no step "Dream"'),
    "nobody to be slower": ({"by_person": {"Investigate": {"Zoe": constant(1.0)}}}, 'no person "Zoe"'),
}


@pytest.mark.parametrize(("wrong", "said"), BAD.values(), ids=BAD)
def test_a_refit_of_another_model_is_refused(desk: ServiceModel, wrong: dict[str, object], said: str) -> None:
    parts = Refit(arrivals=desk.arrivals, durations={}, routing=desk.routing, flows=()).model_copy(update=wrong)
    with pytest.raises(ModelError, match=said):
        check_model(desk.model_copy(update={"refits": (parts,)}))
