"""Today beside a redesign: that both are simulated alike, and that what was changed shows in map and value stream."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from svcflow.cli.app import app
from svcflow.eventlog import read_log
from svcflow.model import ServiceModel, write_model
from svcflow.redesign import Scenario
from svcflow.redesign.changes import DeflectArrivals, RemoveStep, SpeedStep
from svcflow.redesign.future import find_future, find_futures


def test_nothing_changed_is_the_same_state(desk: ServiceModel) -> None:
    found = find_future(desk, Scenario("as it is"), cases=80)
    assert repr(found.future.stream) == repr(found.today.stream), "NaN equals itself here"
    assert found.future.map == found.today.map


def test_what_is_changed_shows(desk: ServiceModel) -> None:
    changes = (RemoveStep(step="Test fix"), SpeedStep(step="Diagnose", factor=0.5))
    found = find_future(desk, Scenario("leaner", changes=changes), cases=300)
    before, after = ({step.activity: step for step in state.stream.steps} for state in (found.today, found.future))
    assert "Test fix" in before
    assert "Test fix" not in after
    assert after["Diagnose"].cycle_time_work_h.mean == pytest.approx(0.5 * before["Diagnose"].cycle_time_work_h.mean, rel=0.02)
    assert found.future.stream.processing_h < found.today.stream.processing_h
    assert len(found.assumptions) == 2


def test_several_redesigns_stand_beside_one_today(desk: ServiceModel) -> None:
    faster = Scenario("faster", changes=(SpeedStep(step="Diagnose", factor=0.5),))
    first, second = find_futures(desk, [Scenario("as it is"), faster], cases=60)
    assert first.today is second.today
    assert second.future.stream == find_future(desk, faster, cases=60).future.stream
    assert first.today.bottlenecks == first.future.bottlenecks


def test_fewer_tickets_over_the_same_period(desk: ServiceModel) -> None:
    found = find_future(desk, Scenario("portal", changes=(DeflectArrivals(share=0.25),)), cases=200)
    assert len(found.today.log.cases) == 200
    assert len(found.future.log.cases) == 150


def test_the_files_as_a_user_finds_them(desk: ServiceModel, tmp_path: Path) -> None:
    model, scenario, folder = tmp_path / "desk.json", tmp_path / "leaner.toml", tmp_path / "future"
    write_model(desk, model)
    scenario.write_text('name = "Leaner"\n[[change]]\nkind = "speed_step"\nstep = "Resolve"\npercent = 50\n', encoding="utf-8")
    done = CliRunner().invoke(app, ["future", str(model), str(scenario), "--cases", "60", "-o", str(folder), "--json"])
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert said["basis"] == "simulated"
    assert said["future"]["value_stream"]["processing_h"] < said["today"]["value_stream"]["processing_h"]
    for name in ("today", "future"):
        assert len(read_log(folder / name / "log.csv").cases) == 60
        assert "<svg" in (folder / name / "map.svg").read_text(encoding="utf-8")
        assert json.loads((folder / name / "value_stream.json").read_text(encoding="utf-8"))["cases"] == 60
    both = (folder / "value_streams.svg").read_text(encoding="utf-8")
    assert ">Leaner</text>" in both
    assert (folder / "value_streams.html").read_text(encoding="utf-8").count("<svg") == 1
    shown = CliRunner().invoke(app, ["future", str(model), str(scenario), "--cases", "60"]).stdout
    assert "A ticket today and with “Leaner”, simulated" in shown
