"""What common random numbers save: as many independent runs as would tell a difference equally well, for each paired one.

A difference of independent runs has the variance of both, a paired one that of the differences; runs are needed in proportion. On the
bundled service desk, calibrated (20 runs of 3 000 tickets each), independent runs of "5 % faster" would have to be 4.7 times as many for
Investigate, the step of its bottleneck, 35 times for Implement fix, and a thousand times for Diagnose and Resolve.
"""

from pathlib import Path

import numpy as np
import pytest

from svcflow.calibration import calibrate
from svcflow.eventlog.reading import read_log
from svcflow.model import ServiceModel
from svcflow.progress import silent
from svcflow.redesign import Scenario, apply
from svcflow.redesign.changes import SpeedStep
from svcflow.redesign.runs import Plan, Runs


def saved(model: ServiceModel, step: str, replications: int, cases: int) -> float:
    """Independent runs for each paired one, to know the difference of the mean lead time as well."""
    plan = Plan(cases, None, 1, 0, 1, model.arrivals.per_week)
    both = [Runs(each) for each in (model, apply(model, Scenario("5 %", changes=(SpeedStep(step=step, percent=5),))))]
    for each in both:
        each.add(replications, plan, silent)
    before, after = (each.of("lead_time_mean") for each in both)
    return float((before.var(ddof=1) + after.var(ddof=1)) / np.var(after - before, ddof=1))


def test_paired_runs_need_a_third_of_independent_ones_at_most(desk: ServiceModel) -> None:
    for step in ("Diagnose", "Investigate"):
        assert saved(desk, step, 20, 150) >= 3


@pytest.mark.slow
def test_on_the_bundled_desk() -> None:
    log = read_log(Path(__file__).resolve().parents[2] / "event_logs" / "service_desk.csv")
    assert saved(calibrate(log, refits=0), "Investigate", 12, 3000) >= 3
