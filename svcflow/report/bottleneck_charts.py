"""Bottlenecks as a picture: what each would save, and how the worst queues stood, over the log and over the week.

On top a bar for each bottleneck, with the interval of its saving. Below, for each of the three queues with the largest saving, its
mean length day by day with its worst episodes shaded, and its mean length in each hour of the week. Drawn by matplotlib without a
screen, as PNG or SVG; the same log gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from svcflow import units
from svcflow.errors import LogError
from svcflow.output import new_file
from svcflow.report.svg import printable
from svcflow.timing.queues.evidence import Queue, QueueEvidence
from svcflow.timing.results import Bottleneck

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_BARS, MOST_QUEUES, MOST_LETTERS = 8, 3, 34
_BLUE, _ORANGE, _GREY = "#0b5c97", "#d95f02", "#5f6c7b"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_OFFSETS = ["", "%Y", "%Y", "%d %b %Y", "%d %b %Y", "%d %b %Y %H:%M"]
"""what stands beside a date axis whose ticks are years, months, days, hours …"""
_LETTERS = ("DejaVu Sans", "Noto Sans CJK SC", "Noto Sans CJK TC", "Microsoft YaHei", "PingFang SC", "Hiragino Sans", "SimHei")
"""fonts for names in any writing, where the machine has them"""


def plot_bottlenecks(found: Sequence[Bottleneck], evidence: QueueEvidence, path: Path | str) -> Path:
    """Draw the ranking and the worst queues on one sheet.

    Parameters
    ----------
    found : sequence of Bottleneck
        As `find_bottlenecks` ranks them; the first eight are drawn.
    evidence : QueueEvidence
        The queues of the same log; the first three are drawn.
    path : Path
        Ends in .png or .svg.

    Raises
    ------
    LogError
        Nothing waits: there is nothing to draw.
    OutputError
        The place cannot be written.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    target = Path(path)
    if not found:
        raise LogError("no waiting was found before any step: there is nothing to draw.", place=str(target))
    queues = evidence.queues[:MOST_QUEUES]
    with rc_context(_settings()):
        bars = found[:MOST_BARS]
        high = 0.6 + 0.3 * len(bars)
        figure = Figure(figsize=(11, high + 2.3 * len(queues)), layout="constrained")
        grid = figure.add_gridspec(len(queues) + 1, 2, height_ratios=[high, *([2.3] * len(queues))], width_ratios=[3, 2])
        _ranking(figure.add_subplot(grid[0, :]), bars)
        for row, queue in enumerate(queues, start=1):
            days = figure.add_subplot(grid[row, 0])
            _over_time(days, queue)
            _over_week(figure, figure.add_subplot(grid[row, 1]), queue)
            if row == len(queues):  # below the year, which stands at the right end of the axis
                days.set_xlabel("dashed: not exceeded nine tenths of the time; shaded: the worst episodes", labelpad=14, loc="left")
        _settle(figure)
        metadata = {".png": {"Software": None}, ".svg": {"Date": None}}[target.suffix]
        with new_file(target) as draft:
            figure.savefig(draft, format=target.suffix[1:], dpi=150, metadata=metadata)
    return target


def _settle(figure: Figure) -> None:
    """Lay the figure out, to the millionth of its size: what lies beyond changes from run to run, and names in the SVG hang on it."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for axes in figure.axes:
        left, bottom, width, height = (round(float(part), 6) for part in axes.get_position().bounds)
        axes.set_position((left, bottom, width, height))


def _settings() -> Any:
    from matplotlib.font_manager import get_font_names

    there = set(get_font_names())
    return {
        "svg.hashsalt": "svcflow",
        "svg.fonttype": "none",
        "font.family": [name for name in _LETTERS if name in there] or ["sans-serif"],
        "font.size": 9,
        "text.parse_math": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
    }


def _ranking(axes: Axes, bars: Sequence[Bottleneck]) -> None:
    unit = units.common_unit(each.per_case_h for each in bars)
    places = np.arange(len(bars))[::-1]
    saved = np.array([each.per_case_h / unit.hours for each in bars])
    axes.barh(places, saved, color=_BLUE, height=0.62)
    for place, each, value in zip(places, bars, saved, strict=True):
        if each.saving_low is not None and each.saving_high is not None and each.saving_h > 0:
            low, high = (bound / each.saving_h * value for bound in (each.saving_low, each.saving_high))
            axes.plot([low, high], [place, place], color=_ORANGE, linewidth=2.2, solid_capstyle="butt")
    axes.set_yticks(places, [f"{_named(each.where)}, {each.cause}" for each in bars])
    axes.set_xlim(left=0)
    estimated = "; estimates" if any(each.basis == "estimated" for each in bars) else ""
    axes.set_title("What a ticket would save without this waiting", loc="left", fontweight="bold")
    axes.set_xlabel(f"{unit.many} of lead time in the mean (line: 95 % interval{estimated})")
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def _over_time(axes: Axes, queue: Queue) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    days: list[Any] = [queue.first_day + timedelta(days=number) for number in range(len(queue.by_day) + 1)]
    for each in queue.episodes:
        span: tuple[Any, Any] = each.begin.replace(tzinfo=None), each.end.replace(tzinfo=None)
        axes.axvspan(*span, color=_ORANGE, alpha=0.18, linewidth=0)
    axes.stairs(queue.by_day, days, color=_BLUE, linewidth=1.4, fill=False)
    axes.axhline(queue.high_length, color=_GREY, linewidth=0.8, linestyle="--")
    locator = AutoDateLocator(minticks=3, maxticks=8)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, offset_formats=_OFFSETS))  # type: ignore[no-untyped-call]
    axes.set_xlim(days[0], days[-1])
    axes.set_ylim(bottom=0)
    team = f" ({_named(queue.team)})" if queue.team else ""
    axes.set_title(f"Queue before {_named(queue.where)}{team}: {queue.kind}", loc="left", fontweight="bold")
    axes.set_ylabel("tickets, mean of the day")


def _over_week(figure: Figure, axes: Axes, queue: Queue) -> None:
    week = np.array(queue.length_by_hour).reshape(7, 24)
    drawn = axes.imshow(week, aspect="auto", cmap="Blues", vmin=0.0, interpolation="nearest")
    axes.set_yticks(range(7), _DAYS)
    axes.set_xticks([hour - 0.5 for hour in range(0, 25, 6)], [f"{hour}" for hour in range(0, 25, 6)])
    axes.set_title("by hour of the week", loc="left")
    figure.colorbar(drawn, ax=axes, label="tickets", shrink=0.9)


def _named(name: str) -> str:
    plain = " ".join(printable(name).split())
    return plain if len(plain) <= MOST_LETTERS else plain[: MOST_LETTERS - 1] + "…"
