"""How narrow the intervals of the indicators that matter shall be, and of how many they hold at once.

**Precision.** The first runs are as many as were planned. While an interval of a chosen indicator is too wide their number is doubled, so
that it is looked at a few times only: looking after every run would stop where chance makes the spread small. (From 20 runs on, asked for
half-widths from 0.15 to 0.7 of the spread of a run, the 95 % interval holds the truth of normal differences in 94.1 to 95.2 % of 20 000
repetitions.)

**Quantiles and ratios.** The 90th percentile, the error rate or the utilisation of a run is one number, and its differences over the runs
are independent and alike, so that Student's t holds for their mean as it does for that of mean lead times. What is estimated is what a run
of this length tells on average, not the percentile of the tickets of all runs together; the longer the runs, the less these two differ, and
the less skewed the differences are. How often such intervals hold what theory knows, medians and 90th percentiles included, and that a
bootstrap over the runs does no better, is a study of its own (`event_logs/intervals.py`).

**Together.** Of m intervals that hold with 95 % each, all hold with 100 − 5 m % at worst. Those that shall hold together are therefore made
at 100 − 5 ÷ m % (Bonferroni), m being redesigns × chosen indicators: whatever depends on what, all of them hold with 95 %.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from svcflow.redesign.runs import Runs
from svcflow.redesign.uncertainty import CONFIDENCE, run_half_width


@dataclass(frozen=True, slots=True)
class Precision:
    """What is asked of the `chosen` indicators: intervals that hold with `confidence`, each half no wider than `share` of the baseline."""

    chosen: tuple[str, ...]
    share: float | None = None
    confidence: float = CONFIDENCE

    def level(self, indicator: str) -> float:
        """With which an indicator's interval shall hold."""
        return self.confidence if indicator in self.chosen else CONFIDENCE

    def missed(self, baseline: Runs, redesigns: Sequence[Runs]) -> tuple[str, ...]:
        """Which of the chosen indicators are not yet known as narrowly as asked."""
        found = []
        for name in self.chosen if self.share is not None else ():
            before = baseline.of(name)
            halves = [run_half_width(redesign.of(name) - before, self.confidence) for redesign in redesigns]
            if any(half > (self.share or 0.0) * abs(float(before.mean())) for half in halves if math.isfinite(half)):
                found.append(name)
        return tuple(found)


def precision_of(chosen: Sequence[str], share: float | None, redesigns: int, together: bool) -> Precision:
    """The intervals of so many redesigns, by themselves or together."""
    names = tuple(dict.fromkeys(chosen))
    return Precision(names, share, 1 - (1 - CONFIDENCE) / (redesigns * len(names)) if together and redesigns else CONFIDENCE)
