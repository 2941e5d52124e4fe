"""The README is true: its commands run, in its order, and its examples are what svcflow reads."""

import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language, but for the two commands that set everything up (CI runs those)."""
    found = re.findall(rf"(<!-- [a-z ]+ -->\n)?```{language}\n(.*?)```", README, flags=re.DOTALL)
    return [text for marker, text in found if not marker]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that looks like a checkout to its commands, in which they may write."""
    return like_a_checkout(tmp_path_factory.mktemp("checkout"))


def like_a_checkout(folder: Path) -> Path:
    for name in ("event_logs", "scenarios"):
        (folder / name).symlink_to(ROOT / name)
    return folder


def write_study(folder: Path) -> None:
    (example,) = [text for text in blocks("toml") if "log =" in text]
    (folder / "tickets.toml").write_text(example, encoding="utf-8")


@pytest.mark.slow
def test_every_command_of_the_tutorial_runs(tmp_path: Path, run_svcflow: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    write_study(like_a_checkout(tmp_path))
    commands = [line for block in blocks("bash") for line in block.splitlines() if line]
    assert len(commands) >= 9
    for command in commands:
        program, *arguments = shlex.split(command)
        assert program == "svcflow"
        done = run_svcflow(*arguments)
        assert done.returncode == 0, f"{command}\n{done.stderr}"
    for name in (
        "tickets/log.json",
        "map.svg",
        "tickets.model.json",
        "simulated/replication-001.csv",
        "report/report.html",
        "report/tables.xlsx",
    ):
        assert (tmp_path / name).stat().st_size > 0


def test_the_python_example_runs(checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(checkout)
    (example,) = blocks("python")
    exec(compile(example, "README.md", "exec"), {})
    lead_time, efficiency = map(float, capsys.readouterr().out.split())
    assert lead_time > 0
    assert 0 < efficiency < 1


def test_the_redesign_in_the_readme_is_one(tmp_path: Path) -> None:
    from svcflow import read_scenario

    (example,) = [text for text in blocks("toml") if "[[change]]" in text]
    file = tmp_path / "redesign.toml"
    file.write_text(example, encoding="utf-8")
    assert len(read_scenario(file).changes) == 1


def test_the_study_in_the_readme_is_one_with_what_is_commented_out(tmp_path: Path) -> None:
    from svcflow import read_study

    write_study(tmp_path)
    file = tmp_path / "tickets.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("# country", "country"), encoding="utf-8")
    study = read_study(file)
    assert study.calendar.country == "IT"
    assert study.meanings == {"Wait for customer": "customer"}


def test_the_database_in_the_readme_takes_its_password_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from svcflow import read_study

    (line,) = re.findall(r"`(log = \"\w+://[^`]+)`", README)
    file = tmp_path / "tickets.toml"
    file.write_text(line, encoding="utf-8")
    monkeypatch.setenv("DESK_PASSWORD", "secret")
    assert read_study(file).source == "postgresql://ann:secret@desk/tickets"


def test_the_health_report_in_the_readme_is_what_the_import_prints(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from svcflow import console, read_log, units

    monkeypatch.chdir(checkout)
    report = read_log("event_logs/service_desk.csv").report
    assert report is not None
    console.import_tables(report)
    printed = [line.rstrip() for line in capsys.readouterr().out.replace(units.THIN, " ").splitlines()]
    (example,) = blocks("text")
    shown = [line for line in example.splitlines() if line != "…"]
    assert len(shown) >= 12
    assert [line for line in shown if line not in printed] == []
    places = [printed.index(line) for line in shown if line]
    assert places == sorted(places)


def test_the_readme_knows_every_shape_and_only_commands_and_options_that_there_are() -> None:
    import typer

    from svcflow.cli.app import app
    from svcflow.eventlog.log import Shape

    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    listed = {name for row in re.findall(r"^\| (`[^|]+`) \|", README, flags=re.MULTILINE) for name in re.findall(r"`([\w-]+)`", row)}
    assert set(get_args(Shape)) <= listed
    assert listed <= {*get_args(Shape), *commands}
    said = {option for text in re.findall(r"`(--[^`]+)`", README) for option in re.findall(r"--[a-z-]+", text)}
    known = {option for command in commands.values() for each in command.params for option in (*each.opts, *each.secondary_opts)}
    assert len(said & known) >= 12
    assert said <= known | {"--help", "--json"}


def test_files_that_the_readme_links_to_exist() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert len(links) >= 5
    missing = [link for link in links if not (ROOT / link).exists()]
    assert not missing
