"""`simulate --warm`: it says with how many tickets it began, and what it counts of which."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from subprocess import CompletedProcess

import polars as pl

from svcflow.model import OpenTicket, write_model
from tests.simulation.test_simulated_by_hand import MONDAY, desk

SCENARIO = 'name = "Twice"\n[[change]]\nkind = "speed_step"\nstep = "A"\nfactor = 0.5\n'


def test_runs_begin_with_the_open_tickets(run_svcflow: Callable[..., CompletedProcess[str]], tmp_path: Path) -> None:
    tickets = tuple(OpenTicket(ticket=name, arrived=MONDAY - timedelta(hours=5)) for name in ("1", "b"))
    write_model(desk(open=tickets, cases=3), tmp_path / "model.json")
    (tmp_path / "twice.toml").write_text(SCENARIO, encoding="utf-8")
    ran = run_svcflow("simulate", "model.json", "--warm", "--scenario", "twice.toml", "--replications", "2", "-o", "out", "--json")
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    left = {it["name"]: it["value"] for it in said["open_tickets"]}
    assert (said["open_at_start"], left["open_time_left_last"]) == (2, 2.0)
    assert said["scenarios"][0]["open_at_start"] == 2
    log = pl.read_csv(tmp_path / "out" / "baseline" / "replication-000.csv", infer_schema_length=0)
    assert dict(log.select("case_id", "case:open_at_start").rows()) == {
        "1": "true", "b": "true", "new-1": "false", "new-2": "false", "new-3": "false",
    }  # fmt: skip
    told = run_svcflow("simulate", "model.json", "--warm", "--replications", "2")
    assert "the 2 tickets open at the start" in told.stdout


def test_a_model_without_open_tickets_is_refused(run_svcflow: Callable[..., CompletedProcess[str]], tmp_path: Path) -> None:
    write_model(desk(), tmp_path / "model.json")
    ran = run_svcflow("simulate", "model.json", "--warm")
    assert ran.returncode == 1
    assert "nothing to begin with" in ran.stderr
