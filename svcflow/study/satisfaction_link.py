"""How far satisfaction moves with a redesign: through the link that the survey shows with hours and repeated steps.

The link tells the change of the mean answer, laid on 0 (worst) to 1 (best). The share of the satisfied, and the net promoter score, move
with the mean answer; by how much is taken from the form of the answers' scale: a mean that moves by d on a scale of m steps moves the
share above any one step by at most d·m, and by d on average over the steps. The smaller, d, is used: it understates rather than
overstates. For the net promoter score, which counts two steps, from −100 to 100, that is 200 d.
"""

from __future__ import annotations

from collections.abc import Mapping

from svcflow.voice.surveys.results import Link

ERRORS = "returns_mean"
HOURS = {"lead_h": "lead_time_mean", "waiting_h": "waiting_time_mean", "response_h": "first_response_mean"}
MOVED = (*HOURS.values(), ERRORS)
"""the indicators through which satisfaction moves"""
_PER_MEAN = {"csat": 1.0, "csat_response": 1.0, "csat_solution": 1.0, "nps": 200.0, "customer_ease": 100.0, "detractor_share": -1.0}
"""change of each for a change of 1 of the mean answer"""


def shift_of(name: str, changes: Mapping[str, float], link: Link | None) -> float:
    """The change of an indicator of satisfaction, in its unit; 0 for others, and without a link."""
    if link is None or name not in _PER_MEAN:
        return 0.0
    hours, errors = changes.get(HOURS[link.of], 0.0), changes.get(ERRORS, 0.0)
    return _PER_MEAN[name] * link.change(hours, errors).value
