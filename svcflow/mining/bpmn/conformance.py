"""Conformance: how far the cases of a log follow a given BPMN model, and where they do not.

Each sequence of activities is aligned with the model (`svcflow.mining.bpmn.alignment`), the most frequent first, until the time is
spent; what was not reached by then is left out, and the share of the cases that was measured is told. A case **fits** when its
alignment costs nothing. Lead times are those of whole cases, from the first instant to the last [h].
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.errors import LogError
from svcflow.eventlog.log import EventLog
from svcflow.mining.bpmn.alignment import AlignedStep, Aligner, Alignment
from svcflow.mining.bpmn.behaviour import Behaviour
from svcflow.mining.bpmn.budget import UNLIMITED, Budget
from svcflow.mining.bpmn.deviations import ActivityConformance, Deviating, Deviation, counted_by_activity, deviations_of
from svcflow.mining.bpmn.matching import Match, Matching, match_names
from svcflow.mining.bpmn.model import BpmnModel
from svcflow.mining.bpmn.quality import align_all, weighted_fitness
from svcflow.mining.bpmn.sequences import Sequences, find_sequences
from svcflow.progress import Progress, silent

_EXAMPLES = 3
_MOST_VARIANTS = 50
"""deviating variants that are told"""


@dataclass(frozen=True, slots=True)
class DeviatingVariant:
    """A sequence that does not fit: its cases, their share of those measured, its cost, its fitness, and its alignment."""

    cases: int
    share: float
    cost: int
    fitness: float
    steps: tuple[AlignedStep, ...]
    example: str


@dataclass(frozen=True, slots=True)
class CaseGroup:
    """Cases that fit, or do not, and their lead times [h]; None where there are none."""

    cases: int
    mean_lead_time_h: float | None
    median_lead_time_h: float | None


@dataclass(frozen=True, slots=True)
class Conformance:
    """How a log follows a model. Shares are of the cases that were measured."""

    model: str
    cases: int
    cases_measured: int
    variants: int
    variants_measured: int
    fitting_share: float | None
    fitness: float | None
    """as `svcflow.mining.bpmn.quality` says"""
    least_share: float | None
    """share of the measured cases whose alignment is proved to be the cheapest"""
    deviations: tuple[Deviation, ...]
    """by falling cases, then by falling count"""
    activities: tuple[ActivityConformance, ...]
    deviating_variants: tuple[DeviatingVariant, ...]
    """by falling cost of all their cases"""
    deviating_variant_count: int
    fitting: CaseGroup
    deviating: CaseGroup
    matches: tuple[Match, ...]
    only_model: tuple[str, ...]
    only_log: tuple[str, ...]
    left_out: tuple[str, ...]
    """activities of the log that were not compared"""
    notes: tuple[str, ...]


def check_conformance(
    log: EventLog,
    model: BpmnModel,
    *,
    names: Mapping[str, str] | None = None,
    without: Collection[str] = (),
    ignore_unknown: bool = False,
    budget: Budget = UNLIMITED,
    progress: Progress = silent,
) -> Conformance:
    """Compare a log with a model.

    Parameters
    ----------
    log : EventLog
        Any log with at least one case.
    model : BpmnModel
    names : mapping of str to str, optional
        Name in the model -> activity of the log, where they differ by more than case and blanks.
    without : collection of str
        Activities that are not compared, on either side (see `svcflow.mining.bpmn.waiting_activities`).
    ignore_unknown : bool
        Leave out the names that only one side knows.
    budget : Budget, optional
        When to stop aligning.

    Raises
    ------
    LogError
        The log has no case.
    InputError
        No name fits, a given one is not there, or the model cannot come to its end.

    Notes
    -----
    Costs an alignment for each distinct sequence (microseconds for one that fits, up to a second for one that does not); the number of
    cases matters only for reading them.
    """
    if not log.cases.height:
        raise LogError("a log without cases cannot be compared.", place=log.name)
    whole = find_sequences(log)
    matching = match_names(model, whole.activities, names)
    left_out = (frozenset(without) | (frozenset(matching.only_log) if ignore_unknown else frozenset())) & whole.activities
    hidden = frozenset(without) | (frozenset(matching.only_model) if ignore_unknown else frozenset())
    labels = {node: label for node, label in matching.labels.items() if label not in hidden}
    sequences = whole.without(left_out)
    aligner = Aligner(Behaviour(model, labels))
    alignments = align_all(aligner, sequences, budget=budget, progress=progress)
    return _result(log, model, sequences, aligner, alignments, matching, tuple(sorted(left_out)))


def waiting_activities(log: EventLog) -> tuple[str, ...]:
    """The activities that are not work but waiting: in a queue, for the customer, for a supplier."""
    return tuple(sorted(activity for activity, meaning in log.meanings.items() if meaning in ("queue", "customer", "supplier")))


def _result(
    log: EventLog,
    model: BpmnModel,
    sequences: Sequences,
    aligner: Aligner,
    alignments: Sequence[Alignment],
    matching: Matching,
    left_out: tuple[str, ...],
) -> Conformance:
    cases = sequences.cases[: len(alignments)]
    measured = sum(cases)
    examples = _Examples(log, sequences.of_case)
    fits = np.array([not each.cost for each in alignments], bool)
    known = sequences.of_case < len(alignments)
    fitting = np.zeros(len(known), bool)
    fitting[known] = fits[sequences.of_case[known]]
    lead = log.cases.select((pl.col("last_time") - pl.col("first_time")).dt.total_microseconds() / 3.6e9).to_series().to_numpy()
    proved = sum(number for each, number in zip(alignments, cases, strict=True) if each.is_least)
    return Conformance(
        model=model.name,
        cases=len(known),
        cases_measured=measured,
        variants=len(sequences.sequences),
        variants_measured=len(alignments),
        fitting_share=float(fitting.sum()) / measured if measured else None,
        fitness=weighted_fitness(aligner, sequences, alignments),
        least_share=proved / measured if measured else None,
        deviations=_deviations(alignments, cases, examples),
        activities=counted_by_activity((each.steps, number) for each, number in zip(alignments, cases, strict=True)),
        deviating_variants=_variants(sequences, aligner, alignments, examples),
        deviating_variant_count=int((~fits).sum()),
        fitting=_group(lead[fitting]),
        deviating=_group(lead[known & ~fitting]),
        matches=matching.matches,
        only_model=matching.only_model,
        only_log=matching.only_log,
        left_out=left_out,
        notes=model.notes,
    )


class _Examples:
    """Case ids by the number of their sequence."""

    def __init__(self, log: EventLog, of_case: NDArray[np.int64]) -> None:
        self._ids = log.cases.get_column("case_id")
        self._order = np.argsort(of_case, kind="stable")
        self._starts = np.searchsorted(of_case[self._order], np.arange(int(of_case.max(initial=-1)) + 2))

    def of(self, number: int, most: int = _EXAMPLES) -> list[str]:
        """The first cases with a sequence."""
        first, last = int(self._starts[number]), int(self._starts[number + 1])
        return self._ids.gather(self._order[first : min(last, first + most)]).cast(pl.String).to_list()


def _deviations(alignments: Sequence[Alignment], cases: Sequence[int], examples: _Examples) -> tuple[Deviation, ...]:
    times: dict[Deviating, int] = {}
    where: dict[Deviating, list[int]] = {}
    for number, alignment in enumerate(alignments):
        for each in deviations_of(alignment.steps) if alignment.cost else ():
            times[each] = times.get(each, 0) + cases[number]
            known = where.setdefault(each, [])
            if not known or known[-1] != number:
                known.append(number)
    measured = sum(cases)
    found = []
    for each, numbers in where.items():
        count = sum(cases[number] for number in numbers)
        shown = [case for number in numbers[:_EXAMPLES] for case in examples.of(number)][:_EXAMPLES]
        found.append(Deviation(*each, times[each], count, count / measured, tuple(shown)))
    return tuple(sorted(found, key=lambda each: (-each.cases, -each.count, each.activity, each.kind, each.after or "")))


def _variants(sequences: Sequences, aligner: Aligner, alignments: Sequence[Alignment], examples: _Examples) -> tuple[DeviatingVariant, ...]:
    measured = sum(sequences.cases[: len(alignments)])
    numbers = [number for number, each in enumerate(alignments) if each.cost]
    worst = sorted(numbers, key=lambda number: (-alignments[number].cost * sequences.cases[number], number))[:_MOST_VARIANTS]
    return tuple(
        DeviatingVariant(
            cases=sequences.cases[number],
            share=sequences.cases[number] / measured,
            cost=alignments[number].cost,
            fitness=1 - alignments[number].cost / (len(sequences.sequences[number]) + aligner.shortest.cost),
            steps=alignments[number].steps,
            example=examples.of(number, 1)[0],
        )
        for number in worst
    )


def _group(lead: NDArray[np.float64]) -> CaseGroup:
    if not len(lead):
        return CaseGroup(0, None, None)
    return CaseGroup(len(lead), float(lead.mean()), float(np.median(lead)))
