"""The model from redrawn weeks: what hangs together in a week moves together, and nobody vanishes."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from svcflow.calibration.fit import Fit, fit_parts
from svcflow.calibration.observations import observe
from svcflow.calibration.redrawing import redrawn
from svcflow.calibration.tuning import Tuned, believed_h, tune_again
from svcflow.eventlog import EventLog, build_log
from svcflow.model import Flow, check_model, constant
from tests.calibration.test_small_logs import tickets

WEEKS = 10
MONDAY = datetime(2024, 3, 4, 8, tzinfo=UTC)


def desk() -> EventLog:
    """Ann solves a ticket every hour of the week, in the n-th week in n + 5 minutes each; Bob helps in the fourth week alone, in hers."""
    rows = []
    for week in range(WEEKS):
        for day in range(5):
            for hour in range(6):
                begin = MONDAY + timedelta(weeks=week, days=day, hours=hour, minutes=(week + day) % 7)
                who = "Bob" if week == 3 and hour % 2 else "Ann"
                rows.append((f"{week}-{day}-{hour}", "Solve", who, begin, begin + timedelta(minutes=week + 5, seconds=hour)))
    frame = pl.DataFrame(rows, schema=["case_id", "activity", "resource", "start_time", "end_time"], orient="row")
    return build_log(frame, name="desk")


@pytest.fixture(scope="module")
def fit() -> Fit:
    return fit_parts(observe(desk()))


def test_durations_of_a_week_move_together(fit: Fit) -> None:
    means = [60 * redrawn(fit, np.random.default_rng(seed)).step("Solve").duration.expected for seed in range(60)]
    # Weeks take 5 to 14 minutes, standard deviation 2.87: of the mean of ten drawn weeks 0.91, of 300 drawn tickets 0.17.
    assert np.mean(means) == pytest.approx(9.5, abs=0.4)
    assert np.std(means) == pytest.approx(0.91, abs=0.25)


def test_whoever_is_not_in_the_draw_stays_as_they_are(fit: Fit) -> None:
    assert {person.name for person in fit.model.people} == {"Ann", "Bob"}
    for seed in range(8):
        model = redrawn(fit, np.random.default_rng(seed))
        check_model(model)
        assert {person.name: (person.team, person.skills) for person in model.people} == {
            person.name: (person.team, person.skills) for person in fit.model.people
        }


def test_a_week_drawn_twice_is_no_work_side_by_side(fit: Fit) -> None:
    assert {person.slots for seed in range(8) for person in redrawn(fit, np.random.default_rng(seed)).people} == {1}


def test_hours_worked_in_one_week_may_be_missed() -> None:
    """Ann works on Saturdays in two weeks out of ten: in about one draw of ten no such week is."""
    log = desk()
    rows = log.steps.select("case_id", "activity", "resource", "start_time", "end_time")
    saturdays = [MONDAY + timedelta(weeks=week, days=5, hours=hour) for week in (5, 8) for hour in range(4)]
    extra = [(f"S{number}", "Solve", "Ann", at, at + timedelta(minutes=9)) for number, at in enumerate(saturdays)]
    whole = pl.concat([rows, pl.DataFrame(extra, schema=rows.schema, orient="row")])
    fit = fit_parts(observe(build_log(whole, name="desk")))
    models = [redrawn(fit, np.random.default_rng(seed)) for seed in range(30)]
    open_ = ["Sat" in model.calendars[next(it.calendar for it in model.people if it.name == "Ann")].hours for model in models]
    assert 0 < open_.count(False) < 15, "(8/10)^10 is 0.11"


@pytest.mark.parametrize(("lead_h", "aim_h"), [(10.5, 10.5), (11.0, 11.0), (12.0, 10.5), (20.0, 10.1), (6.0, 9.75), (9.5, 9.5)])
def test_what_chance_explains_is_left_alone(lead_h: float, aim_h: float) -> None:
    """The log took 10 h, and 1 h is chance: of a difference D all but 1/D is believed, and none up to 1."""
    assert believed_h(10.0, lead_h, 1.0) == pytest.approx(aim_h)


def test_the_share_that_is_believed() -> None:
    model = fit_parts(observe(desk())).model
    assert Tuned(model, 12.0, 10.0, 1.0).believed == pytest.approx(0.75)
    assert Tuned(model, 10.5, 10.0, 1.0).believed == 0.0
    assert Tuned(model, 12.0, 10.0, 0.0).believed == 1.0


def test_a_refit_is_held_to_the_log_only_as_far_as_the_model_was() -> None:
    """Five hours more between its steps: where the log took what the model foretold, the refit keeps them."""
    fit = fit_parts(observe(tickets(60)))
    first = fit.seen.instant(float(fit.seen.arrival.min()))
    refit = fit.model.model_copy(update={"flows": (Flow(source="Open", target="Solve", delay=constant(5.0)),)})
    given = {"errors": {}, "first": first, "seed": 1}
    kept, held = (tune_again(refit, Tuned(fit.model, fitted, 0.5, 0.0), np.random.default_rng(1), **given) for fitted in (0.5, 1.0))
    assert kept.flows == refit.flows
    assert all(flow.expected_delay_h < 0.5 for flow in held.flows)
