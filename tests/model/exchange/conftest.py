"""A desk that a person wrote: two steps, two people with different hours, one of them twice as fast."""

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
    Routing,
    ServiceModel,
    Step,
    Team,
)

WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri")


@pytest.fixture
def two_step_desk() -> ServiceModel:
    """Nothing in it is beyond Prosimos's form."""
    return ServiceModel(
        name="Two steps",
        start=datetime(2026, 1, 5, tzinfo=UTC),
        cases=500,
        arrivals=Arrivals(weekly=(0.3,) * 168),
        attributes=(Attribute(name="Channel", shares={"Mail": 0.75, "Phone": 0.25}),),
        steps=(
            Step(
                name="Register",
                duration=Distribution(kind="exponential", mean=0.5),
                by_person={"Bo": Distribution(kind="exponential", mean=0.25)},
            ),
            Step(name="Solve", duration=Distribution(kind="lognormal", mean=1.5, cv=0.8)),
            Step(name="Wait for customer", staffed=False, duration=Distribution(kind="gamma", mean=20.0, cv=0.5)),
        ),
        people=(
            Person(name="Ann", team="Desk", calendar="days", skills={"Register": 1.0, "Solve": 1.0}),
            Person(name="Bo", team="Desk", calendar="days", skills={"Register": 1.0, "Solve": 1.0}),
        ),
        teams=(Team(name="Desk", rate_h=40.0),),
        calendars={
            "days": Calendar(hours=dict.fromkeys((*WEEK, "Sat", "Sun"), ("06:00-13:00", "13:30-24:00"))),
        },
        routing=Routing(
            contexts=(
                Context(after=(START,), next={"Register": 1.0}),
                Context(after=("Register",), next={"Solve": 0.9, END: 0.1}),
                Context(after=("Solve",), next={"Wait for customer": 0.2, "Solve": 0.1, END: 0.7}),
                Context(after=("Wait for customer",), next={"Solve": 1.0}),
            )
        ),
        flows=(Flow(source="Register", target="Solve", delay=Distribution(kind="uniform", low=1.0, high=3.0, zero=0.5)),),
    )
