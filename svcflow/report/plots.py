"""What was recorded beside what a model made of it, on one sheet: the part held out on the left, the past that it was fitted to beside it.

Each picture shows one thing that the distances of a validation sum up in a number, so that a reader can see where a model goes wrong:
lead times, arrivals, queues by the hour of the week, open tickets, utilisation of teams. The simulated log is drawn several times, as
the range of its runs and their middle: what lies within the range is chance. A model that is right in its past and not in the part held
out has seen something change. Drawn by matplotlib without a screen, as PNG, SVG or PDF.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from svcflow import units
from svcflow.language import current
from svcflow.output import new_file
from svcflow.validation.causes import Period
from svcflow.validation.portrait import SHARES
from svcflow.validation.validating import Examination

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FORMS = (".png", ".svg", ".pdf")
RECORDED: dict[str, Any] = {"color": "#0b5c97", "linewidth": 2.0}
SIMULATED: dict[str, Any] = {"color": "#d95f02", "linewidth": 1.3, "linestyle": "--"}
RANGE: dict[str, Any] = {"color": "#d95f02", "alpha": 0.25, "linewidth": 0}
"""blue and orange, solid and dashed: told apart without colours as well"""
SETTINGS: Any = {
    "svg.hashsalt": "svcflow",
    "svg.fonttype": "none",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
LETTERS = {
    "zh-Hans": (
        "Noto Sans CJK SC",
        "Noto Sans SC",
        "Source Han Sans SC",
        "PingFang SC",
        "Microsoft YaHei",
        "WenQuanYi Micro Hei",
        "SimHei",
    ),
    "zh-Hant": ("Noto Sans CJK TC", "Noto Sans TC", "Source Han Sans TC", "PingFang TC", "Microsoft JhengHei", "WenQuanYi Micro Hei"),
}
"""Fonts that have the letters of a language."""
METADATA: dict[str, dict[str, None]] = {".png": {"Software": None}, ".svg": {"Date": None}, ".pdf": {"CreationDate": None}}
"""no wall clock in a file: the same data give the same bytes"""
MOST_TEAMS = 8
LONGEST_NAME = 22
WIDE = 100
"""how many times the median the longest lead time shown is where the axis is logarithmic"""
LANDMARKS = (1 / 60, 1 / 6, 1.0, 8.0, 24.0, 168.0, 4 * 168.0, 52 * 168.0)
"""durations that people think in [h]"""
SHOWN = 0.98
"""share of the tickets up to whose lead time the axis goes"""
Floats = NDArray[np.float64]


def settings() -> Any:
    """How charts look, with a font that has the letters of the current language, where the machine has one."""
    wanted = LETTERS.get(current(), ())
    if not wanted:
        return dict(SETTINGS)
    from matplotlib.font_manager import get_font_names

    there = set(get_font_names())
    return {**SETTINGS, "font.family": [*(name for name in wanted if name in there), "sans-serif"]}


def plot_validation(examined: Examination, path: Path | str) -> Path:
    """Draw both periods of a validation, recorded and simulated over one another, on one sheet.

    Parameters
    ----------
    examined : Examination
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
    with rc_context(SETTINGS):
        figure = Figure(figsize=(11, 14), layout="constrained")
        figure.get_layout_engine().set(h_pad=0.09, w_pad=0.12)  # type: ignore[union-attr, call-arg]
        grid = figure.subplots(5, 2)
        validation = examined.validation
        heads = (("Held out", validation.held_out_cases), ("The past", validation.training_cases))
        for column, ((head, cases), period) in enumerate(zip(heads, (examined.held_out, examined.past), strict=True)):
            for axes, draw in zip(grid[:, column], (_lead_times, _arrivals, _queue, _open_tickets, _utilisation), strict=True):
                draw(axes, period)
            _head(grid[0, column], f"{head}: {_dates(period)}, {units.count(cases)} tickets")
        grid[0, 0].legend(frameon=False, loc="best")
        figure.suptitle(f"{_summary(examined)}\n", fontsize=12, fontweight="bold", x=0.01, ha="left")
        with new_file(target) as draft:
            figure.savefig(draft, format=target.suffix[1:], dpi=130, metadata=METADATA[target.suffix])
    return target


def _summary(examined: Examination) -> str:
    lead = examined.validation.lead_time_h
    off = ", ".join(examined.validation.off)
    recorded, simulated = (units.duration(lead[name]).replace(units.THIN, " ") for name in ("held_out", "simulated"))
    told = f"Validation: {examined.validation.grade}. Mean lead time {recorded} recorded, {simulated} simulated"
    return f"{told}; off: {off}." if off and examined.validation.grade != "good" else f"{told}."


def _dates(period: Period) -> str:
    first, last = period.frame.first, period.frame.last
    until = f"{last.day} {last:%b %Y}"
    begin = f"{first.day} {first:%b}" + ("" if first.year == last.year else f" {first.year}")
    return until if first.date() == last.date() else f"{begin} – {until}"


def _head(axes: Axes, text: str) -> None:
    """Above the column; not a part of the layout, which would make room for it at the right."""
    head = axes.annotate(text, (0, 1), (0, 24), xycoords="axes fraction", textcoords="offset points", fontsize=11, color="#555555")
    head.set_in_layout(False)


def _lead_times(axes: Axes, period: Period) -> None:
    recorded, runs = period.recorded.lead_h, np.array([each.lead_h for each in period.simulated])
    middle = np.median(runs, axis=0)
    axes.fill_betweenx(100 * SHARES, runs.min(axis=0), runs.max(axis=0), label="range of the runs", **RANGE)
    axes.plot(middle, 100 * SHARES, label=f"simulated, {len(runs)} runs", **SIMULATED)
    axes.plot(recorded, 100 * SHARES, label="recorded", **RECORDED)
    axes.set_ylim(0, 100)
    shown = max(float(np.interp(SHOWN, SHARES, each)) for each in (recorded, middle)) or 1.0
    half = min(float(np.interp(0.5, SHARES, each)) for each in (recorded, middle))
    below = _in_landmarks(axes, shown) if 0 < half < shown / WIDE else _in_one_unit(axes, shown)
    _title(axes, "Tickets done within so long", below, "% of tickets")


def _in_one_unit(axes: Axes, shown: float) -> str:
    """An axis of durations [h] in the unit in which its end reads best, and what to write below it."""
    from matplotlib.ticker import MaxNLocator

    unit = units.unit_for(shown)
    ticks = [at for at in MaxNLocator(6, steps=[1, 2, 5, 10]).tick_values(0, shown / unit.hours) if 0 <= at * unit.hours <= shown]
    axes.set_xticks([at * unit.hours for at in ticks], [units.number(at) for at in ticks])
    axes.set_xlim(0, shown)
    return f"{_name(unit)} from begin to end"


def _in_landmarks(axes: Axes, shown: float) -> str:
    """The same by the logarithm, where most tickets take a small part of what the longest take."""
    ticks = [hours for hours in LANDMARKS if hours < shown]
    axes.set_xscale("log")
    axes.set_xticks(ticks, [units.duration(hours).replace(units.THIN, " ") for hours in ticks])
    axes.set_xticks([], minor=True)
    axes.set_xlim(LANDMARKS[0] / 3, shown)
    return "from begin to end, each mark many times the one before"


def _arrivals(axes: Axes, period: Period) -> None:
    unit = "day" if period.frame.bin_h == units.DAYS.hours else "week"
    at = np.arange(1.0, len(period.recorded.arrivals) + 1)
    _over(axes, at, period.recorded.arrivals, [each.arrivals for each in period.simulated], steps=True)
    axes.set_xlim(0.5, len(at) + 0.5)
    _whole_numbers(axes)
    _title(axes, f"Arrivals by the {unit}", unit, f"tickets a {unit}")


def _queue(axes: Axes, period: Period) -> None:
    at = np.arange(0.5, len(period.recorded.queue))
    _over(axes, at, period.recorded.queue, [each.queue for each in period.simulated])
    axes.set_xticks(np.arange(0, 169, 24), [""] * 8)
    axes.set_xticks(np.arange(12, 168, 24), ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], minor=True)
    axes.tick_params(axis="x", which="minor", length=0)
    axes.set_xlim(0, 168)
    _title(axes, "Steps that wait, by the hour of the week", f"time zone {period.frame.timezone}", "steps in queue")


def _open_tickets(axes: Axes, period: Period) -> None:
    unit = units.WEEKS if period.frame.hours > 3 * units.WEEKS.hours else units.unit_for(period.frame.hours)
    at = np.linspace(0, period.frame.hours / unit.hours, len(period.recorded.open_tickets), dtype=np.float64)
    _over(axes, at, period.recorded.open_tickets, [each.open_tickets for each in period.simulated])
    _whole_numbers(axes)
    _title(axes, "Tickets open at once", f"{_name(unit)} since the first ticket", "tickets")


def _utilisation(axes: Axes, period: Period) -> None:
    """The busiest teams, the recorded share as a dot over the range of the runs."""
    recorded = period.recorded.utilisation
    teams = sorted(recorded, key=lambda team: (-recorded[team], team))[:MOST_TEAMS]
    for row, team in enumerate(teams):
        runs = [100 * each.utilisation[team] for each in period.simulated if team in each.utilisation]
        if runs:
            axes.plot([min(runs), max(runs)], [row, row], color=RANGE["color"], alpha=RANGE["alpha"], linewidth=9, solid_capstyle="butt")
            axes.plot(np.median(runs), row, marker="|", color=SIMULATED["color"], markersize=11, markeredgewidth=2)
        axes.plot(100 * recorded[team], row, marker="o", color=RECORDED["color"], markersize=6)
    axes.set_yticks(range(len(teams)), [_short(team) for team in teams])
    axes.set_ylim(max(len(teams), 3) - 0.5, -0.5)
    axes.set_xlim(left=0)
    left_out = len(recorded) - len(teams)
    title = f"Utilisation of the {MOST_TEAMS} busiest of {len(recorded)} teams" if left_out else "Utilisation of teams"
    title = title if recorded else "Utilisation: the log names nobody"
    _title(axes, title, "% of the hours on duty", "", axis="x")


def _over(axes: Axes, at: Floats, recorded: Floats, runs: list[Floats], steps: bool = False) -> None:
    """One line over the range and the middle of several."""
    several = np.array(runs)
    known = np.isfinite(recorded)
    at, recorded, several = at[known], recorded[known], several[:, known]
    marker: dict[str, Any] = {"marker": "o", "markersize": 4} if len(at) == 1 else {}
    drawn: dict[str, Any] = {"drawstyle": "steps-mid"} if steps else {}
    axes.fill_between(at, several.min(axis=0), several.max(axis=0), step="mid" if steps else None, **RANGE)
    axes.plot(at, np.median(several, axis=0), **SIMULATED, **drawn, **marker)
    axes.plot(at, recorded, **RECORDED, **drawn, **marker)
    axes.set_ylim(0, max(axes.get_ylim()[1], 1.0))


def _whole_numbers(axes: Axes) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))


def _name(unit: units.Unit) -> str:
    return {"s": "seconds", "min": "minutes", "h": "hours"}.get(unit.many, unit.many)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def _title(axes: Axes, title: str, below: str, beside: str, axis: Any = "y") -> None:
    axes.set_title(title, loc="left", fontweight="bold")
    axes.set_xlabel(below)
    axes.set_ylabel(beside)
    axes.grid(axis=axis, color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
