"""`bpmn` and `conformance` as their users type them."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
Bundled = Callable[[str], Path]

MODEL = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">
 <process id="desk" name="As agreed">
  <startEvent id="s"/><userTask id="a" name="Register&#10;ticket"/><userTask id="b" name="diagnose"/>
  <userTask id="c" name="Solve"/><userTask id="d" name="Close ticket"/><endEvent id="e"/>
  <sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="b"/>
  <sequenceFlow id="f3" sourceRef="b" targetRef="c"/><sequenceFlow id="f4" sourceRef="c" targetRef="d"/>
  <sequenceFlow id="f5" sourceRef="d" targetRef="e"/>
 </process>
</definitions>
"""


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "agreed.bpmn"
    path.write_text(MODEL, encoding="utf-8")
    return path


@pytest.mark.parametrize("command", ["bpmn", "conformance"])
def test_help_has_an_example(run_svcflow: Run, command: str) -> None:
    assert f"Example:  svcflow {command} tickets.csv" in run_svcflow(command, "--help").stdout


def test_a_discovered_model_is_told_written_and_compared(run_svcflow: Run, bundled: Bundled, tmp_path: Path) -> None:
    log = bundled("service_desk.csv")
    done = run_svcflow("bpmn", log, "--coverage", "1", "--noise", "0", "-o", "model.bpmn", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["quality"]["fitness"] == 1.0
    assert found["quality"]["cases"] == found["quality"]["cases_measured"] == 3000
    assert {"coverage", "noise", "variants", "share", "activities", "rare", "candidates"} <= set(found)
    compared = json.loads(run_svcflow("conformance", log, "model.bpmn", "--json").stdout)
    assert (compared["fitting_share"], compared["fitness"], compared["deviations"]) == (1.0, 1.0, [])
    assert compared["deviating"] == {"cases": 0, "mean_lead_time_h": None, "median_lead_time_h": None}


def test_deviations_from_a_foreign_model(run_svcflow: Run, bundled: Bundled, model: Path) -> None:
    log = bundled("six_cases.csv")
    done = run_svcflow("conformance", log, model)
    assert done.returncode == 0, done.stderr
    assert 'no activity of the log has the name of "Solve"' in done.stderr
    assert '"diagnose" is taken for "Diagnose"' in done.stdout
    matched = run_svcflow("conformance", log, model, "--match", "Solve=Resolve", "--ignore-unknown", "--json")
    found = json.loads(matched.stdout)
    # SIX-3 is diagnosed and resolved twice, SIX-4 is diagnosed again after the customer's answer: the other four fit.
    assert (found["cases"], found["fitting"]["cases"], found["only_model"]) == (6, 4, [])
    assert "Wait for customer" in found["left_out"]
    assert {"kind", "activity", "after", "wanted_after", "count", "cases", "share", "examples"} == set(found["deviations"][0])
    assert found["deviating_variants"][0]["steps"][0] == {"kind": "both", "activity": "Register ticket"}


def test_tables_fit_a_terminal(run_svcflow: Run, bundled: Bundled, model: Path) -> None:
    done = run_svcflow("conformance", bundled("service_desk.csv"), model, "--match", "Solve=Resolve")
    assert all(len(line) <= 100 for line in done.stdout.splitlines() if "→" not in line)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("conformance", "LOG", "gone.bpmn"), 1, "gone.bpmn: cannot be read"),
        (("conformance", "LOG", "MODEL", "--match", "Solve"), 2, "NAME=ACTIVITY"),
        (("conformance", "LOG", "MODEL", "--match", "Slove=Resolve"), 1, 'Did you mean "Solve"'),
        (("conformance", "LOG", "LOG"), 1, "the XML is broken"),
        (("bpmn", "LOG", "-o", "model.svg"), 1, '".svg" is not a form'),
        (("bpmn", "LOG", "--noise", "2"), 1, "noise(=2.0)"),
    ],
)
def test_what_cannot_be_done_is_refused(
    run_svcflow: Run, bundled: Bundled, model: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    places = {"LOG": bundled("six_cases.csv"), "MODEL": model}
    done = run_svcflow(*(places.get(each, each) for each in arguments))
    assert done.returncode == code
    assert said in done.stderr.replace("\n", " ")
    assert "Traceback" not in done.stderr
