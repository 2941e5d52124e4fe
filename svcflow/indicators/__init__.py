"""Event log -> named numbers with units: what each is, how sure, and on what evidence."""

from svcflow.indicators.asking import Asked, parse_level
from svcflow.indicators.at_start import indicators_at_start, values_of_run
from svcflow.indicators.computing import compute_indicators, indicator_values, indicators_of_runs, indicators_of_values
from svcflow.indicators.registry import check_unit, choose_entries, every_entry
from svcflow.indicators.results import Better, Dimension, Family, Indicator, Level
from svcflow.indicators.setting import Setting, setting_of

__all__ = [
    "Asked",
    "Better",
    "Dimension",
    "Family",
    "Indicator",
    "Level",
    "Setting",
    "check_unit",
    "choose_entries",
    "compute_indicators",
    "every_entry",
    "indicator_values",
    "indicators_at_start",
    "indicators_of_runs",
    "indicators_of_values",
    "parse_level",
    "setting_of",
    "values_of_run",
]
