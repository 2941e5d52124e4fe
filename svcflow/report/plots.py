"""What was recorded beside what a model made of it, as pictures: lead times, arrivals, open tickets, hours of the day.

Each picture shows one thing that the distances of a validation sum up in a number, so that a reader can see where a model goes
wrong. Drawn by matplotlib without a screen, as PNG, SVG or PDF.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.eventlog import EventLog
from svcflow.output import new_file

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FORMS = (".png", ".svg", ".pdf")
_STYLES: dict[str, dict[str, Any]] = {
    "recorded": {"color": "#0b5c97", "linewidth": 2.0},
    "simulated": {"color": "#d95f02", "linewidth": 1.6, "linestyle": "--"},
}
MOST_WEEKS_BY_DAY = 8
Floats = NDArray[np.float64]


def plot_validation(recorded: EventLog, simulated: EventLog, path: Path | str) -> Path:
    """Draw two logs of the same period over one another, four panels on one sheet.

    Parameters
    ----------
    recorded, simulated : EventLog
        The part held out, and one simulation of it.
    path : Path
        Ends in .png, .svg or .pdf.

    Raises
    ------
    OutputError
        The place cannot be written.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    target = Path(path)
    settings: Any = {
        "svg.hashsalt": "svcflow",
        "svg.fonttype": "none",
        "font.size": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
    }
    with rc_context(settings):
        figure = Figure(figsize=(10, 6.4), layout="constrained")
        panels: tuple[Callable[[Axes, EventLog, EventLog], None], ...] = (_lead_times, _arrivals, _open_tickets, _hours_of_day)
        for axes, draw in zip(figure.subplots(2, 2).flat, panels, strict=True):
            draw(axes, recorded, simulated)
            axes.set_ylim(bottom=0)
            axes.grid(axis="y", color="#dddddd", linewidth=0.6)
        figure.axes[0].legend(frameon=False, loc="lower right")
        # No wall clock in the file: the same logs give the same bytes.
        metadata = {".png": {"Software": None}, ".svg": {"Date": None}, ".pdf": {"CreationDate": None}}[target.suffix]
        with new_file(target) as draft:
            figure.savefig(draft, format=target.suffix[1:], dpi=150, metadata=metadata)
    return target


def _lead_times(axes: Axes, recorded: EventLog, simulated: EventLog) -> None:
    days = {name: np.sort(_days(log, "last_time") - _days(log, "first_time")) for name, log in _both(recorded, simulated)}
    for name, values in days.items():
        axes.plot(values, 100 * np.arange(1, len(values) + 1) / len(values), label=name, **_STYLES[name])
    axes.set_xlim(0, max(float(np.quantile(values, 0.98)) for values in days.values()) or 1.0)
    _title(axes, "Tickets done within so many days", "days from start to end", "% of tickets")


def _arrivals(axes: Axes, recorded: EventLog, simulated: EventLog) -> None:
    """By the day for some weeks, by the week for longer periods."""
    from matplotlib.ticker import MaxNLocator

    weeks = float(_days(recorded, "first_time").max() - _origin(recorded)) / 7
    unit, days = ("day", 1) if weeks <= MOST_WEEKS_BY_DAY else ("week", 7)
    for name, log in _both(recorded, simulated):
        number = np.floor((_days(log, "first_time") - _origin(recorded)) / days).astype(np.int64)
        count = np.bincount(np.clip(number, 0, None))
        axes.step(np.arange(1, len(count) + 1), count, where="mid", label=name, **_STYLES[name])
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    _title(axes, f"Arrivals by the {unit}", unit, "tickets")


def _open_tickets(axes: Axes, recorded: EventLog, simulated: EventLog) -> None:
    end = float(_days(recorded, "last_time").max())
    at = np.linspace(_origin(recorded), end, 400)
    for name, log in _both(recorded, simulated):
        first, last = np.sort(_days(log, "first_time")), np.sort(_days(log, "last_time"))
        still_open = np.searchsorted(first, at, side="right") - np.searchsorted(last, at, side="right")
        axes.plot((at - at[0]) / 7, still_open, label=name, **_STYLES[name])
    _title(axes, "Tickets open at once", "week", "tickets")


def _hours_of_day(axes: Axes, recorded: EventLog, simulated: EventLog) -> None:
    for name, log in _both(recorded, simulated):
        hours = log.steps.select(pl.col("end_time").dt.convert_time_zone(recorded.timezone).dt.hour()).to_series().to_numpy()
        share = np.bincount(hours, minlength=24) / max(len(hours), 1)
        axes.step(np.arange(24), 100 * share, where="mid", label=name, **_STYLES[name])
    axes.set_xticks(range(0, 25, 6))
    _title(axes, "Steps ended by hour of the day", f"hour ({recorded.timezone})", "% of steps")


def _both(recorded: EventLog, simulated: EventLog) -> tuple[tuple[str, EventLog], tuple[str, EventLog]]:
    return ("recorded", recorded), ("simulated", simulated)


def _days(log: EventLog, column: str) -> Floats:
    """Instants of the cases as days since 1970."""
    days: Floats = log.cases[column].dt.epoch("us").to_numpy() / 86_400_000_000
    return days


def _origin(log: EventLog) -> float:
    return float(_days(log, "first_time").min())


def _title(axes: Axes, title: str, below: str, beside: str) -> None:
    axes.set_title(title, loc="left", fontweight="bold")
    axes.set_xlabel(below)
    axes.set_ylabel(beside)
