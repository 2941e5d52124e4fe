"""What a study gives to the indicators, from its tables and from the files that it names; what cannot be is refused at its line."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from svcflow.errors import StudyError
from svcflow.eventlog import EventLog, build_log
from svcflow.indicators import Asked, compute_indicators
from svcflow.indicators.setting import OTHERS, Setting
from svcflow.study import hear_study, indicator_setting, read_study

MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)
FILES = {
    "staff.csv": "Name,Team,Skill\nAnn,Desk,good\nBob,Desk,0.5\n",
    "ideas.csv": "noted,done\n2025-01-10,2025-02-01\n2025-03-01,\n",
    "status.csv": "system,from,to,status\nmail,2025-03-03 08:00,2025-03-03 18:00,up\nmail,2025-03-03 18:00,2025-03-03 19:00,down\n",
    "survey.csv": "Ticket,Satisfaction,Would you recommend us?\nT0,5,10\nT1,2,3\nT2,4,9\nT3,5,9\nT4,1,0\n",
}
TEXT = """
currency = "EUR"
[rates_h]
Desk = 40
[service_levels]
clock = "working"
response_h = { High = 1, "*" = 4 }
resolution_h."*" = 8
[costs]
breach = 20
system.per_month = 1000
material = { per_ticket = 0.5 }
[factors]
kwh_per_ticket = 0.1
[indicators]
required = ["channel"]
procedure = ["Register", "Solve"]
[staff]
file = "staff.csv"
[ideas]
file = "ideas.csv"
columns = { registered = "noted" }
[status]
file = "status.csv"
[survey]
file = "survey.csv"
everyone_asked = true
"""


def desk() -> EventLog:
    """Five tickets: Ann registers, Bob solves."""
    rows = []
    for case in range(5):
        begin = MONDAY + timedelta(hours=case)
        for place, (step, who) in enumerate((("Register", "Ann"), ("Solve", "Bob"))):
            start = begin + timedelta(minutes=30 * place)
            rows.append((f"T{case}", step, who, "Desk", "High" if case else "Low", start, start + timedelta(minutes=20), "Phone"))
    columns = ["case_id", "activity", "resource", "team", "priority", "start_time", "end_time", "channel"]
    return build_log(pl.DataFrame(rows, schema=columns, orient="row"), name="desk")


def setting(folder: Path, text: str = TEXT, **files: str) -> Setting:
    for name, content in {**FILES, **{key.replace("_csv", ".csv"): value for key, value in files.items()}}.items():
        (folder / name).write_text(content, encoding="utf-8")
    (folder / "study.toml").write_text(text, encoding="utf-8")
    study, log = read_study(folder / "study.toml"), desk()
    return indicator_setting(study, log, hear_study(study, log))


def test_everything_said_reaches_the_indicators(tmp_path: Path) -> None:
    found = setting(tmp_path)
    assert (found.rates_h, found.currency, found.level_clock) == ({"Desk": 40}, "EUR", "working")
    assert found.response_h == {"High": 1, OTHERS: 4}
    assert found.resolution_h == {OTHERS: 8}
    assert (found.expenses.breach, found.expenses.material and found.expenses.material.per_ticket) == (20, 0.5)
    assert found.expenses.system is not None
    assert found.expenses.system.per_week == pytest.approx(1000 * 12 / 365.25 * 7)
    assert found.factors is not None
    assert [(member.name, member.skill) for member in found.staff] == [("Ann", "good"), ("Bob", 0.5)]
    assert [idea.implemented for idea in found.ideas] == [date(2025, 2, 1), None]
    assert [(each.system, each.up, (each.end - each.begin).total_seconds() / 3600) for each in found.status] == [
        ("mail", True, 10.0),
        ("mail", False, 1.0),
    ]
    assert found.survey is not None
    assert len(found.survey.asked) == 5
    values = {each.name: each.value for each in compute_indicators(desk(), setting=found, asked=Asked())}
    assert values["csat"] == pytest.approx(3 / 5)
    assert values["nps"] == pytest.approx(100 * (3 - 2) / 5)


@pytest.mark.parametrize(
    ("files", "place", "problem"),
    [
        ({"staff_csv": "Name,Team\nAnn,Desk\n,Desk\n"}, "staff.csv, line 3", "names nobody"),
        ({"ideas_csv": "noted,done\n2025-02-10,2025-02-01\n"}, "ideas.csv, line 2", "cannot have been put to work"),
        ({"status_csv": "system,from,to,status\nmail,2025-03-03 08:00,2025-03-03 18:00,maybe\n"}, "status.csv, line 2", '"maybe"'),
        ({"status_csv": "system,from,to,status\nmail,soon,2025-03-03 18:00,up\n"}, "status.csv, line 2", '"soon" in "begin" is no time'),
        ({"survey_csv": "Ticket,Comment\nT0,fine\n"}, "survey.csv", "no column holds answers on a scale"),
    ],
)
def test_rows_that_cannot_be_are_refused_at_their_line(tmp_path: Path, files: dict[str, str], place: str, problem: str) -> None:
    with pytest.raises(StudyError) as refused:
        setting(tmp_path, **files)
    assert refused.value.place.endswith(place)
    assert problem in refused.value.problem


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ('[staff]\nfile = "people.csv"', 2, 'there is no file "people.csv"'),
        ('[staff]\nfile = "staff.csv"\ncolumns = { name = "Who" }', 3, 'there is no column "Who"'),
        ('\n[indicators]\nrequired = ["Channel", "colour"]', 3, '"Channel" is no column of the log'),
        ('[survey]\nfile = "survey.csv"\nscales = { Satisfaction = "one to five" }', 3, '"one to five" is no scale'),
        ('[service_levels]\nresponse_h.High = 0', 2, "is too small"),
        ('[costs]\nbreach = -1', 2, "is too small"),
        ('[indicators]\nrubric = { good = 7 }', 2, "7 is no share"),
        ('language = "fr"', 1, 'there is no language "fr"'),
        ('[costs]\nsystems = 1', 2, '"systems" is not something that [costs] says'),
        ('[costs.system]\nper_year = 1', 2, '"per_year" is not something that [costs.system] says'),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_refused_at_its_line(tmp_path: Path, text: str, line: int, problem: str) -> None:
    with pytest.raises(StudyError) as refused:
        setting(tmp_path, text)
    assert refused.value.place.endswith(f"study.toml, line {line}")
    assert problem in refused.value.problem
