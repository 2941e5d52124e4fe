"""What the changes of the eight desks really do: ``python event_logs/desks_truth.py`` writes ``desks.truth.json``.

Each desk is run as it is and with each change, from an empty desk until all of its tickets are done, over the same period (with 30 %
more demand there are 30 % more tickets). The same seeds serve a desk and its changes, so that a difference is the
change's. There are 40 seeds, and then more, up to 400, until the standard error of each mean is below 2 % of it (with 400 it is
2.1 % for one of them, priorities with less staff). Lead time runs from a ticket's first start to its last end, as its log shows it [h].
"""

from __future__ import annotations

import hashlib
import math
from pathlib import Path
from typing import Any

import numpy as np
from desks import DEMAND, StudyDesk, all_desks
from engine import simulate
from generate import to_json
from truth import by_ticket, lead_times, utilisation

FILE = Path(__file__).with_name("desks.truth.json")
SEEDS, MOST_SEEDS = 40, 400
FIRST_SEED = 1000
"""the seeds of the truth are none of those of the logs"""
MOST_ERROR = 0.02
OVERLOAD = 0.97
"""a team that is busy for more than this share of its hours does not keep up with its work"""


def fingerprint(given: StudyDesk) -> str:
    """What tells one desk, with its changes, from another."""
    return hashlib.sha256(repr(given).encode()).hexdigest()[:16]


def tickets(given: StudyDesk, change: str) -> int:
    """How many tickets come in the desk's period under a change."""
    return round(given.tickets * DEMAND) if change.startswith("demand") else given.tickets


def true_effects(given: StudyDesk, seeds: int = SEEDS, most: int = MOST_SEEDS) -> dict[str, Any]:
    """Mean lead time as it is and with each change, the paired difference, and the standard error of each [h]."""
    runs: dict[str, list[tuple[float, float]]] = {name: [] for name in given.changes()}
    wanted = dict.fromkeys(runs, seeds)
    while any(len(runs[name]) < wanted[name] for name in runs):
        for name, made in runs.items():
            made += [_outcome(given, name, FIRST_SEED + number) for number in range(len(made), wanted[name])]
        vague = [name for name, made in runs.items() if _error([lead for lead, _ in made]) > MOST_ERROR and len(made) < most]
        wanted |= {name: len(runs[name]) + seeds // 2 for name in vague}
        # A difference is paired, so the desk as it is has every seed that a change has.
        wanted["as is"] = max(wanted.values())
    return {name: _effect(made, runs["as is"]) for name, made in runs.items()}


def _outcome(given: StudyDesk, change: str, seed: int) -> tuple[float, float]:
    """Mean lead time [h], and the utilisation of the busiest team, of each slot that its people have."""
    desk = given.changes()[change](given.desk)
    events = simulate(desk, tickets(given, change), seed)
    slots = {team.name: sum(person.slots for person in team.people) / len(team.people) for team in desk.teams}
    busiest = max(utilisation(team, events) / slots[team.name] for team in desk.teams)
    return float(np.mean(lead_times(by_ticket(events)))), busiest


def _error(values: list[float]) -> float:
    """The standard error of the mean as a share of it."""
    return float(np.std(values, ddof=1)) / math.sqrt(len(values)) / float(np.mean(values)) if len(values) > 1 else 0.0


def _effect(made: list[tuple[float, float]], as_is: list[tuple[float, float]]) -> dict[str, Any]:
    lead, busy = (np.array(column) for column in zip(*made, strict=True))
    before = np.array([value for value, _ in as_is])[: len(lead)]
    root = math.sqrt(len(lead))
    return {
        "seeds": len(lead),
        "lead_time_h": round(float(lead.mean()), 4),
        "error_h": round(float(lead.std(ddof=1)) / root, 4),
        "difference_h": round(float((lead - before).mean()), 4),
        "difference_error_h": round(float((lead - before).std(ddof=1)) / root, 4),
        "busiest_team": round(float(busy.mean()), 4),
        "overloaded": bool(busy.mean() > OVERLOAD),
    }


def main() -> None:
    """Write the file beside this one."""
    found = {it.name: {"fingerprint": fingerprint(it), "tickets": it.tickets, "effects": true_effects(it)} for it in all_desks()}
    about = "What the changes of the desks of desks.py do to mean lead time; desks_truth.py says how it was found."
    FILE.write_text(to_json({"about": about, "desks": found}), encoding="utf-8")


if __name__ == "__main__":
    main()
