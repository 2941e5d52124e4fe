"""The report: summarise first, draw second, render last."""

from svcflow.report.facts import ReportFacts, summarize
from svcflow.report.findings import Finding
from svcflow.report.map_drawing import draw_map
from svcflow.report.map_files import write_map
from svcflow.report.page import render
from svcflow.report.people import team_weeks

__all__ = ["Finding", "ReportFacts", "draw_map", "render", "summarize", "team_weeks", "write_map"]
