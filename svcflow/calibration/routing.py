"""What comes next: the chances after the last one to three steps, as far as the log bears them out.

After one step (or `(start)`) the chances are the shares of what followed. A longer history is listed where it was seen at least
10 times **and** what followed differs from what its shorter one lets expect (G-test, chance below 0.2): else it would only add
noise. Three steps are enough; longer histories gained nothing on published logs. Chances are rounded so that they sum to 1.

Where a log's attributes or the number of visits tell what comes next, a history is listed once more with these conditions
(`svcflow.calibration.conditions`), and without them for what is left. A longer history is then held against what its shorter one lets
expect of just its tickets.

The last step of a ticket that is open at the log's end (`svcflow.calibration.backlog`) tells nothing of what follows, nor whether it comes
back: it is left out of both (except for a step that nothing else has followed).

A step's **error chance** is the share of its executions after which the ticket comes back to it, by the rule of
`svcflow.mining.mark_rework`: waiting (for a customer, a supplier) that comes twice is no error, and work that goes on after the answer
is the same execution.

In theory longer histories, each listed by itself, could send a ticket round for ever although no ticket of the log went so; if a
history has no way to the end, the routing falls back to shorter ones, then to none with conditions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from svcflow.calibration.conditions import ANY, MOST_VISITS, WHOLE, Condition, Facts, find_values, find_visits, parted, value_gain
from svcflow.calibration.conditions import CHANCE as CONDITION_CHANCE
from svcflow.calibration.observations import Flags, Numbers, Observations, Whole
from svcflow.calibration.rounding import rounded_shares
from svcflow.calibration.traits import Traits, halves
from svcflow.mining import mark_rework
from svcflow.model import Histories, Kinds
from svcflow.model.routing import END, START, Context, Routing

LONGEST = 3
LEAST_SEEN = 10
CHANCE = 0.2


@dataclass(frozen=True, slots=True)
class _Transitions:
    """Each step and each end of a ticket: what came (`END` is the number of activities) after the last three (-1: none)."""

    following: Whole
    history: tuple[Whole, ...]
    names: tuple[str, ...]


def fit_routing(seen: Observations, places: int = 6, traits: Traits | None = None) -> Routing:
    """Fit the routing by the rules of this module; `places` are decimals of the chances.

    `traits` are what it may depend on besides the history (and visits then, too); without any there are no conditions.
    """
    moves = _transitions(seen)
    conditions = () if traits is None else (True,)
    traits = traits or Traits()
    facts = _facts(seen, moves, traits)
    contexts: tuple[Context, ...] = ()
    for conditioned in (*conditions, False):
        for longest in range(LONGEST, 0, -1):
            contexts = _contexts(_parts(moves, facts, longest, conditioned), moves.names, traits, places)
            if all_end(contexts, traits):
                return Routing(contexts=contexts)
    return Routing(contexts=contexts)


def refit_routing(drawn: Observations, like: Routing, traits: Traits, places: int = 6) -> Routing:
    """The routing of another sample of tickets, with the conditions of `like` where it has any."""
    if not any(context.conditioned for context in like.contexts):
        return fit_routing(drawn, places)
    moves = _transitions(drawn)
    facts = _facts(drawn, moves, traits)
    number = {name: code for code, name in enumerate(moves.names)} | {START: len(moves.names)}
    asked: dict[tuple[int, ...], list[Condition]] = {}
    for context in like.contexts:
        asked.setdefault(tuple(number[name] for name in context.after), []).append(_condition(context, traits))
    parts = []
    for length in range(1, LONGEST + 1):
        for after, rows in _grouped(moves, length, 1):
            if after in asked or length == 1:
                own = facts.at(rows)
                parts += [(after, condition, counts) for condition, counts in _counted(own, asked.get(after, [WHOLE]))]
    contexts = _contexts(parts, moves.names, traits, places)
    return Routing(contexts=contexts) if all_end(contexts, traits) else fit_routing(drawn, places)


def all_end(contexts: tuple[Context, ...], traits: Traits) -> bool:
    """Whether every ticket can end, whatever its values."""
    histories = Histories(contexts)
    asked = [pair for context in contexts for pair in context.where.items()]
    return not any(histories.endless(values) for values in Kinds(traits.attributes() if asked else (), asked))


def routing_gains(seen: Observations, traits: Traits) -> Numbers:
    """For each step (and `(start)`), what each attribute gains in telling what comes next (nats, held out)."""
    moves = _transitions(seen)
    facts = _facts(seen, moves, traits)
    groups = list(_grouped(moves, 1, LEAST_SEEN))
    chance = CONDITION_CHANCE / max(1, len(groups) * sum(map(len, traits.values)))
    gains = [[value_gain(facts.at(rows), it, chance, _unknown)[0] for it in range(len(traits.names))] for _, rows in groups]
    return np.array(gains).reshape(len(groups), len(traits.names))


def error_chances(seen: Observations) -> dict[str, float]:
    """For each activity of the log: the share of its executions that come back to it in their ticket."""
    marked = mark_rework(seen.log.steps.select("case_id", "activity"), seen.log.meanings)
    # An activity is executed once in each of its cases, and once more whenever it is repeated.
    repeats, unknown = pl.col("repeat").sum(), pl.col("unknown").sum()
    marked = marked.with_columns(pl.Series("unknown", _last_of_open(seen)))
    known = pl.max_horizontal(pl.col("case_id").n_unique() + repeats - unknown, repeats, 1)
    shares = marked.group_by("activity").agg((repeats / known).round(6).alias("share"))
    return dict(shares.iter_rows())


def _last_of_open(seen: Observations) -> Flags:
    found = np.zeros(len(seen.case), dtype=np.bool_)
    found[(np.append(seen.first_row[1:], len(seen.case)) - 1)[seen.is_open]] = True
    return found


def _transitions(seen: Observations) -> _Transitions:
    count = len(seen.activities)
    start, end = count, count
    rows = len(seen.case)
    padded = np.full(rows + seen.cases, end, dtype=np.int64)
    at = np.arange(rows) + seen.case
    padded[at] = seen.activity
    case = np.empty(rows + seen.cases, dtype=np.int64)
    case[at] = seen.case
    last = np.append(seen.first_row[1:], rows) + np.arange(seen.cases)
    case[last] = np.arange(seen.cases)
    step = np.arange(len(padded)) - (seen.first_row + np.arange(seen.cases))[case]
    history = []
    for back in range(1, LONGEST + 1):
        before = np.roll(padded, back)
        history.append(np.where(step >= back, before, np.where(step == back - 1, start, -1)))
    unknown = last[seen.is_open]
    followed = np.bincount(np.delete(history[0], unknown), minlength=count + 1) > 0
    for each in history:
        each[unknown[followed[padded[unknown - 1]]]] = -1
    return _Transitions(padded, tuple(history), seen.activities)


Part = tuple[tuple[int, ...], Condition, Numbers]
"""a history, a condition, and what followed"""


def _facts(seen: Observations, moves: _Transitions, traits: Traits) -> Facts:
    """What conditions may look at, of each move."""
    ends = np.append(seen.first_row[1:], len(seen.case)) + np.arange(seen.cases)
    case = np.zeros(len(moves.following), dtype=np.int64)
    case[ends[:-1] + 1] = 1
    case = np.cumsum(case)
    visits = np.zeros(len(case), dtype=np.int64)
    # Executions of one activity in one case stand in a row, in their order, when sorted by both.
    order = np.lexsort((np.arange(len(seen.case)), seen.activity, seen.case))
    key = seen.case[order] * len(seen.activities) + seen.activity[order]
    begins = np.maximum.accumulate(np.where(np.diff(key, prepend=-1) != 0, np.arange(len(key)), 0))
    visits[order + seen.case[order] + 1] = np.arange(len(key)) - begins + 1
    return Facts(moves.following, len(moves.names) + 1, halves(seen)[case], visits, tuple(codes[case] for codes in traits.codes))


def _parts(moves: _Transitions, facts: Facts, longest: int, conditioned: bool) -> list[Part]:
    """Every history that is worth listing, parted by the conditions that hold there."""
    kept: dict[tuple[int, ...], list[tuple[Condition, Numbers]]] = {}
    for length in range(1, longest + 1):
        groups = list(_grouped(moves, length, LEAST_SEEN if length > 1 else 1))
        tests = len(groups) * sum(int(codes.max()) + 1 for codes in facts.values) if conditioned else 0
        for after, rows in groups:
            own = facts.at(rows)
            shorter = next((kept[after[cut:]] for cut in range(1, length) if after[cut:] in kept), [])
            if length == 1 or _differs(own.counts(np.ones(len(rows), bool)), _expected(own, shorter)):
                known = {condition for condition, _ in shorter}
                values = find_values(own, CONDITION_CHANCE / LONGEST / tests, known.__contains__) if tests else []
                kept[after] = _counted(own, [*values, WHOLE])
    parts = [(after, condition, counts) for after, found in kept.items() for condition, counts in found]
    return _with_visits(moves, facts, longest, parts) if conditioned else parts


def _with_visits(moves: _Transitions, facts: Facts, longest: int, parts: list[Part]) -> list[Part]:
    """The parts of histories parted further by visits, as far as they decide (no longer history does)."""
    asked: dict[tuple[int, ...], list[Condition]] = {}
    for after, condition, _ in parts:
        asked.setdefault(after, []).append(condition)
    free = np.ones(len(facts.following), dtype=bool)
    tests = len(asked) * (MOST_VISITS - 1)
    for length in range(longest, 0, -1):
        for after, rows in _grouped(moves, length, 1):
            if after in asked:
                left = facts.at(rows[free[rows]])
                free[rows] = False
                deciding = parted(left, asked[after])
                for number, part in enumerate(asked[after].copy()):
                    asked[after] += find_visits(left.at(np.flatnonzero(deciding == number)), part, CONDITION_CHANCE / tests)
    found = []
    for length in range(1, longest + 1):
        for after, rows in _grouped(moves, length, 1):
            if after in asked:
                found += [(after, condition, counts) for condition, counts in _counted(facts.at(rows), asked[after])]
    return found


def _unknown(_: Condition) -> bool:
    return False


def _counted(own: Facts, conditions: list[Condition]) -> list[tuple[Condition, Numbers]]:
    """What followed in each part of a history; without conditions, of all where nothing is left over."""
    deciding = parted(own, conditions)
    found = []
    for number, condition in enumerate(conditions):
        counts = own.counts(deciding == number)
        if condition == WHOLE and not counts.any():
            counts = own.counts(np.ones(len(deciding), bool))
        if counts.any():
            found.append((condition, counts))
    return found


def _expected(own: Facts, shorter: list[tuple[Condition, Numbers]]) -> Numbers:
    """What the shorter history lets expect of these moves; its own counts where it knows no conditions."""
    if len(shorter) == 1:
        return shorter[0][1]
    deciding = parted(own, [condition for condition, _ in shorter])
    sizes = np.bincount(deciding, minlength=len(shorter))
    expected = np.zeros(own.kinds)
    for size, (_, counts) in zip(sizes.tolist(), shorter, strict=True):
        expected += size * counts / counts.sum()
    return expected


def _grouped(moves: _Transitions, length: int, least: int) -> Iterator[tuple[tuple[int, ...], Whole]]:
    """Every history of this length that was seen often enough, the most recent step last, and the moves that have it."""
    size = len(moves.names) + 1
    whole = np.flatnonzero(moves.history[length - 1] >= 0)
    key = np.zeros(len(whole), dtype=np.int64)
    for back in range(length - 1, -1, -1):
        key = key * size + moves.history[back][whole]
    order = np.argsort(key, kind="stable")
    keys, first = np.unique(key[order], return_index=True)
    for found, rows in zip(keys.tolist(), np.split(whole[order], first[1:]), strict=False):
        if len(rows) >= least:
            yield _steps(found, length, size), rows


def _steps(key: int, length: int, size: int) -> tuple[int, ...]:
    return tuple(key // size**back % size for back in range(length - 1, -1, -1))


def _differs(counts: Numbers, parent: Numbers) -> bool:
    from scipy.special import chdtrc

    there = parent > 0
    kinds = int(there.sum())
    if kinds < 2:
        return False
    observed = counts[there]
    expected = parent[there] * (counts.sum() / parent.sum())
    some = observed > 0
    statistic = 2.0 * float(np.sum(observed[some] * np.log(observed[some] / expected[some])))
    return bool(chdtrc(kinds - 1, statistic) < CHANCE)


def _condition(context: Context, traits: Traits) -> Condition:
    """A context's condition in numbers."""
    for name, value in context.where.items():
        attribute = traits.names.index(name)
        return Condition(attribute, traits.values[attribute].index(value), context.visits)
    return Condition(visits=context.visits)


def _contexts(parts: list[Part], names: tuple[str, ...], traits: Traits, places: int) -> tuple[Context, ...]:
    """In order of their histories, those without conditions first."""
    ordered = sorted(parts, key=lambda it: (it[0], it[1].attribute, it[1].value, it[1].visits))
    return tuple(_context(after, condition, counts, names, traits, places) for after, condition, counts in ordered)


def _context(after: tuple[int, ...], condition: Condition, counts: Numbers, names: tuple[str, ...], traits: Traits, places: int) -> Context:
    following = {names[code] if code < len(names) else END: counts[code] for code in np.flatnonzero(counts).tolist()}
    steps = tuple(names[code] if code < len(names) else START for code in after)
    where = {} if condition.attribute == ANY else {traits.names[condition.attribute]: traits.values[condition.attribute][condition.value]}
    return Context(after=steps, where=where, visits=condition.visits, next=rounded_shares(following, places), n=int(counts.sum()))
