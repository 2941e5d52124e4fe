"""Sheets of the process map: activities, flows between them, and the paths of tickets."""

from __future__ import annotations

from svcflow import units
from svcflow.language import tell
from svcflow.mining.results import ActivityCount, Flow, Variant
from svcflow.report.facts import ReportFacts
from svcflow.report.forms.sheet import Columns, Sheet, count, hours, share, sheet, text

MOST_PATHS = 10_000
"""More paths than this nobody filters by hand."""


def activities_sheet(facts: ReportFacts) -> Sheet:
    """Every activity: how often, in how many tickets, how many begin and end with it."""
    starts = {each.activity: each.count for each in facts.process_map.starts}
    ends = {each.activity: each.count for each in facts.process_map.ends}
    columns: Columns[ActivityCount] = (
        (text(tell("Step")), lambda each: each.activity),
        (count(tell("Times done")), lambda each: each.count),
        (count(tell("Tickets")), lambda each: each.cases),
        (count(tell("First step of tickets")), lambda each: starts.get(each.activity, 0)),
        (count(tell("Last step of tickets")), lambda each: ends.get(each.activity, 0)),
    )
    return sheet("map_steps", tell("Process map, steps"), facts.process_map.activities, columns)


def flows_sheet(facts: ReportFacts) -> Sheet:
    """Every flow from one activity to the next, with the time between."""
    columns: Columns[Flow] = (
        (text(tell("From step")), lambda flow: flow.source),
        (text(tell("To step")), lambda flow: flow.target),
        (count(tell("Times")), lambda flow: flow.count),
        (count(tell("Tickets")), lambda flow: flow.cases),
        (hours(tell("Time between, mean")), lambda flow: flow.mean_h),
        (hours(tell("Time between, median")), lambda flow: flow.median_h),
        (hours(tell("Time between, 90th percentile")), lambda flow: flow.p90_h),
    )
    told = {
        "end_to_start": tell("Time between steps: from end to begin."),
        "end_to_end": tell("Time between steps: from end to end."),
        "start_to_start": tell("Time between steps: how long the step that it leaves lasted."),
    }
    return sheet("map_flows", tell("Process map, flows"), facts.process_map.flows, columns, told[facts.process_map.gap])


def paths_sheet(facts: ReportFacts) -> Sheet:
    """The paths, the most frequent first."""
    shown = facts.process_map.variants[:MOST_PATHS]
    columns: Columns[Variant] = (
        (text(tell("Path")), lambda path: " → ".join(path.activities)),
        (count(tell("Steps")), lambda path: len(path.activities)),
        (count(tell("Tickets")), lambda path: path.cases),
        (share(tell("Share of the tickets")), lambda path: path.share),
        (hours(tell("Median lead time")), lambda path: path.median_lead_time_h),
    )
    total = facts.process_map.variant_count
    fewer = tell("The {shown} most frequent of {total} paths.", shown=units.count(len(shown)), total=units.count(total))
    return sheet("paths", tell("Paths"), shown, columns, fewer if total > len(shown) else "")
