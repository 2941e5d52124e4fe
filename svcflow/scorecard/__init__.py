"""Weights and scores over indicators: how much each counts, how good it is, what moved the whole, and whether the set is any good.

Weights come from `svcflow.scorecard.weights`, one method a module; the verbs of scoring stand here.
"""

from svcflow.scorecard.card import Reading, Scorecard, ScoredDimension, ScoredIndicator, reading_of
from svcflow.scorecard.moves import Gap, Move, Moves, ScoreDifference, gaps, score_difference, what_moved
from svcflow.scorecard.refusals import TableError
from svcflow.scorecard.remarks import Remark
from svcflow.scorecard.scoring.scoring import score
from svcflow.scorecard.sets import ScorecardSet, SetHistory, history_of, set_of, write_history
from svcflow.scorecard.trend import Trend, trend_of

__all__ = [
    "Gap", "Move", "Moves", "Reading", "Remark", "ScoreDifference", "Scorecard", "ScorecardSet", "ScoredDimension", "ScoredIndicator",
    "SetHistory", "TableError", "Trend", "gaps", "history_of", "reading_of", "score", "score_difference", "set_of", "trend_of",
    "what_moved", "write_history",
]  # fmt: skip
