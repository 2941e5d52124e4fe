"""ServiceModel -> EventLog, many times."""

from svcflow.simulation.results import SimulationResult
from svcflow.simulation.running import run, simulate, simulate_each

__all__ = ["SimulationResult", "run", "simulate", "simulate_each"]
