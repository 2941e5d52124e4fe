"""What a change is said to mean, in the analyst's words and units; and senseless changes, refused in them."""

from pathlib import Path

import pytest

from svcflow.errors import ScenarioError
from svcflow.model import ServiceModel, always, parts_of, refit
from svcflow.redesign import Scenario, apply, assumptions, read_scenario
from svcflow.redesign.changes import (
    AddStaff,
    AutomateStep,
    Change,
    ChangeCalendar,
    ChangeDelays,
    ChangePause,
    CrossTrain,
    DispatchBySkill,
    MergeSteps,
    MoveStaff,
    Overtime,
    SpeedStep,
    Train,
)

SECOND = "Second line"


def said(model: ServiceModel, change: Change) -> str:
    return assumptions(model, Scenario("one", changes=(change,)))[0].replace("\u202f", " ")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            Overtime(team=SECOND, hours=1),
            "Second line works 1 h longer on Mon, Tue, Wed, Thu, Fri (50 h a week instead of 45), at the same rate.",
        ),
        (Overtime(team=SECOND, hours=1, count=1, days=("Fri", "Sat")), "1 person of Second line works 1 h longer on Fri (46 h"),
        (Overtime(team=SECOND, hours=1, count=2), "2 people of Second line work 1 h longer"),
        (
            ChangeCalendar(team=SECOND, count=1, hours={"Mon": ("08:00-12:00",)}),
            "1 of the 8 people of Second line works Mon 08:00-12:00 (4 h",
        ),
        (Train(team=SECOND, count=1, percent=10), "1 person of Second line takes 90 % of the time for all that they do"),
        (Train(person="L2-1", step="Investigate", percent=10), "L2-1 takes 90 % of the time for Investigate"),
        (CrossTrain(team="First line", count=1, steps=("Investigate",)), "1 person of First line can do Investigate as well"),
        (AddStaff(team=SECOND, count=0), "Second line stays at 8 people."),
        (
            MergeSteps(first="Implement fix", second="Test fix"),
            "Test fix is no step of its own any more. QA did nothing else and leave the model.",
        ),
        (AutomateStep(step="Resolve", minutes=1, residual=0.3), "On each of them 30 % of people's work remains."),
        (AutomateStep(step="Resolve", minutes=1, residual=0.3, fails=0.1), "On the others 30 % of people's work remains."),
        (AutomateStep(step="Resolve", hours=36), "always within 36 h,"),
        (SpeedStep(step="Wait for customer", percent=50), "(mean 24 h, then 12 h)"),
        (ChangePause(step="Wait for customer", factor=14), "lasts 14 days on average instead of 24 h"),
        (ChangeDelays(factor=20), "2 000 % of what is lost"),
    ],
    ids=lambda each: each.kind if isinstance(each, Change) else "",
)
def test_a_sentence_reads_well(change: Change, sentence: str, desk: ServiceModel) -> None:
    assert sentence in said(desk, change)


def test_what_changes_nothing_is_refused(desk: ServiceModel) -> None:
    round_the_clock = desk.model_copy(update={"calendars": {**desk.calendars, "second": always()}})
    for model, change, problem in (
        (desk, Overtime(team=SECOND, hours=1, days=("Sun",)), "no shift of Second line ends on Sun"),
        (round_the_clock, Overtime(team=SECOND, hours=1), "Second line works round the clock"),
        (desk, MoveStaff(from_team=SECOND, to_team=SECOND, count=1), 'both "Second line"'),
    ):
        with pytest.raises(ScenarioError, match=problem) as refused:
            apply(model, Scenario("one", changes=(change,)))
        assert refused.value.remedy


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ('kind = "speed_step"\nstep = "Investigate"\npercent = true', r"percent \(=true\) must be a number"),
        ('kind = "cross_train"\nteam = "First line"\nsteps = []', r"steps \(=\[\]\) needs 1 at least"),
        (
            'kind = "add_staff"\nteam = "First line"\ncount = { low = 1, high = 3 }',
            r"count is a whole number and cannot be a range \(=1 to 3\)",
        ),
        ('kind = "change_demand"\nfactor = 2\nsince = 2025-07-20T10:00:00', "should be a date, as in 2025-02-03"),
        ('kind = "change_calendar"\nteam = "First line"\nhours = { Mo = ["08:00-12:00"] }', r"hours\.Mo \(='Mo'\) should be 'Mon', 'Tue'"),
        ('kind = "speed_step"\nstep = "Investigate"\npercent = 5\n[money]\none_off = true', r"one_off \(=true\) should be a number"),
        (
            'kind = "speed_step"\nstep = "Investigate"\npercent = 5\n[money]\nhorizon_months = { low = 12, high = 36 }',
            "horizon_months is a whole",
        ),
    ],
)
def test_a_field_of_another_sort_is_refused(fields: str, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "redesign.toml"
    path.write_text(f"[[change]]\n{fields}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=problem):
        read_scenario(path)


def test_a_refit_in_which_nobody_is_faster_keeps_its_durations(refitted: ServiceModel) -> None:
    alike = [it.model_copy(update={"by_person": {}}) if it.by_person else it for it in refitted.steps]
    redesign = Scenario("skilled", changes=(DispatchBySkill(step="Investigate"),))
    parts = tuple(parts_of(refit(refitted, number).model_copy(update={"steps": tuple(alike)}), refitted) for number in range(2))
    found = apply(refitted.model_copy(update={"refits": parts}), redesign)
    assert [it.durations for it in found.refits] == [it.durations for it in parts]
    with pytest.raises(ScenarioError, match='nobody does the step "Investigate" faster'):
        apply(refitted.model_copy(update={"steps": tuple(alike), "refits": ()}), redesign)
