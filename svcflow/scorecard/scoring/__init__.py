"""From a figure to a score: by its target, by grade bands, by standard deviations, by a rubric."""

from svcflow.scorecard.scoring.bands import Band, band_of, check_bands
from svcflow.scorecard.scoring.of_target import percent_of_target
from svcflow.scorecard.scoring.rubric import rubric_score
from svcflow.scorecard.scoring.standard import t_score, t_scores

__all__ = ["Band", "band_of", "check_bands", "percent_of_target", "rubric_score", "t_score", "t_scores"]
