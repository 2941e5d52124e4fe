"""The tables of the report as files: one registry of sheets, written as CSV files and as one workbook.

A new table is a function from facts to a sheet (or None where the facts have none of it) and a line in `_SHEETS`.
"""

from __future__ import annotations

from collections.abc import Callable

from svcflow.report.facts import ReportFacts
from svcflow.report.forms.customer_sheets import curves_sheet, importance_sheet, members_sheet, suggestions_sheet, survey_sheet
from svcflow.report.forms.flow_sheets import activities_sheet, flows_sheet, paths_sheet
from svcflow.report.forms.import_sheets import columns_sheet, health_sheet, rejects_sheet, repairs_sheet, time_formats_sheet
from svcflow.report.forms.model_sheets import distances_sheet, effects_sheet, indicators_sheet, money_sheet
from svcflow.report.forms.score_sheets import month_scores_sheet, redesign_scores_sheet, scorecard_sheet
from svcflow.report.forms.sheet import Sheet
from svcflow.report.forms.stream_sheets import future_states_sheet, stream_map_sheet
from svcflow.report.forms.team_sheets import rework_sheet, team_weeks_sheet, teams_sheet
from svcflow.report.forms.time_sheets import (
    causes_sheet,
    lead_times_sheet,
    open_sheet,
    queues_sheet,
    steps_sheet,
    value_stream_sheet,
    week_sheet,
)

_SHEETS: tuple[Callable[[ReportFacts], Sheet | None], ...] = (
    steps_sheet,
    value_stream_sheet,
    stream_map_sheet,
    queues_sheet,
    causes_sheet,
    lead_times_sheet,
    rework_sheet,
    teams_sheet,
    effects_sheet,
    money_sheet,
    future_states_sheet,
    distances_sheet,
    indicators_sheet,
    scorecard_sheet,
    redesign_scores_sheet,
    month_scores_sheet,
    survey_sheet,
    curves_sheet,
    importance_sheet,
    members_sheet,
    suggestions_sheet,
    activities_sheet,
    flows_sheet,
    paths_sheet,
    week_sheet,
    team_weeks_sheet,
    open_sheet,
    health_sheet,
    columns_sheet,
    time_formats_sheet,
    repairs_sheet,
    rejects_sheet,
)


def sheets(facts: ReportFacts) -> tuple[Sheet, ...]:
    """Every table that these facts fill, in the current language."""
    found = (make(facts) for make in _SHEETS)
    return tuple(each for each in found if each is not None and each.rows)
