"""The command line as its user types it: each command on a small log, its JSON, its help, its files."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from svcflow.model import write_model
from tests.simulation.test_engines_agree import crowd

Run = Callable[..., subprocess.CompletedProcess[str]]

COMMANDS = (
    *("report", "import", "map", "variants", "bpmn", "conformance", "times", "bottlenecks", "value-stream", "contrast", "rework"),
    *("handovers", "indicators", "voice", "voice-train", "score", "calibrate", "validate", "simulate", "suggest", "compare"),
    *("future", "optimize", "sensitivity", "weights", "scenarios", "study", "model"),
)
# What others read out of the JSON of each command; a dot goes into the first of a list.
FIELDS = {
    "import": "cases events steps activities resources first last shape columns timestamps encoding delimiter repairs rejected basis",
    "map": "activities.activity activities.count activities.cases flows.source flows.target flows.count flows.median_h flows.p90_h "
    "starts ends variants",
    "times": "steps.activity steps.count steps.basis steps.processing_h.mean steps.processing_h.median steps.processing_h.p90 "
    "steps.processing_h.total steps.waiting_h.total steps.paused_h.total steps.causes_h.batching steps.causes_h.contention "
    "steps.causes_h.prioritisation steps.causes_h.unavailability steps.causes_h.extraneous steps.complete_and_accurate "
    "value_stream.lead_time_h value_stream.processing_h value_stream.waiting_h value_stream.paused_h value_stream.flow_efficiency "
    "value_stream.rolled_complete_and_accurate",
    "variants": "cases variant_count variants_for_80_percent basis variants.rank variants.activities variants.cases variants.share "
    "variants.cumulative_share variants.lead_time_mean_h variants.lead_time_median_h variants.lead_time_p90_h",
    "bottlenecks": "bottlenecks.where bottlenecks.cause bottlenecks.waiting_h bottlenecks.share bottlenecks.saving_h queues.where teams",
    "value-stream": "families.name families.share families.main_path families.steps.activity families.takt_work_h families.basis "
    "families.lead_time_h families.flow_efficiency",
    "indicators": "indicators.name indicators.value indicators.unit indicators.better indicators.n indicators.low indicators.high "
    "indicators.basis",
}
COLUMNS = ["case_id", "activity", "resource", "enabled_time", "start_time", "end_time"]


def answer(done: subprocess.CompletedProcess[str]) -> dict:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def holds(document: object, path: list[str]) -> bool:
    if not path:
        return True
    if isinstance(document, list):
        return bool(document) and holds(document[0], path)
    return isinstance(document, dict) and path[0] in document and holds(document[path[0]], path[1:])


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(run_svcflow: Run, command: str) -> None:
    done = run_svcflow(command, "--help")
    assert done.returncode == 0
    assert f"Example:  svcflow {command} " in done.stdout


def test_help_lists_what_is_built_and_nothing_else(run_svcflow: Run) -> None:
    lines = run_svcflow("--help").stdout.split("Commands:")[1].splitlines()
    listed = [line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "]
    assert listed[: len(COMMANDS)] == list(COMMANDS)
    assert listed[len(COMMANDS) :] == ["Start"]


@pytest.mark.parametrize("command", FIELDS)
def test_json_has_the_fields_that_others_read(run_svcflow: Run, bundled: Callable[[str], Path], command: str) -> None:
    document = answer(run_svcflow(command, bundled("service_desk.csv"), "--json"))
    missing = [field for field in FIELDS[command].split() if not holds(document, field.split("."))]
    assert not missing


@pytest.mark.parametrize("command", FIELDS)
def test_tables_for_people(run_process: Run, bundled: Callable[[str], Path], command: str) -> None:
    done = run_process(command, bundled("six_cases.csv"))
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) > 3
    assert done.stderr == ""


def test_standard_input_gives_the_same(run_svcflow: Run, bundled: Callable[[str], Path]) -> None:
    file = bundled("six_cases.csv")
    named = answer(run_svcflow("map", file, "--json"))
    piped = answer(run_svcflow("map", "-", "--json", input=file.read_text()))
    assert piped == named


def test_a_kept_log_gives_the_same(run_svcflow: Run, bundled: Callable[[str], Path]) -> None:
    file = bundled("six_cases.csv")
    assert run_svcflow("import", file, "-o", "kept").returncode == 0
    assert answer(run_svcflow("times", "kept", "--json")) == answer(run_svcflow("times", file, "--json"))


def test_a_study_speaks_for_the_options(run_svcflow: Run, tmp_path: Path, bundled: Callable[[str], Path]) -> None:
    study = tmp_path / "desk.toml"
    study.write_text(f'log = "{bundled("six_cases.csv")}"\nservice_level_h = 24\ncurrency = "EUR"\n[rates_h]\n"First line" = 40\n')
    found = {each["name"]: each for each in answer(run_svcflow("indicators", "desk.toml", "--json"))["indicators"]}
    assert 0 <= found["service_level"]["value"] <= 1
    assert found["cost_per_ticket"]["unit"] == "EUR"
    again = answer(run_svcflow("indicators", bundled("six_cases.csv"), "--study", "desk.toml", "--json"))
    assert again["indicators"] == list(found.values())


@pytest.mark.parametrize("suffix", [".svg", ".html", ".json", ".bpmn"])
def test_map_is_written_in_each_form(run_svcflow: Run, tmp_path: Path, bundled: Callable[[str], Path], suffix: str) -> None:
    done = run_svcflow("map", bundled("service_desk.csv"), "-o", f"map{suffix}", "--json")
    assert done.returncode == 0, done.stderr
    assert "Investigate" in (tmp_path / f"map{suffix}").read_text(encoding="utf-8")


@pytest.mark.slow
def test_from_log_to_comparison(run_svcflow: Run, tmp_path: Path, bundled: Callable[[str], Path]) -> None:
    calibrated = run_svcflow("calibrate", bundled("service_desk.csv"), "-o", "model.json", "--no-validate", "--json")
    assert answer(calibrated)["format"] == "svcflow-model"
    simulated = run_svcflow("simulate", "model.json", "--cases", 300, "--replications", 2, "--seed", 5, "-o", "simulated", "--json")
    assert answer(simulated)["replications"] == 2
    files = sorted((tmp_path / "simulated").glob("replication-*.csv"))
    assert [file.name for file in files] == ["replication-000.csv", "replication-001.csv"]
    header = files[0].read_text().splitlines()[0].split(",")
    assert header[:6] == COLUMNS
    for command in ("map", "times", "indicators"):
        answer(run_svcflow(command, files[0], "--json"))
    (tmp_path / "faster.toml").write_text(
        'name = "Faster"\nwhy = "x"\n[[change]]\nkind = "speed_step"\nstep = "Investigate"\nfactor = 0.5\n'
    )
    compared = answer(run_svcflow("compare", "model.json", "faster.toml", "--replications", 4, "--cases", 500, "--json"))
    (values,) = [scenario["values"] for scenario in compared["scenarios"]]
    effect = next(value for value in values if value["indicator"] == "lead_time_mean")
    assert effect["difference"] < 0
    assert effect["low"] <= effect["run_low"] <= effect["difference"] <= effect["run_high"] <= effect["high"]
    assert compared["validation"] is None
    both = run_svcflow("simulate", "model.json", "-s", "faster.toml", "--cases", 50, "--replications", 1, "-o", "both", "--json")
    assert answer(both)["scenarios"][0]["name"] == "Faster"
    assert sorted(folder.name for folder in (tmp_path / "both").iterdir() if folder.is_dir()) == ["Faster", "baseline"]


@pytest.mark.slow
def test_report_is_one_page_and_the_same_twice(run_svcflow: Run, tmp_path: Path, bundled: Callable[[str], Path]) -> None:
    first = run_svcflow("report", bundled("six_cases.csv"), "-o", "report")
    assert first.returncode == 0, first.stderr
    page = (tmp_path / "report" / "report.html").read_bytes()
    again = run_svcflow("report", bundled("six_cases.csv"), "-o", "report")
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "report" / "report.html").read_bytes() == page


def test_a_model_is_read_from_standard_input(run_svcflow: Run, tmp_path: Path) -> None:
    write_model(crowd(), tmp_path / "model.json")
    arguments = ("--cases", 20, "--replications", 2, "--json")
    piped = answer(run_svcflow("simulate", "-", *arguments, input=(tmp_path / "model.json").read_text()))
    assert piped == answer(run_svcflow("simulate", "model.json", *arguments))
    assert all(each["low"] >= 0 and each["high"] <= 1 for each in piped["indicators"] if each["unit"] == "share")


def test_a_small_log_has_a_report_but_no_redesigns(run_svcflow: Run, tmp_path: Path, bundled: Callable[[str], Path]) -> None:
    (tmp_path / "faster.toml").write_text(
        'name = "Faster"\nwhy = "x"\n[[change]]\nkind = "speed_step"\nstep = "Investigate"\nfactor = 0.5\n'
    )
    refused = run_svcflow("report", bundled("six_cases.csv"), "-s", "faster.toml", "-o", "report")
    assert refused.returncode == 1
    assert "too few" in refused.stderr
    assert not (tmp_path / "report").exists()
    written = run_svcflow("report", bundled("six_cases.csv"), "-o", "report")
    assert written.returncode == 0
    assert "too few" in (tmp_path / "report" / "report.html").read_text(encoding="utf-8")


def test_a_role_can_be_left_empty(run_svcflow: Run, bundled: Callable[[str], Path]) -> None:
    assert answer(run_svcflow("import", bundled("six_cases.csv"), "--map", "resource=", "--json"))["resources"] == 0
