"""The value-stream map as a file of its own: a drawing (SVG, PNG) or a page, by the file's ending."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from svcflow.errors import OutputError
from svcflow.language import tell
from svcflow.output import new_file
from svcflow.report.forms.pictures import as_png, missing_letters
from svcflow.report.tables import Table
from svcflow.report.templating import environment
from svcflow.report.value_stream.comparing import MapPair
from svcflow.report.value_stream.drawing import draw_side_by_side, draw_stream_map
from svcflow.report.value_stream.facts import MapFacts
from svcflow.report.value_stream.table import change_table, stream_table

ENDINGS = (".svg", ".html", ".png")


def write_stream_maps(maps: Sequence[MapFacts], path: Path | str) -> Path:
    """Write the maps of some families, below each other: a page with their tables, or a drawing, which holds one.

    Raises
    ------
    OutputError
        Another ending, several maps for one drawing, letters that no font has (PNG), or a place that cannot be written.
    """
    target = _checked(Path(path))
    if target.suffix.lower() != ".html" and len(maps) > 1:
        remedy = "Let it end in .html, which holds them all, or choose one family with --where."
        raise OutputError(f"a drawing holds one value stream, and there are {len(maps)}.", place=str(target), remedy=remedy)
    return _write([(draw_stream_map(facts), stream_table(facts)) for facts in maps], target)


def write_side_by_side(pair: MapPair, path: Path | str) -> Path:
    """Write today beside a redesign.

    Raises
    ------
    OutputError
        Another ending, or a place that cannot be written.
    """
    return _write([(draw_side_by_side(pair), change_table(pair.now, pair.then))], _checked(Path(path)))


def _checked(target: Path) -> Path:
    if target.suffix.lower() not in ENDINGS:
        remedy = f"There are: {', '.join(ENDINGS)}."
        raise OutputError(f'cannot draw a value-stream map as "{target.suffix}".', place=str(target), remedy=remedy)
    return target


def _write(drawn: Sequence[tuple[str, Table]], target: Path) -> Path:
    with new_file(target) as draft:
        if target.suffix.lower() == ".png":
            draft.write_bytes(_picture(drawn[0][0], target))
        else:
            content = f"{drawn[0][0]}\n" if target.suffix.lower() == ".svg" else _page(drawn)
            draft.write_text(content, encoding="utf-8", newline="\n")
    return target


def _picture(drawing: str, target: Path) -> bytes:
    if lacking := missing_letters(drawing):
        problem = f"no font of this machine has these letters of the map: {lacking[:20]}."
        raise OutputError(problem, place=str(target), remedy="Install fonts (Debian: fonts-noto-cjk), or write it as .svg.")
    return as_png(drawing)


def _page(drawn: Sequence[tuple[str, Table]]) -> str:
    return environment().get_template("stream.html.j2").render(title=tell("Value-stream map"), drawn=drawn)
