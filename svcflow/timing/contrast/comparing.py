"""What changed from one log, or one slice of a log, to another: every figure with its interval, false discoveries controlled.

A process has hundreds of figures, and of hundreds some always look different by chance. So each one is tested, and all the p values
together pass through Benjamini and Hochberg's procedure [1]_: of what is called **changed**, at most the given share is expected to
be chance. The procedure holds for independent figures and for those that rise and fall together (PRDS [2]_), which is how the
figures of one process hang together for the most part.

How many hours a change **moves** follows from what a case spends on a step: executions a case × hours an execution. A change of the
one counts at the mean of the other (half of both sides'), so that over a step the parts add up to what the case spends more or less.

Differences are of the two sides as they are, not effects: sides may differ in the kinds of cases that they get. The lead time at the
same mix of kinds (direct standardisation) takes one such difference out.

.. [1] Benjamini, Hochberg (1995), JRSS B 57, doi:10.1111/j.2517-6161.1995.tb02031.x
.. [2] Benjamini, Yekutieli (2001), Annals of Statistics 29, doi:10.1214/aos/1013699998
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

import numpy as np
import polars as pl

from svcflow.errors import InputError
from svcflow.eventlog import EventLog
from svcflow.progress import Progress, silent
from svcflow.timing.contrast.batches import FEWEST_CASES, Batch
from svcflow.timing.contrast.case_figures import arrival_batch, case_batches, mix_batches, variant_batches
from svcflow.timing.contrast.facts import gather
from svcflow.timing.contrast.inference import differences
from svcflow.timing.contrast.results import Change, Contrast, Level
from svcflow.timing.contrast.slices import Sides, Window
from svcflow.timing.contrast.step_figures import flow_batches, step_batches
from svcflow.timing.contrast.sums import Floats

LEVELS: tuple[Level, ...] = ("cases", "steps", "flows", "variants")
KINDS = ("priority", "severity", "impact", "urgency", "category", "type")
"""columns whose values are kinds of cases, in the order in which they are looked for"""
MOST_KINDS = 50
WEEK = timedelta(weeks=1)


def contrast_sides(sides: Sides, *, fdr: float = 0.05, mix: str | None = None, progress: Progress = silent) -> Contrast:
    """Compare two sides in every figure.

    Parameters
    ----------
    sides : Sides
        Two timed logs (`pair_logs`, `split_at`, `split_between`, `split_last`, `split_by`). Where both know the causes of waiting, these
        are compared too.
    fdr : float
        The share of false discoveries that is accepted among what is called changed, between 0 and 1.
    mix : str, optional
        The column that says of what kind a case is; found (`priority`, a category …) where it is not given.
    progress : callable
        Told of two stages.

    Returns
    -------
    Contrast
        Nothing in it is random: the same sides give the same figures, and the sides exchanged the same with other signs.

    Raises
    ------
    InputError
        The share is none, a side has no cases, or no log has the column `mix`.

    Notes
    -----
    Linear in the steps but for sorting them: some seconds for a million, on top of timing them.
    """
    if not 0 < fdr < 1:
        raise InputError(f"{fdr:g} is no share of false discoveries.", remedy="Give one between 0 and 1, such as 0.05.")
    for log, name in ((sides.baseline, sides.names[0]), (sides.other, sides.names[1])):
        if not log.steps.height:
            raise InputError("there is no case to compare.", place=name, remedy="Choose sides that both have cases.")
    progress("gathering both sides", 0, 2)
    kind = _mix_column(sides, mix)
    both = gather(sides.baseline, sides.other, kind)
    progress("comparing", 1, 2)
    weekly, rates = zip(*(_arrivals(log, window) for log, window in _windows(sides)), strict=True)
    batches = [
        *case_batches(both),
        *mix_batches(both),
        *([arrival_batch(weekly, rates, both.basis(False))] if all(rate > 0 for rate in rates) else []),
        *step_batches(both),
        *flow_batches(both),
        *variant_batches(both),
    ]
    changes = _controlled([change for batch in batches for change in _changes(batch)], fdr)
    tests = sum(change.p is not None for change in changes)
    progress("comparing", 2, 2)
    return Contrast(
        *sides.names,
        cases_baseline=sides.baseline.cases.height,
        cases_other=sides.other.cases.height,
        changes=tuple(sorted(changes, key=_rank)),
        tests=tests,
        changed=sum(change.changed for change in changes),
        untested=len(changes) - tests,
        fdr=fdr,
        notes=(*sides.notes, *_notes(sides, kind, len(changes) - tests)),
    )


def _changes(batch: Batch) -> list[Change]:
    with np.errstate(all="ignore"):
        found = differences(batch.baseline, batch.other)
    sides = batch.baseline, batch.other
    known = (sides[0].n > 0) & (sides[1].n > 0)
    changes = []
    for row, what in enumerate(batch.what):
        a, b = (float(side.value[row]) if side.n[row] else None for side in sides)
        tested = bool(batch.tested[row] and known[row])
        gap = float(found.difference[row]) if known[row] else None
        presence = batch.figure == "share_of_cases" and batch.level != "cases"
        changes.append(
            Change(
                level=batch.level,
                what=what,
                figure=batch.figure,
                unit=batch.unit,
                baseline=a,
                other=b,
                difference=gap,
                low=float(found.low[row]) if tested else None,
                high=float(found.high[row]) if tested else None,
                relative=gap / a if gap is not None and a else None,
                chance_longer=_number(batch.longer, row),
                moved_h=_number(batch.moved, row) if known[row] else None,
                p=float(found.p[row]) if tested else None,
                q=None,
                changed=False,
                presence="appears" if presence and a == 0 and b else "disappears" if presence and b == 0 and a else "",
                n_baseline=int(sides[0].n[row]),
                n_other=int(sides[1].n[row]),
                basis=batch.basis[row] if known[row] else "absent",
            )
        )
    return changes


def _controlled(changes: list[Change], fdr: float) -> list[Change]:
    """The changes with q, and with what is called changed."""
    from scipy.stats import false_discovery_control

    tested = [number for number, change in enumerate(changes) if change.p is not None]
    p = np.array([changes[number].p for number in tested], dtype=np.float64)
    adjusted = false_discovery_control(p, method="bh").tolist() if tested else []
    for number, q in zip(tested, adjusted, strict=True):
        changes[number] = replace(changes[number], q=float(q), changed=bool(q <= fdr))
    return changes


def _rank(change: Change) -> tuple[bool, float, int, float]:
    """Clear changes first, by the hours that they move; then by level, the surest first."""
    moved = abs(change.moved_h or 0.0) if change.changed else 0.0
    return not change.changed, -moved, LEVELS.index(change.level), 1.0 if change.q is None else change.q


def _number(values: Floats | None, row: int) -> float | None:
    return float(values[row]) if values is not None and math.isfinite(values[row]) else None


def _mix_column(sides: Sides, mix: str | None) -> str | None:
    logs = sides.baseline, sides.other
    shared = [
        name
        for name in (*logs[0].cases.columns, *logs[0].steps.columns)
        if all(name in (*log.cases.columns, *log.steps.columns) for log in logs)
    ]
    if mix is not None:
        from svcflow.errors import did_you_mean

        found = next((name for name in (mix, f"case:{mix}") if name in shared), None)
        if found is None:
            columns = [name.removeprefix("case:") for name in shared]
            raise InputError(f'not both sides have a column "{mix}".', remedy=did_you_mean(mix, columns), about=("--mix", "", mix))
        return found
    named = {name.removeprefix("case:").casefold(): name for name in reversed(shared)}
    for name in (named[kind] for kind in KINDS if kind in named):
        texts = all(
            isinstance((log.cases if name in log.cases.columns else log.steps).schema[name], (pl.String, pl.Categorical)) for log in logs
        )
        if name != sides.column and texts and all(_kinds(log, name) <= MOST_KINDS for log in logs):
            return name
    return None


def _kinds(log: EventLog, column: str) -> int:
    return (log.cases if column in log.cases.columns else log.steps)[column].n_unique()


def _windows(sides: Sides) -> list[tuple[EventLog, Window]]:
    """Each side with the time in which its cases could begin: what it was cut to, else from its first case to its last."""
    logs = sides.baseline, sides.other
    spans = [log.cases.select(pl.col("first_time").min().alias("a"), pl.col("first_time").max().alias("b")).row(0) for log in logs]
    if sides.column:
        spans = [(min(a for a, _ in spans), max(b for _, b in spans))] * 2
    return list(zip(logs, sides.windows or spans, strict=True))


def _arrivals(log: EventLog, window: Window) -> tuple[Floats, float]:
    """The cases that begin in each whole week of the window, and how many a week on the whole."""
    first, until = window
    weeks = (until - first) / WEEK
    at = log.cases.select((pl.col("first_time") - first).dt.total_microseconds()).to_series().to_numpy() / (
        WEEK / timedelta(microseconds=1)
    )
    counts = np.bincount(np.clip(at, 0, None).astype(np.int64), minlength=int(weeks))[: int(weeks)].astype(np.float64)
    return counts, log.cases.height / weeks if weeks > 0 else 0.0


def _notes(sides: Sides, kind: str | None, untested: int) -> list[str]:
    notes = []
    if untested:
        notes.append(
            f"{untested} figures were not tested: what they measure is in fewer than {FEWEST_CASES} cases of a side (100 for a 90th "
            "percentile, 4 whole weeks for arrivals)."
        )
    if kind is not None:
        notes.append(f'Lead time at the same mix: the mean of each "{kind.removeprefix("case:")}", weighted as on both sides together.')
    if any(
        ("basis" in log.steps.columns) and bool((log.steps["basis"].cast(pl.String) == "estimated").any())
        for log in (sides.baseline, sides.other)
    ):
        notes.append(
            "Some begins of work are not in the log: figures of processing and waiting are estimates, and so are their differences."
        )
    return notes
