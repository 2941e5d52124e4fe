"""Variants with their lead times: which ways the cases took, how many took each, and how long it took them.

A variant is the whole sequence of activities of a case (`svcflow.mining.traces`); its lead time runs from the case's first
observed instant to its last end. Few variants usually cover most cases, and a long tail of single ones the rest: how many cover
80 % says how far the work is standardised.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from svcflow.eventlog.log import Basis, EventLog
from svcflow.mining.traces import Rows, Traces, find_traces

MOST_CASES = 0.8


@dataclass(frozen=True, slots=True)
class VariantTime:
    """A sequence of activities, the cases that have it, and their lead times [h].

    `rank` counts from 1; `share` is of all cases (0 to 1), `cumulative_share` that of this variant and all before it.
    """

    rank: int
    activities: tuple[str, ...]
    cases: int
    share: float
    cumulative_share: float
    lead_time_mean_h: float
    lead_time_median_h: float
    lead_time_p90_h: float


@dataclass(frozen=True, slots=True)
class Variants:
    """The most frequent variants of a log; `variant_count` and `variants_for_80_percent` are of all."""

    cases: int
    variant_count: int
    variants_for_80_percent: int
    """how many of the most frequent variants it takes to cover 80 % of the cases"""
    basis: Basis
    """of the lead times"""
    variants: tuple[VariantTime, ...]


def find_variants(log: EventLog, most: int | None = None) -> Variants:
    """The variants of a log by falling cases; equally frequent ones by when they were first seen, then by name.

    Parameters
    ----------
    log : EventLog
        Any log.
    most : int, optional
        How many to tell, the most frequent ones; None tells all.

    Notes
    -----
    The cost of `find_traces` and a grouping of the cases; 0.2 s for a million cases.
    """
    traces = find_traces(log)
    cases, cumulative = log.cases.height, np.cumsum(np.sort(traces.cases)[::-1])
    leads = _leads(log, traces)
    told, covered = [], 0
    for rank, (variant, path) in enumerate(rank_variants(log, traces, most), start=1):
        count = int(traces.cases[variant])
        covered += count
        told.append(VariantTime(rank, path, count, count / cases, covered / cases, *leads.row(variant)))
    return Variants(
        cases=cases,
        variant_count=len(traces.cases),
        # In whole numbers, so that four of five cases are 80 %.
        variants_for_80_percent=int(np.searchsorted(cumulative * 5, cases * 4)) + 1 if cases else 0,
        basis="simulated" if log.origin == "simulated" else "measured",
        variants=tuple(told),
    )


def rank_variants(log: EventLog, traces: Traces, most: int | None = None) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The numbers and activities of the most frequent variants, in the order of `find_variants`."""
    seen: Rows = log.cases.get_column("first_time").to_physical().to_numpy()[traces.example]
    count = len(traces.cases) if most is None else min(most, len(traces.cases))
    if not count:
        return
    last = (traces.cases[count - 1], seen[count - 1])
    near = np.flatnonzero((traces.cases > last[0]) | ((traces.cases == last[0]) & (seen <= last[1])))
    ranked = sorted((-int(traces.cases[each]), int(seen[each]), traces.path(each), each) for each in near.tolist())
    yield from ((each, path) for _, _, path, each in ranked[:count])


def _leads(log: EventLog, traces: Traces) -> pl.DataFrame:
    """Mean, median and 90 % quantile of the lead time [h] of each variant, in the order of the traces."""
    lead = log.cases.select(lead=(pl.col("last_time") - pl.col("first_time")).dt.total_microseconds() / 3.6e9).to_series()
    hours = pl.col("lead")
    by_key = (
        pl.DataFrame({"key": traces.keys, "lead": lead})
        .group_by("key")
        .agg(mean=hours.mean(), median=hours.median(), p90=hours.quantile(0.9, "linear"))
    )
    order = pl.DataFrame({"key": traces.key})
    return order.join(by_key, on="key", how="left", maintain_order="left").drop("key")
