"""A tornado: how far each assumption moves what a redesign gains, the widest bar on top."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from svcflow import units
from svcflow.language import retold, tell
from svcflow.output import new_file
from svcflow.report.plots import METADATA, settings

if TYPE_CHECKING:
    from svcflow.redesign import Sensitivity

LOW, HIGH = "#0b5c97", "#d95f02"
MOST = 15
LEAST = 0.005
"""bars shorter than this share of the widest are not drawn"""


def plot_tornado(found: Sensitivity, path: Path | str) -> Path:
    """Draw the assumptions as bars from the gain at the low end to that at the high one.

    Parameters
    ----------
    found : Sensitivity
        At most its 15 widest are drawn, and none that could not be seen.
    path : Path
        Ends in .png, .svg or .pdf.

    Raises
    ------
    OutputError
        The place cannot be written.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

    target = Path(path)
    least = LEAST * max((each.swing for each in found.assumptions), default=0.0)
    shown = [each for each in found.assumptions[:MOST] if each.swing >= least][::-1]
    with rc_context(settings()):
        figure = Figure(figsize=(9, 1.4 + 0.5 * len(shown)), layout="constrained")
        axes = figure.subplots()
        for at, each in enumerate(shown):
            for gain, colour in ((each.gain_at_low, LOW), (each.gain_at_high, HIGH)):
                axes.barh(at, gain - found.gain, left=found.gain, height=0.62, color=colour)
        axes.axvline(found.gain, color="#333333", linewidth=1)
        axes.axvline(0, color="#999999", linewidth=1, linestyle=":")
        axes.set_yticks(range(len(shown)), [f"{retold(each.name)}\n{units.number(each.low)} … {units.number(each.high)}" for each in shown])
        ends = [Patch(color=LOW, label=tell("at the low end")), Patch(color=HIGH, label=tell("at the high end"))]
        figure.legend(handles=ends, frameon=False, loc="outside upper right", ncols=2)
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.grid(axis="x", color="#dddddd", linewidth=0.6)
        axes.set_axisbelow(True)
        title, unit = retold(found.title), units.unit_name(found.unit or "money")
        axes.set_xlabel(tell("gain in {indicator} [{unit}], above 0 is better", indicator=title.lower(), unit=unit))
        stands = units.change(found.gain, found.unit)
        axes.set_title(tell("{redesign}: as it stands {gain}", redesign=found.scenario, gain=stands), loc="left")
        with new_file(target) as draft:
            figure.savefig(draft, format=target.suffix[1:], dpi=150, metadata=METADATA[target.suffix])
    return target
