"""The value streams as ladders for a person: a row for each step of the main path and beside it, then what they add up to."""

from __future__ import annotations

import dataclasses
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from svcflow import units
from svcflow.console.printing import bullets, mark, table

if TYPE_CHECKING:
    from svcflow.timing.streams.results import Stream, Streams, StreamStep

_MOST_FAMILIES = 5
_MOST_BESIDE = 8
_LEAST_SHARE = 0.01
"""a step beside the path that fewer tickets pass is not shown"""
_WIDTH = 98


def stream_tables(found: Streams) -> None:
    """The largest families, one after the other."""
    for stream in found.families[:_MOST_FAMILIES]:
        _ladder(stream)
        bullets(map(_wrapped, _sentences(stream)))
    more = len(found.families) - _MOST_FAMILIES
    notes = [found.rule] if len(found.families) > 1 or found.families[0].share < 1 else []
    if more > 0:
        notes.append(f"… and {more} more {'family' if more == 1 else 'families'}: --json shows all.")
    bullets(map(_wrapped, [*notes, *found.notes]))


def _ladder(stream: Stream) -> None:
    beside = [step for step in stream.steps if not step.on_path]
    shown = [step for step in beside if step.share >= _LEAST_SHARE][:_MOST_BESIDE]
    steps = [*(step for step in stream.steps if step.on_path), *shown]
    batches, values = any(step.batch_size >= 1.05 for step in steps), any(step.value != "untagged" for step in steps)
    marks = mark(stream.basis), mark(next((step.supply.basis for step in steps if step.supply.people), "absent"))
    heads = ["step", "tickets", f"C/T{marks[0]}", f"waiting{marks[0]}", "paused", "people", f"busy{marks[1]}", "%C&A"]
    heads += ["batch"] * batches + ["value:"] * values
    more = [[units.number(step.batch_size)] * batches + [_value(step)] * values for step in steps]
    rows = [_row(step, number) + cells for number, (step, cells) in enumerate(zip(steps, more, strict=True), start=1)]
    room = _WIDTH - sum(2 + max(map(len, cells)) for cells in list(zip(heads, *rows, strict=True))[1:])
    rows = [[_cut(name, room), *cells] for name, *cells in rows]
    title = f"{_cut(stream.name, 60)}: {units.count(stream.cases)} ticket{'' if stream.cases == 1 else 's'} ({units.share(stream.share)})"
    hidden = len(beside) - len(shown)
    note = "Numbered: the main path; +: beside it" + (f" ({hidden} rarer ones are not shown)." if hidden else ".")
    table(title, heads, rows, f"Means; C/T in working hours. {note}")


def _row(step: StreamStep, number: int) -> list[str]:
    return [
        f"{number if step.on_path else '+'} {step.activity}",
        units.share(step.share),
        units.duration(step.cycle_time_work_h.mean) if step.meaning == "work" else units.NOTHING,
        units.duration(step.waiting_h.mean),
        units.duration(step.paused_h.mean) if step.paused_h.mean else "",
        units.NOTHING if step.supply.people is None else units.count(step.supply.people),
        units.share(step.supply.utilisation),
        units.share(step.complete_and_accurate),
    ]


def _value(step: StreamStep) -> str:
    return step.value if step.meaning == "work" else step.meaning


def _sentences(stream: Stream) -> Iterator[str]:
    est = mark(stream.basis)
    yield (
        f"{units.share(stream.path_share)} of the tickets do exactly the work of the main path, in its order; "
        f"{units.share(stream.passing_share)} pass all of its steps."
    )
    yield (
        f"Lead time {units.duration(stream.lead_time_h)} (median {units.duration(stream.lead_time_median_h)}): "
        f"work {units.duration(stream.processing_h)}{est}, waiting {units.duration(stream.waiting_h)}{est}, "
        f"paused {units.duration(stream.paused_h)}."
    )
    yield (
        f"Flow efficiency {units.share(stream.flow_efficiency)}{est}; on the working clock {units.share(stream.activity_ratio)}{est} "
        f"({units.duration(stream.processing_work_h)} of {units.duration(stream.lead_time_work_h)})."
    )
    if stream.rolled_complete_and_accurate is not None:
        yield f"Rolled %C&A {units.share(stream.rolled_complete_and_accurate)}: the chance that nothing on the main path comes back."
    if stream.causes_h is not None and stream.waiting_h > 0:
        shares = {cause: hours / stream.waiting_h for cause, hours in dataclasses.asdict(stream.causes_h).items()}
        ranked = sorted(shares, key=lambda cause: -shares[cause])
        told = ", ".join(f"{cause} {units.share(shares[cause])}" for cause in ranked if shares[cause] >= 0.005)
        yield f"Waiting by cause: {told}."
    if stream.value_added_ratio is not None:
        yield f"Value-adding {units.share(stream.value_added_ratio)}{est} of the lead time. Of the work: {_worth(stream)}."
    yield from _takt(stream)


def _worth(stream: Stream) -> str:
    hours = stream.value_h
    named = {"value-adding": hours.value_adding_h, "necessary": hours.necessary_h, "waste": hours.waste_h, "untagged": hours.untagged_h}
    return ", ".join(f"{tag} {units.share(spent / stream.processing_h)}" for tag, spent in named.items() if spent > 0)


def _takt(stream: Stream) -> Iterator[str]:
    if stream.takt_work_h is None or stream.demand_per_week is None:
        return
    yield (
        f"Takt: a ticket every {units.duration(stream.takt_work_h)}{mark(stream.takt_basis)} of working time "
        f"({units.number(stream.demand_per_week)} arrive a week)."
    )
    slow = [step for step in stream.steps if step.supply.keeps_up is False]
    if slow:
        names = ", ".join(f"{step.activity} ({units.share(step.supply.load)})" for step in slow[:3])
        yield f"Does not keep up, since more work comes than its people have hours for: {names}."
    slowest = next((step for step in stream.steps if step.activity == stream.slowest), None)
    if slowest is not None and not slow:
        pace = f"{units.duration(slowest.supply.pace_work_h)}{mark(slowest.supply.basis)}"
        yield f"Slowest: {slowest.activity}, one every {pace} ({units.share(slowest.supply.load)} of takt): it keeps up."


def _wrapped(sentence: str) -> str:
    return textwrap.fill(sentence, _WIDTH, subsequent_indent="  ", break_on_hyphens=False)


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else f"{text[: letters - 1]}…"
