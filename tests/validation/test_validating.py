"""The verdict: a desk that a model was made of is told well; what has changed is said."""

from pathlib import Path

import polars as pl
import pytest

from svcflow.calibration import calibrate
from svcflow.distances import LEAST
from svcflow.eventlog import TIME, EventLog, select_cases
from svcflow.eventlog.reading import read_log
from svcflow.model.document import Distances, References
from svcflow.simulation import run
from svcflow.validation import distance_rows, validate
from svcflow.validation.judging import grade_of, verdict_of
from svcflow.validation.splitting import CutThrough


def all_of(value: float) -> Distances:
    return Distances(**dict.fromkeys(LEAST, value))


@pytest.fixture(scope="module")
def calm_desk() -> EventLog:
    """A desk of known form and moderate load: one that a model of a quarter of the bundled one makes."""
    log = read_log(Path(__file__).resolve().parents[2] / "event_logs" / "service_desk.csv")
    model = calibrate(select_cases(log, log.cases["case_id"].head(700).to_list()), refits=0)
    lighter = model.arrivals.model_copy(update={"level": 0.8, "dispersion": 0.0})
    simulated = run(model.model_copy(update={"arrivals": lighter}), cases=900, seed=7)
    return simulated.with_steps(simulated.steps.with_columns(enabled_time=pl.lit(None, TIME)))


@pytest.mark.slow
def test_a_desk_that_does_not_change_is_told_well(calm_desk: EventLog) -> None:
    found = validate(calm_desk, replications=3)
    assert found.grade != "poor", found.verdict
    assert found.lead_time_h["simulated"] == pytest.approx(found.lead_time_h["held_out"], rel=0.5)
    assert found.distances.NGD < 0.1
    assert found.training_cases + found.held_out_cases <= 900
    assert found.past is not None
    assert "hours on average" in found.verdict


@pytest.mark.slow
def test_the_same_seed_gives_the_same_verdict(calm_desk: EventLog) -> None:
    part = select_cases(calm_desk, calm_desk.cases["case_id"].head(200).to_list())
    assert validate(part, replications=2) == validate(part, replications=2)


def test_the_grades() -> None:
    reference = References(noise_floor=all_of(1.0), replay=all_of(2.0))
    assert grade_of(all_of(1.9), reference, 10.0, 10.5) == "good"
    assert grade_of(all_of(1.9), reference, 10.0, 14.0) == "fair", "the lead time is off"
    assert grade_of(all_of(2.2), reference, 10.0, 10.0) == "fair", "more than twice the floor"
    assert grade_of(all_of(1.0), reference, 10.0, 21.0) == "poor", "the lead time is far off"
    assert grade_of(all_of(2.6), reference, 10.0, 10.0) == "poor", "a replay is better"


def test_small_differences_are_none() -> None:
    reference = References(noise_floor=all_of(0.0), replay=all_of(0.0))
    assert grade_of(all_of(0.01), reference, 1.0, 1.0) == "good"


def test_the_verdict_names_the_lead_times_and_the_change() -> None:
    reference = References(noise_floor=all_of(1.0), replay=all_of(2.0))
    lead = {"held_out": 30.0, "simulated": 20.0, "training": 21.0, "simulated_past": 20.0}
    text = verdict_of("fair", all_of(3.0), reference, lead, "good")
    assert "took 30.0 hours on average" in text
    assert "33% too short" in text
    assert "the service has changed since" in text
    steady = verdict_of("good", all_of(1.0), reference, {**lead, "simulated": 30.0}, "good")
    assert "agrees" in steady
    assert "changed" not in steady
    assert "Tickets came 0.3 times as often" in verdict_of("fair", all_of(3.0), reference, lead, "good", 0.3)


def test_the_verdict_says_what_is_off_and_what_the_cut_does() -> None:
    reference = References(noise_floor=all_of(1.0), replay=all_of(2.0))
    lead = {"held_out": 30.0, "simulated": 20.0, "training": 21.0, "simulated_past": 20.0}
    off, cut = {"waiting": "Waiting: 2 h less. See who was there."}, CutThrough(0.2, 2.9)
    fair = verdict_of("fair", all_of(3.0), reference, lead, "good", off=off, cut=cut)
    assert "Waiting: 2 h less. See who was there." in fair
    assert "20% of the tickets were open at the cut" in fair
    assert "2.9 times as long" in fair
    assert "the cut" not in verdict_of("fair", all_of(3.0), reference, lead, "good", off=off, cut=CutThrough(0.2, 1.1))
    assert "it may be chance" not in fair
    assert "it may be chance" in verdict_of("fair", all_of(3.0), reference, lead, "good", off={})
    assert "it may be chance" not in verdict_of("fair", all_of(3.0), reference, {**lead, "simulated": 30.0}, "good", off={})
    good = verdict_of("good", all_of(3.0), reference, lead, "good", off=off, cut=cut)
    assert "Waiting" not in good
    assert "the cut" not in good


def test_the_table_has_a_row_for_each_distance() -> None:
    from svcflow.model.document import Validation

    reference = References(noise_floor=all_of(1.0), replay=all_of(2.0))
    found = Validation(
        distances=all_of(3.0), reference=reference, grade="fair", verdict="", training_cases=80, held_out_cases=20, replications=5
    )
    rows = distance_rows(found)
    assert [row["distance"] for row in rows] == list(LEAST)
    assert rows[0] == {
        "distance": "NGD", "unit": "share", "model": 3.0, "noise_floor": 1.0, "replay": 2.0, "past": None, "past_noise_floor": None,
    }  # fmt: skip
