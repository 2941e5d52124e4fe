"""How long tickets take, in words."""

from __future__ import annotations

from svcflow import units
from svcflow.language import tell, tell_many
from svcflow.report.findings.telling.phrases import joined, named
from svcflow.report.findings.telling.sentences import sentence
from svcflow.report.findings.times import (
    Backlog,
    Drift,
    LeadTime,
    LeadTimeParts,
    LongTail,
    NoTickets,
    Parts,
    Pauses,
    ServiceLevel,
)
from svcflow.report.scale import between, scale_of


@sentence.register
def _(finding: NoTickets) -> str:
    return tell("The log holds no tickets.")


@sentence.register
def _(finding: LeadTime) -> str:
    if finding.mean_h <= 0:
        return tell("No time passes within the tickets: all that the log holds of each is one instant.")
    if finding.cases == 1:
        took = tell("The log holds one ticket; it took {lead}.", lead=units.duration(finding.mean_h))
    else:
        took = tell(
            "Tickets take {lead} from start to end on average (half of them {median} or less).",
            lead=units.duration(finding.mean_h),
            median=units.duration(finding.median_h),
        )
    return took if finding.parts is None else joined(took, _parts(finding.parts))


@sentence.register
def _(finding: LeadTimeParts) -> str:
    return _parts(finding.parts)


def _parts(parts: Parts) -> str:
    """How the lead time divides: all parts in one unit, so that they can be added by eye."""
    scale = scale_of((parts.lead_h,))
    texts = {
        "lead": scale.text(parts.lead_h),
        "waiting": scale.text(parts.waiting_h),
        "work": scale.text(parts.work_h),
        "paused": scale.text(parts.paused_h),
        "whom": tell("customers, suppliers or a closure") if parts.closed else tell("customers or suppliers"),
    }
    pause = parts.paused_h > 0.01 * parts.lead_h
    if parts.overlapping and pause:
        return tell("Steps overlap: added up, {waiting} are waiting, {paused} a pause for {whom}, and {work} work.", **texts)
    if parts.overlapping:
        return tell("Steps overlap: added up, {waiting} are waiting and {work} work.", **texts)
    if parts.waiting_h <= 0 and not pause:
        return tell("All of it is work.")
    if texts["waiting"] == texts["lead"]:
        return tell("Nearly all of it is waiting; {work} is work.", **texts)
    if pause:
        return tell("Of the {lead}, {waiting} are waiting, {paused} a pause for {whom}, and {work} work.", **texts)
    return tell("Of the {lead}, {waiting} are waiting and {work} work.", **texts)


@sentence.register
def _(finding: Pauses) -> str:
    scale = scale_of((finding.paused_h, finding.waiting_h))
    return tell(
        "Tickets spend more time with customers or suppliers ({paused} each, most of it in {step}) "
        "than in the desk's own queues ({waiting}).",
        paused=scale.text(finding.paused_h),
        step=named(finding.step),
        waiting=scale.text(finding.waiting_h),
    )


@sentence.register
def _(finding: LongTail) -> str:
    return tell(
        "The slowest tenth of the tickets, which take {least} or more, has {share} of all lead time.",
        least=units.duration(finding.from_h),
        share=units.share(finding.share),
    )


@sentence.register
def _(finding: Drift) -> str:
    difference = finding.second_h - finding.first_h
    scale = scale_of((finding.first_h, finding.second_h))
    low, high = sorted((abs(finding.low_h), abs(finding.high_h)))
    texts = {
        "first": scale.text(finding.first_h),
        "second": scale.text(finding.second_h),
        "change": scale.text(abs(difference)),
        "interval": between(scale.text(low), scale.text(high)),
    }
    if difference > 0:
        return tell(
            "Lead times grow: {first} in the first half of the log, {second} in the second, {change} more (95 % interval {interval}).",
            **texts,
        )
    return tell(
        "Lead times shrink: {first} in the first half of the log, {second} in the second, {change} less (95 % interval {interval}).",
        **texts,
    )


@sentence.register
def _(finding: Backlog) -> str:
    low, high = sorted((abs(finding.low), abs(finding.high)))
    texts = {
        "first": units.number(finding.first),
        "second": units.number(finding.second),
        "change": units.number(abs(finding.second - finding.first)),
        "interval": between(units.number(low), units.number(high)),
    }
    if finding.second > finding.first:
        return tell(
            "The backlog grows: on average {first} tickets are open in the first half of the log, {second} in the second, "
            "{change} more (95 % interval {interval}).",
            **texts,
        )
    return tell(
        "The backlog shrinks: on average {first} tickets are open in the first half of the log, {second} in the second, "
        "{change} fewer (95 % interval {interval}).",
        **texts,
    )


@sentence.register
def _(finding: ServiceLevel) -> str:
    texts = {"share": units.share(finding.attained), "target": units.duration(finding.target_h)}
    if finding.late == 0:
        return tell("{share} of the tickets are done within the target of {target}.", **texts)
    return tell_many(
        "{share} of the tickets are done within the target of {target}; {count} ticket takes longer.",
        "{share} of the tickets are done within the target of {target}; {count} tickets take longer.",
        finding.late,
        **texts,
    )
