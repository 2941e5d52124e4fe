"""Rework: what is done again, and what comes back."""

import polars as pl

from svcflow.mining import mark_rework


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
