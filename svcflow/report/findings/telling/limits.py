"""How far all this is to be believed, in words."""

from __future__ import annotations

from svcflow import units
from svcflow.language import mark, tell, tell_many
from svcflow.report import words
from svcflow.report.findings.limits import Estimated, Health, ModelGrade, RowsLost
from svcflow.report.findings.telling.phrases import joined
from svcflow.report.findings.telling.sentences import sentence

GRADED = {
    "good": mark("The model does well on the part of the log that it had not seen."),
    "fair": mark("The model does fairly on the part of the log that it had not seen."),
    "poor": mark("The model does poorly on the part of the log that it had not seen."),
}

WARNINGS = {
    "catch-all cases": mark("{count} of {of} tickets are so long that they are no single tickets; they distort the means."),
    "ends before their starts": mark("{count} of {of} rows end before they start and are not in these figures."),
    "dates in the future": mark("{count} of {of} steps lie in the future; lead times that touch them mean nothing."),
    "dates more than 5 years before the rest": mark(
        "{count} of {of} steps lie years before all others; lead times that touch them mean nothing."
    ),
    "dates around 1970": mark("{count} of {of} steps are dated 1970, as broken clocks do; lead times that touch them mean nothing."),
    "cases cut off at the beginning": mark(
        "{count} of {of} tickets were probably open before the log begins, so their lead times are too short."
    ),
    "cases cut off at the end": mark(
        "{count} of {of} tickets were probably still open when the log ends, so their lead times are too short."
    ),
    "cases of a single step": mark("{count} of {of} tickets have a single step: of them the log tells next to nothing."),
    "gaps: days in a row without any step": mark(
        "On {count} of {of} days nothing was recorded at all; rates across such gaps are too low."
    ),
    "months that are nearly empty": mark("{count} of {of} months are nearly empty; figures by month are to be read with care."),
}
"""What a warning about the log means for the figures."""


@sentence.register
def _(finding: ModelGrade) -> str:
    if finding.grade is None:
        return tell(words.NO_VALIDATION)
    hours = ""
    if finding.recorded_h is not None and finding.simulated_h is not None:
        hours = tell(
            "Its tickets take {simulated} on average, the recorded ones {recorded}.",
            simulated=units.duration(finding.simulated_h),
            recorded=units.duration(finding.recorded_h),
        )
    advice, few = tell(words.GRADE_ADVICE[finding.grade]), tell(words.FEW_QUEUES) if finding.few_queues else ""
    return joined(tell(GRADED[finding.grade]), hours, advice, few)


@sentence.register
def _(finding: Estimated) -> str:
    return tell(words.BASIS_SHORT.get(finding.shape, words.BASIS_SHORT["other"]))


@sentence.register
def _(finding: RowsLost) -> str:
    return tell_many(
        "{lost} of {count} row could not be read and is not in these figures.",
        "{lost} of {count} rows could not be read and are not in these figures.",
        finding.of,
        lost=units.count(finding.lost),
    )


@sentence.register
def _(finding: Health) -> str:
    texts = {"count": units.count(finding.count), "of": units.count(finding.of)}
    known = WARNINGS.get(finding.check)
    if known is not None:
        told = tell(known, **texts)
    else:
        told = tell("Read these figures with care: {check} ({count} of {of}).", check=finding.check, **texts)
    if not finding.others:
        return told
    more = tell_many("There is {count} more warning about the log.", "There are {count} more warnings about the log.", finding.others)
    return joined(told, more)
