"""What a simulation gives: one log for each replication, and what they were made with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from svcflow.eventlog import EventLog
from svcflow.model import ServiceModel


@dataclass(frozen=True, slots=True)
class SimulationResult:
    """Simulated logs. The arrival clock opened at `start`; `cases` arrivals were asked for (None: until an instant)."""

    logs: tuple[EventLog, ...]
    model: ServiceModel
    seed: int
    start: datetime
    cases: int | None
    until: datetime | None
    engine: Literal["simpy", "compiled"]
    """which one ran; both give the same logs"""
    open_at_start: int | None = None
    """how many tickets the runs began with; None: on an empty system"""

    @property
    def replications(self) -> int:
        """The number of logs."""
        return len(self.logs)
