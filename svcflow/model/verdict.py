"""What is kept in a model of how well it told its log: the distances, what they are read against, and the verdict in words."""

from __future__ import annotations

from typing import Literal

from svcflow.model.part import Part


class Distances(Part):
    """How far a simulated log is from a real one; 0 is identical. NGD is a share, the others are hours [h]."""

    NGD: float
    AED: float
    CED: float
    RED: float
    CTD: float
    CAR: float


class References(Part):
    """What the distances are to be read against: the same log drawn again, and the training log replayed."""

    noise_floor: Distances
    replay: Distances


class Validation(Part):
    """How well the model told the part of the log that it had not seen (`distances`) and the part that it had (`past`)."""

    distances: Distances
    reference: References
    past: Distances | None = None
    past_reference: References | None = None
    lead_time_h: dict[str, float] = {}
    """mean lead time [h]: `held_out`, `simulated`, `training`, `simulated_past`"""
    grade: Literal["good", "fair", "poor"]
    off: dict[str, str] = {}
    """what is told wrongly of the part held out (arrivals, routing, work, waiting) -> how far, and what can be done"""
    verdict: str
    training_cases: int
    held_out_cases: int
    replications: int
