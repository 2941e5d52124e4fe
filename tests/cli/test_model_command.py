"""`svcflow model` as its user types it: check, schema, export, import, and wrong files."""

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from svcflow.model import END, START, Arrivals, Context, Distribution, Person, Routing, ServiceModel, Step, Team, always, write_model

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    routing = Routing(contexts=(Context(after=(START,), next={"Solve": 1.0}), Context(after=("Solve",), next={END: 1.0}, n=7)))
    model = ServiceModel(
        name="Desk",
        start=datetime(2026, 1, 5, tzinfo=UTC),
        cases=10,
        arrivals=Arrivals(weekly=(1.0,) * 168),
        steps=(Step(name="Solve", duration=Distribution(kind="weibull", mean=1.0, cv=0.5), n=7),),
        people=(Person(name="Ann", team="Desk", calendar="always", skills={"Solve": 1.0}, grace_h=0.5),),
        teams=(Team(name="Desk"),),
        calendars={"always": always()},
        routing=routing,
    )
    write_model(model, tmp_path / "desk.model.json")
    return tmp_path / "desk.model.json"


@pytest.mark.parametrize("command", ["check", "schema", "export", "import"])
def test_help_has_an_example(run_svcflow: Run, command: str) -> None:
    assert f"Example:  svcflow model {command} " in run_svcflow("model", command, "--help").stdout


def test_check_shows_numbers_with_their_source(run_svcflow: Run, file: Path) -> None:
    done = run_svcflow("model", "check", file)
    assert done.returncode == 0, done.stderr
    (solve,) = [line for line in done.stdout.splitlines() if line.startswith("Solve ") and "weibull" in line]
    assert solve.split()[-2:] == ["log", "7"]
    (ann,) = [line for line in done.stdout.splitlines() if line.startswith("Ann ")]
    assert ann.split()[-2:] == ["given", "0"]
    assert json.loads(run_svcflow("model", "check", file, "--json").stdout)["name"] == "Desk"


def test_check_tells_what_is_wrong(run_svcflow: Run, file: Path) -> None:
    file.write_text(file.read_text().replace('"Solve": 1.0', '"Slove": 1.0'))
    done = run_svcflow("model", "check", file)
    assert done.returncode == 1
    assert "people[0].skills" in done.stderr
    assert 'Did you mean "Solve"?' in done.stderr


def test_schema_is_printed_and_written(run_svcflow: Run, tmp_path: Path) -> None:
    printed = json.loads(run_svcflow("model", "schema").stdout)
    assert printed["properties"]["steps"]["items"] == {"$ref": "#/$defs/Step"}
    assert run_svcflow("model", "schema", "-o", "here.json").returncode == 0
    assert json.loads((tmp_path / "here.json").read_text(encoding="utf-8")) == printed


def test_out_and_in_again(run_svcflow: Run, tmp_path: Path, file: Path) -> None:
    done = run_svcflow("model", "export", file, "--to", "prosimos", "-o", "exchange")
    assert done.returncode == 0, done.stderr
    assert "What Prosimos cannot hold:" in done.stdout
    assert "grace" in done.stdout
    names = ("exchange/desk.bpmn", "exchange/desk.json")
    assert all((tmp_path / name).exists() for name in names)
    assert any("grace" in each for each in json.loads((tmp_path / names[1]).read_text())["svcflow"]["lost"])
    back = run_svcflow("model", "import", *names, "-o", "back.json", "--start", "2026-02-02", "--cases", 20, "--json")
    assert back.returncode == 0, back.stderr
    document = json.loads(back.stdout)["model"]
    assert (document["start"], document["cases"]) == ("2026-02-02T00:00:00Z", 20)
    assert run_svcflow("model", "check", "back.json").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("check", "gone.json"), 1, "gone.json"),
        (("export", "MODEL", "--to", "arena"), 2, "prosimos"),
        (("export", "MODEL", "-o", ".", "--name", "desk.model"), 1, "would be lost"),
        (("export", "MODEL", "--name", "../desk"), 2, "no name of a file"),
        (("import", "MODEL", "MODEL"), 1, "the XML is broken"),
        (("import", "gone.bpmn", "MODEL"), 1, "gone.bpmn: cannot be read"),
        (("import", "a.bpmn", "a.json", "--start", "soon"), 2, "is not a time"),
    ],
)
def test_what_cannot_be_done_is_refused(run_svcflow: Run, file: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    done = run_svcflow("model", *(file if each == "MODEL" else each for each in arguments))
    assert done.returncode == code
    assert said in done.stderr.replace("\n", " ")
    assert "Traceback" not in done.stderr
