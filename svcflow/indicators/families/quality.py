"""Quality: defects by the million, the capability of the lead time, completeness, and how alike tickets are worked on.

**DPMO** are defects by a million opportunities: each execution of a work step is an opportunity, and one to which the ticket returned a
defect. The **sigma level** is the normal deviate of the share without defect, plus the shift of 1.5 by which a process is held to wander in
the long run [1]_: 3.4 DPMO are six sigma. **Cpk** of the lead time against the service level is (level − mean) ÷ 3 standard deviations,
one-sided since nobody complains of speed [2]_; lead times are skewed, so it is a comparison, not a promise.

.. [1] M. Harry, R. Schroeder, Six Sigma, Doubleday 2000. The shift is a convention, not a law.
.. [2] V. E. Kane, Journal of Quality Technology 18 (1986) 41, doi:10.1080/00224065.1986.11978984
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import ndtri

from svcflow.indicators.estimates import Amount, Bools, Estimate, Floats, Known, Mapped, Ratio, Share, Smooth, deviation, mean, spread
from svcflow.indicators.grammar import COUNTED, DONE_SO_FAR, EXECUTIONS, SO_FAR, TICKETS, Entry
from svcflow.indicators.ground import Ground, Numbers
from svcflow.indicators.results import Level
from svcflow.indicators.view import View
from svcflow.mining.duplicates import find_duplicates
from svcflow.mining.rework import find_repeats
from svcflow.mining.traces import find_traces
from svcflow.mining.variants import rank_variants

SHIFT = 1.5
MILLION = 1e6
_OF_SETS: tuple[Level, ...] = ("process", "segment", "month", "team")
_EMPTY = ("", "-", "none", "null", "nan", "n/a", "?")


def sigma_of(defects: float) -> float:
    """The sigma level, shift of 1.5 included, of a share of defects: 3.4 by a million are 6."""
    return float(ndtri(1.0 - defects)) + SHIFT if 0 < defects < 1 else math.nan


def _defects(view: View) -> Ratio:
    done = view.sums("executions")
    return Ratio(view.sums("returns"), done, int(done.sum()))


def _sigma(view: View) -> Estimate:
    # A log without any defect has shown no more than that there is fewer than one in what it holds.
    found = _defects(view)
    return Mapped(found, lambda share: sigma_of(min(max(share, 0.5 / max(found.n, 1)), 1 - 0.5 / max(found.n, 1))))


def _cpk(view: View) -> Estimate | None:
    level = view.setting.service_level_h
    if level is None:
        return None
    return Smooth(spread(view.lead_h), lambda n, total, squares: (level - total / n) / (3 * deviation(n, total, squares)))


def _variation(view: View) -> Estimate:
    return Smooth(spread(view.lead_h), lambda n, total, squares: deviation(n, total, squares) / (total / n))


def _middle_spread(view: View) -> Estimate | None:
    low, middle, high = np.quantile(view.lead_h, (0.25, 0.5, 0.75))
    return Amount(float((high - low) / middle), view.count) if middle > 0 else None


def _complete(view: View) -> Estimate | None:
    """Filled fields ÷ required fields."""
    if not view.setting.required:
        return None
    filled = np.zeros(view.count)
    for name in view.setting.required:
        column = view.ground.column(name)
        if column is not None:
            filled += (~column.str.strip_chars().str.to_lowercase().is_in(_EMPTY).fill_null(True)).to_numpy()[view.cases]
    return Ratio(filled, np.full(view.count, float(len(view.setting.required))))


def _variant(ground: Ground) -> tuple[Numbers, list[tuple[str, ...]]]:
    """The variant of each ticket of the log by its place in the ranking, and the variants."""
    traces = find_traces(ground.timed)
    ranked = list(rank_variants(ground.timed, traces))
    place = {int(traces.key[number]): rank for rank, (number, _) in enumerate(ranked)}
    order = ground.timed.cases.select("case_id").with_row_index("row")
    row = ground.cases.select("case_id").join(order, on="case_id", how="left", maintain_order="left").get_column("row").to_numpy()
    ranks = np.array([place[int(key)] for key in traces.keys.tolist()], np.int64)
    return ranks[row], [path for _, path in ranked]


def _on_path(view: View, path: tuple[str, ...]) -> Estimate | None:
    ranks, paths = view.ground.once(_variant)
    return Share(np.array([paths[rank] == path for rank in range(len(paths))], np.bool_)[ranks[view.cases]])


def _main_path(view: View) -> Estimate | None:
    paths = view.ground.once(_variant)[1]
    return _on_path(view, paths[0]) if paths else None


def _follows(view: View) -> Estimate | None:
    return _on_path(view, view.setting.procedure) if view.setting.procedure else None


def _variants(view: View) -> Estimate | None:
    """How many variants it takes to cover four of five tickets."""
    counts = np.sort(np.bincount(view.ground.once(_variant)[0][view.cases]))[::-1]
    covered = np.cumsum(counts) * 5
    return Amount(float(np.searchsorted(covered, view.count * 4) + 1), view.count)


def _copies(ground: Ground) -> Bools:
    found = find_duplicates(ground.timed, find_repeats(ground.timed.steps, ground.timed.meanings))
    ids = ground.timed.cases.get_column("case_id").gather(np.union1d(found.copied, found.marked))
    return ground.cases.get_column("case_id").is_in(ids.implode()).to_numpy()


def _duplicates(view: View) -> Estimate:
    return Share(view.ground.once(_copies)[view.cases])


def _reworked(view: View) -> Estimate:
    return mean(view.sums("repeat_h"))


def _returns(view: View) -> Estimate:
    return mean(view.sums("returns"))


def _consistency(view: View) -> Estimate | None:
    """How much of the spread of work on a step lies within the same step: 1 would be all chance, 0 all of it told by the step."""
    ground = view.ground
    rows = np.flatnonzero(view.here & ground.is_work & (ground.hours("processing_h") > 0))
    if len(rows) < 3:
        return None
    logs: Floats = np.log(ground.hours("processing_h")[rows])
    code = ground.activity.codes[rows]
    count, total = np.bincount(code), np.bincount(code, logs)
    within = float(((logs - (total / np.maximum(count, 1))[code]) ** 2).sum())
    freedom = len(rows) - int((count > 0).sum())
    return Known(math.exp(math.sqrt(within / freedom)), len(rows)) if freedom > 0 else None


ENTRIES: tuple[Entry, ...] = (
    Entry(
        "dpmo", "Defects per million opportunities", "quality", "per million", "lower",
        "executions of work steps to which the ticket returned later ÷ all executions of work steps, times a million",
        lambda view: Mapped(_defects(view), lambda share: share * MILLION), DONE_SO_FAR, EXECUTIONS,
    ),
    Entry(
        "sigma_level", "Sigma level", "quality", "sigma", "higher",
        "normal deviate of the share of executions of work steps to which the ticket did not return, plus the customary shift of 1.5; where"
        " none came back, half of one counts",
        _sigma, DONE_SO_FAR, EXECUTIONS, lowest=None,
    ),
    Entry(
        "cpk_lead_time", "Cpk of the lead time", "quality", "ratio", "higher",
        "(service level − mean lead time) ÷ 3 standard deviations of the lead time",
        _cpk, SO_FAR, TICKETS, needs=("service level",), least=2, stage="outcome", lowest=None,
    ),
    Entry(
        "lead_time_variation", "Variation of the lead time", "quality", "ratio", "lower",
        "standard deviation of the lead time ÷ its mean",
        _variation, SO_FAR, least=2,
    ),
    Entry(
        "lead_time_spread", "Spread of the middle half of lead times", "quality", "ratio", "lower",
        "(75th − 25th percentile of the lead time) ÷ its median",
        _middle_spread, SO_FAR, least=2,
    ),
    Entry(
        "work_spread", "Spread of the work on a step", "quality", "ratio", "lower",
        "the factor by which an execution of a work step usually takes longer or shorter than is typical of the step (geometric standard"
        " deviation within steps)",
        _consistency, DONE_SO_FAR, EXECUTIONS, "times", least=3, lowest=1.0,
    ),
    Entry(
        "field_completeness", "Completeness of records", "quality", "share", "higher",
        "required fields that are filled in ÷ required fields, over all tickets",
        _complete, COUNTED, needs=("required fields",),
    ),
    Entry(
        "main_path_share", "Tickets on the main path", "quality", "share", "higher",
        "tickets whose steps are exactly the most frequent sequence of steps ÷ all tickets",
        _main_path, DONE_SO_FAR,
    ),
    Entry(
        "procedure_share", "Tickets by the procedure", "quality", "share", "higher",
        "tickets whose steps are exactly those of the standard procedure ÷ all tickets",
        _follows, DONE_SO_FAR, needs=("procedure",),
    ),
    Entry(
        "variants_for_80", "Ways that cover four of five tickets", "quality", "variants", "lower",
        "number of the most frequent sequences of steps that it takes to cover 80 % of the tickets",
        _variants, DONE_SO_FAR, _OF_SETS,
    ),
    Entry(
        "rework_hours_mean", "Rework per ticket", "quality", "h", "lower",
        "processing time of executions that repeat a step in the same ticket, mean over tickets",
        _reworked, DONE_SO_FAR, EXECUTIONS, "times",
    ),
    Entry(
        "returns_mean", "Returns per ticket", "quality", "returns", "lower",
        "executions of work steps to which the ticket returned later, mean over tickets",
        _returns, DONE_SO_FAR, EXECUTIONS,
    ),
    Entry(
        "duplicate_share", "Duplicate tickets", "quality", "share", "lower",
        "tickets that copy an earlier one in everything, or that the desk marked as duplicates ÷ all tickets",
        _duplicates, COUNTED,
    ),
)  # fmt: skip
