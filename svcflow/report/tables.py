"""The report's tables as data: columns with their kind, rows of cells that are already text.

A cell has a mark where its figure is not measured (`est.`, `sim.`), a tone where its colour says something that its words say too,
and a title for what is told under the pointer. Figures of one column share a unit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from svcflow import units
from svcflow.eventlog.log import Basis, ImportReport
from svcflow.language import current, listed, mark, retold, tell
from svcflow.mining.results import ProcessMap
from svcflow.redesign.results import ComparedIndicator, Comparison, Effect
from svcflow.report import words
from svcflow.report.effect_charts import TONES
from svcflow.report.effects import effect_scale, is_defined, is_notable, verdict
from svcflow.report.facts import ReportFacts
from svcflow.report.queues import StepQueue
from svcflow.report.scale import Scale, column_scale
from svcflow.timing.results import StepTime, TimeFigures

MOST_VARIANTS = 12
FEWEST_VARIANTS = 5
"""Of paths that one ticket took each, no more than this are shown."""
LONGEST_NAME = 60
"""Letters of a step's name in a path."""
MOST_REJECTS = 20
MOST_BOTTLENECKS = 10
LEAST_CAUSE = 0.05
"""A cause with less of a step's waiting than this is left to the table of causes."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a table: a text, the mark of its basis, its tone, what is told under the pointer, a second line.

    `lang` is the text's language where it is not the page's.
    """

    text: str
    mark: str = ""
    tone: str = ""
    title: str = ""
    below: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head and kind: `name` (first, stays in view), `number` (to the right), `text` or `text long`.

    `title` explains the head; `mark` is that of all figures in the column.
    """

    head: str
    kind: str = "number"
    title: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A caption, columns and rows."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def step_table(facts: ReportFacts) -> Table:
    """Step times: for one execution the mean, the median and nine in ten of the work, the waiting, the pause, and %C&A."""
    steps = facts.times.steps
    causes = any(step.causes_h is not None for step in steps)
    paused = any(step.paused_h.total > 0 for step in steps)
    groups = [(mark("Work, mean ({unit})"), [step.processing_h for step in steps])]
    groups += [(mark("Waiting, mean ({unit})"), [step.waiting_h for step in steps])]
    groups += [(mark("Paused, mean ({unit})"), [step.paused_h for step in steps])] if paused else []
    shown = [(head, figures, column_scale(figure.mean for figure in figures)) for head, figures in groups]
    basis = _same(step.basis for step in steps)
    title, marked = tell("below: median, and what nine in ten stay within"), words.MARKS[basis or "measured"]
    columns = [Column(tell("Step"), "name"), Column(tell("Times done"))]
    columns += [Column(tell(head, unit=scale.unit.many), title=title, mark=marked) for head, _, scale in shown]
    columns += [Column(tell("Main cause of waiting"), "text")] if causes else []
    columns += [Column(tell("Right first time"), title=tell("complete and accurate: not done again in the same ticket"))]
    rows = []
    for place, step in enumerate(steps):
        meaning = "" if step.meaning == "work" else tell(words.MEANINGS[step.meaning])
        row = [Cell(step.activity, below=meaning), Cell(units.count(step.count))]
        row += [_time_cell(figures[place], step, unit, basis is None) for _, figures, unit in shown]
        row += [Cell(_main_cause(step))] if causes else []
        row += [Cell(units.share(step.complete_and_accurate) if step.meaning == "work" else units.NOTHING)]
        rows.append(tuple(row))
    return Table(tell("Times of one execution of each step"), tuple(columns), tuple(rows))


def _same(bases: Iterable[Basis]) -> Basis | None:
    """The basis that all have: its mark then stands once, in the head."""
    found = set(bases) - {"absent"}
    return found.pop() if len(found) == 1 else None


def _time_cell(figures: TimeFigures, step: StepTime, scale: Scale, marked: bool) -> Cell:
    if step.basis == "absent":
        return Cell(units.NOTHING, title=tell(words.MARK_TITLES["absent"]))
    if figures.total == 0:
        return Cell("0")
    below = f"{scale.bare(figures.median)} · {scale.bare(figures.p90)}"
    title = tell(words.MARK_TITLES[step.basis])
    return Cell(scale.bare(figures.mean), words.MARKS[step.basis] if marked else "", title=title, below=below)


def _main_cause(step: StepTime) -> str:
    if step.causes_h is None or step.waiting_h.total <= 0:
        return ""
    hours = {cause: float(getattr(step.causes_h, cause)) for cause in words.CAUSE_TITLES}
    main = max(hours, key=lambda cause: hours[cause])
    share = units.share(hours[main] / step.waiting_h.total)
    return tell("{cause} ({share})", cause=tell(words.CAUSE_TITLES[main]), share=share)


def queue_table(facts: ReportFacts) -> Table:
    """The waiting before each step, whatever its causes, in the order in which removing it would save."""
    queues = facts.queues[:MOST_BOTTLENECKS]
    saving = is_saving_told(facts)
    scale = column_scale(hours for queue in queues for hours in (queue.waiting_h, queue.saving_h))
    teams = any(_team(queue) for queue in queues)
    basis = _same(queue.basis for queue in queues)
    marked, unit = words.MARKS[basis or "measured"], scale.unit.many
    columns = [Column(tell("Before step"), "name"), *([Column(tell("Team"), "text")] if teams else []),
               Column(tell("Waiting per ticket ({unit})", unit=unit), mark=marked), Column(tell("Share of all waiting")),
               *([Column(tell("Saving per ticket ({unit})", unit=unit), mark=marked)] if saving else []),
               Column(tell("Why"), "text long")]  # fmt: skip
    rows = []
    for queue in queues:
        own = words.MARKS[queue.basis] if basis is None else ""
        causes = ((tell(words.CAUSE_TITLES[cause]), share) for cause, share in queue.causes[:3] if share >= LEAST_CAUSE)
        why = listed(f"{cause} {units.share(share)}" for cause, share in causes)
        row = [Cell(queue.where), *([Cell(_team(queue) or units.NOTHING)] if teams else [])]
        row += [Cell(scale.bare(queue.waiting_h), own), Cell(units.share(queue.share))]
        row += [*([Cell(scale.bare(queue.saving_h), own)] if saving else []), Cell(why)]
        rows.append(tuple(row))
    rest = len(facts.queues) - len(queues)
    caption = tell("Waiting before each step ({count} smaller ones not shown)", count=rest) if rest else tell("Waiting before each step")
    return Table(caption, tuple(columns), tuple(rows))


def _team(queue: StepQueue) -> str | None:
    """The team, unless it is only named after the step."""
    return queue.team if queue.team and not queue.team.startswith(queue.where) else None


def is_saving_told(facts: ReportFacts) -> bool:
    """Whether going without a step's waiting would save less than the waiting itself: else the saving is the same figure twice."""
    return any(queue.saving_h < 0.98 * queue.waiting_h for queue in facts.queues)


def bottleneck_table(facts: ReportFacts) -> Table | None:
    """Each cause of each step's waiting on its own; None where no step has more than one."""
    found = facts.bottlenecks
    if len(found) == len(facts.queues):
        return None
    cases = max(1, facts.cases)
    scale = column_scale(hours for each in found for hours in (each.waiting_h / cases, each.per_case_h))
    basis = _same(each.basis for each in found)
    marked, unit = words.MARKS[basis or "measured"], scale.unit.many
    columns = [Column(tell("Before step"), "name"), Column(tell("Cause"), "text"),
               Column(tell("Waiting per ticket ({unit})", unit=unit), mark=marked), Column(tell("Share of all waiting")),
               Column(tell("Saving per ticket ({unit})", unit=unit), mark=marked),
               Column(tell("Times"), title=tell("executions that waited for this cause"))]  # fmt: skip
    rows = []
    for each in found:
        own = words.MARKS[each.basis] if basis is None else ""
        rows.append(
            (Cell(each.where), Cell(tell(words.CAUSE_TITLES[each.cause]), title=tell(words.CAUSES[each.cause])),
             Cell(scale.bare(each.waiting_h / cases), own), Cell(units.share(each.share)), Cell(scale.bare(each.per_case_h), own),
             Cell(units.count(each.executions)))
        )  # fmt: skip
    return Table(tell("Each cause on its own, by what removing it would save"), tuple(columns), tuple(rows))


def variant_table(process_map: ProcessMap) -> Table:
    """The most frequent paths."""
    shown = process_map.variants[:MOST_VARIANTS]
    shared = sum(variant.cases > 1 for variant in shown)
    shown = shown[: max(shared, FEWEST_VARIANTS)]
    scale = column_scale(variant.median_lead_time_h for variant in shown)
    lead_time = tell("Median lead time ({unit})", unit=scale.unit.many)
    columns = (Column(tell("Path"), "path"), Column(tell("Tickets")), Column(tell("Share")), Column(lead_time))
    rows = [
        (_path(variant.activities), units.count(variant.cases), units.share(variant.share), scale.bare(variant.median_lead_time_h))
        for variant in shown
    ]
    caption = _variants_told(len(shown), process_map.variant_count)
    return Table(caption, columns, tuple(tuple(Cell(text) for text in row) for row in rows))


def _variants_told(shown: int, total: int) -> str:
    if total > shown:
        return tell("The {shown} most frequent of {total} paths", shown=shown, total=units.count(total))
    return tell("All paths") if total > 1 else tell("The only path")


def _path(activities: Sequence[str]) -> str:
    """The steps in a row; one that follows itself is counted instead of repeated, and a very long path ends early."""
    runs: list[tuple[str, int]] = []
    for name in activities:
        runs = [*runs[:-1], (name, runs[-1][1] + 1)] if runs and runs[-1][0] == name else [*runs, (name, 1)]
    short = ((name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…", many) for name, many in runs)
    told = [name if many == 1 else f"{name} ({many}×)" for name, many in short]
    return " → ".join([*told[:14], *([tell("… {count} more", count=len(told) - 14)] if len(told) > 14 else [])])


@dataclass(frozen=True, slots=True)
class EffectTables:
    """Indicators that some redesign clearly changes, those that change little or not clearly, and those that stay the same."""

    clear: Table | None
    unclear: Table | None
    same: tuple[str, ...]


def effect_tables(comparison: Comparison) -> EffectTables:
    """For each redesign the difference from today, what it means in a word, and its interval; one unit in a row."""
    clear: list[tuple[Cell, ...]] = []
    unclear: list[tuple[Cell, ...]] = []
    same: list[str] = []
    for indicator in comparison.indicators:
        effects = [
            next((effect for effect in scenario.values if effect.indicator == indicator.name), None) for scenario in comparison.scenarios
        ]
        known = [effect for effect in effects if effect is not None and is_defined(effect)]
        if all(verdict(effect, indicator) == "same" for effect in known):
            same.append(retold(indicator.title))
            continue
        row = _effect_row(indicator, effects, known)
        plain = any(verdict(effect, indicator) != "unclear" and is_notable(effect, indicator) for effect in known)
        (clear if plain else unclear).append(row)
    scenarios = (Column(scenario.title) for scenario in comparison.scenarios)
    columns = (Column(tell("Indicator"), "name"), Column(tell("Today"), mark=words.MARKS["simulated"]), *scenarios)
    caption = tell("What the redesigns change: difference from today, below it the 95 % interval")
    return EffectTables(
        Table(caption, columns, tuple(clear)) if clear else None,
        Table(tell("Small or unclear changes"), columns, tuple(unclear)) if unclear else None,
        tuple(same),
    )


def _effect_row(indicator: ComparedIndicator, effects: Sequence[Effect | None], known: Sequence[Effect]) -> tuple[Cell, ...]:
    """One indicator, all its figures in one unit, which stands below its name."""
    scale = effect_scale(known)
    special = {"h": scale.unit.many, "share": tell("%, differences in points")}
    name = special[indicator.unit] if indicator.unit in special else units.unit_name(indicator.unit)
    better = tell(words.BETTER[indicator.better]) if indicator.better != "none" else ""
    below = tell("{unit}, {direction}", unit=name, direction=better) if name and better else name or better
    baseline = next((effect.baseline for effect in known), math.nan)
    cells = (_effect_cell(effect, indicator, scale) for effect in effects)
    return Cell(retold(indicator.title), title=retold(indicator.formula), below=below), Cell(_bare(baseline, indicator, scale)), *cells


def _bare(value: float, indicator: ComparedIndicator, scale: Scale, *, signed: bool = False) -> str:
    if indicator.unit == "h":
        return scale.bare(value, signed=signed)
    return units.number(100 * value if indicator.unit == "share" else value, signed=signed)


def _effect_cell(effect: Effect | None, indicator: ComparedIndicator, scale: Scale) -> Cell:
    if effect is None or not is_defined(effect):
        return Cell(units.NOTHING)
    told = verdict(effect, indicator)
    if told == "same":
        return Cell(tell(words.VERDICTS[told]), tone=TONES[told])
    difference, low, high = (_bare(value, indicator, scale, signed=True) for value in (effect.difference, effect.low, effect.high))
    word = "" if told == "changed" else f" {tell(words.VERDICTS[told])}"
    return Cell(f"{difference}{word}", tone=TONES[told], below=tell("{low} to {high}", low=low, high=high))


def import_tables(report: ImportReport) -> tuple[Table, ...]:
    """What was decided about the file, and on what evidence.

    Rejected rows are named by line and reason, never shown: their text may name people.
    """
    column = tell("Column")
    heads = (Column(tell("Meaning"), "name"), Column(column, "text"), Column(tell("Why"), "text"), Column(tell("Confidence")),
             Column(tell("Runner-up"), "text"))  # fmt: skip
    columns = Table(
        tell("Columns"),
        heads,
        tuple(
            (said(each.role), Cell(each.column), said(each.why), Cell(units.share(each.confidence)), Cell(each.runner_up or ""))
            for each in report.columns
        ),
    )
    times = Table(
        tell("Time formats"),
        (Column(column, "name"), Column(tell("Format"), "text"), Column(tell("Time zone"), "text"), Column(tell("Evidence"), "text")),
        tuple((Cell(each.column), said(each.format), said(each.timezone), said(each.evidence)) for each in report.timestamps),
    )
    repairs = Table(
        tell("Repairs"),
        (Column(tell("Rule"), "name"), Column(tell("Rows")), Column(tell("Example"), "text")),
        tuple((said(each.rule), Cell(units.count(each.count)), said(each.example)) for each in report.repairs),
    )
    many = len(report.rejected)
    few = tell("Rejected rows")
    rejects = Table(
        tell("Rejected rows (the first {shown} of {total})", shown=MOST_REJECTS, total=units.count(many)) if many > MOST_REJECTS else few,
        (Column(tell("Line"), "name"), Column(tell("Reason"), "text")),
        tuple((Cell(units.count(each.line)), said(each.reason)) for each in report.rejected[:MOST_REJECTS]),
    )
    return tuple(table for table in (columns, times, repairs, rejects) if table.rows)


def said(text: str) -> Cell:
    """What a lower room has said in English, in the current language; where it stays English, the cell says so."""
    told = retold(text)
    return Cell(told, lang="en" if current() != "en" and told == text and any(map(str.isalpha, text)) else "")
