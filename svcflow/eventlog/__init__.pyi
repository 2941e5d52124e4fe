from .building import build_log as build_log, case_starts as case_starts, select_cases as select_cases, work_steps as work_steps
from .health import check_health as check_health
from .log import (
    Basis as Basis,
    COLUMNS as COLUMNS,
    ColumnChoice as ColumnChoice,
    EventLog as EventLog,
    Finding as Finding,
    ImportReport as ImportReport,
    Little as Little,
    Meaning as Meaning,
    Reject as Reject,
    Repair as Repair,
    Shape as Shape,
    TIME as TIME,
    TimestampChoice as TimestampChoice,
)
from .pseudonyms import pseudonymise as pseudonymise
from .reading import read_log as read_log
from .sources.limits import Limits as Limits
from .store import write_csv as write_csv, write_log as write_log, write_parquet as write_parquet, write_rejects as write_rejects
