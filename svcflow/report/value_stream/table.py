"""The value-stream map as a table, for those who cannot see it, and for what the drawing has no room for: every step, every figure."""

from __future__ import annotations

from collections.abc import Sequence

from svcflow import units
from svcflow.language import tell
from svcflow.report import words
from svcflow.report.tables import Cell, Column, Table
from svcflow.report.value_stream.comparing import find_changes
from svcflow.report.value_stream.facts import MapFacts, MapStep, Name
from svcflow.report.value_stream.telling import EXPLAINED, VALUES, figure_text, label, stream_name
from svcflow.report.value_stream.views import FATES

COLUMNS: tuple[Name, ...] = (
    "tickets", "executions", "queue", "waiting", "cycle_time", "paused", "people", "on_duty", "effective", "utilisation", "load",
    "accurate", "batch",
)  # fmt: skip


def stream_table(facts: MapFacts) -> Table:
    """All steps of a map: those of the main path, numbered, in its order, then the others by falling tickets."""
    steps = _steps(facts)
    names = [name for name in COLUMNS if any(step.figure(name) for step in steps)]
    valued = any(step.value in VALUES for step in steps)
    columns = [Column(tell("Step"), "name")]
    columns += [Column(label(name), "number", tell(EXPLAINED[name]) if name in EXPLAINED else "") for name in names]
    columns += [Column(tell("Value"), "text")] * valued
    columns += [Column(tell("Ladder: waiting")), Column(tell("Ladder: work"))]
    rows = [_row(step, place, names, valued) for place, step in enumerate(steps, 1)]
    caption = tell("The value stream of {name}: every step; numbered is the main path", name=stream_name(facts.name))
    return Table(caption, tuple(columns), tuple(rows))


def _steps(facts: MapFacts) -> list[MapStep]:
    return [*facts.path, *facts.branches, *facts.rarer]


def _row(step: MapStep, place: int, names: Sequence[Name], valued: bool) -> tuple[Cell, ...]:
    told = tell("{number}. {step}", number=place, step=step.activity) if step.on_path else step.activity
    cells = [Cell(told, below=tell("after {step}", step=step.after) if step.after and not step.on_path else "")]
    for name in names:
        found = step.figure(name)
        basis = words.MARKS[found.basis] if found else ""
        cells.append(Cell(figure_text(found, bare=True), mark=basis))
    if valued:
        cells.append(Cell(tell(VALUES[step.value]) if step.value in VALUES else units.NOTHING))
    basis = words.MARKS[step.waiting.basis]
    hours = (step.rung.waiting_h, step.rung.processing_h)
    return (*cells, *(Cell(units.duration(each), mark=basis) for each in hours))


def change_table(now: MapFacts, then: MapFacts) -> Table:
    """All steps of two maps: what becomes of each, and the figures that differ, old and new."""
    before, after = ({step.activity: step for step in _steps(facts)} for facts in (now, then))
    rows = []
    for change in find_changes(now, then):
        old, new = before.get(change.activity), after.get(change.activity)
        told = [tell("{figure} {old} → {new}", figure=label(name), old=_told(old, name), new=_told(new, name)) for name in change.figures]
        fate = tell(FATES[change.fate]) if change.fate != "same" else tell("as today")
        rows.append((Cell(change.activity), Cell(fate), Cell(tell("; ").join(told) or units.NOTHING)))
    columns = (Column(tell("Step"), "name"), Column(tell("With the redesign"), "text"), Column(tell("What differs"), "text long"))
    return Table(tell("What changes in the value stream, step by step"), columns, tuple(rows))


def _told(step: MapStep | None, name: Name) -> str:
    return figure_text(step.figure(name) if step else None, bare=True)
