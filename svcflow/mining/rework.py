"""Rework: an activity that is done again in the same case.

Of the executions of one activity in one case, all but the first are a `repeat`, and all but the last will have `comes_back`:
the work was not complete and accurate when it was handed on. Waiting is not work: a pause (customer, supplier) or a queue
that comes twice is not rework, and is never marked.
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
        The same rows in the same order. Costs two passes of hashing.
    """
    pauses = [activity for activity, meaning in (meanings or {}).items() if meaning != "work"]
    work = ~pl.col("activity").is_in(pauses)
    visit = pl.struct("case_id", "activity")
    return steps.with_columns(repeat=work & ~visit.is_first_distinct(), comes_back=work & ~visit.is_last_distinct())
