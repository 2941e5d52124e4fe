"""Arrivals of public logs: the log's own months come back at their levels, and fitting them is cheap."""

import time
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from svcflow.calibration.arrivals import count_arrivals, fit_arrivals
from svcflow.calibration.observations import observe
from svcflow.eventlog.reading import read_log
from svcflow.simulation.arrivals import arrival_times
from svcflow.simulation.streams import Streams

pytestmark = pytest.mark.real_logs
MOST_S = 3.0


@pytest.mark.parametrize(
    ("name", "kind"),
    [("P2P", "hourly"), ("Production", "hourly"), ("Loan", "timetable")],
)
def test_the_past_is_simulated_at_the_levels_that_it_had(real_logs: Path, name: str, kind: str) -> None:
    seen = observe(read_log(real_logs / f"simulation/{name}_train.csv.gz"))
    begun = time.process_time()
    found = fit_arrivals(count_arrivals(seen))
    assert time.process_time() - begun < MOST_S
    assert found.kind == kind
    recorded = np.sort(seen.arrival) - seen.arrival.min()
    rng = np.random.default_rng(1)
    chance = np.mean([np.abs(np.sort(rng.choice(recorded, len(recorded))) - recorded).mean() for _ in range(20)])
    start = seen.instant(float(seen.arrival.min()))
    runs = [np.array(list(islice(arrival_times(found, start, Streams(1, run)), len(recorded)))) for run in range(10)]
    # A Poisson process with the true rates would be at about twice what drawing the same tickets again gives.
    assert np.mean([np.abs(run - recorded).mean() for run in runs]) < 3 * chance
