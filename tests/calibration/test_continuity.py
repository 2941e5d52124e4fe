"""The same person again: found where steps go there for their own sake, and not where preference or queues make it so."""

from datetime import UTC, datetime
from typing import Any

import pytest

from svcflow.calibration.continuity import find_same_person
from svcflow.calibration.observations import observe
from svcflow.calibration.people import find_staff
from svcflow.model import END, START, Arrivals, Context, Distribution, Person, Routing, ServiceModel, Step, Team, always
from svcflow.simulation import run

PEOPLE = tuple(Person(name=f"p{number}", team="T", calendar="here", skills={"Ask": 1.0 + number, "Solve": 1.0}) for number in range(4))


def desk(rate: float, same_person: float, **changes: Any) -> ServiceModel:
    """Ask, then Solve, and often Solve again, by four people, round the clock; `rate` tickets an hour, of two hours of work each."""
    hours = Distribution(kind="exponential", mean=0.8)
    parts: dict[str, Any] = {
        "name": "desk",
        "start": datetime(2025, 1, 6, tzinfo=UTC),
        "cases": 1000,
        "arrivals": Arrivals(weekly=(rate,) * 168),
        "steps": (Step(name="Ask", duration=hours), Step(name="Solve", duration=hours, same_person=same_person)),
        "people": PEOPLE,
        "teams": (Team(name="T"),),
        "calendars": {"here": always()},
        "routing": Routing(contexts=(
            Context(after=(START,), next={"Ask": 1.0}),
            Context(after=("Ask",), next={"Solve": 1.0}),
            Context(after=("Solve",), next={"Solve": 0.3, END: 0.7}),
        )),
    }  # fmt: skip
    return ServiceModel(**(parts | changes))


def found(model: ServiceModel, seed: int) -> dict[str, float]:
    seen = observe(run(model, seed=seed, engine="compiled"))
    return find_same_person(seen, find_staff(seen))


@pytest.mark.parametrize("rate", [0.5, 1.2])
def test_the_chance_comes_back(rate: float) -> None:
    assert found(desk(rate, 0.6), 1) == pytest.approx({"Solve": 0.6}, abs=0.1)


@pytest.mark.parametrize("rate", [0.5, 1.2, 1.6])
def test_preference_and_queues_are_not_taken_for_it(rate: float) -> None:
    people = (PEOPLE[0].model_copy(update={"skills": {"Ask": 9.0, "Solve": 9.0}, "slots": 2}), *PEOPLE[1:])
    for seed in range(3):
        assert found(desk(rate, 0.0, people=people), seed) == {}
