"""What a stopped or killed simulation leaves, and that going on from it gives what would have been there anyway."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from svcflow.errors import OutputError
from svcflow.eventlog import EventLog
from svcflow.model import ServiceModel, read_model, write_model
from svcflow.output import growing_folder
from svcflow.redesign import apply, read_scenario
from svcflow.simulation import simulate, simulate_to_folder, simulate_to_parquet, write_replications
from svcflow.simulation.keeping import JOURNAL
from tests.simulation.test_engines_agree import crowd

# The command line, but the process gets the signal as soon as so many replications are finished.
STRUCK = """
import os, sys
from svcflow.cli import main
from svcflow.simulation.keeping import Kept

signal, after = int(sys.argv.pop(1)), int(sys.argv.pop(1))
count_as_finished = Kept.add

def add(kept, name, values):
    count_as_finished(kept, name, values)
    if len(kept.finished) == after:
        os.kill(os.getpid(), signal)

Kept.add = add
main()
"""
FASTER = 'name = "faster"\n\n[[change]]\nkind = "speed_step"\nstep = "B"\nfactor = 0.5\n'


def struck(by: signal.Signals, after: int, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", STRUCK, str(int(by)), str(after), *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def steps(model: ServiceModel) -> Callable[[EventLog], dict[str, float]]:
    return lambda log: {"steps": len(log.steps) / 3}


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_stopped_by_hand_and_gone_on_with(run_process: Callable[..., CompletedProcess[str]], tmp_path: Path) -> None:
    write_model(crowd(), tmp_path / "model.json")
    command = ["simulate", "model.json", "--cases", "40", "--replications", "5", "--json"]
    stopped = struck(signal.SIGINT, 2, tmp_path, *command, "-o", "out")
    assert stopped.returncode == 130
    assert "2 of 5 replications are finished and kept in" in stopped.stderr
    assert "svcflow: stopped" in stopped.stderr
    assert not (tmp_path / "out").exists()
    assert {"replication-000.csv", "replication-001.csv"} < contents(tmp_path / "out.partial").keys()
    again = run_process(*command, "-o", "out")
    assert "this goes on from there" in again.stderr
    assert not (tmp_path / "out.partial").exists()
    whole = run_process(*command, "-o", "whole")
    assert again.stdout == whole.stdout != ""
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")
    write_replications(simulate(read_model(tmp_path / "model.json"), cases=40, replications=5, engine="simpy"), tmp_path / "written")
    assert contents(tmp_path / "out") == contents(tmp_path / "written")


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("after", [1, 4])
def test_killed_and_gone_on_with(run_process: Callable[..., CompletedProcess[str]], tmp_path: Path, after: int) -> None:
    """With a redesign, before it began and in the midst of it."""
    write_model(crowd(), tmp_path / "model.json")
    (tmp_path / "faster.toml").write_text(FASTER)
    command = ["simulate", "model.json", "-s", "faster.toml", "--cases", "30", "--replications", "3", "-o", "out", "--jobs", "1"]
    assert struck(signal.SIGKILL, after, tmp_path, *command).returncode == -signal.SIGKILL
    left = contents(tmp_path / "out.partial")
    assert sum(name.endswith(".csv") for name in left) == after
    again = run_process(*command)
    assert f"{after} of 6 replications" in again.stderr
    model = read_model(tmp_path / "model.json")
    both = {"baseline": model, "faster": apply(model, read_scenario(tmp_path / "faster.toml"))}
    results = {name: simulate(each, cases=30, replications=3, engine="simpy") for name, each in both.items()}
    write_replications(results, tmp_path / "written")
    found = contents(tmp_path / "out")
    assert found == contents(tmp_path / "written")
    assert all(found[name] == left[name] for name in left if name.endswith(".csv"))


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_killed_while_it_writes_as_it_comes(tmp_path: Path) -> None:
    write_model(crowd(), tmp_path / "model.json")
    options = ["--cases", "30", "--replications", "4", "--format", "parquet", "--no-indicators", "--jobs", "1"]
    killed = struck(signal.SIGKILL, 2, tmp_path, "simulate", "model.json", *options, "-o", "out")
    assert killed.returncode == -signal.SIGKILL
    told: list[str] = []
    model = read_model(tmp_path / "model.json")
    simulate_to_parquet(model, tmp_path / "out", cases=30, replications=4, remark=told.append)
    simulate_to_parquet(model, tmp_path / "whole", cases=30, replications=4)
    assert told[0].startswith("2 of 4 replications are finished")
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


class StopError(Exception):
    """Stands for whatever ends a run too early."""


def stopped_after(count: int, folder: Path, model: ServiceModel, **options: object) -> list[str]:
    told: list[str] = []

    def stop(what: str, done: int, total: int) -> None:
        if done == count:
            raise StopError

    with pytest.raises(StopError):
        simulate_to_folder(model, folder, steps, cases=10, replications=4, progress=stop, remark=told.append, **options)  # type: ignore[arg-type]
    return told


def test_what_is_kept_is_taken_over_if_it_is_what_is_asked_for(tmp_path: Path) -> None:
    model = crowd()
    assert stopped_after(3, tmp_path / "out", model)[-1].startswith("3 of 4 replications are finished and kept")
    kept = tmp_path / "out.partial"
    lines = (kept / JOURNAL).read_text().splitlines()
    (kept / JOURNAL).write_text("\n".join(lines[:3]) + "\n" + lines[3][:40])  # killed while it wrote the last line
    (kept / "replication-001.csv").write_text("case_id\n")  # damaged
    (kept / ".replication-003.csv.x.csv").write_text("half")
    (kept / "old").mkdir()
    told: list[str] = []
    found = simulate_to_folder(model, tmp_path / "out", steps, cases=10, replications=6, engine="compiled", remark=told.append)
    assert told == [f"1 of 6 replications are finished in {kept} already; this goes on from there."]
    whole = simulate_to_folder(model, tmp_path / "whole", steps, cases=10, replications=6, engine="compiled")
    assert found == whole
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")
    assert [len(log.steps) / 3 for log in simulate(model, cases=10, replications=6).logs] == [
        each["steps"] for each in found.values["crowd"]
    ]


@pytest.mark.parametrize("other", [{"seed": 2}, {"cases": 11}, {"format": "parquet"}, {"model": True}])
def test_what_was_made_with_anything_else_is_made_anew(tmp_path: Path, other: dict[str, object]) -> None:
    model = crowd()
    stopped_after(2, tmp_path / "out", model)
    told: list[str] = []
    if other.pop("model", False):
        model = model.model_copy(update={"service_level_h": 3.0})
    options = {"cases": 10, "replications": 2, "engine": "simpy", **other}
    simulate_to_folder(model, tmp_path / "out", steps, remark=told.append, **options)  # type: ignore[arg-type]
    simulate_to_folder(model, tmp_path / "whole", steps, **options)  # type: ignore[arg-type]
    assert len(told) == 1
    assert "The 2 finished replications in" in told[0]
    assert "made anew" in told[0]
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def test_what_has_finished_nothing_leaves_nothing(tmp_path: Path) -> None:
    assert stopped_after(0, tmp_path / "out", crowd()) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such locks")
def test_two_at_once_are_refused_and_a_folder_of_others_is_left_alone(tmp_path: Path) -> None:
    with growing_folder(tmp_path / "out", "replications"), pytest.raises(OutputError, match="another svcflow"):
        simulate_to_folder(crowd(), tmp_path / "out", steps, cases=1)
    (tmp_path / "own.partial").mkdir()
    (tmp_path / "own.partial" / "thesis.txt").write_text("years")
    with pytest.raises(OutputError, match="did not make"):
        simulate_to_folder(crowd(), tmp_path / "own", steps, cases=1)
    assert (tmp_path / "own.partial" / "thesis.txt").read_text() == "years"


def test_the_journal_says_what_it_was_made_with(tmp_path: Path) -> None:
    stopped_after(1, tmp_path / "out", crowd())
    head, first = map(json.loads, (tmp_path / "out.partial" / JOURNAL).read_text().splitlines())
    assert head["made with"].keys() >= {"svcflow", "format", "cases", "until", "start", "seed", "warmup_cases", "models"}
    assert not head["made with"].keys() & {"engine", "first", "replications"}
    assert first["file"] == "replication-000.csv"
    assert first["values"].keys() == {"steps"}
