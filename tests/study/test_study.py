"""Study files: what they say, and the line and the remedy where they say what cannot be."""

import textwrap
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

import svcflow.study
from svcflow.calendars import GivenCalendar, parse_hours
from svcflow.errors import StudyError
from svcflow.eventlog.log import Meaning
from svcflow.study import Study, read_study

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> Path:
        path = tmp_path / "study.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def refusal(path: Path) -> StudyError:
    with pytest.raises(StudyError) as refused:
        read_study(path)
    return refused.value


EVERYTHING = """
log = "tickets.csv"
timezone = "Europe/Rome"
day_first = true
shape = "status"
encoding = "gb18030"
delimiter = ";"
sheet = "Tickets"
query = "select * from tickets"
pseudonymise = true
service_level_h = 72
map = { case_id = "Ticket ID" }
meanings = { "On hold" = "customer" }
limits = { unpacked_bytes = "16G" }
rates_h = { "Second line" = 55 }
language = "zh"

[calendar]
hours = "Mon-Fri 09:00-17:30, Sat 09:00-12:00"
holidays = [2024-12-24, "2024-12-27..2024-12-31"]
country = "IT"
teams."Second line".hours = "22:00-06:00"
people."Anna".hours = { Mon = "09:00-13:00", "Tue-Thu" = ["09:00-12:00", "13:00-17:00"] }
"""


def test_the_example_is_a_study(write: Write) -> None:
    """The one in the package's docstring."""
    example = svcflow.study.__doc__.split("For example:\n\n")[1].split("\n\nIn `log`")[0]
    study = read_study(write(textwrap.dedent(example)))
    assert (study.timezone, study.rates_h) == ("Europe/Rome", {"Second line": 55})


def test_what_a_study_says_is_read(write: Write) -> None:
    study = read_study(write(EVERYTHING))
    assert (study.timezone, study.day_first, study.shape, study.service_level_h) == ("Europe/Rome", True, "status", 72)
    assert (study.encoding, study.delimiter, study.sheet, study.query) == ("gb18030", ";", "Tickets", "select * from tickets")
    assert (study.pseudonymise, study.language) == (True, "zh-Hans")
    assert study.limits == {"unpacked_bytes": "16G"}
    assert (study.map, study.meanings, study.rates_h) == ({"case_id": "Ticket ID"}, {"On hold": "customer"}, {"Second line": 55})
    assert study.given_calendar == GivenCalendar(
        hours=parse_hours("Mon-Fri 9-17:30, Sat 9-12"),
        teams={"Second line": parse_hours("22-6")},
        people={"Anna": parse_hours("Mon 9-13, Tue-Thu 9-12, 13-17")},
        holidays=(date(2024, 12, 24), *(date(2024, 12, day) for day in range(27, 32))),
        country="IT",
    )


def test_an_empty_file_is_an_empty_study(write: Write) -> None:
    study = read_study(write("# nothing\n"))
    assert study.model_copy(update={"file": None, "lines": {}}) == Study()
    assert study.given_calendar is study.source is study.log_path is None


def test_every_meaning_may_be_said(write: Write) -> None:
    lines = "\n".join(f'"status {meaning}" = "{meaning}"' for meaning in get_args(Meaning))
    assert set(read_study(write(f"[meanings]\n{lines}")).meanings.values()) == set(get_args(Meaning))


# ------------------------------------------------------------------------------------------------------------ where things are


@pytest.mark.parametrize(
    ("log", "source"),
    [
        ("tickets.csv", "{folder}/tickets.csv"),
        ("../tickets.csv", "{folder}/../tickets.csv"),
        ("/data/tickets.csv", "/data/tickets.csv"),
        ("postgresql://ann:${SVCFLOW_TEST_PW}@desk/tickets", "postgresql://ann:s3cret@desk/tickets"),
        ("${SVCFLOW_TEST_PW}.csv", "{folder}/s3cret.csv"),
        ("$SVCFLOW_TEST_PW.csv", "{folder}/$SVCFLOW_TEST_PW.csv"),
        ("sqlite:///desk.db", "sqlite:///{folder}/desk.db"),
        ("sqlite+pysqlite:///desk.db?mode=ro", "sqlite+pysqlite:///{folder}/desk.db?mode=ro"),
        ("sqlite:////data/desk.db", "sqlite:////data/desk.db"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
    ],
)
def test_paths_begin_at_the_study_and_databases_are_where_they_say(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: str, source: str
) -> None:
    monkeypatch.setenv("SVCFLOW_TEST_PW", "s3cret")
    study = read_study(write(f"log = '{log}'"))
    assert study.source == source.format(folder=tmp_path)
    assert study.log_path == (None if "://" in log else Path(study.source))
    assert "s3cret" not in repr(study)


def test_a_variable_that_is_not_set(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SVCFLOW_TEST_PW", raising=False)
    study = read_study(write('\n\nlog = "postgresql://ann:${SVCFLOW_TEST_PW}@desk"'))
    with pytest.raises(StudyError, match=r"study\.toml, line 3: .*SVCFLOW_TEST_PW.* no such variable") as refused:
        _ = study.source
    assert "SVCFLOW_TEST_PW" in refused.value.remedy


def test_variables_stand_in_the_log_alone(write: Write) -> None:
    assert read_study(write('query = "select ${PATH}"')).query == "select ${PATH}"


def test_redesigns_lie_beside_the_study(write: Write, tmp_path: Path) -> None:
    assert read_study(write('scenarios = ["more.toml"]')).scenario_paths == (tmp_path / "more.toml",)


# ------------------------------------------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("text", "line", "problem", "remedy"),
    [
        # Names, at every level.
        ('\nlogs = "a.csv"', 2, '"logs" is not something that a study says', 'Did you mean "log"?'),
        ('[calender]\nhours = "always"', 1, '"calender"', 'Did you mean "calendar"?'),
        ('[calendar]\n\nhour = "always"', 3, '"hour" is not something that [calendar] says', 'Did you mean "hours"?'),
        ('[calendar.teams."A b"]\nhuors = "always"', 2, '[calendar.teams."A b"]', 'Did you mean "hours"?'),
        ("[calendar.teams.Desk]", 1, "calendar.teams.Desk has no hours", "hours ="),
        ('[map]\nactivity = "a"\ncase = "Ticket"', 3, '"case" is not one of our columns', 'Did you mean "case_id"?'),
        ('[map]\nfrom_valu = "a"', 2, '"from_valu" is not one', 'Did you mean "from_value"?'),
        ('[limits]\nunpacked_byte = "2G"', 2, "unpacked_byte", 'Did you mean "unpacked_bytes"?'),
        ('file = "x"', 1, '"file"', "There are"),
        ("lines = 3", 1, '"lines"', "Did you mean"),
        # Values that are of another kind.
        ("log = 3", 1, "log = 3 is not text", "quotes"),
        ('day_first = "yes"', 1, 'day_first = "yes" is neither true nor false', "without quotes"),
        ("pseudonymise = 1", 1, "pseudonymise = 1 is neither true nor false", "true or false"),
        ('service_level_h = "72"', 1, 'service_level_h = "72" is no number', "without quotes"),
        ("service_level_h = true", 1, "service_level_h = true is no number", "without quotes"),
        ("service_level_h = 0", 1, "service_level_h = 0 is too small", "greater than 0"),
        ("service_level_h = nan", 1, "service_level_h = nan is no number to count with", "plain number"),
        ('[rates_h]\n"A b" = -1', 2, 'rates_h."A b" = -1 is too small', "0 or more"),
        ('scenarios = "a.toml"', 1, 'scenarios = "a.toml" is no list', '["one", "two"]'),
        ("scenarios = [\n  'a.toml',\n  3]", 3, "scenarios = 3 is not text", "quotes"),
        ('map = "x"', 1, 'map = "x" is no table', "[map]"),
        ('calendar = "always"', 1, 'calendar = "always" is no table', "[calendar]"),
        ('[calendar]\nteams."A b" = "9-17"', 2, 'calendar.teams."A b" = "9-17" is no table', '[calendar.teams."A b"]'),
        ('log = "C:\\tickets.csv"', 1, "log: 'C:\\tickets.csv' holds a sign that no path has", "single quotes"),
        # Values that are none of those there are.
        ('[value]\n"A" = "value-add"', 2, 'value.A = "value-add" is not known', 'Did you mean "value-adding"?'),
        ('[value]\n"A" = "VA"', 2, 'value.A = "VA" is not known', '"necessary", "value-adding", "waste"'),
        ('shape = "statuses"', 1, 'shape = "statuses" is not known', 'Did you mean "status"?'),
        ('[meanings]\n"On hold" = "custommer"', 2, 'meanings."On hold" = "custommer"', 'Did you mean "customer"?'),
        ('timezone = "Europe/Rom"', 1, "timezone: the time zone", 'Did you mean "Europe/Rome"?'),
        ('encoding = "gb1803"', 1, '"gb1803" is no encoding', 'Did you mean "gb18030"?'),
        ('encoding = "rot13"', 1, '"rot13" is no encoding', "utf-8"),
        ('delimiter = ";;"', 1, '";;" cannot part fields', '"\\t"'),
        ("delimiter = '\"'", 1, "cannot part fields", '";"'),
        ("sheet = 0", 1, "sheet: 0 is no sheet", "1 is the first"),
        ("sheet = true", 1, "sheet: true is no sheet", "1 is the first"),
        ('[limits]\ncolumns = "many"', 2, '"many"', "2G"),
        ("[limits]\ncolumns = 1.5", 2, "1.5 is no whole number", "500"),
        ("limits = 5", 1, "5 is no table", "[limits]"),
        # Working hours and holidays.
        ('[calendar]\nhours = "Mon-Fry 9-17"', 2, 'calendar.hours: "fry" is no day of the week', '"Fri"'),
        ("[calendar]\nhours = 9", 2, "9 says no hours", "Mon-Fri"),
        ("[calendar]\nhours = []", 2, "no hours in it", "Mon-Fri"),
        ('[calendar]\nhours = [\n"Mon 9-17",\n"Tue 9-25"]', 4, '"25" is no time of the day', "24:00"),
        ('[calendar.hours]\nMon = "9-17"\nTue = ["9-12",\n"12:60-13"]', 4, '"12:60"', "59"),
        ('[calendar.hours]\nMon = "9-17"\nTue = "Wed 9-12"', 3, '"Wed 9-12" is more than hours', "09:00-17:30"),
        ('[calendar.people.Ann]\nhours = "nine to five"', 2, 'calendar.people.Ann.hours: "nine" is no day', '"Mon"'),
        ('[calendar]\nholidays = ["2024-12-25",\n"25.12.2024"]', 3, '"25.12.2024" is no day', "2024-12-25"),
        ("[calendar]\nholidays = [2024-12-25T10:00:00]", 2, "is no day", "2024-12-25"),
        ('[calendar]\nholidays = "2025-01-06..2025-01-01"', 2, "ends before it begins", "2025-01-01..2025-01-06"),
        ('[calendar]\ncountry = "Italy"', 2, 'the holidays of "Italy" are not known', '"IT"'),
        ('[calendar]\ncountry = "DE-XY"', 2, '"DE-XY"', '"BY"'),
        # Of several faults the topmost is told.
        ('log = "a"\nshape = 3\ntimezone = "Mars"\nlogs = 1', 2, "shape = 3", "There are"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line_and_a_remedy(write: Write, text: str, line: int, problem: str, remedy: str) -> None:
    path = write(text)
    error = refusal(path)
    assert error.place == f"{path}, line {line}"
    assert problem in error.problem
    assert remedy in error.remedy


@pytest.mark.parametrize(
    ("text", "where", "problem", "remedy"),
    [
        ("log = tickets.csv", ", line 1, column 7", "invalid value", "quotes"),
        ('\nlog = "C:\\logs"', ", line 2, column", "", "single quotes"),
        ('log = "C:\\Users"', ", line 1, column", "", "single quotes"),
        ('\n\nlog = "tickets.csv\n', ", line 3, column", "illegal character", "Close the quotes"),
        ("Ticket ID = 3", ", line 1, column", "expected '='", "name = value"),
        ('log = "a"\nlog = "b"', ", line 2", "cannot overwrite", "once"),
        ("[map]\n[map]", ", line 2, column", "cannot declare", "once"),
        ("\nscenarios = [\n\n", ", line 2", "invalid value", ""),
        ("x = " + "[" * 20_000, "", "without end", "study"),
    ],
)
def test_what_is_not_toml_is_refused_where_it_ends_to_be(write: Write, text: str, where: str, problem: str, remedy: str) -> None:
    path = write(text)
    error = refusal(path)
    assert error.place.startswith(f"{path}{where}")
    assert problem in error.problem
    assert remedy in error.remedy


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_bytes(b'\xef\xbb\xbflog = "a.csv"\r\nshape = "x"\r\n')
    assert refusal(path).place == f"{path}, line 2"


def test_other_encodings_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_bytes('log = "a.csv"\n# für\n'.encode("latin-1"))
    assert str(refusal(path)) == f"{path}, line 2: the text is not UTF-8. Save the file as UTF-8."
    path.write_bytes('log = "a.csv"'.encode("utf-16"))
    assert "UTF-8" in refusal(path).remedy


def test_files_that_are_not_there(tmp_path: Path) -> None:
    (tmp_path / "study.toml").touch()
    (tmp_path / "stdy.csv").touch()
    assert refusal(tmp_path / "stdy.toml").remedy == 'Did you mean "study.toml"?'
    assert "no folder" in refusal(tmp_path / "nowhere" / "study.toml").remedy
    folder = refusal(tmp_path)
    assert "folder" in folder.problem
    assert '"study.toml"' in folder.remedy
    assert refusal(Path("a\0b")).problem


def test_a_huge_file_is_no_study(tmp_path: Path) -> None:
    path = tmp_path / "log.toml"
    path.write_bytes(b"# x\n" * 300_000)
    assert "larger than 1 MiB" in refusal(path).problem
