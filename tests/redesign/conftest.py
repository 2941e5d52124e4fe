"""A desk by hand, with the names of the bundled one and figures that are easy to calculate with."""

from datetime import UTC, datetime

import pytest

from svcflow.model import (
    END,
    START,
    Arrivals,
    Attribute,
    Calendar,
    Context,
    Distribution,
    Flow,
    Person,
    Refit,
    Routing,
    ServiceModel,
    Step,
    Team,
    always,
    check_model,
    constant,
)

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")


def step(name: str, hours: float, **more: object) -> Step:
    return Step(name=name, duration=Distribution(kind="exponential", mean=hours), **more)


def office(hours: str = "08:00-17:00") -> Calendar:
    return Calendar(hours=dict.fromkeys(WEEKDAYS, (hours,)), timezone="UTC", holidays=("2025-12-25",))


def routing() -> Routing:
    chances = {
        (START,): {"Register ticket": 1.0},
        ("Register ticket",): {"Diagnose": 1.0},
        ("Diagnose",): {"Wait for customer": 0.25, "Resolve": 0.35, "Investigate": 0.4},
        ("Wait for customer",): {"Diagnose": 0.6, "Investigate": 0.4},
        ("Investigate",): {"Wait for customer": 0.15, "Implement fix": 0.7, "Resolve": 0.15},
        ("Implement fix",): {"Test fix": 1.0},
        ("Test fix",): {"Implement fix": 0.15, "Resolve": 0.85},
        ("Resolve",): {"Close ticket": 0.95, "Diagnose": 0.05},
        ("Close ticket",): {END: 1.0},
    }
    return Routing(contexts=tuple(Context(after=after, next=following, n=100) for after, following in chances.items()))


def desk_model() -> ServiceModel:
    first = {"Register ticket": 1.0, "Diagnose": 1.0, "Resolve": 1.0, "Close ticket": 1.0}
    second = {"Investigate": 1.0, "Implement fix": 2.0}
    people = [Person(name=f"L1-{n}", team="First line", calendar="first", skills=first, n=100 + n) for n in range(1, 8)]
    people += [Person(name=f"L2-{n}", team="Second line", calendar="second", skills=second, n=100 + n) for n in range(1, 9)]
    people += [Person(name="QA", team="Quality", calendar="second", skills={"Test fix": 1.0}, count=2, slots=2, n=50)]
    return ServiceModel(
        name="desk",
        start=datetime(2025, 1, 6, tzinfo=UTC),
        cases=400,
        arrivals=Arrivals(weekly=tuple(2.2 if hour < 120 and 8 <= hour % 24 < 18 else 0.3 for hour in range(168))),
        steps=(
            step("Register ticket", 0.1),
            step("Diagnose", 0.45, error_chance=0.2, fitted_error_chance=0.2),
            step("Wait for customer", 24.0, meaning="customer", staffed=False),
            step("Investigate", 1.9, by_person={"L2-1": constant(1.0)}),
            step("Implement fix", 0.8, error_chance=0.15, fitted_error_chance=0.15),
            step("Test fix", 0.5),
            step("Resolve", 0.2),
            step("Close ticket", 0.05, cost=1.5),
        ),
        people=tuple(people),
        teams=(Team(name="First line", rate_h=32), Team(name="Second line", rate_h=48), Team(name="Quality")),
        calendars={"first": office("07:00-19:00"), "second": office(), "service": always()},
        routing=routing(),
        flows=(Flow(source="Diagnose", target="Investigate", delay=constant(3.0)),),
        attributes=(
            Attribute(name="priority", shares={"P1": 0.1, "P2": 0.3, "P3": 0.6}),
            Attribute(name="channel", shares={"phone": 0.6, "portal": 0.4}),
        ),
        service_level_h=48,
        currency="EUR",
    )


def refit_of(model: ServiceModel, factor: float) -> Refit:
    return Refit(
        arrivals=model.arrivals.model_copy(update={"level": model.arrivals.level * factor}),
        durations={each.name: each.duration.scaled(factor) for each in model.steps},
        routing=model.routing,
        flows=model.flows,
    )


@pytest.fixture
def desk() -> ServiceModel:
    model = desk_model()
    check_model(model)
    return model


@pytest.fixture
def refitted(desk: ServiceModel) -> ServiceModel:
    return desk.model_copy(update={"refits": tuple(refit_of(desk, factor) for factor in (0.9, 0.97, 1.03, 1.1))})
