"""Rework and its cost as tables for a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from svcflow import units
from svcflow.console.printing import bullets, mark, table

if TYPE_CHECKING:
    from svcflow.eventlog.log import Basis
    from svcflow.mining.first_contact import FirstContact
    from svcflow.timing.rework.results import ActivityRework, Escalation, PingPong, Rework, Toll

_MOST_STEPS, _MOST_PAIRS, _WAY = 15, 8, 5
_DIRECTIONS = {"up": "escalation", "down": "return", "level": "same tier"}


def rework_tables(found: Rework) -> None:
    """What is done again, by kind and by step; ping-pong; escalation; first contact; what each word means."""
    table(
        f"Rework in {units.count(found.cases)} tickets",
        ["kind", "count", "tickets", "of all", "work", "waiting before it"],
        [*_kinds(found)],
        _sums(found),
    )
    again = [each for each in found.activities if each.repeats.count]
    if again:
        heads = ["step", "done", "again", "at once", "by another", "later", "work again", "%C&A", "most frequent loop:"]
        rest = len(again) - _MOST_STEPS
        table("Steps that are done again", heads, map(_step, again[:_MOST_STEPS]), f"… and {rest} more" if rest > 0 else "")
    for each in found.ping_pong:
        _ping_pong(each)
    _escalation(found.escalation)
    contacts = [
        ("measured", found.first_contact_resolution),
        ("proxy: first person", found.first_contact_resolution_proxy),
        ("proxy: first team", found.first_team_resolution_proxy),
    ]
    rows = [_contact(name, each) for name, each in contacts if each.value is not None]
    if rows:
        table("First-contact resolution", ["", "value", "tickets", "what it is:"], rows)
    bullets(_definitions(found))


def _kinds(found: Rework) -> Iterator[tuple[str, ...]]:
    loops = found.self_loops
    yield _toll("steps done again", found.repeats)
    yield _toll("  at once (self-loops)", loops)
    if loops.count:
        yield ("    by the same person", units.count(loops.same_person), "", "", "", "")
        yield ("    by another", units.count(loops.other_person), "", "", "", "")
    yield _toll("  after other steps (loops)", found.loops)
    reopened = found.reopening
    if reopened.count is not None and reopened.cases is not None:
        yield (
            "reopened after closing",
            units.count(reopened.count),
            units.count(reopened.cases),
            units.share(reopened.share),
            _hours(reopened.processing_h, reopened.basis),
            _hours(reopened.waiting_h, reopened.basis),
        )
    yield _toll("recorded twice, probably", found.duplicates.steps)
    copied = found.duplicates
    if copied.copied_cases:
        share = units.share(copied.copied_cases / max(found.cases, 1))
        number = units.count(copied.copied_cases)
        yield ("copied tickets", number, number, share, _hours(copied.copied_processing_h, found.basis), "")
    if copied.marked_cases:
        number = units.count(copied.marked_cases)
        yield ("marked as duplicates", number, number, units.share(copied.marked_cases / max(found.cases, 1)), "", "")


def _toll(kind: str, toll: Toll) -> tuple[str, ...]:
    return (
        kind,
        units.count(toll.count),
        units.count(toll.cases),
        units.share(toll.share),
        _hours(toll.processing_h, toll.basis),
        _hours(toll.waiting_h, toll.basis),
    )


def _sums(found: Rework) -> str:
    est = mark(found.basis)
    return (
        f"{units.share(found.share_of_processing)}{est} of all work is done again; a ticket passes the main path without anything coming"
        f" back in {units.share(found.rolled_complete_and_accurate)} of cases (rolled %C&A)"
    )


def _step(each: ActivityRework) -> tuple[object, ...]:
    way = ""
    if each.way:
        inner = each.way[1:-1]
        cut = [*inner[: _WAY - 1], "…"] if len(inner) > _WAY else list(inner)
        way = f"{units.count(each.way_count)}×: over {' → '.join(cut)}" if inner else f"{units.count(each.way_count)}×"
    return (
        each.activity,
        units.count(each.count),
        units.count(each.repeats.count),
        units.count(each.self_loops),
        units.count(each.self_loops_other_person),
        units.count(each.loops),
        _hours(each.repeats.processing_h, each.repeats.basis),
        units.share(each.complete_and_accurate),
        way,
    )


def _ping_pong(found: PingPong) -> None:
    if not found.chains:
        return
    rows = [
        (pair.first, pair.second, units.count(pair.bounces), units.count(pair.cases), _hours(pair.lost_h, found.basis))
        for pair in found.pairs[:_MOST_PAIRS]
    ]
    note = (
        f"{units.count(found.bounces)} bounces in {units.count(found.cases)} tickets ({units.share(found.share)}), away for"
        f" {_hours(found.lost_h, found.basis)}; {_pairs(len(found.pairs))} of {units.count(found.owners)} {found.between}"
    )
    table(f"Ping-pong between {found.between}", ["", "and:", "bounces", "tickets", "away, from giving to return"], rows, note)


def _pairs(count: int) -> str:
    return f"{units.count(count)} pair{'' if count == 1 else 's'}"


def _escalation(found: Escalation) -> None:
    if not found.moves:
        return
    basis = found.escalations.basis
    tier = {each.team: each.tier for each in found.tiers}
    rows = [
        (
            f"{move.source} ({tier[move.source]})",
            f"{move.target} ({tier[move.target]})",
            _DIRECTIONS[move.direction],
            units.count(move.count),
            units.count(move.cases),
            _hours(move.waiting_h, basis),
        )
        for move in found.moves[:_MOST_PAIRS]
    ]
    said = [
        f"{units.count(moved.count)} {what} in {units.share(moved.share)} of tickets"
        for what, moved in (("escalations", found.escalations), ("returns", found.returns), ("moves on the same tier", found.level))
        if moved.count
    ]
    table("Moves between teams (tier)", ["from", "to:", "which is:", "count", "tickets", "waiting after it"], rows, "; ".join(said))


def _contact(name: str, found: FirstContact) -> tuple[str, ...]:
    return name, units.share(found.value) + mark(found.basis), units.count(found.n), found.definition


def _definitions(found: Rework) -> Iterator[str]:
    if found.first_contact_resolution.value is None:
        yield "First-contact resolution is not measured: no column of the log says it. The proxies are not the same."
    reopened = found.reopening
    if reopened.count:
        closing = ", ".join(f'"{name}"' for name in reopened.closing[:5])
        yield (
            f"Reopened: work after {closing}; after {units.duration(reopened.until_median_h)} (median),"
            f" {units.duration(reopened.until_mean_h)} (mean)."
        )
    if any(each.chains for each in found.ping_pong):
        yield f"Ping-pong: {found.ping_pong[0].definition}."
    if found.escalation.moves:
        yield f"Tiers: {found.escalation.definition}."
    if found.duplicates.steps.count or found.duplicates.copied_cases or found.duplicates.marked_cases:
        yield f"Recorded twice: {found.duplicates.definition}"
    if found.duplicates.dropped_rows:
        yield f"The import left out {units.count(found.duplicates.dropped_rows)} rows that were alike in everything."
    yield from found.notes


def _hours(hours: float, basis: Basis) -> str:
    return units.duration(hours) + (mark(basis) if hours else "")
