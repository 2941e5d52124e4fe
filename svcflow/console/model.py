"""A model file as a person reads it: every number with its unit, where it comes from, and how many observations stand behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from svcflow import units
from svcflow.console.printing import bullets, mark, say_data, table

if TYPE_CHECKING:
    from svcflow.model import Flow, Person, ServiceModel

_MOST_ROWS = 40
_GIVEN = "given"


def model_sheet(model: ServiceModel) -> None:
    """The model: tickets, steps, people, what comes next, and delays."""
    _tickets(model)
    rows = [
        (
            step.name,
            units.duration(step.duration.expected) + mark(step.basis),
            "working" if step.staffed else "elapsed",
            step.duration.kind,
            units.share(step.error_chance),
            _from(step.n),
            units.count(step.n),
        )
        for step in model.steps
    ]
    table("Steps", ["step", "mean", "time:", "distribution:", "comes back", "source:", "n"], rows)
    hours = {name: _hours_a_week(model, name) for name in model.calendars}
    people = [_person(person, hours[person.calendar]) for person in model.people]
    table("People", ["who", "team:", "people", "at once", "hours a week", "stays on", "steps", "source:", "n"], _first(people))
    after = [
        (
            " → ".join(it.after),
            ", ".join(f"{name} {units.share(chance)}" for name, chance in _likely(it.next)),
            _from(it.n),
            units.count(it.n),
        )
        for it in sorted(model.routing.contexts, key=lambda it: len(it.after))
    ]
    table("What comes next", ["after", "next:", "source:", "n"], _first(after))
    flows = [_flow(flow) for flow in model.flows if flow.delays or flow.overlap]
    if flows:
        table("Between steps", ["from → to", "mean delay", "clock:", "begins beside", "source:", "n"], _first(flows))
    bullets(model.notes)
    if model.validation is not None:
        say_data(f"{model.validation.grade.capitalize()}: {model.validation.verdict}")


def export_tables(bpmn: Path, parameters: Path, losses: Iterable[str]) -> None:
    """Where the files are, and what they cannot hold."""
    say_data(f"BPMN model:  {bpmn}")
    say_data(f"Parameters:  {parameters}")
    told = list(losses)
    say_data("What Prosimos cannot hold:" if told else "Prosimos holds all of it.")
    bullets(told)


def _tickets(model: ServiceModel) -> None:
    arrivals = model.arrivals
    rows = [
        ("arrivals", f"{arrivals.per_week:.1f} tickets a week ({arrivals.kind})", _from(arrivals.n), units.count(arrivals.n)),
        ("simulated by default", f"{units.count(model.cases)} tickets from {model.start:%Y-%m-%d %H:%M %Z}", "", ""),
    ]
    for each in model.attributes:
        shares = ", ".join(f"{value} {units.share(share)}" for value, share in _likely(each.shares))
        rows.append((each.name, shares, _from(each.n), units.count(each.n)))
    if model.priority is not None:
        order = " before ".join(model.priority.order)
        rows.append(("served first", f"by {model.priority.attribute}: {order}", _from(model.priority.n), units.count(model.priority.n)))
    if model.open:
        rows.append(("open at the start", f"{units.count(len(model.open))} tickets (simulate --warm)", _from(len(model.open)), ""))
    if model.source is not None:
        log = model.source
        span = f"{log.first:%Y-%m-%d} to {log.last:%Y-%m-%d}"
        rows.append(("log", f"{log.name}, {span}, {units.count(log.cases)} tickets, {units.count(log.steps)} steps", "", ""))
    table(model.name, ["tickets", "what:", "source:", "n"], rows)


def _person(person: Person, hours: float) -> tuple[str, ...]:
    return (
        person.name,
        person.team,
        units.count(person.count),
        units.count(person.slots),
        f"{hours:.1f}",
        units.duration(person.grace_h),
        units.count(len(person.skills)),
        _from(person.n),
        units.count(person.n),
    )


def _flow(flow: Flow) -> tuple[str, ...]:
    clock = f"rhythm {flow.rhythm}" if flow.rhythm is not None else flow.clock
    delay = units.duration(flow.expected_delay_h) if flow.delays else ""
    return (
        f"{flow.source} → {flow.target}",
        delay,
        clock if flow.delays else "",
        units.share(flow.overlap),
        _from(flow.n),
        units.count(flow.n),
    )


def _hours_a_week(model: ServiceModel, name: str) -> float:
    from svcflow.model import weekly_calendar

    return weekly_calendar(model.calendars[name]).hours_a_week


def _from(n: int) -> str:
    """Whether a log or a person says so."""
    return "log" if n else _GIVEN


def _likely(chances: dict[str, float], most: int = 4) -> list[tuple[str, float]]:
    return sorted(chances.items(), key=lambda pair: -pair[1])[:most]


def _first(rows: Sequence[tuple[str, ...]]) -> Sequence[tuple[str, ...]]:
    """As many as a person reads, and how many more there are."""
    if len(rows) <= _MOST_ROWS:
        return rows
    return [*rows[:_MOST_ROWS], (f"… {len(rows) - _MOST_ROWS} more", *[""] * (len(rows[0]) - 1))]
