"""Cases that the window of the log cuts off (censored), and cases that never close.

A case is cut off at the end when its last step is not one that ends cases and lies so near the log's end that the next one could
not be seen yet: within the time in which 95 % of next steps follow. At the beginning likewise, with the first step. What ends
cases is told by its meaning or its name (Closed, Resolve …) where half of the cases end with such a step; else it is whatever one
case in fifty ends with.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from svcflow.eventlog.health.view import HOUR, Instants, Mask, View, finding, instants, spoken
from svcflow.eventlog.log import Finding
from svcflow.eventlog.meanings import closes

_USUAL = 0.02
"""share of cases that makes a first or last step a usual one"""
_FOLLOWS = 0.95


@dataclass(frozen=True, slots=True)
class Edges:
    """Cases cut off at the `left` and the `right`, cases that `never` close; masks over the cases, in the log's order."""

    left: Mask
    right: Mask
    never: Mask
    within_h: float
    """in which 95 % of next steps follow [h]"""
    by_name: bool
    """whether what ends cases is told by its name"""


def find_edges(view: View) -> Edges:
    """Which cases are not seen whole."""
    first, last = (instants(view.log.cases.get_column(name)) for name in ("first_time", "last_time"))
    plausible = (first >= view.earliest) & (last <= view.latest)
    begin, end = (int(first[plausible].min()), int(last[plausible].max())) if plausible.any() else (int(first.min()), int(last.max()))
    margin = min(_next_step(view), (end - begin) // 4)
    near_begin, near_end = first <= begin + margin, last >= end - margin
    activity = view.log.steps.get_column("activity")
    opened, ended = (activity.gather(pl.Series(rows)) for rows in (view.firsts, view.lasts))
    known = ended.unique()
    closing = known.filter(pl.Series([_closes(view, str(name)) for name in known], dtype=pl.Boolean))
    closed = ended.is_in(closing.implode()).to_numpy()
    by_name = bool(closed.mean() >= 0.5)
    whole_left = opened.is_in(_usual(opened, ~near_begin).implode()).to_numpy()
    whole_right = closed if by_name else ended.is_in(_usual(ended, ~near_end).implode()).to_numpy()
    right = ~whole_right & near_end
    return Edges(~whole_left & near_begin, right, ~whole_right & ~right & by_name, margin / HOUR, by_name)


def edge_findings(view: View, edges: Edges) -> Iterator[Finding]:
    """Cut-off cases, cases that never close, cases of one step."""
    cases, within = view.log.cases.height, spoken(edges.within_h)
    how = "named as a close" if edges.by_name else "that ends at least one case in fifty"
    rule = f"kept; first step within {within} of the log's beginning, and not one that opens cases: their lead time is a lower bound"
    yield finding("cases cut off at the beginning", edges.left.sum(), cases, "cases", rule, _examples(view, edges.left, view.firsts), 0.05)
    rule = f"kept; last step within {within} of the log's end, and not one {how}: their lead time is a lower bound"
    yield finding("cases cut off at the end", edges.right.sum(), cases, "cases", rule, _examples(view, edges.right, view.lasts), 0.05)
    rule = "kept; no step named as a close, though the log goes on: their lead time runs to their last step"
    yield finding("cases that never close", edges.never.sum(), cases, "cases", rule, _examples(view, edges.never, view.lasts))
    single = view.lasts == view.firsts
    rule = "kept; their lead time is that of one step" if view.has_starts else "kept; without a recorded start their lead time is zero"
    yield finding("cases of a single step", single.sum(), cases, "cases", rule, _examples(view, single, view.firsts), 0.5)


def _closes(view: View, name: str) -> bool:
    """By what it means, where that is known, else by its name."""
    meaning = view.log.meanings.get(name)
    return meaning == "closed" if meaning else closes(name)


def _next_step(view: View) -> int:
    """The time in which 95 % of next steps follow [µs]."""
    rows = view.sample()
    later = rows[~np.isin(rows, view.firsts, assume_unique=True)]
    return int(np.quantile(view.at[later] - view.at[later - 1], _FOLLOWS)) if len(later) else 0


def _usual(names: pl.Series, where: Mask) -> pl.Series:
    """The names that at least one in fifty of the cases have, of those cases that can tell."""
    told = names.filter(pl.Series(where)) if where.any() else names
    counts = told.alias("name").value_counts(name="cases")
    return counts.filter(pl.col("cases") >= _USUAL * len(told)).get_column("name")


def _examples(view: View, which: Mask, rows: Instants) -> list[str]:
    return view.steps_at(rows[which])
