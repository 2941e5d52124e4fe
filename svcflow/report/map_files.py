"""The process map as a file of its own: a drawing, a page or data, by the file's ending."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from svcflow.errors import OutputError
from svcflow.mining.results import ProcessMap
from svcflow.output import new_file
from svcflow.report.map_drawing import draw_map
from svcflow.report.page import map_page
from svcflow.timing.results import StepTimes

ENDINGS = (".svg", ".html", ".json")


def write_map(
    process_map: ProcessMap, path: Path | str, *, times: StepTimes | None = None, detail: int | None = 40, title: str = "Process map"
) -> Path:
    """Write the map as `.svg`, as a self-contained `.html` page with its variants, or as `.json`.

    Parameters
    ----------
    times
        Step times, for the typical working time in each box.
    detail
        How many activities to draw at most (see `simplify`); None draws everything. JSON always holds everything.
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
        raise OutputError(f'cannot write a map as "{target.suffix}".', place=str(target), remedy=f"There are: {', '.join(ENDINGS)}.")
    if ending == ".json":
        content = json.dumps(asdict(process_map), ensure_ascii=False, indent=1) + "\n"
    elif ending == ".svg":
        content = draw_map(process_map, times=times, detail=detail) + "\n"
    else:
        content = map_page(process_map, draw_map(process_map, times=times, detail=detail), title)
    with new_file(target) as draft:
        draft.write_text(content, encoding="utf-8", newline="\n")
    return target
