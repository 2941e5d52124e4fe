"""What changed: nothing where nothing did, what was planted where something was, and intervals that hold what they promise."""

import dataclasses

import numpy as np
import polars as pl
import pytest
from scipy import stats

from svcflow.errors import InputError
from svcflow.timing import attribute_waiting, time_steps
from svcflow.timing.contrast import contrast_sides, pair_logs, split_by
from svcflow.timing.contrast.batches import quantiles
from svcflow.timing.contrast.inference import Ratios, Shares, differences
from svcflow.timing.contrast.sums import Base, Panel, Spread
from tests.timing.contrast_logs import desk, halves

SPLITS = 30
MANY = 1500


def figure(found, name, what=""):
    return next(each for each in found.changes if (each.figure, each.what) == (name, what) and (what or each.level == "cases"))


def sums(values, base=None):
    """The spread of the mean of each row of values, whose columns are cases."""
    keys, cases = values.shape
    key, case = np.repeat(np.arange(keys), cases), np.tile(np.arange(cases), keys)
    panel = Panel(base or Base.every_case(cases), key, case, np.zeros(keys, np.int64))
    return panel.sum_up(values.ravel())


# ------------------------------------------------------------------------------------------------------ published and by hand


def test_the_difference_of_two_shares_is_newcombes() -> None:
    """56 of 70 against 48 of 80: the first example of table II in Newcombe (1998), method 10."""
    sides = []
    for holds, of in ((48, 80), (56, 70)):
        share, one = np.array([holds / of]), np.array([float(of)])
        sides.append(Shares(Spread(share, share * (1 - share) / of, np.array([1e9]), np.zeros(1), one, one)))
    found = differences(*sides)
    assert (found.difference[0], found.low[0], found.high[0]) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_means_without_skewness_are_compared_as_by_welch() -> None:
    rng = np.random.default_rng(3)
    a, b = rng.normal(10, 2, (1, 61)), rng.normal(11, 2, (1, 61))
    a, b = np.hstack([a, 20 - a]), np.hstack([b, 22 - b])
    sides = [Ratios(dataclasses.replace(sums(x), variance=x.var(axis=1, ddof=1) / 122, df=np.array([121.0]))) for x in (a, b)]
    found = differences(*sides)
    welch = stats.ttest_ind(b[0], a[0], equal_var=False)
    low, high = welch.confidence_interval(0.95)
    assert (found.low[0], found.high[0]) == pytest.approx((low, high), rel=0.01)
    assert found.p[0] == pytest.approx(welch.pvalue, rel=0.25)


def test_sums_without_a_row_count_as_zero() -> None:
    values = np.array([[0.0, 3.0, 0.0, 5.0, 0.0, 1.0, 0.0, 0.0, 2.0, 0.0, 4.0, 0.0]])
    whole = sums(values)
    some = np.flatnonzero(values[0])
    sparse = Panel(Base.every_case(12), np.zeros(len(some), np.int64), some, np.zeros(1, np.int64)).sum_up(values[0][some])
    for name in ("value", "variance", "df", "skew", "n", "weight"):
        assert getattr(sparse, name) == pytest.approx(getattr(whole, name)), name
    assert whole.value[0] == 15 / 12
    assert whole.variance[0] >= values.var(ddof=1) / 12


def test_the_p_value_is_the_level_at_which_the_interval_touches_zero() -> None:
    rng = np.random.default_rng(5)
    a, b = (Ratios(sums(rng.lognormal(0, 1, (200, 50)))) for _ in range(2))
    found = differences(a, b)
    assert ((found.p < 0.05) == ((found.low > 0) | (found.high < 0))).all()


# ----------------------------------------------------------------------------------------------------------------- nothing changed


@pytest.mark.parametrize("kind", ["means", "skewed", "shares", "medians"])
@pytest.mark.parametrize("sizes", [(30, 400), (200, 200)])
def test_intervals_hold_95_percent(kind: str, sizes: tuple[int, int]) -> None:
    rng = np.random.default_rng(11)
    sides = []
    for cases in sizes:
        drawn = rng.exponential(1, (MANY, cases)) if kind != "skewed" else rng.lognormal(0, 1, (MANY, cases))
        if kind == "medians":
            key, case = np.repeat(np.arange(MANY), cases), np.tile(np.arange(cases), MANY)
            sides.append(quantiles(key, case, drawn.ravel(), 0.5, MANY, cases))
        else:
            sides.append(Shares(sums((drawn < 0.2).astype(float))) if kind == "shares" else Ratios(sums(drawn)))
    found = differences(*sides)
    held = ((found.low <= 0) & (found.high >= 0)).mean()
    assert 0.93 <= held <= 0.99
    assert (found.p < 0.01).mean() <= 0.02


def test_two_halves_of_one_queue_do_not_differ() -> None:
    """Waits in a queue at 80 % load are alike for hundreds of cases: taken as independent they differ four times in five."""
    rng, cases, runs = np.random.default_rng(7), 1000, 400
    walk = np.cumsum(rng.exponential(0.8, (runs, 2 * cases + 1000)) - rng.exponential(1, (runs, 2 * cases + 1000)), axis=1)
    waits = (walk - np.minimum.accumulate(walk, axis=1))[:, 1000:]
    a, b = waits[:, :cases], waits[:, cases:]
    naive = stats.ttest_ind(a, b, axis=1, equal_var=False).pvalue
    found = differences(Ratios(sums(a)), Ratios(sums(b)))
    assert (naive < 0.05).mean() > 0.7
    assert (found.p < 0.05).mean() < 0.12


def test_a_log_dealt_out_at_random_shows_no_change() -> None:
    """At 5 % one or two of thirty deals are expected to have a false discovery; seven or more would come up once in 3 000 such tests."""
    log = desk(1, 300)
    results = [contrast_sides(split_by(halves(log, seed), "half")) for seed in range(SPLITS)]
    assert sum(found.changed > 0 for found in results) <= 6
    assert all(found.tests > 25 for found in results)
    bounds = [(each.low, each.high) for found in results for each in found.changes if each.low is not None]
    assert sum(low <= 0 <= high for low, high in bounds) / len(bounds) > 0.93


def test_a_log_does_not_differ_from_itself() -> None:
    log = attribute_waiting(desk(2, 60))
    found = contrast_sides(pair_logs(log, log))
    assert found.tests > 20
    assert found.changed == 0
    assert {each.difference for each in found.changes} == {0.0}
    assert {each.p for each in found.changes} == {1.0, None}


# ------------------------------------------------------------------------------------------------------------- something changed


def test_two_more_hours_of_waiting_are_found_and_come_first() -> None:
    found = contrast_sides(pair_logs(desk(1), desk(2, wait_h=3.0)))
    first = next(each for each in found.changes if each.level == "steps")
    assert (first.what, first.figure, first.changed) == ("Diagnose", "waiting_mean_h", True)
    assert first.low < 2.0 < first.high
    assert first.moved_h == pytest.approx(2.0 * 1.2, rel=0.15)
    assert first.chance_longer > 0.9
    assert figure(found, "lead_time_mean_h").changed
    for kept in ("processing_mean_h", "rework_share", "steps_per_case"):
        assert not figure(found, kept).changed, kept


def test_rework_that_doubles_is_found_and_comes_first() -> None:
    found = contrast_sides(pair_logs(desk(1, again=0.2), desk(2, again=0.4)))
    first = next(each for each in found.changes if each.level == "steps")
    assert (first.what, first.figure) == ("Diagnose", "executions_per_case")
    assert first.low < 0.2 < first.high
    assert figure(found, "rework_share").changed
    assert figure(found, "share_of_source", "Diagnose → Diagnose").changed
    assert figure(found, "complete_and_accurate", "Diagnose").difference < 0
    assert not figure(found, "waiting_mean_h", "Diagnose").changed
    assert figure(found, "share_of_cases", "Register → Diagnose → Close").changed


def test_a_team_that_is_slower_is_found() -> None:
    found = contrast_sides(pair_logs(desk(1, team="Blue"), desk(2, wait_h=2.0, team="Green"), ("Blue", "Green")))
    assert figure(found, "waiting_mean_h", "Diagnose").changed
    assert not figure(found, "handovers_per_case").changed


def test_what_a_step_moves_adds_up_to_what_cases_spend() -> None:
    found = contrast_sides(pair_logs(desk(1), desk(2, again=0.5, wait_h=2.0)))
    moved = sum(each.moved_h for each in found.changes if each.level == "steps" and each.moved_h is not None)
    spent = sum(figure(found, name).difference for name in ("waiting_mean_h", "processing_mean_h"))
    assert moved == pytest.approx(spent, rel=1e-9)


def test_sides_exchanged_change_signs_and_nothing_else() -> None:
    a, b = desk(1, 120), desk(2, 150, wait_h=1.6)
    there, back = contrast_sides(pair_logs(a, b, ("a", "b"))), contrast_sides(pair_logs(b, a, ("b", "a")))
    turned = {(each.level, each.figure, each.what): each for each in back.changes}
    assert there.tests == back.tests
    for each in there.changes:
        other = turned[each.level, each.figure, each.what]
        assert other.difference == pytest.approx(-each.difference, abs=1e-12)
        if each.p is not None:
            assert (other.low, other.high, other.p) == pytest.approx((-each.high, -each.low, each.p), abs=1e-9)
            assert other.changed == each.changed


def test_a_step_appears() -> None:
    log = desk(2, 80)
    checked = log.with_steps(log.steps.with_columns(activity=log.steps["activity"].replace("Close", "Check and close")))
    found = contrast_sides(pair_logs(desk(1, 80), checked))
    new, gone = (figure(found, "share_of_cases", name) for name in ("Check and close", "Close"))
    assert (new.presence, gone.presence, new.changed, gone.changed) == ("appears", "disappears", True, True)
    assert figure(found, "waiting_mean_h", "Close").basis == "absent"


def test_a_different_mix_is_told_from_a_different_desk() -> None:
    """P1 takes three hours more than P2; only the mix differs: the lead time differs, at the same mix it does not."""

    found = contrast_sides(pair_logs(desk(1, hard=0.2, hard_h=3.0), desk(2, hard=0.6, hard_h=3.0)))
    assert figure(found, "lead_time_mean_h").changed
    assert figure(found, "lead_time_mean_h").difference > 0.8
    adjusted = figure(found, "lead_time_same_mix_h")
    assert not adjusted.changed
    assert adjusted.low < 0 < adjusted.high
    assert next(each for each in found.changes if each.figure == "share_of_cases" and each.what == "P1").changed


# ------------------------------------------------------------------------------------------------------------------ small and odd


def test_too_few_cases_have_values_and_no_verdict() -> None:
    found = contrast_sides(pair_logs(desk(1, 12), desk(2, 300)))
    assert {each.figure for each in found.changes if each.p is not None} == {"arrivals_per_week"}
    lead = figure(found, "lead_time_mean_h")
    assert lead.baseline > 0
    assert (lead.low, lead.p, lead.q) == (None, None, None)
    assert any("not tested" in note for note in found.notes)


def test_one_case_on_each_side() -> None:
    found = contrast_sides(pair_logs(desk(1, 1), desk(2, 1)))
    assert found.tests == 0
    assert found.cases_baseline == found.cases_other == 1


def test_coded_columns_give_the_same() -> None:
    a, b = desk(1, 60), desk(2, 60)
    texts = ["case_id", "activity", "resource", "team", "priority", "previous_activity"]
    coded = [log.with_steps(log.steps.with_columns(pl.col(texts).cast(pl.Categorical))) for log in (a, b)]
    assert contrast_sides(pair_logs(*coded, ("a", "b"))).changes == contrast_sides(pair_logs(a, b, ("a", "b"))).changes


def test_estimates_stay_estimates() -> None:
    bare = []
    for log in (desk(1), desk(2)):
        steps = log.steps.select(log.steps.columns[:8])
        bare.append(time_steps(log.with_steps(steps.with_columns(start_time=pl.lit(None, steps.schema["end_time"])))))
    assert "estimated" in bare[0].steps["basis"].to_list()
    found = contrast_sides(pair_logs(*bare, ("a", "b")))
    assert figure(found, "waiting_mean_h").basis == "estimated"
    assert figure(found, "lead_time_mean_h").basis == "measured"
    assert any("estimates" in note for note in found.notes)


@pytest.mark.parametrize("fdr", [0.0, 1.0, 5.0])
def test_a_share_of_false_discoveries_must_be_one(fdr: float) -> None:
    with pytest.raises(InputError, match="between 0 and 1"):
        contrast_sides(pair_logs(desk(1, 5), desk(2, 5)), fdr=fdr)


def test_a_kind_that_is_not_there() -> None:
    with pytest.raises(InputError, match='Did you mean "priority"'):
        contrast_sides(pair_logs(desk(1, 5), desk(2, 5)), mix="priorty")
