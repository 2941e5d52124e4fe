"""How much each item counts: one method, one module; a bare formula under a face that checks what it is given."""

from svcflow.scorecard.weights.ahp import AhpWeights, Group, ahp_weights, weigh_judgements
from svcflow.scorecard.weights.back_testing import BackTest, back_test
from svcflow.scorecard.weights.combined import mix, multiply
from svcflow.scorecard.weights.consistency import Consistency, Doubt
from svcflow.scorecard.weights.critic import critic_weights, deviation_weights
from svcflow.scorecard.weights.entropy import entropy_weights
from svcflow.scorecard.weights.expert import Agreement, ExpertWeights, expert_weights
from svcflow.scorecard.weights.fuzzy import FuzzyEvaluation, evaluate_fuzzy
from svcflow.scorecard.weights.judgements import Judgements, judgements_of, triangle
from svcflow.scorecard.weights.matrices import Table, table_of
from svcflow.scorecard.weights.methods import METHODS, Method
from svcflow.scorecard.weights.outcomes import Driver, OutcomeWeights, outcome_weights
from svcflow.scorecard.weights.rankings import RankingWeights, ranking_weights
from svcflow.scorecard.weights.results import Weights, given_weights
from svcflow.scorecard.weights.sensitivity import (
    RankStability,
    Reversal,
    Room,
    rank_reversals,
    rank_stability,
    room_of_ranking,
    room_of_verdict,
)
from svcflow.scorecard.weights.topsis import topsis
from svcflow.scorecard.weights.validity import Validity, WeightDrift, weight_drift

__all__ = [
    "METHODS", "Agreement", "AhpWeights", "BackTest", "Consistency", "Doubt", "Driver", "ExpertWeights", "FuzzyEvaluation", "Group",
    "Judgements", "Method", "OutcomeWeights", "RankStability", "RankingWeights", "Reversal", "Room", "Table", "Validity", "WeightDrift",
    "Weights", "ahp_weights", "back_test", "critic_weights", "deviation_weights", "entropy_weights", "evaluate_fuzzy", "expert_weights",
    "given_weights", "judgements_of", "mix", "multiply", "outcome_weights", "rank_reversals", "rank_stability", "ranking_weights",
    "room_of_ranking", "room_of_verdict", "table_of", "topsis", "triangle", "weigh_judgements", "weight_drift",
]  # fmt: skip
