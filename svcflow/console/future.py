"""Today beside a redesign: two value streams in one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svcflow import units
from svcflow.console.printing import bullets, table

if TYPE_CHECKING:
    from svcflow.redesign.future import FutureState
    from svcflow.timing.streams.results import Stream, StreamStep


def future_tables(found: FutureState) -> None:
    """What a mean ticket goes through, in all and step by step, now and then."""
    now, then = found.today.stream, found.future.stream
    table(f"A ticket today and with “{found.future.name}”, simulated", ["", "today", "then", "difference"], _totals(now, then))
    before, after = ({step.activity: step for step in stream.steps} for stream in (now, then))
    path = [*(step.activity for step in then.steps if step.on_path), *(step.activity for step in now.steps if step.on_path)]
    names = list(dict.fromkeys([*path, *after, *before]))
    rows = [_row(name, before.get(name), after.get(name)) for name in names]
    table("Step by step", ["step", "tickets", "then", "work", "then", "waiting", "then", "busy", "then"], rows, "The main path first.")
    bullets((*found.assumptions, "One simulated run of each; svcflow compare says how sure differences are."))


def _totals(now: Stream, then: Stream) -> list[tuple[str, ...]]:
    hours = (
        ("lead time", "lead_time_h"), ("work", "processing_h"), ("waiting", "waiting_h"), ("paused", "paused_h"),
    )  # fmt: skip
    shares = (("flow efficiency", "flow_efficiency"), ("rolled %C&A", "rolled_complete_and_accurate"))
    rows: list[tuple[str, ...]] = []
    for title, field in hours:
        a, b = getattr(now, field), getattr(then, field)
        rows.append((title, units.duration(a), units.duration(b), units.duration(b - a, signed=True)))
    for title, field in shares:
        a, b = getattr(now, field), getattr(then, field)
        both = a is not None and b is not None
        rows.append((title, units.share(a), units.share(b), units.points(b - a) if both else units.NOTHING))
    return rows


def _row(name: str, now: StreamStep | None, then: StreamStep | None) -> tuple[str, ...]:
    cells: list[str] = []
    for read in (_share, _work, _waiting, _busy):
        cells += [units.NOTHING if step is None else read(step) for step in (now, then)]
    return (name, *cells)


def _share(step: StreamStep) -> str:
    return units.share(step.share)


def _work(step: StreamStep) -> str:
    return units.duration(step.cycle_time_work_h.mean if step.meaning == "work" else step.paused_h.mean)


def _waiting(step: StreamStep) -> str:
    return units.duration(step.waiting_h.mean)


def _busy(step: StreamStep) -> str:
    return units.share(step.supply.utilisation)
