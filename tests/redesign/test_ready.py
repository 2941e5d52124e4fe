"""Ready redesigns: that each fits a model that has what it needs, that what is found is right, and that the best is ranked first."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from svcflow.cli.app import app
from svcflow.errors import InputError, ScenarioError
from svcflow.model import Attribute, Context, Person, Routing, ServiceModel, Step, always, constant, write_model
from svcflow.redesign import apply, read_scenario
from svcflow.redesign.ready import READY, fill, overview, ready_of, roles, suggest

RUNNER = CliRunner()


@pytest.fixture
def approving(desk: ServiceModel) -> ServiceModel:
    """The desk, in which fixes are approved, and one person resolves faster."""
    contexts = [context for context in desk.routing.contexts if context.after != ("Implement fix",)]
    contexts += [Context(after=("Implement fix",), next={"Approve fix": 1.0}), Context(after=("Approve fix",), next={"Test fix": 1.0})]
    approval = Step(name="Approve fix", duration=constant(0.1))
    boss = Person(name="Boss", team="Second line", calendar="second", skills={"Approve fix": 1.0})
    return desk.model_copy(
        update={"steps": (*desk.steps, approval), "people": (*desk.people, boss), "routing": Routing(contexts=tuple(contexts))}
    )


def test_there_are_fourteen_and_each_tells_what_it_is() -> None:
    assert len(READY) == 14
    for each in overview():
        assert each.title
        assert len(each.why) > 40


@pytest.mark.parametrize("name", READY)
def test_each_fits_a_model_that_has_what_it_needs(name: str, approving: ServiceModel, tmp_path: Path) -> None:
    filled = fill(ready_of(name), approving)
    assert not re.search(r"<\w+>", filled.text)
    path = tmp_path / f"{name}.toml"
    path.write_text(filled.text, encoding="utf-8")
    again = read_scenario(path)
    assert again.changes == filled.scenario.changes
    assert apply(approving, again) != approving


def test_who_plays_which_part(desk: ServiceModel) -> None:
    assert roles.entry_steps(desk) == ["Register ticket"]
    assert roles.busiest_teams(desk)[0] == "Second line"
    assert roles.busiest_steps(desk)[0] == "Investigate"
    assert roles.handoffs(desk)[0] == ("Diagnose", "Investigate")
    # 0.2 of 0.45 h at every diagnosis cost more than 0.15 of 0.8 h at the few fixes
    assert roles.faulty_steps(desk) == ["Diagnose", "Implement fix"]
    assert roles.pauses(desk) == ["Wait for customer"]
    assert roles.ranks(desk) == [("priority", ("P1", "P2", "P3"))]
    assert roles.approvals(desk) == []


def renamed(desk: ServiceModel, named: dict[str, str]) -> ServiceModel:
    """The desk with other names of its steps."""

    def other(text: str) -> str:
        return named.get(text, text)

    steps = tuple(step.model_copy(update={"name": other(step.name)}) for step in desk.steps)
    contexts = tuple(
        context.model_copy(update={"after": tuple(map(other, context.after)), "next": {other(k): v for k, v in context.next.items()}})
        for context in desk.routing.contexts
    )
    people = tuple(person.model_copy(update={"skills": {other(k): v for k, v in person.skills.items()}}) for person in desk.people)
    return desk.model_copy(update={"steps": steps, "routing": Routing(contexts=contexts), "people": people, "flows": ()})


def test_a_conversation_is_not_typed_in_and_a_wait_is_no_work(desk: ServiceModel) -> None:
    calls = renamed(desk, {"Register ticket": "Inbound call", "Diagnose": "Wait for a slot"})
    assert roles.entry_steps(calls) == []
    assert "Inbound call" not in roles.even_steps(calls)
    assert "Close ticket" in roles.even_steps(calls)
    assert roles.faulty_steps(calls) == ["Implement fix"]
    charge = renamed(desk, {"Register ticket": "Take in charge"})
    assert roles.entry_steps(charge) == ["Take in charge"], "short, and what every ticket begins with"
    slow = tuple(it.model_copy(update={"duration": constant(4.0)}) if it.name == "Take in charge" else it for it in charge.steps)
    assert "Take in charge" not in roles.entry_steps(charge.model_copy(update={"steps": slow}))


def test_a_passage_that_hardly_any_ticket_takes_is_none(desk: ServiceModel) -> None:
    seldom = [it for it in desk.routing.contexts if it.after != ("Diagnose",)]
    seldom.append(Context(after=("Diagnose",), next={"Resolve": 0.99, "Investigate": 0.01}))
    rare = desk.model_copy(update={"routing": Routing(contexts=tuple(seldom))})
    assert ("Diagnose", "Investigate") not in roles.handoffs(rare)
    assert ("Investigate", "Resolve") in roles.handoffs(desk)
    assert ("Investigate", "Resolve") not in roles.handoffs(rare), "15 % of what hardly any ticket comes to"


def test_who_can_work_longer_learn_or_be_faster(desk: ServiceModel) -> None:
    assert roles.extensible_teams(desk)[0] == "Second line"
    round_the_clock = desk.model_copy(update={"calendars": {**desk.calendars, "second": always()}})
    assert roles.extensible_teams(round_the_clock) == ["First line"]
    assert roles.learnable_steps(desk)[0] == (roles.idlest_teams(desk)[0], "Investigate")
    everybody = tuple(it.model_copy(update={"skills": {**it.skills, "Investigate": 1.0}}) for it in desk.people)
    assert "Investigate" not in [step for _, step in roles.learnable_steps(desk.model_copy(update={"people": everybody}))]
    assert roles.uneven_steps(desk) == ["Investigate"]
    alike = tuple(it.model_copy(update={"by_person": {"L2-1": it.duration}}) if it.by_person else it for it in desk.steps)
    assert roles.uneven_steps(desk.model_copy(update={"steps": alike})) == []


def test_values_are_ranked_by_their_words(desk: ServiceModel) -> None:
    values = dict.fromkeys(("High", "Low", "Lowest", "Major", "Medium", "Critical"), 1 / 6)
    named = desk.model_copy(update={"attributes": (Attribute(name="priority", shares=values),), "priority": None})
    assert roles.ranks(named) == [("priority", ("Critical", "High", "Major", "Medium", "Low", "Lowest"))]


def test_a_release_is_an_approval_only_where_none_is_called_so(desk: ServiceModel) -> None:
    named = renamed(desk, {"Resolve": "Release fix", "Test fix": "Approve fix"})
    assert roles.approvals(named)[0] == ("Implement fix", "Approve fix")
    assert {second for _, second in roles.approvals(named)} == {"Approve fix", "Release fix"}


def test_the_load_of_a_team(desk: ServiceModel) -> None:
    hours = roles.work_h(desk)
    second = (hours["Investigate"] + hours["Implement fix"]) * desk.arrivals.per_week / (8 * 45)
    assert roles.loads(desk)["Second line"] == pytest.approx(second)


def test_names_in_chinese_are_understood(desk: ServiceModel) -> None:
    model = renamed(desk, {"Register ticket": "工单登记", "Diagnose": "初步处理"})
    assert roles.entry_steps(model) == ["工单登记"]
    assert '"工单登记"' in fill(ready_of("ocr_entry"), model).text


def test_what_the_model_does_not_show_is_asked_for(desk: ServiceModel) -> None:
    with pytest.raises(ScenarioError) as refused:
        fill(ready_of("first_line_authority"), desk)
    assert '--set step="…" --set second="…"' in str(refused.value)
    filled = fill(ready_of("first_line_authority"), desk, {"step": "Diagnose", "second": "Resolve"})
    assert filled.scenario.changes[0].model_dump()["instead_of"] == "Resolve"
    assert fill(ready_of("knowledge_base"), desk, {"step": "Diagnose"}).chosen == {"step": "Diagnose"}
    with pytest.raises(ScenarioError, match='has no "team"'):
        fill(ready_of("knowledge_base"), desk, {"team": "Quality"})
    with pytest.raises(ScenarioError, match='no step "Diagnos"'):
        fill(ready_of("knowledge_base"), desk, {"step": "Diagnos"})


def test_the_planted_bottleneck_comes_first(desk: ServiceModel) -> None:
    busy = desk.model_copy(update={"people": tuple(each for each in desk.people if each.name not in ("L2-6", "L2-7", "L2-8"))})
    found = suggest(busy, replications=3, cases=600, costs_year={"chatbot": 1e7}, jobs=1)
    names = [each.name for each in found.suggestions]
    assert names.index("one more in Second line") < names.index("one more in Quality")
    more = next(each for each in found.suggestions if each.name == "one more in Second line")
    assert more.gain > 5
    assert more.cost_year == pytest.approx(48 * 45 * 365.25 / 7, rel=0.2)
    assert more.gain_per_thousand == pytest.approx(1000 * more.gain / more.cost_year)
    bot = next(each for each in found.suggestions if each.name == "chatbot")
    assert bot.gain_per_thousand == pytest.approx(bot.gain / 1e4), "what it costs is what was said"
    assert set(found.not_possible) == {"first_line_authority"}


def test_what_cannot_be_suggested_is_refused(desk: ServiceModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("svcflow.redesign.ready.suggesting.compare", lambda *_, **__: pytest.fail("refused before the runs"))
    with pytest.raises(InputError, match="no indicator that can improve"):
        suggest(desk, indicator="throughput", replications=2, cases=30, jobs=1)
    with pytest.raises(InputError, match='no candidate "chatbott"'):
        suggest(desk, costs_year={"chatbott": 3}, replications=2, cases=30, jobs=1)


@pytest.fixture
def model_file(desk: ServiceModel, tmp_path: Path) -> Path:
    path = tmp_path / "model.json"
    write_model(desk, path)
    return path


def test_the_commands_as_a_user_types_them(model_file: Path, tmp_path: Path) -> None:
    listed = json.loads(RUNNER.invoke(app, ["scenarios", "list", str(model_file), "--json"]).stdout)["scenarios"]
    assert [each["name"] for each in listed] == list(READY)
    assert {each["name"] for each in listed if not each["fits"]} == {"first_line_authority"}
    assert "<step>" in RUNNER.invoke(app, ["scenarios", "show", "quality_gate"]).stdout
    target = tmp_path / "gate.toml"
    assert RUNNER.invoke(app, ["scenarios", "new", "quality_gate", str(model_file), "-o", str(target)]).exit_code == 0
    assert read_scenario(target).changes[0].kind == "insert_check"
    refused = RUNNER.invoke(app, ["scenarios", "new", "quality_gate", str(model_file), "-o", str(target)])
    assert refused.exit_code != 0, "what may have been edited is not overwritten"


def test_suggestions_as_files(model_file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ideas"
    words = ["suggest", "unused.csv", "--model", str(model_file), "--replications", "2", "--cases", "60", "-o", str(folder), "--json"]
    done = RUNNER.invoke(app, words)
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)["suggestions"]
    assert len(list(folder.glob("*.toml"))) == len(found)
