"""A BPMN model discovered from a log, and chosen by how good it is.

The inductive miner is given the most frequent variants that together cover a share of the cases (`coverage`), and may take relations
for noise (`noise`). Both leave rare work out; how much is best depends on the log: with everything in it, a model tends to allow
everything, and with little it explains little. So several pairs are tried, and each model is measured on the whole log
(`svcflow.mining.bpmn.quality`). Of those whose harmonic mean of fitness and precision is within 0.02 of the best, the one that
explains most is taken; of equals the simplest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from svcflow.errors import LogError
from svcflow.eventlog.log import EventLog
from svcflow.mining.bpmn.alignment import Aligner, Alignment
from svcflow.mining.bpmn.behaviour import Behaviour
from svcflow.mining.bpmn.blocks import Block
from svcflow.mining.bpmn.budget import UNLIMITED, Budget
from svcflow.mining.bpmn.drawing import Drawing, draw_blocks
from svcflow.mining.bpmn.miner import mine_blocks
from svcflow.mining.bpmn.quality import Quality, align_all, measure_quality
from svcflow.mining.bpmn.sequences import Sequences, find_sequences
from svcflow.mining.bpmn.writing import write_drawing
from svcflow.progress import Progress, silent

MOST_VARIANTS = 500
"""more add seconds, and nothing that a person can read"""
MOST_STEPS = 5_000
"""steps of the variants that the miner is given, unless the first has more"""
MOST_ACTIVITIES = 60
"""the commonest ones, which a model is made of: where work has no structure the miner's time grows with their cube"""
COVERAGES = (0.8, 0.95, 1.0)
NOISES = (0.0, 0.2, 0.4)
_AS_GOOD = 0.02
"""difference of two harmonic means that says nothing"""
_FOR_MEASURING = 0.2
"""share of the time that measuring has at least"""
_COMPARED = 200
"""variants on which candidates are compared"""


@dataclass(frozen=True, slots=True)
class Discovered:
    """A model that was written: where, from how many variants, which cover which share of the cases (0 to 1)."""

    path: Path
    variants: int
    share: float
    activities: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair of settings that was tried, and the quality of what it gave, on the most frequent variants."""

    coverage: float
    noise: float
    fitness: float | None
    precision: float | None
    f_score: float | None
    simplicity: float


@dataclass(frozen=True, slots=True)
class DiscoveredModel:
    """The best model: its drawing, what it was made of, its quality on the whole log, and what else was tried."""

    drawing: Drawing
    coverage: float
    noise: float
    variants: int
    """variants that it was made of"""
    share: float
    """their share of the cases"""
    activities: int
    """activities in it"""
    rare: tuple[str, ...]
    """activities of the log that are not in it, by falling steps"""
    quality: Quality
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class _Tried:
    drawing: Drawing
    coverage: float
    noise: float
    used: int
    aligner: Aligner
    alignments: list[Alignment]


def discover_bpmn(
    log: EventLog,
    *,
    coverage: float | None = None,
    noise: float | None = None,
    without: Sequence[str] = (),
    budget: Budget = UNLIMITED,
    progress: Progress = silent,
) -> DiscoveredModel:
    """Discover a model and measure it.

    Parameters
    ----------
    log : EventLog
        Any log with at least one case.
    coverage : float, optional
        The least share of cases whose variants the model is made of, over 0 and at most 1. Default: 0.8, 0.95 and 1 are tried.
        At most 500 variants, of 5 000 steps in all, are taken, and their 60 commonest activities.
    noise : float, optional
        The share, 0 to 1, below which a relation is noise. Default: 0, 0.2 and 0.4 are tried.
    without : sequence of str
        Activities to leave out, of the model as of the log that it is measured on.
    budget : Budget, optional
        When to stop measuring: what was measured by then is told. Half of the time is for choosing.

    Raises
    ------
    LogError
        The log is empty, or a setting is not a share.

    Notes
    -----
    2 s for the first import of pm4py, then tenths of a second for logs with some hundred variants; some seconds for each pair of
    settings where 60 activities follow each other at random. Measuring grows with the steps of the variants, not with the cases.
    """
    _check(log, coverage, noise)
    sequences = find_sequences(log).without(without)
    coverages = COVERAGES if coverage is None else (coverage,)
    noises = NOISES if noise is None else (noise,)
    tried = _tried(sequences, log.name, coverages, noises, budget.part(0.5), progress)
    common = min(len(each.alignments) for each in tried)
    measured = [measure_quality(each.drawing.model, each.aligner, sequences, each.alignments[:common], budget.part(0.2)) for each in tried]
    chosen = tried[_best(measured)]
    # The miner cannot be stopped: what it took too long is not taken from the measuring.
    rest = budget.at_least(_FOR_MEASURING)
    alignments = align_all(chosen.aligner, sequences, budget=rest.part(0.8), progress=progress)
    model = chosen.drawing.model
    return DiscoveredModel(
        drawing=chosen.drawing,
        coverage=chosen.coverage,
        noise=chosen.noise,
        variants=chosen.used,
        share=sum(sequences.cases[: chosen.used]) / sum(sequences.cases),
        activities=len(model.tasks),
        rare=_rare(sequences, {node.name for node in model.tasks}),
        quality=measure_quality(model, chosen.aligner, sequences, alignments, rest),
        candidates=tuple(
            Candidate(each.coverage, each.noise, found.fitness, found.precision, found.f_score, found.simplicity)
            for each, found in zip(tried, measured, strict=True)
        ),
    )


def write_bpmn(log: EventLog, path: Path, coverage: float = 0.8) -> Discovered:
    """Discover a model that replays the variants that it is made of, and write it as BPMN 2.0 with its layout; nothing is measured.

    Parameters
    ----------
    log : EventLog
        Any log with at least one case.
    path : Path
        The file to write.
    coverage : float
        The least share of cases whose variants the model is made of, 0 to 1; the limits are those of `discover_bpmn`.

    Returns
    -------
    Discovered
        What was used. About 2 s for the first import of pm4py, then hundredths of a second.

    Raises
    ------
    LogError
        The log is empty, or the coverage is not a share.
    """
    _check(log, coverage, None)
    sequences = find_sequences(log)
    used = _covering(sequences, coverage)
    drawing = draw_blocks(_mined(sequences, used, 0.0), log.name)
    write_drawing(drawing, path)
    return Discovered(path, used, sum(sequences.cases[:used]) / sum(sequences.cases), len(drawing.model.tasks))


def _check(log: EventLog, coverage: float | None, noise: float | None) -> None:
    if coverage is not None and not 0 < coverage <= 1:
        raise LogError(f"coverage(={coverage}) must be over 0 and at most 1.")
    if noise is not None and not 0 <= noise <= 1:
        raise LogError(f"noise(={noise}) must be 0 to 1.")
    if not log.cases.height:
        raise LogError("a log without cases has no model.", place=log.name)


def _tried(
    sequences: Sequences, name: str, coverages: Sequence[float], noises: Sequence[float], budget: Budget, progress: Progress
) -> list[_Tried]:
    """The models of all pairs of settings, each once, aligned with the most frequent variants."""
    found: dict[Block, _Tried] = {}
    pairs = list(product(coverages, noises))
    for number, (coverage, noise) in enumerate(pairs):
        if found and budget.spent:
            break
        progress("discovering models", number, len(pairs))
        used = _covering(sequences, coverage)
        block = _mined(sequences, used, noise)
        if block in found:
            continue
        drawing = draw_blocks(block, name)
        aligner = Aligner(Behaviour(drawing.model, {node.id: node.name for node in drawing.model.tasks}))
        part = budget.part(1 / (len(pairs) - number))
        found[block] = _Tried(drawing, coverage, noise, used, aligner, align_all(aligner, sequences, most=_COMPARED, budget=part))
    return list(found.values())


def _best(measured: Sequence[Quality]) -> int:
    best = max(each.f_score or 0.0 for each in measured)
    good = [place for place, each in enumerate(measured) if (each.f_score or 0.0) >= best - _AS_GOOD]
    return max(good, key=lambda place: (round(measured[place].fitness or 0.0, 6), measured[place].simplicity, -place))


def _rare(sequences: Sequences, modelled: set[str]) -> tuple[str, ...]:
    counted: Counter[str] = Counter()
    for sequence, cases in zip(sequences.sequences, sequences.cases, strict=True):
        for activity in sequence:
            counted[activity] += cases
    return tuple(sorted(counted.keys() - modelled, key=lambda activity: (-counted[activity], activity)))


def _mined(sequences: Sequences, used: int, noise: float) -> Block:
    given = list(zip(sequences.sequences[:used], sequences.cases[:used], strict=True))
    steps: Counter[str] = Counter()
    for sequence, cases in given:
        for activity in sequence:
            steps[activity] += cases
    kept = set(sorted(steps, key=lambda activity: (-steps[activity], activity))[:MOST_ACTIVITIES])
    traces: Counter[tuple[str, ...]] = Counter()
    for sequence, cases in given:
        traces[tuple(activity for activity in sequence if activity in kept)] += cases
    return mine_blocks(traces, noise)


def _covering(sequences: Sequences, coverage: float) -> int:
    """How many of the most frequent sequences cover that share of the cases; at least one."""
    needed = coverage * sum(sequences.cases) - 1e-9
    covered = steps = 0
    for number, (sequence, cases) in enumerate(zip(sequences.sequences, sequences.cases, strict=True)):
        steps += len(sequence)
        if number == MOST_VARIANTS or (number and (steps > MOST_STEPS or covered >= needed)):
            return number
        covered += cases
    return len(sequences.sequences)
