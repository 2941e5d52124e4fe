"""What changed from one log, or one slice of a log, to another."""

from svcflow.timing.contrast.comparing import contrast_sides
from svcflow.timing.contrast.periods import Period, check_unit, parse_day, parse_period
from svcflow.timing.contrast.results import Change, Contrast
from svcflow.timing.contrast.slices import Sides, pair_logs, split_at, split_between, split_by, split_last

__all__ = [
    "Change",
    "Contrast",
    "Period",
    "Sides",
    "check_unit",
    "contrast_sides",
    "pair_logs",
    "parse_day",
    "parse_period",
    "split_at",
    "split_between",
    "split_by",
    "split_last",
]
