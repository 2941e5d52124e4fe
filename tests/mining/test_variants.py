"""Variants: their order, shares and lead times, against a pencil and against the map."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svcflow.eventlog import build_log
from svcflow.mining import mine_map
from svcflow.mining.variants import find_variants

MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)
TRACES = st.lists(st.text("abc", min_size=1, max_size=4), min_size=1, max_size=15)


def log_of(traces, hours=lambda case, place: case + place, **keywords):
    rows = [
        (f"T{case:03d}", step, MONDAY + timedelta(hours=hours(case, place)))
        for case, trace in enumerate(traces)
        for place, step in enumerate(trace)
    ]
    return build_log(pl.DataFrame(rows, schema=["case_id", "activity", "end_time"], orient="row"), name="small", shape="events", **keywords)


def test_lead_times_with_a_pencil():
    # Five cases a → b that last 0, 1, 2, 3, 4 hours, and one of c alone.
    found = find_variants(log_of(["ab"] * 5 + ["c"], lambda case, place: 10 * case + place * case))
    first, second = found.variants
    assert (first.rank, first.activities, first.cases) == (1, ("a", "b"), 5)
    assert (first.lead_time_mean_h, first.lead_time_median_h) == (2, 2)
    assert first.lead_time_p90_h == pytest.approx(3.6)
    assert (first.share, second.share, second.cumulative_share) == pytest.approx((5 / 6, 1 / 6, 1))
    assert (found.cases, found.variant_count, found.variants_for_80_percent, found.basis) == (6, 2, 1, "measured")


def test_four_of_five_cases_are_80_percent():
    assert find_variants(log_of(["ab"] * 4 + ["c"])).variants_for_80_percent == 1
    assert find_variants(log_of(["ab"] * 3 + ["c", "d"])).variants_for_80_percent == 2


def test_simulated_lead_times_say_so():
    assert find_variants(log_of(["ab"], origin="simulated")).basis == "simulated"


@settings(max_examples=50)
@given(TRACES)
def test_variants_are_those_of_the_map(traces):
    log = log_of(traces)
    found, known = find_variants(log), mine_map(log, variants=100).variants
    assert [(each.activities, each.cases, each.share) for each in found.variants] == [(v.activities, v.cases, v.share) for v in known]
    assert [each.lead_time_median_h for each in found.variants] == pytest.approx([each.median_lead_time_h for each in known])
    assert Counter({"".join(each.activities): each.cases for each in found.variants}) == Counter(traces)
    covered = [each.cumulative_share for each in found.variants]
    assert covered[-1] == pytest.approx(1)
    needed = next(number for number, share in enumerate(covered, start=1) if share >= 0.8 - 1e-12)
    assert found.variants_for_80_percent == needed


@settings(max_examples=20)
@given(TRACES, st.integers(1, 4))
def test_the_most_frequent_are_the_first_of_all(traces, most):
    log = log_of(traces)
    assert find_variants(log, most).variants == find_variants(log).variants[:most]
