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
from svcflow.report.effects import headline, is_defined, is_notable, verdict
from svcflow.report.queues import StepQueue, step_queues
from svcflow.report.scale import Scale, between, scale_of
from svcflow.timing.results import Bottleneck, StepTimes

NOTABLE = 0.08
"""A step with less of the waiting than this is left to its table."""
MOST = 8
"""More findings than this nobody reads; only where there are more redesigns, each still has its own."""
MOST_QUEUES = 3
NEAR = 0.025
"""A share this near to a half is told as a half."""
NEARLY_ALL = 0.9
RARE_PATH = 0.05
COUNTS = 0.1
"""A cause with less of a step's waiting than this is left to the table."""
LONGEST_NAME = 60
FEW_QUEUES = 0.1
"""Where people's queues explain less of the waiting than this, more people change next to nothing in the model."""
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
    queues = tuple(_queues(step_queues(bottlenecks, cases), units.unit_for(times.value_stream.lead_time_h)))
    before = (*_times(times), *queues[:1])
    redesigns = tuple(_redesigns(comparison, validation))
    after = (*_limits(shape, report, times), *_model(model, validation))
    # Redesigns and the model's verdict have their place; the rest fills what room there is, by its rank.
    spare = (*queues[1:2], *_rework(rework, cases), *queues[2:], *_paths(process_map))
    kept = spare[: max(0, MOST - len(before) - len(redesigns) - len(after))]
    more = tuple(finding for finding in kept if finding in queues)
    return (*before, *more, *redesigns, *(finding for finding in kept if finding not in queues), *after)


def _times(times: StepTimes) -> Iterator[Finding]:
    stream = times.value_stream
    took = (
        "The log holds one ticket; it took " + units.duration(stream.lead_time_h)
        if stream.cases == 1
        else (
            f"Tickets take {units.duration(stream.lead_time_h)} from start to end on average "
            f"(half of them {units.duration(stream.lead_time_median_h)} or less)"
        )
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
    whole, waiting, work = (scale.text(hours) for hours in (stream.lead_time_h, stream.waiting_h, stream.processing_h))
    closed = any(step.meaning == "closed" and step.paused_h.total > 0 for step in times.steps)
    whom = "customers, suppliers or a closure" if closed else "customers or suppliers"
    pause = f", {scale.text(stream.paused_h)} a pause for {whom}" if stream.paused_h > 0.01 * stream.lead_time_h else ""
    if is_overlapping(times):
        return f"steps overlap: added up, {waiting} are waiting{pause} and {work} work"
    if stream.waiting_h <= 0 and not pause:
        return "all of it is work"
    if waiting == whole:
        return f"nearly all is waiting{pause}, {work} work"
    return f"{waiting} of the {whole} are waiting{pause}, {work} work"


def is_overlapping(times: StepTimes) -> bool:
    """Whether steps of a ticket run side by side, so that their times add up to more than its lead time."""
    stream = times.value_stream
    return stream.processing_h + stream.waiting_h + stream.paused_h > OVERLAP * stream.lead_time_h


def _queues(queues: Sequence[StepQueue], unit: units.Unit) -> Iterator[Finding]:
    if queues and queues[0].share < NOTABLE:
        first = queues[0]
        told = f"No step stands out: the longest waiting, before {_name(first.where)}, is {units.share(first.share)} of all."
        yield Finding(told, first.basis, "bottlenecks")
    for number, queue in enumerate(queues[:MOST_QUEUES]):
        if queue.share < NOTABLE:
            return
        # In the unit of the lead time, so that the sentences can be compared, unless that makes it less than one.
        told = unit.text(queue.waiting_h) if queue.waiting_h >= unit.hours else units.duration(queue.waiting_h)
        start = f"{_part(queue.share)} of the waiting" if number == 0 else f"Another {units.share(queue.share)}"
        start += f" ({told} per ticket) stands before {_name(queue.where)}{_by(queue)}"
        yield Finding(f"{start}: {_reasons(queue)}.{_saving(queue)}", queue.basis, "bottlenecks")


def _name(name: str) -> str:
    """A step's or team's name, cut where no sentence could hold it."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"


def _by(queue: StepQueue) -> str:
    """The team, unless it is only named after its step."""
    return f" ({_name(queue.team)})" if queue.team and not queue.team.startswith(queue.where) else ""


def _part(share: float) -> str:
    return "Half" if abs(share - 0.5) <= NEAR else units.share(share)


def _reasons(queue: StepQueue) -> str:
    """Why it waits: the one cause that is nearly all of it, or the causes that count with their shares."""
    first, share = queue.causes[0]
    if share >= NEARLY_ALL:
        return f"{'all' if share >= 0.995 else 'nearly all'} {words.CAUSES[first]}"
    counted = [f"{units.share(part)} {words.CAUSES_SHORT[cause]}" for cause, part in queue.causes if part >= COUNTS][:3]
    # People are named once; then they are "they".
    told = [part.replace("its people are", "they are") if any("its people" in said for said in counted[:place]) else part
            for place, part in enumerate(counted)]  # fmt: skip
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"


def _saving(queue: StepQueue) -> str:
    """What going without it would save, where that is not all of it."""
    if queue.saving_h < 0.05 * queue.waiting_h:
        return " Removing it would save next to nothing, because other work of the same tickets goes on meanwhile."
    if queue.saving_h < 0.95 * queue.waiting_h:
        only = "only " if queue.saving_h < 0.5 * queue.waiting_h else ""
        return f" Removing it would save {only}{units.duration(queue.saving_h)} per ticket."
    return ""


def _rework(rework: Rework, cases: int) -> Iterator[Finding]:
    if cases == 1 and rework.cases == 0:
        return
    if rework.cases == 0:
        yield Finding("No ticket goes back to a step that it has been through.", "measured", "times")
        return
    part = units.one_in(rework.cases / cases)
    who = f"One ticket {part.removeprefix('one ')} goes" if part.startswith("one in") else f"{part} of the tickets go"
    tickets = "ticket" if rework.step_cases == 1 else "tickets"
    most = f", most often to {_name(rework.step)} ({units.count(rework.step_cases)} {tickets})" if rework.step else ""
    yield Finding(f"{who} back to a step done before{most}.", "measured", "times")


def _paths(process_map: ProcessMap) -> Iterator[Finding]:
    if not process_map.variants:
        return
    main, total = process_map.variants[0], units.count(process_map.variant_count)
    if process_map.variant_count == 1:
        if main.cases > 1:
            yield Finding("All tickets take the same path.", "measured", "map")
        return
    if main.share < RARE_PATH:
        rare = f"There is no usual path: the most frequent of {total} covers {units.share(main.share)} of the tickets."
        yield Finding(rare, "measured", "map")
        return
    told = f"The most frequent path covers {units.share(main.share)} of the tickets"
    covered = 0.0
    for number, variant in enumerate(process_map.variants, start=1):
        covered += variant.share
        if covered >= 0.8 and number > 1:
            told += f"; {units.count(number)} of the {total} paths cover {units.share(covered)}"
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
        return f"no clear change in {name} (95 % interval {between(low, high)}, simulated)"
    size, low, high = (_size(value, indicator.unit, like) for value in _ordered(effect))
    return f"{name} {'falls' if effect.difference < 0 else 'rises'} by {size} (95 % interval {between(low, high)}, simulated)"


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
    if verdict(shown, known[shown.indicator]) == "worse":
        return ""
    others = (effect for effect in scenario.values if effect is not shown and is_defined(effect))
    worse = [known[effect.indicator].title for effect in others if _is_worse(effect, known[effect.indicator])]
    if not worse:
        return ""
    names = [title[0].lower() + title[1:] for title in worse[:2]] + ([f"{len(worse) - 2} more"] if len(worse) > 2 else [])
    return f"; worse: {', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else f"; worse: {names[0]}"


def _is_worse(effect: Effect, indicator: ComparedIndicator) -> bool:
    return verdict(effect, indicator) == "worse" and is_notable(effect, indicator)


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
    idle = f" {words.FEW_QUEUES}" if few_queues(model) else ""
    yield Finding(f"{text}. {words.GRADE_ADVICE[validation.grade]}{idle}", "simulated", "model")


def few_queues(model: ServiceModel | None) -> bool:
    """Whether people's queues explain so little of the waiting that more people would hardly show."""
    return model is not None and model.waiting_from_queues is not None and model.waiting_from_queues < FEW_QUEUES


def _limits(shape: Shape, report: ImportReport | None, times: StepTimes) -> Iterator[Finding]:
    if times.value_stream.basis == "estimated":
        yield Finding(words.BASIS_SHORT.get(shape, words.BASIS_SHORT["other"]), "estimated", "times")
    if report is not None and report.rejected:
        total = report.events + len(report.rejected) - report.set_aside
        lost = f"{units.count(len(report.rejected))} of {units.count(total)} rows"
        yield Finding(f"{lost} could not be read and are not in these figures.", "measured", "import")
