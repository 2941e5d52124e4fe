"""A table of figures from a CSV file: a header, then a row for each period, team or customer."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from svcflow.errors import InputError
from svcflow.scorecard.refusals import check_known

_SIGNS = ",;\t"


def read_columns(path: Path, wanted: Sequence[str]) -> dict[str, list[float]]:
    """The wanted columns, as numbers.

    Raises
    ------
    InputError
        The file cannot be read, a column is not there, or a cell is no number; the place names the line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", None) or "the text is not UTF-8"
        raise InputError(f"cannot be read ({said}).", place=str(path), remedy="Name a CSV file, saved as UTF-8.") from None
    first = text.partition("\n")[0]
    rows = list(csv.reader(text.splitlines(), delimiter=max(_SIGNS, key=first.count)))
    if not rows:
        raise InputError("is empty.", place=str(path), remedy="Give a header, and a row for each period, team or customer.")
    header = [name.strip() for name in rows[0]]
    for name in wanted:
        check_known(name, header)
    found: dict[str, list[float]] = {name: [] for name in wanted}
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        for name in wanted:
            found[name].append(_figure(row, header.index(name), f'{path}, line {number}, "{name}"'))
    return found


def _figure(row: Sequence[str], place: int, where: str) -> float:
    cell = row[place].strip() if place < len(row) else ""
    try:
        return float(cell)
    except ValueError:
        remedy = "Fill the cell, or leave the row out." if not cell else "Write a plain number such as 12.5."
        raise InputError(f'"{cell}" is no number.', place=where, remedy=remedy) from None
