r"""How good a model of a log is: four qualities, each 0 to 1, measured on whole cases of the log it is compared with.

- **Fitness**: how much of the log the model can explain. One less the cost of the cheapest alignments by what they would cost if log and
  model had nothing in common [1]_: :math:`1 - \sum_\sigma n_\sigma c_\sigma / \sum_\sigma n_\sigma (|\sigma| + s)`, over sequences
  :math:`\sigma` with :math:`n_\sigma` cases; `s` is the length of the shortest run of the model.
- **Precision**: how little else it allows. Of the activities that the model allows after each beginning of an (aligned) case, the share
  that was ever done there, each beginning weighted by the cases that go on from it: escaping edges [2]_. Where the model can be in several
  markings after the same activities, what any of them allows counts.
- **Simplicity**: :math:`1 / (1 + \max(0, d - 2))`, with `d` the mean number of flows that enter or leave a node [3]_; a plain
  sequence has 1.
- **Generalisation**: how sure it is that every part of it is more than one odd case: :math:`1 - \overline{1/\sqrt{e_a}}`, over the
  activities `a` of the model, done `e` times in the alignments; an activity never done counts as done once [4]_.

Fitness and precision pull against each other; their harmonic mean `f_score` is used to choose between models.

.. [1] van der Aalst, Adriansyah, van Dongen (2012), "Replaying history on process models for conformance checking and performance
   analysis", WIREs Data Mining and Knowledge Discovery 2(2), doi:10.1002/widm.1045
.. [2] Adriansyah, Munoz-Gama, Carmona, van Dongen, van der Aalst (2015), "Measuring precision of modeled behavior", Information Systems
   and e-Business Management 13(1), doi:10.1007/s10257-014-0234-7
.. [3] Sánchez-González, García, Mendling, Ruiz, Piattini (2010), "Prediction of business process model quality based on structural
   metrics", Conceptual Modeling, doi:10.1007/978-3-642-16373-9_33
.. [4] Buijs, van Dongen, van der Aalst (2014), "Quality dimensions in process discovery", International Journal of Cooperative
   Information Systems 23(1), doi:10.1142/S0218843014400012
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from svcflow.mining.bpmn.alignment import Aligner, Alignment
from svcflow.mining.bpmn.behaviour import Behaviour, Marking
from svcflow.mining.bpmn.budget import UNLIMITED, Budget
from svcflow.mining.bpmn.model import BpmnModel
from svcflow.mining.bpmn.sequences import Sequences
from svcflow.progress import Progress, silent

_MOST_MARKINGS = 256
"""markings that a model may be in after the same activities; more are not followed"""
_TELL = 20
"""sequences between two signs of progress"""


@dataclass(frozen=True, slots=True)
class Quality:
    """Four qualities, and on how much of the log they were measured; None where nothing could be measured."""

    fitness: float | None
    precision: float | None
    f_score: float | None
    simplicity: float
    generalisation: float | None
    fitting_share: float | None
    """share of the measured cases that fit without a deviation"""
    cases: int
    cases_measured: int
    variants: int
    variants_measured: int
    least_share: float | None
    """share of the measured cases whose alignment is proved to be the cheapest; the fitness of the others is a lower bound"""
    precision_variants: int
    """variants from which the precision is known: fewer where the time ran out"""
    tasks: int
    gateways: int
    flows: int


def align_all(
    aligner: Aligner, log: Sequences, *, most: int | None = None, budget: Budget = UNLIMITED, progress: Progress = silent
) -> list[Alignment]:
    """The alignments of the most frequent sequences, in their order, until the time or `most` is spent.

    Notes
    -----
    A fitting sequence costs some microseconds an event; a deviating one up to a second where the model allows much.
    """
    found: list[Alignment] = []
    wanted = len(log.sequences) if most is None else min(most, len(log.sequences))
    for number, sequence in enumerate(log.sequences[:wanted]):
        if number % _TELL == 0:
            progress("aligning variants", number, wanted)
        alignment = None if budget.spent else aligner.align(sequence, budget)
        if alignment is None:
            break
        found.append(alignment)
    return found


def measure_quality(
    model: BpmnModel, aligner: Aligner, log: Sequences, alignments: Sequence[Alignment], budget: Budget = UNLIMITED
) -> Quality:
    """The qualities of a model on the sequences that were aligned, the first ones of the log.

    Notes
    -----
    Precision looks at every marking after every beginning of a case: it is taken from as many of the sequences as the time allows, at
    least one.
    """
    cases = log.cases[: len(alignments)]
    fitness = weighted_fitness(aligner, log, alignments)
    precision, known = _precision(aligner.behaviour, alignments, cases, budget)
    both = (fitness or 0) + (precision or 0)
    measured = sum(cases)
    return Quality(
        fitness=fitness,
        precision=precision,
        f_score=None if fitness is None or precision is None else 2 * fitness * precision / both if both else 0.0,
        simplicity=_simplicity(model),
        generalisation=_generalisation(aligner, alignments, cases),
        fitting_share=_share((number for each, number in zip(alignments, cases, strict=True) if not each.cost), measured),
        cases=sum(log.cases),
        cases_measured=measured,
        variants=len(log.sequences),
        variants_measured=len(alignments),
        least_share=_share((number for each, number in zip(alignments, cases, strict=True) if each.is_least), measured),
        precision_variants=known,
        tasks=len(model.tasks),
        gateways=sum(node.is_gateway for node in model.nodes),
        flows=len(model.flows),
    )


def weighted_fitness(aligner: Aligner, log: Sequences, alignments: Sequence[Alignment]) -> float | None:
    """Fitness of the sequences that were aligned, the first ones of the log; None where there is none."""
    cost = worst = 0
    for alignment, sequence, cases in zip(alignments, log.sequences, log.cases, strict=False):
        cost += cases * alignment.cost
        worst += cases * (len(sequence) + aligner.shortest.cost)
    if not alignments:
        return None
    return 1 - cost / worst if worst else 1.0


class _Beginning:
    """A beginning that aligned cases share: the markings after it, what the model allows there, and what was done."""

    __slots__ = ("after", "allowed", "going_on", "markings")

    def __init__(self, behaviour: Behaviour, markings: tuple[Marking, ...]) -> None:
        self.markings = markings
        self.allowed = len({label for marking in markings for label in behaviour.steps(marking)})
        self.going_on = 0
        self.after: dict[str, _Beginning] = {}

    def then(self, behaviour: Behaviour, activity: str) -> _Beginning:
        """The beginning with one more activity."""
        after = (each for marking in self.markings for each in behaviour.steps(marking).get(activity, ()))
        return _Beginning(behaviour, tuple(dict.fromkeys(after))[:_MOST_MARKINGS])


def _precision(behaviour: Behaviour, alignments: Sequence[Alignment], cases: Sequence[int], budget: Budget) -> tuple[float | None, int]:
    """The precision, and from how many of the sequences."""
    root = _Beginning(behaviour, behaviour.initial)
    beginnings = [root]
    used = 0
    for alignment, number in zip(alignments, cases, strict=True):
        if used and budget.spent:
            break
        used += 1
        here = root
        for step in alignment.steps:
            if step.kind == "log":
                continue
            here.going_on += number
            if step.activity not in here.after:
                here.after[step.activity] = here.then(behaviour, step.activity)
                beginnings.append(here.after[step.activity])
            here = here.after[step.activity]
    allowed = sum(each.going_on * each.allowed for each in beginnings)
    done = sum(each.going_on * len(each.after) for each in beginnings)
    return (done / allowed if allowed else 1.0 if used else None), used


def _simplicity(model: BpmnModel) -> float:
    degree = 2 * len(model.flows) / max(len(model.nodes), 1)
    return 1 / (1 + max(0.0, degree - 2))


def _generalisation(aligner: Aligner, alignments: Sequence[Alignment], cases: Sequence[int]) -> float | None:
    labels = aligner.bounds.bits
    if not alignments or not labels:
        return None
    done: Counter[str] = Counter()
    for alignment, number in zip(alignments, cases, strict=True):
        for step in alignment.steps:
            if step.kind != "log":
                done[step.activity] += number
    return 1 - sum(done[label] ** -0.5 if done[label] else 1.0 for label in labels) / len(labels)


def _share(parts: Iterable[int], whole: int) -> float | None:
    return sum(parts) / whole if whole else None
