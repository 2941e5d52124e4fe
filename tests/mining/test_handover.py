"""Handover: who gave work to whom, what came back, and which way is up."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl

from svcflow.eventlog import EventLog, build_log
from svcflow.mining.handover import find_handovers, find_moves, find_owners, find_ping_pong, find_stretches

MONDAY = datetime(2025, 3, 3, 8, tzinfo=UTC)


def log_of(*cases: str, meanings: dict[str, str] | None = None, team: dict[str, str] | None = None) -> EventLog:
    """Cases as texts such as "A:ann B:bob C:": a step an hour, each by somebody or by nobody."""
    rows = []
    for number, case in enumerate(cases):
        for hour, step in enumerate(case.split()):
            activity, _, person = step.partition(":")
            begin = MONDAY + timedelta(days=number, hours=hour)
            rows.append((f"c{number}", activity, person or None, begin, begin + timedelta(hours=1), (team or {}).get(person)))
    columns = ["case_id", "activity", "resource", "start_time", "end_time", "team"]
    frame = pl.DataFrame(rows, schema=columns, orient="row").cast({"resource": pl.String, "team": pl.String})
    return build_log(frame if team else frame.drop("team"), name="hands", meanings=meanings)


def hands(log: EventLog, between: str = "people") -> list[tuple[str, str]]:
    owners = find_owners(log, between)
    found = find_handovers(log, owners)
    return [(owners.names[owners.codes[g]], owners.names[owners.codes[r]]) for g, r in zip(found.giver, found.receiver, strict=True)]


def test_a_handover_joins_consecutive_steps_of_different_people() -> None:
    assert hands(log_of("A:ann B:ann C:bob D:ann", "A:bob")) == [("ann", "bob"), ("bob", "ann")]


def test_pauses_and_steps_that_name_nobody_are_passed_over() -> None:
    log = log_of("A:ann Wait:cat B:bob X: C:bob Y: D:dan", meanings={"Wait": "customer"})
    assert hands(log) == [("ann", "bob"), ("bob", "dan")]
    assert hands(log_of("A: B:", "C:ann")) == []


def test_side_by_side_the_giver_is_who_made_the_step_ready() -> None:
    log = log_of("A:ann B:bob C:cat D:dan")
    # C waited for A, not for B, which ran beside it; D waited for C.
    enabled = log.with_steps(log.steps.with_columns(enabled_by=pl.Series([None, "A", "A", "C"])))
    assert hands(enabled) == [("ann", "bob"), ("ann", "cat"), ("cat", "dan")]


def test_what_made_ready_is_the_last_such_step_of_the_same_case() -> None:
    log = log_of("A:ann A:eve B:bob C:cat", "C:cat A:zoe", "B:bob")
    enabled = log.with_steps(log.steps.with_columns(enabled_by=pl.Series([None, "A", "A", "A", None, "C", "A"])))
    # The last B names an A that its own case does not have: it is the first of its case and nobody handed it over.
    assert hands(enabled) == [("ann", "eve"), ("eve", "bob"), ("eve", "cat"), ("cat", "zoe")]


def test_teams_are_those_of_the_log_and_of_the_person_where_it_says_none() -> None:
    log = log_of("A:ann B:bob C:cat", "D:cat", team={"ann": "one", "bob": "two", "cat": "two"})
    assert hands(log, "teams") == [("one", "two")]
    gap = log.with_steps(log.steps.with_columns(team=pl.when(pl.col("activity") != "C").then("team")))
    assert hands(gap, "teams") == [("one", "two")]
    coded = log.with_steps(log.steps.cast(dict.fromkeys(("case_id", "activity", "resource", "team"), pl.Categorical)))
    assert hands(coded, "teams") == [("one", "two")]


def chains(*cases: str, **given: object) -> list[tuple[str, int]]:
    log = log_of(*cases, **given)
    owners = find_owners(log, "people")
    stretches = find_stretches(log, owners)
    found = find_ping_pong(stretches)
    return [(owners.names[stretches.owner[first]], bounces) for first, bounces in zip(found.first, found.bounces.tolist(), strict=True)]


def test_to_and_fro_is_one_chain_by_its_bounces() -> None:
    assert chains("A:ann B:bob C:ann") == [("ann", 1)]
    assert chains("A:ann B:ann C:bob D:ann E:ann F:bob G:ann") == [("ann", 3)]
    assert chains("A:ann B:bob C:cat D:ann") == []
    assert chains("A:ann B:bob", "A:ann") == []  # not over the border of a case


def test_chains_with_one_and_then_another_are_two() -> None:
    assert chains("A:ann B:bob C:ann D:cat E:ann") == [("ann", 1), ("ann", 1)]


def test_a_ticket_has_an_owner_in_its_queue_but_none_in_a_pause() -> None:
    assert chains("A:ann New:bob C:ann", meanings={"New": "queue"}) == [("ann", 1)]
    assert chains("A:ann Wait:bob C:ann", meanings={"Wait": "customer"}) == []
    assert chains("A:ann Closed:bob C:ann", meanings={"Closed": "closed"}) == []


def test_tiers_are_the_order_in_which_tickets_reach_the_teams() -> None:
    team = {"ann": "first", "bob": "second", "cat": "third", "dan": "first too"}
    log = log_of("A:ann B:bob C:cat D:ann", "A:ann B:bob", "A:dan B:bob C:dan", "A:bob", team=team)
    owners = find_owners(log, "teams")
    stretches = find_stretches(log, owners)
    moves = find_moves(stretches, owners)
    # "second" is reached second, second, second and once first: its median place is 2.
    assert dict(zip(owners.names, moves.tiers, strict=True)) == {"first": 1, "first too": 1, "second": 2, "third": 3}
    assert dict(zip(owners.names, moves.reached, strict=True)) == {"first": 2, "first too": 1, "second": 4, "third": 1}
    assert np.sign(moves.rise).tolist() == [1, 1, -1, 1, 1, -1]
