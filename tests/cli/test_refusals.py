"""Bad input: exit 1 (or 2 for a command that was not understood), one clear message, no traceback, nothing touched."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

COMMANDS_WITH_A_LOG = ("import", "map", "times", "bottlenecks", "indicators", "calibrate", "validate", "report")


def refused(done: subprocess.CompletedProcess[str], *words: str, code: int = 1) -> None:
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    for word in words:
        assert word in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1 or code == 2


@pytest.mark.parametrize("command", COMMANDS_WITH_A_LOG)
def test_missing_file(run_svcflow: Run, command: str) -> None:
    refused(run_svcflow(command, "nowhere.csv"), "nowhere.csv")


@pytest.mark.parametrize("command", ["import", "report"])
def test_empty_file(run_svcflow: Run, tmp_path: Path, command: str) -> None:
    (tmp_path / "empty.csv").write_text("")
    refused(run_svcflow(command, "empty.csv"), "empty.csv", "empty")


def test_csv_without_a_time_column(run_svcflow: Run, tmp_path: Path) -> None:
    (tmp_path / "timeless.csv").write_text("Ticket,Step,Who\n1,Open,A\n1,Close,B\n2,Open,A\n2,Close,B\n")
    refused(run_svcflow("times", "timeless.csv"), "timeless.csv", "time", "--map")


def test_unknown_column_in_map(run_svcflow: Run, bundled: Callable[[str], Path]) -> None:
    refused(run_svcflow("times", bundled("six_cases.csv"), "--map", "case_id=Ticket IDs"), "Ticket IDs", 'Did you mean "Ticket ID"?')


def test_map_that_is_not_a_pair(run_svcflow: Run, bundled: Callable[[str], Path]) -> None:
    refused(run_svcflow("times", bundled("six_cases.csv"), "--map", "case_id"), "OURS=THEIRS", code=2)


def test_unknown_timezone(run_svcflow: Run, bundled: Callable[[str], Path]) -> None:
    refused(run_svcflow("times", bundled("six_cases.csv"), "--timezone", "Europe/Rom"), "Europe/Rom")


def test_unknown_shape(run_svcflow: Run, bundled: Callable[[str], Path]) -> None:
    refused(run_svcflow("times", bundled("six_cases.csv"), "--shape", "stats"), "status", code=2)


def test_unknown_command_and_option(run_svcflow: Run) -> None:
    assert run_svcflow("optimise").returncode == 2
    assert run_svcflow("times", "x.csv", "--frobnicate").returncode == 2


def test_map_in_an_unknown_form(run_svcflow: Run, bundled: Callable[[str], Path]) -> None:
    refused(run_svcflow("map", bundled("six_cases.csv"), "-o", "map.pdf"), ".pdf", ".svg")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from svcflow import calibrate, read_log, write_model

    file = tmp_path_factory.mktemp("model") / "desk.model.json"
    log = read_log(Path(__file__).parents[2] / "event_logs" / "service_desk.csv")
    write_model(calibrate(log, refits=0), file)
    return file


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ('kind = "speed_step"\nstep = "Investigat"\nfactor = 0.5', ["Investigat", 'Did you mean "Investigate"?']),
        ('kind = "add_staff"\nteam = "Second line"\ncount = -100', ["Second line", "100 people", "which has 8"]),
        ('kind = "add_staf"\nteam = "Second line"\ncount = 1', ["add_staf", 'Did you mean "add_staff"?']),
        ('kind = "speed_step"\nstep = "Investigate"\nfactor = -1', ["factor", "-1"]),
        ('kind = "deflect_arrivals"\nshare = 1.5', ["share", "1.5"]),
        ('kind = "add_staff"\nteam = "Second line"\ncount = 1000000000', ["count (=1000000000)", "too many"]),
    ],
)
def test_scenario_that_cannot_be(run_svcflow: Run, tmp_path: Path, model: Path, change: str, words: list[str]) -> None:
    (tmp_path / "wrong.toml").write_text(f'name = "Wrong"\nwhy = "To see."\n\n[[change]]\n{change}\n')
    refused(run_svcflow("compare", model, "wrong.toml"), "wrong.toml", *words)


def test_model_cut_in_half_leaves_outputs_as_they_were(run_svcflow: Run, tmp_path: Path, model: Path) -> None:
    text = model.read_text()
    (tmp_path / "half.json").write_text(text[: len(text) // 2])
    first = run_svcflow("simulate", model, "--cases", 20, "--replications", 2, "-o", "simulated")
    assert first.returncode == 0, first.stderr
    before = {file.name: file.read_bytes() for file in (tmp_path / "simulated").iterdir()}
    refused(run_svcflow("simulate", "half.json", "-o", "simulated"), "half.json")
    assert {file.name: file.read_bytes() for file in (tmp_path / "simulated").iterdir()} == before


def test_model_with_nonsense_names_the_path(run_svcflow: Run, tmp_path: Path, model: Path) -> None:
    document = json.loads(model.read_text())
    document["routing"]["contexts"][0]["next"] = {"(end)": 0.4}
    (tmp_path / "nonsense.json").write_text(json.dumps(document))
    refused(run_svcflow("simulate", "nonsense.json"), "nonsense.json", "routing.contexts[0]", "0.4")


def test_folder_that_svcflow_did_not_make_is_refused_untouched(run_svcflow: Run, tmp_path: Path, bundled: Callable[[str], Path]) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "thesis.txt").write_text("years of work")
    for command in (["import", bundled("six_cases.csv")], ["report", bundled("six_cases.csv")]):
        refused(run_svcflow(*command, "-o", "precious"), "precious", "did not make")
    assert [file.name for file in (tmp_path / "precious").iterdir()] == ["thesis.txt"]


def test_rows_that_cannot_be_read_are_kept(run_svcflow: Run, tmp_path: Path) -> None:
    rows = "".join(f"{n},Open,2025-01-{n + 1:02d} 08:00:00\n{n},Close,2025-01-{n + 1:02d} 09:00:00\n" for n in range(20))
    (tmp_path / "log.csv").write_text(f"Case ID,Activity,Timestamp\n{rows}21,Open,yesterday\n")
    done = run_svcflow("import", "log.csv", "-o", "kept", "--json")
    assert done.returncode == 0, done.stderr
    (rejected,) = json.loads(done.stdout)["rejected"]
    assert rejected["line"] == 42
    assert "yesterday" in (tmp_path / "kept" / "rejects.csv").read_text()
    assert "1 row" in done.stderr


def test_outputs_never_take_the_place_of_inputs(run_svcflow: Run, tmp_path: Path, bundled: Callable[[str], Path]) -> None:
    log = tmp_path / "tickets.csv"
    log.write_bytes(bundled("six_cases.csv").read_bytes())
    refused(run_svcflow("calibrate", "tickets.csv", "-o", "tickets.csv"), "tickets.csv", "would be lost")
    assert log.read_bytes() == bundled("six_cases.csv").read_bytes()
    assert run_svcflow("import", "tickets.csv", "-o", "tickets").returncode == 0
    refused(run_svcflow("report", "tickets", "-o", "tickets"), "tickets", "something else of svcflow")
    assert run_svcflow("times", "tickets").returncode == 0


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('rates_h = {"Second lin" = 55}', ["study.toml, line 2", "Second lin", 'Did you mean "Second line"?']),
        ('rates_h = {"Second line" = -1}', ["study.toml, line 2", 'rates_h."Second line"', "-1"]),
        ('rates_h = {"Second line" = nan}', ["study.toml, line 2", 'rates_h."Second line"', "nan"]),
        ("service_level_h = inf", ["study.toml, line 2", "service_level_h", "inf"]),
        ('timezone = "Mars"', ["study.toml, line 2", "timezone", "Mars"]),
        ('meanings = {"On hld" = "customer"}', ["study.toml, line 2", "On hld", "no activity of the log"]),
        ('calendar.teams."Second lin".hours = "9-17"', ["study.toml, line 2", "Second lin", 'Did you mean "Second line"?']),
        ('calendar.hours = "nine to five"', ["study.toml, line 2", "calendar.hours", "nine"]),
    ],
)
def test_study_that_cannot_be(run_svcflow: Run, tmp_path: Path, bundled: Callable[[str], Path], line: str, words: list[str]) -> None:
    (tmp_path / "study.toml").write_text(f'log = "{bundled("six_cases.csv")}"\n{line}\n')
    refused(run_svcflow("indicators", "study.toml"), *words)


def test_redesign_called_as_the_model_is(run_svcflow: Run, tmp_path: Path, model: Path) -> None:
    (tmp_path / "same.toml").write_text('name = "baseline"\n')
    refused(run_svcflow("simulate", model, "--scenario", "same.toml"), "same.toml", "another name")


def test_stdin_without_a_log(run_svcflow: Run) -> None:
    refused(run_svcflow("times", "-", input=""), "stdin: the file is empty")


def test_redesigns_of_one_folder_are_refused_before_they_run(run_svcflow: Run, tmp_path: Path, model: Path) -> None:
    (tmp_path / "one.toml").write_text('name = "a/b"\n')
    (tmp_path / "two.toml").write_text('name = "a:b"\n')
    both = ("--scenario", "one.toml", "--scenario", "two.toml")
    refused(run_svcflow("simulate", model, *both, "-o", "out"), '"a/b"', '"a:b"', "a_b", "another name")


@pytest.mark.parametrize(("command", "option"), [("compare", ()), ("simulate", ("--scenario",))])
def test_redesigns_of_one_name_are_refused_with_their_files(
    run_svcflow: Run, tmp_path: Path, model: Path, command: str, option: tuple[str, ...]
) -> None:
    for name in ("one.toml", "two.toml"):
        (tmp_path / name).write_text('name = "More people"\n')
    arguments = [part for name in ("one.toml", "two.toml") for part in (*option, name)]
    refused(run_svcflow(command, model, *arguments), "two.toml: ", '"More people"', "one.toml", "Give each its own name.")
