"""A file of weights is read as a study is: what cannot be is refused with the line that it stands on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from svcflow.study.reading import read_tables

if TYPE_CHECKING:
    from svcflow.scorecard.weights.weighing import Weighing


def read_weights(path: Path | str, seed: int = 1) -> Weighing:
    """Read a file of weights, and weigh all that it holds; the form is in `svcflow.scorecard.weights.file_form`.

    Raises
    ------
    InputError
        The file is not there or not TOML, or something in it cannot be: a judgement of 0 or 11, weights that do not sum to 1, an item
        that is not known; the place names the line.
    """
    from svcflow.scorecard.weights.weighing import weigh

    tables, place_of = read_tables(path)
    return weigh(tables, place_of, Path(path).parent, seed)
