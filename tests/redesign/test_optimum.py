"""The search for the frontier: against brute force, against a queue's formula, by its limits, and when it is stopped and gone on with."""

import json
import math
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from svcflow.cli.app import app
from svcflow.errors import InputError, OutputError, ScenarioError
from svcflow.model import ServiceModel, write_model
from svcflow.redesign import Scenario
from svcflow.redesign.changes import SpeedStep
from svcflow.redesign.money import WEEKS, Money
from svcflow.redesign.optimum import Evaluated, Limits, Space, TeamSpace, optimize, read_space, usual_space
from svcflow.redesign.optimum.evaluating import Evaluator, cover
from svcflow.redesign.optimum.searching import _nsga, frontier_of
from svcflow.redesign.runs import Plan

RUNNER = CliRunner()
SECOND = TeamSpace(name="Second line", least=7, most=9)
FASTER = Scenario("faster", changes=(SpeedStep(step="Investigate", percent=25.0),), money=Money(one_off=5200.0, horizon_months=12))


def found(point: tuple[int, ...], cost: float, lead: float, level: float | None = None, broken: str = "") -> Evaluated:
    return Evaluated(point, cost, lead, level, 0.5, broken)


def test_a_frontier_by_hand() -> None:
    every = [
        found((1,), 10, 9), found((2,), 12, 5), found((3,), 13, 6), found((4,), 15, 5), found((5,), 20, 1, broken="budget_week"),
        found((6,), 12, 5),
    ]  # fmt: skip
    assert [each.point for each in frontier_of(every)] == [(1,), (2,)]
    levels = [found((1,), 10, 9, 0.8), found((2,), 10, 9, 0.9), found((3,), 11, 9, 0.95)]
    assert [each.point for each in frontier_of(levels)] == [(2,), (3,)]


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=20))
@settings(max_examples=50)
def test_nothing_on_a_frontier_is_beaten(pairs: list[tuple[int, int]]) -> None:
    every = [found((number,), cost, lead) for number, (cost, lead) in enumerate(pairs)]
    best = {(it.cost_week, it.lead_time_h) for it in frontier_of(every)}
    brute = {(c, t) for c, t in pairs if not any(a <= c and b <= t and (a, b) != (c, t) for a, b in pairs)}
    assert best == brute


def erlang_wait(servers: int, load: float) -> float:
    """Mean wait in M/M/c in units of the service time, by Erlang C."""
    if servers <= load:
        return 100.0
    terms = [load**k / math.factorial(k) for k in range(servers)]
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    return last / (sum(terms) + last) / (servers - load)


class Stations:
    """Three M/M/c stations in a row, as an evaluator: cost is people, lead time the sum of the waits."""

    def __init__(self, model: ServiceModel) -> None:
        self.model = model
        self.space = Space(tuple(TeamSpace(name=name, least=1, most=10) for name in ("First line", "Quality", "Second line")))
        self.known: dict[tuple[int, ...], Evaluated] = {}

    def __call__(self, point: tuple[int, ...]) -> Evaluated:
        lead = sum(erlang_wait(servers, load) for servers, load in zip(point, (2.5, 0.9, 5.0), strict=True))
        self.known[point] = found(point, float(sum(point)), lead, broken="budget_week" if sum(point) > 22 else "")
        return self.known[point]


def test_the_search_finds_what_brute_force_finds(desk: ServiceModel) -> None:
    stations = Stations(desk)
    asked = _nsga(stations, 300, 1, lambda *_: None)  # type: ignore[arg-type]
    assert len(asked) <= 300
    assert asked == _nsga(Stations(desk), 300, 1, lambda *_: None), "the search is a function of the seed"  # type: ignore[arg-type]
    searched = {it.cost_week: it.lead_time_h for it in frontier_of([stations.known[point] for point in asked])}
    brute = {it.cost_week: it.lead_time_h for it in frontier_of([stations(point) for point in product(range(1, 11), repeat=3)])}
    for cost, lead in brute.items():
        reached = min(value for other, value in searched.items() if other <= cost and value is not None)
        assert reached <= 1.02 * (lead or 0.0) + 1e-9, f"at {cost:g} people"


def test_every_option_of_a_small_space_is_tried(desk: ServiceModel) -> None:
    space = Space((SECOND,), (FASTER,))
    result = optimize(desk, space, evaluations=10, replications=2, cases=300, jobs=1)
    assert result.exhaustive
    assert (result.evaluated, result.points) == (6, 6)
    costs = [it.cost_week for it in result.frontier]
    leads = [it.lead_time_h.value for it in result.frontier]
    assert costs == sorted(costs)
    assert result.frontier[0].staff == {"Second line": 7}
    assert sum(it.corner for it in result.frontier) == 1
    assert leads[0] > leads[-1]
    assert result.today.staff == {"Second line": 8}
    assert result.unit == "EUR/week"


def test_costs_and_limits_are_arithmetic(desk: ServiceModel) -> None:
    plan = Plan(50, None, 1, 0, 1, desk.arrivals.per_week)
    space = Space((SECOND,), (FASTER,), Limits(budget_week=40_000.0))
    evaluate = Evaluator(desk, space, plan, 2, None)
    # 7 people of the first line for 60 h at 32, and 9 of the second for 45 h at 48; 5200 over twelve months
    staff = 7 * 60 * 32 + 9 * 45 * 48
    assert evaluate((9, 1)).cost_week == pytest.approx(staff + 5200 / 12 * 12 / WEEKS)
    poor = Evaluator(desk, Space((SECOND,), limits=Limits(budget_week=100.0)), plan, 2, None)
    assert poor((7,)).broken == "budget_week"
    assert poor((7,)).lead_time_h is None, "nothing is simulated in vain"
    busy = Evaluator(desk, Space((SECOND,), limits=Limits(maximum_utilisation=0.01)), plan, 2, None)
    assert busy((7,)).broken == "maximum_utilisation"


def test_shifts_and_cover(desk: ServiceModel) -> None:
    late = dict.fromkeys(("Mon", "Tue", "Wed", "Thu", "Fri"), ("11:00-20:00",))
    team = TeamSpace(name="Second line", least=8, most=8, minimum_cover=3, shifts={"late": late})  # type: ignore[dict-item]
    space = Space((team,))
    assert space.choices == (("Second line", 8, 8), ("Second line: late", 0, 8))
    plan = Plan(30, None, 1, 0, 1, desk.arrivals.per_week)
    evaluate = Evaluator(desk, space, plan, 2, None)
    assert cover(evaluate.redesigned((8, 3)), "Second line") == 3
    assert evaluate((8, 2)).broken == "minimum_cover of Second line"
    assert evaluate((8, 3)).feasible
    assert evaluate((8, 9)).broken == "people of Second line on shifts"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[team]]\nname = "Secnd line"\nleast = 1\nmost = 2', 'no team "Secnd line". Did you mean "Second line"?'),
        ('[[team]]\nname = "Quality"\nleast = 3\nmost = 2', "least (=3) must be <= most (=2)"),
        ("[[teem]]\nleast = 3", 'the field "teem" is unknown. Did you mean "team"?'),
        ('[[team]]\nname = "Quality"\nleast = 1\nmost = 2\nmin_cover = 1', 'team 1: the field "min_cover" is unknown. Did you mean'),
        ('[[team]]\nname = "Quality"\nleast = 1', 'team 1: the field "most" is missing. Fields: name, least, most'),
        ('[[team]]\nname = "Quality"\nleast = 1.5\nmost = 2', "team 1: least (=1.5) should be a valid integer. Fields: name"),
        ("[limits]\nbudget = 3", 'the field "limits.budget" is unknown. Did you mean "budget_week"?'),
        ('[[team]]\nname = "Quality"\nleast = 1\nmost = 2\n[team.shifts]\nlate = { Mo = [] }', "shifts.late.Mo (='Mo') should be 'Mon'"),
        (2 * '[[team]]\nname = "Quality"\nleast = 1\nmost = 2\n', 'team 2: the team "Quality" is named twice'),
        ("[limits]\nbudget_week = -3", "budget_week (=-3)"),
        ('[[team]]\nname = "Quality"\nleast = 1\nmost = 2\n[team.shifts]\nlate = { Mon = ["9 to 5"] }', "9 to 5"),
        (
            '[[team]]\nname = "Quality"\nleast = 1\nmost = 2\n[team.shifts]\nlong = { Mon = ["08:00-22:00"], Tue = ["05:00-12:00"] }\n'
            "[limits]\nminimum_rest_h = 11",
            'shift "long" leaves 7 h of rest, less than 11',
        ),
        (
            '[[team]]\nname = "Quality"\nleast = 1\nmost = 2\n[team.shifts]\nlong = { Mon = ["08:00-22:00"] }\n'
            "[limits]\nmaximum_hours_week = 10",
            "has 14 h a week, more than 10",
        ),
    ],
)
def test_a_search_that_does_not_fit_is_refused(desk: ServiceModel, tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "search.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        read_space(path, desk)
    assert message in str(refused.value)


def test_a_stopped_search_goes_on_to_the_same_end(desk: ServiceModel, tmp_path: Path) -> None:
    journal = tmp_path / "search.jsonl"
    plan = {"replications": 2, "cases": 40, "jobs": 1}
    space = Space((SECOND,))
    whole = optimize(desk, space, **plan)  # type: ignore[arg-type]
    optimize(desk, space, journal=journal, **plan)  # type: ignore[arg-type]
    lines = journal.read_text(encoding="utf-8").splitlines(keepends=True)
    journal.write_text("".join(lines[:2]) + lines[2][:20], encoding="utf-8")
    again = optimize(desk, space, journal=journal, **plan)  # type: ignore[arg-type]
    assert again.taken_over == 1, "one whole line was left"
    assert again.frontier == whole.frontier
    other = optimize(desk, space, journal=journal, **{**plan, "cases": 41})  # type: ignore[arg-type]
    assert other.taken_over == 0, "a search of another plan begins anew"
    foreign = tmp_path / "notes.txt"
    foreign.write_text("mine\n", encoding="utf-8")
    with pytest.raises(OutputError, match="no journal"):
        optimize(desk, space, journal=foreign, **plan)  # type: ignore[arg-type]
    assert foreign.read_text(encoding="utf-8") == "mine\n"


def test_the_usual_search_is_around_today(desk: ServiceModel) -> None:
    space = usual_space(desk)
    assert {team.name: (team.least, team.most) for team in space.teams} == {
        "First line": (5, 9), "Quality": (1, 3), "Second line": (6, 10),
    }  # fmt: skip
    with pytest.raises(InputError, match="replications"):
        optimize(desk, space, replications=1)


def test_the_command(desk: ServiceModel, tmp_path: Path) -> None:
    model, search, picture = tmp_path / "desk.json", tmp_path / "search.toml", tmp_path / "frontier.svg"
    write_model(desk, model)
    search.write_text('[[team]]\nname = "Quality"\nleast = 1\nmost = 2\n', encoding="utf-8")
    words = ["optimize", str(model), "--search", str(search), "--cases", "40", "--replications", "2", "-o", str(picture)]
    shown = RUNNER.invoke(app, words)
    assert shown.exit_code == 0, shown.output
    assert "corner" in shown.stdout
    assert "<svg" in picture.read_text(encoding="utf-8")
    said = json.loads(RUNNER.invoke(app, [*words, "--json"]).stdout)
    assert {"frontier", "today", "unit", "evaluated", "exhaustive"} <= said.keys()
