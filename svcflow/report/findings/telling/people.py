"""Who has the work, in words."""

from __future__ import annotations

from svcflow import units
from svcflow.language import tell, tell_many
from svcflow.report.findings.people import KeyPeople, TeamLoad
from svcflow.report.findings.telling.phrases import named
from svcflow.report.findings.telling.sentences import sentence

ALL = 0.995
"""From here on a share is told as all."""


@sentence.register
def _(finding: TeamLoad) -> str:
    return tell_many(
        "{team} ({count} person) is at work {utilisation} of the hours on duty, and {share} of all waiting is for it: "
        "there is hardly any room for a busy day.",
        "{team} ({count} people) is at work {utilisation} of the hours on duty, and {share} of all waiting is for it: "
        "there is hardly any room for a busy day.",
        finding.people,
        team=named(finding.team),
        utilisation=units.share(finding.utilisation),
        share=units.share(finding.waiting_share),
    )


@sentence.register
def _(finding: KeyPeople) -> str:
    texts = {"share": units.share(finding.share), "step": named(finding.step)}
    if finding.share >= ALL:
        if finding.people == 1:
            return tell("One person does all of {step}: while they are away, it stands still.", **texts)
        return tell("Two people do all of {step}: while they are away, it stands still.", **texts)
    if finding.people == 1:
        return tell("One person does {share} of {step}: while they are away, it all but stands still.", **texts)
    return tell("Two people do {share} of {step}: while they are away, it all but stands still.", **texts)
