"""What happened: find the columns, read, check, keep."""

from svcflow.eventlog.building import build_log, case_starts, select_cases, work_steps
from svcflow.eventlog.health import check_health
from svcflow.eventlog.log import (
    COLUMNS,
    TIME,
    Basis,
    ColumnChoice,
    EventLog,
    Finding,
    ImportReport,
    Little,
    Meaning,
    Reject,
    Repair,
    Shape,
    TimestampChoice,
)
from svcflow.eventlog.pseudonyms import pseudonymise
from svcflow.eventlog.reading import read_log
from svcflow.eventlog.sources.limits import Limits
from svcflow.eventlog.store import write_csv, write_log, write_parquet, write_rejects

__all__ = [
    "COLUMNS",
    "TIME",
    "Basis",
    "ColumnChoice",
    "EventLog",
    "Finding",
    "ImportReport",
    "Limits",
    "Little",
    "Meaning",
    "Reject",
    "Repair",
    "Shape",
    "TimestampChoice",
    "build_log",
    "case_starts",
    "check_health",
    "pseudonymise",
    "read_log",
    "select_cases",
    "work_steps",
    "write_csv",
    "write_log",
    "write_parquet",
    "write_rejects",
]
