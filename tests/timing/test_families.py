"""Families of tickets: who is in which, what is folded, and what is refused."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from svcflow.errors import LogError
from svcflow.eventlog import EventLog, build_log
from svcflow.timing.streams.families import OTHERS, Families, choose_families

MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)


def log_of(*cases: tuple[str, str | None, list[tuple[str, str | None]]], **options) -> EventLog:
    """Cases of name, category, and steps with their team, one an hour."""
    rows = [
        (name, category, activity, team, MONDAY + timedelta(hours=hour))
        for name, category, steps in cases
        for hour, (activity, team) in enumerate(steps)
    ]
    schema = {"case_id": pl.String, "Category": pl.String, "activity": pl.String, "team": pl.String, "end_time": pl.Datetime("us", "UTC")}
    return build_log(pl.DataFrame(rows, schema=schema, orient="row"), name="by hand", **options)


def tickets(found: Families) -> dict[str, list[int]]:
    return {name: [row for row, mine in enumerate(found.number) if mine == number] for number, name in enumerate(found.names)}


LOG = log_of(
    ("1", "net", [("A", "one"), ("B", "two"), ("B", "two")]),
    ("2", "net", [("A", "one"), ("B", "two")]),
    ("3", None, [("A", None)]),
    ("4", "mail", [("B", "two"), ("A", "one"), ("A", "one"), ("B", "two")]),
)


@pytest.mark.parametrize("name", ["Category", "category", "case:Category"])
def test_by_a_column_of_the_ticket(name: str) -> None:
    assert tickets(choose_families(LOG, name)) == {"net": [0, 1], "mail": [3], f"no {name}": [2]}


def test_by_a_column_of_the_steps_the_usual_value_counts() -> None:
    """Of equally frequent ones the first."""
    assert tickets(choose_families(LOG, "team")) == {"two": [0, 3], "one": [1], "no team": [2]}


def test_by_variant_loops_and_pauses_make_no_family() -> None:
    steps = [("A", None), ("Wait", None), ("A", None), ("B", None)]
    log = log_of(("1", "x", steps), ("2", "x", [("A", None), ("B", None)]), ("3", "x", [("B", None)]), meanings={"Wait": "customer"})
    assert tickets(choose_families(log, "variant")) == {"A → B": [0, 1], "B": [2]}


def test_small_families_are_folded_and_told() -> None:
    log = log_of(*((f"{n}", f"c{n:03}" if n < 3 else "common", [("A", None)]) for n in range(200)))
    found = choose_families(log, "category")
    assert tickets(found) == {"common": list(range(3, 200)), OTHERS: [0, 1, 2]}
    assert "(3 in all)" in found.rule


def test_one_alone_keeps_its_name() -> None:
    log = log_of(*((f"{n}", "rare" if n < 1 else "common", [("A", None)]) for n in range(200)))
    assert choose_families(log, "category").names == ("common", "rare")


def test_where_no_family_is_large_the_largest_stay() -> None:
    log = log_of(*((f"{n}", f"c{n % 100:03}", [("A", None)]) for n in range(200)))
    assert choose_families(log, "category").names == (*(f"c{n:03}" for n in range(12)), OTHERS)


def test_a_value_of_its_own_for_each_makes_no_families() -> None:
    log = log_of(*((f"{n}", f"c{n}", [("A", None)]) for n in range(100)))
    with pytest.raises(LogError, match="of its own"):
        choose_families(log, "category")


@pytest.mark.parametrize(
    ("where", "chosen"),
    [
        ([("category", "net")], [0, 1]),
        ([("category", "net"), ("Category", "mail")], [0, 1, 3]),
        ([("category", "net"), ("activity", "B"), ("team", "two")], [0, 1]),
        ([("team", "two"), ("category", "mail")], [3]),
    ],
)
def test_conditions(where: list[tuple[str, str]], chosen: list[int]) -> None:
    found = choose_families(LOG, where=where)
    assert list(tickets(found).values()) == [chosen]
    assert sum(number >= 0 for number in choose_families(LOG, "variant", where).number) == len(chosen)


@pytest.mark.parametrize(
    ("family", "where", "problem"),
    [
        ("categry", [], 'no column "categry". Did you mean "Category"?'),
        ("resource", [], '"resource" is empty'),
        ("case_id", [], 'no column "case_id"'),
        (None, [("category", "nett")], 'no ticket has Category = "nett". Did you mean "net"?'),
        (None, [("category", "net"), ("team", "one"), ("activity", "C")], 'activity = "C"'),
    ],
)
def test_what_is_not_there(family: str | None, where: list[tuple[str, str]], problem: str) -> None:
    with pytest.raises(LogError) as refused:
        choose_families(LOG, family, where)
    assert problem in str(refused.value)


def test_conditions_that_nothing_meets_together() -> None:
    log = log_of(("1", "net", [("A", None)]), ("2", "mail", [("B", None)]))
    with pytest.raises(LogError, match="no ticket has Category = net and activity = B"):
        choose_families(log, where=[("category", "net"), ("activity", "B")])
