from .ahp import AhpWeights as AhpWeights, Group as Group, ahp_weights as ahp_weights, weigh_judgements as weigh_judgements
from .back_testing import BackTest as BackTest, back_test as back_test
from .combined import mix as mix, multiply as multiply
from .consistency import Consistency as Consistency, Doubt as Doubt
from .critic import critic_weights as critic_weights, deviation_weights as deviation_weights
from .entropy import entropy_weights as entropy_weights
from .expert import Agreement as Agreement, ExpertWeights as ExpertWeights, expert_weights as expert_weights
from .fuzzy import FuzzyEvaluation as FuzzyEvaluation, evaluate_fuzzy as evaluate_fuzzy
from .judgements import Judgements as Judgements, judgements_of as judgements_of, triangle as triangle
from .matrices import Table as Table, table_of as table_of
from .methods import METHODS as METHODS, Method as Method
from .outcomes import Driver as Driver, OutcomeWeights as OutcomeWeights, outcome_weights as outcome_weights
from .rankings import RankingWeights as RankingWeights, ranking_weights as ranking_weights
from .results import Weights as Weights, given_weights as given_weights
from .sensitivity import (
    RankStability as RankStability,
    Reversal as Reversal,
    Room as Room,
    rank_reversals as rank_reversals,
    rank_stability as rank_stability,
    room_of_ranking as room_of_ranking,
    room_of_verdict as room_of_verdict,
)
from .ideal_distance import topsis as topsis
from .validity import Validity as Validity, WeightDrift as WeightDrift, weight_drift as weight_drift
