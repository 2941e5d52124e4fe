"""A step as it is drawn: its lines of text, what it was before, and how the difference looks.

Beside an old figure stands the new one (`17 h → 9.4 h`); blue where that is neither good nor bad. Which names and figures are drawn is
settled once for a whole drawing, so that all boxes of a row are alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from svcflow.language import mark, tell
from svcflow.report import svg
from svcflow.report.value_stream import symbols
from svcflow.report.value_stream.comparing import LEAST_OF_LEAD, Fate, better
from svcflow.report.value_stream.facts import Figure, MapFacts, MapStep, Name
from svcflow.report.value_stream.telling import VALUES, figure_text, label

ROWS: tuple[Name, ...] = ("cycle_time", "paused", "on_duty", "utilisation", "load", "accurate", "tickets", "executions", "batch")
"""of the data box, below the people"""
SMALL_ROWS: tuple[Name, ...] = ("tickets", "waiting", "cycle_time", "paused", "people", "utilisation", "accurate", "executions", "batch")
"""of the small box of a step beside the path"""
PADDING = 6.0
FATES: dict[Fate, str] = {
    "same": "",
    "changed": mark("changed"),
    "new": mark("new"),
    "removed": mark("removed"),
    "off_path": mark("now beside the path"),
    "onto_path": mark("now on the path"),
}


@dataclass(frozen=True, slots=True)
class View:
    """A step of a map, and what it was in the map before (None where there is none, or nothing to compare)."""

    step: MapStep
    old: MapStep | None = None
    fate: Fate = "same"
    changed: tuple[Name, ...] = ()
    bare: bool = False
    """without marks: the whole map has one basis, told once"""
    least_h: float = 0.0
    """of the mean ticket: a difference of the ladder below this is not told [h]"""

    def line(self, name: Name) -> Line | None:
        """A figure of it, or None where it has none now and had none before."""
        new = self.step.figure(name)
        old = self.old.figure(name) if self.old and name in self.changed else None
        if new is None and old is None:
            return None
        told = figure_text(new, bare=self.bare)
        if name not in self.changed:
            return Line(told, figure_text(new, bare=True), "", symbols.INK)
        return Line(told, figure_text(new, bare=True), figure_text(old, bare=True), _look(name, old, new))


@dataclass(frozen=True, slots=True)
class Line:
    """A figure as text, with and without its mark, what it was before ("" where that is the same), and its look."""

    told: str
    bare: str
    was: str
    look: str

    @property
    def both(self) -> str:
        """Old and new."""
        return f"{self.was} → {self.told}" if self.was else self.told


def _look(name: Name, old: Figure | None, new: Figure | None) -> str:
    verdict = better(name, new.value - old.value) if old and new else None
    return symbols.CHANGED if verdict is None else symbols.GOOD if verdict else symbols.BAD


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a small box: a label at the left, a figure at the right."""

    head: str
    figure: str
    look: str


@dataclass(frozen=True, slots=True)
class Form:
    """What all boxes of a drawing have in common."""

    width: float
    rows: tuple[Name, ...]
    """the figures that any of the steps has"""
    tall: frozenset[Name]
    """those that need a line for themselves below their label"""
    people: bool
    values: bool
    fates: bool

    @property
    def data_height(self) -> float:
        """Of the data box [px]."""
        lines = len(self.rows) + len(self.tall) + self.values + self.fates
        return 15.0 * lines + 8 if lines else 0.0

    def head_height(self, names: Iterable[Sequence[str]]) -> float:
        """Of the heads of a row of boxes, whose names have these lines [px]."""
        return 15.0 * max((len(lines) for lines in names), default=1) + 11 + 20.0 * self.people


def form_of(views: Sequence[View], width: float, *, fates: bool) -> Form:
    """The form of the boxes in which these steps are drawn."""
    rows = tuple(name for name in ROWS if any(view.line(name) for view in views))
    tall = {name for name in rows for view in views if (line := view.line(name)) and _needs(name, line) > width - 2 * PADDING}
    return Form(
        width, rows, frozenset(tall), any(view.line("people") for view in views), any(view.step.value in VALUES for view in views), fates
    )


def _needs(name: Name, line: Line) -> float:
    return svg.text_width(label(name), symbols.SMALL) + 6 + svg.text_width(line.both, symbols.TEXT, bold=True)


def name_lines(name: str, width: float, lines: int = 3) -> list[str]:
    """A step's name, wrapped and cut to its box."""
    return svg.wrapped(name, size=symbols.NAME, width=width - 2 * PADDING, lines=lines, bold=True)


def small_rows(view: View, width: float) -> list[Row]:
    """The figures of a step beside the path, a row each; a long one stands below its label."""
    rows: list[Row] = []
    room = width - 2 * PADDING
    for name in SMALL_ROWS:
        found = view.line(name)
        if found is None or (name == "waiting" and not found.was and view.step.waiting.value == 0):
            continue
        head, bold = label(name), bool(found.was)
        if _wide(head) + 6 + _wide(found.both, bold) <= room:
            rows.append(Row(head, found.both, found.look))
        elif _wide(found.both, bold) <= room:
            rows += [Row(head, "", found.look), Row("", found.both, found.look)]
        else:
            rows += [Row(head, found.was, symbols.MUTED), Row("", f"→ {found.told}", found.look)]
    return rows


def _wide(text: str, bold: bool = False) -> float:
    return svg.text_width(text, symbols.SMALL, bold=bold)


def queue_lines(view: View, gap: float) -> list[tuple[str, str]]:
    """What stands below the triangle before a step: how many wait, and how long, and what that was."""
    lines: list[tuple[str, str]] = []
    for name in ("queue", "waiting"):
        found = view.line(name)
        if found is None:
            continue
        look = found.look if found.was else symbols.WAIT if name == "waiting" else symbols.INK
        mark_of = found.told.removeprefix(found.bare).strip()
        fits = svg.text_width(found.told, symbols.SMALL, bold=True) <= gap - 4
        lines += [(found.told, look)] if fits or not mark_of else [(found.bare, look), (mark_of, symbols.MUTED)]
        if found.was:
            lines.append((tell("was {value}", value=found.was), symbols.MUTED))
    return lines


def waits(view: View) -> bool:
    """Whether a triangle stands before the step: something waits, or did."""
    return view.step.waiting.value > 0 or bool(view.old and "waiting" in view.changed)


def views_of(facts: MapFacts, before: MapFacts | None, fates: dict[str, tuple[Fate, tuple[Name, ...]]]) -> dict[str, View]:
    """The steps of a map, each beside what it was."""
    lead = before.total("lead_time") if before else None
    least_h = LEAST_OF_LEAD * lead.value if lead else 0.0
    old = {step.activity: step for step in (*before.path, *before.branches, *before.rarer)} if before else {}
    bare = facts.basis == "simulated"
    views = {}
    for step in (*facts.path, *facts.branches, *facts.rarer):
        fate, changed = fates.get(step.activity, ("same", ()))
        views[step.activity] = View(step, old.get(step.activity), fate, changed, bare, least_h)
    return views
