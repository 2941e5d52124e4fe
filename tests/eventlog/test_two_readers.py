"""The reader that is written to be read and the compiled one give one table: rows, lines, repairs, rejects, refusals."""

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from svcflow.errors import SvcflowError
from svcflow.eventlog.sources import delimited
from svcflow.eventlog.sources.limits import Limits
from svcflow.eventlog.sources.table import without_nulls

CELLS = ["", "a", "b c", " a ", "NULL", "?", "n/a", "系统", "ü", "🎫", '"q"', "x" * 41, "1", "1.5", "2024-01-02 10:00", "\u00a0a"]
SIGNS = ["a", "b", '"', '""', "\r", "\n", "\r\n", " ", "\t", ",", ";", "é", "系", "\x00", "\\", "'", "NULL", "\ufeff", "\ufffd"]


@st.composite
def texts(draw):
    """Rows of cells of a few columns, most of them whole, and something torn in between."""
    width, delimiter = draw(st.integers(2, 5)), draw(st.sampled_from([",", ";", "\t", "|"]))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    lines = [delimiter.join(f"name {number}" for number in range(width))]
    for _ in range(draw(st.integers(1, 12))):
        cells = draw(st.lists(st.sampled_from(CELLS), min_size=width, max_size=width))
        if draw(st.integers(0, 3)) == 0:
            lines.append("".join(draw(st.lists(st.sampled_from([*SIGNS, delimiter]), max_size=20))))
        elif draw(st.integers(0, 3)) == 0:
            lines.append(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in cells))
        else:
            lines.append(delimiter.join(cells[: draw(st.integers(1, width))] if draw(st.integers(0, 5)) == 0 else cells))
    return end.join(lines) + draw(st.sampled_from(["", end]))


def outcome(data, **options):
    """All that a reader says; texts as they are compared from here on."""
    try:
        table = delimited.read_table(data, "log.csv", **options)
    except SvcflowError as refusal:
        return type(refusal), str(refusal)
    frame = without_nulls(table.frame.with_columns(pl.col(pl.Categorical).cast(pl.String)))
    return (
        frame.to_dict(as_series=False),
        table.lines.to_list(),
        table.rejected,
        table.repairs,
        table.notes,
        table.encoding,
        table.delimiter,
    )


def check(monkeypatch, data, **options):
    plain = outcome(data, **options)
    with monkeypatch.context() as patch:
        patch.setattr(delimited, "_COMPILED", 0)
        assert outcome(data, **options) == plain


CHECKS = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=100, suppress_health_check=CHECKS)
@given(texts(), st.sampled_from([None, ",", ";"]), st.sampled_from([40, 16 << 20]))
@example("a,b\n?,\n?,?\n", None, 40)
@example('a,b\n"x\ny",1\n"x\ny",1\n', None, 40)
def test_on_texts(monkeypatch, text, delimiter, field):
    check(monkeypatch, text.encode(), delimiter=delimiter, limits=Limits(field_bytes=field), encoding="utf-8")


@pytest.mark.slow
@settings(max_examples=400, suppress_health_check=CHECKS)
@given(texts(), st.sampled_from([None, ",", ";"]), st.sampled_from([40, 16 << 20]))
def test_on_texts_at_length(monkeypatch, text, delimiter, field):
    check(monkeypatch, text.encode(), delimiter=delimiter, limits=Limits(field_bytes=field), encoding="utf-8")


@settings(max_examples=100, suppress_health_check=CHECKS)
@given(texts(), st.sampled_from(["utf-8-sig", "utf-16", "gb18030"]), st.binary(max_size=6), st.integers(0, 400))
def test_on_bytes(monkeypatch, text, encoding, torn, at):
    data = text.encode(encoding)
    check(monkeypatch, data[:at] + torn + data[at:])
