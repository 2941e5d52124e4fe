"""Alignments: the cheapest way to explain a case by a model.

An **alignment** [1]_ goes through a trace and a run of the model side by side: both do the same activity (free), the log does one that
the model does not allow there (a move on log, cost 1), or the model demands one that the log has not (a move on model, cost 1;
silent moves are free). Its cost is the least number of steps that must be added or left out for the case to fit. The search is
A* over pairs of events gone through and marking: what has to cost something yet (`svcflow.mining.bpmn.bounds`) is added to what it
has cost, and moves on model are only looked at when nothing cheaper is left. Of several cheapest alignments the one is taken
that matches an event as early as it can.

In one trace at most about 100 000 pairs are gone into, so many to each event; where that was not enough the alignment is valid but may
cost more than need be, and says so.

.. [1] van der Aalst, Adriansyah, van Dongen (2012), "Replaying history on process models for conformance checking and performance
   analysis", WIREs Data Mining and Knowledge Discovery 2(2), doi:10.1002/widm.1045
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import Literal

from svcflow.errors import InputError
from svcflow.mining.bpmn.behaviour import Behaviour, Marking
from svcflow.mining.bpmn.bounds import Bounds
from svcflow.mining.bpmn.budget import UNLIMITED, Budget

MoveKind = Literal["both", "log", "model"]
_MOST_PAIRS = 100_000
_WIDEST = 1_000
"""pairs gone into for one event, besides one for each activity of the model"""
_NARROWEST = 20
_LOOK_AT_CLOCK = 512
"""pairs between two looks"""


@dataclass(frozen=True, slots=True)
class AlignedStep:
    """An activity, and who did it."""

    kind: MoveKind
    activity: str


@dataclass(frozen=True, slots=True)
class Alignment:
    """The steps side by side, their cost, and whether nothing can cost less."""

    steps: tuple[AlignedStep, ...]
    cost: int
    is_least: bool = True


class Aligner:
    """Alignments to one behaviour. What is learnt of the model is kept from trace to trace.

    Raises
    ------
    InputError
        The model cannot come to an end.
    """

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self._bounds = Bounds(behaviour.net, behaviour.labels)
        self._width = _WIDEST + len(self._bounds.bits)
        shortest = _Search(self, (), self._width).run(UNLIMITED)
        if shortest is None:
            remedy = "A gateway that joins may wait for a token that never comes: let gateways that join be of the kind that split."
            raise InputError("the model cannot come to its end.", remedy=remedy)
        self.shortest = shortest
        """the shortest run of the model, as the alignment of an empty trace"""

    @property
    def bounds(self) -> Bounds:
        """What is sure of the model's places."""
        return self._bounds

    def align(self, trace: tuple[str, ...], budget: Budget = UNLIMITED) -> Alignment | None:
        """The cheapest alignment of a trace; None where the time ran out before."""
        width = max(_NARROWEST, min(self._width, _MOST_PAIRS // (len(trace) + 1)))
        search = _Search(self, trace, width)
        found = search.run(budget)
        if found is None and not search.out_of_time:
            # The narrow search lost every way to the end; this one always holds.
            steps = (*(AlignedStep("log", activity) for activity in trace), *self.shortest.steps)
            return Alignment(steps, len(steps), False)
        return found


_Key = tuple[int, Marking]
_Came = tuple[_Key, MoveKind, str]
"""the pair before, and the step from there"""


class _Search:
    """One trace against the model."""

    def __init__(self, aligner: Aligner, trace: tuple[str, ...], width: int) -> None:
        self.out_of_time = False
        self._behaviour, self._bounds = aligner.behaviour, aligner.bounds
        self._trace, self._width = trace, width
        bits = self._bounds.bits
        self._bits = [bits.get(activity, 0) for activity in trace]
        self._left = [0] * (len(trace) + 1)
        """the activities of the events from here on"""
        for place in range(len(trace) - 1, -1, -1):
            self._left[place] = self._left[place + 1] | self._bits[place]
        self._lost: dict[int, list[int]] = {}
        """possible activities -> how many of the events from here on are none of them"""
        self._sure: dict[Marking, tuple[list[int], int]] = {}
        self._heap: list[tuple[int, int, int, int, int, _Key]] = []
        self._order = count()
        self._cost: dict[_Key, int] = {}
        self._came: dict[_Key, _Came | None] = {}

    def run(self, budget: Budget) -> Alignment | None:
        for marking in self._behaviour.initial:
            self._push((0, marking), 0, None)
        looked = 0
        entered = [0] * (len(self._trace) + 1)
        done: set[_Key] = set()
        pruned = False
        least = self._heap[0][0] if self._heap else 0
        while self._heap:
            estimate, is_later, _, _, cost, key = heappop(self._heap)
            if is_later:
                self._model_moves(key, cost)
                continue
            if key in done or cost > self._cost[key]:
                continue
            place, marking = key
            if place == len(self._trace) and self._behaviour.may_end(marking):
                return Alignment(self._steps(key), cost, not pruned or cost == least)
            if entered[place] == self._width:
                pruned = True
                continue
            entered[place] += 1
            done.add(key)
            self._log_moves(key, cost)
            heappush(self._heap, (estimate, 1, -place, -next(self._order), cost, key))
            looked += 1
            if looked % _LOOK_AT_CLOCK == 0 and budget.spent:
                self.out_of_time = True
                return None
        return None

    def _log_moves(self, key: _Key, cost: int) -> None:
        """Go through the next event: together with the model where it can, or without it."""
        place, marking = key
        if place == len(self._trace):
            return
        activity = self._trace[place]
        self._push((place + 1, marking), cost + 1, (key, "log", activity))
        for after in self._behaviour.steps(marking).get(activity, ()):
            self._push((place + 1, after), cost, (key, "both", activity))

    def _model_moves(self, key: _Key, cost: int) -> None:
        place, marking = key
        for activity, markings in self._behaviour.steps(marking).items():
            for after in markings:
                self._push((place, after), cost + 1, (key, "model", activity))

    def _push(self, key: _Key, cost: int, came: _Came | None) -> None:
        known = self._cost.get(key)
        if known is None or cost < known:
            self._cost[key] = cost
            self._came[key] = came
            heappush(self._heap, (cost + self._at_least(key), 0, -key[0], -next(self._order), cost, key))

    def _at_least(self, key: _Key) -> int:
        place, marking = key
        sure = self._sure.get(marking)
        if sure is None:
            possible = self._bounds.possible(marking)
            lost = self._lost.get(possible)
            if lost is None:
                lost = self._lost[possible] = self._counted(possible)
            sure = self._sure[marking] = (lost, self._bounds.needed(marking))
        return sure[0][place] + (sure[1] & ~self._left[place]).bit_count()

    def _counted(self, possible: int) -> list[int]:
        lost = [0] * (len(self._trace) + 1)
        for place in range(len(self._trace) - 1, -1, -1):
            lost[place] = lost[place + 1] + (not self._bits[place] & possible)
        return lost

    def _steps(self, key: _Key) -> tuple[AlignedStep, ...]:
        steps: list[AlignedStep] = []
        came = self._came[key]
        while came is not None:
            key, kind, activity = came
            steps.append(AlignedStep(kind, activity))
            came = self._came[key]
        return tuple(reversed(steps))
