"""A study and its log: the calendar is put on the log, names that the log does not have are refused at their line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from svcflow.calendars import parse_hours
from svcflow.errors import LogError, StudyError
from svcflow.eventlog import EventLog, read_log
from svcflow.study import Study, apply_study, placing, read_study

Write = Callable[[str], Study]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> Study:
        (tmp_path / "study.toml").write_text(text, encoding="utf-8")
        return read_study(tmp_path / "study.toml")

    return written


@pytest.fixture(scope="module")
def log(bundled: Callable[[str], Path]) -> EventLog:
    return read_log(bundled("six_cases.csv"))


def test_the_log_carries_the_calendar(write: Write, log: EventLog) -> None:
    given = apply_study(write('calendar.hours = "9-17"'), log)
    assert given.calendar is not None
    assert given.calendar.hours == parse_hours("9-17")
    assert apply_study(Study(), given).calendar == given.calendar
    assert apply_study(Study(), log).calendar is None


@pytest.mark.parametrize(
    ("text", "problem", "remedy"),
    [
        ('[rates_h]\n"Second lin" = 5', '[rates_h] names "Second lin", which is no team', '"Second line"'),
        ('[value]\n"Investigat" = "waste"', '[value] names "Investigat", which is no activity', '"Investigate"'),
        ('[calendar]\nteams."Second lin".hours = "9-17"', '[calendar.teams] names "Second lin"', '"Second line"'),
        ('[calendar]\npeople."Nobody".hours = "9-17"', '"Nobody", which is no person of the log', "There are"),
    ],
)
def test_names_that_the_log_does_not_have(write: Write, log: EventLog, text: str, problem: str, remedy: str) -> None:
    with pytest.raises(StudyError, match=r"study\.toml, line 2: ") as refused:
        apply_study(write(text), log)
    assert problem in refused.value.problem
    assert remedy in refused.value.remedy


def test_a_refused_meaning_has_its_line(write: Write, bundled: Callable[[str], Path]) -> None:
    study = write('[meanings]\n\n"On hld" = "queue"')
    with pytest.raises(StudyError, match=r'study\.toml, line 3: .*"On hld"'), placing(study):
        read_log(bundled("six_cases.csv"), meanings=study.meanings)


@pytest.mark.parametrize(
    ("text", "problem", "remedy"),
    [
        ('[map]\nactivity = "Stepp"', 'no column "Stepp"', 'Did you mean "Step"?'),
        ('[map]\nactivity = "Step"\nteam = "Step"', "mapped twice", "once"),
    ],
)
def test_a_refused_column_has_its_line(write: Write, bundled: Callable[[str], Path], text: str, problem: str, remedy: str) -> None:
    study = write(text)
    with pytest.raises(StudyError) as refused, placing(study):
        read_log(bundled("six_cases.csv"), mapping=study.map)
    assert refused.value.place.endswith(f"study.toml, line {text.count(chr(10)) + 1}")
    assert problem in refused.value.problem
    assert remedy in refused.value.remedy


def test_what_the_study_did_not_say_is_refused_as_it_was(write: Write) -> None:
    study = write('[meanings]\n"On hold" = "queue"')
    for about in (None, ("meanings", "On hold", "customer"), ("map", "case_id", "Ticket")):
        error = LogError("no.", about=about)
        with pytest.raises(LogError) as refused, placing(study):
            raise error
        assert refused.value is error
