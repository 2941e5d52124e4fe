"""A model goes to a file and comes back equal; what is not a model is refused in one clear line."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svcflow.errors import ModelError, OutputError
from svcflow.model import (
    END,
    START,
    Arrivals,
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
    read_model,
    refit,
    write_model,
)


def desk(rates: tuple[float, ...] = (0.25,) * 168, mean: float = 1 / 3) -> ServiceModel:
    routing = Routing(contexts=(Context(after=(START,), next={"Lösen": 1.0}), Context(after=("Lösen",), next={END: 1.0})))
    arrivals = Arrivals(weekly=rates)
    flow = Flow(source=START, target="Lösen", delay=Distribution(kind="empirical", quantiles=(0.0, 0.1, mean)))
    return ServiceModel(
        name="Schalter",
        start=datetime(2025, 1, 6, tzinfo=UTC),
        cases=10,
        arrivals=arrivals,
        steps=(Step(name="Lösen", duration=Distribution(kind="lognormal", mean=mean, cv=1.1)),),
        people=(Person(name="P", team="T", calendar="always", skills={"Lösen": 1.0}),),
        teams=(Team(name="T"),),
        calendars={"always": always()},
        routing=routing,
        flows=(flow,),
        refits=(Refit(arrivals=arrivals, durations={"Lösen": Distribution(kind="constant", mean=9.0)}, routing=routing, flows=()),),
    )


@given(
    rates=st.lists(st.floats(0, 1e6, allow_nan=False), min_size=168, max_size=168).filter(any),
    mean=st.floats(0.2, 1e9, allow_nan=False),
)
def test_it_comes_back_equal_to_the_last_digit(tmp_path_factory: pytest.TempPathFactory, rates: list[float], mean: float) -> None:
    path = tmp_path_factory.mktemp("model") / "desk.json"
    model = desk(tuple(rates), mean)
    write_model(model, path)
    assert read_model(path) == model
    assert [entry.name for entry in path.parent.iterdir()] == ["desk.json"]


def test_the_week_is_written_one_day_a_line(tmp_path: Path) -> None:
    write_model(desk(), tmp_path / "desk.json")
    lines = (tmp_path / "desk.json").read_text(encoding="utf-8").splitlines()
    assert sum(line.count("0.25") == 24 for line in lines) == 14  # its own and the refit's
    assert any('"name": "Lösen"' in line for line in lines)


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        write_model(desk(), tmp_path)


def broken(tmp_path: Path, change: Callable[[dict[str, Any]], None]) -> ModelError:
    path = tmp_path / "desk.json"
    write_model(desk(), path)
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(ModelError) as refused:
        read_model(path)
    assert refused.value.place.startswith(f"{path}: ")
    assert "pydantic" not in str(refused.value)
    return refused.value


WRONG: list[tuple[Callable[[dict[str, Any]], object], str, str, str]] = [
    (lambda it: it["people"][0].update(cuont=2), "people[0].cuont", 'Unknown field "cuont"', 'Did you mean "count"?'),
    (lambda it: it.update(stepps=[]), "stepps", "Unknown field", 'Did you mean "steps"?'),
    (lambda it: it["refits"][0].update(flow=1), "refits[0].flow", "Unknown field", 'Did you mean "flows"?'),
    (lambda it: it["steps"][0]["duration"].update(maen=2), "steps[0].duration.maen", "Unknown field", 'Did you mean "mean"?'),
    (lambda it: it["steps"][0].pop("duration"), "steps[0].duration", "missing", ""),
    (lambda it: it.update(cases="many"), "cases", 'cases (="many")', ""),
    (lambda it: it.update(cases="12"), "cases", 'cases (="12")', ""),
    (lambda it: it.update(version=2), "version", "version (=2)", ""),
    (lambda it: it["people"][0].update(count=-1), "people[0].count", "count (=-1)", ""),
    (lambda it: it["steps"][0].update(error_chance=1.5), "steps[0].error_chance", "error_chance (=1.5)", ""),
    (lambda it: it["arrivals"]["weekly"].pop(), "arrivals.weekly", "168", ""),
    (lambda it: it["steps"][0]["duration"].pop("cv"), "steps[0].duration", "needs cv", ""),
    (lambda it: it["calendars"]["always"]["hours"].update(Mo=[]), "calendars.always.hours.Mo", "Mon", ""),
    (lambda it: it.update(start="2025-01-06T00:00:00"), "start", "timezone", ""),
    (lambda it: it.update(steps={}), "steps", "steps (={})", ""),
    (lambda it: it["routing"]["contexts"][1].update(next={"Losen": 1.0}), "routing.contexts[1].next", '"Losen"', 'Did you mean "Lösen"?'),
]


@pytest.mark.parametrize(("change", "place", "problem", "remedy"), WRONG)
def test_a_wrong_document_is_refused_with_its_place(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], place: str, problem: str, remedy: str
) -> None:
    error = broken(tmp_path, change)
    assert error.place.split(": ", 1)[1].startswith(place)
    assert problem in error.problem
    assert remedy in error.remedy


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "empty"),
        (b"case_id,activity\n1,A\n", "not JSON"),
        (b"[1, 2]", "not a JSON object"),
        (b"{}", "missing"),
        (b'{"cases": NaN}', "NaN"),
        (b'{"name": "a", "name": "b"}', '"name" is given twice'),
        (b"\xff\xfe\x00\x01", "not text"),
        (b"[" * 200_000, "nested too deeply"),
    ],
)
def test_what_is_no_model_is_refused(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "no.json"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=problem) as refused:
        read_model(path)
    assert refused.value.place.startswith(str(path))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_cut_off_is_refused(tmp_path: Path, share: float) -> None:
    path = tmp_path / "desk.json"
    write_model(desk(), path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(ModelError, match=r"cut off|not JSON"):
        read_model(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no such file"):
        read_model(tmp_path / "none.json")


def test_a_refit_puts_its_parts_in() -> None:
    model = desk()
    again = refit(model, 0)
    assert again.step("Lösen").duration == Distribution(kind="constant", mean=9.0)
    assert again.flows == ()
    assert again.refits == ()
    assert again.people == model.people
    with pytest.raises(ModelError, match="no refit 1"):
        refit(model, 1)
