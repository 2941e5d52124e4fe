"""A long simulation as a Parquet file, written while it runs: memory grows with the tickets in progress, not with those simulated.

The compiled engine hands its rows on as it goes. Those of tickets that are finished are made into a log and put into the file; those of
tickets in progress wait for the rest. So the file has its tickets in the order in which they end, about, and is otherwise the one that
`write_replications` writes of the same run; read as a log, it is the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from svcflow.eventlog import EventLog
from svcflow.eventlog.store import one_table
from svcflow.eventlog.texts import uncoded
from svcflow.output import new_file
from svcflow.simulation.compiled_engine import unfinished, written
from svcflow.simulation.records import ROW, Table
from svcflow.simulation.service import Service
from svcflow.simulation.streams import uniforms
from svcflow.simulation.trace import COLUMNS, Trace, log_of_steps, values_at_start


def stream_parquet(service: Service, cases: int | None, until: float, first_case: int, path: str | Path) -> None:
    """Let `cases` tickets arrive, or all that come before `until` [h], and write the steps of those from `first_case` on.

    Raises
    ------
    ModelError
        A ticket takes more than 10 000 steps.
    OverflowError
        Something lasts longer than there are dates for.
    OutputError
        The file cannot be written.
    """
    import polars as pl
    from pyarrow import parquet

    with new_file(path) as draft:
        file = None
        for log in finished_logs(service, cases, until, first_case):
            table = uncoded(one_table(log)).to_arrow(compat_level=pl.CompatLevel.oldest())
            file = file or parquet.ParquetWriter(draft, table.schema)
            file.write_table(table)
        if file is not None:
            file.close()


def finished_logs(service: Service, cases: int | None, until: float, first_case: int) -> Iterator[EventLog]:
    """The run in parts, at least one: each has whole tickets, those that have ended since the part before."""
    trace = Trace()
    waiting = np.zeros(0, ROW)
    parts = 0
    for rows, state in written(service, cases, until, trace):
        every = np.concatenate((waiting, rows))
        ended = ~np.isin(every["case"], unfinished(state))
        waiting = every[~ended]
        _tell(trace, waiting)
        done = every[ended & ((every["case"] >= first_case) | (every["case"] < 0))]
        if len(done):
            parts += 1
            yield log_of_steps({name: done[name] for name in COLUMNS}, _values(service, done["case"]), service)
    if not parts:
        yield log_of_steps({name: waiting[name] for name in COLUMNS}, np.zeros((0, len(service.traits)), np.int64), service)


def _tell(trace: Trace, waiting: Table) -> None:
    """What a refusal would name: the steps of tickets in progress. Attributes are drawn again when they are needed."""
    del trace.values[:]
    for name in COLUMNS:
        column = getattr(trace, name)
        del column[:]
        column.frombytes(waiting[name].tobytes())


def _values(service: Service, case: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers of the attributes' values of these cases."""
    values = np.empty((len(case), len(service.traits)), np.int64)
    before, new = case < 0, case > 0
    if before.any():
        values[before] = values_at_start(service)[case[before]]
    if not new.any():
        return values
    case = case[new]
    low, high = int(case.min()), int(case.max())
    for number, trait in enumerate(service.traits):
        chances = uniforms(trait.root, low, high - low + 1)
        values[new, number] = np.searchsorted(np.array(trait.cumulated), chances, side="right")[case - low]
    return values
