"""The report's findings: plain sentences, each with the basis of its figures and the section that shows more.

Every sentence is a template filled from a result; none is written where its facts are missing, and what weakens a figure
(estimated times, a poor model, an interval over zero) is said in the same breath.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from svcflow import units
from svcflow.eventlog.log import Basis, ImportReport, Shape
from svcflow.mining.results import ProcessMap
from svcflow.model.document import ServiceModel, Validation
from svcflow.redesign.results import ComparedIndicator, Comparison, Effect, ScenarioEffects
from svcflow.report import words
from svcflow.report.effects import headline, is_defined, verdict
from svcflow.report.scale import Scale, between, scale_of
from svcflow.timing.results import Bottleneck, StepTimes

NOTABLE = 0.08
"""A bottleneck with less of the waiting than this is left to its table."""
MOST_BOTTLENECKS = 3
OVERLAP = 1.05
"""Where work, waiting and pauses add up to more than this times the lead time, steps run side by side."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A plain sentence, the basis of its figures, and the section (`anchor`) that shows more."""

    text: str
    basis: Basis
    anchor: str


@dataclass(frozen=True, slots=True)
class Rework:
    """How many tickets go back to a work step that they have been through, and the step to which most of them do."""

    cases: int
    step: str | None
    step_cases: int


def find_findings(
    *,
    cases: int,
    shape: Shape,
    report: ImportReport | None,
    process_map: ProcessMap,
    times: StepTimes,
    bottlenecks: Sequence[Bottleneck],
    rework: Rework,
    model: ServiceModel | None,
    validation: Validation | None,
    comparison: Comparison | None,
) -> tuple[Finding, ...]:
    """Write the findings in the order in which an analyst asks: how long, why, what then, and how sure."""
    if cases == 0:
        return (Finding("The log holds no tickets.", "measured", "import"),)
    return (
        *_times(times),
        *_bottlenecks(bottlenecks, cases),
        *_rework(rework, cases),
        *_paths(process_map),
        *_redesigns(comparison, validation),
        *_model(model, validation),
        *_limits(shape, report, times),
    )


def _times(times: StepTimes) -> Iterator[Finding]:
    stream = times.value_stream
    took = (
        f"Tickets take {units.duration(stream.lead_time_h)} from start to end on average "
        f"(half of them {units.duration(stream.lead_time_median_h)} or less)"
    )
    if stream.basis == "absent":
        yield Finding(f"{took}.", "measured", "times")
    elif stream.basis == "measured":
        yield Finding(f"{took}; {_parts(times)}.", "measured", "times")
    else:
        yield Finding(f"{took}.", "measured", "times")
        yield Finding(f"Of this, {_parts(times)}.", stream.basis, "times")


def _parts(times: StepTimes) -> str:
    """How the lead time divides: all parts in one unit, so that they can be added by eye."""
    stream = times.value_stream
    scale = scale_of((stream.lead_time_h,))
    added = stream.processing_h + stream.waiting_h + stream.paused_h
    whole, waiting, work = (scale.text(hours) for hours in (stream.lead_time_h, stream.waiting_h, stream.processing_h))
    pause = f", {scale.text(stream.paused_h)} a pause for customers or suppliers" if stream.paused_h > 0.01 * stream.lead_time_h else ""
    if added > OVERLAP * stream.lead_time_h:
        return f"steps overlap: added up, {waiting} are waiting{pause} and {work} work"
    if waiting == whole:
        return f"nearly all is waiting{pause}, {work} work"
    return f"{waiting} of the {whole} are waiting{pause}, {work} work"


def _bottlenecks(bottlenecks: Sequence[Bottleneck], cases: int) -> Iterator[Finding]:
    for number, found in enumerate(bottlenecks[:MOST_BOTTLENECKS]):
        if found.share < NOTABLE:
            return
        team = f" ({found.team})" if found.team else ""
        yield Finding(
            f"{_part(found.share, number)} ({units.duration(found.waiting_h / cases)} per ticket) stands before {found.where}{team}, "
            f"{words.CAUSES[found.cause]} ({found.cause}). {_saving(found, cases)}",
            found.basis,
            "bottlenecks",
        )


def _part(share: float, number: int) -> str:
    return f"{units.share(share)} of the waiting" if number == 0 else f"Another {units.share(share)}"


def _saving(found: Bottleneck, cases: int) -> str:
    if found.per_case_h < 0.05 * found.waiting_h / cases:
        return "Removing it would save next to nothing, because other work of the same tickets goes on meanwhile."
    only = "only " if found.per_case_h < 0.5 * found.waiting_h / cases else ""
    return f"Removing it would save {only}{units.duration(found.per_case_h)} per ticket."


def _rework(rework: Rework, cases: int) -> Iterator[Finding]:
    if rework.cases == 0:
        yield Finding("No ticket goes back to a step that it has been through.", "measured", "times")
        return
    part = units.one_in(rework.cases / cases)
    who = f"One ticket {part.removeprefix('one ')} goes" if part.startswith("one in") else f"{part} of the tickets go"
    most = f", most often to {rework.step} ({units.count(rework.step_cases)} tickets)" if rework.step else ""
    yield Finding(f"{who} back to a step done before{most}.", "measured", "times")


def _paths(process_map: ProcessMap) -> Iterator[Finding]:
    if not process_map.variants:
        return
    main = process_map.variants[0]
    told = f"The most frequent path covers {units.share(main.share)} of the tickets"
    covered = 0.0
    for number, variant in enumerate(process_map.variants, start=1):
        covered += variant.share
        if covered >= 0.8 and number > 1:
            told += f"; {units.count(number)} of the {units.count(process_map.variant_count)} paths cover {units.share(covered)}"
            break
    yield Finding(f"{told}.", "measured", "map")


def _redesigns(comparison: Comparison | None, validation: Validation | None) -> Iterator[Finding]:
    if comparison is None:
        return
    known = {indicator.name: indicator for indicator in comparison.indicators}
    for scenario in comparison.scenarios:
        if (effect := headline(scenario, comparison)) is None:
            continue
        text = f"{scenario.name}: {_effect(effect, known[effect.indicator])}{_price(scenario, effect, known)}."
        if validation is not None and validation.grade == "poor":
            text += " The model is poor: do not decide on this."
        elif validation is None:
            text += " The model was not validated."
        yield Finding(text, "simulated", "redesigns")


def _effect(effect: Effect, indicator: ComparedIndicator) -> str:
    """What happens to one indicator, with the interval in the same unit."""
    name = indicator.title[0].lower() + indicator.title[1:]
    like = scale_of((effect.low, effect.high, effect.difference))
    told = verdict(effect, indicator)
    if told == "same":
        return f"{name} does not change"
    if told == "unclear":
        low, high = (like.change(value, indicator.unit) for value in (effect.low, effect.high))
        return f"no clear change in {name} (95 %: {between(low, high)}, simulated)"
    size, low, high = (_size(value, indicator.unit, like) for value in _ordered(effect))
    return f"{name} {'falls' if effect.difference < 0 else 'rises'} by {size} (95 %: {between(low, high)}, simulated)"


def _ordered(effect: Effect) -> tuple[float, float, float]:
    """Sizes without their sign: the difference, the smaller and the larger bound."""
    low, high = sorted((abs(effect.low), abs(effect.high)))
    return abs(effect.difference), low, high


def _size(value: float, unit: str, like: Scale) -> str:
    if unit == "h":
        return like.text(value)
    return units.points(value).lstrip("+") if unit == "share" else units.quantity(value, unit)


def _price(scenario: ScenarioEffects, shown: Effect, known: dict[str, ComparedIndicator]) -> str:
    """What gets worse by it, up to two, so that no gain is told without its price."""
    others = (effect for effect in scenario.values if effect is not shown and is_defined(effect))
    worse = [known[effect.indicator].title for effect in others if verdict(effect, known[effect.indicator]) == "worse"]
    if not worse:
        return ""
    names = [title[0].lower() + title[1:] for title in worse[:2]] + ([f"{len(worse) - 2} more"] if len(worse) > 2 else [])
    return f"; worse: {', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else f"; worse: {names[0]}"


def _model(model: ServiceModel | None, validation: Validation | None) -> Iterator[Finding]:
    if model is None:
        return
    if validation is None:
        yield Finding(words.NO_VALIDATION, "simulated", "model")
        return
    text = f"The model reproduces the part of the log that it had not seen {words.GRADES[validation.grade]}"
    recorded, simulated = (validation.lead_time_h.get(name) for name in ("held_out", "simulated"))
    if recorded is not None and simulated is not None:
        text += f" (mean lead time {units.duration(simulated)} simulated, {units.duration(recorded)} recorded)"
    yield Finding(f"{text}. {words.GRADE_ADVICE[validation.grade]}", "simulated", "model")


def _limits(shape: Shape, report: ImportReport | None, times: StepTimes) -> Iterator[Finding]:
    if times.value_stream.basis == "estimated":
        yield Finding(words.BASIS_REASONS.get(shape, words.BASIS_REASONS["other"]), "estimated", "times")
    if report is not None and report.rejected:
        total = report.events + len(report.rejected)
        lost = f"{units.count(len(report.rejected))} of {units.count(total)} rows"
        yield Finding(f"{lost} could not be read and are not in these figures.", "measured", "import")
