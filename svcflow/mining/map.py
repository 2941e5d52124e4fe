"""The process map: which activities were done, what directly followed what, how often, and after how long.

A **flow** joins two steps that stand next to each other in a case, whatever their clock times say; a **variant** is the whole
sequence of a case. So each step is either the first of its case or the target of exactly one flow: the counts of flows and of
starts together are the number of steps. What depends on the order of the activities alone is counted over the variants
(`traces`); the times are two passes over the steps (`figures`). Nothing is sorted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.eventlog.building import null_count
from svcflow.eventlog.log import LASTING, EventLog
from svcflow.mining.figures import BLOCK, Micros, figures
from svcflow.mining.results import ActivityCount, Flow, Gap, ProcessMap, Terminal, Variant
from svcflow.mining.traces import Codes, Rows, Traces, find_traces

READS = ("activity", "start_time", "end_time")
"""the columns of the steps that a map is made of"""
_MOST_PAIRS = 1 << 22
_MOST_FLAGS = 1 << 26
_HOUR_US = 3.6e9


def mine_map(log: EventLog, *, variants: int = 50) -> ProcessMap:
    """Count activities, flows, first and last activities, and variants.

    Parameters
    ----------
    log : EventLog
        Any log; pauses and queues are steps like others here, since the map shows the statuses that the desk knows. Of its
        steps `READS` are read.
    variants : int
        How many of the most frequent variants to keep; `variant_count` counts them all.

    Returns
    -------
    ProcessMap
        Everything by falling count, then by name; variants by falling cases, then by when they were first seen. Hours on flows
        are elapsed hours [h], as `svcflow.mining.results` says. In a log whose steps last until the next one they run from begin
        to begin; in others from end to begin if at least half of the steps have one (the others then stand for their end).

    Notes
    -----
    Linear in the steps: 0.5 s for 10 million.
    """
    traces = find_traces(log)
    flows = _coded_flows(traces)
    gap = _gap(log)
    first, last = traces.code[traces.starts], traces.code[traces.ends - 1]
    return ProcessMap(
        cases=log.cases.height,
        activities=_activities(traces),
        flows=_flows(log, traces, flows, gap),
        starts=_terminals(traces, first),
        ends=_terminals(traces, last),
        variants=frequent_variants(log, traces, variants),
        variant_count=len(traces.cases),
        gap=gap,
    )


@dataclass(frozen=True, slots=True)
class _FlowCodes:
    """The flows of a log by number: `pair` is source × activities + target, in order."""

    pair: Rows
    names: int
    place: NDArray[np.int32] | None
    """the number of each pair, where there are few enough"""

    def of(self, source: Codes, target: Codes) -> Codes:
        """The number of the flow between steps that stand next to each other."""
        pair: Codes = source.astype(np.uint16 if self.names <= 1 << 8 else np.int64)
        pair *= self.names
        pair += target
        return np.searchsorted(self.pair, pair) if self.place is None else self.place[pair]


def _coded_flows(traces: Traces) -> _FlowCodes:
    """The flows that occur, found in the variants."""
    names = len(traces.names)
    rows, variant = traces.steps()
    inside = np.flatnonzero(variant[1:] == variant[:-1]) + 1
    code = traces.code[rows].astype(np.int64)
    pair = _distinct(code[inside - 1] * names + code[inside], names * names)
    if names * names > _MOST_PAIRS:
        return _FlowCodes(pair, names, None)
    place = np.zeros(names * names, np.int32)
    place[pair] = np.arange(len(pair))
    return _FlowCodes(pair, names, place)


def _gap(log: EventLog) -> Gap:
    if log.shape in LASTING:
        return "start_to_start"
    known = log.steps.height - null_count(log.steps, "start_time")
    return "end_to_start" if known * 2 >= max(log.steps.height, 1) else "end_to_end"


def _activities(traces: Traces) -> tuple[ActivityCount, ...]:
    count = np.bincount(traces.code, minlength=len(traces.names))
    rows, variant = traces.steps()
    cases = _cases_of(traces, variant, traces.code[rows].astype(np.int64), len(traces.names))
    found = zip(traces.names, count.tolist(), cases.tolist(), strict=True)
    return tuple(ActivityCount(*each) for each in sorted(found, key=lambda each: (-each[1], each[0])))


def _cases_of(traces: Traces, variant: Rows, what: Rows, kinds: int) -> Rows:
    """In how many cases each kind occurs, of rows of examples: their variants and kinds."""
    there = _distinct(variant * kinds + what, len(traces.cases) * kinds)
    return np.bincount(there % kinds, traces.cases[there // kinds], minlength=kinds).astype(np.int64)


def _distinct(numbers: Rows, below: int) -> Rows:
    """The numbers that occur, in order; all are less than `below`."""
    if below <= _MOST_FLAGS:
        flags = np.zeros(below, bool)
        flags[numbers] = True
        return np.flatnonzero(flags)
    ordered = np.sort(numbers)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


def _flows(log: EventLog, traces: Traces, flows: _FlowCodes, gap: Gap) -> tuple[Flow, ...]:
    if not len(flows.pair):
        return ()
    rows, variant = traces.steps()
    inside = np.flatnonzero(variant[1:] == variant[:-1]) + 1
    code = traces.code[rows]
    cases = _cases_of(traces, variant[inside], flows.of(code[inside - 1], code[inside]).astype(np.int64), len(flows.pair))
    begin, end = _instants(log, gap)

    def blocks() -> Iterator[tuple[Codes, Micros]]:
        for row in range(1, len(traces.code), BLOCK):
            here = slice(row, row + BLOCK)
            before = slice(row - 1, min(row + BLOCK, len(traces.code)) - 1)
            flow = flows.of(traces.code[before], traces.code[here])
            flow[traces.starts[slice(*np.searchsorted(traces.starts, (row, row + len(flow))))] - row] = len(flows.pair)
            gaps = begin[here] - end[before]
            yield flow, np.maximum(gaps, 0, out=gaps)

    of = figures(blocks, len(flows.pair))
    found = [
        Flow(traces.names[pair // flows.names], traces.names[pair % flows.names], *each)
        for pair, *each in zip(
            flows.pair.tolist(), of.count.tolist(), cases.tolist(), of.median.tolist(), of.mean.tolist(), of.p90.tolist(), strict=True
        )
    ]
    return tuple(sorted(found, key=lambda flow: (-flow.count, flow.source, flow.target)))


def _instants(log: EventLog, gap: Gap) -> tuple[Micros, Micros]:
    """For each step the instant until which, and that from which, the gap between it and its neighbour is counted [µs]."""
    end = _micros(log.steps.get_column("end_time"))
    if gap == "end_to_end":
        return end, end
    known = not null_count(log.steps, "start_time")
    begin = _micros(log.steps.select("start_time" if known else pl.coalesce("start_time", "end_time")).to_series())
    return begin, begin if gap == "start_to_start" else end


def _micros(instants: pl.Series) -> Micros:
    return instants.to_physical().to_numpy()


def _terminals(traces: Traces, code: NDArray[np.integer]) -> tuple[Terminal, ...]:
    count = np.bincount(code, minlength=len(traces.names)).tolist()
    found = (Terminal(name, cases) for name, cases in zip(traces.names, count, strict=True) if cases)
    return tuple(sorted(found, key=lambda each: (-each.count, each.activity)))


def frequent_variants(log: EventLog, traces: Traces, most: int) -> tuple[Variant, ...]:
    """The most frequent variants; those that are equally frequent and were first seen at the same instant stand by name."""
    seen = _micros(log.cases.get_column("first_time"))[traces.example]
    cut = min(most, len(traces.cases))
    if not cut:
        return ()
    last = (traces.cases[cut - 1], seen[cut - 1])
    near = np.flatnonzero((traces.cases > last[0]) | ((traces.cases == last[0]) & (seen <= last[1])))
    ranked = sorted((-int(traces.cases[v]), int(seen[v]), traces.path(v), v) for v in near.tolist())
    lead = _micros(log.cases.get_column("last_time")) - _micros(log.cases.get_column("first_time"))
    return tuple(
        Variant(path, -cases, -cases / log.cases.height, float(np.median(lead[traces.of(variant)])) / _HOUR_US)
        for cases, _, path, variant in ranked[:cut]
    )
