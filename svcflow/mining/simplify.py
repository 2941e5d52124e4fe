"""A map at a level of detail: what of it is shown, and how much of the behaviour that is.

A map of a real desk has hundreds of flows; drawn in full it is a ball of wool. The published remedy [1]_ keeps what is significant,
joins or drops the rest, and lets the analyst move the bounds. The rule here has one number, `detail` from 0 to 1, and promises
what it means. A **move** is what a map counts between two boxes: into the first step, from step to step (a flow), out of the last.

1. Wanted are the most frequent activities until they make up `detail` of all steps, the most frequent moves until they make up
   `detail` of all moves, and the activities at their ends. What is equally often comes together. The most frequent activity is
   always wanted: of several, the one whose name comes first.
2. Every wanted activity brings its best way from the start and its best way to the end: the path with the least sum of 1 ÷ count,
   short and frequent. So nothing hangs in the air, and an activity on the only way is shown even when it is rare.

The best ways are those of the whole map, whatever the detail, and so a larger detail shows all that a smaller one shows; 0 shows
the most frequent activity on its way, 1 everything. At least `detail` of the steps and of the moves is always shown.

.. [1] Günther, van der Aalst (2007), "Fuzzy Mining: Adaptive Process Simplification Based on Multi-perspective Metrics",
   BPM 2007, LNCS 4714, doi:10.1007/978-3-540-75183-0_24
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np

from svcflow.errors import LogError
from svcflow.eventlog.log import EventLog
from svcflow.mining.results import ActivityCount, Flow, ProcessMap, Terminal
from svcflow.mining.traces import find_traces

FEW_LINES = 24
"""So many lines can be followed whatever they are."""
LINES_PER_ACTIVITY = 2.4
"""Beyond this many lines for each activity, lines cover each other."""
ENOUGH = 0.95
"""So much is enough for a first look, unless a few lines show more."""
STEPS_OF_DETAIL = (1.0, 0.99, 0.98, 0.97, 0.96, *(number / 20 for number in range(19, 0, -1)))
"""What `legible_detail` chooses from."""

LEAST_RATIO = 1.15
"""Maps whose numbers of lines differ by less look the same."""

Move = tuple[str, str]
_Thing = TypeVar("_Thing")
# Names of a type of their own: an activity of the log can be called "start" as well.
_START = "\x00start"
_END = "\x00end"
_ALWAYS = -1.0
"""The level of what every detail shows."""


@dataclass(frozen=True, slots=True)
class ShownMap:
    """The part of a map that is shown at a `detail`, and its shares of the whole log (0 to 1).

    `share_of_steps`: steps whose activity is shown; `share_of_flows`: moves that are shown, those into the first step and out of
    the last among them; `share_of_cases`: cases of which every move is shown, None where the log was not at hand.
    """

    detail: float
    activities: tuple[ActivityCount, ...]
    flows: tuple[Flow, ...]
    starts: tuple[Terminal, ...]
    ends: tuple[Terminal, ...]
    activity_total: int
    flow_total: int
    share_of_steps: float
    share_of_flows: float
    share_of_cases: float | None = None


def simplify(process_map: ProcessMap, detail: float, *, log: EventLog | None = None) -> ShownMap:
    """The part of the map that a level of detail shows.

    Parameters
    ----------
    process_map : ProcessMap
        What mining found.
    detail : float
        0 (the most frequent activity on its way from start to end) to 1 (everything); monotone.
    log : EventLog, optional
        The log of the map, to count the cases that are shown from end to end.

    Returns
    -------
    ShownMap
        Everything in the map's own order.

    Raises
    ------
    LogError
        A detail outside 0 to 1.

    Notes
    -----
    m log m for m moves; with the log the cost of `find_traces` as well.
    """
    if not 0 <= detail <= 1:
        raise LogError(f"a map has no detail of {detail}.", remedy="Give a number from 0 (the main way) to 1 (everything).")
    moves, steps = _moves(process_map), {each.activity: each.count for each in process_map.activities}
    levels = _levels(steps, moves)
    activities = tuple(each for each in process_map.activities if _is_shown(levels.activities[each.activity], detail))
    flows = tuple(each for each in process_map.flows if _is_shown(levels.moves[each.source, each.target], detail))
    starts = tuple(each for each in process_map.starts if _is_shown(levels.moves[_START, each.activity], detail))
    ends = tuple(each for each in process_map.ends if _is_shown(levels.moves[each.activity, _END], detail))
    return ShownMap(
        detail=detail,
        activities=activities,
        flows=flows,
        starts=starts,
        ends=ends,
        activity_total=len(process_map.activities),
        flow_total=len(process_map.flows),
        share_of_steps=_share(activities, sum(steps.values())),
        share_of_flows=_share((*flows, *starts, *ends), sum(moves.values())),
        share_of_cases=None if log is None else _drawn_cases(log, flows, starts, ends),
    )


def legible_detail(process_map: ProcessMap, activities: int = 25) -> float:
    """The detail that a first look needs: at most so many activities, few lines, or else about two for each and 95 % of everything.

    Where the least detail shows more activities than that, as many as it shows.
    """
    levels = _levels({each.activity: each.count for each in process_map.activities}, _moves(process_map))
    boxes, lines = sorted(levels.activities.values()), sorted(levels.moves.values())
    activities = max(activities, bisect_left(boxes, 0.0))
    for detail in STEPS_OF_DETAIL:
        wide, many = (len(each) if detail == 1 else bisect_left(each, detail) for each in (boxes, lines))
        most = FEW_LINES if detail > ENOUGH else max(FEW_LINES, LINES_PER_ACTIVITY * wide)
        if wide <= activities and many <= most:
            return detail
    return 0.0


def telling_details(process_map: ProcessMap, *, most: int = 7, activities: int = 150, flows: int = 2500) -> tuple[float, ...]:
    """The few details at which the map looks clearly different, rising: what a slider stops at.

    Parameters
    ----------
    process_map : ProcessMap
        What mining found.
    most : int
        How many details at most.
    activities, flows : int
        What a map may show at most; the last detail is 1 where everything is within it, and the first 0 whatever it shows.

    Returns
    -------
    tuple of float
        The least detail, that of the first look (`legible_detail`) as near as there is one, the largest, and between them those
        that divide the number of lines most evenly by ratio. Details that show the same are one.
    """
    levels = _levels({each.activity: each.count for each in process_map.activities}, _moves(process_map))
    boxes, lines = sorted(levels.activities.values()), sorted(levels.moves.values())
    seen = {}
    for detail in (0.0, *reversed(STEPS_OF_DETAIL)):
        size = tuple(len(each) if detail == 1 else bisect_left(each, detail) for each in (boxes, lines))
        if detail == 0 or (size[0] <= activities and size[1] <= flows):
            seen[size] = detail
    lines_at = {detail: max(size[1], 1) for size, detail in seen.items()}
    first_look = legible_detail(process_map)
    chosen = {min(lines_at), max(lines_at), max(each for each in lines_at if each <= max(first_look, min(lines_at)))}
    while len(chosen) < most and (between := _widest(lines_at, sorted(chosen))) is not None:
        chosen.add(between)
    return tuple(sorted(chosen))


def _widest(lines_at: Mapping[float, int], chosen: list[float]) -> float | None:
    """The detail that divides the widest gap between those chosen, if any is clearly between two of them."""
    best, found = LEAST_RATIO, None
    for low, high in pairwise(chosen):
        for detail in (each for each in lines_at if low < each < high):
            ratio = min(lines_at[detail] / lines_at[low], lines_at[high] / lines_at[detail])
            if ratio > best:
                best, found = ratio, detail
    return found


@dataclass(frozen=True, slots=True)
class _Levels:
    """Of each activity and move the detail above which it is shown."""

    activities: dict[str, float]
    moves: dict[Move, float]


def _is_shown(level: float, detail: float) -> bool:
    return level < detail or detail == 1


def _moves(process_map: ProcessMap) -> dict[Move, int]:
    moves = {(flow.source, flow.target): flow.count for flow in process_map.flows}
    moves |= {(_START, start.activity): start.count for start in process_map.starts}
    return moves | {(end.activity, _END): end.count for end in process_map.ends}


def _levels(steps: Mapping[str, int], moves: Mapping[Move, int]) -> _Levels:
    own, wanted = _share_before(steps), _share_before(moves)
    if steps:
        own[min(steps, key=lambda name: (-steps[name], name))] = _ALWAYS
    for move, its in wanted.items():
        own |= {name: min(own[name], its) for name in move if name in own}
    level = dict(own)
    for root, turned in ((_START, False), (_END, True)):
        for move, its in _brought(own, _best_ways(moves, root, turned=turned)):
            turn = move[::-1] if turned else move
            wanted[turn] = min(wanted[turn], its)
            level |= {name: min(level[name], its) for name in turn if name in level}
    return _Levels(level, wanted)


def _share_before(counts: Mapping[_Thing, int]) -> dict[_Thing, float]:
    """Of each thing the share of all that is taken before it: that of the things that are more frequent."""
    total, so_far = sum(counts.values()), 0
    frequent: defaultdict[int, list[_Thing]] = defaultdict(list)
    for thing, count in counts.items():
        frequent[count].append(thing)
    before: dict[_Thing, float] = {}
    for count in sorted(frequent, reverse=True):
        before |= dict.fromkeys(frequent[count], so_far / total if total else 0.0)
        so_far += count * len(frequent[count])
    return before


def _best_ways(moves: Mapping[Move, int], root: str, *, turned: bool) -> dict[str, str]:
    """Of each box the next one on its best way to the root (moves are walked against their direction for ways from the start)."""
    beyond: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    for (source, target), count in moves.items():
        near, far = (target, source) if turned else (source, target)
        beyond[near].append((far, 1 / max(count, 1)))
    best, reached = {root: 0.0}, [(0.0, root)]
    nearer: dict[str, str] = {}
    while reached:
        length, near = heapq.heappop(reached)
        if length > best[near]:
            continue
        for far, step in beyond[near]:
            if length + step < best.get(far, float("inf")):
                best[far], nearer[far] = length + step, near
                heapq.heappush(reached, (length + step, far))
    return nearer


def _brought(own: Mapping[str, float], nearer: Mapping[str, str]) -> Iterator[tuple[Move, float]]:
    """The moves of the best ways, each with the lowest level of an activity that needs it."""
    walked: set[str] = set()
    for name in sorted(own, key=lambda name: (own[name], name)):
        far = name
        # What was walked before was brought by an activity of a lower level.
        while far in nearer and far not in walked:
            walked.add(far)
            yield (nearer[far], far), own[name]
            far = nearer[far]


def _share(shown: Iterable[ActivityCount | Flow | Terminal], total: int) -> float:
    return sum(each.count for each in shown) / total if total else 1.0


def _drawn_cases(log: EventLog, flows: Iterable[Flow], starts: Iterable[Terminal], ends: Iterable[Terminal]) -> float:
    """The share of cases whose first step, every flow and last step are shown; asked of each variant once."""
    traces = find_traces(log)
    if not len(traces.cases):
        return 1.0
    number = {name: place for place, name in enumerate(traces.names)}
    rows, variant = traces.steps()
    code = traces.code[rows].astype(np.int64)
    begins = np.append(True, variant[1:] != variant[:-1])
    into = np.append(0, code[:-1]) * len(number) + code
    pairs = [number[flow.source] * len(number) + number[flow.target] for flow in flows]
    entered = np.where(begins, np.isin(code, [number[each.activity] for each in starts]), np.isin(into, pairs))
    left = np.append(begins[1:], True) & ~np.isin(code, [number[each.activity] for each in ends])
    hidden = np.bincount(variant, ~entered | left) > 0
    return float(traces.cases[~hidden].sum() / traces.cases.sum())
