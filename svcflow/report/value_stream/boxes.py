"""The boxes of the map: a process box with its data box, the small box of a step beside the path, the ghost of a step that goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from svcflow.language import tell
from svcflow.report import svg
from svcflow.report.value_stream import symbols
from svcflow.report.value_stream.facts import Burst
from svcflow.report.value_stream.telling import VALUES, burst_lines, burst_told, label, step_told
from svcflow.report.value_stream.views import FATES, PADDING, Form, Row, View, name_lines, small_rows

CHANGED_LINE, PLAIN_LINE = 3.0, 1.4
BURST_HEIGHT, BURST_WIDTH = 54.0, 132.0
SMALL_LINE = 13.5


def process_box(view: View, form: Form, left: float, top: float, head: float) -> list[str]:
    """A step on the path: name, people, and below them the data box; `head` is the height of the upper part [px]."""
    wide, changed = form.width, view.fate != "same"
    look, width = ("vsm-changed", CHANGED_LINE) if changed else ("end", PLAIN_LINE)
    stroke = symbols.FILLS[symbols.CHANGED] if changed else svg.INK
    parts = [
        svg.title(step_told(view.step)),
        symbols.box(left, top, wide, head + form.data_height, look=look, stroke=stroke, stroke_width=width),
        svg.element(
            "rect", x=left + width / 2, y=top + width / 2, width=wide - width, height=head - width, fill=symbols.HEAD, class_="often-1"
        ),
    ]
    if view.step.meaning != "work":
        parts.append(symbols.pause_sign(left + PADDING, top + head - 17))
    names = name_lines(view.step.activity, wide)
    for number, line in enumerate(names):
        parts.append(symbols.line_of(line, left + wide / 2, top + 16 + 15 * number, size=symbols.NAME, anchor="middle", bold=True))
    if people := view.line("people"):
        middle = top + head - 13
        start = left + wide / 2 - 12 - svg.text_width(people.both, symbols.TEXT) / 2
        parts += [
            symbols.operator(start, middle),
            symbols.line_of(people.both, start + 19, middle + 4, look=people.look, bold=bool(people.was)),
        ]
    parts += _data(view, form, left, top + head)
    return [svg.element("g", *parts)]


def _data(view: View, form: Form, left: float, top: float) -> list[str]:
    parts, down, right = (
        [symbols.path(f"M{left:.1f},{top:.1f}h{form.width:.1f}", width=1.0)] if form.data_height else [],
        top + 15,
        left + form.width,
    )
    for name in form.rows:
        found = view.line(name)
        if found is not None:
            look = symbols.BAD if name == "load" and view.step.keeps_up is False and not found.was else found.look
            told = symbols.line_of(label(name), left + PADDING, down, size=symbols.SMALL, look=symbols.MUTED)
            down += 15 * (name in form.tall)
            bold = bool(found.was) or look == symbols.BAD
            parts += [told, symbols.line_of(found.both, right - PADDING, down, anchor="end", look=look, bold=bold)]
        else:
            down += 15 * (name in form.tall)
        down += 15
    if form.values:
        parts += (
            [symbols.line_of(tell(VALUES[view.step.value]), left + PADDING, down, size=symbols.SMALL)] if view.step.value in VALUES else []
        )
        down += 15
    if form.fates and FATES[view.fate]:
        parts.append(_fate(view, left + form.width / 2, down))
    return parts


def _fate(view: View, middle: float, down: float) -> str:
    return symbols.line_of(tell(FATES[view.fate]), middle, down, size=symbols.SMALL, anchor="middle", look=symbols.CHANGED, bold=True)


def ghost(name: str, told: str, left: float, top: float, width: float, height: float) -> list[str]:
    """Where a step was that is there no more."""
    lines = name_lines(name, width)
    outline = symbols.box(left, top, width, height, fill="none", look="line-muted", stroke=svg.MUTED, stroke_dasharray="5 4")
    parts = [svg.title(tell("{step}: {figures}.", step=name, figures=told)), outline]
    for number, line in enumerate(lines):
        parts.append(
            symbols.line_of(line, left + width / 2, top + 16 + 15 * number, size=symbols.NAME, anchor="middle", look=symbols.MUTED)
        )
    for number, line in enumerate(svg.wrapped(told, size=symbols.SMALL, width=width - 2 * PADDING, lines=2, bold=True)):
        down = top + 20 + 15 * (len(lines) + number)
        parts.append(symbols.line_of(line, left + width / 2, down, size=symbols.SMALL, anchor="middle", look=symbols.CHANGED, bold=True))
    return [svg.element("g", *parts)]


@dataclass(frozen=True, slots=True)
class Branch:
    """The small box of a step beside the path, ready to be placed: its lines and its height [px]."""

    activity: str
    view: View | None
    """None for the ghost of one that goes"""
    name: tuple[str, ...]
    rows: tuple[Row, ...]
    word: str
    """below the figures: where it comes from, or what becomes of it"""
    height: float


def branch_of(view: View, width: float, origin: str) -> Branch:
    """A step beside the path; `origin` says where tickets come from, if not from the step that it hangs on."""
    name = tuple(name_lines(view.step.activity, width - 18 * (view.step.meaning != "work"), 2))
    rows = tuple(small_rows(view, width))
    word = tell(FATES[view.fate]) if FATES[view.fate] else origin
    burst = BURST_HEIGHT + 6 if view.step.burst else 0.0
    return Branch(view.step.activity, view, name, rows, word, _branch_height(name, rows, word) + burst)


def gone(name: str, told: str, width: float) -> Branch:
    """The ghost of a step beside the path."""
    names = tuple(name_lines(name, width, 2))
    return Branch(name, None, names, (), told, _branch_height(names, (), told))


def without_word(branch: Branch) -> Branch:
    """A step whose arrow shows what it follows: it need not be told."""
    if not branch.word or branch.view is None or branch.view.fate != "same":
        return branch
    return replace(branch, word="", height=branch.height - SMALL_LINE)


def _branch_height(name: Sequence[str], rows: Sequence[Row], word: str) -> float:
    return 11 + 14.5 * len(name) + SMALL_LINE * (len(rows) + bool(word))


def draw_branch(branch: Branch, left: float, top: float, width: float) -> list[str]:
    """The small box, with its burst below it."""
    view = branch.view
    burst = view.step.burst if view else None
    high = branch.height - (BURST_HEIGHT + 6 if burst else 0.0)
    paused = view is not None and view.step.meaning != "work"
    parts = [svg.title(step_told(view.step) if view else branch.activity), _frame(view, left, top, width, high)]
    if paused:
        parts.append(symbols.pause_sign(left + PADDING, top + 6))
    middle, look = left + width / 2, symbols.INK if view else symbols.MUTED
    for number, line in enumerate(branch.name):
        down = top + 16 + 14.5 * number
        parts.append(symbols.line_of(line, middle + 9 * paused, down, size=symbols.NAME, anchor="middle", look=look, bold=view is not None))
    down = top + 17 + 14.5 * (len(branch.name) - 1) + SMALL_LINE
    for row in branch.rows:
        parts += _small_row(row, left, down, width)
        down += SMALL_LINE
    if branch.word:
        word, look = _cut(branch.word, width), symbols.MUTED if view and view.fate == "same" else symbols.CHANGED
        parts.append(symbols.line_of(word, middle, down, size=symbols.SMALL, anchor="middle", look=look, bold=look == symbols.CHANGED))
    drawn = [svg.element("g", *parts)]
    if burst and view:
        drawn += draw_burst(burst, view.step.activity, middle, top + high + 3 + BURST_HEIGHT / 2)
    return drawn


def _cut(told: str, width: float) -> str:
    return svg.wrapped(told, size=symbols.SMALL, width=width - 2 * PADDING, lines=1, bold=True)[0]


def _small_row(row: Row, left: float, down: float, width: float) -> list[str]:
    bold = row.look in (symbols.GOOD, symbols.BAD, symbols.CHANGED)
    figure = symbols.line_of(row.figure, left + width - PADDING, down, size=symbols.SMALL, anchor="end", look=row.look, bold=bold)
    head = symbols.line_of(row.head, left + PADDING, down, size=symbols.SMALL, look=symbols.MUTED)
    return [part for part, told in ((head, row.head), (figure, row.figure)) if told]


def _frame(view: View | None, left: float, top: float, width: float, height: float) -> str:
    if view is None:
        return symbols.box(left, top, width, height, fill="none", look="line-muted", stroke=svg.MUTED, stroke_dasharray="5 4")
    dash = "6 3" if view.step.meaning != "work" else None
    if view.fate != "same":
        stroke = symbols.FILLS[symbols.CHANGED]
        return symbols.box(left, top, width, height, look="vsm-changed", stroke=stroke, stroke_width=CHANGED_LINE, stroke_dasharray=dash)
    return symbols.box(left, top, width, height, stroke_width=1.2, stroke_dasharray=dash)


def draw_burst(burst: Burst, activity: str, middle: float, centre: float) -> list[str]:
    """The kaizen burst with its saving and the main cause."""
    saving, cause = burst_lines(burst)
    lines: Sequence[str] = svg.wrapped(cause, size=10, width=BURST_WIDTH * 0.66, lines=1) if cause else ()
    parts = [svg.title(burst_told(burst, activity)), symbols.burst(middle, centre, BURST_WIDTH, BURST_HEIGHT)]
    parts.append(symbols.line_of(saving, middle, centre + (-1 if lines else 4), anchor="middle", bold=True))
    parts += [symbols.line_of(line, middle, centre + 11, size=10, anchor="middle") for line in lines]
    return [svg.element("g", *parts)]
