"""Redesigns side by side, as typed."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from svcflow.model import write_model
from tests.redesign.test_compare import single_server

Run = Callable[..., "CompletedProcess[str]"]
FASTER = 'name = "{name}"\n[[change]]\nkind = "speed_step"\nstep = "Serve"\npercent = {percent}\n'


@pytest.fixture
def queue(tmp_path: Path) -> tuple[str, str, str]:
    write_model(single_server(0.5, 1.0), tmp_path / "queue.json")
    for name, percent in (("some", 20), ("much", 50)):
        (tmp_path / f"{name}.toml").write_text(FASTER.format(name=name, percent=percent), encoding="utf-8")
    return "queue.json", "some.toml", "much.toml"


def test_the_best_with_intervals_that_hold_at_once(run_svcflow: Run, queue: tuple[str, str, str]) -> None:
    asked = ("--best", "--indifference", "6min", "--confidence", "90%", "--together", "--indicator", "lead_time_mean", "--replications", 6)
    ran = run_svcflow("compare", *queue, *asked, "--cases", 100, "--warmup", 50, "--most-runs", 40, "--json")
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert (found["chosen"], found["together"], found["warmup_cases"]) == (["lead_time_mean"], True, 50)
    assert found["best"]["name"] == "much"
    assert found["best"]["indifference"] == pytest.approx(0.1)
    told = run_svcflow("compare", *queue, *asked, "--cases", 100, "--warmup", 50, "--most-runs", 40, "--quiet")
    assert "Best: much" in told.stdout
    assert "clear" in told.stdout


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--confidence", "90%"), "goes with --best"),
        (("--best", "--indifference", "soon"), '"soon" is not an amount'),
        (("--warmup", "-3"), "neither a number of tickets nor auto"),
        (("--precision", "5"), "is not a share"),
    ],
)
def test_what_cannot_be_meant(run_svcflow: Run, queue: tuple[str, str, str], options: tuple[str, ...], words: str) -> None:
    ran = run_svcflow("compare", *queue, *options)
    assert ran.returncode == 2
    assert words in " ".join(ran.stderr.replace("│", " ").split())
