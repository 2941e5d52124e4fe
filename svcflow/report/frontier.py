"""The frontier of cost and lead time, with what is there today."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from svcflow import units
from svcflow.language import tell
from svcflow.output import new_file
from svcflow.report.plots import METADATA, settings

if TYPE_CHECKING:
    from svcflow.redesign.optimum import Frontier

LINE, TODAY, CORNER = "#0b5c97", "#555555", "#d95f02"


def plot_frontier(found: Frontier, path: Path | str) -> Path:
    """Draw the options of a frontier by cost and mean lead time, with their intervals.

    Parameters
    ----------
    found : Frontier
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
    days = max((it.lead_time_h.value for it in (*found.frontier, found.today)), default=0.0) >= 48
    unit = units.DAYS if days else units.HOURS
    scale = unit.hours
    with rc_context(settings()):
        figure = Figure(figsize=(8, 4.8), layout="constrained")
        axes = figure.subplots()
        x = [it.cost_week for it in found.frontier]
        y = [it.lead_time_h.value / scale for it in found.frontier]
        half = [(it.lead_time_h.high - it.lead_time_h.value) / scale for it in found.frontier]
        axes.errorbar(x, y, yerr=half, color=LINE, marker="o", markersize=4, linewidth=1, elinewidth=1, capsize=2, label=tell("frontier"))
        for it in found.frontier:
            if it.corner:
                axes.plot(it.cost_week, it.lead_time_h.value / scale, "D", color=CORNER, markersize=8, label=tell("corner"))
        today = found.today
        axes.plot(today.cost_week, today.lead_time_h.value / scale, "s", color=TODAY, markersize=7, label=tell("today"))
        axes.set_ylim(bottom=0)
        axes.xaxis.set_major_formatter(lambda value, _: units.number(value))
        axes.set_xlabel(tell("cost [{unit}]", unit=units.unit_name(found.unit)))
        axes.set_ylabel(tell("mean lead time [{unit}]", unit=unit.many))
        axes.grid(color="#dddddd", linewidth=0.6)
        axes.set_axisbelow(True)
        axes.legend(frameon=False)
        with new_file(target) as draft:
            figure.savefig(draft, format=target.suffix[1:], dpi=150, metadata=METADATA[target.suffix])
    return target
