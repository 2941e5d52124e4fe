"""Outcomes beside a scorecard: by hand, and refused where they cannot be."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from svcflow.errors import StudyError
from svcflow.eventlog import EventLog, build_log
from svcflow.indicators import Setting
from svcflow.scorecard import set_of
from svcflow.study import check_comments, foretell_outcomes, hear_study, read_study
from svcflow.study.outcomes import read_outcomes

MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)
GIVEN = set_of(
    {
        "name": "Desk",
        "date": MONDAY.date(),
        "dimension": {
            "Speed": {
                "weight": 1.0,
                "indicator": {"lead_time_mean": {"weight": 1.0, "unit": "h", "better": "lower", "score": "target", "target": 4}},
            }
        },
    }
)
SAID = '[outcomes]\nfile = "outcomes.csv"\ncolumns = ["Complaint"]\n'


def desk(tickets: int) -> EventLog:
    """Tickets of one step; parts of thirty take 5, 6, 7, 8 … hours in a shuffled order of parts."""
    rows = []
    for case in range(tickets):
        begin = MONDAY + timedelta(days=case)
        rows.append((f"T{case:04d}", "Solve", "Ann", begin, begin + timedelta(hours=hours(case))))
    return build_log(pl.DataFrame(rows, schema=["case_id", "activity", "resource", "start_time", "end_time"], orient="row"), name="desk")


def hours(case: int) -> float:
    return 5.0 + case // 30 * 7 % 10


def write(folder: Path, lines: list[str], said: str = SAID, header: str = "Ticket,Complaint") -> Path:
    (folder / "outcomes.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    (folder / "study.toml").write_text(said, encoding="utf-8")
    return folder / "study.toml"


def test_slow_parts_have_the_complaints(tmp_path: Path) -> None:
    log = desk(300)
    # Of a part that takes 5 + k hours, the first k of its thirty tickets lead to a complaint.
    lines = [f"T{case:04d},{'yes' if case % 30 < hours(case) - 5 else 'no'}" for case in range(300)]
    (told,) = foretell_outcomes(read_study(write(tmp_path, lines)), log, Setting(), GIVEN)
    assert (told.parts, told.tickets) == (10, 300)
    assert told.mean == pytest.approx(sum(range(10)) / 300)
    (link,) = told.links
    assert link.correlation == pytest.approx(1)
    assert told.weights is not None
    assert told.weights.weights.values == (1.0,)
    assert told.tested is None
    assert "too few" in told.why


def test_where_more_is_better_the_sign_turns(tmp_path: Path) -> None:
    lines = [f"T{case:04d},{int(case % 30 < hours(case) - 5)}" for case in range(300)]
    study = read_study(write(tmp_path, lines, SAID + 'better = "higher"\n'))
    (told,) = foretell_outcomes(study, desk(300), Setting(), GIVEN)
    assert told.links[0].correlation == pytest.approx(-1)
    assert told.weights is None
    assert [each.code for each in told.findings] == ["against"]
    assert "right way" in told.why


def test_few_tickets_tell_nothing_and_that_is_said(tmp_path: Path) -> None:
    (told,) = foretell_outcomes(read_study(write(tmp_path, ["T0000,1", "T0001,0", "X,1"])), desk(59), Setting(), GIVEN)
    assert (told.mean, told.tickets, told.parts, told.links) == (0.5, 2, 0, ())
    assert told.why.startswith("59 tickets are too few")


@pytest.mark.parametrize(
    ("lines", "said", "header", "problem"),
    [
        (["T0000,maybe"], SAID, "Ticket,Complaint", '"maybe" in "Complaint" is no figure.'),
        (["T0000,1", "T0000,0"], SAID, "Ticket,Complaint", "a second time"),
        ([",1"], SAID, "Ticket,Complaint", "names no ticket"),
        (["X,1"], SAID, "Ticket,Complaint", "none of its 1 tickets"),
        (["T0000,1"], SAID, "Ticket,Complaints", 'no column "Complaint"'),
        (["T0000,1"], SAID, "Name,Complaint", "no column that names the ticket"),
        (["T0000,1"], SAID + 'ticket = "Tickt"\n', "Ticket,Complaint", 'no column "Tickt"'),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, lines: list[str], said: str, header: str, problem: str) -> None:
    with pytest.raises(StudyError, match=problem) as refused:
        read_outcomes(read_study(write(tmp_path, lines, said, header)), desk(2))
    assert refused.value.place
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("said", "problem"),
    [("columns = []\n", "is empty"), ("", "outcomes has no columns"), ("columns = [1]\n", "is not text")],
)
def test_outcomes_need_columns(tmp_path: Path, said: str, problem: str) -> None:
    with pytest.raises(StudyError, match=problem) as refused:
        read_study(write(tmp_path, ["T0000,1"], f'[outcomes]\nfile = "outcomes.csv"\n{said}'))
    assert refused.value.remedy


def test_comments_that_cannot_be_read_are_refused_at_their_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("svcflow.voice.comments.packages.find_spec", lambda name: None if name == "jieba" else object())
    study = read_study(write(tmp_path, ["T0000,1"], '[survey]\nfile = "outcomes.csv"\n[comments]\ncolumn = "Complaint"\n'))
    for refused in (lambda: check_comments(study), lambda: hear_study(study, desk(2))):
        with pytest.raises(StudyError, match=r"jieba is not installed") as error:
            refused()
        assert error.value.place.endswith("line 3")
        assert 'pip install "svcflow[text]"' in error.value.remedy


def test_comments_without_a_survey_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="comments are those of a survey"):
        hear_study(read_study(write(tmp_path, ["T0000,1"], "[comments]\nmask_tickets = true\n")), desk(2))
