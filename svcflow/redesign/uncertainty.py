"""How sure a difference is: the spread of the runs, and that of the calibration.

**Runs.** Baseline and redesign share their random numbers, replication by replication, so the differences d₁ … d_R are paired:

    run interval      d̄ ± t(R−1) · √A,            A = s² / R

**Calibration.** The model is one estimate; each refit is another that the same log might have given. Refit k is run J times
(with the random numbers of the first J replications) as baseline and as redesign, and d_kj is the difference. Its spread over
the refits is the calibration's uncertainty once what is due to the runs is taken off. In the two-way layout
d_kj = μ + a_k + b_j + e_kj:

    B = max(0, S² − M/J)     S²: variance of the means d_k. over the K refits;  M: mean square of the residuals e_kj
    interval          d̄ ± t(ν) · √(A + B),        ν = (A + B)² ÷ (A²/(R−1) + B²/(K−1))

ν is Satterthwaite's for two independent variances, and at most R − 1, so that the interval never lies inside that of the runs
alone. (His own form for a difference of mean squares, which B is, falls below one degree of freedom for a few refits, and gives
intervals without meaning.) Without refits B is 0.

**To scale.** Refits differ in how busy they make the desk, and on a busy desk waiting, and so every effect on it, grows without
bound, while the log has shown how long tickets take. What the refits are asked is therefore how large the effect is for its
baseline: d_kj counts as d_kj · (baseline of the model ÷ baseline of refit k), where both are above 0.

References
----------
F. E. Satterthwaite, Biometrics Bulletin 2 (1946), 110-114, doi:10.2307/3002019. R. R. Barton, B. L. Nelson, W. Xie, "Quantifying
input uncertainty via simulation confidence intervals", INFORMS J. Computing 26 (2014), 74-87, doi:10.1287/ijoc.2013.0548.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

Floats = NDArray[np.float64]
CONFIDENCE = 0.95


def run_half_width(differences: Floats, confidence: float = CONFIDENCE) -> float:
    """Half of the interval for the randomness of the runs; `differences` has one entry for each replication (at least 2)."""
    count = len(differences)
    return float(stdtrit(count - 1, (1 + confidence) / 2)) * float(differences.std(ddof=1)) / math.sqrt(count)


def half_width(differences: Floats, refitted: Floats | None, confidence: float = CONFIDENCE) -> float:
    """Half of the interval for runs and calibration.

    Parameters
    ----------
    differences : array of R
        Paired differences of the model's replications.
    refitted : array of K × J, optional
        Paired differences of the refits' replications; fewer than two refits say nothing of their spread.
    confidence : float
        The chance that the interval holds the true difference.
    """
    if refitted is None or len(refitted) < 2:
        return run_half_width(differences, confidence)
    runs = len(differences)
    of_runs = float(differences.var(ddof=1)) / runs
    between, within = _layout(refitted)
    of_refits = between - within
    if of_refits <= 0:
        return run_half_width(differences, confidence)
    loss = of_runs**2 / (runs - 1) + of_refits**2 / (len(refitted) - 1)
    freedom = min(runs - 1.0, (of_runs + of_refits) ** 2 / loss)
    return float(stdtrit(freedom, (1 + confidence) / 2)) * math.sqrt(of_runs + of_refits)


def to_scale(differences: Floats, baselines: Floats, baseline: float) -> Floats:
    """Differences of refits × replications as they would be at the model's own baseline; unchanged where one is not above 0."""
    own = baselines.mean(axis=1, keepdims=True)
    if not len(differences) or baseline <= 0 or (own <= 0).any():
        return differences
    return np.asarray(differences * (baseline / own), dtype=np.float64)


def _layout(refitted: Floats) -> tuple[float, float]:
    """S² (variance of the refits' means) and M/J (the part of it that the runs alone would make)."""
    refits, each = refitted.shape
    means = refitted.mean(axis=1)
    between = float(means.var(ddof=1))
    if each < 2:
        return between, 0.0
    residuals = refitted - means[:, None] - refitted.mean(axis=0)[None, :] + refitted.mean()
    square = float((residuals**2).sum()) / ((refits - 1) * (each - 1))
    return between, square / each
