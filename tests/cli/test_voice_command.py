"""`svcflow voice` and `svcflow voice-train` as their user types them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

ANSWERS = 400
"""of the bundled survey's, for training in a second"""


def test_voice_as_tables_and_as_json(run_svcflow: Callable, bundled: Callable[[str], Path], tmp_path: Path) -> None:
    arguments = ("voice", bundled("service_desk_survey.csv"), "--log", bundled("service_desk.csv"))
    told = run_svcflow(*arguments, "--by", "person", "-o", "comments.csv")
    assert told.returncode == 0, told.stderr
    for text in ("satisfied: Overall satisfaction", "NPS:", "Who answers", "What moves satisfaction", "by medians", "Suggestions"):
        assert text in told.stdout
    assert "L1-0" not in told.stdout
    rows = list(csv.DictReader((tmp_path / "comments.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) > 300
    assert {row["sentiment"] for row in rows} == {"positive", "neutral", "negative"}
    document = json.loads(run_svcflow(*arguments, "--json", "--no-comments").stdout)
    assert document["comments"] is None
    assert document["satisfaction"]["link"]["per_hour"]["high"] < 0
    assert document["satisfaction"]["levels"][0]["level"] == "team"


def test_what_a_study_says_of_its_survey_is_taken(run_svcflow: Callable, bundled: Callable[[str], Path]) -> None:
    done = run_svcflow("voice", bundled("service_desk_survey.csv"), "--study", bundled("study.toml"), "--no-comments", "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert [level["level"] for level in document["satisfaction"]["levels"]] == ["team", "priority"]
    kinds = {question["column"]: question["kind"] for question in document["questions"]}
    assert kinds["It was easy to get help (1-7)"] == "ces"


def test_what_is_wrong_is_told_with_its_place_and_a_stated_scale_is_taken(run_svcflow: Callable, tmp_path: Path) -> None:
    (tmp_path / "survey.csv").write_text("Ticket,CSAT\nT1,fine\nT2,slow\nT3,4\n", encoding="utf-8")
    done = run_svcflow("voice", "survey.csv")
    assert done.returncode == 1
    assert 'survey.csv, line 2: 2 of 3 answers in "CSAT" are none' in done.stderr
    assert run_svcflow("voice", "survey.csv", "--column", "csat").returncode == 2
    assert "survey.csv: there is no column" in run_svcflow("voice", "survey.csv", "--ticket", "Nummer").stderr
    (tmp_path / "survey.csv").write_text("Ticket,CSAT\nT1,1\nT2,2\nT3,6\n", encoding="utf-8")
    document = json.loads(run_svcflow("voice", "survey.csv", "--scale", "CSAT=1-6 lower", "--json").stdout)
    assert document["satisfaction"]["csat"][0]["satisfied"] == 2


def test_training_and_judging_by_the_model(run_svcflow: Callable, bundled: Callable[[str], Path], tmp_path: Path) -> None:
    survey = tmp_path / "survey.csv"
    whole = bundled("service_desk_survey.csv").read_text(encoding="utf-8")
    survey.write_text("".join(whole.splitlines(keepends=True)[:ANSWERS]), encoding="utf-8")
    done = run_svcflow("voice-train", survey, "--label", "Overall satisfaction", "-o", "model.json")
    assert done.returncode == 0, done.stderr
    assert "accuracy, cross-validated" in done.stdout
    judged = json.loads(run_svcflow("voice", survey, "--model", "model.json", "--json").stdout)
    assert judged["comments"]["judge"] == "trained"
    refused = run_svcflow("voice-train", survey, "-o", "model.pkl")
    assert refused.returncode == 1
    assert ".json" in refused.stderr
