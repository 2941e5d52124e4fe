"""A finding as a sentence, as advice, and as what a page shows of it.

`sentence` chooses by the finding's type; the modules beside this one hold the sentences of each kind.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import singledispatch

from svcflow.eventlog.log import Basis
from svcflow.language import tell, tell_many
from svcflow.report import words
from svcflow.report.findings.finding import Action, Finding, Grade, Tried
from svcflow.report.findings.telling.phrases import indicator_names, joined, named
from svcflow.report.scale import scale_of

OTHERWISE = {"rework": "times", "people": "bottlenecks"}
"""Where the evidence stands on a page that leaves its section out."""
EVERY = frozenset(section for section, _ in words.SECTIONS)


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in the current language: its sentence, what to do, and where the evidence for each is."""

    kind: str
    text: str
    basis: Basis
    anchor: str
    advice: str | None
    advice_anchor: str = "redesigns"


@singledispatch
def sentence(finding: Finding) -> str:
    """What was found, in the current language."""
    raise NotImplementedError(f"nobody has told findings of the kind {type(finding).__name__} yet")


def told(finding: Finding, sections: Collection[str] = EVERY) -> Told:
    """The finding as a page with these sections shows it."""
    anchor = finding.anchor if finding.anchor in sections else OTHERWISE.get(finding.anchor, finding.anchor)
    return Told(finding.kind, sentence(finding), finding.basis, anchor, advice(finding.action))


def advice(action: Action | None) -> str | None:
    """What to do, in the current language; None where no redesign was tried."""
    if action is None:
        return None
    if not isinstance(action, Tried):
        return tell_many(
            "The one redesign that was tried in the model does not clearly shorten the lead time.",
            "None of the {count} redesigns that were tried in the model clearly shortens the lead time.",
            action.tried,
        )
    scale = scale_of((action.saving_h, action.half_h))
    saves = tell(
        "{redesign}: in the model this saves {saving} ± {half} (95 %) of {today} per ticket on average.",
        redesign=named(action.redesign.title),
        saving=scale.text(action.saving_h),
        half=scale.text(action.half_h),
        today=scale_of((action.today_h,)).text(action.today_h),
    )
    worse = tell("Worse: {names}.", names=indicator_names(action.worse)) if action.worse else ""
    return joined(saves, worse, trust(action.grade))


def trust(grade: Grade | None) -> str:
    """What must be said beside every estimate of a model that is poor or was not validated; else nothing."""
    if grade is None:
        return tell("The model was not validated.")
    return tell("The model is poor: do not decide on this.") if grade == "poor" else ""
