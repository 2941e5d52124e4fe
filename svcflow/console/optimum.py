"""The frontier of cost and service, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svcflow import units
from svcflow.console.printing import bullets, table

if TYPE_CHECKING:
    from svcflow.redesign.optimum import Frontier, Option


def frontier_tables(found: Frontier) -> None:
    """Each option by rising cost, and what is there today."""
    level = any(it.service_level is not None for it in found.frontier)
    rows = [_row(it, found.unit, level) for it in found.frontier]
    headings = ["option", "people", "redesigns", "cost", "mean lead time", *(["in time"] if level else []), "busiest team"]
    table("Frontier", headings, [*rows, _row(found.today, found.unit, level, "today")])
    how = "all of them" if found.exhaustive else f"found among {units.count(found.points)} by NSGA-II"
    again = f", {units.count(found.taken_over)} of them before" if found.taken_over else ""
    lines = [f"{units.count(found.evaluated)} options were evaluated{again}: {how}; {units.count(found.feasible)} keep all limits."]
    lines += [f"{units.count(count)} {'breaks' if count == 1 else 'break'} {limit}." for limit, count in found.broken.items()]
    bullets([*lines, *found.notes])


def _row(it: Option, unit: str, level: bool, name: str = "") -> tuple[str, ...]:
    people = []
    for team, count in it.staff.items():
        other = ", ".join(f"{some} {shift}" for shift, some in it.shifts.get(team, {}).items())
        people.append(f"{team} {count}{f' ({other})' if other else ''}")
    lead = f"{units.duration(it.lead_time_h.value)} ({units.duration(it.lead_time_h.low)} … {units.duration(it.lead_time_h.high)})"
    in_time = (units.share(it.service_level.value) if it.service_level is not None else "",) if level else ()
    busiest = max(it.utilisation, key=lambda team: it.utilisation[team], default=None)
    busy = "" if busiest is None else f"{busiest} {units.share(it.utilisation[busiest])}"
    marked = name or ("corner" if it.corner else "")
    return (marked, "; ".join(people), ", ".join(it.redesigns) or "none", units.quantity(it.cost_week, unit), lead, *in_time, busy)
