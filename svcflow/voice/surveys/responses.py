"""Who answers differs from who does not: the response rate by segment, and satisfaction weighted back to all tickets.

A survey speaks for those who answered it. Response rates have Wilson's interval; whether segments differ is Pearson's χ². The weighted
mean gives every fifth of the tickets by lead time its share among all tickets (post-stratification [1]): it is right if the silent feel
like those who answered and waited as long.

References
----------
[1] D. Holt, T. M. F. Smith, "Post stratification", J. R. Stat. Soc. A 142 (1979), 33-46, doi:10.2307/2344652
"""

from __future__ import annotations

import math

import numpy as np
import polars as pl

from svcflow.voice.surveys.reading import Survey
from svcflow.voice.surveys.results import Figure, Responses, SegmentResponse
from svcflow.voice.surveys.scores import Z, mean_figure, share_figure
from svcflow.voice.surveys.tickets import Tickets

LEAD = "lead time"
"""the segment of fifths by lead time"""
FIFTHS = 5
_DIFFERS = 0.01


def measure_responses(survey: Survey, tickets: Tickets) -> Responses | None:
    """The response rate of a log's tickets; None where the survey names no ticket or asks for no satisfaction."""
    named, overall = survey.column("ticket"), survey.overall
    if named is None or overall is None:
        return None
    answers = pl.DataFrame({"case_id": named, "score": survey.laid(overall)}).drop_nulls("case_id")
    answers = answers.group_by("case_id", maintain_order=True).agg(pl.mean("score"), answered=pl.lit(True))
    frame = tickets.frame.join(answers, on="case_id", how="left").with_columns(pl.col("answered").fill_null(False))
    frame = frame.with_columns(_fifth(frame["lead_h"]).alias(LEAD))
    segments, differing = [], []
    for segment in (*([LEAD] if frame[LEAD].n_unique() > 1 else []), *tickets.segments):
        parts = _parts(frame, segment)
        segments += parts
        chance = _chance(parts)
        if chance < _DIFFERS:
            differing.append((segment, chance))
    answered = frame.filter(pl.col("answered"))
    return Responses(
        tickets=frame.height,
        answered=answered.height,
        rate=share_figure(answered.height, frame.height),
        segments=tuple(segments),
        differing=tuple(sorted(differing, key=lambda each: each[1])),
        lead_answered_h=_median(answered["lead_h"]),
        lead_silent_h=_median(frame.filter(~pl.col("answered"))["lead_h"]),
        satisfaction=mean_figure(answered["score"].drop_nulls()),
        weighted=_weighted(frame),
    )


def _fifth(hours: pl.Series) -> pl.Series:
    """1 (the shortest) to 5 by rank; equal hours fall into one part."""
    rank = hours.rank("average") / max(len(hours), 1)
    return (rank * FIFTHS).ceil().clip(1, FIFTHS).cast(pl.Int64).cast(pl.String)


def _parts(frame: pl.DataFrame, segment: str) -> list[SegmentResponse]:
    found = []
    for (name,), part in frame.drop_nulls(segment).sort(segment).group_by(segment, maintain_order=True):
        answered = int(part["answered"].sum())
        scores = part["score"].drop_nulls()
        satisfaction = mean_figure(scores) if len(scores) else None
        found.append(SegmentResponse(segment, str(name), part.height, answered, share_figure(answered, part.height), satisfaction))
    return found


def _chance(parts: list[SegmentResponse]) -> float:
    """Of response rates that differ as much as these where there is no difference."""
    from scipy.stats import chi2_contingency

    table = np.array([[part.answered, part.tickets - part.answered] for part in parts])
    if len(table) < 2 or not table.sum(axis=0).all():
        return 1.0
    return float(chi2_contingency(table, correction=False)[1])


def _weighted(frame: pl.DataFrame) -> Figure | None:
    """Σ share of the fifth × mean of its answers; None where a fifth has fewer than two answers."""
    strata = frame.group_by(LEAD, maintain_order=True).agg(
        share=pl.len() / frame.height, n=pl.col("score").count(), mean=pl.mean("score"), variance=pl.var("score")
    )
    if (strata["n"] < 2).any():
        return None
    value = float((strata["share"] * strata["mean"]).sum())
    half = Z * math.sqrt(float((strata["share"] ** 2 * strata["variance"] / strata["n"]).sum()))
    return Figure(value, max(0.0, value - half), min(1.0, value + half), int(strata["n"].sum()))


def _median(hours: pl.Series) -> float:
    value = hours.median()
    return float(value) if isinstance(value, int | float) else math.nan
