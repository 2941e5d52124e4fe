"""The health of a log: what would mislead an analyst who did not know of it, counted, with examples and the rule that treats it.

Every check is asked of every log, and says so when it finds nothing. A check looks at the steps as they stand, already in order:
none sorts them again, and each is a pass or two over numbers. What an import rejected or repaired is taken from its report. No
check changes the log.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from svcflow.eventlog.health.catch_alls import catch_all_findings
from svcflow.eventlog.health.dates import date_findings
from svcflow.eventlog.health.edges import Edges, edge_findings, find_edges
from svcflow.eventlog.health.little import try_little
from svcflow.eventlog.health.order import order_findings
from svcflow.eventlog.health.view import View, finding
from svcflow.eventlog.health.volume import volume_findings
from svcflow.eventlog.log import EventLog, Finding


def check_health(log: EventLog, today: date | None = None) -> tuple[Finding, ...]:
    """Put every question to a log. Cost: linear, a few passes over numbers.

    Parameters
    ----------
    log : EventLog
        With its report, if what was rejected and repaired is to be told too.
    today : date, optional
        Steps after this day (UTC) lie in the future; without it, only those far after the rest of the log.

    Returns
    -------
    tuple of Finding
        In the order of a log's life: rows, order, dates, cases, volume, names. Those with a count of 0 are there too.
    """
    if not log.steps.height:
        return ()
    view = View(log)
    return _asked(view, find_edges(view), today)


def with_health(log: EventLog, today: date | None = None) -> EventLog:
    """The log with what `check_health` and `check_little` find in its report; without a report, the log as it is."""
    if log.report is None or not log.steps.height:
        return log
    view = View(log)
    edges = find_edges(view)
    return replace(log, report=replace(log.report, findings=_asked(view, edges, today), little=try_little(view, edges)))


def _asked(view: View, edges: Edges, today: date | None) -> tuple[Finding, ...]:
    return (
        *_from_the_report(view.log),
        *order_findings(view),
        *date_findings(view, today),
        *edge_findings(view, edges),
        *volume_findings(view),
        *catch_all_findings(view),
    )


def _from_the_report(log: EventLog) -> Iterator[Finding]:
    """What the import itself met: rows that repeat others, and ends before their starts."""
    if log.report is None:
        return
    repeats = [repair for repair in log.report.repairs if repair.rule.startswith("exact duplicates")]
    backward = [reject for reject in log.report.rejected if "before the start" in reject.reason]
    read = log.report.events + len(log.report.rejected) - log.report.set_aside
    count, examples = sum(repair.count for repair in repeats), [repair.example for repair in repeats if repair.example]
    yield finding("exact duplicates", count, log.report.events, "rows", "the first is kept, the others are dropped", examples)
    lines = [f"line {reject.line}" for reject in backward]
    yield finding("ends before their starts", len(backward), read, "rows", "rejected, each with its line", lines, 0.0)
