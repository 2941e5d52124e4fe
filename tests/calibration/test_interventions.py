"""A model of the bundled desk's log foretells what changes do to the desk: the effects are known, the log holds none of them."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from svcflow.calibration import calibrate
from svcflow.calibration.delays import scaled
from svcflow.calibration.tuning import lead_time_h
from svcflow.eventlog.reading import read_log
from svcflow.model import ServiceModel
from svcflow.simulation import simulate_each

FOLDER = Path(__file__).resolve().parents[2] / "event_logs"
START = datetime(2025, 1, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def model() -> ServiceModel:
    return calibrate(read_log(FOLDER / "service_desk.csv"), refits=0)


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    document = json.loads((FOLDER / "service_desk.truth.json").read_text(encoding="utf-8"))
    found: dict[str, Any] = document["interventions"]["results"]
    return found


def as_is(model: ServiceModel) -> ServiceModel:
    return model


def second_line_doubled(model: ServiceModel) -> ServiceModel:
    people = tuple(it.model_copy(update={"count": 2}) if it.team == "Second line" else it for it in model.people)
    return model.model_copy(update={"people": people})


def demand_plus_30(model: ServiceModel) -> ServiceModel:
    return model.model_copy(update={"arrivals": model.arrivals.model_copy(update={"level": 1.3 * model.arrivals.level})})


def investigate_twice_as_fast(model: ServiceModel) -> ServiceModel:
    faster = scaled(model.step("Investigate").duration, 0.5)
    steps = tuple(it.model_copy(update={"duration": faster}) if it.name == "Investigate" else it for it in model.steps)
    return model.model_copy(update={"steps": steps})


def second_line_minus_25(model: ServiceModel) -> ServiceModel:
    leaving = [it.name for it in model.people if it.team == "Second line"][:2]
    return model.model_copy(update={"people": tuple(it for it in model.people if it.name not in leaving)})


def fix_errors_halved(model: ServiceModel) -> ServiceModel:
    better = {"error_chance": model.step("Implement fix").error_chance / 2}
    return model.model_copy(
        update={"steps": tuple(it.model_copy(update=better) if it.name == "Implement fix" else it for it in model.steps)}
    )


CHANGES = [as_is, second_line_doubled, second_line_minus_25, demand_plus_30, investigate_twice_as_fast, fix_errors_halved]


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES, ids=lambda it: it.__name__)
def test_the_lead_time_after_a_change(model: ServiceModel, truth: dict[str, Any], change: Callable[[ServiceModel], ServiceModel]) -> None:
    runs = simulate_each(change(model), lead_time_h, cases=3000, start=START, replications=6, seed=1)
    true = truth[change.__name__]["mean"]["lead_time_mean_h"]
    error = np.std(runs, ddof=1) / np.sqrt(len(runs)) + true["standard_error"]
    # 15 % for what one log of fifteen weeks does not know, and three standard errors.
    assert np.mean(runs) == pytest.approx(true["mean"], abs=0.15 * true["mean"] + 3 * error)
