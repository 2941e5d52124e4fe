"""The columns that timing adds to the steps, and how their basis sums up."""

from __future__ import annotations

import polars as pl

from svcflow.eventlog import EventLog
from svcflow.timing.results import CAUSES

TIMES = ("processing_h", "waiting_h", "paused_h")
"""elapsed hours [h]"""
WORK_TIMES = ("processing_work_h", "waiting_work_h", "paused_work_h")
"""the same in hours of working time [h]"""
CAUSE_COLUMNS = tuple(f"{cause}_h" for cause in CAUSES)


def basis_of(log: EventLog) -> pl.Expr:
    """An aggregate: the least certain basis of the rows."""
    if log.origin == "simulated":
        return pl.lit("simulated").alias("basis")
    return pl.when((pl.col("basis") == "estimated").any()).then(pl.lit("estimated")).otherwise(pl.lit("measured")).alias("basis")
