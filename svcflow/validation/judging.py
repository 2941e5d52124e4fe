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
from svcflow.validation.splitting import WHOLE, CutThrough

Grade = Literal["good", "fair", "poor"]
GOOD_RATIO = 2.0
GOOD_LEAD = 0.15
POOR_LEAD = 0.5
WORSE = 1.25
NEW_DEMAND = 1.5
MOST = 4
MUCH_CUT = 0.05
"""share of the tickets that straddle the cut from which on it is told"""
MUCH_LONGER = 1.25
"""if they also took so many times as long as the others"""


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
    grade: Grade,
    found: Distances,
    reference: References,
    lead: Mapping[str, float],
    past: Grade | None,
    demand: float = 1.0,
    off: Mapping[str, str] | None = None,
    cut: CutThrough = WHOLE,
) -> str:
    """The grade in words: how lead times compare, how the distances do, what is off, and what drift and the cut have to do with it.

    `demand` is how many times as often tickets came in the part held out as before; `off` what `svcflow.validation.causes` found.
    """
    away = lead_off(lead["simulated"], lead["held_out"])
    size = f"{abs(away):.0%} too {'long' if away > 0 else 'short'}" if abs(away) < 10 else "many times too long"
    agree = "agrees" if abs(away) <= GOOD_LEAD else f"is {size}"
    parts = [
        f"In the part of the log that the model had not seen, a ticket took {_hours(lead['held_out'])} on average; "
        f"simulated it takes {_hours(lead['simulated'])}, which {agree}.",
        f"The simulated log is {ratio(found, reference.noise_floor):.1f} times as far from the real one as chance alone would put it"
        f" (a replay of the past: {ratio(reference.replay, reference.noise_floor):.1f} times).",
    ]
    change = lead_off(lead["held_out"], lead["training"])
    if past is not None and past != "poor" and grade != "good" and abs(change) > GOOD_LEAD:
        parts.append(
            f"The model tells its own past well enough; the service has changed since: tickets took {_hours(lead['training'])} before."
        )
    if grade != "good" and cut.share > MUCH_CUT and cut.longer > MUCH_LONGER:
        parts.append(
            f"{cut.share:.0%} of the tickets were open at the cut and are in neither part; they took {cut.longer:.1f} times as long as the"
            " others, so part of the difference is the cut itself."
        )
    if grade != "good" and not 1 / NEW_DEMAND <= demand <= NEW_DEMAND:
        parts.append(f"Tickets came {demand:.1f} times as often as before, which no model of the past could know.")
    if grade != "good" and off is not None:
        parts += off.values() or ((_CHANCE,) if abs(away) > GOOD_LEAD else ())
    parts.append(_ADVICE[grade])
    return " ".join(parts)


_CHANCE = (
    "Neither its ways nor its work nor its waiting are further off than simulated logs of this length are from one another:"
    " it may be chance, and a longer log would tell."
)
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
