"""What becomes of the tickets that were open when a simulation began: how many are done by when, and how long the others still take.

They are the tickets that the logs call `case:open_at_start`; a ticket is done at its last end. Hours left run from the start of the
simulation, lead times from the tickets' true arrival. Each figure is the mean over the runs, with Student's t interval at 95 %.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import datetime

import numpy as np
import polars as pl
from scipy.special import stdtrit

from svcflow.eventlog.log import ARRIVED, OPEN_AT_START, EventLog
from svcflow.indicators.computing import indicator_values
from svcflow.indicators.estimates import Floats
from svcflow.indicators.results import OF_OPEN, Better, Indicator
from svcflow.indicators.setting import Setting

_Figure = tuple[str, str, str, Better, str, Callable[[Floats, Floats], float]]
_WEEKS = ((1, "a week"), (2, "two weeks"), (4, "four weeks"))
_LEFT = "hours from the start of the simulation to the last end of a ticket that was open then"
_FIGURES: tuple[_Figure, ...] = (
    *((f"{OF_OPEN}done_in_{weeks}_weeks", f"Open tickets done within {said}", "share", "higher",
       "tickets open at the start that are done so many weeks after it ÷ all that were open",
       lambda left, _, weeks=weeks: float(np.mean(left <= 168.0 * weeks))) for weeks, said in _WEEKS),
    (f"{OF_OPEN}time_left_mean", "Time left, mean", "h", "lower", f"{_LEFT}, mean over tickets", lambda left, _: float(left.mean())),
    (f"{OF_OPEN}time_left_p90", "Time left, 90th percentile", "h", "lower", f"{_LEFT}: what nine of ten stay within",
     lambda left, _: float(np.quantile(left, 0.9))),
    (f"{OF_OPEN}time_left_last", "Until the last of them is done", "h", "lower", f"{_LEFT}, the longest",
     lambda left, _: float(left.max())),
    (f"{OF_OPEN}lead_time_mean", "Mean lead time of open tickets", "h", "lower",
     "last end − true arrival of a ticket that was open at the start, mean over tickets",
     lambda _, lead: float(lead.mean())),
)  # fmt: skip


def values_of_run(log: EventLog, setting: Setting, start: datetime | None) -> dict[str, float]:
    """The indicators of a simulated log, and where it began with open tickets at `start`, those of this module too."""
    return indicator_values(log, setting) | ({} if start is None else _values(log, start))


def indicators_at_start(runs: Sequence[dict[str, float]]) -> tuple[Indicator, ...]:
    """What becomes of the open tickets, over runs of which `values_of_run` are known; nothing where they began without any."""
    return tuple(
        _indicator(figure, [run[figure[0]] for run in runs]) for figure in _FIGURES if runs and all(figure[0] in run for run in runs)
    )


def _values(log: EventLog, start: datetime) -> dict[str, float]:
    if OPEN_AT_START not in log.cases.columns:
        return {}
    mine = log.cases.filter(OPEN_AT_START)
    spans = mine.select(left=pl.col("last_time") - pl.lit(start), lead=pl.col("last_time") - pl.col(ARRIVED))
    left, lead = (spans.get_column(name).dt.total_microseconds().to_numpy() / 3.6e9 for name in ("left", "lead"))
    return {figure[0]: figure[-1](left, lead) for figure in _FIGURES} if len(left) else {}


def _indicator(figure: _Figure, values: list[float]) -> Indicator:
    name, title, unit, better, formula, _ = figure
    count, middle = len(values), float(np.mean(values))
    low = high = None
    if count > 1:
        half = float(stdtrit(count - 1, 0.975)) * float(np.std(values, ddof=1)) / math.sqrt(count)
        low, high = max(0.0, middle - half), middle + half if unit == "h" else min(1.0, middle + half)
    return Indicator(name, title, middle, unit, better, count, low, high, "simulated", formula)
