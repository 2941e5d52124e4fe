"""The upper part of the map: customers and suppliers, the ticket system between them, and the information that flows.

Only what a log tells is drawn: how many tickets customers send, at what takt, that the system hands them to the first step, and how
many wait for the customer or a supplier.
"""

from __future__ import annotations

from svcflow import units
from svcflow.language import tell
from svcflow.report import svg
from svcflow.report.value_stream import symbols
from svcflow.report.value_stream.comparing import differs
from svcflow.report.value_stream.facts import MapFacts, MapStep
from svcflow.report.value_stream.slots import LEFT
from svcflow.report.value_stream.telling import demand_text, figure_text

HEIGHT = 132.0
SOURCE, SOURCE_HEIGHT = 140.0, 46.0
SYSTEM, SYSTEM_HEIGHT = 128.0, 40.0
EDGE = 12.0


def draw_sources(facts: MapFacts, before: MapFacts | None, width: float, top: float, first: float, into: float) -> list[str]:
    """Customers at the right, suppliers at the left, the ticket system between; its arrow ends at (`first`, `into`) [px].

    Where the map `before` had another demand, that is told as well.
    """
    middle, right = width / 2, width - EDGE - SOURCE
    parts = _source(tell("Customers"), _customers(facts, before), right, top)
    if facts.pauses("supplier"):
        parts += _source(tell("Suppliers"), _paused(facts.pauses("supplier"), facts), LEFT, top)
    system = top + 4
    parts += [
        symbols.box(middle - SYSTEM / 2, system, SYSTEM, SYSTEM_HEIGHT),
        symbols.path(f"M{middle - SYSTEM / 2:.1f},{system + 13:.1f}h{SYSTEM:.1f}", width=1.0),
        *(
            symbols.line_of(line, middle, system + 30, size=symbols.NAME, anchor="middle", bold=True)
            for line in svg.wrapped(tell("Ticket system"), size=symbols.NAME, width=SYSTEM - 8, lines=1, bold=True)
        ),
    ]
    flow = system + 26
    parts.append(symbols.electronic([(right - 2, flow), (middle + SYSTEM / 2 + 2, flow)]))
    parts.append(_demand(facts, before, (right + middle + SYSTEM / 2) / 2, flow - 14))
    bend = top + HEIGHT - 18
    parts.append(symbols.electronic([(middle, system + SYSTEM_HEIGHT), (middle, bend), (first, bend), (first, into)]))
    return parts


def _demand(facts: MapFacts, before: MapFacts | None, middle: float, down: float) -> str:
    if before is None or before.demand is None or facts.demand is None or not differs(before.demand, facts.demand):
        return symbols.line_of(demand_text(facts), middle, down, anchor="middle")
    old, new = (figure_text(each, bare=True) for each in (before.demand, facts.demand))
    return symbols.line_of(
        tell("{old} → {new} tickets a week", old=old, new=new), middle, down, anchor="middle", look=symbols.CHANGED, bold=True
    )


def bottom_of_customers(facts: MapFacts, top: float) -> float:
    """Where the arrow of what is finished ends [px]."""
    return top + SOURCE_HEIGHT + 8 + 14.0 * len(_customers(facts)) + 2


def _source(name: str, lines: list[str], left: float, top: float) -> list[str]:
    parts = [symbols.outside_source(left, top, SOURCE, SOURCE_HEIGHT)]
    parts.append(symbols.line_of(name, left + SOURCE / 2, top + SOURCE_HEIGHT - 10, size=symbols.NAME, anchor="middle", bold=True))
    if lines:
        parts.append(symbols.box(left, top + SOURCE_HEIGHT, SOURCE, 7 + 14.0 * len(lines), stroke_width=1.0))
    for number, line in enumerate(lines):
        down = top + SOURCE_HEIGHT + 15 + 14 * number
        parts.append(symbols.line_of(line, left + SOURCE / 2, down, size=symbols.SMALL, anchor="middle"))
    return parts


def _customers(facts: MapFacts, before: MapFacts | None = None) -> list[str]:
    told = figure_text(facts.takt, bare=facts.basis == "simulated")
    if before and before.takt and facts.takt and differs(before.takt, facts.takt):
        told = f"{figure_text(before.takt, bare=True)} → {told}"
    takt = [tell("Takt {duration}", duration=told)] if facts.takt else []
    return takt + _paused(facts.pauses("customer"), facts)


def _paused(steps: tuple[MapStep, ...], facts: MapFacts) -> list[str]:
    """How long the mean ticket waits for them."""
    hours = sum(step.rung.paused_h for step in steps)
    return [tell("‖ {hours} a ticket", hours=units.duration(hours))] if hours > 0 else []
