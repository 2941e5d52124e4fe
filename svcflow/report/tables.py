"""The report's tables as data: columns with their kind, rows of cells that are already text.

A cell has a mark where its figure is not measured (`est.`, `sim.`), a tone where its colour says something that its words say too,
and a title for what is told under the pointer. Figures of one column share a unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from svcflow import units
from svcflow.eventlog.log import ImportReport
from svcflow.mining.results import ProcessMap
from svcflow.redesign.results import ComparedIndicator, Comparison, Effect
from svcflow.report import words
from svcflow.report.effect_charts import TONES
from svcflow.report.effects import is_defined, verdict
from svcflow.report.facts import ReportFacts
from svcflow.report.scale import Scale, between, scale_of
from svcflow.timing.results import StepTime, TimeFigures

MOST_VARIANTS = 12
MOST_REJECTS = 20
MOST_BOTTLENECKS = 10


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a table: a text, the mark of its basis, its tone, what is told under the pointer, a second line."""

    text: str
    mark: str = ""
    tone: str = ""
    title: str = ""
    below: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head and kind: `name` (first, stays in view), `number` (to the right) or `text`; `title` explains the head."""

    head: str
    kind: str = "number"
    title: str = ""


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
    groups = [("Work", [step.processing_h for step in steps]), ("Waiting", [step.waiting_h for step in steps])]
    groups += [("Paused", [step.paused_h for step in steps])] if paused else []
    shown = [(head, figures, scale_of(figure.mean for figure in figures)) for head, figures in groups]
    columns = [Column("Step", "name"), Column("Times done")]
    columns += [Column(f"{head}, mean", title="below: median, and what nine in ten stay within") for head, _, _ in shown]
    columns += [Column("Main cause of waiting", "text")] if causes else []
    columns += [Column("C&A", title="complete and accurate: not done again in the same ticket")]
    rows = []
    for place, step in enumerate(steps):
        row = [Cell(step.activity, below="" if step.meaning == "work" else words.MEANINGS[step.meaning]), Cell(units.count(step.count))]
        row += [_time_cell(figures[place], step, unit) for _, figures, unit in shown]
        row += [Cell(_main_cause(step))] if causes else []
        row += [Cell(units.share(step.complete_and_accurate) if step.meaning == "work" else units.NOTHING)]
        rows.append(tuple(row))
    return Table("Times of one execution of each step", tuple(columns), tuple(rows))


def _time_cell(figures: TimeFigures, step: StepTime, scale: Scale) -> Cell:
    if step.basis == "absent":
        return Cell(units.NOTHING, title=words.MARK_TITLES["absent"])
    if figures.total == 0:
        return Cell("0")
    below = f"{units.duration(figures.median)}, {units.duration(figures.p90)}"
    return Cell(scale.text(figures.mean), words.MARKS[step.basis], title=words.MARK_TITLES[step.basis], below=below)


def _main_cause(step: StepTime) -> str:
    if step.causes_h is None or step.waiting_h.total <= 0:
        return ""
    hours = {cause: float(getattr(step.causes_h, cause)) for cause in words.CAUSE_TITLES}
    main = max(hours, key=lambda cause: hours[cause])
    return f"{words.CAUSE_TITLES[main]} ({units.share(hours[main] / step.waiting_h.total)})"


def bottleneck_tables(facts: ReportFacts) -> tuple[Table, ...]:
    """Bottlenecks in the order in which removing them would save: the first ten, and then the rest."""
    found = facts.bottlenecks
    if not found:
        return ()
    table = _bottleneck_table(facts)
    first, rest = table.rows[:MOST_BOTTLENECKS], table.rows[MOST_BOTTLENECKS:]
    tables = (replace(table, rows=first), replace(table, caption="Smaller bottlenecks", rows=rest))
    return tables if rest else tables[:1]


def _bottleneck_table(facts: ReportFacts) -> Table:
    found = facts.bottlenecks
    cases = max(1, facts.cases)
    waiting, saving = (scale_of(hours) for hours in ([each.waiting_h / cases for each in found], [each.per_case_h for each in found]))
    teams = any(each.team for each in found)
    columns = [Column("Before step", "name"), *([Column("Team", "text")] if teams else []), Column("Cause", "text"),
               Column("Share of all waiting"), Column("Waiting per ticket"), Column("Saving per ticket"), Column("Executions")]  # fmt: skip
    rows = []
    for each in found:
        mark, title = words.MARKS[each.basis], words.MARK_TITLES[each.basis]
        row = [Cell(each.where), *([Cell(each.team or units.NOTHING)] if teams else [])]
        row += [Cell(words.CAUSE_TITLES[each.cause], title=words.CAUSES[each.cause]), Cell(units.share(each.share), mark, title=title)]
        row += [Cell(waiting.text(each.waiting_h / cases), mark, title=title), Cell(saving.text(each.per_case_h), mark, title=title)]
        rows.append((*row, Cell(units.count(each.executions))))
    return Table("Bottlenecks, by what removing them would save", tuple(columns), tuple(rows))


def variant_table(process_map: ProcessMap) -> Table:
    """The most frequent paths."""
    shown = process_map.variants[:MOST_VARIANTS]
    scale = scale_of(variant.median_lead_time_h for variant in shown)
    columns = (Column("Path", "path"), Column("Tickets"), Column("Share"), Column("Median lead time"))
    rows = [
        (_path(variant.activities), units.count(variant.cases), units.share(variant.share), scale.text(variant.median_lead_time_h))
        for variant in shown
    ]
    return Table(
        f"The {len(shown)} most frequent of {units.count(process_map.variant_count)} paths",
        columns,
        tuple(tuple(Cell(text) for text in row) for row in rows),
    )


def _path(activities: Sequence[str]) -> str:
    """The steps in a row; one that follows itself is counted instead of repeated, and a very long path ends early."""
    runs: list[tuple[str, int]] = []
    for name in activities:
        runs = [*runs[:-1], (name, runs[-1][1] + 1)] if runs and runs[-1][0] == name else [*runs, (name, 1)]
    told = [name if many == 1 else f"{name} ({many}×)" for name, many in runs]
    return " → ".join(told[:14]) + (f" → … {len(told) - 14} more" if len(told) > 14 else "")


def indicator_table(facts: ReportFacts) -> Table:
    """Indicators with their evidence."""
    columns = (Column("Indicator", "name"), Column("Value"), Column("95 % interval"), Column("Observations"),
               Column("Direction", "text"), Column("How it is computed", "text"))  # fmt: skip
    rows = []
    for each in facts.indicators:
        given = each.low is not None and each.high is not None
        interval = between(units.quantity(each.low, each.unit), units.quantity(each.high, each.unit)) if given else units.NOTHING
        value = Cell(units.quantity(each.value, each.unit), words.MARKS[each.basis], title=words.MARK_TITLES[each.basis])
        rows.append(
            (Cell(each.title), value, Cell(interval), Cell(units.count(each.n)), Cell(words.BETTER[each.better]), Cell(each.formula))
        )
    return Table("Indicators of the log", columns, tuple(rows))


def effect_table(comparison: Comparison) -> Table:
    """All indicators of all redesigns: the baseline, and for each redesign its value, difference, interval and verdict."""
    columns = (Column("Indicator", "name"), Column("Baseline"), *(Column(scenario.name) for scenario in comparison.scenarios))
    rows = []
    for indicator in comparison.indicators:
        effects = [
            next((effect for effect in scenario.values if effect.indicator == indicator.name), None) for scenario in comparison.scenarios
        ]
        baseline = next((effect.baseline for effect in effects if effect), None)
        first = Cell(indicator.title, title=indicator.formula, below=words.BETTER[indicator.better])
        rows.append(
            (first, Cell(units.quantity(baseline, indicator.unit), "sim."), *(_effect_cell(effect, indicator) for effect in effects))
        )
    return Table("All indicators of all redesigns", columns, tuple(rows))


def _effect_cell(effect: Effect | None, indicator: ComparedIndicator) -> Cell:
    if effect is None or not is_defined(effect):
        return Cell(units.NOTHING)
    told = verdict(effect, indicator)
    like = scale_of((effect.difference, effect.low, effect.high))
    difference, low, high = (like.change(value, indicator.unit) for value in (effect.difference, effect.low, effect.high))
    if told == "same":
        return Cell(words.VERDICTS[told], tone=TONES[told])
    below = f"95 %: {between(low, high)}; then {units.quantity(effect.redesign, indicator.unit)}"
    return Cell(f"{difference}, {words.VERDICTS[told]}", tone=TONES[told], below=below)


def import_tables(report: ImportReport) -> tuple[Table, ...]:
    """What was decided about the file, and on what evidence.

    Rejected rows are named by line and reason, never shown: their text may name people.
    """
    heads = (Column("Meaning", "name"), Column("Column", "text"), Column("Why", "text"), Column("Confidence"), Column("Runner-up", "text"))
    columns = Table(
        "Columns",
        heads,
        tuple(
            (Cell(each.role), Cell(each.column), Cell(each.why), Cell(units.share(each.confidence)), Cell(each.runner_up or ""))
            for each in report.columns
        ),
    )
    times = Table(
        "Time formats",
        (Column("Column", "name"), Column("Format", "text"), Column("Time zone", "text"), Column("Evidence", "text")),
        tuple((Cell(each.column), Cell(each.format), Cell(each.timezone), Cell(each.evidence)) for each in report.timestamps),
    )
    repairs = Table(
        "Repairs",
        (Column("Rule", "name"), Column("Rows"), Column("Example", "text")),
        tuple((Cell(each.rule), Cell(units.count(each.count)), Cell(each.example)) for each in report.repairs),
    )
    some = f" (the first {MOST_REJECTS} of {units.count(len(report.rejected))})" if len(report.rejected) > MOST_REJECTS else ""
    rejects = Table(
        f"Rejected rows{some}",
        (Column("Line", "name"), Column("Reason", "text")),
        tuple((Cell(units.count(each.line)), Cell(each.reason)) for each in report.rejected[:MOST_REJECTS]),
    )  # fmt: skip
    return tuple(table for table in (columns, times, repairs, rejects) if table.rows)
