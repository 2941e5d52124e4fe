"""What kind of bottleneck a queue is, by a written rule, and in one sentence.

The causes of a queue's waiting are put together to four: batching; other work (contention and prioritisation); off duty; and none of
these. The first line that holds names the kind:

- **unknown**: nobody whom the log names works on the step (or it is no work: the mere end of a ticket);
- **batched**: batching has the most hours;
- **left lying**: most hours are of no cause, so the person who did it was on duty and free: a transfer, a habit, work that the log
  does not show;
- **overloaded**: most are other work or off duty, and the people are at work at least 85 % of their hours: at such a load a queue
  outlives the day, whatever name the single wait has (one server with random arrivals and work is waited for ρ / (1 - ρ) times the
  work itself: 5.7 times at 0.85);
- **off hours**: off duty has the most hours;
- **prioritised away**: of the other work most had come later;
- **peaks**: other work has the most hours, yet the people are free at other times;
- **contended**: the same, where it is not known how busy they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from svcflow import units
from svcflow.timing.queues.workloads import Load
from svcflow.timing.results import Cause

Kind = Literal["unknown", "batched", "left lying", "overloaded", "off hours", "prioritised away", "peaks", "contended"]
OVERLOADED = 0.85


def kind_of(causes: Mapping[Cause, float], load: Load) -> Kind:
    """The kind of a queue whose waiting has these hours by cause."""
    if not load.people:
        return "unknown"
    other = causes["contention"] + causes["prioritisation"]
    parts = {"batched": causes["batching"], "other": other, "off": causes["unavailability"], "left": causes["extraneous"]}
    most = max(parts, key=parts.__getitem__)
    if most == "batched":
        return "batched"
    if most == "left":
        return "left lying"
    if load.utilisation is not None and load.utilisation >= OVERLOADED:
        return "overloaded"
    if most == "off":
        return "off hours"
    if causes["prioritisation"] > causes["contention"]:
        return "prioritised away"
    return "contended" if load.utilisation is None else "peaks"


def in_words(kind: Kind, causes: Mapping[Cause, float], load: Load, rates: tuple[float, float] | None) -> str:
    """The kind with its evidence, in one sentence; `rates` are arrivals and room for them in an open hour."""
    total = sum(causes.values()) or 1.0
    busy = "" if load.utilisation is None else f", who are at work {units.share(load.utilisation)} of their hours"
    people = f"{load.people} {'person' if load.people == 1 else 'people'}"
    part = {cause: units.share(hours / total) for cause, hours in causes.items()}
    if kind == "unknown":
        return "Unknown: no person whom the log names works on it, so whose queue it is cannot be known."
    if kind == "batched":
        return f"Batched: {part['batching']} of the waiting is for others to be done together."
    if kind == "left lying":
        return f"Left lying: for {part['extraneous']} of the waiting the one who then did it was on duty and free."
    if kind == "overloaded":
        pace = f": {pace_in_words(*rates)}" if rates else ""
        return f"Overloaded: {people} do it{busy}{pace}."
    if kind == "off hours":
        return f"Off hours: {part['unavailability']} of the waiting is while the one who then did it was off duty ({people}{busy})."
    if kind == "prioritised away":
        return f"Prioritised away: for {part['prioritisation']} of the waiting its people did what had come later ({people}{busy})."
    told = "at times all are busy with what came before, at others they are free" if kind == "peaks" else "others came before it"
    return f"{kind.capitalize()}: {told} ({people}{busy})."


def pace_in_words(arrivals: float, room: float) -> str:
    """Arrivals and room in an open hour, or in eight where less than one arrives."""
    hours = 1 if arrivals >= 1 else 8
    when = "an open hour" if hours == 1 else "8 open hours"
    return f"in {when} {units.number(hours * arrivals)} come, and there is room for {units.number(hours * room)}"
