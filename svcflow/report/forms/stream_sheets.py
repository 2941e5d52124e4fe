"""Sheets of the value-stream map: every step with every figure of its box, and what redesigns change in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from svcflow.language import tell
from svcflow.report.facts import ReportFacts
from svcflow.report.forms.sheet import Columns, Field, Kind, Sheet, Value, hours, number, sheet, text
from svcflow.report.forms.time_sheets import BASES
from svcflow.report.value_stream.comparing import MapPair, find_changes
from svcflow.report.value_stream.facts import Figure, FigureUnit, MapFacts, MapStep, Name
from svcflow.report.value_stream.table import COLUMNS
from svcflow.report.value_stream.telling import label
from svcflow.report.value_stream.views import FATES

UNITS: dict[FigureUnit, tuple[Kind, str]] = {
    "h": ("number", "h"),
    "share": ("share", "0–1"),
    "count": ("count", ""),
    "number": ("number", ""),
    "times": ("number", ""),
    "tickets/week": ("number", ""),
}
"""How each unit is written, and its name where it is no plain number."""


def stream_map_sheet(facts: ReportFacts) -> Sheet | None:
    """Every step of the map: those of the main path in its order, then those beside it."""
    if facts.stream_map is None:
        return None
    steps = _steps(facts.stream_map)
    names = [name for name in COLUMNS if any(step.figure(name) for step in steps)]
    columns: Columns[MapStep] = (
        (text(tell("Step")), lambda step: step.activity),
        (text(tell("Main path")), lambda step: tell("yes") if step.on_path else tell("no")),
        *((_field(steps, name), _figure(name)) for name in names),
        (hours(tell("Ladder: waiting")), lambda step: step.rung.waiting_h),
        (hours(tell("Ladder: work")), lambda step: step.rung.processing_h),
        (text(tell("Basis of the times")), lambda step: tell(BASES[step.waiting.basis])),
        (text(tell("Basis of people and load")), lambda step: tell(BASES[found.basis]) if (found := step.figure("utilisation")) else ""),
    )
    return sheet("value_stream_map", tell("Value-stream map"), steps, columns)


def future_states_sheet(facts: ReportFacts) -> Sheet | None:
    """Every figure that differs between today's map and that of a redesign."""
    changed = [each for pair in facts.future_maps for each in _changed(pair)]
    columns: Columns[tuple[str, str, str, Figure | None, Figure | None, Name]] = (
        (text(tell("Redesign")), lambda each: each[0]),
        (text(tell("Step")), lambda each: each[1]),
        (text(tell("What becomes of it")), lambda each: each[2]),
        (text(tell("Figure")), lambda each: label(each[5])),
        (number(tell("Today")), lambda each: each[3].value if each[3] else None),
        (number(tell("With the redesign")), lambda each: each[4].value if each[4] else None),
        (text(tell("Unit")), lambda each: next((figure.unit for figure in each[3:5] if isinstance(figure, Figure)), "")),
        (text(tell("Basis")), lambda each: next((tell(BASES[figure.basis]) for figure in each[3:5] if isinstance(figure, Figure)), "")),
    )
    return sheet("future_states", tell("Value stream with redesigns"), changed, columns) if changed else None


def _changed(pair: MapPair) -> Iterator[tuple[str, str, str, Figure | None, Figure | None, Name]]:
    before, after = ({step.activity: step for step in _steps(stream)} for stream in (pair.now, pair.then))
    for change in find_changes(pair.now, pair.then):
        fate = tell(FATES[change.fate]) if change.fate != "same" else tell("as today")
        for name in change.figures:
            yield pair.title, change.activity, fate, _of(before.get(change.activity), name), _of(after.get(change.activity), name), name


def _steps(stream: MapFacts) -> list[MapStep]:
    return [*stream.path, *stream.branches, *stream.rarer]


def _of(step: MapStep | None, name: Name) -> Figure | None:
    return step.figure(name) if step else None


def _field(steps: list[MapStep], name: Name) -> Field:
    unit = next(found.unit for step in steps if (found := step.figure(name)))
    kind, written = UNITS[unit]
    return Field(label(name), kind, written)


def _figure(name: Name) -> Callable[[MapStep], Value]:
    return lambda step: found.value if (found := step.figure(name)) else None
