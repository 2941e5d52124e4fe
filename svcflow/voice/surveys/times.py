"""Satisfaction against time, and the link by which a redesign moves it.

The **curve** parts the answers by hours into bins of equal count, each with its mean and t interval, and lays the falling curve through
them that is nearest in least squares (isotonic regression [1]); Spearman's rank correlation says whether satisfaction falls at all.

The **link** regresses the answers (laid on 0 to 1) on hours and on repeated steps together:

    satisfaction = a + b · hours + c · repeats        intervals by White's heteroscedasticity-consistent errors, HC3 [2]

so b is what one hour more does with errors unchanged. Hours beyond the 99 % quantile of the answers count as that quantile: no curve
is known there, and a few endless tickets would otherwise draw the line alone.

References
----------
[1] R. E. Barlow et al., "Statistical Inference under Order Restrictions", Wiley 1972
[2] J. S. Long, L. H. Ervin, The American Statistician 54 (2000), 217-224, doi:10.1080/00031305.2000.10474549
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.eventlog.log import Basis
from svcflow.voice.surveys.items import correlation_figure
from svcflow.voice.surveys.reading import Survey
from svcflow.voice.surveys.results import Bin, Curve, Figure, Link
from svcflow.voice.surveys.scores import Z, mean_figure
from svcflow.voice.surveys.tickets import Tickets

Hours = Literal["lead_h", "response_h", "waiting_h"]
Floats = NDArray[np.float64]
FEWEST = 30
"""answers below which neither curve nor link is drawn"""
BINS = 8
_BIN = 15
"""answers that a bin has at least"""
_REACH = 0.99
_BENDS = 0.01


def measure_curves(survey: Survey, tickets: Tickets) -> tuple[Curve, ...]:
    """Satisfaction against lead time, response time and waiting, as far as they differ between tickets."""
    found = (_curve(*_joined(survey, tickets, of), of, _basis(tickets, of)) for of in ("lead_h", "response_h", "waiting_h"))
    return tuple(curve for curve in found if curve is not None)


def find_link(survey: Survey, tickets: Tickets, of: Hours = "lead_h") -> Link | None:
    """How satisfaction moves with an hour of `of` and with a repeated step; None with too few answers or hours that do not differ."""
    hours, scores, errors = _joined(survey, tickets, of)
    overall = survey.overall
    if overall is None or len(hours) < FEWEST or hours.std() < 1e-9:
        return None
    reach = float(np.quantile(hours, _REACH))
    capped = np.minimum(hours, reach)
    has_errors = errors.std() > 1e-9
    design = np.column_stack([np.ones_like(capped), capped, *([errors] if has_errors else [])])
    slopes, covariance, residuals = _least_squares(design, scores)
    slope_of = [_slope(slopes[place], covariance[place, place], len(scores)) for place in range(1, design.shape[1])]
    if not has_errors:
        covariance = np.pad(covariance, ((0, 1), (0, 1)))
        slope_of.append(Figure(0.0, None, None, len(scores), "absent"))
    total = float(((scores - scores.mean()) ** 2).sum())
    return Link(
        of=of,
        per_hour=slope_of[0],
        per_error=slope_of[1],
        mean=mean_figure(pl.Series(scores)),
        covariance=((float(covariance[1, 1]), float(covariance[1, 2])), (float(covariance[1, 2]), float(covariance[2, 2]))),
        explained=1 - float((residuals**2).sum()) / total if total > 0 else 0.0,
        up_to_h=reach,
        scale=overall.scale,
        bends=_bends(design, scores, capped),
        basis=_basis(tickets, of),
    )


def move_satisfaction(link: Link, before: Tickets, after: Tickets) -> Figure:
    """The change of mean satisfaction (0 to 1) from one set of tickets to another, a redesign's say, through the link.

    Mean hours (those beyond `link.up_to_h` counted as that) and mean repeats of all tickets are compared. The interval is that of the link
    alone, without what is uncertain about the tickets; the basis is that of the tickets after.
    """
    hours, errors = (_mean_of(after, name, link.up_to_h) - _mean_of(before, name, link.up_to_h) for name in (link.of, "repeats"))
    return replace(link.change(hours, errors), basis=after.basis)


def _mean_of(tickets: Tickets, name: str, at_most: float) -> float:
    values = tickets.frame[name].drop_nulls()
    mean = (values if name == "repeats" else values.clip(upper_bound=at_most)).mean()
    return float(mean) if isinstance(mean, int | float) else 0.0


def _joined(survey: Survey, tickets: Tickets, of: Hours) -> tuple[Floats, Floats, Floats]:
    """Hours, satisfaction (0 to 1) and repeats of the answers whose ticket is in the log."""
    named, overall = survey.column("ticket"), survey.overall
    if named is None or overall is None:
        return np.empty(0), np.empty(0), np.empty(0)
    answers = pl.DataFrame({"case_id": named, "score": survey.laid(overall)}).drop_nulls()
    frame = answers.join(tickets.frame.select("case_id", of, "repeats").drop_nulls(), on="case_id", how="inner")
    return frame[of].to_numpy().astype(np.float64), frame["score"].to_numpy(), frame["repeats"].to_numpy().astype(np.float64)


def _curve(hours: Floats, scores: Floats, errors: Floats, of: Hours, basis: Basis) -> Curve | None:
    from scipy.optimize import isotonic_regression
    from scipy.stats import rankdata

    if len(hours) < FEWEST or hours.std() < 1e-9 or scores.std() < 1e-9:
        return None
    rank = correlation_figure(rankdata(hours), rankdata(scores))
    edges = np.unique(np.quantile(hours, np.linspace(0, 1, min(BINS, len(hours) // _BIN) + 1)))
    places = np.clip(np.searchsorted(edges, hours, side="left") - 1, 0, len(edges) - 2)
    parts = [np.flatnonzero(places == place) for place in np.unique(places)]
    means = np.array([scores[part].mean() for part in parts])
    fitted = isotonic_regression(means, weights=np.array([len(part) for part in parts], float), increasing=False).x
    bins = tuple(
        Bin(float(hours[part].min()), float(hours[part].max()), float(hours[part].mean()), mean_figure(pl.Series(scores[part])), float(at))
        for part, at in zip(parts, fitted, strict=True)
    )
    return Curve(of, bins, rank, rank.high is not None and rank.high < 0, basis)


def _least_squares(design: Floats, outcome: Floats) -> tuple[Floats, Floats, Floats]:
    """Coefficients, their HC3 covariance, residuals."""
    inverse = np.linalg.pinv(design.T @ design)
    slopes = inverse @ design.T @ outcome
    residuals = outcome - design @ slopes
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
    weighted = design * (residuals / np.maximum(1 - leverage, 1e-9))[:, None]
    return slopes, inverse @ (weighted.T @ weighted) @ inverse, residuals


def _slope(value: float, variance: float, n: int) -> Figure:
    half = Z * math.sqrt(max(float(variance), 0.0))
    return Figure(float(value), float(value) - half, float(value) + half, n)


def _bends(design: Floats, outcome: Floats, hours: Floats) -> bool:
    """Whether the square of the hours adds to the line beyond chance."""
    from scipy.special import ndtr

    centred = (hours - hours.mean()) / hours.std()
    slopes, covariance, _ = _least_squares(np.column_stack([design, centred**2]), outcome)
    error = math.sqrt(max(float(covariance[-1, -1]), 1e-300))
    return bool(2 * ndtr(-abs(float(slopes[-1])) / error) < _BENDS)


def _basis(tickets: Tickets, of: Hours) -> Basis:
    """Lead time is read from the log; when work began may be estimated."""
    return "measured" if of == "lead_h" and tickets.basis == "estimated" else tickets.basis
