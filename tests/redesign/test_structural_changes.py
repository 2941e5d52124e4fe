"""Changes of the order of work, by what they do to the routing and to the work in all."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from svcflow.errors import ScenarioError
from svcflow.model import END, START, Context, Distribution, Flow, Gathering, Routing, ServiceModel, check_model, constant
from svcflow.model.hours import weekly_calendar
from svcflow.redesign import Scenario, apply
from svcflow.redesign.changes import (
    AutomateStep,
    Change,
    ChangeBatch,
    ChangeDemand,
    ChangeDiscipline,
    ChangeHolidays,
    ChangeMix,
    ChangePause,
    CrossTrain,
    DispatchBySkill,
    InsertCheck,
    LimitWork,
    MergeSteps,
    MoveStep,
    Overtime,
    PoolTeams,
    RunParallel,
    ShiftLeft,
    SpeedStep,
    SplitStep,
    Train,
)
from svcflow.redesign.changes.change import with_step
from svcflow.redesign.changes.rerouting import inserted, passed_over, twinned, visits
from svcflow.redesign.changes.structure import sum_of
from svcflow.simulation import simulate

STEPS = ("A", "B", "C")
SHARES = st.floats(0.05, 1.0)
ROWS = st.lists(st.lists(st.floats(0.05, 1), min_size=4, max_size=4), min_size=10, max_size=10)
MONDAY_TO_FRIDAY = ("Mon", "Tue", "Wed", "Thu", "Fri")


def after(model: ServiceModel, *changes: Change) -> ServiceModel:
    changed = apply(model, Scenario("test", changes=changes))
    check_model(changed)
    return changed


def chances(routing: Routing) -> dict[tuple[str, ...], dict[str, float]]:
    return {context.after: context.next for context in routing.contexts}


def random_routing(weights: list[list[float]], histories: bool) -> Routing:
    """By the last step, and with `histories` by the last two as well."""
    after = [(START,), *((name,) for name in STEPS)]
    after += [(one, two) for one in (*STEPS[:2],) for two in STEPS] if histories else []
    contexts = []
    for context, row in zip(after, weights, strict=False):
        targets = STEPS if context == (START,) else (*STEPS, END)
        contexts.append(Context(after=context, next={to: w / sum(row[: len(targets)]) for to, w in zip(targets, row, strict=False)}, n=10))
    return Routing(contexts=tuple(contexts))


def test_expected_visits_of_a_loop() -> None:
    routing = Routing(
        contexts=(
            Context(after=(START,), next={"A": 1.0}),
            Context(after=("A",), next={"B": 1.0}),
            Context(after=("B",), next={"A": 0.25, END: 0.75}),
        )
    )
    assert visits(routing) == pytest.approx({"A": 4 / 3, "B": 4 / 3})


@given(ROWS, st.booleans(), SHARES)
def test_a_step_put_in_between_leaves_all_other_visits(weights: list[list[float]], histories: bool, share: float) -> None:
    routing = random_routing(weights, histories)
    changed = inserted(routing, "X", sources=("A",), targets=("B", "C"), share=share)
    before, now = visits(routing), visits(changed)
    assert {name: now[name] for name in STEPS} == pytest.approx(before)
    if not histories:
        onward = chances(routing)["A",]
        assert now["X"] == pytest.approx(before["A"] * share * (onward["B"] + onward["C"]))


@given(ROWS, st.booleans(), SHARES)
def test_twins_share_the_visits(weights: list[list[float]], histories: bool, share: float) -> None:
    routing = random_routing(weights, histories)
    now = visits(twinned(routing, "B", "X", share))
    assert now.get("B", 0.0) + now["X"] == pytest.approx(visits(routing)["B"])
    assert now["A"] == pytest.approx(visits(routing)["A"])
    assert now["X"] == pytest.approx(share * visits(routing)["B"])


@given(ROWS, SHARES, st.floats(0.05, 0.9))
def test_what_a_twin_fails_at_comes_on_top(weights: list[list[float]], share: float, failing: float) -> None:
    routing = random_routing(weights, histories=False)
    before, now = visits(routing), visits(twinned(routing, "B", "X", share, failing))
    assert now["X"] == pytest.approx(share * before["B"])
    assert now.get("B", 0.0) == pytest.approx((1 - share + share * failing) * before["B"])
    assert {name: now[name] for name in ("A", "C")} == pytest.approx({name: before[name] for name in ("A", "C")})


def test_a_flow_that_is_passed_over_goes_where_it_went_after() -> None:
    routing = Routing(
        contexts=(
            Context(after=(START,), next={"A": 0.5, "B": 0.5}),
            Context(after=("A",), next={"B": 0.8, "C": 0.2}),
            Context(after=("B",), next={"C": 0.5, END: 0.5}),
            Context(after=("A", "B"), next={"C": 1.0}),
            Context(after=("C",), next={END: 1.0}),
        )
    )
    found = chances(passed_over(routing, "A", "B"))
    assert found["A",] == pytest.approx({"C": 1.0})
    assert found[START,] == {"A": 0.5, "B": 0.5}, "whoever comes from elsewhere still goes there"
    half = chances(passed_over(routing, "A", "B", 0.5))
    assert half["A",] == pytest.approx({"B": 0.4, "C": 0.6})


def test_a_machine_that_does_a_share_fails_and_leaves_a_rest(desk: ServiceModel) -> None:
    change = AutomateStep(step="Register ticket", minutes=1, share=0.7, fails=0.05, residual=0.1)
    changed = after(desk, change)
    times, before = visits(changed.routing), visits(desk.routing)
    assert times["Register ticket (automated)"] == pytest.approx(0.7)
    assert times["Register ticket"] == pytest.approx(0.3 + 0.7 * 0.05)
    assert times["Register ticket (rest)"] == pytest.approx(0.7 * 0.95)
    assert times["Diagnose"] == pytest.approx(before["Diagnose"])
    assert not changed.step("Register ticket (automated)").staffed
    assert changed.step("Register ticket (rest)").duration.expected == pytest.approx(0.1 * 0.1)


def test_a_machine_with_a_rest_for_people_takes_the_step_itself_away(desk: ServiceModel) -> None:
    changed = after(desk, AutomateStep(step="Register ticket", minutes=1, residual=0.2))
    assert all("Register ticket" not in person.skills for person in changed.people)
    assert visits(changed.routing)["Register ticket (rest)"] == pytest.approx(1.0)


def test_merged_steps_keep_the_work_less_what_is_saved(desk: ServiceModel) -> None:
    changed = after(desk, MergeSteps(first="Resolve", second="Close ticket", saving=0.5))
    assert [step.name for step in changed.steps if step.name == "Close ticket"] == []
    assert changed.step("Resolve").duration.expected == pytest.approx(0.2 + 0.95 * 0.5 * 0.05)
    assert changed.step("Resolve").cost == pytest.approx(0.95 * 1.5)
    assert chances(changed.routing)["Resolve",] == pytest.approx({END: 0.95, "Diagnose": 0.05})


def test_a_merged_step_stays_for_those_who_come_from_elsewhere(desk: ServiceModel) -> None:
    changed = after(desk, MergeSteps(first="Diagnose", second="Investigate"))
    assert visits(changed.routing)["Investigate"] == pytest.approx(visits(desk.routing)["Wait for customer"] * 0.4, rel=0.5)
    assert changed.step("Diagnose").duration.expected == pytest.approx(0.45 + 0.4 * 1.9, rel=1e-6)


def test_the_sum_of_two_durations() -> None:
    one, two = Distribution(kind="exponential", mean=1.0), Distribution(kind="exponential", mean=1.0)
    both = sum_of(one, two, 1.0)
    assert both.expected == pytest.approx(2.0)
    # Erlang's distribution with two stages: P(T <= t) = 1 - (1 + t) exp(-t)
    assert both.draw(0.5) == pytest.approx(1.678347, rel=0.02)
    assert both.draw(0.9) == pytest.approx(3.889720, rel=0.02)
    assert sum_of(constant(1.0), constant(2.0), 0.25).expected == pytest.approx(1.5)


def test_a_split_step_keeps_the_work(desk: ServiceModel) -> None:
    changed = after(desk, SplitStep(step="Diagnose", name="Write up", share=0.2, team="Quality"))
    assert changed.step("Diagnose").duration.expected + changed.step("Write up").duration.expected == pytest.approx(0.45)
    assert visits(changed.routing)["Write up"] == pytest.approx(visits(desk.routing)["Diagnose"])
    assert [person.name for person in changed.people if "Write up" in person.skills] == ["QA"]
    assert [(flow.source, flow.target) for flow in changed.flows] == [("Write up", "Investigate")], "the delay lies after both"


def test_a_moved_step_is_done_as_often(desk: ServiceModel) -> None:
    changed = after(desk, MoveStep(step="Test fix", after="Investigate"))
    assert visits(changed.routing)["Test fix"] == pytest.approx(visits(desk.routing)["Test fix"], rel=0.2)
    assert "Test fix" in changed.people[-1].skills
    assert not [context for context in changed.routing.contexts if context.after[-1] == "Implement fix" and "Test fix" in context.next]


def test_steps_side_by_side(desk: ServiceModel) -> None:
    changed = after(desk, RunParallel(first="Diagnose", second="Investigate"))
    assert [flow for flow in changed.flows if flow.target == "Investigate"] == [Flow(source="Diagnose", target="Investigate", overlap=1.0)]


def test_a_check_finds_errors_early_and_makes_no_fewer(desk: ServiceModel) -> None:
    check = InsertCheck(step="Implement fix", name="Review", team="Second line", minutes=10, catches=0.6)
    changed = after(desk, check)
    # 0.15 · 0.6 = 0.09 go straight back; 0.06 of the other 0.91 come back later
    assert chances(changed.routing)["Implement fix", "Review"] == pytest.approx({"Implement fix": 0.09, "Test fix": 0.91})
    assert changed.step("Implement fix").error_chance == pytest.approx(0.06 / 0.91)
    assert changed.step("Review").checks


def test_what_held_tickets_up_behind_a_step_holds_them_up_behind_its_check(desk: ServiceModel) -> None:
    erring = with_step(desk, "Diagnose", lambda it: it.model_copy(update={"error_chance": 0.1, "fitted_error_chance": 0.1}))
    changed = after(erring, InsertCheck(step="Diagnose", name="Review", minutes=10, catches=0.5))
    delays = {(flow.source, flow.target): flow.delay for flow in changed.flows}
    assert delays["Review", "Investigate"] == delays["Diagnose", "Investigate"]
    assert ("Diagnose", "Review") not in delays


def test_a_simulated_check_saves_what_lies_between(desk: ServiceModel) -> None:
    def executions(model: ServiceModel) -> dict[str, float]:
        log = simulate(model, cases=4000, replications=1, engine="compiled").logs[0]
        return {name: count / 4000 for name, count in log.steps["activity"].value_counts().iter_rows()}

    before = executions(desk)
    now = executions(after(desk, InsertCheck(step="Implement fix", name="Review", team="Second line", minutes=10, catches=1.0)))
    assert now["Review"] == pytest.approx(now["Implement fix"])
    assert now["Implement fix"] == pytest.approx(before["Implement fix"], rel=0.05), "as many errors as before"
    assert now["Test fix"] == pytest.approx(before["Test fix"] * 0.85, rel=0.05), "but none reaches the test"


def test_what_the_first_line_settles_goes_past_the_second(desk: ServiceModel) -> None:
    change = ShiftLeft(step="Diagnose", instead_of="Investigate", share=0.25, minutes=12, then="Resolve", returning=0.1)
    changed = after(desk, change)
    assert chances(changed.routing)["Diagnose",] == pytest.approx(
        {"Wait for customer": 0.25, "Resolve": 0.35, "Investigate": 0.3, "Settle at once": 0.1}
    )
    assert chances(changed.routing)["Diagnose", "Settle at once"] == pytest.approx({"Resolve": 0.9, "Investigate": 0.1})
    assert {person.team for person in changed.people if "Settle at once" in person.skills} == {"First line"}
    free = after(desk, ShiftLeft(step="Diagnose", instead_of="Investigate", share=0.25))
    assert not free.step("Settle at once").staffed


def test_learners_take_longer_and_come_last(desk: ServiceModel) -> None:
    changed = after(desk, CrossTrain(team="First line", count=2, steps=("Investigate",), factor=1.3, last_resort=True))
    learners = [person for person in changed.people if person.team == "First line" and "Investigate" in person.skills]
    assert len(learners) == 2
    assert {person.skills["Investigate"] for person in learners} == {0.0}
    for person in learners:
        assert changed.step("Investigate").by_person[person.name].expected == pytest.approx(1.3 * 1.9)


def test_part_of_an_entry_that_stands_for_several(desk: ServiceModel) -> None:
    changed = after(desk, Train(team="Quality", count=1, percent=50))
    assert [(person.name, person.count) for person in changed.people if person.team == "Quality"] == [("QA", 1), ("QA (trained)", 1)]
    assert changed.step("Test fix").by_person["QA (trained)"].expected == pytest.approx(0.25)


def test_training_counts_from_their_own_pace(desk: ServiceModel) -> None:
    changed = after(desk, Train(team="Second line", step="Investigate", percent=10)).step("Investigate")
    assert changed.by_person["L2-1"].expected == pytest.approx(0.9)
    assert changed.by_person["L2-2"].expected == pytest.approx(0.9 * 1.9)


def test_pooled_teams_can_do_everything(desk: ServiceModel) -> None:
    changed = after(desk, PoolTeams(teams=("First line", "Second line"), name="Service desk"))
    pooled = [person for person in changed.people if person.team == "Service desk"]
    assert len(pooled) == 15
    assert {len(person.skills) for person in pooled} == {6}
    assert next(team.rate_h for team in changed.teams if team.name == "Service desk") == pytest.approx((7 * 32 + 8 * 48) / 15)


def test_ranks_for_a_team(desk: ServiceModel) -> None:
    ranked = ChangeDiscipline(team="Second line", discipline="priority", attribute="priority", order=("P1", "P2", "P3"))
    changed = after(desk, ranked, ChangeDiscipline(team="First line", discipline="priority"))
    assert {team.name: team.discipline for team in changed.teams} == {
        "First line": "priority",
        "Second line": "priority",
        "Quality": "fifo",
    }
    with pytest.raises(ScenarioError, match="has no priorities"):
        after(desk, ChangeDiscipline(team="First line", discipline="priority"))
    other = ChangeDiscipline(team="Quality", discipline="priority", attribute="channel", order=("phone", "portal"))
    with pytest.raises(ScenarioError, match="all teams rank alike"):
        after(changed, other)


def test_the_fastest_come_first(desk: ServiceModel) -> None:
    changed = after(desk, DispatchBySkill())
    weights = {person.name: person.skills["Investigate"] for person in changed.people if "Investigate" in person.skills}
    assert weights["L2-1"] == 1.0
    assert set(weights.values()) == {0.0, 1.0}
    with pytest.raises(ScenarioError, match="faster than others"):
        after(desk, DispatchBySkill(step="Resolve"))


def test_fewer_tickets_in_hand(desk: ServiceModel) -> None:
    assert {person.slots for person in after(desk, LimitWork(per_person=1)).people} == {1}
    with pytest.raises(ScenarioError, match="at most 1 ticket in hand"):
        after(desk, LimitWork(team="First line", per_person=1))


def test_longer_days(desk: ServiceModel) -> None:
    changed = after(desk, Overtime(team="Second line", hours=1.5, days=("Mon", "Tue")))
    kept = next(person.calendar for person in changed.people if person.team == "Second line")
    assert changed.calendars[kept].hours["Mon"] == ("08:00-18:30",)
    assert changed.calendars[kept].hours["Wed"] == ("08:00-17:00",)
    assert weekly_calendar(changed.calendars[kept]).hours_a_week == pytest.approx(48)
    assert [person.calendar for person in changed.people if person.team == "Quality"] == ["second"]


def test_other_holidays(desk: ServiceModel) -> None:
    changed = after(desk, ChangeHolidays(add=("2025-12-24",), remove=("2025-12-25",)))
    assert changed.calendars["first"].holidays == ("2025-12-24",)
    with pytest.raises(ScenarioError, match="2025-12-31 is no holiday"):
        after(desk, ChangeHolidays(remove=("2025-12-31",)))


def test_a_peak_and_a_trend(desk: ServiceModel) -> None:
    peak = ChangeDemand(factor=1.5, since=date(2025, 2, 3), until=date(2025, 2, 17))
    changed = after(desk, peak)
    assert changed.arrivals.course == {"2025-02-02": 1.0, "2025-02-03": 1.5, "2025-02-17": 1.0}
    twice = after(changed, ChangeDemand(factor=2.0, since=date(2025, 2, 10)))
    assert twice.arrivals.course == {
        "2025-02-02": 1.0, "2025-02-03": 1.5, "2025-02-09": 1.5, "2025-02-10": 3.0, "2025-02-17": 2.0,
    }  # fmt: skip
    growing = after(desk, ChangeDemand(monthly=0.02)).arrivals.course
    assert list(growing.values())[:3] == pytest.approx([1.0, 1.0, 1.02])


def test_another_mix(desk: ServiceModel) -> None:
    changed = after(desk, ChangeMix(attribute="priority", shares={"P1": 0.4}))
    assert changed.attributes[0].shares == pytest.approx({"P1": 0.4, "P2": 0.2, "P3": 0.4})


def test_a_shorter_pause(desk: ServiceModel) -> None:
    assert after(desk, ChangePause(step="Wait for customer", percent=25)).step("Wait for customer").duration.expected == pytest.approx(18)
    with pytest.raises(ScenarioError, match="Pauses: Wait for customer"):
        after(desk, ChangePause(step="Resolve", percent=25))


def test_batches_of_another_size_and_none_at_all(desk: ServiceModel) -> None:
    gathered = after(desk, ChangeBatch(step="Test fix", size=4, most_h=24.0))
    assert gathered.step("Test fix").gathering == Gathering(size=4, most_h=24.0)
    smaller = after(gathered, ChangeBatch(step="Test fix", size=2))
    assert smaller.step("Test fix").gathering == Gathering(size=2, most_h=24.0)
    assert after(smaller, ChangeBatch(step="Test fix", none=True)) == desk


REFUSED = {
    "no batch to end": (ChangeBatch(step="Test fix", none=True), 'no tickets are gathered before "Test fix". Gathered: none.'),
    "a batch that may never be whole": (ChangeBatch(step="Test fix", size=4), "size (=4) alone may keep the last tickets for ever"),
    "no time": (ChangeBatch(step="Test fix", times=("Tuesday",)), '"Tuesday" is no time of the week.'),
    "the same step twice": (MergeSteps(first="Resolve", second="Resolve"), 'first and second are both "Resolve"'),
    "steps that do not follow": (MergeSteps(first="Resolve", second="Investigate"), 'never follows "Resolve"'),
    "a pause merged": (MergeSteps(first="Diagnose", second="Wait for customer"), 'nobody does "Wait for customer"'),
    "a name that is taken": (SplitStep(step="Diagnose", name="Resolve", share=0.5), 'there is already a step "Resolve"'),
    "a check where nothing comes back": (InsertCheck(step="Resolve", name="X", minutes=1, catches=0.5), "would find nothing"),
    "nothing to pass over": (ShiftLeft(step="Resolve", instead_of="Test fix", share=0.5), 'goes from "Resolve" to "Test fix"'),
    "nothing to learn": (CrossTrain(team="Quality", steps=("Test fix",)), "can do Test fix already"),
    "more than there are": (Train(team="Quality", count=3, percent=5), "count (=3) is more than the 2 people"),
    "a team pooled with itself": (PoolTeams(teams=("Quality", "Quality")), "names one twice"),
    "an unknown value": (ChangeMix(attribute="channel", shares={"fax": 0.1}), 'no ticket has channel "fax"'),
}


@pytest.mark.parametrize(("change", "message"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_refused(desk: ServiceModel, change: Change, message: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        after(desk, change)
    assert message in str(refused.value)


def test_half_a_merge_and_a_faster_step_are_no_surprise(desk: ServiceModel) -> None:
    changed = after(desk, SpeedStep(step="Resolve", factor=0.5), MergeSteps(first="Resolve", second="Close ticket"))
    assert changed.step("Resolve").duration.expected == pytest.approx(0.1 + 0.95 * 0.05)
    assert np.isclose(sum(chances(changed.routing)["Resolve",].values()), 1)
