"""Recorded beside simulated, as pictures."""

from collections.abc import Callable
from pathlib import Path

import pytest

from svcflow import read_log
from svcflow.report.plots import FORMS, plot_validation


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_drawn_and_the_same_twice(bundled: Callable[[str], Path], tmp_path: Path, form: str) -> None:
    log = read_log(bundled("six_cases.csv"))
    first = plot_validation(log, log, tmp_path / f"one{form}").read_bytes()
    assert len(first) > 5000
    assert plot_validation(log, log, tmp_path / f"two{form}").read_bytes() == first


def test_the_picture_says_what_it_shows(bundled: Callable[[str], Path], tmp_path: Path) -> None:
    log = read_log(bundled("six_cases.csv"))
    drawn = plot_validation(log, log, tmp_path / "both.svg").read_text(encoding="utf-8")
    for words in ("recorded", "simulated", "Tickets done within so many days", "Arrivals by the day", "Tickets open at once", "hour (UTC)"):
        assert words in drawn
