"""How svcflow speaks: data on stdout, talk and progress on stderr.

Talk is quiet when stderr is no terminal; warnings and refusals are always said, unless the user asked for silence (a refusal even
then). Tables are for people; `--json` gives the same result whole.
"""

from __future__ import annotations

import dataclasses
import json
import math
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Literal

from svcflow.errors import SvcflowError
from svcflow.progress import Progress, silent

_quiet = False
_LONG_WORD = 16
"""letters of one word that a table does not break"""
_GAP = 2
"""blanks between the columns of a table"""
_WIDTH = 100
"""columns, where the output is no terminal that says how wide it is"""


def say_data(text: str) -> None:
    """Print a line of data."""
    print(text)


def say(text: str, quiet: bool = False) -> None:
    """Tell a person at a terminal something that is good to know."""
    if not (quiet or _quiet) and sys.stderr.isatty():
        print(text, file=sys.stderr)


def warn(text: str) -> None:
    """Tell what must not be missed."""
    if not _quiet:
        print(f"Note: {text}", file=sys.stderr)


def refuse(error: SvcflowError | str) -> None:
    """Tell why nothing was done."""
    print(f"svcflow: {error}", file=sys.stderr)


@contextmanager
def progress(quiet: bool) -> Iterator[Progress]:
    """A progress bar on stderr while the block runs; nothing when quiet or when nobody watches."""
    global _quiet
    _quiet = quiet
    if quiet or not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=1)

        def show_progress(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=max(total, 1))

        yield show_progress


def show(result: Any, as_json: bool, tables: Callable[[Any], None]) -> None:
    """Print a result: whole as JSON, or as tables for a person."""
    if as_json:
        print(as_json_text(result))
    else:
        tables(result)


def as_json_text(result: Any) -> str:
    """The whole result as JSON."""
    return json.dumps(as_document(result), ensure_ascii=False, indent=1, allow_nan=False)


def as_document(thing: Any) -> Any:
    """Any result as what JSON knows: records become objects, numbers that are none become null."""
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        return {field.name: as_document(getattr(thing, field.name)) for field in dataclasses.fields(thing)}
    if hasattr(thing, "model_dump"):
        return as_document(thing.model_dump(mode="json"))
    if isinstance(thing, Mapping):
        return {str(key): as_document(value) for key, value in thing.items()}
    if isinstance(thing, float):
        return float(f"{thing:.10g}") if math.isfinite(thing) else None
    if thing is None or isinstance(thing, (str, int)):
        return thing
    if isinstance(thing, (Path, date)):
        return str(thing)
    if isinstance(thing, Iterable):
        return [as_document(part) for part in thing]
    return as_document(thing.item())


def table(title: str, columns: Iterable[str], rows: Iterable[Iterable[object]], note: str = "") -> None:
    """Print one table; the first column is text, the others are numbers unless their name ends in `:`.

    On a narrow terminal texts break between words, and figures too where that is not enough; no word is cut unless it is very long.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    heads, lines = list(columns), [[str(cell) for cell in row] for row in rows]
    names = [head.rstrip(":") for head in heads]
    out = Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False)
    texts = [number == 0 or head.endswith(":") for number, head in enumerate(heads)]
    widths = _widths([*zip(names, *lines, strict=True)], texts, out.width)
    drawn = Table(box=None, pad_edge=False, header_style="dim")
    for name, text, width in zip(names, texts, widths, strict=True):
        justify: Literal["left", "right"] = "left" if text else "right"
        drawn.add_column(name, justify=justify, overflow="fold", width=width)
    for line in lines:
        drawn.add_row(*map(Text, line))
    out.print(Text(title, style="bold"))
    out.print(drawn)
    if note:
        out.print(Text(note, style="dim"))
    out.print("")


def mark(basis: str) -> str:
    """What stands behind a figure that was not measured: an estimate never goes without its mark."""
    return {"estimated": " est.", "simulated": " sim."}.get(basis, "")


def bullets(notes: Iterable[str]) -> None:
    """Print remarks, one a line."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else _WIDTH
    lines = list(notes)
    for line in lines:
        print(textwrap.fill(line, width, initial_indent="• ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False))
    if lines:
        print()


def _widths(columns: Sequence[Sequence[str]], texts: Sequence[bool], room: int) -> list[int]:
    """The width of each column: its widest cell's, or less; the headers of figures break first, then texts, then figures."""
    from rich.cells import cell_len

    widths = [max(map(cell_len, cells)) for cells in columns]
    least = [max(min(_LONG_WORD, cell_len(word)) for cell in cells for word in cell.split(" ")) for cells in columns]
    body = [max(low, *map(cell_len, cells[1:]), 0) for cells, low in zip(columns, least, strict=True)]
    for kind, floor in ((False, body), (True, least), (False, least)):
        able = [number for number, text in enumerate(texts) if text is kind]
        while sum(widths) + _GAP * (len(widths) - 1) > room:
            able = [number for number in able if widths[number] > floor[number]]
            if not able:
                break
            widths[max(able, key=widths.__getitem__)] -= 1
    return widths
