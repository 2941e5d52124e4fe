"""`svcflow indicators` on the command line."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

Run = Callable[..., subprocess.CompletedProcess[str]]


def answer(done: subprocess.CompletedProcess[str]) -> dict:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_by_month_with_their_trend(run_svcflow: Run, bundled: Callable[[str], Path]) -> None:
    log = bundled("service_desk.csv")
    told = answer(run_svcflow("indicators", log, "--level", "month", "--name", "backlog_e*", "--filter", "priority=P3", "--json"))
    assert [each["member"] for each in told["indicators"]] == ["2025-01", "2025-02", "2025-03", "2025-04"]
    assert {each["level"] for each in told["indicators"]} == {"month"}
    assert {each["unit"] for each in told["indicators"]} == {"tickets"}
    (trend,) = told["trends"]
    assert (trend["name"], trend["periods"]) == ("backlog_end", 4)
    assert trend["low"] < trend["slope"] < trend["high"]


def test_the_catalogue_says_what_each_needs(run_svcflow: Run, bundled: Callable[[str], Path]) -> None:
    told = answer(run_svcflow("indicators", bundled("six_cases.csv"), "--list", "--dimension", "Innovation", "--json"))["indicators"]
    assert {each["dimension"] for each in told} == {"innovation"}
    assert {"ideas"} <= {need for each in told for need in each["needs"]}
    assert all(each["note"] and each["formula"] and each["levels"] for each in told)
    shown = run_svcflow("indicators", bundled("six_cases.csv"), "--list", "--name", "nps").stdout
    assert "Net promoter score" in shown
    assert "Needs: survey" in shown


def test_people_have_no_names_unless_they_are_asked_for(run_svcflow: Run, bundled: Callable[[str], Path]) -> None:
    arguments = ("indicators", bundled("service_desk.csv"), "--level", "person", "--name", "touches_mean")
    hidden = run_svcflow(*arguments).stdout
    named = run_svcflow(*arguments, "--names").stdout
    assert "Person 1" in hidden
    assert "Person 1" not in named
    header, *people = [line.split("  ")[0] for line in named.splitlines() if line][1:]
    assert header.startswith("person")
    assert not any(person in hidden for person in people if len(person) > 3)
