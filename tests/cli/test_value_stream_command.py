"""`svcflow value-stream`: its ladder fits a terminal, its JSON is whole, and what it cannot do is said in words."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
Bundled = Callable[[str], Path]

FAMILY = (
    "name share cases basis main_path path_share steps lead_time_h processing_h waiting_h paused_h flow_efficiency "
    "rolled_complete_and_accurate takt_work_h takt_basis value_h value_added_ratio causes_h activity_ratio"
)
STEP = (
    "activity on_path share executions basis cycle_time_h cycle_time_work_h waiting_h paused_h queue complete_and_accurate batch_size "
    "supply value"
)


def test_json_is_whole(run_svcflow: Run, bundled: Bundled) -> None:
    done = run_svcflow("value-stream", bundled("six_cases.csv"), "--family", "priority", "--json")
    assert done.returncode == 0, done.stderr
    families = json.loads(done.stdout)["families"]
    assert [(family["name"], family["cases"]) for family in families] == [("P3", 3), ("P1", 1), ("P2", 1), ("P4", 1)]
    assert not set(FAMILY.split()) - families[0].keys()
    assert not set(STEP.split()) - families[0]["steps"][0].keys()
    assert families[0]["steps"][0]["supply"].keys() >= {"basis", "people", "utilisation", "load", "pace_work_h", "keeps_up"}


def test_the_study_tags_what_adds_value(run_svcflow: Run, bundled: Bundled, tmp_path: Path) -> None:
    study = f'log = "{bundled("six_cases.csv")}"\n[value]\n"Investigate" = "value-adding"\n"Close ticket" = "waste"\n'
    (tmp_path / "desk.toml").write_text(study)
    done = run_svcflow("value-stream", "desk.toml", "--no-causes")
    assert done.returncode == 0, done.stderr
    assert "value-adding" in done.stdout
    assert "Value-adding 68\u202f% of the lead time." in done.stdout
    assert "Waiting by cause" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_the_desk_fits_a_terminal(run_svcflow: Run, bundled: Bundled) -> None:
    done = run_svcflow("value-stream", bundled("service_desk_status.csv"), "--family", "category", "--where", "priority=P1")
    assert done.returncode == 0, done.stderr
    assert max(map(len, done.stdout.splitlines())) <= 100
    assert "C/T est." in done.stdout
    assert "Only tickets with priority = P1." in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--family", "categry"], 1, 'Did you mean "Category"?'),
        (["--where", "priority=P9"], 1, 'no ticket has priority = "P9"'),
        (["--where", "priority"], 2, "COLUMN=VALUE"),
    ],
)
def test_refusals(run_svcflow: Run, bundled: Bundled, arguments: list[str], code: int, said: str) -> None:
    done = run_svcflow("value-stream", bundled("six_cases.csv"), *arguments)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert said in " ".join(done.stderr.replace("│", " ").split())


def test_a_tag_for_a_pause_is_refused_at_its_line(run_svcflow: Run, bundled: Bundled, tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text(f'log = "{bundled("six_cases.csv")}"\n[value]\n"Wait for customer" = "waste"\n')
    done = run_svcflow("value-stream", "desk.toml")
    assert done.returncode == 1
    assert 'desk.toml, line 3: a value tag is given to "Wait for customer", which is no work (customer).' in done.stderr


def test_the_map_is_drawn_by_the_ending(run_svcflow: Run, bundled: Bundled, tmp_path: Path) -> None:
    done = run_svcflow("value-stream", bundled("six_cases.csv"), "-o", "map.html", "--family", "priority")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "map.html").read_text(encoding="utf-8").count("<svg") == 4
    done = run_svcflow("value-stream", bundled("six_cases.csv"), "-o", "map.svg", "--no-causes")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "map.svg").read_text(encoding="utf-8").startswith("<svg")
    refused = run_svcflow("value-stream", bundled("six_cases.csv"), "-o", "map.svg", "--family", "priority")
    assert refused.returncode == 1
    assert "a drawing holds one value stream, and there are 4" in refused.stderr
    assert run_svcflow("value-stream", bundled("six_cases.csv"), "-o", "map.pdf").returncode != 0
