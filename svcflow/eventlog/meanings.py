"""What a status means when it is not work: a queue, or a wait for someone outside.

The log does not say whether the hours in "Assigned" were worked or waited through; its words do, mostly. A status in which
nobody works is a `queue`; one that waits for the customer or for a supplier is theirs, and pauses the clock. Everything else is
work, final statuses included, in which no time is worked. Each guess is told, and an analyst's own meaning overrides it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import get_args

from svcflow.errors import LogError, did_you_mean
from svcflow.eventlog.log import LASTING, Meaning, Shape
from svcflow.eventlog.words import CLOSING, CUSTOMER, FINAL, QUEUE, SUPPLIER, WAITS, WORK, plain

_MEANINGS = get_args(Meaning)
_SAID = {"queue": "a queue", "customer": "waiting for the customer", "supplier": "waiting for a supplier"}


def guess_meaning(activity: str, shape: Shape) -> Meaning:
    """What a status or an activity is by its words; `queue` only where rows are statuses.

    Examples
    --------
    >>> guess_meaning("Waiting for Customer", "status"), guess_meaning("Queued", "status"), guess_meaning("Queued", "events")
    ('customer', 'queue', 'work')
    """
    words = plain(activity)
    if words in WORK or words in FINAL:
        return "work"
    if WAITS.search(words):
        if SUPPLIER.search(words):
            return "supplier"
        if CUSTOMER.search(words):
            return "customer"
        return "queue" if shape in LASTING else "work"
    if shape not in LASTING:
        return "work"
    if SUPPLIER.search(words) and words not in QUEUE:
        return "supplier"
    return "queue" if words in QUEUE or "queue" in words or words.startswith(("assigned", "escalated")) else "work"


def find_meanings(
    activities: Iterable[str], shape: Shape, given: Mapping[str, Meaning] | None
) -> tuple[dict[str, Meaning], tuple[str, ...]]:
    """The meanings given, and those guessed of activities that are not work, with a note on each guess.

    Raises
    ------
    LogError
        A meaning is given to an activity that the log does not have, or is not one of the four.
    """
    known = sorted(activities)
    meanings = check_meanings(given or {}, known)
    guesses = {name: guess_meaning(name, shape) for name in known if name not in meanings}
    guessed = {name: meaning for name, meaning in guesses.items() if meaning != "work"}
    return {**guessed, **meanings}, tuple(f'"{name}" is taken as {_SAID[meaning]}, by its name.' for name, meaning in guessed.items())


def check_meanings(given: Mapping[str, Meaning], activities: Iterable[str]) -> dict[str, Meaning]:
    """The meanings given, if each is one and belongs to an activity of the log.

    Raises
    ------
    LogError
        A meaning is given to an activity that the log does not have, or is not one of the four.
    """
    known = set(activities)
    for activity, meaning in given.items():
        about = ("meanings", activity, meaning)
        if meaning not in _MEANINGS:
            place, remedy = f'meaning of "{activity}"', did_you_mean(meaning, _MEANINGS)
            raise LogError(f'"{meaning}" is not a meaning.', place=place, remedy=remedy, about=about)
        if activity not in known:
            problem = f'a meaning is given to "{activity}", which is no activity of the log.'
            raise LogError(problem, remedy=did_you_mean(activity, known), about=about)
    return dict(given)


def is_final(activity: str) -> bool:
    """Whether a status says that the work is over (resolved, closed, cancelled …)."""
    return plain(activity) in FINAL


def closes(activity: str) -> bool:
    """Whether a step or status by its name closes tickets: "Resolve", "Close ticket", "Cancelled"."""
    words = plain(activity)
    return words in FINAL or words.split(" ")[0] in CLOSING


def status_share(activities: Mapping[str, int]) -> float:
    """The share of rows whose activity is a status word; `activities` counts the rows of each."""
    total = sum(activities.values())
    return sum(rows for activity, rows in activities.items() if _is_status(activity)) / total if total else 0.0


def _is_status(activity: str) -> bool:
    words = plain(activity)
    if words in QUEUE or words in WORK or words in FINAL:
        return True
    return bool(WAITS.match(words)) and len(words.split()) <= 5
