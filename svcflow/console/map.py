"""The process map as lists for a person, and as the one document that `--json` prints and `-o map.json` keeps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from svcflow import units
from svcflow.console.printing import as_document, bullets, table
from svcflow.console.variants import folded

if TYPE_CHECKING:
    from svcflow.eventlog.log import Basis
    from svcflow.mining.results import ActivityCount, Flow, ProcessMap
    from svcflow.mining.simplify import ShownMap
    from svcflow.timing.map_times import ActivityTime, FlowTime, MapTimes

_MOST_FLOWS, _MOST_VARIANTS = 25, 10
_GAPS = {
    "end_to_start": ("Flows", "median between"),
    "end_to_end": ("Flows", "median end to end"),
    "start_to_start": ("Flows, and how long the status that each leaves lasted", "median"),
}
_ABSENT_ACTIVITY = {
    "basis": "absent",
    **dict.fromkeys(
        f"{what}_{figure}_h" for what in ("processing", "paused", "waiting") for figure in ("mean", "median")
    ),
}  # fmt: skip
_ABSENT_FLOW: dict[str, Any] = {"basis": "absent", "waiting_mean_h": None, "waiting_median_h": None}


def map_document(found: ProcessMap, shown: ShownMap | None = None, times: MapTimes | None = None) -> dict[str, Any]:
    """The whole map; with a level of detail what of it is `shown`, with times those of each activity and flow."""
    document: dict[str, Any] = as_document(found)
    if times is not None:
        for each in document["activities"]:
            each |= _timed(times.activities.get(each["activity"]), _ABSENT_ACTIVITY, times.causes)
        for each in document["flows"]:
            each |= _timed(times.flows.get((each["source"], each["target"])), _ABSENT_FLOW, times.causes)
    if shown is not None:
        document["shown"] = {
            "detail": shown.detail,
            "activities": [each.activity for each in shown.activities],
            "flows": [{"source": each.source, "target": each.target} for each in shown.flows],
            "starts": [each.activity for each in shown.starts],
            "ends": [each.activity for each in shown.ends],
            "share_of_steps": shown.share_of_steps,
            "share_of_flows": shown.share_of_flows,
            "share_of_cases": shown.share_of_cases,
        }
    return document


def map_tables(found: ProcessMap, shown: ShownMap | None = None, times: MapTimes | None = None) -> None:
    """Activities, flows and variants; of a simplified map only what is shown, with times and causes where they were asked for."""
    if shown is not None:
        bullets(_shares(shown))
    _activity_table(shown.activities if shown else found.activities, times)
    _flow_table(found, shown.flows if shown else found.flows, times)
    paths = [
        (folded(each.activities), units.count(each.cases), units.share(each.share), units.duration(each.median_lead_time_h))
        for each in found.variants[:_MOST_VARIANTS]
    ]
    table("Variants", ["path", "cases", "share", "median lead time"], paths, _cut(found.variant_count, _MOST_VARIANTS))


def _timed(its: ActivityTime | FlowTime | None, absent: dict[str, Any], causes: bool) -> dict[str, Any]:
    """The figures without the names that stand there already; causes only where they were asked for."""
    known = {**absent, "cause": None, "cause_share": None} if its is None else as_document(its)
    wanted = [*absent, *(("cause", "cause_share") if causes else ())]
    return {name: known[name] for name in wanted}


def _shares(shown: ShownMap) -> list[str]:
    whole = f", {units.share(shown.share_of_cases)} of the cases from start to end" if shown.share_of_cases is not None else ""
    return [
        f"Shown are {units.count(len(shown.activities))} of {units.count(shown.activity_total)} activities and "
        f"{units.count(len(shown.flows))} of {units.count(shown.flow_total)} flows.",
        f"They are {units.share(shown.share_of_steps)} of the steps, {units.share(shown.share_of_flows)} of the moves{whole}.",
    ]


def _activity_table(activities: Sequence[ActivityCount], times: MapTimes | None) -> None:
    heads = ["activity", "count", "cases"]
    rows: list[list[str]] = [[each.activity, units.count(each.count), units.count(each.cases)] for each in activities]
    if times is not None:
        heads += ["work", "pause", "waiting", *(["main cause:"] if times.causes else [])]
        for row in rows:
            its = times.activities.get(row[0])
            row += [_mean(its.processing_mean_h, its.basis), _mean(its.paused_mean_h, its.basis)] if its else ["", ""]
            row += _waiting(its, times.causes)
    kept = [place for place in range(len(heads)) if any(row[place] for row in rows)]
    title = "Activities" if times is None else "Activities, mean times"
    table(title, [heads[place] for place in kept], [[row[place] for place in kept] for row in rows])


def _flow_table(found: ProcessMap, flows: Sequence[Flow], times: MapTimes | None) -> None:
    title, between = _GAPS[found.gap]
    heads = ["from", "to:", "count", between, "90 %"]
    rows = [
        [each.source, each.target, units.count(each.count), units.duration(each.median_h), units.duration(each.p90_h)]
        for each in flows[:_MOST_FLOWS]
    ]
    if times is not None:
        heads += ["mean waiting", *(["main cause:"] if times.causes else [])]
        for row in rows:
            row += _waiting(times.flows.get((row[0], row[1])), times.causes)
    aside = f"{units.NOTHING}: made ready by another step than the one before" if any(units.NOTHING in row[5:] for row in rows) else ""
    table(title, heads, rows, "\n".join(filter(None, (_cut(len(flows), _MOST_FLOWS), aside))))


def _waiting(its: ActivityTime | FlowTime | None, causes: bool) -> list[str]:
    """Mean waiting and, where it was asked for, its main cause."""
    told = [_mean(its.waiting_mean_h, its.basis) if its else units.NOTHING]
    if not causes:
        return told
    return [*told, f"{its.cause} {units.share(its.cause_share)}" if its and its.cause else ""]


def _mean(hours: float, basis: Basis) -> str:
    """A figure with its mark; nothing where there is nothing, so that what is there is seen."""
    mark = {"estimated": " est.", "simulated": " sim."}.get(basis, "")
    return f"{units.duration(hours)}{mark}" if hours else ""


def _cut(total: int, shown: int) -> str:
    return f"… and {units.count(total - shown)} more" if total > shown else ""
