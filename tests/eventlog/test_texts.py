"""Columns of texts, coded or not."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal, assert_series_equal

from svcflow.eventlog.texts import distinct_texts, is_text, recoded, uncoded


@pytest.mark.parametrize("kind", [pl.String(), pl.Categorical(), pl.Categorical(pl.Categories.random(physical=pl.UInt16))])
@given(texts=st.lists(st.none() | st.sampled_from(["a", "bb", "", "ccc"]), max_size=12))
def test_what_depends_on_a_text_alone(kind, texts):
    column = pl.Series("x", texts, dtype=pl.String).cast(kind)
    distinct = distinct_texts(column)
    assert sorted(distinct) == sorted({text for text in texts if text is not None})
    lengths = recoded(column, distinct, distinct.str.len_bytes())
    assert_series_equal(lengths, column.cast(pl.String).str.len_bytes().alias("x"))
    assert is_text(column)
    assert_frame_equal(uncoded(column.to_frame()), pl.DataFrame({"x": pl.Series(texts, dtype=pl.String)}))


def test_numbers_are_no_texts():
    assert not is_text(pl.Series([1]))
