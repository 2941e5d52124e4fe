"""What the words of a lifecycle column say: that a step becomes ready, begins, is interrupted, goes on, or ends.

A column of that name may hold something else, most often sub-statuses ("Awaiting Assignment", "In Call"). It is a lifecycle if
more rows start or complete a step than hold words that no lifecycle has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from svcflow.eventlog.log import Repair
from svcflow.eventlog.shapes.shaped import LIFECYCLE
from svcflow.eventlog.words import plain
from svcflow.eventlog.words.transitions import ASSIGNS, COMPLETES, OTHER_TRANSITIONS, RESUMES, SCHEDULES, STARTS, SUSPENDS

KIND = "\x00kind"
KINDS = ("schedule", "assign", "start", "suspend", "resume", "complete", "other", "foreign")
"""in the order in which they stand where they happen at one instant; `foreign` is no transition at all"""
_WORDS: Mapping[str, frozenset[str]] = {
    "schedule": SCHEDULES, "assign": ASSIGNS, "start": STARTS, "suspend": SUSPENDS, "resume": RESUMES, "complete": COMPLETES,
    "other": OTHER_TRANSITIONS,
}  # fmt: skip
_FILLING = frozenset({"task", "activity", "event", "step", "work", "item", "workitem", "process", "state", "transition"})


@dataclass(frozen=True, slots=True)
class Transitions:
    """How many rows of a lifecycle column are of each kind."""

    counts: Mapping[str, int]

    @property
    def is_lifecycle(self) -> bool:
        """Whether the column speaks of starts and completes at all."""
        return (self.counts["start"] + self.counts["complete"]) * 2 > self.counts["foreign"]

    @property
    def pairs(self) -> bool:
        """Whether completes have a start, or an instant at which they became ready."""
        return self.counts["complete"] > 0 and self.counts["start"] + self.counts["schedule"] + self.counts["assign"] > 0

    def said(self) -> str:
        """The evidence, in words: "3 start and 4 complete rows"."""
        there = [f"{self.counts[kind]} {kind}" for kind in KINDS[:-2] if self.counts[kind]]
        return " and ".join([", ".join(there[:-1]), there[-1]] if len(there) > 1 else there) + " rows"


def count_transitions(lifecycle: pl.Series) -> Transitions:
    """The rows of each kind."""
    counts = dict(kinds_of(lifecycle).drop_nulls().value_counts(name="rows").iter_rows())
    return Transitions({kind: counts.get(kind, 0) for kind in KINDS})


def kinds_of(lifecycle: pl.Series) -> pl.Series:
    """The kind of each row, under the name of `KIND`: the distinct words are judged, and set back on the rows."""
    words = lifecycle.cast(pl.Categorical).cast(pl.String) if lifecycle.dtype != pl.String else lifecycle
    known = {word: _kind(word) for word in words.drop_nulls().unique()}
    return words.replace_strict(known, default=None, return_dtype=pl.Enum(KINDS)).fill_null("foreign").alias(KIND)


def set_others_aside(marked: pl.DataFrame, kept: tuple[str, ...] = ("start", "complete")) -> tuple[pl.DataFrame, tuple[Repair, ...]]:
    """The rows of the kinds that are kept, and the rule that sets the others aside."""
    is_kept = marked.get_column(KIND).is_in(list(kept))
    others = marked.filter(~is_kept).get_column(LIFECYCLE).cast(pl.String)
    if not len(others):
        return marked, ()
    names = ", ".join(sorted(str(name) for name in others.unique().to_list()))
    return marked.filter(is_kept), (Repair("transitions other than start and complete, set aside", len(others), names),)


def _kind(word: str) -> str:
    text = plain(word)
    bare = " ".join(part for part in text.split() if part not in _FILLING)
    return next((kind for kind, words in _WORDS.items() if text in words or bare in words), "foreign")
