"""The cases of a log as sequences of activities, each once and with its number of cases.

Whether a case fits a model depends on its sequence alone, so every question is put to each sequence once and counted as often as
it has cases.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from svcflow.eventlog.log import EventLog
from svcflow.mining.traces import find_traces


@dataclass(frozen=True, slots=True)
class Sequences:
    """Distinct sequences by falling cases, the cases of each, and for each case of the log the number of its sequence.

    Of equally frequent ones the order is that of a checksum: whoever looks at the first of them only, has no alphabet's choice.
    """

    sequences: tuple[tuple[str, ...], ...]
    cases: tuple[int, ...]
    of_case: NDArray[np.int64]

    @property
    def activities(self) -> frozenset[str]:
        """All activities that are done."""
        return frozenset(activity for sequence in self.sequences for activity in sequence)

    def without(self, activities: Collection[str]) -> Sequences:
        """The same cases with some activities left out; a case may become empty."""
        gone = frozenset(activities)
        if not gone:
            return self
        return _merged([tuple(each for each in sequence if each not in gone) for sequence in self.sequences], self.cases, self.of_case)


def find_sequences(log: EventLog) -> Sequences:
    """The sequences of a log. Costs a pass over its steps, and as much Python as there are steps in its variants."""
    traces = find_traces(log)
    if not len(traces.keys):
        return Sequences((), (), np.zeros(0, np.int64))
    order = np.argsort(traces.key)
    of_case = order[np.searchsorted(traces.key[order], traces.keys)].astype(np.int64)
    return _merged([traces.path(number) for number in range(len(traces.cases))], traces.cases.tolist(), of_case)


def _merged(paths: list[tuple[str, ...]], cases: Collection[int], of_case: NDArray[np.int64]) -> Sequences:
    counted: dict[tuple[str, ...], int] = {}
    for path, count in zip(paths, cases, strict=True):
        counted[path] = counted.get(path, 0) + count
    ordered = sorted(counted, key=lambda path: (-counted[path], crc32("\x00".join(path).encode()), path))
    number = {path: place for place, path in enumerate(ordered)}
    places = np.array([number[path] for path in paths], np.int64)
    return Sequences(tuple(ordered), tuple(counted[path] for path in ordered), places[of_case])
