"""The only module that prints: data on stdout, talk and progress on stderr.

Talk is quiet when stderr is no terminal; warnings and refusals are always said, unless the user asked for silence (a refusal even
then). Tables are for people; `--json` gives the same result whole.
"""

from __future__ import annotations

import dataclasses
import json
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from svcflow import units
from svcflow.errors import SvcflowError
from svcflow.progress import Progress, silent

if TYPE_CHECKING:
    from svcflow.eventlog import ImportReport
    from svcflow.indicators import Indicator
    from svcflow.mining import ProcessMap
    from svcflow.model import ServiceModel, Validation
    from svcflow.redesign import Comparison
    from svcflow.timing import Bottleneck, StepTimes

_quiet = False
_LONG_WORD = 16
"""letters of one word that a table does not break"""
_GAP = 2
"""blanks between the columns of a table"""


def say_data(text: str) -> None:
    """Print a line of data."""
    print(text)


def say(text: str, quiet: bool = False) -> None:
    """Tell a person at a terminal something that is good to know."""
    if not (quiet or _quiet) and sys.stderr.isatty():
        print(text, file=sys.stderr)


def warn(text: str) -> None:
    """Tell what must not be missed."""
    if not _quiet:
        print(f"Note: {text}", file=sys.stderr)


def refuse(error: SvcflowError | str) -> None:
    """Tell why nothing was done."""
    print(f"svcflow: {error}", file=sys.stderr)


@contextmanager
def progress(quiet: bool) -> Iterator[Progress]:
    """A progress bar on stderr while the block runs; nothing when quiet or when nobody watches."""
    global _quiet
    _quiet = quiet
    if quiet or not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=1)

        def show_progress(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=max(total, 1))

        yield show_progress


def show(result: Any, as_json: bool, tables: Callable[[Any], None]) -> None:
    """Print a result: whole as JSON, or as tables for a person."""
    if as_json:
        print(json.dumps(as_document(result), ensure_ascii=False, indent=1, allow_nan=False))
    else:
        tables(result)


def as_document(thing: Any) -> Any:
    """Any result as what JSON knows: records become objects, numbers that are none become null."""
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        return {field.name: as_document(getattr(thing, field.name)) for field in dataclasses.fields(thing)}
    if hasattr(thing, "model_dump"):
        return as_document(thing.model_dump(mode="json"))
    if isinstance(thing, Mapping):
        return {str(key): as_document(value) for key, value in thing.items()}
    if isinstance(thing, float):
        return float(f"{thing:.10g}") if math.isfinite(thing) else None
    if thing is None or isinstance(thing, (str, int)):
        return thing
    if isinstance(thing, (Path, date)):
        return str(thing)
    if isinstance(thing, Iterable):
        return [as_document(part) for part in thing]
    return as_document(thing.item())


def table(title: str, columns: Iterable[str], rows: Iterable[Iterable[object]], note: str = "") -> None:
    """Print one table; the first column is text, the others are numbers unless their name ends in `:`.

    On a narrow terminal texts break between words, and figures too where that is not enough; no word is cut unless it is very long.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    heads, lines = list(columns), [[str(cell) for cell in row] for row in rows]
    names = [head.rstrip(":") for head in heads]
    out = Console(width=None if sys.stdout.isatty() else 140, highlight=False)
    texts = [number == 0 or head.endswith(":") for number, head in enumerate(heads)]
    widths = _widths([*zip(names, *lines, strict=True)], texts, out.width)
    drawn = Table(box=None, pad_edge=False, header_style="dim")
    for name, text, width in zip(names, texts, widths, strict=True):
        justify: Literal["left", "right"] = "left" if text else "right"
        drawn.add_column(name, justify=justify, overflow="fold", width=width)
    for line in lines:
        drawn.add_row(*map(Text, line))
    out.print(Text(title, style="bold"))
    out.print(drawn)
    out.print(Text(note, style="dim") if note else "")


def _widths(columns: Sequence[Sequence[str]], texts: Sequence[bool], room: int) -> list[int]:
    """The width of each column: its widest cell's, or less; the headers of figures break first, then texts, then figures."""
    from rich.cells import cell_len

    widths = [max(map(cell_len, cells)) for cells in columns]
    least = [max(min(_LONG_WORD, cell_len(word)) for cell in cells for word in cell.split(" ")) for cells in columns]
    body = [max(low, *map(cell_len, cells[1:]), 0) for cells, low in zip(columns, least, strict=True)]
    for kind, floor in ((False, body), (True, least), (False, least)):
        able = [number for number, text in enumerate(texts) if text is kind]
        while sum(widths) + _GAP * (len(widths) - 1) > room:
            able = [number for number in able if widths[number] > floor[number]]
            if not able:
                break
            widths[max(able, key=widths.__getitem__)] -= 1
    return widths


def import_tables(report: ImportReport) -> None:
    """What was read, and what was decided about it."""
    facts = [
        ("cases", units.count(report.cases)),
        ("events", units.count(report.events)),
        ("steps", units.count(report.steps)),
        ("activities", units.count(report.activities)),
        ("people", units.count(report.resources)),
        ("from", report.first),
        ("to", report.last),
        ("shape", f"{report.shape}: {report.shape_why}"),
        ("times", report.basis),
        ("file", ", ".join(filter(None, [report.encoding, report.delimiter and f"delimiter {report.delimiter!r}"]))),
    ]
    table(report.source, ["", "what:"], facts)
    table(
        "Columns",
        ["ours", "theirs:", "sure", "why:"],
        [(each.role, each.column, units.share(each.confidence), each.why) for each in report.columns],
    )
    table("Times", ["column", "read as:", "zone:", "evidence:"], [(t.column, t.format, t.timezone, t.evidence) for t in report.timestamps])
    if report.repairs:
        table("Repairs", ["rule", "rows", "example:"], [(each.rule, units.count(each.count), each.example) for each in report.repairs])
    if report.rejected:
        rows = [(each.reason, each.line, each.row[:80]) for each in report.rejected[:10]]
        table(f"Rows set aside: {len(report.rejected)}", ["reason", "line", "row:"], rows)
    for note in report.notes:
        print(f"• {note}")


def map_tables(found: ProcessMap) -> None:
    """The map as lists: activities, flows, variants."""
    counts = [(each.activity, units.count(each.count), units.count(each.cases)) for each in found.activities]
    table("Activities", ["activity", "count", "cases"], counts)
    between = "between" if found.gap == "end_to_start" else "end to end"
    rows = [(f.source, f.target, units.count(f.count), units.duration(f.median_h), units.duration(f.p90_h)) for f in found.flows[:25]]
    table("Flows", ["from", "to:", "count", f"median {between}", "90 %"], rows, _cut(len(found.flows), 25))
    paths = [(" → ".join(v.activities), v.cases, units.share(v.share), units.duration(v.median_lead_time_h)) for v in found.variants[:10]]
    table("Variants", ["path", "cases", "share", "median lead time"], paths, _cut(found.variant_count, 10))


def times_tables(found: StepTimes) -> None:
    """Step times, causes of waiting, value stream."""
    rows = [
        (
            step.activity,
            units.count(step.count),
            units.duration(step.processing_h.mean) + _mark(step.basis),
            units.duration(step.waiting_h.mean) + _mark(step.basis),
            units.duration(step.waiting_h.p90) + _mark(step.basis),
            units.duration(step.paused_h.mean),
            units.share(step.complete_and_accurate),
        )
        for step in found.steps
    ]
    table("Steps, means", ["step", "count", "processing", "waiting", "waiting 90 %", "paused", "%C&A"], rows)
    causes = [(s.activity, *(units.duration(h) for h in dataclasses.astuple(s.causes_h))) for s in found.steps if s.causes_h]
    if causes:
        from svcflow.timing.results import CAUSES

        table("Waiting by cause, total", ["step", *CAUSES], causes)
    stream = found.value_stream
    est = _mark(stream.basis)
    table(
        "Value stream, mean ticket",
        ["", "value"],
        [
            ("lead time", units.duration(stream.lead_time_h)),
            ("processing", units.duration(stream.processing_h) + est),
            ("waiting", units.duration(stream.waiting_h) + est),
            ("paused", units.duration(stream.paused_h)),
            ("flow efficiency", units.share(stream.flow_efficiency) + est),
            ("rolled %C&A", units.share(stream.rolled_complete_and_accurate)),
        ],
    )
    _notes(found.notes)


def bottleneck_tables(found: Iterable[Bottleneck]) -> None:
    """The ranking."""
    rows = [
        (b.where, b.team or "", b.cause, units.duration(b.waiting_h) + _mark(b.basis), units.share(b.share), units.duration(b.per_case_h))
        for b in list(found)[:15]
    ]
    table("Where time is lost", ["before", "team:", "cause:", "waiting, all", "of all waiting", "saves a ticket"], rows)


def indicator_tables(found: Iterable[Indicator]) -> None:
    """Indicators with their intervals."""
    rows = [
        (i.title, units.quantity(i.value, i.unit) + _mark(i.basis), _interval(i.low, i.high, i.unit), i.better, units.count(i.n))
        for i in found
    ]
    table("Indicators", ["indicator", "value", "95 % interval", "better", "n"], rows)


def run_tables(found: Mapping[str, Iterable[Indicator]]) -> None:
    """Indicators of simulated logs, for the baseline and each redesign."""
    for name, each in found.items():
        rows = [(i.title, units.quantity(i.value, i.unit), _interval(i.low, i.high, i.unit), i.n) for i in each]
        table(f"{name}, simulated", ["indicator", "mean of runs", "95 % interval", "runs"], rows)


def model_tables(model: ServiceModel) -> None:
    """The fitted model in brief."""
    rate = sum(model.arrivals.weekly) * model.arrivals.level
    table(
        model.name,
        ["", "what:"],
        [
            ("arrivals", f"{rate:.1f} tickets a week ({model.arrivals.kind}), from {units.count(model.arrivals.n)} tickets"),
            ("people", f"{sum(p.count for p in model.people)} in {len({p.team for p in model.people})} teams"),
            ("routing", f"{len(model.routing.contexts)} contexts"),
            ("waiting explained by queues", units.share(model.waiting_from_queues)),
        ],
    )
    rows = [
        (step.name, units.duration(step.duration.expected) + _mark(step.basis), step.duration.kind, units.share(step.error_chance), step.n)
        for step in model.steps
    ]
    table("Steps", ["step", "mean work", "distribution:", "error chance", "n"], rows)
    _notes(model.notes)
    if model.validation is not None:
        validation_tables(model.validation)


def validation_tables(found: Validation) -> None:
    """How far the simulated log is from the one held out."""
    from svcflow.validation import distance_rows

    columns = {"model": "model", "replay": "training replayed", "noise_floor": "noise floor", "past": "model on its past"}
    rows = []
    for row in distance_rows(found):
        figures = [row[column] for column in columns]
        unit = "h" if row["unit"] == "h" else "share"
        rows.append((row["distance"], *(units.quantity(figure, unit) if isinstance(figure, float) else "" for figure in figures)))
    table("Distances from the part held out (0 is identical)", ["distance", *columns.values()], rows)
    print(f"{found.grade.capitalize()}: {found.verdict}")


def comparison_tables(found: Comparison) -> None:
    """Each redesign: what it changes, by how much, how sure."""
    known = {indicator.name: indicator for indicator in found.indicators}
    for scenario in found.scenarios:
        rows = []
        for effect in scenario.values:
            unit = known[effect.indicator].unit
            rows.append(
                (
                    known[effect.indicator].title,
                    units.quantity(effect.baseline, unit),
                    units.quantity(effect.redesign, unit),
                    units.change(effect.difference, unit),
                    _range(units.change(effect.low, unit), units.change(effect.high, unit)),
                )
            )
        table(scenario.name, ["indicator", "today", "redesign", "difference", "95 % interval"], rows)
        _notes(scenario.assumptions)
    _notes(found.notes)


def report_lines(written: Iterable[Path]) -> None:
    """Where the report is."""
    first, *others = written
    print(f"The report is at {first}")
    for other in others:
        print(f"beside it:       {other}")


def _mark(basis: str) -> str:
    """An estimate never goes without its mark."""
    return {"estimated": " est.", "simulated": " sim."}.get(basis, "")


def _interval(low: float | None, high: float | None, unit: str) -> str:
    return "" if low is None or high is None else _range(units.quantity(low, unit), units.quantity(high, unit))


def _range(low: str, high: str) -> str:
    """Both ends, with their unit said once where it is the same: `184 … 207 tickets a week`."""
    figure, blank, unit = low.partition(units.THIN)
    return f"{figure if blank and high.endswith(blank + unit) else low} … {high}"


def _cut(total: int, shown: int) -> str:
    return f"… and {total - shown} more" if total > shown else ""


def _notes(notes: Iterable[str]) -> None:
    lines = list(notes)
    for line in lines:
        print(f"• {line}")
    if lines:
        print()
