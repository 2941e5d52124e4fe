"""Order within cases: steps of one instant, steps that take no time, steps before their ticket was opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np
import polars as pl

from svcflow.eventlog.health.view import EXAMPLES, View, finding, instants, named
from svcflow.eventlog.log import Finding
from svcflow.eventlog.meanings import is_final
from svcflow.eventlog.words import plain

_MINUTE = 60_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OPENING = re.compile(
    r"^(case )?(sys )?(time |date )?(open|opened|opening|created?|creation|reported|registered|registration|submitted|submission"
    r"|received|logged|eroffn\w*|geoffnet|erstell\w*|geopend|aangemaakt|apert\w*|creat\w*|apertura|abiert\w*|cread\w*|creacion|ouvert\w*|cree)\b"
    r"|^(case )?start ?date$|创建|建立时间|開立|建立時間|打开时间"
)
"""a ticket's opening, as a header says it in its plain form"""


def order_findings(view: View) -> Iterator[Finding]:
    """Equal times, steps of no length, steps before the opening."""
    yield _equal_times(view)
    yield _no_length(view)
    yield from _before_opening(view)


def _equal_times(view: View) -> Finding:
    same = np.zeros(len(view.at), dtype=np.bool_)
    np.equal(view.at[1:], view.at[:-1], out=same[1:])
    same[view.firsts] = False
    if view.has_starts:
        unknown = view.log.steps.get_column("start_time").is_null().to_numpy()
        same[1:] &= ~(unknown[:-1] & ~unknown[1:])  # a step of unknown start that ends as the next one begins
    rule = "they stay in the order of the file"
    chosen = [choice for choice in view.log.report.columns if choice.role == "sequence"] if view.log.report else []
    if chosen:
        rule = f'ordered by "{chosen[0].column}", and where that is equal too, as in the file'
    return finding("steps at the same instant as the one before", same.sum(), len(same), "steps", rule, view.steps_at(same))


def _no_length(view: View) -> Finding:
    """Begin and end recorded as one. The last status of a case, and one that says the work is over, have no length by definition."""
    steps, what = view.log.steps, "steps that take no time"
    rule = "kept, as work of no length; means count them"
    if not view.has_starts:
        return finding(what, 0, steps.height, "steps", rule)
    zero = steps.select((pl.col("start_time") == pl.col("end_time")).fill_null(False)).to_series().to_numpy().copy()
    if view.log.shape not in ("start_end", "lifecycle"):
        zero[view.lasts] = False
        rows = np.flatnonzero(zero)
        names = steps.get_column("activity").gather(pl.Series(rows)).cast(pl.String)
        over = [name for name in names.unique() if view.log.meaning(name) == "closed" or (name not in view.log.meanings and is_final(name))]
        zero[rows[names.is_in(over).to_numpy()]] = False
    return finding(what, zero.sum(), steps.height, "steps", rule, view.steps_at(zero))


def _before_opening(view: View) -> Iterator[Finding]:
    """Earlier by a minute or more, since one of the two columns often knows no seconds."""
    cases, first = view.log.cases, view.at[view.firsts]
    for name, kind in cases.schema.items():
        header = name.removeprefix("case:")
        if not isinstance(kind, pl.Datetime) or header == name or not _OPENING.search(plain(header)):
            continue
        known = cases.get_column(name).is_not_null().to_numpy()
        opened = instants(cases.get_column(name).fill_null(_EPOCH))
        early = known & (opened - first >= _MINUTE)
        few = np.flatnonzero(early)[:EXAMPLES].tolist()
        ids = cases.get_column("case_id").gather(few)
        examples = [
            f"{named(case)}: first step {view.local(first[row])}, {header} {view.local(opened[row])}"
            for case, row in zip(ids, few, strict=True)
        ]
        rule = "kept; the lead time runs from the first step"
        yield finding(f'cases with a step before "{header}"', early.sum(), known.sum(), "cases", rule, examples, 0.01)
