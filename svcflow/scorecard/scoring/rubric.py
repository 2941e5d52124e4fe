"""A rubric: words of judgement turned into points, so that what is not measured can be scored.

"Listens well: always 100, mostly 80, seldom 40, never 0." Several judges' points are averaged. What it hides: two judges may mean
different things by one word; a rubric that describes what is seen ("answers within a day") holds better than one that praises.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from svcflow.scorecard.refusals import TableError, check_known


def rubric_score(judgements: str | Sequence[str], rubric: Mapping[str, float]) -> float:
    """The mean of the points of one or more judgements.

    Raises
    ------
    TableError
        A judgement is not in the rubric, or there is none.
    """
    words = [judgements] if isinstance(judgements, str) else list(judgements)
    if not words:
        raise TableError("nobody judged.", remedy="Leave the indicator out, or give a judgement.")
    return math.fsum(rubric[check_known(word, rubric)] for word in words) / len(words)
