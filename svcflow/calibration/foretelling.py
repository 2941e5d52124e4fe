"""Which of two samples foretells values better, by the continuous ranked probability score.

A sample X foretells a value y with the loss E|X - y| - ½ E|X - X'| [1]_: 0 if all of it is y, and the less, the nearer and the narrower
it is around y. Losses of two samples are compared value by value; the difference counts if its mean is above two standard errors.

References
----------
.. [1] T. Gneiting, A. E. Raftery, J. Am. Stat. Assoc. 102 (2007) 359, https://doi.org/10.1198/016214506000001437
"""

from __future__ import annotations

import math

import numpy as np

from svcflow.calibration.observations import Flags, Numbers

ERRORS = 2.0


def ranked_losses(sample: Numbers, values: Numbers) -> Numbers:
    """The loss of the sample for each value, in their unit; n log n."""
    ordered = np.sort(sample)
    count = len(ordered)
    below = np.searchsorted(ordered, values)
    sums = np.concatenate(([0.0], np.cumsum(ordered)))
    apart = (values * (2 * below - count) + sums[-1] - 2 * sums[below]) / count
    within = float(np.sum((2 * np.arange(count) - count + 1) * ordered)) / count**2
    found: Numbers = apart - within
    return found


def tells_better_alone(values: Numbers, these: Flags) -> bool:
    """Whether these values are foretold better by others of them alone than by others of all: each half of them by the rest."""
    mine = np.flatnonzero(these)
    gain = np.empty(len(mine))
    for half in (0, 1):
        kept = np.arange(len(mine)) % 2 == half
        rest = np.ones(len(values), dtype=bool)
        rest[mine[kept]] = False
        by_all, by_these = (ranked_losses(values[sample], values[mine[kept]]) for sample in (rest, rest & these))
        gain[kept] = by_all - by_these
    return float(gain.mean()) > ERRORS * float(gain.std(ddof=1)) / math.sqrt(len(gain))
