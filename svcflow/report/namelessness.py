"""No person's name in a report: the examples that the import keeps are rows of the file, and rows name people.

Whatever a report says of people it says of teams, or counts them. Examples of repaired and rejected rows are shown since they tell more
than a count; in them the names of the log's people are blotted out. The file of rejects beside the report holds the rows as they were.
"""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from svcflow.eventlog.log import EventLog, ImportReport

BLOT = "•••"
SHORTEST = 2
"""letters of a name; one letter stands for many things"""


def without_names(log: EventLog) -> ImportReport | None:
    """The import's report with the names of the log's people blotted out in every example."""
    report = log.report
    if report is None:
        return None
    names = log.steps["resource"].drop_nulls().unique().cast(pl.String).to_list()
    known = sorted((name for name in names if len(name) >= SHORTEST), key=len, reverse=True)
    if not known:
        return report
    any_name = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)")

    def blotted(text: str) -> str:
        return any_name.sub(BLOT, text)

    return replace(
        report,
        repairs=tuple(replace(each, example=blotted(each.example)) for each in report.repairs),
        rejected=tuple(replace(each, row=blotted(each.row)) for each in report.rejected),
        findings=tuple(replace(each, examples=tuple(map(blotted, each.examples))) for each in report.findings),
    )
