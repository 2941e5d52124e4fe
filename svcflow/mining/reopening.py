"""Reopening: work on a ticket that was said to be over.

A step **closes** tickets if its meaning is `closed`, if its name says so ("Resolve", "Close ticket"), or if at least four in five of
its executions are the last step of their case, and it ends at least a tenth of the cases (with smaller shares every step would close
that often happens to be last: the first call, where most tickets are one call). A ticket is **reopened** when a work step that closes
nothing follows on one that closes. In a log without a closing step reopening cannot be seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from svcflow.eventlog.log import Meaning
from svcflow.eventlog.meanings import closes as named_closing
from svcflow.mining.coding import Codes, Flags, Rows, case_numbers, coded

MOSTLY_LAST = 0.8
"""share of executions that end their case, from which on a step closes tickets whatever it is called"""
ENDS_CASES = 0.1
"""share of all cases that such a step must end"""
DEFINITION = (
    "a work step that closes nothing, after a step that closes tickets (its meaning is closed, its name says so, or it ends at least a"
    " tenth of the tickets and is the last step in at least 80 % of its executions)"
)


@dataclass(frozen=True, slots=True)
class Closures:
    """Which rows close and which go on afterwards; arrays with one value for each row of the steps."""

    activities: tuple[str, ...]
    """the steps that close tickets; none: the log does not show it"""
    case: Codes
    closes: Flags
    reopens: Flags
    """work that closes nothing, where what closes was the last that was done before it"""
    onward: Flags
    """work that closes nothing, anywhere after what closes"""
    closed_by: Rows
    """of rows that reopen: the row that first closed the ticket this time, -1 elsewhere"""
    once_more: Flags
    """what closes a ticket that was closed already, with nothing in between"""


def find_closures(steps: pl.DataFrame, meanings: Mapping[str, Meaning] | None = None) -> Closures:
    """Which steps close tickets, and where work goes on after them.

    Parameters
    ----------
    steps : polars.DataFrame
        Rows of a log in their order, those of a case together; `case_id` and `activity` are read.
    meanings : mapping of str to str, optional
        What an activity is when it is not work (see `EventLog.meanings`).

    Notes
    -----
    A few passes: linear in the rows.
    """
    said = meanings or {}
    activities, case = coded(steps.get_column("activity")), case_numbers(steps)
    codes, kinds = activities.codes, len(activities.names)
    ends = np.diff(case, append=-1) != 0
    last = np.bincount(codes[ends], minlength=kinds)
    mostly = (last >= MOSTLY_LAST * np.bincount(codes, minlength=kinds)) & (last >= ENDS_CASES * ends.sum())
    over = {name for name in activities.names if said.get(name) == "closed"}
    others = {name for name, meaning in said.items() if meaning != "work"}
    closing = {
        name
        for name, is_last in zip(activities.names, mostly.tolist(), strict=True)
        if name in over or (name not in others and (is_last or named_closing(name)))
    }
    shuts, works = activities.among(closing), ~activities.among(others)
    onward = works & ~shuts & (_seen_before(case, shuts) >= 0)
    done = np.flatnonzero(works | shuts)
    after_closing = np.zeros(len(done), np.bool_)
    after_closing[1:] = shuts[done[:-1]] & (case[done[1:]] == case[done[:-1]])
    reopens, once_more = np.zeros(len(codes), np.bool_), np.zeros(len(codes), np.bool_)
    reopens[done], once_more[done] = after_closing & ~shuts[done], after_closing & shuts[done]
    closed_by = np.full(len(codes), -1, np.int64)
    # The first row of each run of closing ones, carried on to the row that reopens.
    opens_run = np.maximum.accumulate(np.where(shuts[done] & ~after_closing, done, -1)) if len(done) else done
    closed_by[done] = np.where(reopens[done], opens_run, -1)
    return Closures(tuple(sorted(closing)), case, shuts, reopens, onward, closed_by, once_more)


def _seen_before(case: Codes, flags: Flags) -> Rows:
    """For each row the last flagged one before it in its case, -1 where there is none."""
    rows = np.where(flags, np.arange(len(flags)), -1)
    latest = np.maximum.accumulate(np.append(-1, rows[:-1])) if len(rows) else rows
    found: Rows = np.where((latest >= 0) & (case[latest] == case), latest, -1)
    return found
