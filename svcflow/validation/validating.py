"""Hold out the last part of a log, learn from the rest, simulate what was held out, and judge.

The simulation is told two things of the held-out part: when it begins and how many tickets come. Everything else the model
must know from before. It starts on an empty system, as the held-out log does: tickets that straddle the cut are in neither part.

The training period is simulated too, with the arrivals that it had (`svcflow.model.Arrivals`): they are no secret there. So the distances
of the past tell how the model lets tickets go through the service, and only those of the held-out part tell how it foretells demand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from svcflow.calibration import calibrate
from svcflow.calibration.tuning import lead_time_h
from svcflow.distances import distances, mean_distances
from svcflow.eventlog import EventLog
from svcflow.model.document import Distances, References, ServiceModel, Validation
from svcflow.progress import Progress, silent
from svcflow.simulation import simulate_each
from svcflow.validation.causes import Period, causes_of
from svcflow.validation.judging import grade_of, verdict_of
from svcflow.validation.portrait import Frame, Portrait, frame_of, portrait_of
from svcflow.validation.splitting import arrival_rate, cut_through, first_begin, noise_floor, replay, split, turned


@dataclass(frozen=True, slots=True)
class Examination:
    """The verdict, and what stands behind it: both periods as recorded and as simulated, to be looked at."""

    validation: Validation
    held_out: Period
    past: Period


@dataclass(frozen=True, slots=True)
class _Against:
    """Measures a simulated log against a real one; a class, so that it can be sent to other processes."""

    real: EventLog
    frame: Frame

    def __call__(self, simulated: EventLog) -> tuple[Distances, float, Portrait]:
        return distances(self.real, simulated), lead_time_h(simulated), portrait_of(simulated, self.frame)


def validate(log: EventLog, *, share: float = 0.2, replications: int = 5, seed: int = 1, progress: Progress = silent) -> Validation:
    """Judge how well a model calibrated on the first part of a log foretells the last part.

    Parameters
    ----------
    log : EventLog
        The whole log.
    share : float
        Of the steps that lie after the cut.
    replications : int
        Simulated logs whose distances are averaged.
    seed : int
        Of the calibration, the simulations and the noise floor.

    Returns
    -------
    Validation
        Distances on the held-out part (`distances`) and on the training period itself (`past`), each beside its noise floor and a
        replay; mean lead times, from first begin to last end [h]; grade and verdict (`svcflow.validation.judging`), and what is off
        (`svcflow.validation.causes`).

    Raises
    ------
    LogError
        Fewer than 10 tickets lie wholly before or wholly after the cut: nothing can be said, and a model of this log is kept
        without a validation.
    """
    return examine(log, share=share, replications=replications, seed=seed, progress=progress).validation


def examine(log: EventLog, *, share: float = 0.2, replications: int = 5, seed: int = 1, progress: Progress = silent) -> Examination:
    """`validate`, with all that it looked at."""
    parts = split(log, share)
    progress("validating", 0, 3)
    model = calibrate(parts.training, seed=seed, refits=0)
    progress("validating", 1, 3)
    held_out, simulated_h = _simulated(model, parts.held_out, replications, seed)
    progress("validating", 2, 3)
    past, past_h = _simulated(model, parts.training, replications, seed)
    progress("validating", 3, 3)
    again = replay(parts.training, parts.held_out)
    reference = References(noise_floor=held_out.noise_floor, replay=distances(parts.held_out, again))
    past_reference = References(noise_floor=past.noise_floor, replay=distances(parts.training, turned(parts.training)))
    lead = {
        "held_out": lead_time_h(parts.held_out),
        "simulated": simulated_h,
        "training": lead_time_h(parts.training),
        "simulated_past": past_h,
    }
    grade = grade_of(held_out.distances, reference, lead["simulated"], lead["held_out"])
    past_grade = grade_of(past.distances, past_reference, lead["simulated_past"], lead["training"])
    off = causes_of(held_out, past)
    demand = arrival_rate(parts.held_out) / arrival_rate(parts.training)
    validation = Validation(
        distances=held_out.distances,
        reference=reference,
        past=past.distances,
        past_reference=past_reference,
        lead_time_h={name: float(f"{hours:.6g}") for name, hours in lead.items()},
        grade=grade,
        off=off,
        verdict=verdict_of(grade, held_out.distances, reference, lead, past_grade, demand, off, cut_through(log, parts)),
        training_cases=len(parts.training.cases),
        held_out_cases=len(parts.held_out.cases),
        replications=replications,
    )
    return Examination(validation, held_out, past)


def _simulated(model: ServiceModel, real: EventLog, replications: int, seed: int) -> tuple[Period, float]:
    """A real log's period, simulated several times, and the mean lead time that comes of it [h]."""
    frame = frame_of(real, model)
    against = _Against(real, frame)
    runs = simulate_each(model, against, cases=len(real.cases), start=first_begin(real), replications=replications, seed=seed)
    found, leads, portraits = zip(*runs, strict=True)
    period = Period(frame, portrait_of(real, frame), portraits, mean_distances(list(found)), noise_floor(real, seed))
    return period, float(np.mean(leads))
