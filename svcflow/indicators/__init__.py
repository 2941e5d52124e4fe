"""Event log -> named numbers with units: what each is, how sure, and on what evidence."""

from svcflow.indicators.at_start import indicators_at_start, values_of_run
from svcflow.indicators.computing import compute_indicators, indicator_values, indicators_of_runs, indicators_of_values
from svcflow.indicators.results import Better, Indicator
from svcflow.indicators.setting import Setting, setting_of

__all__ = [
    "Better",
    "Indicator",
    "Setting",
    "compute_indicators",
    "indicator_values",
    "indicators_at_start",
    "indicators_of_runs",
    "indicators_of_values",
    "setting_of",
    "values_of_run",
]
