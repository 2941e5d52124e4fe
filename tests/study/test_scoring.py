"""A service scored by its study, by hand: targets, files, weights, judgements; and what a change of figures does to the score."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from svcflow.errors import InputError
from svcflow.eventlog import EventLog, build_log
from svcflow.study import Appraisal, appraise, hear_study, indicator_setting, read_study

MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)
TODAY = date(2025, 6, 1)
SET = """
name = "Desk"
date = 2025-01-01
[grades]
good = 80
poor = 0
[dimension.Speed]
weight = 0.5
[dimension.Speed.indicator.lead_time_mean]
weight = 1.0
unit = "h"
better = "lower"
score = "target"
target = 2
[dimension.Care]
weight = 0.5
customer = true
[dimension.Care.indicator.courtesy]
weight = 1.0
score = "rubric"
rubric = { always = 100, mostly = 80, never = 0 }
"""
STUDY = """
[scorecard]
file = "set.toml"
judged = { courtesy = ["always", "mostly"] }
"""


def desk(hours: float = 4.0) -> EventLog:
    """Forty tickets of one step each, which takes so many hours."""
    rows = [(f"T{case}", "Solve", "Ann", MONDAY + timedelta(days=case), MONDAY + timedelta(days=case, hours=hours)) for case in range(40)]
    return build_log(pl.DataFrame(rows, schema=["case_id", "activity", "resource", "start_time", "end_time"], orient="row"), name="desk")


def appraised(folder: Path, text: str, log: EventLog | None = None, **files: str) -> Appraisal | None:
    for name, content in {"set": SET, **files}.items():
        (folder / f"{name}.toml").write_text(content, encoding="utf-8")
    (folder / "study.toml").write_text(text, encoding="utf-8")
    study, log = read_study(folder / "study.toml"), log or desk()
    heard = hear_study(study, log)
    return appraise(study, log, indicator_setting(study, log, heard), heard, today=TODAY)


def test_a_study_without_targets_is_not_scored(tmp_path: Path) -> None:
    assert appraised(tmp_path, "") is None


def test_targets_alone_make_a_scorecard(tmp_path: Path) -> None:
    """4 h against 2 h are 50 points, in one of two dimensions; all is right the first time: 100 of 0.8 are 125, held at 120."""
    found = appraised(tmp_path, "[targets]\nlead_time_mean = { target = 2 }\nfirst_time_right = { target = 0.8 }")
    assert found is not None
    assert [(each.name, each.score, each.weight) for each in found.card.indicators] == [
        ("lead_time_mean", 50.0, 0.5),
        ("first_time_right", 120.0, 0.5),
    ]
    assert found.card.total == 85.0
    assert next(gap.name for gap in found.gaps) == "lead_time_mean"
    assert found.checks.findings == ()


def test_a_set_with_judgements_grades_and_room(tmp_path: Path) -> None:
    """50 points of speed and 90 of care: 70, poor; good (80) is reached when care weighs three quarters."""
    found = appraised(tmp_path, STUDY)
    assert found is not None
    assert (found.card.total, found.card.grade, found.card.customer_share) == (70.0, "poor", 0.5)
    care = next(room for room in found.sensitivity if room.item == "Care")
    assert (care.high, care.changes_above) == (pytest.approx(0.75), "good")


def test_targets_of_the_study_go_before_the_set_s(tmp_path: Path) -> None:
    found = appraised(tmp_path, STUDY + "[targets]\nlead_time_mean = { target = 4 }")
    assert found is not None
    assert found.card["lead_time_mean"].score == 100


def test_weights_come_from_a_file_of_judgements(tmp_path: Path) -> None:
    weights = 'items = ["Speed", "Care"]\n[ahp.judgements.Li]\n"Speed : Care" = 3\n'
    found = appraised(tmp_path, STUDY.replace("judged", 'weights = "weights.toml"\njudged'), weights=weights)
    assert found is not None
    assert dict(zip(found.weights.items, found.weights.values, strict=True)) == pytest.approx({"Speed": 0.75, "Care": 0.25})
    assert found.card.total == pytest.approx(0.75 * 50 + 0.25 * 90)


def test_a_change_is_added_to_today_s_figures(tmp_path: Path) -> None:
    """Two hours less: 4 h become 2 h, so 50 points become 100, and the total rises by 25; what cannot change stays."""
    found = appraised(tmp_path, STUDY)
    assert found is not None
    assert found.change({}) == 0
    assert found.change({"lead_time_mean": -2.0}) == 25
    assert found.moved_by({"lead_time_mean": -2.0})["courtesy"].score == 90


def test_satisfaction_moves_through_its_link(tmp_path: Path) -> None:
    """Answers fall by one of four steps for each four hours: a quarter of the scale."""
    log = build_log(
        pl.DataFrame(
            [(f"T{n}", "Solve", "Ann", MONDAY + timedelta(days=n), MONDAY + timedelta(days=n, hours=4 + 4 * (n % 4))) for n in range(80)],
            schema=["case_id", "activity", "resource", "start_time", "end_time"],
            orient="row",
        ),
        name="desk",
    )
    answers = "Ticket,Satisfaction\n" + "".join(f"T{n},{5 - n % 4}\n" for n in range(80))
    (tmp_path / "survey.csv").write_text(answers, encoding="utf-8")
    found = appraised(tmp_path, '[survey]\nfile = "survey.csv"\n[targets]\ncsat = { target = 1.0 }', log)
    assert found is not None
    assert found.link is not None
    assert found.card["csat"].value == 0.5
    assert found.change({"lead_time_mean": -4.0}) == pytest.approx(25, abs=0.01)
    assert set(found.simulated) >= {"lead_time_mean", "returns_mean"}
    assert "csat" not in found.simulated


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("[targets]\nthroughput = { target = 9 }", "line 2", 'the target 9 of "throughput" has no direction'),
        ("[targets]\nlead_tme_mean = { target = 9 }", "line 2", 'there is no indicator "lead_tme_mean"'),
        ("[targets]\nlead_time_mean = 9", "line 2", "is no table"),
        (STUDY + "[targets]\ncsat = { target = 0.9 }", "line 6", 'the scorecard has no indicator "csat"'),
        ('[scorecard]\nfile = "none.toml"', "line 2", 'there is no file "none.toml"'),
        (STUDY + "[benchmarks]\ncsatt = [0.5]", "line 6", 'there is no indicator "csatt"'),
        ('[scorecard]\nfile = "set.toml"\njudged = { lead_time_mean = "mostly" }', "line 3", "no indicator that is scored by a rubric"),
        ('[scorecard]\nfile = "set.toml"\njudged = { courtesy = "often" }', "courtesy", '"often"'),
        ('[scorecard]\nfile = "set.toml"\nweights = "weights.toml"', "line 3", "the scorecard's dimensions are"),
    ],
)  # fmt: skip
def test_what_cannot_be_scored_is_refused_at_its_place(tmp_path: Path, text: str, place: str, problem: str) -> None:
    with pytest.raises(InputError) as refused:
        appraised(tmp_path, text, weights='items = ["A", "B"]\n[expert.weights.Li]\nA = 0.5\nB = 0.5\n')
    assert place in refused.value.place
    assert problem in refused.value.problem


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("weight = 0.5\n[dimension.Speed.i", "weight = 0.6\n[dimension.Speed.i", 7, "1.1"),
        ('better = "lower"\n', "", 13, "has no direction"),
        ('unit = "h"', 'unit = "share"', 0, 'the figure is in "h"'),
    ],
)
def test_a_set_that_cannot_be_is_refused_at_its_line(tmp_path: Path, old: str, new: str, line: int, problem: str) -> None:
    assert old in SET
    with pytest.raises(InputError) as refused:
        appraised(tmp_path, STUDY, set=SET.replace(old, new))
    assert problem in refused.value.problem
    assert not line or refused.value.place.startswith(str(tmp_path / "set.toml"))
