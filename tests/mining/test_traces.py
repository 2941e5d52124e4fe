"""Traces: variants found by a hash are those found by comparing."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from svcflow.eventlog import build_log
from svcflow.mining import traces as module
from svcflow.mining.coding import coded
from svcflow.mining.traces import find_traces

MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)


def log_of(paths):
    rows = [
        (f"{number}", activity, MONDAY + timedelta(hours=number, minutes=place))
        for number, path in enumerate(paths)
        for place, activity in enumerate(path)
    ]
    schema = {"case_id": pl.String, "activity": pl.String, "end_time": pl.Datetime("us", "UTC")}
    return build_log(pl.DataFrame(rows, schema=schema, orient="row"), name="paths", shape="events")


@given(st.lists(st.text("abc", min_size=1, max_size=8), max_size=30), st.sampled_from([1, 3, 1 << 19]))
def test_variants_are_the_distinct_paths(paths, block) -> None:
    whole = module.BLOCK
    try:
        module.BLOCK = block
        found = find_traces(log_of(paths))
    finally:
        module.BLOCK = whole
    counted = Counter(paths)
    assert {"".join(found.path(variant)): int(cases) for variant, cases in enumerate(found.cases)} == counted
    assert found.cases.tolist() == sorted(found.cases.tolist(), reverse=True)
    for variant in range(len(found.cases)):
        assert [paths[case] for case in found.of(variant)] == ["".join(found.path(variant))] * found.cases[variant]
    rows, variant = found.steps()
    assert "".join(found.names[code] for code in found.code[rows]) == "".join("".join(found.path(each)) for each in range(len(found.cases)))
    assert len(variant) == len(rows)


def test_paths_that_only_a_good_hash_tells_apart() -> None:
    """Sequences of two signs by the parity of ones (Thue, Morse), on which plain polynomials modulo powers of two collide."""
    one, other = "a", "b"
    for _ in range(11):
        one, other = one + other, other + one
    assert len(find_traces(log_of([one, other])).cases) == 2


def test_numbers_follow_the_names_however_the_column_is_kept() -> None:
    texts = pl.Series(["b", "c", None, "a", "b"])
    for column in (texts, texts.cast(pl.Categorical), texts.cast(pl.Categorical(pl.Categories.random(physical=pl.UInt16)))):
        found = coded(column)
        assert (found.names, found.codes.tolist()) == (("a", "b", "c"), [1, 2, -1, 0, 1])
    nothing = coded(pl.Series([None, None], dtype=pl.String))
    assert (nothing.names, nothing.codes.tolist()) == ((), [-1, -1])
