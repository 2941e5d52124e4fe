"""First-contact resolution: tickets that were solved at the customer's first contact, with nobody else and nothing further.

Whether one contact was enough is measured only where the log says so, in a column of its own. What every log has is a **proxy**: a
ticket that the first person (or the first team) who worked on it resolved, without handing it to anybody else before it was closed,
without waiting for the customer, and without being reopened. It counts a ticket as solved at once that took one person a week, and
misses one that two people solved during one call; so it is called a proxy wherever it stands.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from svcflow.eventlog.building import CASE
from svcflow.eventlog.log import Basis, EventLog
from svcflow.eventlog.words import plain
from svcflow.mining.coding import NOBODY, Codes, Flags, Rows
from svcflow.mining.reopening import Closures

_NAMES = frozenset(
    f"{how}{what}"
    for how in ("", "is ", "resolved ")
    for what in (
        "fcr", "first contact resolution", "first call resolution", "first contact resolved", "first call resolved", "on first contact",
        "on first call", "at first contact", "in first contact", "first time fix", "one touch", "one touch resolution",
    )
)  # fmt: skip
_YES = frozenset(("true", "yes", "y", "1", "1 0", "ja", "si", "oui", "是"))
_NO = frozenset(("false", "no", "n", "0", "0 0", "nein", "nee", "non", "否"))


@dataclass(frozen=True, slots=True)
class FirstContact:
    """A share of tickets (0 to 1), of how many, on what evidence, and what exactly was counted."""

    value: float | None
    n: int
    basis: Basis
    definition: str


def recorded_first_contact(log: EventLog) -> FirstContact:
    """First-contact resolution as the log itself records it: the share of yes in a column that is called so."""
    found = recorded_answers(log.cases)
    if found is not None:
        name, answers = found
        told = f'tickets of which "{name.removeprefix(CASE)}" says yes ÷ those of which it says yes or no'
        return FirstContact(float(answers.mean()), answers.count(), "measured", told)  # type: ignore[arg-type]
    return FirstContact(None, 0, "absent", "no column says whether a ticket was resolved at the first contact; see the proxy")


def recorded_answers(cases: pl.DataFrame) -> tuple[str, pl.Series] | None:
    """The column that records it, and its yes (true) and no (false) for each of the cases, null where it says neither; None: no such."""
    for name in cases.columns:
        if name.startswith(CASE) and plain(name.removeprefix(CASE)) in _NAMES:
            column = cases.get_column(name).cast(pl.String)
            known = {value: plain(value) in _YES for value in column.drop_nulls().unique() if plain(value) in _YES | _NO}
            if known:
                return name, column.replace_strict(known, default=None, return_dtype=pl.Boolean)
    return None


def first_contact_proxy(closures: Closures, owner: Codes, work: Flags, customer: Flags, *, cases: int, who: str) -> FirstContact:
    """The share of tickets that the first one who worked on them resolved alone and at once.

    Parameters
    ----------
    closures : Closures
        Of the same rows as the arrays that follow.
    owner : array of int
        Who worked on each step, `NOBODY` where that is not known.
    work, customer : arrays of bool
        Which steps are work, and which wait for the customer.
    cases : int
        How many cases there are.
    who : str
        What an owner is, in words: "person", "team".
    """
    counted, good = solved_at_once(closures, owner, work, customer, cases=cases)
    n = int(counted.sum())
    of = "closed tickets" if closures.activities else "tickets"
    definition = (
        f"{of} that the first {who} who worked on them finished: no other {who} worked on them before they were closed, none waited for"
        f" the customer, none was reopened ÷ {of} whose {who} is known"
    )
    return FirstContact(float(good.sum()) / n if n else None, n, "estimated" if n else "absent", definition)


def solved_at_once(closures: Closures, owner: Codes, work: Flags, customer: Flags, *, cases: int) -> tuple[Flags, Flags]:
    """Which cases the proxy counts, and which of them it takes for solved at the first contact; as `first_contact_proxy`."""
    case = closures.case
    named = work & (owner != NOBODY)
    shut = np.bincount(case[closures.closes], minlength=cases) > 0
    told = np.bincount(case[named], minlength=cases) > 0
    counted = told & shut if closures.activities else told
    hands = np.flatnonzero(named & (_first_closing(closures, cases)[case] >= np.arange(len(case))))
    passed = hands[1:][(case[hands[1:]] == case[hands[:-1]]) & (owner[hands[1:]] != owner[hands[:-1]])]
    handed_over = np.bincount(case[passed], minlength=cases) > 0
    waited = np.bincount(case[customer], minlength=cases) > 0
    reopened = np.bincount(case[closures.onward], minlength=cases) > 0
    return counted, counted & ~handed_over & ~waited & ~reopened


def _first_closing(closures: Closures, cases: int) -> Rows:
    """The row of the first closing step of each case; a number behind all rows where there is none."""
    first = np.full(cases, len(closures.case), np.int64)
    rows = np.flatnonzero(closures.closes)[::-1]
    first[closures.case[rows]] = rows
    return first
