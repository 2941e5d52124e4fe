"""Each kind of change, by the structure of the model that it leaves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from svcflow.model import END, START, Arrivals, Attribute, ByAttribute, Context, Routing, ServiceModel, constant
from svcflow.redesign import Scenario, apply, assumptions
from svcflow.redesign.changes import (
    AddStaff,
    AutomateStep,
    Change,
    ChangeCalendar,
    ChangeDelay,
    ChangeDemand,
    ChangeRate,
    DeflectArrivals,
    MoveStaff,
    ReduceErrors,
    RemoveStep,
    SpeedStep,
)
from svcflow.redesign.changes.removal import without


def after(model: ServiceModel, *changes: Change) -> ServiceModel:
    return apply(model, Scenario("test", changes=changes))


def said(model: ServiceModel, *changes: Change) -> str:
    return " ".join(assumptions(model, Scenario("test", changes=changes)))


def people_of(model: ServiceModel, team: str) -> int:
    return sum(person.count for person in model.people if person.team == team)


def test_a_faster_step_scales_every_duration_of_it(desk: ServiceModel) -> None:
    changed = after(desk, SpeedStep(step="Investigate", percent=25)).step("Investigate")
    assert changed.duration.expected == pytest.approx(0.75 * 1.9)
    assert changed.by_person["L2-1"].expected == pytest.approx(0.75)
    assert after(desk, SpeedStep(step="Investigate", factor=0.75)).step("Investigate") == changed
    step = desk.step("Close ticket").model_copy(update={"by_attribute": ByAttribute(attribute="kind", durations={"x": constant(2.0)})})
    kind = Attribute(name="kind", shares={"x": 0.4, "y": 0.6})
    steps = tuple(step if it.name == step.name else it for it in desk.steps)
    model = desk.model_copy(update={"steps": steps, "attributes": (kind,)})
    found = after(model, SpeedStep(step="Close ticket", factor=0.75)).step("Close ticket").by_attribute
    assert found == ByAttribute(attribute="kind", durations={"x": constant(1.5)})


def test_an_automated_step_needs_nobody(desk: ServiceModel) -> None:
    changed = after(desk, AutomateStep(step="Investigate", minutes=6))
    assert not changed.step("Investigate").staffed
    assert changed.step("Investigate").duration == constant(0.1)
    assert all("Investigate" not in person.skills for person in changed.people)
    assert people_of(changed, "Second line") == 8, "they still implement"


def test_people_who_did_nothing_else_leave_with_their_step(desk: ServiceModel) -> None:
    for change in (AutomateStep(step="Test fix", hours=0), RemoveStep(step="Test fix")):
        changed = after(desk, change)
        assert people_of(changed, "Quality") == 0
        assert "Quality" not in [team.name for team in changed.teams]
        assert "nothing else" in said(desk, change)


def test_fewer_errors_change_the_chance_and_keep_the_fitted_one(desk: ServiceModel) -> None:
    for change in (ReduceErrors(step="Implement fix", factor=0.5), ReduceErrors(step="Implement fix", to=0.075)):
        changed = after(desk, change)
        assert changed.step("Implement fix").error_chance == pytest.approx(0.075)
        assert changed.step("Implement fix").fitted_error_chance == 0.15
        assert changed.routing == desk.routing


def test_new_people_are_typical(desk: ServiceModel) -> None:
    new = after(desk, AddStaff(team="Second line", count=2)).people[-1]
    assert (new.count, new.team, new.calendar) == (2, "Second line", "second")
    assert new.skills == {"Investigate": 1.0, "Implement fix": 2.0}


def test_new_people_have_the_union_of_skills_at_the_mean_preference(desk: ServiceModel) -> None:
    people = [person.model_copy(update={"skills": {"Investigate": 1.0}}) if person.name == "L2-1" else person for person in desk.people]
    new = after(desk.model_copy(update={"people": tuple(people)}), AddStaff(team="Second line", count=1)).people[-1]
    assert new.skills == pytest.approx({"Investigate": 1.0, "Implement fix": 2.0 * 7 / 8})


def test_people_stay_as_long_after_their_shift_as_before(desk: ServiceModel) -> None:
    people = [person.model_copy(update={"grace_h": 0.5}) if person.team == "Second line" else person for person in desk.people]
    staying = desk.model_copy(update={"people": tuple(people)})
    late = ChangeCalendar(team="Second line", count=3, hours={"Mon": ("10:00-20:00",)})
    changed = after(staying, AddStaff(team="Second line", count=2), AddStaff(team="First line", count=1), late)
    assert {person.grace_h for person in changed.people if person.team == "Second line"} == {0.5}
    assert {person.grace_h for person in changed.people if person.team != "Second line"} == {0.0}
    assert late.describe(staying).endswith("goes on at the next, unless it takes 30\u202fmin more at most.")


def test_new_people_are_slowed_as_the_team_is(desk: ServiceModel) -> None:
    people = [person.model_copy(update={"slots": 3, "slowdown": 0.15 if person.team == "Second line" else 0.0}) for person in desk.people]
    new = after(desk.model_copy(update={"people": tuple(people)}), AddStaff(team="Second line", count=1)).people[-1]
    assert (new.slots, new.slowdown) == (3, 0.15)


def test_fewer_people_lose_the_most_typical(desk: ServiceModel) -> None:
    changed = after(desk, AddStaff(team="Second line", count=-2))
    # n runs from 101 to 108: the median is 104.5
    assert {"L2-4", "L2-5"} == {person.name for person in desk.people} - {person.name for person in changed.people}


def test_a_pool_shrinks_by_its_count(desk: ServiceModel) -> None:
    assert people_of(after(desk, AddStaff(team="Quality", count=-1)), "Quality") == 1


def test_durations_of_people_who_left_leave_with_them(desk: ServiceModel) -> None:
    changed = after(desk, AddStaff(team="Second line", count=-7))
    assert [person.name for person in changed.people if person.team == "Second line"] == ["L2-8"]
    assert not changed.step("Investigate").by_person


def test_people_who_move_are_as_many_as_before(desk: ServiceModel) -> None:
    changed = after(desk, MoveStaff(from_team="First line", to_team="Second line", count=2))
    assert (people_of(changed, "First line"), people_of(changed, "Second line")) == (5, 10)
    assert set(changed.people[-1].skills) == {"Investigate", "Implement fix"}


def test_a_second_addition_has_another_name(desk: ServiceModel) -> None:
    changed = after(desk, AddStaff(team="Second line", count=1), AddStaff(team="Second line", count=3))
    assert people_of(changed, "Second line") == 12


def test_other_hours_for_a_team_keep_zone_and_holidays(desk: ServiceModel) -> None:
    changed = after(desk, ChangeCalendar(team="Second line", hours={"Mon": ("10:00-20:00",)}))
    kept = {person.calendar for person in changed.people if person.team == "Second line"}
    assert len(kept) == 1
    calendar = changed.calendars[kept.pop()]
    assert (calendar.hours, calendar.holidays) == ({"Mon": ("10:00-20:00",)}, ("2025-12-25",))
    assert [person.calendar for person in changed.people if person.team == "Quality"] == ["second"], "the others keep theirs"


def test_other_hours_for_some_of_a_team_or_of_a_pool(desk: ServiceModel) -> None:
    hours = {"Mon": ("10:00-20:00",)}
    changed = after(desk, ChangeCalendar(team="Second line", count=3, hours=hours), ChangeCalendar(team="Quality", count=1, hours=hours))
    late = [person for person in changed.people if changed.calendars[person.calendar].hours == hours]
    assert sum(person.count for person in late if person.team == "Second line") == 3
    assert sum(person.count for person in late if person.team == "Quality") == 1
    assert people_of(changed, "Quality") == 2


def test_other_hours_for_one_person(desk: ServiceModel) -> None:
    changed = after(desk, ChangeCalendar(person="L1-3", hours={"Sat": ("09:00-13:00",)}))
    moved = [person.name for person in changed.people if person.calendar not in desk.calendars]
    assert moved == ["L1-3"]


def test_deflection_leaves_what_is_not_answered_or_comes_back(desk: ServiceModel) -> None:
    changed = after(desk, DeflectArrivals(share=0.15, returning=0.2))
    assert changed.arrivals.level == pytest.approx(0.88)
    assert changed.cases == 352, "the same period: 400 · 0.88"


def test_demand_multiplies_a_rate_and_divides_an_interval(desk: ServiceModel) -> None:
    assert after(desk, ChangeDemand(factor=1.5)).arrivals.level == pytest.approx(1.5)
    timetable = Arrivals(kind="timetable", weekly=(1.0,) * 168, interval_h=3.0)
    changed = after(desk.model_copy(update={"arrivals": timetable}), ChangeDemand(factor=1.5))
    assert changed.arrivals.interval_h == pytest.approx(2.0)


def test_a_delay_is_scaled(desk: ServiceModel) -> None:
    changed = after(desk, ChangeDelay(source="Diagnose", target="Investigate", factor=0.5))
    assert changed.flows[0].delay == constant(1.5)


def test_a_rate_is_set(desk: ServiceModel) -> None:
    changed = after(desk, ChangeRate(team="Quality", rate_h=45))
    assert {team.name: team.rate_h for team in changed.teams} == {"First line": 32, "Second line": 48, "Quality": 45}


# --- removal --------------------------------------------------------------------------------------------------------


def chances(routing: Routing) -> dict[tuple[str, ...], dict[str, float]]:
    return {context.after: context.next for context in routing.contexts}


def routes(**contexts: dict[str, float]) -> Routing:
    named = {"start": START}
    return Routing(
        contexts=tuple(
            Context(after=tuple(named.get(name, name) for name in key.split("_")), next=following, n=10)
            for key, following in contexts.items()
        )
    )


def test_removal_hands_the_chance_to_the_successors(desk: ServiceModel) -> None:
    found = chances(after(desk, RemoveStep(step="Test fix")).routing)
    assert found["Implement fix",] == pytest.approx({"Implement fix": 0.15, "Resolve": 0.85})
    assert ("Test fix",) not in found
    for following in found.values():
        assert sum(following.values()) == pytest.approx(1)


def test_removal_of_the_first_and_the_last_step(desk: ServiceModel) -> None:
    found = chances(after(desk, RemoveStep(step="Register ticket"), RemoveStep(step="Close ticket")).routing)
    assert found[START,] == {"Diagnose": 1.0}
    assert found["Resolve",] == pytest.approx({END: 0.95, "Diagnose": 0.05})


def test_removal_sums_a_loop_as_a_geometric_series() -> None:
    found = chances(without(routes(start={"A": 1}, A={"R": 0.5, "B": 0.5}, R={"R": 0.2, "B": 0.6, END: 0.2}, B={END: 1}), "R"))
    # 0.5 + 0.5 · 0.6 / 0.8 = 0.875 and 0.5 · 0.2 / 0.8 = 0.125
    assert found["A",] == pytest.approx({"B": 0.875, END: 0.125})


def test_removal_bridges_a_cycle_through_the_step() -> None:
    found = chances(without(routes(start={"A": 1}, A={"R": 1}, R={"A": 0.3, END: 0.7}), "R"))
    assert found["A",] == pytest.approx({"A": 0.3, END: 0.7})


def test_removal_looks_at_the_whole_history() -> None:
    routing = routes(start={"A": 0.5, "B": 0.5}, A={"R": 1}, B={"R": 1}, R={"C": 0.5, END: 0.5}, A_R={"C": 1}, B_R={END: 1}, C={END: 1})
    found = chances(without(routing, "R"))
    assert found["A",] == {"C": 1.0}
    assert found["B",] == {END: 1.0}


def test_contexts_with_the_step_inside_are_joined_by_weight() -> None:
    routing = Routing(
        contexts=(
            *routes(start={"A": 1}, A={"R": 0.5, "B": 0.5}, R={"B": 1}, B={END: 1}).contexts,
            Context(after=("A", "B"), next={"A": 1.0}, n=30),
            Context(after=("A", "R", "B"), next={END: 1.0}, n=10),
            Context(after=("R", "B"), next={END: 1.0}, n=10),
        )
    )
    found = {context.after: context for context in without(routing, "R").contexts}
    assert found["A", "B"].next == pytest.approx({"A": 0.75, END: 0.25})
    assert found["A", "B"].n == 40
    assert found["B",].next == {END: 1.0}
    assert not [history for history in found if "R" in history]


def test_removal_keeps_what_contexts_ask_of_the_ticket() -> None:
    kind = {"kind": "x"}
    routing = Routing(
        contexts=(
            *routes(start={"A": 1}, A={"R": 0.5, "B": 0.5}, R={"B": 0.5, END: 0.5}, B={END: 1}).contexts,
            Context(after=("R",), where=kind, next={END: 1.0}),
            Context(after=("B",), visits=2, next={"R": 1.0}),
            Context(after=("A",), where={"color": "y"}, next={"R": 1.0}),
        )
    )
    found = {(it.after, *it.where.values(), it.visits): it.next for it in without(routing, "R").contexts}
    assert found.pop((("A",), 0)) == pytest.approx({"B": 0.75, END: 0.25})
    assert found.pop((("A",), "x", 0)) == pytest.approx({"B": 0.5, END: 0.5})
    assert found.pop((("A",), "y", 0)) == pytest.approx({"B": 0.5, END: 0.5})
    assert found.pop((("A",), "x", "y", 0)) == pytest.approx({END: 1.0}), "both may be asked for, so both together are told"
    assert found.pop((("B",), 2)) == pytest.approx({"B": 0.5, END: 0.5})
    assert found.pop((("B",), "x", 2)) == pytest.approx({END: 1.0})
    assert found == {((START,), 0): {"A": 1.0}, (("B",), 0): {END: 1.0}}


def test_tickets_of_a_value_that_need_the_removed_step_alone_leave_with_their_share(desk: ServiceModel) -> None:
    contexts = [it for it in desk.routing.contexts if it.after != ("Register ticket",)]
    contexts.append(Context(after=("Register ticket",), next={"Diagnose": 1.0}))
    contexts.append(Context(after=("Register ticket",), where={"kind": "x"}, next={"Diagnose": 0.5, END: 0.5}))
    attributes = (Attribute(name="kind", shares={"x": 0.4, "y": 0.6}),)
    model = desk.model_copy(update={"routing": Routing(contexts=tuple(contexts)), "attributes": attributes})
    changed = after(model, RemoveStep(step="Register ticket"))
    assert changed.arrivals.level == pytest.approx(0.8 * desk.arrivals.level)
    assert changed.attributes[0].shares == pytest.approx({"x": 0.25, "y": 0.75})
    assert all(context.next == pytest.approx({"Diagnose": 1.0}) for context in changed.routing.contexts if context.after == (START,))


CHAIN = st.lists(st.lists(st.floats(0.05, 1), min_size=4, max_size=4), min_size=4, max_size=4)


def visits(routing: Routing, names: list[str]) -> np.ndarray:
    """Expected visits of each step by a ticket: start · (I − P)⁻¹ for routing by the last step alone."""
    found = chances(routing)
    rows = np.array([[found[name,].get(other, 0.0) for other in names] for name in names])
    begin = np.array([found[START,].get(name, 0.0) for name in names])
    return begin @ np.linalg.inv(np.eye(len(names)) - rows)


@given(CHAIN)
def test_removal_keeps_the_visits_of_all_other_steps(weights: list[list[float]]) -> None:
    names = ["A", "B", "R"]
    targets = [*names, END]
    contexts = [Context(after=(START,), next={"A": 0.5, "B": 0.25, "R": 0.25}, n=1)]
    for name, row in zip(names, weights, strict=False):
        contexts.append(Context(after=(name,), next={to: weight / sum(row) for to, weight in zip(targets, row, strict=True)}, n=1))
    routing = Routing(contexts=tuple(contexts))
    bridged = without(routing, "R")
    for context in bridged.contexts:
        assert sum(context.next.values()) == pytest.approx(1)
    assert visits(bridged, ["A", "B"]) == pytest.approx(visits(routing, names)[:2])


def test_tickets_of_the_removed_step_alone_no_longer_come(desk: ServiceModel) -> None:
    contexts = [context for context in desk.routing.contexts if context.after != ("Register ticket",)]
    contexts.append(Context(after=("Register ticket",), next={"Diagnose": 0.9, END: 0.1}))
    changed = after(desk.model_copy(update={"routing": Routing(contexts=tuple(contexts))}), RemoveStep(step="Register ticket"))
    assert chances(changed.routing)[START,] == pytest.approx({"Diagnose": 1.0})
    assert changed.arrivals.level == pytest.approx(0.9)
    assert changed.cases == 360


def test_removal_takes_flows_and_skills_with_it(desk: ServiceModel) -> None:
    changed = after(desk, RemoveStep(step="Investigate"))
    assert changed.flows == ()
    assert all("Investigate" not in person.skills for person in changed.people)
