"""Is the log to be believed? Questions put to every log, and Little's law."""

from svcflow.eventlog.health.checking import check_health, with_health
from svcflow.eventlog.health.little import check_little

__all__ = ["check_health", "check_little", "with_health"]
