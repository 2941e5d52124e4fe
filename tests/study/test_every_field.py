"""Nothing that a study says is taken and ignored: each field of its tables, changed alone, changes what is told."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from svcflow.eventlog import EventLog, build_log
from svcflow.indicators.computing import indicator_values
from svcflow.indicators.registry import every_entry, find_entry, unit_of
from svcflow.study import apply_study, hear_study, indicator_setting, read_study

MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)
BASE = """
currency = "EUR"
service_level_h = 2
delay_cost_h = 1.5
[rates_h]
Desk = 40
[calendar]
hours = "Mon-Sun 08:00-20:00"
[service_levels]
clock = "elapsed"
response_h = { High = 0.1, "*" = 0.2 }
resolution_h = { High = 0.5, "*" = 1 }
[costs]
breach = 20
system = { per_month = 1000 }
outsourcing = { per_step = { Solve = 3 } }
material = { per_ticket = 0.5 }
overhead = { per_month = 500 }
[indicators]
required = ["Channel"]
procedure = ["Register", "Solve"]
knowledge = "Article"
deflected = { Channel = ["Bot"] }
automated = ["Robot"]
abandoned = ["Withdrawn"]
rubric = { good = 0.75, fair = 0.5 }
[factors]
kwh_per_ticket = 0.1
kwh_per_work_h = 0.2
sheets_per_ticket = 1
sheets_per_step = { Solve = 2 }
kg_per_kwh = 0.4
kg_per_sheet = 0.005
[survey]
file = "survey.csv"
columns = { "Overall" = "csat", "Second" = "item" }
scales = { "Overall" = "1-5" }
by = ["team"]
everyone_asked = true
[comments]
column = "Said"
mask_tickets = true
[staff]
file = "staff.csv"
columns = { skill = "Skill" }
[ideas]
file = "ideas.csv"
columns = { implemented = "Done" }
[status]
file = "status.csv"
columns = { up = "State" }
"""
FILES = {
    "survey.csv": "Ticket,Overall,Second,Said,Other\n"
    + "".join(f"T{k:02d},{1 + k % 5},{1 + k % 3},INC-001{k:02d} was slow,It was all great\n" for k in range(30)),
    "staff.csv": "Name,Team,Skill,Judged\nAnn,Desk,good,fair\nBob,Desk,good,fair\n",
    "ideas.csv": "Registered,Done,Planned\n2025-03-01,2025-03-05,2025-04-01\n2025-03-02,,\n",
    "status.csv": "System,From,To,State,Was\n"
    "mail,2025-03-03 08:00,2025-03-03 18:00,up,down\nmail,2025-03-03 18:00,2025-03-03 19:00,down,up\n",
}


def desk() -> EventLog:
    """Thirty tickets: Ann or a robot registers, Bob solves, some are withdrawn."""
    rows = []
    for case in range(30):
        begin = MONDAY + timedelta(hours=7 * case)
        last = "Withdrawn" if case % 7 == 0 else "Solve"
        for place, (step, who) in enumerate((("Register", "Robot" if case % 3 else "Ann"), (last, "Bob"))):
            start = begin + timedelta(minutes=(20 + case) * place)
            values = (
                "High" if case % 2 else "Low",
                "Bot" if case % 5 == 0 else "Phone",
                f"KB{case % 4}" if case % 2 else None,
                str(case % 6),
            )
            rows.append((f"T{case:02d}", step, who, "Desk", start, start + timedelta(minutes=20), *values))
    columns = ["case_id", "activity", "resource", "team", "start_time", "end_time", "priority", "Channel", "Article", "Kind"]
    return build_log(pl.DataFrame(rows, schema=columns, orient="row"), name="desk")


def told(folder: Path, text: str) -> str:
    """All that comes of a study, as text."""
    for name, content in FILES.items():
        (folder / name).write_text(content, encoding="utf-8")
    (folder / "study.toml").write_text(text, encoding="utf-8")
    study = read_study(folder / "study.toml")
    log = apply_study(study, desk())
    heard = hear_study(study, log)
    setting = indicator_setting(study, log, heard)
    values = indicator_values(log, setting, also=[entry.name for entry in every_entry()])
    # Twice the same study must tell the same, to the last digit: what differs below is then the field's doing.
    return repr((values, unit_of(find_entry("full_cost"), setting), heard.voice if heard else None))


@pytest.fixture(scope="module")
def as_it_is(tmp_path_factory: pytest.TempPathFactory) -> str:
    return told(tmp_path_factory.mktemp("study"), BASE)


def test_the_same_study_tells_the_same(tmp_path: Path, as_it_is: str) -> None:
    assert told(tmp_path, BASE) == as_it_is


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"EUR"', '"USD"'),
        ("service_level_h = 2", "service_level_h = 0.6"),
        ("delay_cost_h = 1.5", "delay_cost_h = 3"),
        ("Desk = 40", "Desk = 50"),
        ('clock = "elapsed"', 'clock = "working"'),
        ("High = 0.1", "High = 0.5"),
        ('"*" = 1 }', '"*" = 0.7 }'),
        ("breach = 20", "breach = 30"),
        ("system = { per_month = 1000 }", "system = { per_month = 2000 }"),
        ("Solve = 3", "Solve = 4"),
        ("per_ticket = 0.5", "per_ticket = 0.6"),
        ("overhead = { per_month = 500 }", ""),
        ('required = ["Channel"]', 'required = ["Article"]'),
        ('procedure = ["Register", "Solve"]', 'procedure = ["Register"]'),
        ('knowledge = "Article"', 'knowledge = "Kind"'),
        ('["Bot"]', '["Phone"]'),
        ('automated = ["Robot"]', 'automated = ["Bob"]'),
        ('abandoned = ["Withdrawn"]', 'abandoned = ["Solve"]'),
        ("good = 0.75", "good = 0.8"),
        ("kwh_per_ticket = 0.1", "kwh_per_ticket = 0.2"),
        ("kwh_per_work_h = 0.2", "kwh_per_work_h = 0.3"),
        ("sheets_per_ticket = 1", "sheets_per_ticket = 2"),
        ("Solve = 2", "Solve = 5"),
        ("kg_per_kwh = 0.4", "kg_per_kwh = 0.5"),
        ("kg_per_sheet = 0.005", "kg_per_sheet = 0.01"),
        ('"Overall" = "csat", "Second" = "item"', '"Overall" = "item", "Second" = "csat"'),
        ('"1-5"', '"1-7"'),
        ('by = ["team"]', 'by = ["priority"]'),
        ("everyone_asked = true", ""),
        ('column = "Said"', 'column = "Other"'),
        ("mask_tickets = true", ""),
        ('skill = "Skill"', 'skill = "Judged"'),
        ('implemented = "Done"', 'implemented = "Planned"'),
        ('up = "State"', 'up = "Was"'),
    ],
)
def test_a_field_changed_alone_changes_what_is_told(tmp_path: Path, as_it_is: str, old: str, new: str) -> None:
    assert BASE.count(old) == 1
    assert told(tmp_path, BASE.replace(old, new)) != as_it_is
