"""The figures of whole cases: lead time and its parts, rework, kinds of cases, arrivals, and the most frequent variants."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl

from svcflow.eventlog import Basis
from svcflow.timing.contrast.batches import (
    FEWEST_CASES,
    FEWEST_EVER,
    FEWEST_FOR_P90,
    Batch,
    all_cases,
    chances_longer,
    ever_happens,
    flagged,
    quantiles,
)
from svcflow.timing.contrast.facts import CAUSE_COLUMNS, Both, Facts
from svcflow.timing.contrast.inference import Ratios, Shares, Side
from svcflow.timing.contrast.sums import Base, Floats, Ints, Panel, Spread, divided

FEWEST_WEEKS = 4
TOP_VARIANTS = 10
CASE_MEANS = (
    ("waiting_mean_h", "waiting_h", "h"),
    ("processing_mean_h", "processing_h", "h"),
    ("paused_mean_h", "paused_h", "h"),
    *((f"{column.removesuffix('_h')}_mean_h", column, "h") for column in CAUSE_COLUMNS),
    ("steps_per_case", "steps", "a case"),
    ("handovers_per_case", "handovers", "a case"),
)
CASE_SHARES = (("rework_share", "rework"), ("reopened_share", "reopened"))


def case_batches(both: Both) -> list[Batch]:
    """Lead time (mean, median, 90th percentile), the other means, flow efficiency, rework and reopening."""
    sides = both.baseline, both.other
    panels = [all_cases(side.cases) for side in sides]
    enough = flagged(min(side.cases for side in sides) >= FEWEST_CASES)
    sure, timed = both.basis(False), both.basis(any(bool(side.estimated.any()) for side in sides))

    def batch(figure: str, unit: str, make: Callable[[Spread], Side], column: str, *, moves: bool = False, basis: Basis = sure) -> Batch:
        a, b = (make(panel.sum_up(side.per_case[column])) for panel, side in zip(panels, sides, strict=True))
        return Batch("cases", figure, unit, [""], a, b, enough, [basis], b.value - a.value if moves else None)

    lead = [side.per_case["lead_h"] for side in sides]
    mean = batch("lead_time_mean_h", "h", Ratios, "lead_h", moves=True)
    zeros = [np.zeros(len(hours), np.int64) for hours in lead]
    longer = chances_longer((zeros[0], lead[0]), (zeros[1], lead[1]), 1)
    found = [Batch("cases", mean.figure, "h", [""], mean.baseline, mean.other, enough, [sure], mean.moved, longer)]
    for figure, level, fewest in (("lead_time_median_h", 0.5, FEWEST_CASES), ("lead_time_p90_h", 0.9, FEWEST_FOR_P90)):
        low, high = (quantiles(key, np.arange(len(key)), hours, level, 1, len(key)) for key, hours in zip(zeros, lead, strict=True))
        found.append(Batch("cases", figure, "h", [""], low, high, flagged(min(map(len, lead)) >= fewest), [sure]))
    for figure, column, unit in CASE_MEANS:
        if column in both.baseline.per_case and ever_happens(column, both):
            hours = unit == "h"
            found.append(batch(figure, unit, Ratios, column, moves=hours, basis=timed if hours else sure))
    a, b = (Ratios(_ratio(side.per_case["worked_h"], side.per_case["lead_h"])) for side in sides)
    if a.spread.weight[0] and b.spread.weight[0]:
        found.append(Batch("cases", "flow_efficiency", "share", [""], a, b, enough, [timed]))
    found += [batch(figure, "share", Shares, column) for figure, column in CASE_SHARES if ever_happens(column, both)]
    return found


def variant_batches(both: Both) -> list[Batch]:
    """The share of cases of the most frequent variants: those with the largest mean of the two shares."""
    sides = both.baseline, both.other
    traces = pl.concat(
        pl.DataFrame({"case": side.case, "code": side.activity})
        .group_by("case", maintain_order=True)
        .agg(trace="code")
        .with_columns(side=number)
        for number, side in enumerate(sides)
    )
    weight = [1 / max(side.cases, 1) for side in sides]
    top = (
        traces.group_by("trace")
        .agg(pl.len(), "case", "side", mean=pl.when(pl.col("side") == 0).then(weight[0]).otherwise(weight[1]).sum())
        .filter(pl.col("len") >= FEWEST_EVER)
        .sort(pl.col("mean").round(12), "trace", descending=[True, False])
        .head(TOP_VARIANTS)
        .with_row_index("key")
    )
    rows = top.select("key", "case", "side").explode("case", "side")
    shares = []
    for number, side in enumerate(sides):
        own = rows.filter(pl.col("side") == number)
        key, case = own["key"].to_numpy().astype(np.int64), own["case"].to_numpy()
        panel = Panel(Base.every_case(side.cases), key, case, np.zeros(top.height, np.int64))
        shares.append(Shares(panel.sum_up(np.ones(len(key)))))
    names = [" → ".join(both.activities[code] for code in trace) for trace in top["trace"].to_list()]
    enough = np.full(top.height, min(side.cases for side in sides) >= FEWEST_CASES)
    return [Batch("variants", "share_of_cases", "share", names, shares[0], shares[1], enough, [both.basis(False)] * top.height)]


def mix_batches(both: Both) -> list[Batch]:
    """The share of cases of each kind, and the lead time at an equal mix: means by kind, weighted by the kinds of both sides together."""
    sides, kinds = (both.baseline, both.other), len(both.strata)
    known = [np.flatnonzero(side.stratum >= 0) for side in sides if side.stratum is not None]
    if len(known) < 2 or kinds < 2:
        return []
    strata = [side.stratum[rows] for side, rows in zip(sides, known, strict=True) if side.stratum is not None]
    counts = [np.bincount(stratum, minlength=kinds) for stratum in strata]
    enough = min(side.cases for side in sides) >= FEWEST_CASES
    shares = [
        Shares(Panel(Base.every_case(side.cases), stratum, rows, np.zeros(kinds, np.int64)).sum_up(np.ones(len(rows))))
        for side, stratum, rows in zip(sides, strata, known, strict=True)
    ]
    ever = (counts[0] + counts[1] >= FEWEST_EVER) & enough
    mix = Batch("cases", "share_of_cases", "share", both.strata, shares[0], shares[1], ever, [both.basis(False)] * kinds)
    usable = np.minimum(*counts) >= FEWEST_CASES
    if not usable.any():
        return [mix.only_tested()]
    weight = np.where(usable, counts[0] + counts[1], 0) / (counts[0] + counts[1])[usable].sum()
    a, b = (_standardised(side, stratum, rows, weight) for side, stratum, rows in zip(sides, strata, known, strict=True))
    adjusted = Batch("cases", "lead_time_same_mix_h", "h", [""], a, b, flagged(enough), [both.basis(False)], b.value - a.value)
    return [adjusted, mix.only_tested()]


def arrival_batch(weekly: Sequence[Floats], rate: Sequence[float], basis: Basis) -> Batch:
    """Cases that begin, by week; `weekly` counts those of whole weeks, which carry the uncertainty."""
    sides: list[Side] = []
    for counts, value in zip(weekly, rate, strict=True):
        spread = all_cases(len(counts)).sum_up(counts) if len(counts) else all_cases(1).sum_up(np.zeros(1))
        sides.append(Ratios(Spread(np.array([value]), spread.variance, spread.df, np.zeros(1), np.array([counts.sum()]), spread.weight)))
    enough = flagged(min(map(len, weekly)) >= FEWEST_WEEKS)
    return Batch("cases", "arrivals_per_week", "cases/week", [""], sides[0], sides[1], enough, [basis])


def _ratio(over: Floats, under: Floats) -> Spread:
    cases, zeros = len(over), np.zeros(len(over), np.int64)
    base = Base(zeros, np.arange(cases), under, groups=1, cases=cases)
    return Panel(base, zeros, np.arange(cases), np.zeros(1, np.int64)).sum_up(over)


def _standardised(side: Facts, stratum: Ints, rows: Ints, weight: Floats) -> Ratios:
    """The mean lead time at the given mix. Each case stands for its kind; those of no kind that both sides know stand for the mean."""
    lead, kinds = side.per_case["lead_h"][rows], len(weight)
    count = np.bincount(stratum, minlength=kinds).astype(np.float64)
    mean = divided(np.bincount(stratum, lead, kinds), count)
    values = np.full(side.cases, float((weight * mean).sum()))
    values[rows] += divided(weight, count)[stratum] * side.cases * (lead - mean[stratum])
    return Ratios(all_cases(side.cases).sum_up(values))
