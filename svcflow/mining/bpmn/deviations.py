"""Where cases deviate from a model, read off their alignments.

A move on log is a step that the model does not allow there (`unexpected`), a move on model one that it demands and the case has not
(`skipped`). Where a case has both for one activity, the step was done, but not where the model wants it: `out_of_order`. The place of
a deviation is the step that the case did last before it, None where it did none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from svcflow.mining.bpmn.alignment import AlignedStep

DeviationKind = Literal["skipped", "unexpected", "out_of_order"]


class Deviating(NamedTuple):
    """One kind of deviation of an activity at one place; of one that is out of order, also after what the model wants it."""

    kind: DeviationKind
    activity: str
    after: str | None
    wanted_after: str | None = None


@dataclass(frozen=True, slots=True)
class Deviation:
    """A deviation over all cases: how often, in how many cases, their share of those measured, and some of them."""

    kind: DeviationKind
    activity: str
    after: str | None
    wanted_after: str | None
    count: int
    cases: int
    share: float
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActivityConformance:
    """How often an activity was done, how often where the model allows it, and how often it deviated, and how."""

    activity: str
    done: int
    as_modelled: int
    skipped: int
    unexpected: int
    out_of_order: int


def deviations_of(steps: Sequence[AlignedStep]) -> list[Deviating]:
    """The deviations of one alignment, in their order."""
    moves: dict[str, tuple[list[str | None], list[str | None]]] = {}
    order: list[tuple[str, str, int]] = []
    last: str | None = None
    for step in steps:
        kind, activity = step.kind, step.activity
        if kind != "both":
            on_log, on_model = moves.setdefault(activity, ([], []))
            side = on_log if kind == "log" else on_model
            order.append((kind, activity, len(side)))
            side.append(last)
        if kind != "model":
            last = activity
    found: list[Deviating] = []
    for side_name, activity, number in order:
        on_log, on_model = moves[activity]
        is_pair = number < min(len(on_log), len(on_model))
        if is_pair and side_name == "log":
            found.append(Deviating("out_of_order", activity, on_log[number], on_model[number]))
        elif not is_pair:
            found.append(
                Deviating("unexpected", activity, on_log[number])
                if side_name == "log"
                else Deviating("skipped", activity, on_model[number])
            )
    return found


def counted_by_activity(aligned: Iterable[tuple[Sequence[AlignedStep], int]]) -> tuple[ActivityConformance, ...]:
    """For each activity, over alignments with their numbers of cases: by falling deviations, then by name."""
    counts: dict[str, list[int]] = {}
    columns = {"skipped": 2, "unexpected": 3, "out_of_order": 4}
    for steps, cases in aligned:
        for step in steps:
            row = counts.setdefault(step.activity, [0] * 5)
            row[0] += cases * (step.kind != "model")
            row[1] += cases * (step.kind == "both")
        for each in deviations_of(steps):
            counts[each.activity][columns[each.kind]] += cases
    return tuple(ActivityConformance(name, *row) for name, row in sorted(counts.items(), key=lambda item: (-sum(item[1][2:]), item[0])))
