"""Write the bundled logs, and what is true of them. ``python event_logs/generate.py`` makes every file anew, byte for byte.

The desk stands in ``desk.py``, the engine that runs it in ``engine.py``, the true figures in ``truth.py``, the six
tickets written by hand in ``six_cases.py``. Nothing of svcflow is used: the logs are there to test it.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from desk import Desk, bundled_desk
from engine import Event, simulate
from six_cases import CASES, TRUTH
from truth import by_ticket, figures, interventions

START = datetime(2025, 1, 6, tzinfo=UTC)
"""A Monday, second 0 of the engine."""
TICKETS = 3000
SEED = 17
INTERVENTION_SEEDS = tuple(range(1, 21))

STEP_HEADER = ("Ticket ID", "Step", "Assignee", "Team", "Started", "Finished", "Priority", "Channel", "Category")
STATUS_HEADER = ("Ticket ID", "Status", "Changed At", "Assigned To", "Priority", "Channel", "Category")

WORKING = {
    "Register ticket": "Registering",
    "Diagnose": "Diagnosing",
    "Wait for customer": "Waiting for Customer",
    "Investigate": "Investigating",
    "Implement fix": "Fixing",
    "Test fix": "Testing",
    "Resolve": "Resolving",
    "Close ticket": "Closing",
}
QUEUED = {
    "Register ticket": "New",
    "Diagnose": "Queued First Line",
    "Investigate": "Queued Second Line",
    "Implement fix": "Queued Second Line",
    "Test fix": "Waiting for Release",
    "Resolve": "Queued First Line",
    "Close ticket": "Resolved",
}
ON_THE_WAY = {("Diagnose", "Investigate"): "Escalated", ("Resolve", "Diagnose"): "Resolved"}
"""Statuses while a ticket is in a delay between two steps."""
QUEUED_AFTER = {("Resolve", "Diagnose"): "Reopened"}
FINAL = "Closed"

STATUS_MEANINGS = {
    "queue": ["New", "Queued First Line", "Queued Second Line", "Waiting for Release", "Reopened", "Resolved", "Escalated"],
    "work": ["Registering", "Diagnosing", "Investigating", "Fixing", "Testing", "Resolving", "Closing"],
    "waiting for customer": ["Waiting for Customer"],
    "final": ["Closed"],
}


def step_rows(events: Iterable[Event]) -> Iterator[Sequence[str]]:
    """One row for each executed step, in the order of the starts."""
    for event in events:
        times = (_clock(event.start), _clock(event.end))
        yield (_id(event), event.step, event.person or "", event.team or "", *times, *_attributes(event))


def status_rows(events: Iterable[Event]) -> list[Sequence[str]]:
    """One row for each change of status, in the order of the times; a status of no length leaves no row."""
    changes = [change for case in by_ticket(events).values() for change in _changes(case)]
    changes.sort(key=lambda change: (change[0], change[3].ticket.number))
    return [(_id(event), status, _clock(time), person, *_attributes(event)) for time, status, person, event in changes]


def _changes(case: Sequence[Event]) -> Iterator[tuple[int, str, str, Event]]:
    before = ""
    for event in case:
        flow = (before, event.step)
        if event.ready > event.enabled:
            yield event.enabled, ON_THE_WAY[flow], "", event
        if event.start > event.ready:
            yield event.ready, QUEUED_AFTER.get(flow, QUEUED[event.step]), "", event
        yield event.start, WORKING[event.step], event.person or "", event
        before = event.step
    yield event.end, FINAL, "", event


def six_rows() -> list[Sequence[str]]:
    """The six cases, in the order of the starts."""
    teams = {"L1": "First line", "L2": "Second line", "QA": "Quality", "": ""}
    rows = [
        (ticket, step, person, teams[person[:2]], f"2025-03-{start}:00", f"2025-03-{end}:00", *attributes)
        for (ticket, *attributes), steps in CASES
        for step, person, start, end in steps
    ]
    return sorted(rows, key=lambda row: row[4])


def true_figures(desk: Desk, events: Sequence[Event], seeds: Sequence[int]) -> dict[str, Any]:
    """The content of ``service_desk.truth.json``."""
    return {
        "about": "What is true of service_desk.csv and service_desk_status.csv, and of the desk that made them; see README.md.",
        "start": START.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "tickets": TICKETS,
        "seed": SEED,
        "figures": figures(desk, events),
        "status_meanings": STATUS_MEANINGS,
        "interventions": {
            "about": f"Each desk run with the seeds below, {TICKETS} tickets each, from an empty desk until all are done.",
            "seeds": list(seeds),
            "results": interventions(desk, seeds, TICKETS),
        },
        "desk": dataclasses.asdict(desk),
    }


def make_files(seeds: Sequence[int] = INTERVENTION_SEEDS) -> dict[str, str]:
    """All shipped files: name to text. `seeds` are those of the interventions, the only slow part (under a minute)."""
    desk = bundled_desk()
    events = simulate(desk, TICKETS, SEED)
    return {
        "service_desk.csv": _csv(STEP_HEADER, step_rows(events)),
        "service_desk_status.csv": _csv(STATUS_HEADER, status_rows(events)),
        "service_desk.truth.json": to_json(true_figures(desk, events, seeds)),
        "six_cases.csv": _csv(STEP_HEADER, six_rows()),
        "six_cases.truth.json": to_json(TRUTH),
    }


def to_json(content: dict[str, Any]) -> str:
    """Indented JSON with each innermost list on one line."""
    text = json.dumps(content, indent=2)
    return re.sub(r"\[\s+([^][{}]*?)\s+\]", lambda match: "[" + re.sub(r"\s*\n\s*", " ", match[1]) + "]", text) + "\n"


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def _id(event: Event) -> str:
    return f"INC-{event.ticket.number + 1:05d}"


def _clock(seconds: int) -> str:
    return (START + timedelta(seconds=seconds)).strftime("%Y-%m-%d %H:%M:%S")


def _attributes(event: Event) -> tuple[str, str, str]:
    return event.ticket.priority, event.ticket.channel, event.ticket.category


def main() -> None:
    """Write the files beside this one."""
    for name, text in make_files().items():
        Path(__file__).with_name(name).write_bytes(text.encode())


if __name__ == "__main__":
    main()
