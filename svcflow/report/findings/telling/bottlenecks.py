"""Where tickets wait, in words."""

from __future__ import annotations

from collections.abc import Sequence

from svcflow import units
from svcflow.language import mark, tell
from svcflow.report.findings.bottlenecks import Bottleneck, NoneStandsOut, OffHours, QueueHours
from svcflow.report.findings.telling.phrases import enumerated, hours_of_week, joined, named
from svcflow.report.findings.telling.sentences import sentence
from svcflow.report.scale import scale_of
from svcflow.timing.results import Cause

HALF = 0.025
"""A share this near to a half is told as a half."""
NEARLY_ALL, ALL = 0.9, 0.995
COUNTS = 0.1
"""A cause with less of a step's waiting than this is left to the table."""

WHOLLY = {
    "batching": mark("all because tickets are collected and done together"),
    "contention": mark("all because its people are busy with earlier tickets"),
    "prioritisation": mark("all because tickets that came later are taken first"),
    "unavailability": mark("all because its people are off duty"),
    "extraneous": mark("all for no reason that the log shows"),
}
NEARLY = {
    "batching": mark("nearly all because tickets are collected and done together"),
    "contention": mark("nearly all because its people are busy with earlier tickets"),
    "prioritisation": mark("nearly all because tickets that came later are taken first"),
    "unavailability": mark("nearly all because its people are off duty"),
    "extraneous": mark("nearly all for no reason that the log shows"),
}
PARTLY = {
    "batching": mark("{share} because tickets are collected"),
    "contention": mark("{share} because its people are busy"),
    "prioritisation": mark("{share} because later tickets are taken first"),
    "unavailability": mark("{share} because its people are off duty"),
    "extraneous": mark("{share} for no reason that the log shows"),
}
AGAIN = {"contention": mark("{share} because they are busy"), "unavailability": mark("{share} because they are off duty")}
"""After the people have been named once."""


@sentence.register
def _(finding: NoneStandsOut) -> str:
    return tell(
        "No step stands out: the longest waiting, before {step}, is {share} of all.",
        step=named(finding.step),
        share=units.share(finding.share),
    )


@sentence.register
def _(finding: Bottleneck) -> str:
    # In the unit of the lead time, so that the sentences can be compared, unless that makes it less than one.
    unit = units.unit_for(finding.lead_h)
    hours = unit.text(finding.waiting_h) if finding.waiting_h >= unit.hours else units.duration(finding.waiting_h)
    texts = {"share": units.share(finding.share), "hours": hours, "where": _where(finding), "reasons": _reasons(finding.causes)}
    if not finding.first:
        told = tell("Another {share} ({hours} per ticket) stands before {where}: {reasons}.", **texts)
    elif abs(finding.share - 0.5) <= HALF:
        told = tell("Half of the waiting ({hours} per ticket) stands before {where}: {reasons}.", **texts)
    else:
        told = tell("{share} of the waiting ({hours} per ticket) stands before {where}: {reasons}.", **texts)
    return joined(told, _saving(finding))


def _where(finding: Bottleneck) -> str:
    """The step, and its team unless that is only named after the step."""
    if not finding.team or finding.team.startswith(finding.step):
        return tell("{step}", step=named(finding.step))
    return tell("{step} ({team})", step=named(finding.step), team=named(finding.team))


def _reasons(causes: Sequence[tuple[Cause, float]]) -> str:
    """Why it waits: the one cause that is nearly all of it, or the causes that count with their shares."""
    first, share = causes[0]
    if share >= NEARLY_ALL:
        return tell((WHOLLY if share >= ALL else NEARLY)[first])
    counted = [(cause, part) for cause, part in causes if part >= COUNTS][:3]
    told, people = [], False
    for cause, part in counted:
        told.append(tell((AGAIN if people and cause in AGAIN else PARTLY)[cause], share=units.share(part)))
        people = people or cause in AGAIN
    return enumerated(told)


def _saving(finding: Bottleneck) -> str:
    """What going without it would save, where that is not all of it."""
    if finding.saving_h < 0.05 * finding.waiting_h:
        return tell("Removing it would save next to nothing, because other work of the same tickets goes on meanwhile.")
    if finding.saving_h < 0.5 * finding.waiting_h:
        return tell("Removing it would save only {saving} per ticket.", saving=units.duration(finding.saving_h))
    if finding.saving_h < 0.95 * finding.waiting_h:
        return tell("Removing it would save {saving} per ticket.", saving=units.duration(finding.saving_h))
    return ""


@sentence.register
def _(finding: QueueHours) -> str:
    worst = tell(
        "The queue before {step} is longest {hours}: {length} tickets, where {mean} are usual.",
        step=named(finding.step),
        hours=hours_of_week(finding.worst),
        length=units.number(finding.length),
        mean=units.number(finding.mean_length),
    )
    return worst if finding.grows is None else joined(worst, tell("It grows {hours}.", hours=hours_of_week(finding.grows)))


@sentence.register
def _(finding: OffHours) -> str:
    scale = scale_of((finding.outside_h, finding.inside_h))
    return tell(
        "{share} of the tickets come while nobody is on duty: they wait {outside} until somebody takes them up, the others {inside}.",
        share=units.share(finding.share),
        outside=scale.text(finding.outside_h),
        inside=scale.text(finding.inside_h),
    )
