"""Rework: an activity that is done again in the same case.

Of the executions of one activity in one case, all but the first are a `repeat`, and all but the last `comes_back`: the work was
not complete and accurate when it was handed on. Two things are not rework. Waiting that comes twice (for a customer, a supplier,
in a queue) is not work. And work that stops for the customer's or the supplier's answer and then goes on, with nothing in between,
is one execution in two parts: the second continues the first. Work that goes on after the ticket was closed is done again.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from svcflow.eventlog.log import Meaning


def mark_rework(steps: pl.DataFrame, meanings: Mapping[str, Meaning] | None = None) -> pl.DataFrame:
    """Add the booleans `repeat` (done before in the case) and `comes_back` (done again later in the case).

    Parameters
    ----------
    steps : polars.DataFrame
        Rows of a log in their order; `case_id` and `activity` are read.
    meanings : mapping of str to str, optional
        What an activity is when it is not work (see `EventLog.meanings`); those rows are never marked.

    Returns
    -------
    polars.DataFrame
        The same rows in the same order. Costs a few passes of hashing.
    """
    said = meanings or {}
    waiting = [activity for activity, meaning in said.items() if meaning not in ("work", "closed")]
    over = [activity for activity, meaning in said.items() if meaning == "closed"]
    work = steps.select("case_id", "activity", row=pl.int_range(pl.len())).filter(~pl.col("activity").is_in(waiting))
    same = (pl.col("case_id") == pl.col("case_id").shift()) & (pl.col("activity") == pl.col("activity").shift())
    # Only rows of waiting were left out: where the row numbers jump within a case, there was a wait.
    work = work.with_columns(goes_on=(same & (pl.col("row").diff() > 1)).fill_null(False))
    visit = pl.struct("case_id", "activity")
    repeat = ~visit.is_first_distinct() & ~pl.col("goes_on")
    comes_back = ~visit.is_last_distinct() & ~pl.col("goes_on").shift(-1, fill_value=False)
    done = ~pl.col("activity").is_in(over)
    marked = work.select("row", repeat=repeat & done, comes_back=comes_back & done)
    rows = steps.select(row=pl.int_range(pl.len())).join(marked, on="row", how="left", maintain_order="left")
    return steps.with_columns(rows["repeat"].fill_null(False), rows["comes_back"].fill_null(False))
