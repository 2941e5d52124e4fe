"""The process map as a file of its own: a drawing or a page, by the file's ending."""

from __future__ import annotations

from pathlib import Path

from svcflow.errors import OutputError
from svcflow.language import tell
from svcflow.mining.results import ProcessMap
from svcflow.mining.simplify import ShownMap, legible_detail, simplify
from svcflow.output import new_file
from svcflow.report.interactive import interactive_map
from svcflow.report.map_drawing import draw_map
from svcflow.report.page import map_page
from svcflow.timing.map_times import MapTimes
from svcflow.timing.results import StepTimes

ENDINGS = (".svg", ".html")
MOST_ACTIVITIES = 40
"""So many boxes can be read on a page that holds nothing else."""


def write_map(
    process_map: ProcessMap,
    path: Path | str,
    shown: ShownMap | None = None,
    *,
    times: StepTimes | None = None,
    map_times: MapTimes | None = None,
    look: str = "frequency",
    title: str | None = None,
) -> Path:
    """Write the map as `.svg`, or as a self-contained `.html` page where it is interactive, with its variants.

    Parameters
    ----------
    process_map, times, map_times
        As in `draw_map`.
    shown
        What of it is drawn (see `simplify`), on a page at first; by default as much as can be read.
    look
        What the page colours the map by at first: `frequency`, `time` or `cause`; a drawing is coloured as `draw_map` says.
    title
        The heading of the page.

    Raises
    ------
    OutputError
        Another ending, or a place that cannot be written.
    """
    target = Path(path)
    ending = target.suffix.lower()
    if ending not in ENDINGS:
        raise OutputError(f'cannot draw a map as "{target.suffix}".', place=str(target), remedy=f"There are: {', '.join(ENDINGS)}.")
    if ending == ".svg":
        shown = shown or simplify(process_map, legible_detail(process_map, MOST_ACTIVITIES))
        content = draw_map(process_map, shown, times=times, map_times=map_times) + "\n"
    else:
        drawn = interactive_map(process_map, times, map_times, look=look, detail=shown.detail if shown else None)
        content = map_page(process_map, drawn, title or tell("Process map"))
    with new_file(target) as draft:
        draft.write_text(content, encoding="utf-8", newline="\n")
    return target
