"""All findings of a report, in the order in which an analyst asks: how long, why, what then, and how sure.

Those about the lead time, the first bottleneck, the redesigns and the limits of it all have their place. What is left is ranked by how
much of the lead time it is about, and fills up to `MOST`; the others are folded away, and with them the redesigns that svcflow proposed
and that bring nothing clear, or stand already as what to do about a bottleneck.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from svcflow.report.findings.bottlenecks import find_hours, find_waiting
from svcflow.report.findings.evidence import Evidence
from svcflow.report.findings.finding import Finding, Tried
from svcflow.report.findings.limits import find_limits, find_model_grade
from svcflow.report.findings.people import find_people
from svcflow.report.findings.redesigns import RedesignEffect, find_best, find_redesigns
from svcflow.report.findings.rework import find_paths, find_rework
from svcflow.report.findings.score import find_score, find_scored, find_voice
from svcflow.report.findings.times import NoTickets, find_course, find_lead_time

MOST = 9
"""More findings than this nobody reads; only where there are more redesigns, each still has its own."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What is shown, and what is folded away, each in the order in which it is read."""

    shown: tuple[Finding, ...]
    more: tuple[Finding, ...] = ()


def find_findings(evidence: Evidence) -> Findings:
    """Find what is worth a sentence."""
    if evidence.cases == 0:
        return Findings((NoTickets(),))
    waiting = tuple(find_waiting(evidence))
    before = (*find_lead_time(evidence), *waiting[:1], *find_score(evidence), *find_voice(evidence))
    others = (*waiting[1:], *find_course(evidence), *find_hours(evidence), *find_people(evidence), *find_rework(evidence))
    others = (*others, *find_paths(evidence))
    redesigns, told_before = _redesigns(evidence, (*before, *others))
    after = (*find_limits(evidence), *find_model_grade(evidence))
    room = max(0, MOST - len(before) - len(redesigns) - len(after))
    ranked = sorted(range(len(others)), key=lambda place: (-round(others[place].stake, 9), place))
    kept, left = ([others[place] for place in sorted(some)] for some in (ranked[:room], ranked[room:]))
    advised = _advised((*before, *kept))
    hidden = tuple(each for each in told_before if each.effect.verdict == "improved" and each.redesign.name not in advised)
    folded = tuple(each for each in told_before if each not in hidden)
    return Findings((*before, *kept, *hidden, *redesigns, *after), (*folded, *left))


def _advised(findings: Iterable[Finding]) -> set[str]:
    return {finding.action.redesign.name for finding in findings if isinstance(finding.action, Tried)}


def _redesigns(evidence: Evidence, told: tuple[Finding, ...]) -> tuple[tuple[Finding, ...], tuple[RedesignEffect, ...]]:
    """The redesigns to be shown; and of those that svcflow proposed the ones that are told already, or bring nothing clear."""
    found = tuple(find_redesigns(evidence))
    advised = _advised(told)
    folded = [each for each in found if isinstance(each, RedesignEffect) and each.redesign.proposal and _is_folded(each, advised)]
    shown = tuple(finding for finding in found if finding not in folded)
    return (*shown, *find_best(evidence), *find_scored(evidence)), tuple(folded)


def _is_folded(finding: RedesignEffect, advised: set[str]) -> bool:
    return finding.redesign.name in advised or finding.effect.verdict in ("unclear", "same")
