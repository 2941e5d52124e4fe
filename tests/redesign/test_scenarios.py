"""Scenario files, and what applying them means for any change."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from svcflow.errors import ScenarioError
from svcflow.model import ServiceModel, check_model, parts_of, refit
from svcflow.redesign import KINDS, Scenario, apply, assumptions, read_scenario
from svcflow.redesign.changes import AddStaff, ChangeCalendar, ReduceErrors, RemoveStep, SpeedStep
from svcflow.redesign.interplay import apart
from svcflow.redesign.ranges import MONEY

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
EXAMPLES = sorted(FOLDER.glob("*.toml"))
BLOCKS = re.findall(r"```toml\n(.*?)```", (FOLDER / "README.md").read_text(encoding="utf-8"), re.DOTALL)

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> Path:
        path = tmp_path / "redesign.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def one(kind: str, fields: str) -> str:
    return f'name = "one"\n[[change]]\nkind = "{kind}"\n{fields}\n'


def test_there_are_seven_examples() -> None:
    assert len(EXAMPLES) == 7


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_fits_the_desk(path: Path, refitted: ServiceModel) -> None:
    scenario = read_scenario(path)
    assert scenario.name
    assert scenario.why
    changed = apply(refitted, scenario)
    assert changed != refitted
    not_sure = [each for each in assumptions(refitted, scenario) if each.startswith("Cost not known for sure")]
    assert len(not_sure) == sum(each.change == MONEY for each in scenario.ranges)
    assert len(assumptions(refitted, scenario)) == len(scenario.changes) + len(not_sure)
    for each in apart(scenario):
        assert apply(refitted, each) != refitted, "each lever acts by itself as well"


def test_the_readme_shows_every_kind_once() -> None:
    assert sorted(set(re.findall(r'kind = "(\w+)"', "".join(BLOCKS)))) == sorted(KINDS)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: re.search(r'kind = "(\w+)"', block)[1])
def test_what_the_readme_shows_works(block: str, refitted: ServiceModel, write: Write) -> None:
    check_model(apply(refitted, read_scenario(write(block))))


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: re.search(r'kind = "(\w+)"', block)[1])
def test_apply_leaves_its_model_alone(block: str, refitted: ServiceModel, write: Write) -> None:
    before = refitted.model_dump_json()
    apply(refitted, read_scenario(write(block)))
    assert refitted.model_dump_json() == before


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: re.search(r'kind = "(\w+)"', block)[1])
def test_the_refits_are_redesigned_with_the_model(block: str, refitted: ServiceModel, write: Write) -> None:
    scenario = read_scenario(write(block)).drawn(1, len(refitted.refits))
    # `cases` and the people's own durations are no part of a refit.
    assert refit(apply(refitted, scenario), 1) == apply(refit(refitted, 1), scenario)


def test_what_a_refit_says_of_people_lasts_until_they_change(desk: ServiceModel) -> None:
    other = desk.model_copy(update={"calendars": {**desk.calendars, "late": desk.calendars["second"]}})
    other = other.model_copy(update={"people": tuple(person.model_copy(update={"calendar": "late", "slots": 2}) for person in desk.people)})
    given = desk.model_copy(update={"refits": (parts_of(other, desk),)})
    hours = ChangeCalendar(team="Second line", hours={"Mon": ("10:00-20:00",)})
    changed = refit(apply(given, Scenario("hours", changes=(AddStaff(team="First line", count=1), hours))), 0)
    check_model(changed)
    found = {person.name: (person.team == "Second line", person.calendar, person.slots) for person in changed.people}
    assert {it[1:] for name, it in found.items() if it[0]} == {("second (changed)", 2)}
    assert {it[1:] for name, it in found.items() if not it[0] and "new" not in name} == {("late", 2)}


def test_who_comes_is_slowed_as_the_refit_says(desk: ServiceModel) -> None:
    def with_slowdown(share: float) -> ServiceModel:
        people = (person.model_copy(update={"slots": 2, "slowdown": share}) for person in desk.people)
        return desk.model_copy(update={"people": tuple(people)})

    slowed, again = with_slowdown(0.2), with_slowdown(0.3)
    given = slowed.model_copy(update={"refits": (parts_of(again, slowed),)})
    changed = apply(given, Scenario("more", changes=(AddStaff(team="Second line", count=1), AddStaff(team="First line", count=-1))))
    assert {person.slowdown for person in changed.people} == {0.2}
    assert {person.slowdown for person in refit(changed, 0).people} == {0.3}
    assert {person.slots for person in refit(changed, 0).people} == {2}
    check_model(changed)


def test_an_empty_scenario_returns_an_equal_model(refitted: ServiceModel, write: Write) -> None:
    assert apply(refitted, read_scenario(write('name = "as it is"'))) == refitted


def test_changes_are_made_in_order(desk: ServiceModel) -> None:
    hours = ChangeCalendar(team="Second line", hours={"Mon": ("10:00-20:00",)})
    join = AddStaff(team="Second line", count=1)
    first, last = (apply(desk, Scenario("order", changes=changes)) for changes in ((join, hours), (hours, join)))
    assert first.people[-1].calendar == last.people[-1].calendar == "second (changed)"
    twice = apply(desk, Scenario("twice", changes=(SpeedStep(step="Resolve", factor=0.5),) * 2))
    assert twice.step("Resolve").duration.expected == pytest.approx(0.25 * 0.2)
    gone = Scenario("gone", changes=(RemoveStep(step="Resolve"), SpeedStep(step="Resolve", factor=0.5)))
    with pytest.raises(ScenarioError, match=r"change 2 \(speed_step\).*no step \"Resolve\""):
        apply(desk, gone)


def test_a_file_without_a_name_is_called_like_the_file(write: Write) -> None:
    assert read_scenario(write("")).name == "redesign"


BAD_FILES = {
    "not TOML": ("name = ", "not TOML"),
    "unknown field": ('nme = "x"', 'field "nme" is unknown. Did you mean "name"?'),
    "name is no text": ("name = 3", "name (=3) must be text."),
    "empty name": ('name = " "', "name is empty."),
    "change is no list": ("change = 3", "Begin each change with [[change]]."),
    "no kind": ("[[change]]\nstep = 'A'", "change 1: kind is missing."),
    "unknown kind": (one("speed_stop", ""), 'change 1: there is no kind "speed_stop". Did you mean "speed_step"?'),
    "unknown field of a kind": (one("add_staff", 'team = "A"\ncuont = 2'), '"cuont" is unknown. Did you mean "count"?'),
    "missing field": (one("add_staff", 'team = "A"'), 'change 1 (add_staff): the field "count" is missing.'),
    "negative factor": (one("speed_step", 'step = "A"\nfactor = -1'), "factor (=-1) should be greater than or equal to 0"),
    "infinite factor": (one("change_demand", "factor = inf"), "factor (=inf) should be a finite number"),
    "absurd factor": (one("speed_step", 'step = "A"\nfactor = 1e300'), '(speed_step): factor (=1e+300) of the step "A" must be <= 1000.'),
    "absurd percent": (one("speed_step", 'step = "A"\npercent = -1e9'), 'percent (=-1e+09) of the step "A" must be >= -99900.'),
    "more than all": (one("speed_step", 'step = "A"\npercent = 101'), "percent (=101) should be less than or equal to 100"),
    "absurd delay": (
        one("change_delay", 'source = "A"\ntarget = "B"\nfactor = 1001'),
        "factor (=1001) of the delay A → B must be <= 1000.",
    ),
    "absurd demand": (one("change_demand", "factor = 1e6"), "factor (=1e+06) of the demand must be <= 1000."),
    "absurd errors": (one("reduce_errors", 'step = "A"\nfactor = 2000'), 'factor (=2000) of the step "A" must be <= 1000.'),
    "unknown day": (one("change_calendar", 'team = "A"\nhours = { Monday = ["08:00-12:00"] }'), "hours.Monday"),
    "share above 1": (one("deflect_arrivals", "share = 1.5"), "share (=1.5) should be less than or equal to 1"),
    "chance above 1": (one("reduce_errors", 'step = "A"\nto = 2'), "to (=2) should be less than or equal to 1"),
    "both": (one("speed_step", 'step = "A"\nfactor = 1\npercent = 3'), "needs either factor or percent, not both."),
    "neither": (one("speed_step", 'step = "A"'), "needs either factor or percent, not neither."),
    "no machine": (one("automate_step", 'step = "A"\nminutes = 1\nshare = 0'), "share (=0) should be greater than 0"),
    "a field without its other": (one("cross_train", 'person = "A"\nsteps = ["B"]\ncount = 2'), "count needs a team."),
    "no date": (one("change_holidays", 'add = ["25.12.2025"]'), '"25.12.2025" is no date; write it like "2025-12-25"'),
    "dates that run backwards": (
        one("change_demand", "factor = 2\nsince = 2025-05-01\nuntil = 2025-04-01"),
        "since (=2025-05-01) must be before until (=2025-04-01).",
    ),
    "shares above 1": (one("change_mix", 'attribute = "A"\nshares = { x = 0.7, y = 0.6 }'), "must be >= 0 and sum to 1 at most"),
}


@pytest.mark.parametrize(("text", "message"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_refused_with_what_is_wrong(text: str, message: str, write: Write) -> None:
    path = write(text)
    with pytest.raises(ScenarioError) as refused:
        read_scenario(path)
    assert str(refused.value).startswith(str(path))
    assert message in str(refused.value)


BAD_CHANGES = {
    "unknown step": (one("speed_step", 'step = "Investigat"\nfactor = 1'), 'there is no step "Investigat". Did you mean "Investigate"?'),
    "unknown team": (one("add_staff", 'team = "2nd line"\ncount = 1'), 'there is no team "2nd line"'),
    "unknown person": (one("change_calendar", 'person = "L1-33"\nhours = {Mon = ["08:00-12:00"]}'), 'there is no person "L1-33".'),
    "more than there are": (
        one("add_staff", 'team = "Second line"\ncount = -9'),
        '9 people cannot leave the team "Second line", which has 8.',
    ),
    "an emptied team": (one("add_staff", 'team = "Second line"\ncount = -8'), "the changes leave a model that cannot run"),
    "not that many": (
        one("change_calendar", 'team = "Quality"\ncount = 3\nhours = {Mon = ["08:00-12:00"]}'),
        "count (=3) is more than the 2 people",
    ),
    "no hours": (one("change_calendar", 'team = "Quality"\nhours = {}'), "no working time"),
    "bad hours": (one("change_calendar", 'team = "Quality"\nhours = {Mon = ["8 to 5"]}'), '"8 to 5" is no span of hours.'),
    "no such delay": (
        one("change_delay", 'source = "Diagnose"\ntarget = "Resolve"\nfactor = 1'),
        'no delay "Diagnose → Resolve". Did you mean',
    ),
    "no errors": (one("reduce_errors", 'step = "Resolve"\nfactor = 0.5'), "never comes back in this model"),
    "too many errors": (one("reduce_errors", 'step = "Implement fix"\nfactor = 9'), "makes the error chance 1.35"),
    "nothing to automate": (one("automate_step", 'step = "Wait for customer"\nminutes = 1'), "nobody does the step"),
    "no demand": (one("change_demand", "factor = 0"), "no tickets would come at all."),
    "all deflected": (one("deflect_arrivals", "share = 1"), "no tickets would come at all."),
}


@pytest.mark.parametrize(("text", "message"), BAD_CHANGES.values(), ids=BAD_CHANGES)
def test_a_change_that_does_not_fit_is_refused(text: str, message: str, write: Write, desk: ServiceModel) -> None:
    scenario = read_scenario(write(text))
    with pytest.raises(ScenarioError) as refused:
        apply(desk, scenario)
    assert str(refused.value).startswith(scenario.source)
    assert message in str(refused.value)


def test_the_only_step_cannot_be_removed(desk: ServiceModel) -> None:
    names = [step.name for step in desk.steps if step.name != "Diagnose"]
    with pytest.raises(ScenarioError, match="is the only step"):
        apply(desk, Scenario("nothing", changes=tuple(RemoveStep(step=name) for name in (*names, "Diagnose"))))


def test_a_scenario_of_code_is_called_by_its_name(desk: ServiceModel) -> None:
    with pytest.raises(ScenarioError, match=r'^scenario "mine", change 1 \(reduce_errors\): there is no step "X"'):
        apply(desk, Scenario("mine", changes=(ReduceErrors(step="X", factor=0.5),)))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="cannot be read"):
        read_scenario(tmp_path / "none.toml")
