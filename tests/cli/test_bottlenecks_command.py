"""`svcflow bottlenecks` as its user types it."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

HEAD = 'log = "{log}"\n'


def study(tmp_path: Path, bundled, text: str) -> Path:
    file = tmp_path / "study.toml"
    file.write_text(HEAD.format(log=bundled("service_desk.csv").as_posix()) + text, encoding="utf-8")
    return file


def test_json_has_bottlenecks_queues_and_teams(run_svcflow, bundled) -> None:
    done = run_svcflow("bottlenecks", bundled("service_desk.csv"), "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    first = found["bottlenecks"][0]
    assert {"where", "cause", "waiting_h", "share", "saving_h", "saving_low", "saving_high", "saving_money"} <= set(first)
    assert first["saving_low"] < first["saving_h"] < first["saving_high"]
    assert first["saving_money"] is None
    queue = found["queues"][0]
    assert (queue["where"], queue["kind"]) == ("Investigate", "overloaded")
    assert len(queue["length_by_hour"]) == len(queue["arrivals_by_hour"]) == 168
    assert queue["episodes"][0]["begin"] < queue["episodes"][0]["peak_at"] < queue["episodes"][0]["end"]
    assert queue["load"]["basis"] == "estimated", "working hours were found, not given"
    assert [team["team"] for team in found["teams"]] == ["Second line", "First line", "Quality"]


def test_the_page_for_a_person(run_svcflow, bundled) -> None:
    done = run_svcflow("bottlenecks", bundled("service_desk.csv"))
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 100
    told = " ".join(done.stdout.split())
    assert "Overloaded: 8 people do it, who are at work 95 % of their hours" in told
    assert "Second line stands behind Investigate and Implement fix" in told
    assert "worth" not in lines[1], "no money where no rate is given"
    assert sum(line.startswith(("  Overloaded", "  Off hours")) for line in lines) == 3


def test_estimates_are_marked(run_svcflow, bundled) -> None:
    done = run_svcflow("bottlenecks", bundled("service_desk_status.csv"))
    assert done.returncode == 0, done.stderr
    ranked = done.stdout.split("\n\n")[0].splitlines()[2:-1]
    assert ranked
    assert all(" est." in line for line in ranked)


def test_a_study_gives_prices(run_svcflow, bundled, tmp_path: Path) -> None:
    file = study(tmp_path, bundled, 'delay_cost_h = 1.5\ncurrency = "EUR"\n[rates_h]\n"Second line" = 55\n')
    found = json.loads(run_svcflow("bottlenecks", file, "--json").stdout)
    assert found["currency"] == "EUR"
    assert found["bottlenecks"][0]["saving_money"] == pytest.approx(1.5 * found["bottlenecks"][0]["saving_h"])
    assert found["teams"][0]["idle_money"] == pytest.approx(55 * found["teams"][0]["idle_h"])
    told = run_svcflow("bottlenecks", file).stdout
    assert "EUR" in told.splitlines()[2]
    assert max(map(len, told.splitlines())) <= 100


@pytest.mark.parametrize(("value", "words"), [("-1", "0 or more"), ('"much"', "no number"), ("nan", "no number")])
def test_a_price_that_is_none_is_refused_at_its_line(run_svcflow, bundled, tmp_path: Path, value: str, words: str) -> None:
    done = run_svcflow("bottlenecks", study(tmp_path, bundled, f"delay_cost_h = {value}\n"))
    assert done.returncode == 1
    assert "study.toml, line 2: delay_cost_h" in done.stderr
    assert words in done.stderr


@pytest.mark.parametrize("log", ["service_desk.csv", "six_cases.csv"])
def test_a_picture(run_svcflow, bundled, tmp_path: Path, log: str) -> None:
    done = run_svcflow("bottlenecks", bundled(log), "-o", "one.svg")
    assert (done.returncode, done.stderr) == (0, "")
    drawn = (tmp_path / "one.svg").read_text(encoding="utf-8")
    assert ET.fromstring(drawn).tag.endswith("svg")
    assert "Investigate, " in drawn
    assert "Queue before Investigate (Second line)" in drawn


def test_other_endings_are_refused_before_any_work(run_svcflow, bundled) -> None:
    done = run_svcflow("bottlenecks", bundled("six_cases.csv"), "-o", "one.docx")
    assert done.returncode == 1
    assert '".docx"' in done.stderr
