"""What a status means when it is not work: a queue, a wait for someone outside, or that the ticket is over.

The log does not say whether the hours in "Assigned" were worked or waited through; its words do, mostly. A status in which
nobody works is a `queue`, and the desk's own waiting. One that waits for the customer or for a supplier is theirs, and pauses the
clock. In a `closed` one (resolved, cancelled …) the ticket is over: the time until something follows, be it the last click of
an automatic closure or a reopening, is a pause too, neither work nor waiting. Everything else is work. Each guess is told, and
an analyst's own meaning overrides it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import get_args

from svcflow.errors import LogError, did_you_mean
from svcflow.eventlog.log import LASTING, Meaning, Shape
from svcflow.eventlog.words import CLOSED, CLOSING, CUSTOMER, FINAL, QUEUE, SUPPLIER, WAITS, WORK, plain
from svcflow.eventlog.words.statuses import (
    AGAIN,
    ASKED,
    FIRMLY_OVER,
    FROM_CUSTOMER,
    FROM_SUPPLIER,
    IN_LINE,
    NEGATED,
    OF_CUSTOMER,
    OF_SUPPLIER,
    OVER,
    WITH,
    WITHIN,
)

_MEANINGS = get_args(Meaning)
_WHOLE: Mapping[Meaning, frozenset[str]] = {
    "closed": CLOSED,
    "customer": CUSTOMER,
    "supplier": SUPPLIER,
    "work": WORK,
    "queue": QUEUE,
}
_SAID: Mapping[Meaning, tuple[str, str]] = {
    "queue": ("a queue", "queues"),
    "customer": ("waiting for the customer", "waiting for the customer"),
    "supplier": ("waiting for a supplier", "waiting for a supplier"),
    "closed": ("closed: the ticket is over in it", "closed: the ticket is over in them"),
}
_DOING = re.compile(r"\w+ing\b|(?:in|under|being|en|wird|wordt|im) \w|.*[\u4e00-\u9fff]中$")
"""that something is being done: "Diagnosing", "under repair" """
_STATES = 5
"""a status has no more words than these"""


def guess_meaning(activity: str, shape: Shape) -> Meaning:
    """What a status or an activity is by its words; `queue` and `closed` only where rows are statuses.

    Examples
    --------
    >>> guess_meaning("Waiting for Customer", "status"), guess_meaning("Queued", "status"), guess_meaning("Queued", "events")
    ('customer', 'queue', 'work')
    >>> guess_meaning("Auto-closed", "status"), guess_meaning("On Hold - Parts", "status"), guess_meaning("Wartet auf Kunde", "events")
    ('closed', 'supplier', 'customer')
    """
    words = plain(activity)
    if shape in LASTING:
        return _of_status(words) or "work"
    waits = WAITS.match(words) and not words.startswith("hold ")
    found = _awaited(words) if waits and words not in FINAL else None
    return found if found in ("customer", "supplier") else "work"


def find_meanings(
    activities: Iterable[str], shape: Shape, given: Mapping[str, Meaning] | None
) -> tuple[dict[str, Meaning], tuple[str, ...]]:
    """The meanings given, and those guessed of activities that are not work, with notes on the guesses.

    Raises
    ------
    LogError
        A meaning is given to an activity that the log does not have, or is not one of the five.
    """
    known = sorted(activities)
    meanings = check_meanings(given or {}, known)
    open_ones = [name for name in known if name not in meanings]
    guesses = {name: guess_meaning(name, shape) for name in open_ones}
    guessed = {name: meaning for name, meaning in guesses.items() if meaning != "work"}
    unknown = [name for name in open_ones if shape in LASTING and _of_status(plain(name)) is None]
    return {**guessed, **meanings}, _notes(guessed, unknown)


def check_meanings(given: Mapping[str, Meaning], activities: Iterable[str]) -> dict[str, Meaning]:
    """The meanings given, if each is one and belongs to an activity of the log.

    Raises
    ------
    LogError
        A meaning is given to an activity that the log does not have, or is not one of the five.
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
    """Whether a status or a step by its name says in any log that the work is over (resolved, closed, cancelled …)."""
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
    if any(words in known for known in (QUEUE, WORK, FINAL, CUSTOMER, SUPPLIER)):
        return True
    return bool(WAITS.match(words)) and len(words.split()) <= _STATES


def _of_status(words: str) -> Meaning | None:
    """The meaning of a status in plain form; None where its words say nothing."""
    for meaning, whole in _WHOLE.items():
        if words in whole:
            return meaning
    if AGAIN.search(words):
        return "queue"
    if WAITS.search(words):
        return _awaited(words)
    if _is_over(words):
        return "closed"
    if words.split(" ")[0].endswith("ing") and words.isascii():
        return "work"
    return _elsewhere(words) or ("queue" if IN_LINE.search(words) else "work" if _DOING.match(words) else None)


def _awaited(words: str) -> Meaning:
    """Whom a status waits for: the people whom it names, else those from whom what it names comes, else the desk itself."""
    within = WITHIN.search(words)
    people, things = _named(words, OF_CUSTOMER, OF_SUPPLIER), _named(words, FROM_CUSTOMER, FROM_SUPPLIER)
    # "customer support" is the desk; but an approval by the customer is the customer's, whatever else is named.
    if people and not (within and within.start() == people[0] and within.end() > -people[1]):
        return people[2]
    return things[2] if things and not (within and within.start() < things[0]) else "queue"


def _named(words: str, customer: re.Pattern[str], supplier: re.Pattern[str]) -> tuple[int, int, Meaning] | None:
    """Which of the two is named first: where it begins, minus where it ends, and who it is."""
    theirs, others = customer.search(words), supplier.search(words)
    found: list[tuple[int, int, Meaning]] = []
    if theirs:
        found.append((theirs.start(), -theirs.end(), "customer"))
    if others:
        found.append((others.start(), -others.end(), "supplier"))
    return min(found, default=None)


def _is_over(words: str) -> bool:
    """Whether words say that all is over: "Closed - duplicate", "erfolgreich geschlossen"; but not "to be closed"."""
    first, last = OVER.match(words), list(FIRMLY_OVER.finditer(words))
    if first and len(words.split()) <= _STATES:
        return True
    if not last or last[-1].end() != len(words):
        return False
    before = words[: last[-1].start()].rstrip()
    return not any(match.end() == len(before) for match in NEGATED.finditer(before))


def _elsewhere(words: str) -> Meaning | None:
    """With the supplier or the customer, though no word says that it waits: "With vendor", "More information needed"."""
    if OF_SUPPLIER.search(words):
        return "supplier"
    if OF_CUSTOMER.search(words) and (WITH.search(words) or ASKED.search(words)):
        return "customer"
    return "customer" if FROM_CUSTOMER.search(words) and ASKED.search(words) else None


def _notes(guessed: Mapping[str, Meaning], unknown: Sequence[str]) -> tuple[str, ...]:
    notes = []
    for meaning, (one, many) in _SAID.items():
        names = [name for name, guess in guessed.items() if guess == meaning]
        if names:
            said = f"is taken as {one}, by its name" if len(names) == 1 else f"are taken as {many}, by their names"
            notes.append(f"{_listed(names)} {said}.")
    if unknown:
        is_, it = ("is", "it") if len(unknown) == 1 else ("are", "them")
        notes.append(f"{_listed(unknown)} {is_} counted as work: no word in {it} is known.")
    if notes:
        example = min(guessed, key=lambda name: list(_SAID).index(guessed[name]), default="") or unknown[0]
        notes.append(f'What a status means can be said in a study: [meanings] "{example}" = "work" (or {", ".join(_SAID)}).')
    return tuple(notes)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
