"""What a redesign does to a score: a number made of many indicators at once, such as the total of a scorecard.

A score is no indicator of a run, for part of it (surveys, judgements) no simulation tells. What is asked of the runs is how much each
indicator changes; the rule that is given turns these changes, run by run, into a change of the score. So the indicators' errors
need not be independent, and the interval of the score is that of any other paired difference (`svcflow.redesign.uncertainty`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from svcflow.redesign.money import Amount
from svcflow.redesign.runs import Runs, Values, shared
from svcflow.redesign.uncertainty import Floats, half_width, to_scale

Rule = Callable[[Mapping[str, float]], float]
"""changes by indicator, each in its own unit -> the change of the score; no changes give 0"""


def score_change(rule: Rule, baseline: Runs, redesign: Runs) -> Amount:
    """The mean change of a score over the runs, with its 95 % interval, runs and calibration included."""
    names = shared([*baseline.values, *redesign.values])
    apart = [{name: after[name] - before[name] for name in names} for before, after in zip(baseline.values, redesign.values, strict=True)]
    differences = np.array([rule(each) for each in apart])
    half = half_width(differences, _refitted(rule, baseline, redesign, names))
    middle = float(differences.mean())
    return Amount(middle, middle - half, middle + half)


def _refitted(rule: Rule, baseline: Runs, redesign: Runs, names: list[str]) -> Floats | None:
    """The changes of the score over refits × replications; each indicator's as it would be at the model's own baseline."""
    if len(redesign.refitted) < 2:
        return None
    scaled = {
        name: to_scale(redesign.of_refits(name) - baseline.of_refits(name), baseline.of_refits(name), float(baseline.of(name).mean()))
        for name in names
    }
    many, each = len(redesign.refitted), len(redesign.refitted[0])
    return np.array([[rule(_at(scaled, refit, run)) for run in range(each)] for refit in range(many)])


def _at(scaled: Mapping[str, Floats], refit: int, run: int) -> Values:
    return {name: float(values[refit, run]) for name, values in scaled.items() if np.isfinite(values[refit, run])}
