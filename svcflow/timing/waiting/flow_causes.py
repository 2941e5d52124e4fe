"""Causes of waiting by flow: what holds up the hand-off from one activity to the next.

The **flow** source → target is made up of the steps `target` that became ready when a step `source` ended (`enabled_by`; in
parallel work that need not be the row before). A step that nothing in its case made ready belongs to a flow without source.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from svcflow.eventlog import Basis, EventLog
from svcflow.timing.columns import CAUSE_COLUMNS, basis_of
from svcflow.timing.results import CauseHours
from svcflow.timing.waiting.causes import attribute_waiting


@dataclass(frozen=True, slots=True)
class FlowCauses:
    """The waiting of all steps of one flow [h]. `source` is None where nothing in the case made the step ready."""

    source: str | None
    target: str
    count: int
    waiting_h: float
    causes_h: CauseHours
    closed_h: float
    """of the unavailability, the hours in which the whole service was closed"""
    basis: Basis


def attribute_flows(log: EventLog) -> tuple[FlowCauses, ...]:
    """Sum up the causes of waiting by flow.

    Parameters
    ----------
    log : EventLog
        Any log; timed and attributed first where it is not yet.

    Returns
    -------
    tuple of FlowCauses
        By falling waiting, then by target and source. Their hours add up to those of the steps.

    Notes
    -----
    The cost of `attribute_waiting` and a group-by.
    """
    log = attribute_waiting(log)
    source = "enabled_by" if "enabled_by" in log.steps.columns else "previous_activity"
    names = pl.col(source).cast(pl.String).alias("source"), pl.col("activity").cast(pl.String).alias("target")
    hours = [pl.col(column).sum() for column in ("waiting_h", *CAUSE_COLUMNS, "closed_h")]
    table = log.steps.group_by(source, "activity").agg(pl.len().alias("count"), basis_of(log), *hours)
    # Sums differ in their last digit with the order of the cases; what differs by less is ordered by name.
    ranked = table.with_columns(names).sort(pl.col("waiting_h").round(6), "target", "source", descending=[True, False, False])
    return tuple(
        FlowCauses(
            source=row["source"],
            target=row["target"],
            count=row["count"],
            waiting_h=row["waiting_h"],
            causes_h=CauseHours(*(row[column] for column in CAUSE_COLUMNS)),
            closed_h=row["closed_h"],
            basis=row["basis"],
        )
        for row in ranked.iter_rows(named=True)
    )
