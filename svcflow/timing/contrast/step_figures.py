"""The figures of steps and of the flows between them: how often, how long, how well, and why they wait."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from svcflow.timing.contrast.batches import FEWEST_CASES, FEWEST_EVER, Batch, Cells, chances_longer, ever_happens, quantiles
from svcflow.timing.contrast.facts import CAUSE_COLUMNS, HOURS, Both, Facts, Flags
from svcflow.timing.contrast.inference import Ratios, Shares, Side
from svcflow.timing.contrast.sums import Base, Floats, Panel, Spread, divided


def step_batches(both: Both) -> list[Batch]:
    """How often each step is done and in how many cases, its times, what comes back, and the causes of waiting before it."""
    kinds, sides = len(both.activities), (both.baseline, both.other)
    cells = [Cells.of(side.activity, side.case, side.cases, kinds) for side in sides]
    every = [
        Panel(Base.every_case(side.cases), cell.key, cell.case, np.zeros(kinds, np.int64)) for side, cell in zip(sides, cells, strict=True)
    ]
    done = [cell.per_execution() for cell in cells]
    cases = [np.bincount(cell.key, minlength=kinds) for cell in cells]
    on_both, ever = np.minimum(*cases) >= FEWEST_CASES, np.sum(cases, axis=0) >= FEWEST_EVER
    enough = min(side.cases for side in sides) >= FEWEST_CASES
    timed = [both.basis(bool(flag)) for flag in _estimated(both)]
    sure = [both.basis(False)] * kinds
    names = both.activities
    rate = [np.bincount(side.activity, minlength=kinds) / max(side.cases, 1) for side in sides]
    all_h = [
        divided(np.bincount(s.activity, sum(s.hours[name] for name in HOURS), kinds), r * s.cases) for s, r in zip(sides, rate, strict=True)
    ]
    each_h = [np.where(r > 0, h, o) for r, h, o in zip(rate, all_h, reversed(all_h), strict=True)]

    def pair(panels: Sequence[Panel], over: Callable[[Facts, Cells], Floats], make: Callable[[Spread], Side]) -> tuple[Side, Side]:
        a, b = (make(panel.sum_up(over(side, cell))) for panel, side, cell in zip(panels, sides, cells, strict=True))
        return a, b

    share = pair(every, lambda side, cell: np.ones(len(cell.key)), Shares)
    found = [Batch("steps", "share_of_cases", "share", names, *share, ever & enough, sure)]
    often = pair(every, lambda side, cell: cell.count, Ratios)
    moved = (rate[1] - rate[0]) * (each_h[0] + each_h[1]) / 2
    found.append(Batch("steps", "executions_per_case", "a case", names, *often, on_both, sure, moved))
    for column in HOURS:
        if not ever_happens(column, both):
            continue
        mean = pair(done, lambda side, cell, column=column: cell.add_up(side.hours[column]), Ratios)  # type: ignore[misc]
        a, b = ((side.activity, side.hours[column]) for side in sides)
        longer = chances_longer(a, b, kinds)
        moved = (mean[1].value - mean[0].value) * (rate[0] + rate[1]) / 2
        name = column.removesuffix("_h")
        found.append(Batch("steps", f"{name}_mean_h", "h", names, *mean, on_both, timed, moved, longer))
        if column != "paused_h":
            middle = [quantiles(side.activity, side.case, side.hours[column], 0.5, kinds, side.cases) for side in sides]
            found.append(Batch("steps", f"{name}_median_h", "h", names, middle[0], middle[1], on_both, timed))
    right = pair(done, lambda side, cell: cell.add_up(~side.comes_back), Shares)
    found.append(Batch("steps", "complete_and_accurate", "share", names, *right, on_both, sure))
    for column in CAUSE_COLUMNS:
        if ever_happens(column, both):
            cause = pair(every, lambda side, cell, column=column: cell.add_up(side.hours[column]), Ratios)  # type: ignore[misc]
            moved = cause[1].value - cause[0].value
            found.append(Batch("steps", f"{column.removesuffix('_h')}_per_case_h", "h", names, *cause, on_both, timed, moved))
    return [batch.without_zeros() for batch in found]


def flow_batches(both: Both) -> list[Batch]:
    """Of the times that a step was left, the share that went each way; and the waiting on that way. Only what can be tested."""
    kinds, sides = len(both.activities), (both.baseline, both.other)
    inner = [np.flatnonzero(side.source >= 0) for side in sides]
    codes = [side.source[rows] * kinds + side.activity[rows] for side, rows in zip(sides, inner, strict=True)]
    flows = np.unique(np.concatenate(codes))
    cells = [
        Cells.of(np.searchsorted(flows, code), side.case[rows], side.cases, len(flows))
        for code, side, rows in zip(codes, sides, inner, strict=True)
    ]
    left = [Cells.of(side.source[rows], side.case[rows], side.cases, kinds) for side, rows in zip(sides, inner, strict=True)]
    source = flows // kinds
    cases = [np.bincount(cell.key, minlength=len(flows)) for cell in cells]
    out_of = [np.bincount(cell.key, minlength=kinds)[source] for cell in left]
    one_way = [np.bincount(source, minlength=kinds)[source] == 1]
    ever = (np.sum(cases, axis=0) >= FEWEST_EVER) & (np.minimum(*out_of) >= FEWEST_CASES) & ~one_way[0]
    names = [f"{both.activities[code // kinds]} → {both.activities[code % kinds]}" for code in flows.tolist()]
    shares = [
        Shares(
            Panel(Base(whole.key, whole.case, whole.count, groups=kinds, cases=side.cases), cell.key, cell.case, source).sum_up(cell.count)
        )
        for whole, side, cell in zip(left, sides, cells, strict=True)
    ]
    waits = [
        Ratios(cell.per_execution().sum_up(cell.add_up(side.hours["waiting_h"][rows])))
        for side, rows, cell in zip(sides, inner, cells, strict=True)
    ]
    rate = [np.bincount(cell.key, cell.count, len(flows)) / max(side.cases, 1) for side, cell in zip(sides, cells, strict=True)]
    timed = [both.basis(bool(flag)) for flag in _estimated(both)]
    moved = (waits[1].value - waits[0].value) * (rate[0] + rate[1]) / 2
    on_both = np.minimum(*cases) >= FEWEST_CASES
    found = [
        Batch("flows", "share_of_source", "share", names, shares[0], shares[1], ever, [both.basis(False)] * len(names)),
        Batch("flows", "waiting_mean_h", "h", names, waits[0], waits[1], on_both, [timed[code % kinds] for code in flows.tolist()], moved),
    ]
    return [batch.without_zeros().only_tested() for batch in found]


def _estimated(both: Both) -> Flags:
    kinds = len(both.activities)
    a, b = (np.bincount(side.activity, side.estimated, kinds) for side in (both.baseline, both.other))
    flags: Flags = (a + b) > 0
    return flags
