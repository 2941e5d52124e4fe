"""CSAT, NPS and customer effort, each with an interval at 95 % from the answers alone.

- CSAT is a top-box share: satisfied ÷ answers. Wilson's score interval [1].
- NPS is % promoters (9 and 10 of 0-10) less % detractors (0 to 6). Its interval is the adjusted Wald of Rocks [2]: three quarters of an
  answer are added to promoters and detractors each and one and a half to passives, and the variance is that of a trinomial difference.
- Effort is the mean answer (t interval), and the share to whom it was easy; which end is easy depends on the question (CES was asked as
  "how much effort" in 2010 [3], and as "made it easy" since 2013), so the direction is always named.

References
----------
[1] E. B. Wilson, J. Am. Stat. Assoc. 22 (1927), 209-212, doi:10.1080/01621459.1927.10502953
[2] B. Rocks, "Interval estimation for the net promoter score", The American Statistician 70 (2016), 365-372,
    doi:10.1080/00031305.2016.1198279
[3] M. Dixon, K. Freeman, N. Toman, "Stop trying to delight your customers", Harvard Business Review 88 (2010), 7/8, 116-122
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
import polars as pl

from svcflow.voice.surveys.reading import Question, Survey
from svcflow.voice.surveys.results import Effort, Figure, Nps, TopBox

Z = 1.959963984540054
FEWEST = 5
"""answers below which a mean has no interval: it would say more of the method than of the customers"""
PROMOTER, DETRACTOR = 9, 6
"""of 0-10: from here on promoters, up to here detractors"""


def wilson(hits: float, n: float) -> tuple[float, float]:
    """Wilson's score interval at 95 % for `hits` of `n`; the ends never exclude the share itself."""
    share = hits / n
    centre = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half))


def share_figure(hits: int, n: int) -> Figure:
    """A share with Wilson's interval; NaN of nothing."""
    return Figure(hits / n, *wilson(hits, n), n) if n else Figure(math.nan, None, None, 0)


def mean_figure(values: Sequence[float] | pl.Series, ends: tuple[float, float] = (0.0, 1.0)) -> Figure:
    """A mean with Student's interval, which does not go beyond the `ends` of the scale; none below five answers."""
    from scipy.special import stdtrit

    numbers = np.asarray(values, np.float64)
    n = len(numbers)
    if n < FEWEST:
        return Figure(float(numbers.mean()) if n else math.nan, None, None, n)
    half = float(stdtrit(n - 1, 0.975)) * float(numbers.std(ddof=1)) / math.sqrt(n)
    mean = float(numbers.mean())
    return Figure(mean, max(ends[0], mean - half), min(ends[1], mean + half), n)


def net_promoter(promoters: int, passives: int, detractors: int) -> Figure:
    """NPS [-100 to 100] with the adjusted Wald interval.

    Examples
    --------
    >>> figure = net_promoter(60, 20, 20)
    >>> figure.value, round(figure.low, 6), round(figure.high, 6)
    (40.0, 23.37988, 54.290022)
    """
    n = promoters + passives + detractors
    if n == 0:
        return Figure(math.nan, None, None, 0)
    more, less = (promoters + 0.75) / (n + 3), (detractors + 0.75) / (n + 3)
    half = Z * math.sqrt((more + less - (more - less) ** 2) / (n + 3))
    centre = more - less
    return Figure(100 * (promoters - detractors) / n, max(-100.0, 100 * (centre - half)), min(100.0, 100 * (centre + half)), n)


def measure_csat(survey: Survey, question: Question) -> TopBox:
    """The top-box share of one question."""
    answers = survey.answers[question.column].drop_nulls()
    satisfied = sum(map(question.scale.is_satisfied, answers))
    return TopBox(
        question.column,
        share_figure(satisfied, len(answers)),
        mean_figure(answers, (question.scale.low, question.scale.high)),
        question.scale,
        question.scale.satisfied_from,
        satisfied,
        _counts(answers, question),
    )


def measure_nps(survey: Survey, question: Question) -> Nps | None:
    """The net promoter score; None on another scale than 0-10 (or 1-10, on which 1 to 6 are detractors)."""
    if question.scale.high != 10 or question.scale.better != "higher":
        return None
    answers = survey.answers[question.column].drop_nulls()
    promoters, detractors = int((answers >= PROMOTER).sum()), int((answers <= DETRACTOR).sum())
    passives = len(answers) - promoters - detractors
    return Nps(question.column, net_promoter(promoters, passives, detractors), promoters, passives, detractors)


def measure_effort(survey: Survey, question: Question) -> Effort:
    """Customer effort, with its direction."""
    answers = survey.answers[question.column].drop_nulls()
    scale = question.scale
    middle = (scale.low + scale.high) / 2
    easy = int((answers > middle).sum() if scale.better == "higher" else (answers < middle).sum())
    why = question.direction_why or "as said"
    return Effort(
        question.column, mean_figure(answers, (scale.low, scale.high)), share_figure(easy, len(answers)), scale, scale.better, why
    )


def _counts(answers: pl.Series, question: Question) -> tuple[tuple[float, int], ...]:
    scale = question.scale
    if scale.points:
        given = Counter(answers)
        return tuple((value, given.pop(value, 0)) for value in map(float, range(int(scale.low), int(scale.high) + 1))) + tuple(
            sorted(given.items())
        )
    tenth = (scale.high - scale.low) / 10
    parts = Counter(min(int((answer - scale.low) / tenth + 1e-9), 9) for answer in answers)
    return tuple((scale.low + part * tenth, parts[part]) for part in range(10))
