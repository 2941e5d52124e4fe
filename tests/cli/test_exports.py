"""Exports as analysts have them, typed as they would: what is read is counted, what is refused says what to do."""

import csv
import io
import json
import sqlite3
import subprocess
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

MONDAY = datetime.fromisoformat("2024-03-04T08:00:30")
PEOPLE = ("Anna Aldermoor", "Bob Quillfeather", "Chiara Neri", "Dmitri Orlov")
STATUSES = ("Open", "In Progress", "Resolved", "Closed")
CASES = 30


def text_of(rows: Iterable[Sequence[object]], delimiter: str = ",") -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return file.getvalue()


def opened(case: int) -> datetime:
    return MONDAY + timedelta(hours=7 * case)


def imported(run: Run, *arguments: str) -> dict[str, Any]:
    done = run("import", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["rows"] == found["events"] + len(found["rejected"])
    return found


def column_of(report: dict[str, Any], role: str) -> str | None:
    return next((each["column"] for each in report["columns"] if each["role"] == role), None)


def test_a_jira_answer_in_json(run_svcflow: Run, tmp_path: Path) -> None:
    issues = []
    for case in range(CASES):
        changes = [
            {
                "author": {"displayName": PEOPLE[(case + hour) % 4]},
                "created": f"{opened(case) + timedelta(hours=hour):%Y-%m-%dT%H:%M:%S}.000+0100",
                "items": [{"field": "status", "fromString": before, "toString": after}],
            }
            for hour, (before, after) in enumerate(pairwise(STATUSES), start=1)
        ]
        created = f"{opened(case):%Y-%m-%dT%H:%M:%S}.000+0100"
        issues.append({"key": f"SUP-{case}", "fields": {"created": created}, "changelog": {"histories": changes[::-1]}})
    (tmp_path / "jira.json").write_text(json.dumps({"total": CASES, "issues": issues}), encoding="utf-8")
    report = imported(run_svcflow, "jira.json")
    assert (report["shape"], report["cases"], report["events"], report["steps"]) == ("history", CASES, 3 * CASES, 4 * CASES)
    assert report["first"] == "2024-03-04T07:00:30+00:00", "the issue's creation, an hour before its first change, in UTC"
    assert report["resources"] == len(PEOPLE)


def test_a_changelog_without_the_opening_says_so(run_svcflow: Run, tmp_path: Path) -> None:
    rows = [
        (f"SUP-{case}", "status", before, after, PEOPLE[case % 4], f"{opened(case) + timedelta(hours=hour):%d/%b/%y %I:%M %p}")
        for case in range(CASES)
        for hour, (before, after) in enumerate(pairwise(STATUSES))
    ]
    (tmp_path / "changes.csv").write_text(text_of([("Issue key", "Field", "From", "To", "Author", "Changed"), *rows]), encoding="utf-8")
    report = imported(run_svcflow, "changes.csv")
    assert (report["events"], report["steps"]) == (3 * CASES, 4 * CASES)
    assert any(note.startswith(f"{CASES} tickets began with the status that the first change leaves") for note in report["notes"])
    equal = next(each for each in report["findings"] if each["check"] == "steps at the same instant as the one before")
    assert equal["count"] == 0, "a status of unknown begin is not at the instant of the next one"


def test_a_servicenow_list_has_its_begin_of_work(run_svcflow: Run, tmp_path: Path) -> None:
    header = ["number", "state", "assignment_group", "assigned_to", "opened_at", "sys_created_on", "work_start", "resolved_at", "closed_at"]
    rows = []
    for case in range(CASES):
        at = opened(case)
        times = (at, at + timedelta(seconds=45), at + timedelta(hours=1), at + timedelta(hours=5), at + timedelta(days=5))
        rows.append((f"INC{case:07d}", "Closed", "Desk", PEOPLE[case % 4], *(f"{time:%Y-%m-%d %H:%M:%S}" for time in times)))
    (tmp_path / "incident.csv").write_text(text_of([header, *rows]), encoding="cp1252")
    report = imported(run_svcflow, "incident.csv")
    milestones = [each["column"] for each in report["columns"] if each["role"] == "milestone"]
    assert milestones == ["opened_at", "work_start", "resolved_at", "closed_at"]
    assert report["steps"] == 4 * CASES
    early = next(each for each in report["findings"] if "sys_created_on" in each["check"])
    assert early["count"] == 0, "45 seconds over a minute's edge are no early step"
    times = json.loads(run_svcflow("times", "incident.csv", "--json").stdout)
    assert times["value_stream"]["waiting_h"] == pytest.approx(1.0, abs=0.5)


def test_a_list_without_waiting_has_no_bottlenecks_and_says_so(run_svcflow: Run, tmp_path: Path) -> None:
    rows = [
        (case, PEOPLE[case % 4], *(f"{opened(case) + timedelta(hours=hours):%Y-%m-%d %H:%M}" for hours in (0, 5))) for case in range(CASES)
    ]
    (tmp_path / "list.csv").write_text(text_of([("Ticket ID", "Assignee", "Opened", "Closed"), *rows]), encoding="utf-8")
    done = run_svcflow("bottlenecks", "list.csv")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "• No waiting was found before any step: nothing to rank."


def test_plain_headers_of_people_and_times(run_svcflow: Run, tmp_path: Path) -> None:
    rows = [
        (f"T{case}", step, PEOPLE[(case + hour) % 4] if hour else "", int(1000 * (opened(case) + timedelta(hours=hour)).timestamp()))
        for case in range(CASES)
        for hour, step in enumerate(("Register", "Work", "Close"))
    ]
    (tmp_path / "log.csv").write_text(text_of([("Ticket", "Step", "Who", "ts"), *rows]), encoding="utf-8")
    report = imported(run_svcflow, "log.csv")
    assert (column_of(report, "resource"), column_of(report, "timestamp")) == ("Who", "ts")
    who = next(each for each in report["columns"] if each["role"] == "resource")
    assert f"{len(PEOPLE)} values" in who["why"], "an empty cell is not a value"
    assert report["resources"] == len(PEOPLE)


def german(day: int) -> bytes:
    rows = [
        (f"VG-{case}", status, "Müller, Jörg" if case % 2 else "Weiß, Änne", f"{day + hour // 3:02d}.03.2024 {8 + hour:02d}:15", "1.204,50")
        for case in range(CASES)
        for hour, status in enumerate(("Neu", "In Bearbeitung", "Wartet auf Kunde", "In Bearbeitung", "Geschlossen"))
    ]
    header = ("Vorgangsnummer", "Status", "Bearbeiter", "Geändert am", "Kosten")
    return text_of([header, *rows], ";").replace("\n", "\r\n").encode("cp1252")


def test_a_german_export(run_svcflow: Run, tmp_path: Path) -> None:
    (tmp_path / "export.csv").write_bytes(german(day=14))
    report = imported(run_svcflow, "export.csv", "--timezone", "Europe/Berlin")
    assert (report["encoding"], report["delimiter"]) == ("cp1252", ";")
    assert (report["cases"], report["events"]) == (CASES, 5 * CASES)
    (time,) = report["timestamps"]
    assert f"{5 * CASES} rows cannot be month first" in time["evidence"]


def test_dates_that_fit_both_ways_are_asked_for(run_svcflow: Run, tmp_path: Path) -> None:
    (tmp_path / "export.csv").write_bytes(german(day=4))
    done = run_svcflow("import", "export.csv")
    assert done.returncode == 1
    assert '"04.03.2024 08:15" is 4 March 2024 or 3 April 2024' in done.stderr
    assert imported(run_svcflow, "export.csv", "--day-first")["first"].startswith("2024-03-04")


def test_monthly_files_that_overlap(run_svcflow: Run, tmp_path: Path) -> None:
    rows = [
        (f"T{case}", status, PEOPLE[case % 4], f"{opened(case) + timedelta(hours=hour):%Y-%m-%d %H:%M:%S}")
        for case in range(200)
        for hour, status in enumerate(STATUSES)
    ]
    (tmp_path / "exports").mkdir()
    for name, begin, end in (
        ("march", "2024-03-01", "2024-04-01"),
        ("april", "2024-03-30", "2024-05-01"),
        ("may", "2024-04-29", "2024-06"),
    ):
        part = [row for row in rows if begin <= row[3] < end]
        text = text_of([("Ticket", "Status", "Agent", "Time"), *part])
        (tmp_path / "exports" / f"{name}.csv").write_text(text, encoding="utf-8")
    twice = sum("2024-03-30" <= row[3] < "2024-04-01" or "2024-04-29" <= row[3] < "2024-05-01" for row in rows)
    report = imported(run_svcflow, "exports")
    assert (report["cases"], report["steps"], report["rows"]) == (200, len(rows), len(rows) + twice)
    assert [(each["rule"], each["count"]) for each in report["repairs"]] == [("exact duplicates", twice)]


def test_a_database_file_with_two_tables(run_svcflow: Run, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "desk.db")) as database, database:
        database.execute("create table agents (name text)")
        database.execute("insert into agents values ('Anna')")
        database.execute("create table ticket_events (ticket_id integer, event text, agent text, at text)")
        for case in range(CASES):
            for hour, step in enumerate(("Register", "Work", "Close")):
                row = (case, step, PEOPLE[(case + hour) % 4], (opened(case) + timedelta(hours=hour)).isoformat(" "))
                database.execute("insert into ticket_events values (?, ?, ?, ?)", row)
    done = run_svcflow("import", "desk.db")
    assert done.returncode == 1
    assert '"agents", "ticket_events". --query says which one' in done.stderr
    assert imported(run_svcflow, "desk.db", "--query", "ticket_events")["steps"] == 3 * CASES
    assert imported(run_svcflow, "sqlite:///desk.db", "--query", "select * from ticket_events where ticket_id < 10")["cases"] == 10


def test_findings_are_counted_as_they_are_shown(run_svcflow: Run, tmp_path: Path) -> None:
    steps = [(case, step, f"2024-03-18 {hour:02d}:{case:02d}") for case in range(CASES) for step, hour in (("Register", 8), ("Fix", 9))]
    rows = [(case, step, begin, begin.replace(":", ":5")[:16]) for case, step, begin in steps]
    backward = (CASES, "Register", "2024-03-18 10:00", "2024-03-18 09:00")
    (tmp_path / "log.csv").write_text(text_of([("Case", "Activity", "Start", "End"), *rows, backward]), encoding="utf-8")
    done = run_svcflow("import", "log.csv")
    assert done.returncode == 0, done.stderr
    verdict, *page = done.stdout.splitlines()
    assert "1 rejected" in verdict
    told = int(verdict.partition("rejected; ")[2].partition(" ")[0] or 0)
    assert told == sum(line.startswith("! ") for line in page)
    assert any("1 of 1 months" in line for line in page), "one month, both ends of which are missing"


def test_what_is_no_log(run_svcflow: Run, tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")
    (tmp_path / "page.xls").write_bytes(b"<!DOCTYPE html><html><body><h1>Login</h1></body></html>")
    (tmp_path / "header.csv").write_text("Ticket,Step,When\n", encoding="utf-8")
    (tmp_path / "commas.csv").write_text("Ticket,Step,When\nT1,Open,2024-03-20 08:00\n", encoding="utf-8")
    for arguments, words in (
        (["report.pdf"], "a PDF document"),
        (["page.xls"], "a web page"),
        (["header.csv"], "no row below it"),
        (["commas.csv", "--delimiter", ";"], 'the delimiter ";" does not cut the first line into columns'),
    ):
        done = run_svcflow("import", *arguments)
        assert done.returncode == 1
        assert words in done.stderr
        assert len(done.stderr.splitlines()) == 1
