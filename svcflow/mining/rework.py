"""Rework: an activity that is done again in the same case.

Of the executions of one activity in one case, all but the first are a `repeat`, and all but the last `comes_back`: the work was
not complete and accurate when it was handed on. Two things are not rework. Waiting that comes twice (for a customer, a supplier,
in a queue) is not work. And work that stops for the customer's or the supplier's answer and then goes on, with nothing in between,
is one execution in two parts: the second continues the first.
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
    waiting = [activity for activity, meaning in (meanings or {}).items() if meaning != "work"]
    rows = steps.select("case_id", "activity").with_columns(work=~pl.col("activity").is_in(waiting))
    rows = rows.with_columns(goes_on=_goes_on() if waiting else pl.lit(False))
    visit = ["case_id", "activity"]
    before = pl.col("work").shift(1, fill_value=False).over(visit)
    after = pl.col("work").shift(-1, fill_value=False).over(visit) & ~pl.col("goes_on").shift(-1, fill_value=False).over(visit)
    marks = rows.select(repeat=pl.col("work") & before & ~pl.col("goes_on"), comes_back=pl.col("work") & after)
    return steps.with_columns(marks["repeat"], marks["comes_back"])


def _goes_on() -> pl.Expr:
    """Whether a row continues the work before a wait: the last work in the case was the same, and only waiting came since."""
    waited = ~pl.col("work").shift(1, fill_value=True).over("case_id")
    last_work = pl.when("work").then("activity").forward_fill().shift(1).over("case_id")
    return pl.col("work") & waited & (last_work == pl.col("activity")).fill_null(False)
