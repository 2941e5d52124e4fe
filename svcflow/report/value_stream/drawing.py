"""The value-stream map as a drawing, in the notation of Rother and Shook; alone, or today above a redesign.

Rows from top to bottom: customers, suppliers and the ticket system; kaizen bursts; rework loops; the steps of the main path, each with
what waits before it; the steps beside the path, hanging below the one that they follow; the ladder; the totals. A path that is longer
than a page is wide goes on in the next row, at the same letter. Two maps have the same slots, so that a step stands in both at the
same place: changed steps have a thick frame and their old figures beside the new ones, steps that go leave a ghost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from svcflow import units
from svcflow.language import tell, tell_many
from svcflow.report import svg
from svcflow.report.map_drawing import FONT
from svcflow.report.value_stream import boxes, sources, symbols
from svcflow.report.value_stream.branching import arranged, is_chained, stacked
from svcflow.report.value_stream.comparing import Change, Fate, MapPair, find_changes
from svcflow.report.value_stream.facts import MapFacts, Name
from svcflow.report.value_stream.ladder import change_cells, draw_ladder, draw_totals, total_cells
from svcflow.report.value_stream.slots import ALONE, BESIDE, LEFT, Slots, make_slots
from svcflow.report.value_stream.telling import READING, map_label, map_told, notes, stream_name
from svcflow.report.value_stream.views import FATES, Form, View, form_of, name_lines, queue_lines, views_of, waits

MARGIN = 16.0
LEAST_AGAIN = 0.005
"""a share of executions that come back too small to be drawn"""
LOOP = 26.0
TALL = 0.94
"""higher than this share of its width, a map fits a sheet of paper upright, not across"""


@dataclass(frozen=True, slots=True)
class _Plan:
    """One map to be drawn: its steps, the slots, the form of its boxes, what became of steps that it no longer has."""

    facts: MapFacts
    slots: Slots
    views: dict[str, View]
    form: Form
    ghosts: dict[str, Fate]
    before: MapFacts | None = None

    def view_at(self, name: str) -> View | None:
        """The step in a slot; None where this map has none on its path."""
        return self.views[name] if any(step.activity == name for step in self.facts.path) else None


def draw_stream_map(facts: MapFacts) -> str:
    """The map as one SVG element.

    Parameters
    ----------
    facts
        What it shows.

    Returns
    -------
    str
        A self-contained `<svg>`: every name escaped; the same facts in the same language give the same bytes.
    """
    slots = make_slots([[step.activity for step in facts.path]], ALONE)
    plan = _plan(facts, slots, None, {})
    parts, down = _draw(plan, "", MARGIN)
    drawn, high = draw_totals(total_cells(facts), LEFT, down + 6, slots.width - LEFT - MARGIN)
    said, end = _notes(notes(facts, single=True), slots, down + high + 26)
    return _framed([*parts, *drawn, *said], slots, end, map_label(facts), map_told(facts))


def draw_side_by_side(pair: MapPair) -> str:
    """Today above a redesign as one SVG element, both with the same slots, what changed marked; the totals of both below."""
    now, then = pair.now, pair.then
    slots = make_slots([[step.activity for step in facts.path] for facts in (now, then)], BESIDE)
    changes = find_changes(now, then)
    parts, down = _draw(_plan(now, slots, None, {}), tell("Today"), MARGIN)
    plan = _plan(then, slots, now, {change.activity: change for change in changes})
    more, down = _draw(plan, pair.title or tell("Future state"), down + 30)
    drawn, high = draw_totals(change_cells(pair.totals), LEFT, down + 6, slots.width - LEFT - MARGIN)
    said, end = _notes([*_reading(now), *notes(then, single=False)], slots, down + high + 26)
    label = tell("{today} Beside it the redesign {name}: {then}", today=map_label(now), name=pair.title, then=map_label(then))
    return _framed([*parts, *more, *drawn, *said], slots, end, label, f"{map_told(now)} {_changes_told(changes)} {map_told(then)}")


def _reading(now: MapFacts) -> list[str]:
    """How two maps are to be read."""
    told = [tell("Each map is one simulated run, with the same random numbers.")] if now.basis == "simulated" else []
    told.append(
        tell(
            "Marked is what differs by 5 % or more (waiting by 10 %, shares by 2 points); figures of today stand before the arrow, or "
            "after “was”."
        )
    )
    told.append(tell(READING))
    return told


def _changes_told(changes: Sequence[Change]) -> str:
    told = [
        tell("{step}: {figures}.", step=change.activity, figures=tell(FATES[change.fate])) for change in changes if change.fate != "same"
    ]
    return " ".join(told)


def _plan(facts: MapFacts, slots: Slots, before: MapFacts | None, changes: dict[str, Change]) -> _Plan:
    fates: dict[str, tuple[Fate, tuple[Name, ...]]] = {name: (change.fate, change.figures) for name, change in changes.items()}
    views = views_of(facts, before, fates)
    on_path = {step.activity for step in facts.path}
    ghosts: dict[str, Fate] = {name: "removed" if name not in views else "off_path" for name in changes if name not in on_path}
    form = form_of([views[name] for name in on_path], slots.sizes.box, fates=any(views[name].fate != "same" for name in on_path))
    return _Plan(facts, slots, views, form, ghosts, before)


def _draw(plan: _Plan, heading: str, top: float) -> tuple[list[str], float]:
    """The whole of one map, and where it ends [px]."""
    width = plan.slots.width
    name = stream_name(plan.facts.name)
    tickets = tell_many("{count} ticket", "{count} tickets", plan.facts.cases)
    basis = tell("{tickets}, every figure simulated", tickets=tickets) if plan.facts.basis == "simulated" else tickets
    parts = _heading(heading or name, basis, width, top)
    top += 30
    down, begun = top + sources.HEIGHT, None
    for number, row in enumerate(plan.slots.rows):
        drawn, down, into, ends = _row(plan, number, row, down)
        begun = begun or into
        parts += drawn
    assert begun is not None
    parts += sources.draw_sources(plan.facts, plan.before, width, top, LEFT + plan.slots.sizes.gap / 2, begun)
    parts.append(symbols.shipment(ends, width - MARGIN - 22, sources.bottom_of_customers(plan.facts, top)))
    return parts, down


def _heading(told: str, basis: str, width: float, top: float) -> list[str]:
    room = width - LEFT - MARGIN - (svg.text_width(basis, symbols.TEXT) + 20 if basis else 0)
    (line,) = svg.wrapped(told, size=15, width=room, lines=1, bold=True)
    parts = [symbols.line_of(line, LEFT, top + 12, size=15, bold=True)]
    if basis:
        at = LEFT + svg.text_width(line, 15, bold=True) + 12
        parts.append(symbols.line_of(basis, at, top + 12, look=symbols.MUTED))
    return parts


def _row(plan: _Plan, number: int, row: Sequence[str], top: float) -> tuple[list[str], float, float, tuple[float, float]]:
    """A row of slots: what is drawn, where it ends, where its first gap begins, and where its last box sends work on [px]."""
    slots, form = plan.slots, plan.form
    views = [plan.view_at(name) for name in row]
    there = [view for view in views if view]
    bursts = boxes.BURST_HEIGHT + 8 if any(view.step.burst for view in there) else 0.0
    loops = LOOP if any(view.step.returns >= LEAST_AGAIN for view in there) else 0.0
    boxed = top + bursts + loops + 6
    waiting = max((len(queue_lines(view, slots.sizes.gap)) for view in there if waits(view)), default=0)
    head = form.head_height(name_lines(name, form.width) for name in row)
    arrow = boxed + max(26.0, 36 + 12.5 * waiting + 8 if waiting else 0.0)
    high = max(head + form.data_height, arrow - boxed + 14)
    parts: list[str] = []
    for place, (name, view) in enumerate(zip(row, views, strict=True)):
        left = slots.left(place)
        parts += _before(plan, view, name, left, boxed, arrow)
        if view:
            parts += boxes.process_box(view, form, left, boxed, max(head, high - form.data_height))
            parts += _above(view, left, form.width, boxed, loops)
        elif name in plan.ghosts:
            parts += boxes.ghost(name, tell(FATES[plan.ghosts[name]]), left, boxed, form.width, high)
    drawn, deep = _beside(plan, row, number == 0, boxed + high)
    end = slots.left(len(row) - 1) + form.width
    parts += drawn + _continued(number, len(slots.rows), end, arrow)
    ladder, ladder_high = draw_ladder(slots, views, deep + 12, number == len(slots.rows) - 1)
    return [*parts, *ladder], deep + 12 + ladder_high + 10, boxed - 2, (end + 3, arrow)


def _before(plan: _Plan, view: View | None, name: str, left: float, top: float, arrow: float) -> list[str]:
    """What stands in the gap before a step: the push arrow, and what waits."""
    gap = plan.slots.sizes.gap
    start = left - gap
    if view is None:
        return [symbols.passed(start, left if name in plan.ghosts else left + plan.form.width, arrow)]
    parts = [symbols.push_arrow(start + 3, left - 3, arrow)]
    if waits(view):
        parts.append(symbols.inventory(left - gap / 2, top + 2))
        for number, (line, look) in enumerate(queue_lines(view, gap)):
            bold = look != symbols.MUTED
            down = top + 43 + 12.5 * number
            parts.append(symbols.line_of(line, left - gap / 2, down, size=symbols.SMALL, anchor="middle", look=look, bold=bold))
    return parts


def _above(view: View, left: float, width: float, top: float, loops: float) -> list[str]:
    """The rework loop of a step, and its burst."""
    parts: list[str] = []
    if view.step.returns >= LEAST_AGAIN:
        told = tell("{share} again", share=units.share(view.step.returns))
        parts.append(symbols.again(left + 8, left + width - 8, top - LOOP + 6, LOOP - 8))
        parts.append(symbols.line_of(told, left + width / 2, top - 7, size=symbols.SMALL, anchor="middle"))
    if view.step.burst:
        centre = top - loops - 6 - boxes.BURST_HEIGHT / 2
        parts += boxes.draw_burst(view.step.burst, view.step.activity, left + width / 2, centre)
    return parts


def _beside(plan: _Plan, row: Sequence[str], first: bool, top: float) -> tuple[list[str], float]:
    """The steps beside the path below the boxes of a row, and where they end [px]."""
    slots = plan.slots
    cells = arranged(_stacks(plan, row, first), slots.places)
    heights: dict[int, float] = {}
    for (line, _), branch in cells.items():
        heights[line] = max(heights.get(line, 0.0), branch.height)
    tops, down = {}, top + 12
    for line, high in sorted(heights.items()):
        tops[line] = down
        down += high + 10
    wide = slots.sizes.small
    parts: list[str] = []
    for (line, place), branch in cells.items():
        edge, middle = slots.left(place) + 20, tops[line] + 14
        chained = is_chained(cells, line, place)
        parts += _way_in(branch, chained, slots, edge, middle, top)
        parts += boxes.draw_branch(boxes.without_word(branch) if chained else branch, edge, tops[line], wide)
    return parts, down - 10 if cells else top


def _way_in(branch: boxes.Branch, chained: bool, slots: Slots, edge: float, middle: float, top: float) -> list[str]:
    """How tickets come to a step beside the path: from the step left of it, from the one above it, or from outside."""
    if not chained and branch.view and branch.view.step.below is None:
        # Tickets begin here, or steps that follow each other in a circle: no arrow leads here from the path.
        return [symbols.push_arrow(edge - slots.sizes.gap - 17, edge - 3, middle)] if branch.view.step.after is None else []
    start = f"M{edge + slots.sizes.small - slots.sizes.pitch:.1f},{middle:.1f}" if chained else f"M{edge - 12:.1f},{top:.1f}V{middle:.1f}"
    return [symbols.path(f"{start}H{edge:.1f}", width=1.3), symbols.arrow_head((edge - 12, middle), (edge, middle), 7)]


def _stacks(plan: _Plan, row: Sequence[str], first: bool) -> dict[int, list[boxes.Branch]]:
    """What hangs below each place of a row; steps that a redesign takes away leave a ghost below the step that they hung on."""
    wide = plan.slots.sizes.small
    found: dict[int, list[boxes.Branch]] = {}
    for place, names in stacked(plan.facts, row, first).items():
        for name in names:
            after = plan.views[name].step.after
            told = tell("begins tickets") if after is None else "" if after == row[place] else tell("after {step}", step=after)
            found.setdefault(place, []).append(boxes.branch_of(plan.views[name], wide, told))
    if plan.before:
        for place, names in stacked(plan.before, row, first).items():
            removed = [name for name in names if plan.ghosts.get(name) == "removed"]
            found.setdefault(place, []).extend(boxes.gone(name, tell(FATES["removed"]), wide) for name in removed)
    return found


def _continued(number: int, rows: int, end: float, arrow: float) -> list[str]:
    """The letters at which a row ends and the next goes on."""
    parts = []
    if number > 0:
        parts.append(symbols.continuation(LEFT - 14, arrow, _letter(number - 1)))
    if number < rows - 1:
        parts.append(symbols.path(f"M{end + 2:.1f},{arrow:.1f}h8", width=1.4))
        parts.append(symbols.continuation(end + 20, arrow, _letter(number)))
    return parts


def _letter(row: int) -> str:
    """A to Z, then numbers."""
    return chr(ord("A") + row) if row < 26 else str(row + 1)


def _notes(said: Iterable[str], slots: Slots, top: float) -> tuple[list[str], float]:
    parts, down = [], top
    for note in said:
        for line in svg.wrapped(note, size=symbols.TEXT, width=slots.width - LEFT - MARGIN, lines=4):
            parts.append(symbols.line_of(line, LEFT, down, look=symbols.MUTED))
            down += 15
    return parts, down


def _framed(parts: Sequence[str], slots: Slots, height: float, label: str, told: str) -> str:
    width, high = slots.width, height + MARGIN - 8
    ground = svg.element("rect", width=width, height=high, fill=svg.PAPER, class_="paper")
    return svg.drawing(
        [svg.element("desc", escape(svg.printable(told))), ground, *parts],
        label=label, view_box=f"0 0 {width:.0f} {high:.0f}", width=round(width), height=round(high), font_family=FONT,
        class_="vsm vsm-tall" if high > TALL * width else "vsm", style=f"--natural:{width:.0f}px",
    )  # fmt: skip
