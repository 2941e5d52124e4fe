"""What the distances mean: a grade by a written rule, and a verdict that a manager understands.

With the ratio of each distance to its noise floor (neither below 0.1 h, 0.01 for NGD) and their geometric mean over the six, g:

    good   g ≤ 2, and the simulated mean lead time is within 15 % of the real one
    poor   the mean lead time is off by more than 50 %, or at least four of the six distances are more than a quarter
           larger than those of the replay, which knows nothing of queues or people
    fair   everything between
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

from svcflow.distances import LEAST
from svcflow.model.document import Distances, References, Validation

Grade = Literal["good", "fair", "poor"]
GOOD_RATIO = 2.0
GOOD_LEAD = 0.15
POOR_LEAD = 0.5
WORSE = 1.25
NEW_DEMAND = 1.5
MOST = 4


def ratio(found: Distances, other: Distances) -> float:
    """The geometric mean of the six distances over the other's."""
    return math.exp(sum(math.log(each) for each in _ratios(found, other)) / len(LEAST))


def grade_of(found: Distances, reference: References, simulated_h: float, real_h: float) -> Grade:
    """The grade by the rule of this module; lead times in hours [h]."""
    off = lead_off(simulated_h, real_h)
    worse = sum(each > WORSE for each in _ratios(found, reference.replay))
    if abs(off) > POOR_LEAD or worse >= MOST:
        return "poor"
    return "good" if ratio(found, reference.noise_floor) <= GOOD_RATIO and abs(off) <= GOOD_LEAD else "fair"


def lead_off(simulated_h: float, real_h: float) -> float:
    """How much too long (share of the real one) the simulated lead time is."""
    return simulated_h / real_h - 1 if real_h > 0 else (0.0 if simulated_h < LEAST["CTD"] else math.inf)


def verdict_of(
    grade: Grade, found: Distances, reference: References, lead: Mapping[str, float], past: Grade | None, demand: float = 1.0
) -> str:
    """The grade in words: how lead times compare, how the distances do, and what drift there was.

    `demand` is how many times as often tickets came in the part held out as before.
    """
    off = lead_off(lead["simulated"], lead["held_out"])
    size = f"{abs(off):.0%} too {'long' if off > 0 else 'short'}" if abs(off) < 10 else "many times too long"
    agree = "agrees" if abs(off) <= GOOD_LEAD else f"is {size}"
    parts = [
        f"In the part of the log that the model had not seen, a ticket took {_hours(lead['held_out'])} on average; "
        f"simulated it takes {_hours(lead['simulated'])}, which {agree}.",
        f"The simulated log is {ratio(found, reference.noise_floor):.1f} times as far from the real one as chance alone would put it"
        f" (a replay of the past: {ratio(reference.replay, reference.noise_floor):.1f} times).",
    ]
    change = lead_off(lead["held_out"], lead["training"])
    if past is not None and past != "poor" and grade != "good" and abs(change) > GOOD_LEAD:
        parts.append(
            f"The model tells its own past well enough; the service has changed since: tickets took {_hours(lead['training'])} before. "
            "Part of that is the cut itself, which leaves out tickets that were open then."
        )
    if grade != "good" and not 1 / NEW_DEMAND <= demand <= NEW_DEMAND:
        parts.append(f"Tickets came {demand:.1f} times as often as before, which no model of the past could know.")
    parts.append(_ADVICE[grade])
    return " ".join(parts)


_ADVICE: Mapping[Grade, str] = {
    "good": "Its estimates can be used.",
    "fair": "Trust its estimates of differences between redesigns more than its absolute figures.",
    "poor": "Do not decide anything on its estimates alone.",
}


def distance_rows(found: Validation) -> list[dict[str, str | float | None]]:
    """The table that a person looks at: for each distance the model, the noise floor and the replay, held out and past."""
    parts = {"model": found.distances, "noise_floor": found.reference.noise_floor, "replay": found.reference.replay}
    past = {"past": found.past, "past_noise_floor": found.past_reference.noise_floor if found.past_reference else None}
    rows: list[dict[str, str | float | None]] = []
    for name in LEAST:
        cells = {part: getattr(given, name) if given else None for part, given in {**parts, **past}.items()}
        rows.append({"distance": name, "unit": "share" if name == "NGD" else "h", **cells})
    return rows


def _ratios(found: Distances, other: Distances) -> list[float]:
    return [max(getattr(found, name), least) / max(getattr(other, name), least) for name, least in LEAST.items()]


def _hours(hours: float) -> str:
    return f"{hours / 24:.1f} days" if hours >= 48 else f"{hours:.1f} hours" if hours >= 2 else f"{hours * 60:.0f} minutes"
