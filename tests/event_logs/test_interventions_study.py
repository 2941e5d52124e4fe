"""The study of interventions: its judgement by pencil, its words for the changes, and a small part of it for real."""

from __future__ import annotations

import json
from dataclasses import replace

import interventions
import pytest
from desk import Person
from desks import all_desks
from desks_truth import FILE
from interventions import Answer, Effort, ask, hours_of, judge, markdown, scenarios

DESKS = {it.name: it for it in all_desks()}
GIVEN = Answer("one", 1, "staff +25 %", 10.0, -2.0, 10.0, 10.0, -1.5, -2.5, -0.5, False, 0.9)
ANSWERS = [
    GIVEN,  # large: off by 25 %
    replace(GIVEN, seed=2, predicted_h=-2.2),  # off by 10 %
    replace(GIVEN, seed=3, predicted_h=1.0, low_h=0.5, high_h=1.5),  # the wrong way, off by 150 %, not covered
    replace(GIVEN, change="errors halved", true_h=-0.5, predicted_h=-0.2, low_h=-1.0, high_h=0.6),  # small: off by 3 % of 10 h
    replace(GIVEN, change="errors halved", true_h=0.5, predicted_h=-0.2, low_h=-1.0, high_h=0.6),  # small: 7 %
]


def test_answers_are_judged_by_the_rules() -> None:
    it = judge(ANSWERS)
    assert (it.large, it.small) == (3, 2)
    assert it.right_way == pytest.approx(2 / 3)
    assert it.relative_median == pytest.approx(0.25)
    assert it.relative_p90 == pytest.approx(0.25 + 0.8 * 1.25)  # between 25 % and 150 %
    assert it.small_within_5 == pytest.approx(0.5)
    assert (it.small_median, it.small_worst) == pytest.approx((0.05, 0.07))
    assert it.covered == pytest.approx(4 / 5)


def test_the_table_has_a_line_for_all_for_each_desk_and_for_each_change() -> None:
    text = markdown(ANSWERS)
    assert "| **all** | 3 | 66.7 % | 25 % | 125 % | 2 | 50 % | 5 % | 7 % | 80 % | 90 % |" in text
    assert "| *errors halved* | 0 |  |  |  | 2 |" in text
    assert "| one | staff +25 % | 10, 10, 10 h | -2 h (-20 %) | -1.5, -2.2, +1 h | 2/3 |" in text


def test_hours_are_written_by_the_day() -> None:
    night = Person("A-1", ((0.0, 6.5), (22.0, 30.0), (166.0, 168.0)))
    assert hours_of(night) == {"Mon": ("00:00-06:30", "22:00-24:00"), "Tue": ("00:00-06:00",), "Sun": ("22:00-24:00",)}


@pytest.mark.parametrize("given", DESKS.values(), ids=lambda it: it.name)
def test_the_scenarios_are_the_changes(given: interventions.StudyDesk) -> None:
    assert ["as is", *(it.name for it in scenarios(given))] == list(given.changes())
    less, more = scenarios(given)[:2]
    assert (less.changes[0].count, more.changes[0].count) == (-1, 1)  # type: ignore[attr-defined]


def test_a_small_part_of_the_study() -> None:
    truth = json.loads(FILE.read_text(encoding="utf-8"))["desks"]["capacity"]
    large = ("staff -25 %", "staff +25 %", "step twice as fast")
    answers = ask(DESKS["capacity"], 1, Effort(replications=4, refits=2), truth, large)
    assert [it.change for it in answers] == list(large)
    assert all(it.large and it.right_way for it in answers)
    assert all(it.baseline_h == pytest.approx(it.log_h, rel=0.2) for it in answers)
    faster = answers[2]
    assert faster.relative_error < 0.5


def test_the_study_is_written_as_table_and_as_json(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(interventions, "run", lambda names, seeds, effort, jobs: ANSWERS[:3])
    interventions.main(["--desks", "mixed", "-o", str(tmp_path / "a.md"), "-o", str(tmp_path / "a.json")])
    assert (tmp_path / "a.md").read_text(encoding="utf-8") in capsys.readouterr().out
    written = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert written["verdict"]["small_median"] is None
    assert [it["seed"] for it in written["answers"]] == [1, 2, 3]
