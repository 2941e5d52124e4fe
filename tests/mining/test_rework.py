"""Rework: what is done again, and what comes back."""

from collections import Counter

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from svcflow.mining import mark_rework
from svcflow.mining.rework import find_repeats


def test_all_but_the_first_repeat_and_all_but_the_last_come_back() -> None:
    steps = pl.DataFrame({"case_id": ["1"] * 4 + ["2"], "activity": ["A", "B", "A", "A", "A"]})
    marked = mark_rework(steps)
    assert marked["repeat"].to_list() == [False, False, True, True, False]
    assert marked["comes_back"].to_list() == [True, False, True, False, False]


def test_waiting_twice_is_not_rework() -> None:
    steps = pl.DataFrame({"case_id": ["1", "1"], "activity": ["Wait", "Wait"]})
    marked = mark_rework(steps, {"Wait": "customer"})
    assert not marked["repeat"].any()
    assert not marked["comes_back"].any()


def test_rows_stay_in_their_order() -> None:
    steps = pl.DataFrame({"case_id": ["2", "1"], "activity": ["B", "A"], "other": [1, 2]})
    assert mark_rework(steps).select(steps.columns).equals(steps)


def test_work_that_goes_on_after_the_customers_answer_is_one_execution():
    steps = pl.DataFrame({"case_id": ["1"] * 6, "activity": ["Diagnose", "Wait", "Diagnose", "Fix", "Wait", "Diagnose"]})
    marked = mark_rework(steps, {"Wait": "customer"})
    # The second Diagnose goes on with the first; the third comes after a Fix, so the work that ended in row 3 came back.
    assert marked["repeat"].to_list() == [False, False, False, False, False, True]
    assert marked["comes_back"].to_list() == [False, False, True, False, False, False]


def test_the_same_step_twice_without_a_wait_is_rework():
    steps = pl.DataFrame({"case_id": ["1", "1", "1"], "activity": ["Fix", "Fix", "Wait"]})
    assert mark_rework(steps, {"Wait": "customer"})["repeat"].to_list() == [False, True, False]


def test_repeats_at_once_and_later_and_the_way_between() -> None:
    steps = pl.DataFrame({"case_id": list("1111111"), "activity": list("AABCABA")})
    found = find_repeats(steps)
    assert [place for place in range(7) if found.self_loop[place]] == [1]
    loops = np.flatnonzero(found.repeat & ~found.self_loop)
    # A comes again over B and C, then over B; B comes again over C and A.
    assert [found.ways(np.array([place])) for place in loops] == [
        ((("A", "B", "C", "A"), 1),),
        ((("B", "C", "A", "B"), 1),),
        ((("A", "B", "A"), 1),),
    ]
    assert found.main_ways() == {"A": (("A", "B", "A"), 1), "B": (("B", "C", "A", "B"), 1)}  # of A's two ways the shorter
    assert find_repeats(steps.head(2)).main_ways() == {}


def test_a_closed_status_is_never_marked_and_parts_what_is_before_from_what_is_after() -> None:
    steps = pl.DataFrame({"case_id": list("111"), "activity": ["Work", "Closed", "Work"]})
    found = find_repeats(steps, {"Closed": "closed"})
    assert found.repeat.tolist() == [False, False, True]
    assert not found.self_loop.any()


LOGS = st.lists(st.tuples(st.integers(0, 2), st.sampled_from("ABCWZ")), max_size=40).map(lambda rows: sorted(rows, key=lambda row: row[0]))


@given(rows=LOGS)
@settings(max_examples=60)
def test_marks_are_those_of_going_through_row_by_row(rows: list[tuple[int, str]]) -> None:
    meanings = {"W": "customer", "Z": "closed"}
    steps = pl.DataFrame(rows, schema={"case_id": pl.Int64, "activity": pl.String}, orient="row").cast({"case_id": pl.String})
    repeat, comes_back = [False] * len(rows), [False] * len(rows)
    for case in {row[0] for row in rows}:
        work = [place for place, row in enumerate(rows) if row[0] == case and row[1] != "W"]
        last: dict[str, int] = {}
        for order, place in enumerate(work):
            activity = rows[place][1]
            before = work[order - 1] if order else None
            goes_on = before is not None and rows[before][1] == activity and place - before > 1
            if activity in last and not goes_on and activity != "Z":
                repeat[place] = True
            if order + 1 < len(work):
                after = work[order + 1]
                continued = rows[after][1] == activity and after - place > 1
                comes_back[place] = any(rows[later][1] == activity for later in work[order + 1 :]) and not continued and activity != "Z"
            last[activity] = place
    marked = mark_rework(steps, meanings)
    assert marked["repeat"].to_list() == repeat
    assert marked["comes_back"].to_list() == comes_back
    assert mark_rework(steps.cast({"case_id": pl.Categorical, "activity": pl.Categorical}), meanings)["repeat"].to_list() == repeat


@given(rows=LOGS.filter(lambda rows: len(rows) > 3))
@settings(max_examples=30)
def test_ways_are_told_apart_as_their_texts_are(rows: list[tuple[int, str]]) -> None:
    steps = pl.DataFrame(rows, schema={"case_id": pl.Int64, "activity": pl.String}, orient="row").cast({"case_id": pl.String})
    found = find_repeats(steps)
    loops = np.flatnonzero(found.repeat)
    texts = [tuple(row[1] for row in rows[found.previous[place] : place + 1]) for place in loops]
    assert dict(found.ways(loops)) == dict(Counter(texts))
