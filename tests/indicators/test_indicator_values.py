"""Indicators by hand.

    Monday 6 January 2025, everybody works 08:00-16:00 (UTC); Ann is team "one", Bob is team "two"

    c1  A ann 08-10   Wait 10-12   B bob 13-14                                 lead  6 h
    c2  A ann 10-11   A ann 12-13 (done again)   B bob 14-15                   lead  5 h
    c3  A ann 15 - Tuesday 09 (over a night)     B bob Tuesday 09-10           lead 19 h

The horizon runs from 08:00 (first arrival) to 15:00 (last arrival): 7 h.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from svcflow.eventlog import EventLog, build_log, read_log
from svcflow.indicators import Setting, compute_indicators, indicator_values, indicators_of_runs, setting_of
from svcflow.model import END, START, Arrivals, Calendar, Context, Person, Routing, ServiceModel, Step, Team, constant

MONDAY = datetime(2025, 1, 6, tzinfo=UTC)
ROWS = [
    ("c1", "A", "ann", 8, 10), ("c1", "Wait", None, 10, 12), ("c1", "B", "bob", 13, 14),
    ("c2", "A", "ann", 10, 11), ("c2", "A", "ann", 12, 13), ("c2", "B", "bob", 14, 15),
    ("c3", "A", "ann", 15, 33), ("c3", "B", "bob", 33, 34),
]  # fmt: skip
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def log_of(rows: list[tuple[str, str, str | None, float, float | None]], **more: object) -> EventLog:
    frame = pl.DataFrame(
        {
            "case_id": [row[0] for row in rows],
            "activity": [row[1] for row in rows],
            "resource": pl.Series([row[2] for row in rows], dtype=pl.String),
            "start_time": [MONDAY + timedelta(hours=row[3]) for row in rows],
            "end_time": [MONDAY + timedelta(hours=row[4]) for row in rows],
        }
    )
    return build_log(frame, name="by hand", meanings={"Wait": "customer"}, **more)


def model_of(slots: int = 1) -> ServiceModel:
    return ServiceModel(
        name="two people",
        start=MONDAY,
        cases=3,
        arrivals=Arrivals(weekly=(1.0,) * 168),
        steps=(
            Step(name="A", duration=constant(1)),
            Step(name="B", duration=constant(1), cost=1.5),
            Step(name="Wait", meaning="customer", staffed=False, duration=constant(2)),
        ),
        people=(
            Person(name="ann", team="one", calendar="day", skills={"A": 1}, slots=slots),
            Person(name="bob", team="two", calendar="day", skills={"B": 1}),
        ),
        teams=(Team(name="one", rate_h=10), Team(name="two", rate_h=20)),
        calendars={"day": Calendar(hours=dict.fromkeys(DAYS, ("08:00-16:00",)))},
        routing=Routing(contexts=tuple(Context(after=(a,), next={b: 1}) for a, b in ((START, "A"), ("A", "B"), ("B", END)))),
        service_level_h=6,
        currency="EUR",
    )  # fmt: skip


BY_HAND = {
    "lead_time_mean": 10.0,  # (6 + 5 + 19) / 3
    "lead_time_median": 6.0,
    "lead_time_p90": 16.4,  # 5, 6, 19 at 0.9 · 2 = 1.8: 6 + 0.8 · 13
    "waiting_time_mean": 1.0,  # c1: 12-13; c2: 11-12 and 13-14; 3 h of 3 tickets
    "processing_time_mean": 25 / 3,  # 2+1, 1+1+1, 18+1
    "paused_time_mean": 2 / 3,
    "flow_efficiency": 25 / 30,
    "throughput": 48.0,  # c1 and c2 are done by 15:00: 2 in 7/168 weeks
    "backlog_end": 1.0,  # c3
    "rework_share": 1 / 25,  # the second A of c2
    "error_rate": 1 / 7,  # the first A of c2, of 7 executions of work
    "first_time_right": 2 / 3,
    "reopen_share": 0.0,
    "service_level": 2 / 3,  # 6 <= 6 and 5
    "cost_per_ticket": 41.5,  # Ann 2+1+1+2 h in her hours at 10, Bob 3 h at 20, three B at 1.5: 124.5 of 3 tickets
    "staff_cost": 5040.0,  # 7 h · (10 + 20) in 7/168 weeks
    "utilisation:one": 4 / 7,  # 08-10, 10-11, 12-13 of 7 h; c3 comes at the very end
    "utilisation:two": 2 / 7,
}


def test_values_by_hand() -> None:
    found = indicator_values(log_of(ROWS), setting_of(model_of()))
    assert found == pytest.approx(BY_HAND)
    assert list(found) == list(BY_HAND), "the catalogue's order"


def test_a_simulated_log_goes_the_same_way() -> None:
    recorded = log_of(ROWS)
    assert indicator_values(replace(recorded, origin="simulated"), setting_of(model_of())) == pytest.approx(BY_HAND)
    simulated = log_of(ROWS, origin="simulated")
    assert {each.basis for each in compute_indicators(simulated, setting=setting_of(model_of()))} == {"simulated"}


def test_each_indicator_says_what_it_rests_on() -> None:
    found = {each.name: each for each in compute_indicators(log_of(ROWS), setting=setting_of(model_of()))}
    assert {name: each.value for name, each in found.items()} == pytest.approx(BY_HAND)
    assert {each.basis for each in found.values()} == {"measured"}
    assert found["cost_per_ticket"].unit == "EUR"
    assert found["staff_cost"].unit == "EUR/week"
    assert found["utilisation:one"].title == "Utilisation, one"
    assert found["error_rate"].n == 7
    assert found["lead_time_mean"].low is None, "three tickets bear no interval"


def test_what_the_log_cannot_tell_is_absent() -> None:
    nobody = log_of([(case, activity, None, start, end) for case, activity, _, start, end in ROWS])
    found = {each.name: each for each in compute_indicators(nobody)}
    for name in ("service_level", "cost_per_ticket", "staff_cost", "utilisation"):
        assert found[name].value is None, name
        assert found[name].basis == "absent", name
    assert not set(indicator_values(nobody)) & {"service_level", "cost_per_ticket", "staff_cost", "utilisation"}


def test_step_times_of_a_log_without_begins_are_estimates() -> None:
    log = log_of(ROWS)
    ends_only = build_log(log.steps.with_columns(start_time=None).drop("position", "previous_activity"), name="ends", shape="events")
    basis = {each.name: each.basis for each in compute_indicators(ends_only)}
    assert basis["waiting_time_mean"] == basis["flow_efficiency"] == basis["rework_share"] == "estimated"
    assert basis["lead_time_mean"] == basis["throughput"] == basis["first_time_right"] == "measured"


def test_without_a_model_the_staff_is_estimated() -> None:
    found = {each.name: each for each in compute_indicators(log_of(ROWS), setting=Setting(rates_h={"A team": 10}))}
    staff = [each for name, each in found.items() if name.startswith(("utilisation", "cost", "staff"))]
    assert {each.basis for each in staff} == {"estimated"}
    assert all(0 <= each.value <= 1 for each in staff if each.unit == "share")


def test_overlapping_work_of_one_person_counts_once() -> None:
    rows = [("c1", "A", "ann", 8, 10), ("c2", "A", "ann", 9, 11), ("c3", "B", "bob", 12, 13)]
    found = indicator_values(log_of(rows), setting_of(model_of()))
    assert found["utilisation:one"] == pytest.approx(3 / 4)  # 08-11 of 08-12


def test_work_on_two_tickets_at_once_counts_half_each() -> None:
    rows = [("c1", "A", "ann", 8, 10), ("c2", "A", "ann", 9, 11), ("c3", "B", "bob", 12, 13)]
    found = indicator_values(log_of(rows), setting_of(model_of(slots=2)))
    assert found["utilisation:one"] == pytest.approx(2 / 4)  # (2 + 2) / 2 h of 08-12


def test_work_outside_of_the_calendar_is_no_utilisation() -> None:
    rows = [("c1", "A", "ann", 6, 9), ("c2", "A", "ann", 9, 10), ("c3", "B", "bob", 12, 13)]
    found = indicator_values(log_of(rows), setting_of(model_of()))
    assert found["utilisation:one"] == pytest.approx(2 / 4)  # 08-10 of the 4 open hours 08-12


def test_reopening_is_work_after_a_step_that_closes_tickets() -> None:
    rows = [("c1", "A", "ann", 8, 9), ("c1", "B", "bob", 9, 10), ("c1", "A", "ann", 11, 12), ("c1", "B", "bob", 12, 13)]
    rows += [(f"d{hour}", "B", "bob", hour, hour + 0.5) for hour in range(14, 17)]
    # B is the last step in 4 of its 5 executions, so it closes tickets; c1 was taken up again, the three others were not.
    assert indicator_values(log_of(rows))["reopen_share"] == pytest.approx(1 / 4)


def test_a_step_that_is_called_resolve_closes_tickets_though_it_is_never_last() -> None:
    rows = [("c1", "Resolve", "ann", 8, 9), ("c1", "B", "bob", 9, 10), ("c1", "Resolve", "ann", 11, 12), ("c1", "Close", "ann", 12, 13)]
    rows += [("c2", "Resolve", "ann", 14, 15), ("c2", "Close", "ann", 15, 16)]
    assert indicator_values(log_of(rows))["reopen_share"] == pytest.approx(1 / 2)


def test_the_bundled_desk_is_seen_as_it_is(bundled: Callable[[str], Path]) -> None:
    """Utilisation and cost in the truth include the half hour that people stay to finish, which is outside of their calendars."""
    truth = json.loads(bundled("service_desk.truth.json").read_text(encoding="utf-8"))["figures"]
    log = read_log(bundled("service_desk.csv"))
    found = indicator_values(log, Setting(rates_h={"First line": 32, "Second line": 48, "Quality": 45}))
    assert found["lead_time_mean"] == pytest.approx(truth["lead_time_h"]["mean"], abs=1e-3)
    assert found["lead_time_p90"] == pytest.approx(truth["lead_time_h"]["p90"], abs=1e-3)
    for team, figures in truth["teams"].items():
        assert found[f"utilisation:{team}"] == pytest.approx(figures["utilisation"], abs=0.01), team
    assert found["cost_per_ticket"] == pytest.approx(truth["labour_cost_per_ticket_eur"], rel=0.02)
    # 192 executions of Resolve were wrong, at most as many tickets were taken up again
    assert 160 / 3000 < found["reopen_share"] <= truth["errors"]["Resolve"]["wrong"] / 3000


def test_a_pause_that_comes_twice_is_no_rework() -> None:
    rows = [("c1", "Wait", None, 8, 9), ("c1", "A", "ann", 9, 10), ("c1", "Wait", None, 10, 12)]
    found = indicator_values(log_of(rows))
    assert (found["first_time_right"], found["error_rate"], found["rework_share"]) == (1.0, 0.0, 0.0)


def test_an_empty_log_tells_nothing() -> None:
    log = log_of(ROWS)
    empty = replace(log, steps=log.steps.head(0), cases=log.cases.head(0))
    assert indicator_values(empty, setting_of(model_of())) == {}
    assert {each.basis for each in compute_indicators(empty)} == {"absent"}


def test_runs_give_the_mean_and_its_interval_over_the_runs() -> None:
    fast = log_of([("c1", "A", "ann", 8, 9), ("c2", "A", "ann", 9, 10)])
    slow = log_of([("c1", "A", "ann", 8, 11), ("c2", "A", "ann", 11, 14)])
    lead = {each.name: each for each in indicators_of_runs((fast, slow))}["lead_time_mean"]
    # 1 h and 3 h: mean 2, s = √2, t(1) = 12.706: half-width 12.706
    assert (lead.value, lead.n, lead.basis) == (2.0, 2, "simulated")
    # … and no time is below 0.
    assert (lead.low, lead.high) == pytest.approx((0.0, 2 + 12.706), abs=1e-3)


@given(st.permutations(range(len(ROWS))))
def test_the_order_of_rows_means_nothing(order: list[int]) -> None:
    shuffled = indicator_values(log_of([ROWS[number] for number in order]), setting_of(model_of()))
    assert shuffled == pytest.approx(BY_HAND)


STEPS = st.tuples(
    st.sampled_from(["c1", "c2", "c3", "c4"]),
    st.sampled_from(["A", "B", "Wait"]),
    st.sampled_from(["ann", "bob", None]),
    st.integers(0, 2000),
    st.integers(0, 500),
)


@given(st.lists(STEPS, min_size=1, max_size=30))
def test_shares_are_shares(steps: list[tuple[str, str, str | None, int, int]]) -> None:
    rows = [(case, activity, who, begin / 10, (begin + length) / 10) for case, activity, who, begin, length in steps]
    for each in compute_indicators(log_of(rows), setting=setting_of(model_of())):
        if each.value is None or each.unit != "share":
            continue
        sequential = each.name != "flow_efficiency"  # parallel work in a ticket can take longer than the ticket
        assert each.value >= 0, each
        assert not sequential or each.value <= 1 + 1e-9, each
        assert each.low is None or each.low <= each.value + 1e-9, each
        assert np.isfinite(each.value)
