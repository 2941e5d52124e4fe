"""`svcflow weights` as its user types it: the file form, the questions, and wrong input told by line."""

import json
import os
import pty
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from svcflow.errors import InputError
from svcflow.scorecard.weights.file_form import EXAMPLE
from svcflow.study.weights import read_weights

Run = Callable[..., subprocess.CompletedProcess[str]]
ITEMS = ("-i", "Satisfaction", "-i", "Speed of answer", "-i", "费用")


def answer(folder: Path, answers: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "svcflow", "weights", "ahp", "weights.toml", *arguments]
    return subprocess.run(command, input=answers, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture
def example(tmp_path: Path) -> Path:
    file = tmp_path / "weights.toml"
    file.write_text(EXAMPLE, encoding="utf-8")
    rng = np.random.default_rng(1)
    rows = ["month,Satisfaction,Efficiency,Quality,churn"]
    for month in range(30):
        satisfaction, efficiency, quality = rng.normal((80, 30, 90), (5, 6, 2))
        rows.append(f"{month},{satisfaction:.2f},{efficiency:.2f},{quality:.2f},{10 - 0.2 * satisfaction + rng.normal():.3f}")
    (tmp_path / "months.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file


def test_help_has_an_example(run_svcflow: Run) -> None:
    for command in ("show", "ahp", "example"):
        assert f"Example:  svcflow weights {command}" in run_svcflow("weights", command, "--help").stdout


def test_the_example_is_weighed_by_every_method(run_svcflow: Run, example: Path) -> None:
    done = run_svcflow("weights", "show", example)
    assert done.returncode == 0, done.stderr
    header = next(line for line in done.stdout.splitlines() if line.startswith("item"))
    assert header.split() == ["item", "expert", "ahp", "centroid", "rank_sum", "entropy", "critic", "outcome", "mix"]
    for title in (
        "Consistency",
        "Fuzzy evaluation",
        "How far each weight may move",
        "have moved since",
        "would have foretold",
        "What each method hides",
    ):
        assert title in done.stdout
    assert "reviewed by 2026-07-15" in done.stderr or not done.stderr
    found = json.loads(run_svcflow("weights", "show", example, "--json").stdout)
    assert sum(found["by_method"][0]["values"]) == pytest.approx(1)
    assert found["ahp"]["groups"][0]["consistency"]["ratio_saaty"] == pytest.approx(0, abs=1e-9)
    assert run_svcflow("weights", "example").stdout == EXAMPLE


@pytest.mark.parametrize(
    ("was", "becomes", "line_of", "told"),
    [
        ('"Satisfaction : Efficiency" = 3', '"Satisfaction : Efficiency" = 11', '"Satisfaction : Efficiency"', "11 is off the scale"),
        ('"Satisfaction : Efficiency" = 3', '"Satisfaction : Efficiency" = 0', '"Satisfaction : Efficiency"', '"1/9"'),
        ('"Satisfaction : Efficiency" = 3', '"Satisfation : Efficiency" = 3', '"Satisfation', 'Did you mean "Satisfaction"?'),
        ("Speed = [2]", "Speed = [2, 3]", "Speed = [2, 3]", "2 judgements and not 1"),
        ("Satisfaction = 50", "Satisfaction = 40", "[expert.weights.Li]", "sum to 90 and not to 100. Add 10"),
        ('outcome_better = "lower"', "", 'outcome = "churn"', "no direction"),
        ('better = { Efficiency = "lower" }', 'better = { Efficiency = "down" }', "better =", '"down" is not known'),
        ('by = "mix"', 'buy = "mix"', 'buy = "mix"', 'Did you mean "by"?'),
        ('objective = "entropy"', 'objective = "deviation"', "objective =", 'no weights by "deviation"'),
        ("votes = [6, 3, 1]", "votes = [6, 3]", "votes = [6, 3]", "do not fit 3 grades"),
        ("Quality = 20", "Cost = 20", "[ahp]", '"Cost" is weighed by expert or by ahp, and not by both'),
        ("Efficiency = 55", "Efficency = 55", "Efficency = 55", 'Did you mean "Efficiency"?'),
        ("review = 2026-07-15", "review = 2025-07-15", "review", "does not follow on a date"),
        ("rows_then = 18", "rows_then = 28", "rows_then", "too few to tell drift"),
        ('["Quality", "Satisfaction", "Efficiency"]', "[1, 2]", '"Bank A"', "1 is no item"),
        ("weight = 0.6", "weight = 0.7", "[fuzzy.criteria.Answer]", "sum to 1.1"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(example: Path, was: str, becomes: str, line_of: str, told: str) -> None:
    text = example.read_text(encoding="utf-8")
    assert was in text
    text = text.replace(was, becomes)
    example.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_weights(example)
    line = next(number for number, each in enumerate(text.splitlines(), 1) if each.startswith(line_of))
    told_line = int(refused.value.place.rpartition(", line ")[2])
    assert told in str(refused.value)
    assert told_line == line or (line_of.startswith("[") and told_line <= line)


def test_a_cell_that_is_no_number_is_told_with_its_line(run_svcflow: Run, example: Path) -> None:
    table = example.with_name("months.csv")
    lines = table.read_text(encoding="utf-8").splitlines()
    lines[4] = "3,80,many,90,1"
    table.write_text("\n".join(lines), encoding="utf-8")
    done = run_svcflow("weights", "show", example)
    assert done.returncode == 1
    assert 'months.csv, line 5, "Efficiency": "many" is no number.' in done.stderr


def test_answers_from_a_pipe_are_written_and_weighed(run_svcflow: Run, tmp_path: Path) -> None:
    done = answer(tmp_path, "1 3\nb\n1 2\n2\n4\n=\n", *ITEMS, "--expert", "李", "--json")
    assert done.returncode == 0, done.stderr
    told = tomllib.loads((tmp_path / "weights.toml").read_text(encoding="utf-8"))
    assert told["ahp"]["judgements"]["李"] == {
        "Satisfaction : Speed of answer": 2,
        "Satisfaction : 费用": "1/4",
        "Speed of answer : 费用": 1,
    }
    again = json.loads(run_svcflow("weights", "show", tmp_path / "weights.toml", "--json").stdout)
    assert again["ahp"]["weights"]["values"] == pytest.approx(json.loads(done.stdout)["weights"]["values"])
    second = answer(tmp_path, "1 5\n1 5\ns\n", "--expert", "Wang")
    assert second.returncode == 0, second.stderr
    assert set(tomllib.loads((tmp_path / "weights.toml").read_text(encoding="utf-8"))["ahp"]["judgements"]) == {"李", "Wang"}
    third = answer(tmp_path, "1\n", "--expert", "Wang")
    assert third.returncode == 1
    assert "has judged already" in third.stderr


def test_what_contradicts_is_offered_again(tmp_path: Path) -> None:
    # a : b : c : d is 8 : 4 : 2 : 1, but c is said to matter four times as much as b; judged again, half as much.
    done = answer(tmp_path, "1 2\n1 4\n1 8\n2 4\n1 4\n1 2\ny\n1 2\n", "-i", "a", "-i", "b", "-i", "c", "-i", "d", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["weights"]["values"] == pytest.approx([8 / 15, 4 / 15, 2 / 15, 1 / 15])
    assert tomllib.loads((tmp_path / "weights.toml").read_text())["ahp"]["judgements"]["me"]["b : c"] == 2


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ("", "ended after 0 of 3 pairs"),
        ("1 3\n", "ended after 1 of 3 pairs"),
        ("1 11\n", '"11" is off the scale'),
    ],
)
def test_no_answers_or_wrong_ones_leave_nothing_behind(tmp_path: Path, answers: str, told: str) -> None:
    done = answer(tmp_path, answers, *ITEMS)
    assert done.returncode == 1
    assert told in done.stderr
    assert not (tmp_path / "weights.toml").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
def test_a_terminal_is_asked_in_words_and_asked_again(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "svcflow", "weights", "ahp", "weights.toml", "-i", "Speed", "-i", "Price"]
    process = subprocess.Popen(command, stdin=theirs, stderr=theirs, stdout=subprocess.PIPE, cwd=tmp_path)
    os.close(theirs)
    os.write(ours, b"dunno\n1\n12\n1\n3\n")
    process.wait(60)
    screen = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "Which matters more?  1 Speed   2 Price" in screen
    assert '"dunno" is no answer' in screen
    assert '"12" is off the scale' in screen
    assert process.returncode == 0
    assert tomllib.loads((tmp_path / "weights.toml").read_text())["ahp"]["judgements"]["me"] == {"Speed : Price": 3}
