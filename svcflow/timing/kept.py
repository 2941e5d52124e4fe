"""Times that were worked out once are kept in the log's folder, and read from there the next time.

When the begins of ten million steps have to be estimated, that takes longer than all that is asked of them later. So, of a long
log that is kept in a folder, the estimated begins are laid into its subfolder `times`, with what they depend on: the log's steps, its
meanings, zone and calendar, and the way in which begins are estimated (`METHOD`). If any of it is another one, they are worked out
anew. A folder that cannot be written stays as it is.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from svcflow.calendars import to_document
from svcflow.errors import OutputError
from svcflow.eventlog import EventLog
from svcflow.output import is_own, new_folder

METHOD = 2
"""to be raised whenever begins are estimated otherwise"""
LEAST_STEPS = 100_000
"""of a shorter log they are estimated in no time"""
_KIND = "svcflow times"
_BEGINS = "begins.npy"

Micros = NDArray[np.int64]


def kept_begins(log: EventLog) -> Micros | None:
    """The begins of all steps [µs], if they were kept."""
    place = _place(log)
    if place is None or not is_own(place, _KIND):
        return None
    try:
        if (place / "times.json").read_text(encoding="utf-8") != _depends_on(log):
            return None
        # Mapped into memory: only what is looked at is read, and nothing is copied.
        begins: Micros = np.load(place / _BEGINS, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError):
        return None
    return begins if begins.shape == (log.steps.height,) and begins.dtype == np.int64 else None


def keep_begins(log: EventLog, begins: Micros) -> None:
    """Keep the begins of all steps [µs], if the log lies in a folder that can be written."""
    place = _place(log)
    if place is None:
        return
    try:
        with new_folder(place, _KIND) as draft:
            np.save(draft / _BEGINS, begins, allow_pickle=False)
            (draft / "times.json").write_text(_depends_on(log), encoding="utf-8")
    except (OSError, OutputError):
        return


def _place(log: EventLog) -> Path | None:
    return log.kept.folder / "times" if log.kept is not None and log.steps.height >= LEAST_STEPS else None


def _depends_on(log: EventLog) -> str:
    starts = log.steps.get_column("start_time")
    document = {
        "method": METHOD,
        "log": log.kept.digest if log.kept else None,
        "shape": log.shape,
        "meanings": dict(sorted(log.meanings.items())),
        "timezone": log.timezone,
        "calendar": to_document(log.calendar),
        "rows": [log.cases.height, log.steps.height, starts.null_count()],
    }
    text = json.dumps(document, ensure_ascii=False, sort_keys=True)
    return json.dumps({"digest": hashlib.sha256(text.encode()).hexdigest(), "method": METHOD})
