"""Recorded beside simulated, as pictures."""

from pathlib import Path

import numpy as np
import pytest

from svcflow.distances import LEAST
from svcflow.model.document import Distances, References, Validation
from svcflow.report.plots import FORMS, plot_validation
from svcflow.timing import time_steps
from svcflow.validation import Examination, Period
from svcflow.validation.portrait import frame_of, portrait_of
from tests.validation.test_portrait import LOG, desk, log_of


def examined(stretch: float = 1.0) -> Examination:
    """Six hours of a desk, simulated twice: once as recorded, once with everything taking longer."""
    log = time_steps(log_of(LOG))
    slow = log_of([(*row[:3], *(stretch * hours for hours in row[3:])) for row in LOG])  # type: ignore[misc]
    frame = frame_of(log, desk())
    nothing = Distances(**dict.fromkeys(LEAST, 0.0))
    period = Period(frame, portrait_of(log, frame), (portrait_of(log, frame), portrait_of(slow, frame)), nothing, nothing)
    references = References(noise_floor=nothing, replay=nothing)
    lead = dict.fromkeys(("held_out", "simulated", "training", "simulated_past"), 3.3)
    validation = Validation(
        distances=nothing, reference=references, past=nothing, past_reference=references, lead_time_h=lead, grade="fair",
        off={"waiting": "Longer."}, verdict="", training_cases=3, held_out_cases=3, replications=2,
    )  # fmt: skip
    return Examination(validation, period, period)


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_drawn_and_the_same_twice(tmp_path: Path, form: str) -> None:
    first = plot_validation(examined(), tmp_path / f"one{form}").read_bytes()
    assert len(first) > 5000
    assert plot_validation(examined(), tmp_path / f"two{form}").read_bytes() == first


def test_the_picture_says_what_it_shows(tmp_path: Path) -> None:
    drawn = plot_validation(examined(1.5), tmp_path / "both.svg").read_text(encoding="utf-8")
    for words in (
        *("recorded", "simulated, 2 runs", "range of the runs", "Held out: 5 Jan 2026, 3 tickets", "The past: 5 Jan 2026, 3 tickets"),
        *("Tickets done within so long", "hours from begin to end", "Arrivals by the day", "Tickets open at once", "time zone UTC"),
        *("Steps that wait, by the hour of the week", "Utilisation of teams", "one", "two", "Validation: fair", "off: waiting"),
    ):
        assert words in drawn, words


def test_lead_times_far_apart_are_drawn_by_their_logarithm(tmp_path: Path) -> None:
    found = examined()
    wide = np.geomspace(0.02, 2000, 201)
    for each in (found.held_out.recorded, *found.held_out.simulated):
        each.lead_h[:] = wide
    drawn = plot_validation(found, tmp_path / "wide.svg").read_text(encoding="utf-8")
    assert "10 min" in drawn
    assert "each mark many times the one before" in drawn
