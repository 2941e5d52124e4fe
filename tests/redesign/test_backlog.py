"""What a redesign makes of the tickets that are open at the start."""

from datetime import timedelta
from typing import Any

from svcflow.model import Doing, OpenTicket, Person, ServiceModel, Step, Team, check_model, constant
from svcflow.redesign import KINDS, Scenario, apply
from svcflow.simulation import simulate
from tests.simulation.test_simulated_by_hand import MONDAY, desk, line

BEGUN = MONDAY - timedelta(hours=2)


def model() -> ServiceModel:
    """A then B, both by Ana and by Bo; one ticket in Ana's hands at A, one that waits for B."""
    skills = {"A": 1.0, "B": 1.0}
    return desk(
        steps=(Step(name="A", duration=constant(3.0)), Step(name="B", duration=constant(1.0))),
        people=tuple(Person(name=name, team="T", calendar="here", skills=skills, n=n) for name, n in (("Ana", 9), ("Bo", 9), ("Cy", 5))),
        teams=(Team(name="T"),),
        routing=line("A", "B"),
        open=(
            OpenTicket(ticket="at A", arrived=BEGUN, doing=Doing(step="A", person="Ana", begun=BEGUN)),
            OpenTicket(ticket="at B", arrived=BEGUN, steps=("A",), waits_for="B"),
        ),
    )


def redesigned(**change: Any) -> dict[str, OpenTicket]:
    changed = apply(model(), Scenario("change", changes=(KINDS[change["kind"]].model_validate(change),)))
    check_model(changed)
    simulate(changed, warm=True, replications=1)
    return {ticket.ticket: ticket for ticket in changed.open}


def test_a_step_left_out_is_neither_done_nor_in_hand() -> None:
    found = redesigned(kind="remove_step", step="A")
    assert found["at A"] == OpenTicket(ticket="at A", arrived=BEGUN, since=BEGUN)
    assert found["at B"].steps == ()


def test_a_ticket_that_only_waited_for_the_step_left_out_is_open_no_more() -> None:
    assert list(redesigned(kind="remove_step", step="B")) == ["at A"]


def test_a_step_that_a_machine_does_goes_on_by_itself() -> None:
    assert redesigned(kind="automate_step", step="A", minutes=30)["at A"].doing == Doing(step="A", begun=BEGUN)


def test_what_somebody_has_in_hand_who_leaves_waits_for_others() -> None:
    found = redesigned(kind="add_staff", team="T", count=-2)
    assert found["at A"] == OpenTicket(ticket="at A", arrived=BEGUN, since=BEGUN, waits_for="A", queued=1.0)


def test_without_such_a_change_open_tickets_stay_where_they_are() -> None:
    assert tuple(redesigned(kind="change_demand", factor=1.2).values()) == model().open
