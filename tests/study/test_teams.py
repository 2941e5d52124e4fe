"""Teams that a study gives: they go before the log's own, and say what their people can do."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from svcflow.calibration import calibrate
from svcflow.errors import StudyError
from svcflow.eventlog import EventLog, build_log
from svcflow.mining import find_teams
from svcflow.study import Study, apply_study, read_study, with_skills

MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)


def desk() -> EventLog:
    """Forty tickets: Ann registers, Bob solves; no team is named."""
    rows = []
    for case in range(40):
        begin = MONDAY + timedelta(days=case // 5 // 5 * 7 + case // 5 % 5, hours=case % 5)
        for place, (step, who) in enumerate((("Register", "Ann"), ("Solve", "Bob"))):
            start = begin + timedelta(minutes=30 * place)
            rows.append((str(case), step, who, start, start + timedelta(minutes=20)))
    return build_log(pl.DataFrame(rows, schema=["case_id", "activity", "resource", "start_time", "end_time"], orient="row"), name="desk")


def study(tmp_path: Path, text: str) -> Study:
    path = tmp_path / "study.toml"
    path.write_text(text, encoding="utf-8")
    return read_study(path)


def test_teams_given_go_before_those_found(tmp_path: Path) -> None:
    said = study(tmp_path, '[teams.Desk]\npeople = ["Ann", "Bob"]')
    assert find_teams(apply_study(said, desk())) == {"Ann": "Desk", "Bob": "Desk"}
    assert len(set(find_teams(desk()).values())) == 2


def test_skills_given_are_the_people_s_in_the_model(tmp_path: Path) -> None:
    said = study(tmp_path, '[teams.Desk]\npeople = ["Ann", "Bob"]\nskills = ["Solve", "Register"]')
    model = with_skills(said, calibrate(apply_study(said, desk()), refits=0))
    assert {person.name: set(person.skills) for person in model.people} == {"Ann": {"Register", "Solve"}, "Bob": {"Register", "Solve"}}
    assert "What the people of Desk can do is given." in model.notes
    assert with_skills(Study(), model) is model


def test_a_step_that_nobody_can_do_any_more_is_refused(tmp_path: Path) -> None:
    said = study(tmp_path, '\n[teams.Desk]\npeople = ["Ann", "Bob"]\nskills = ["Solve"]')
    with pytest.raises(StudyError, match=r"study\.toml, line 2: nobody is left who can do \"Register\""):
        with_skills(said, calibrate(apply_study(said, desk()), refits=0))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[teams.Desk]\npeople = ["Anne"]', 'line 2: "Anne" is no person of the log. Did you mean "Ann"?'),
        ('[teams.Desk]\nskills = ["Solv"]', 'line 2: "Solv" is no step of the log. Did you mean "Solve"?'),
        ('[teams.A]\npeople = ["Ann"]\n[teams.B]\npeople = ["Ann"]', 'line 4: "Ann" stands in two teams, A and B.'),
    ],
)
def test_names_that_the_log_does_not_have_are_refused(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(StudyError) as refused:
        apply_study(study(tmp_path, text), desk())
    assert problem in str(refused.value)
