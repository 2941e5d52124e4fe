"""What the bundled desk keeps beside its log: a staff file, a register of ideas, when its systems were up, and what is true of them.

``python event_logs/desk_records.py`` writes ``service_desk_staff.csv``, ``service_desk_ideas.csv``, ``service_desk_systems.csv`` and
``service_desk_records.truth.json``. Nothing of svcflow is used, and no person, idea or system of these files is real: all is drawn. The
systems are up for times that are exponential about `UP_H` and down for times exponential about `DOWN_H`, to the minute, over the
seventeen weeks of the log; the truth file tells what came of it in this run.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

SEED = 29
FOLDER = Path(__file__).parent
TEAMS = {"First line": ("L1", 7), "Second line": ("L2", 8), "Quality": ("QA", 2)}
GRADES = {"excellent": 1.0, "good": 0.75, "fair": 0.5, "weak": 0.25}
CHANCES = {"Skill": (0.25, 0.45, 0.25, 0.05), "Attitude": (0.35, 0.45, 0.18, 0.02), "Feedback": (0.2, 0.5, 0.25, 0.05)}
"""of each grade, by what is judged"""
START, WEEKS = datetime(2025, 1, 6, tzinfo=UTC), 17
IDEAS, PUT_TO_WORK, DAYS_TO_WORK = 18, 0.55, 30.0
UP_H, DOWN_H = {"Ticket portal": 300.0, "Knowledge base": 500.0}, {"Ticket portal": 2.5, "Knowledge base": 4.0}
STAFF_HEADER = ("Name", "Team", "Skill", "Attitude", "Feedback")
IDEAS_HEADER = ("Idea", "Registered", "Implemented")
SYSTEMS_HEADER = ("System", "From", "To", "State")


def make_files(seed: int = SEED) -> dict[str, str]:
    """All four files: name to text."""
    judging, having, running = (np.random.default_rng(each) for each in np.random.SeedSequence(seed).spawn(3))
    staff, ideas, systems = list(_staff(judging)), list(_ideas(having)), list(_systems(running))
    return {
        "service_desk_staff.csv": _csv(STAFF_HEADER, staff),
        "service_desk_ideas.csv": _csv(IDEAS_HEADER, ideas),
        "service_desk_systems.csv": _csv(SYSTEMS_HEADER, systems),
        "service_desk_records.truth.json": _truth(staff, ideas, systems),
    }


def _staff(rng: np.random.Generator) -> list[tuple[str, ...]]:
    people = [(f"{code}-{number:02d}", team) for team, (code, count) in TEAMS.items() for number in range(1, count + 1)]
    grades = list(GRADES)
    return [(name, team, *(grades[int(rng.choice(len(grades), p=chances))] for chances in CHANCES.values())) for name, team in people]


def _ideas(rng: np.random.Generator) -> list[tuple[str, ...]]:
    """Ideas by the day on which they were put down; those that were not put to work within the log's time are open."""
    found = []
    days = np.sort(rng.integers(0, 7 * WEEKS, IDEAS)).tolist()
    for number, day in enumerate(days, 1):
        works, takes = rng.random(), rng.exponential(DAYS_TO_WORK)
        done = day + 1 + int(takes)
        used = works < PUT_TO_WORK and done < 7 * WEEKS
        found.append((f"IDEA-{number:02d}", _day(day), _day(done) if used else ""))
    return found


def _systems(rng: np.random.Generator) -> list[tuple[str, ...]]:
    """Stretches up and down in turn, each system from the begin to the end of the log's time."""
    found = []
    whole = 7 * 24 * 60 * WEEKS
    for name in UP_H:
        at, up = 0, True
        while at < whole:
            mean = UP_H[name] if up else DOWN_H[name]
            until = min(whole, at + max(1, round(60 * float(rng.exponential(mean)))))
            found.append((name, _minute(at), _minute(until), "up" if up else "down"))
            at, up = until, not up
    return found


def _day(day: int) -> str:
    return (START + timedelta(days=day)).strftime("%Y-%m-%d")


def _minute(minute: int) -> str:
    return (START + timedelta(minutes=minute)).strftime("%Y-%m-%d %H:%M")


def _truth(staff: Sequence[Sequence[str]], ideas: Sequence[Sequence[str]], systems: Sequence[Sequence[str]]) -> str:
    up, down, failures = 0.0, 0.0, 0
    for _, begin, end, state in systems:
        hours = (datetime.fromisoformat(end) - datetime.fromisoformat(begin)) / timedelta(hours=1)
        up, down, failures = (up + hours, down, failures) if state == "up" else (up, down + hours, failures + 1)
    means = {f"staff_{name.lower()}": _mean([GRADES[row[2 + place]] for row in staff]) for place, name in enumerate(CHANCES)}
    truth = {
        "about": "What is true of service_desk_staff.csv, service_desk_ideas.csv and service_desk_systems.csv; see README.md.",
        "seed": SEED,
        "grades": GRADES,
        "chances": CHANCES,
        **means,
        "ideas_registered": len(ideas),
        "ideas_implemented": _mean([float(bool(row[2])) for row in ideas]),
        "up_h": UP_H,
        "down_h": DOWN_H,
        "availability": round(up / (up + down), 6),
        "mtbf": round(up / failures, 4),
        "mttr": round(down / failures, 4),
    }
    return json.dumps(truth, indent=1) + "\n"


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 6)


def _csv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def main() -> None:
    """Write the files beside this one."""
    for name, text in make_files().items():
        FOLDER.joinpath(name).write_bytes(text.encode())


if __name__ == "__main__":
    main()
