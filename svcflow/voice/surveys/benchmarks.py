"""Where a figure stands among peers, and teams compared as if they had the same tickets.

The percentile is exact: the share of peers below the figure, those that equal it counted half. Against other teams it is only fair for
like work, so a mean can be adjusted for the mix of tickets by indirect standardisation: adjusted = mean of all + (own mean - mean that
all have on the same mix of strata).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import polars as pl

from svcflow.errors import InputError
from svcflow.voice.surveys.results import Standing


def stand_among(name: str, value: float, peers: Sequence[float]) -> Standing:
    """The percentile [0 to 1] of a value among peers.

    Raises
    ------
    InputError
        There is no peer, or one of them is no number.

    Examples
    --------
    >>> stand_among("CSAT", 0.7, [0.5, 0.6, 0.7, 0.9]).percentile
    0.625
    """
    if not peers or not all(map(math.isfinite, peers)):
        raise InputError(f'the peers of "{name}" are no list of numbers.', remedy="Give the figures of at least one peer.")
    below = sum(peer < value for peer in peers)
    equal = sum(peer == value for peer in peers)
    return Standing(name, value, (below + equal / 2) / len(peers), len(peers))


def adjusted_means(members: Iterable[str], strata: Iterable[str], scores: Iterable[float]) -> dict[str, float]:
    """The mean of each member adjusted for its mix of strata (priority, say); three sequences of one length."""
    frame = pl.DataFrame({"member": list(members), "stratum": list(strata), "score": list(scores)})
    expected = frame.with_columns(pl.mean("score").over("stratum").alias("expected"))
    grand = float(frame["score"].mean() or 0.0)  # type: ignore[arg-type]
    means = expected.group_by("member", maintain_order=True).agg(pl.mean("score", "expected"))
    return {member: grand + own - foreseen for member, own, foreseen in means.iter_rows()}
