"""ServiceModel -> EventLog, many times."""

from svcflow.simulation.cluster import Cluster, Jobs, join_cluster
from svcflow.simulation.into_folder import Written, simulate_to_folder, simulate_to_parquet
from svcflow.simulation.results import SimulationResult
from svcflow.simulation.running import run, simulate, simulate_each
from svcflow.simulation.writing import check_names, write_replications

__all__ = [
    "Cluster",
    "Jobs",
    "SimulationResult",
    "Written",
    "check_names",
    "join_cluster",
    "run",
    "simulate",
    "simulate_each",
    "simulate_to_folder",
    "simulate_to_parquet",
    "write_replications",
]
