"""Versions of a set: scored again they score the same, and whoever changes the record is found out."""

import json
from datetime import date
from pathlib import Path

import pytest

from svcflow.scorecard import Reading, SetHistory, TableError, history_of, score, set_of, write_history


def version(number: int, target: float, change: str = "Target") -> dict:
    row = {"weight": 1, "unit": "h", "better": "lower", "score": "target", "target": target}
    dimension = {"Efficiency": {"weight": 1, "indicator": {"lead_time_mean": row}}}
    return {"name": "Desk", "version": number, "date": date(2025, number, 1), "change": change, "dimension": dimension}


@pytest.fixture
def history() -> SetHistory:
    found = SetHistory()
    for number, target in ((1, 24), (2, 20), (3, 16)):
        found = found.with_version(set_of(version(number, target)))
    return found


def test_an_old_period_is_scored_as_it_was(history: SetHistory, tmp_path: Path) -> None:
    figures = [Reading("lead_time_mean", 30.0, "h", 28, 32)]
    then = score(set_of(version(1, 24)), figures, "2025-01")
    write_history(history, tmp_path / "sets.json")
    again = history_of(json.loads((tmp_path / "sets.json").read_text(encoding="utf-8")))
    assert score(again.version(1), figures, "2025-01") == then
    assert score(again.at(date(2025, 1, 31)), figures, "2025-01") == then
    assert score(again.version(3), figures, "2025-01").total == pytest.approx(100 * 16 / 30)
    assert again.verify() == history.verify()
    with pytest.raises(TableError, match="no version 7"):
        again.version(7)
    with pytest.raises(TableError, match="in force"):
        again.at(date(2024, 1, 1))


@pytest.mark.parametrize("broken", [0, 1, 2])
def test_a_changed_entry_is_named(history: SetHistory, tmp_path: Path, broken: int) -> None:
    write_history(history, tmp_path / "sets.json")
    document = json.loads((tmp_path / "sets.json").read_text(encoding="utf-8"))
    rows = document["entries"][broken]["content"]["dimension"]["Efficiency"]["indicator"]
    rows["lead_time_mean"]["target"] = 99
    with pytest.raises(TableError, match=f"entry {broken + 1} was changed") as refused:
        history_of(document).verify()
    assert refused.value.at == ("entries", broken)


def test_a_missing_entry_is_noticed(history: SetHistory) -> None:
    with pytest.raises(TableError, match="entry 2 does not follow"):
        SetHistory((history.entries[0], history.entries[2])).verify()
    with pytest.raises(TableError, match="entry 1 does not follow"):
        SetHistory(history.entries[1:]).with_version(set_of(version(4, 10)))


def test_a_version_follows_on_the_last_and_says_what_changed(history: SetHistory) -> None:
    with pytest.raises(TableError, match="Make it 4"):
        history.with_version(set_of(version(6, 10)))
    with pytest.raises(TableError, match="what changed"):
        history.with_version(set_of(version(4, 10, "")))
