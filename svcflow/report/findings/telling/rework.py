"""What is done again, goes to and fro, or is not right the first time, in words."""

from __future__ import annotations

from svcflow import units
from svcflow.language import tell, tell_many
from svcflow.report.findings.rework import NotRightFirstTime, Paths, ToAndFro, WorkAgain
from svcflow.report.findings.telling.phrases import joined, named
from svcflow.report.findings.telling.sentences import sentence


@sentence.register
def _(finding: WorkAgain) -> str:
    if finding.cases == 0:
        return tell("No ticket goes back to a step that it has been through.")
    share = finding.cases / finding.of
    part = units.one_in(share)
    if part == units.share(share):
        goes = tell("{share} of the tickets go back to a step done before.", share=part)
    else:
        goes = tell("{one_in} tickets goes back to a step done before.", one_in=part[:1].upper() + part[1:])
    return joined(goes, _most(finding), _cost(finding))


def _most(finding: WorkAgain) -> str:
    if finding.step is None:
        return ""
    return tell_many(
        "Most often it is {step} ({count} ticket).",
        "Most often it is {step} ({count} tickets).",
        finding.step_cases,
        step=named(finding.step),
    )


def _cost(finding: WorkAgain) -> str:
    if finding.work_share is None:
        return ""
    return tell(
        "What is done again takes {share} of all work; over all tickets that is {work} of work and {waiting} of waiting each.",
        share=units.share(finding.work_share),
        work=units.duration(finding.work_h),
        waiting=units.duration(finding.waiting_h),
    )


@sentence.register
def _(finding: ToAndFro) -> str:
    texts = {"share": units.share(finding.share), "lost": units.duration(finding.lost_h)}
    if finding.between == "people":
        return tell("{share} of the tickets go to and fro between people; over all tickets, {lost} each pass until they are back.", **texts)
    if finding.pair is None:
        return tell("{share} of the tickets go to and fro between teams; over all tickets, {lost} each pass until they are back.", **texts)
    first, second = finding.pair
    return tell_many(
        "{share} of the tickets go to and fro between teams, most between {first} and {second} ({count} ticket); "
        "over all tickets, {lost} each pass until they are back.",
        "{share} of the tickets go to and fro between teams, most between {first} and {second} ({count} tickets); "
        "over all tickets, {lost} each pass until they are back.",
        finding.pair_cases,
        first=named(first),
        second=named(second),
        **texts,
    )


@sentence.register
def _(finding: NotRightFirstTime) -> str:
    return tell(
        "Only {share} of what {step} delivers is right the first time; the rest has to be done again.",
        share=units.share(finding.share),
        step=named(finding.step),
    )


@sentence.register
def _(finding: Paths) -> str:
    texts = {"count": units.count(finding.count), "share": units.share(finding.share)}
    if finding.count == 1:
        return tell("All tickets take the same path.")
    if finding.rare:
        return tell("There is no usual path: the most frequent of {count} covers {share} of the tickets.", **texts)
    if finding.few is None:
        return tell("The most frequent path covers {share} of the tickets.", **texts)
    return tell(
        "The most frequent path covers {share} of the tickets; {few} of the {count} paths cover {covered}.",
        few=units.count(finding.few),
        covered=units.share(finding.covered),
        **texts,
    )
