"""ServiceModel -> EventLog, many times."""

from svcflow.simulation.results import SimulationResult
from svcflow.simulation.running import run, simulate, simulate_each, simulate_to_parquet
from svcflow.simulation.writing import check_names, write_replications

__all__ = ["SimulationResult", "check_names", "run", "simulate", "simulate_each", "simulate_to_parquet", "write_replications"]
