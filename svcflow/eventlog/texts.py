"""Columns of texts, coded or not: a `Categorical` column holds a number for each row and each distinct text once.

Whatever depends on a text alone is worked out on the distinct ones and looked up for the rows.
"""

from __future__ import annotations

import numpy as np
import polars as pl


def is_text(column: pl.Series) -> bool:
    """Whether a column holds texts."""
    return column.dtype == pl.String or isinstance(column.dtype, pl.Categorical)


def distinct_texts(column: pl.Series) -> pl.Series:
    """The different texts of a column, as `String`, without null; in no order."""
    return column.unique().drop_nulls().cast(pl.String)


def recoded(column: pl.Series, texts: pl.Series, values: pl.Series) -> pl.Series:
    """For each row the value of its text, null for null: `values` stand beside `texts`, which are all distinct texts there are."""
    if not isinstance(column.dtype, pl.Categorical):
        known = pl.DataFrame({"text": texts, "value": values})
        joined = pl.DataFrame({"text": column}).join(known, on="text", how="left", maintain_order="left")
        return joined.get_column("value").alias(column.name)
    codes = texts.cast(column.dtype).to_physical().to_numpy()
    places = np.zeros(int(codes.max()) + 1 if len(codes) else 1, np.int64)
    places[codes] = np.arange(len(codes))
    rows = pl.Series(places[column.to_physical().fill_null(0).to_numpy()])
    found = values.gather(rows.set(column.is_null(), None) if column.null_count() else rows)
    return found.alias(column.name)


def uncoded(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with its coded columns as `String`."""
    coded = [name for name, kind in frame.schema.items() if isinstance(kind, pl.Categorical)]
    return frame.with_columns(pl.col(coded).cast(pl.String)) if coded else frame
