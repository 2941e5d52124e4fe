"""What `svcflow import` tells: the health report on 100 columns, --strict, pseudonyms, and the options of reading."""

import json
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
import typer

from svcflow import console
from svcflow.cli.app import app
from svcflow.eventlog.log import ColumnChoice, Finding, ImportReport, Little, Reject, Repair, Shape, TimestampChoice

Run = Callable[..., subprocess.CompletedProcess[str]]

COMMANDS_WITH_A_LOG = ("import", "map", "times", "bottlenecks", "indicators", "calibrate", "validate", "report")
GOOD = "".join(
    f"{n},{step},{who},2025-01-{n + 1:02d} 0{hour}:00:00\n"
    for n in range(20)
    for hour, step, who in ((8, "Open", "Anna Aldermoor"), (9, "Close", "Bob Quillfeather"))
)
HEADER = "Case ID,Activity,Resource,Timestamp\n"
DUPLICATE = "0,Open,Anna Aldermoor,2025-01-01 08:00:00\n"
UNREADABLE = "21,Open,Carla Rainbird,yesterday\n"


def write(folder: Path, text: str) -> Path:
    file = folder / "log.csv"
    file.write_text(HEADER + text, encoding="utf-8")
    return file


def report_of(**more: object) -> ImportReport:
    said = {
        "source": "desk.csv",
        "cases": 1234,
        "events": 20_000,
        "steps": 19_990,
        "activities": 1,
        "resources": 22,
        "first": "2024-01-01T08:00:00.123456+00:00",
        "last": "2024-06-30T17:00:00+00:00",
        "shape": "events",
        "shape_why": "one time column: the end of each step",
        "columns": (ColumnChoice("case_id", "Ticket", 'header "ticket"', 0.97, "Number"), ColumnChoice("activity", "Step", "as said", 1.0)),
        "timestamps": (TimestampChoice("Done", "%d.%m.%Y", "UTC", "20003 of 20003 rows read"),),
        "encoding": "utf-8",
        "delimiter": ";",
        "repairs": (Repair("exact duplicates", 10, "T1;Close"),),
        "rejected": tuple(Reject(n, "no time" if n < 10 else "no case id", f"T{n};Close;") for n in range(2, 12)),
        "basis": "estimated",
        "notes": ("The times carry no zone and are taken as UTC.",),
        "rows": 20_010,
        "findings": (
            Finding("cases of a single step", 3, 1234, "cases", "kept", ("case T3, Close",), "note"),
            Finding("dates in the future", 2, 19_990, "steps", "kept as they are", ("case T9, Close, 2031-01-01 08:00",), "warning"),
            Finding("catch-all cases", 0, 1234, "cases", "kept", (), "ok"),
        ),
        "little": Little(12.3456789, 100_000, 0.5, 24.0, 12.0, 0.028, 24.5, 3, "Too few to matter."),
    }
    return ImportReport(**{**said, **more})


def printed(capsys: pytest.CaptureFixture[str], report: ImportReport, **more: object) -> str:
    console.import_tables(report, **more)
    return capsys.readouterr().out


def test_the_verdict_comes_first(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, report_of()).replace("\u202f", " ")
    assert text.startswith("Readable: 20 000 of 20 010 rows; 10 repaired; 10 rejected; 1 finding to look into.\n")
    assert "1 234 cases, 19 990 steps, 1 activity, 22 people; 2024-01-01 08:00 to 2024-06-30 17:00, UTC" in text
    clean = printed(capsys, report_of(repairs=(), rejected=(), findings=(), rows=20_000)).replace("\u202f", " ")
    assert clean.startswith("Readable: 20 000 of 20 000 rows; nothing repaired; nothing rejected.\n")
    assert "Findings" not in clean
    assert "Rejected" not in clean


def test_instants_are_told_in_the_zone_of_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    assert "2024-01-01 09:00 to 2024-06-30 19:00, Europe/Rome" in printed(capsys, report_of(), timezone="Europe/Rome")


def test_everything_that_was_decided_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, report_of(), rejects=Path("kept/rejects.csv"))
    for words in (
        *("semicolon-separated", "starts are estimated", "Ticket", 'runner-up "Number"', "%d.%m.%Y (UTC)", "exact duplicates", "T1;Close"),
        *("Rejected rows, kept in kept/rejects.csv", "no time (lines 2, 3, 4, 5, 6, …)", "no case id (lines 10, 11)", "T2;Close;"),
        *("dates in the future", "e.g. case T9", "Looked for and not found: catch-all cases.", "Too few to matter.", "• "),
    ):
        assert words in text
    assert text.index("dates in the future") < text.index("cases of a single step"), "warnings come first"
    assert not re.search(r"\d{7,}|\d\.\d{4,}", text), "no figures that nobody reads"


def test_it_fits_on_100_columns(capsys: pytest.CaptureFixture[str]) -> None:
    long = "x" * 300
    report = report_of(
        source=f"/{long}.csv",
        columns=(ColumnChoice("case_id", long, long, 0.9, long),),
        notes=(long, "word " * 80),
        rejected=(Reject(3, long, long),),
        repairs=(Repair(long, 3, long),),
    )
    assert max(map(len, printed(capsys, report).splitlines())) <= 100


@pytest.mark.parametrize("columns", [60, 80, 100, 200])
def test_it_fits_on_the_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], columns: int) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    text = re.sub(r"\x1b\[[0-9;]*m", "", printed(capsys, report_of()))
    assert max(map(len, text.splitlines())) <= min(columns, 100)


def test_a_file_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "\x1b[2J\x1b]0;owned\x07[bold]T1\x00"
    report = report_of(
        source=hostile, notes=(hostile,), rejected=(Reject(2, hostile, hostile),), repairs=(Repair(hostile, 1, hostile),), findings=()
    )
    text = printed(capsys, report)
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "[bold]T1" in text, "shown as it stands in the file"


def test_strict_tells_all_keeps_nothing_and_exits_3(run_svcflow: Run, tmp_path: Path) -> None:
    write(tmp_path, GOOD + DUPLICATE + UNREADABLE)
    done = run_svcflow("import", "log.csv", "--strict", "-o", "kept")
    assert done.returncode == 3
    assert done.stdout.startswith("Readable: 41 of 42 rows")
    assert "1 row repaired and 1 row rejected" in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["log.csv"]
    document = run_svcflow("import", "log.csv", "--strict", "--json")
    assert document.returncode == 3
    assert json.loads(document.stdout)["rejects_file"] is None


@pytest.mark.parametrize("rows", [DUPLICATE, UNREADABLE])
def test_strict_minds_repairs_and_rejects(run_svcflow: Run, tmp_path: Path, rows: str) -> None:
    write(tmp_path, GOOD + rows)
    assert run_svcflow("import", "log.csv", "--strict").returncode == 3
    assert run_svcflow("import", "log.csv").returncode == 0


def test_strict_lets_a_clean_log_pass(run_svcflow: Run, tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    assert run_svcflow("import", "log.csv", "--strict", "-o", "kept").returncode == 0
    assert (tmp_path / "kept" / "log.json").exists()


def test_findings_are_in_the_json_and_kept_with_the_log(run_svcflow: Run, tmp_path: Path) -> None:
    write(tmp_path, GOOD + UNREADABLE)
    first = json.loads(run_svcflow("import", "log.csv", "-o", "kept", "--json").stdout)
    assert first["rejects_file"] == str(Path("kept") / "rejects.csv")
    assert {"check", "count", "of", "unit", "rule", "examples", "level"} == set(first["findings"][0])
    assert first["little"]["lead_time_h"] == pytest.approx(1.0)
    again = json.loads(run_svcflow("import", "kept", "--json").stdout)
    assert (again["findings"], again["little"], again["rows"]) == (first["findings"], first["little"], 41)


def test_dates_after_today_are_found(run_svcflow: Run, tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("2025-", "2101-"))
    findings = {each["check"]: each for each in json.loads(run_svcflow("import", "log.csv", "--json").stdout)["findings"]}
    assert findings["dates in the future"]["count"] == 40


def bytes_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


@pytest.mark.parametrize("kept_first", [False, True])
def test_no_name_is_kept_or_told(run_svcflow: Run, tmp_path: Path, kept_first: bool) -> None:
    write(tmp_path, GOOD + DUPLICATE + UNREADABLE)
    if kept_first:
        assert run_svcflow("import", "log.csv", "-o", "named").returncode == 0
    done = run_svcflow("import", "named" if kept_first else "log.csv", "--pseudonymise", "-o", "kept")
    assert done.returncode == 0, done.stderr
    for name in ("Aldermoor", "Quillfeather", "Rainbird"):
        assert name not in done.stdout + done.stderr
        assert name.encode() not in bytes_of(tmp_path / "kept")
        assert name in (tmp_path / "log.csv").read_text()
    told = json.loads(run_svcflow("import", "kept", "--json").stdout)
    assert (told["resources"], told["cases"]) == (2, 20)


def test_the_key_makes_the_same_names_again(run_svcflow: Run, tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    people = []
    for option in (["--pseudonym-key", "key"], ["--pseudonym-key", "key"], ["--pseudonymise"], ["--pseudonymise"]):
        assert run_svcflow("import", "log.csv", *option, "-o", "kept").returncode == 0
        people.append(names_in(tmp_path / "kept"))
    assert people[0] == people[1]
    assert len({*people}) == 3
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def names_in(folder: Path) -> tuple[str, ...]:
    import polars as pl

    return tuple(sorted(pl.read_parquet(folder / "steps.parquet")["resource"].cast(pl.String).unique()))


def test_a_study_may_ask_for_pseudonyms_and_speaks_of_people_by_name(run_svcflow: Run, tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (tmp_path / "desk.toml").write_text(
        'log = "log.csv"\npseudonymise = true\n[calendar]\npeople."Anna Aldermoor".hours = "Mon-Sun 07:00-19:00"\n'
    )
    done = run_svcflow("import", "desk.toml", "-o", "kept")
    assert done.returncode == 0, done.stderr
    assert b"Aldermoor" not in bytes_of(tmp_path / "kept")
    assert run_svcflow("import", "desk.toml", "--no-pseudonymise", "-o", "kept").returncode == 0
    assert names_in(tmp_path / "kept") == ("Anna Aldermoor", "Bob Quillfeather")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--pseudonym-key", "short"], 1, "short: a key of 3 bytes can be guessed."),
        (["--pseudonym-key", "."], 1, "the key cannot be read"),
        (["--no-pseudonymise", "--pseudonym-key", "short"], 2, "of no use without pseudonyms"),
        (["--delimiter", "ab"], 2, '"ab" cannot part fields'),
        (["--encoding", "utf-9"], 2, '"utf-9" is no encoding'),
        (["--limit", "colums=3"], 1, 'Did you mean "columns"?'),
        (["--shape", "audits"], 2, 'Did you mean "audit"?'),
    ],
)
def test_values_that_cannot_be(run_svcflow: Run, tmp_path: Path, arguments: list[str], code: int, words: str) -> None:
    write(tmp_path, GOOD)
    (tmp_path / "short").write_text("abc")
    done = run_svcflow("import", "log.csv", *arguments)
    assert done.returncode == code, done.stderr
    assert words in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", COMMANDS_WITH_A_LOG)
def test_every_command_reads_alike(command: str) -> None:
    parameters = {option: each for each in typer.main.get_command(app).commands[command].params for option in each.opts}
    for option in ("--map", "--encoding", "--delimiter", "--sheet", "--query", "--limit", "--pseudonymise", "--pseudonym-key"):
        assert parameters[option].help
    assert all(shape in parameters["--shape"].help for shape in get_args(Shape))


@pytest.mark.parametrize("source", ["postgresql://ann:secret@nowhere.invalid/desk", "nowhere.csv", "nowhere/"])
def test_a_source_that_is_not_there_is_told(run_svcflow: Run, tmp_path: Path, source: str) -> None:
    done = run_svcflow("map", source, "-o", "map.svg")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_files_of_a_folder_are_not_written_over(run_svcflow: Run, tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "map.svg").write_text("not a map")
    done = run_svcflow("map", "exports", "-o", "exports/map.svg")
    assert done.returncode == 1
    assert (tmp_path / "exports" / "map.svg").read_text() == "not a map"
