"""Versioned sets of indicators with weights and rules, and the record of their changes."""

from svcflow.scorecard.sets.chain import Entry, appended, verify
from svcflow.scorecard.sets.document import DimensionRow, IndicatorRow, ScorecardSet, set_of
from svcflow.scorecard.sets.history import SetHistory, history_of, write_history

__all__ = [
    "DimensionRow", "Entry", "IndicatorRow", "ScorecardSet", "SetHistory", "appended", "history_of", "set_of", "verify", "write_history",
]  # fmt: skip
