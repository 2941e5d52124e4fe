"""What Prosimos's form cannot hold of a model, told part by part, so that nothing is lost without a word.

Some fields come through (`_CARRIED`), some are told in sentences of their own; of any other field that says something other than its
default, its name is told. So a part of the document that this module has never heard of is told as lost, not forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from svcflow.model.document import Part, ServiceModel
from svcflow.model.exchange.calendars import spans_in_utc
from svcflow.model.exchange.chances import Chances
from svcflow.model.histories import Histories
from svcflow.model.kinds import routed_kinds

_EVERYWHERE = frozenset(("n", "basis", "name"))
_CARRIED = {
    "Arrivals": "kind weekly level course dispersion days alike interval_h timezone form_scores level_from level_scores recorded_until",
    "Attribute": "shares",
    "ByAttribute": "attribute durations",
    "Calendar": "hours timezone holidays",
    "Context": "after where visits next",
    "Flow": "source target overlap delay older clock rhythm course",
    "Gathering": "size most_h times timezone",
    "Older": "from_h delay",
    "Person": "team calendar skills count slots slowdown grace_h",
    "Priority": "attribute order",
    "RecordedDay": "date at level",
    "Rhythm": "weekly timezone",
    "Routing": "contexts",
    "ServiceModel": "format version timezone start cases arrivals attributes steps people teams priority calendars routing flows rhythms "
    "delay_course delay_courses waiting_from_queues service_level_h currency source validation refits notes open",
    "Step": "meaning staffed duration by_person by_attribute same_person error_chance fitted_error_chance checks cost gathering",
    "Team": "discipline rate_h",
}
"""part -> fields that come through, or whose loss is told below or where they are written"""
_LISTED = 5


def losses(model: ServiceModel, chances: Chances, blocks: Iterable[tuple[str, ...]] = ()) -> list[str]:
    """Sentences on what is lost, the weightiest first; what distributions and arrivals lose is told where they are written."""
    found = [*_routing(model, chances, tuple(blocks)), *_delays(model), *_people(model), *_calendars(model), *_figures(model)]
    unknown = sorted({place for part in _parts(model) for place in _unheard_of(part)})
    return found + ([f"Fields that Prosimos has nothing like: {listed(unknown)}."] if unknown else [])


def listed(names: Iterable[str]) -> str:
    """The first few, and how many more."""
    every = list(dict.fromkeys(names))
    more = f" and {len(every) - _LISTED} more" if len(every) > _LISTED else ""
    return ", ".join(every[:_LISTED]) + more


def _routing(model: ServiceModel, chances: Chances, blocks: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    histories = Histories(model.routing.contexts)
    deciding = [
        histories.deciding(node, values, visits)
        for values in routed_kinds(model, model.routing.contexts)
        for node in histories.reachable(values)
        for visits in histories.levels(node)
    ]
    longest = max(len(context.after) for context in deciding if context is not None)
    if longest > 1:
        yield (
            f"Routing by up to {longest} steps back: gateways have the chances after the last step alone; each step is visited as often, "
            "on average."
        )
    asking = [context for context in model.routing.contexts if context.conditioned]
    if asking:
        steps = listed(context.after[-1] for context in asking if context.after)
        yield f"Routing by the ticket's values or by how often it has been there: gateways have the chances of all tickets: {steps}."
    changed = [step.name for step in model.steps if step.fitted_error_chance and step.error_chance != step.fitted_error_chance]
    if changed:
        yield f"Error chances that were changed: gateways have those that were fitted ({listed(changed)})."
    within = {(one, two) for block in blocks for one, two in pairwise(block)}
    overlapping = [flow for flow in model.flows if flow.overlap and flow.target in chances.get(flow.source, {})]
    beside = [f"{flow.source} → {flow.target}" for flow in overlapping if (flow.source, flow.target) not in within]
    if beside:
        yield f"Steps that may begin before the one before ends; they come one after the other: {listed(beside)}."
    if blocks:
        sides = listed(", ".join(block) for block in blocks)
        yield f"Side by side ({sides}): all may begin at once, not each when the one before it begins."
    never = [step.name for step in model.steps if step.name not in chances]
    if never:
        yield f"Steps that no ticket comes to are left out: {listed(never)}."


def _delays(model: ServiceModel) -> Iterator[str]:
    delaying = [flow for flow in model.flows if flow.delays]
    timed = [flow for flow in delaying if flow.rhythm is not None or flow.clock == "working"]
    if timed:
        ways = listed(f"{flow.source} → {flow.target}" for flow in timed)
        yield f"Delays on working time or on a rhythm of the week: they run on elapsed time, as much longer on average: {ways}."
    older = [f"{flow.source} → {flow.target}" for flow in delaying if flow.older]
    if older:
        yield f"Other delays for older tickets: one delay for all, of the same mean: {listed(older)}."
    courses = [model.delay_course, *model.delay_courses.values()]
    if any(level != 1 for course in courses for level in course.values()):
        yield "The course of delays by date: they are today's."


def _people(model: ServiceModel) -> Iterator[str]:
    staying = [person.name for person in model.people if person.grace_h]
    if staying:
        yield f"Staying after a shift to finish (grace): work is interrupted when the calendar closes: {listed(staying)}."
    several = [person.name for person in model.people if person.slots > 1]
    if several:
        yield f"Tickets worked on at once: each slot is a person of its own: {listed(several)}."
    slowed = [person.name for person in model.people if person.slowdown and person.slots > 1]
    if slowed:
        yield f"Work that slows with the tickets in hand: each takes as long as if it were alone: {listed(slowed)}."
    gathered = [step.name for step in model.steps if step.gathering is not None]
    if gathered:
        yield f"Tickets gathered before a step and released together: they go on as they come: {listed(gathered)}."
    differing = [step.name for step in model.steps if step.by_attribute is not None]
    if differing:
        yield f"Durations by the ticket's values: one for all tickets, of the same mean and variance: {listed(differing)}."
    kept = [step.name for step in model.steps if step.same_person]
    if kept:
        yield f"The same person again, where that person can take the step: who is free takes it: {listed(kept)}."
    uneven = [
        step.name
        for step in model.steps
        if step.by_person or len({person.skills[step.name] for person in model.people if person.count and step.name in person.skills}) > 1
    ]
    if uneven:
        yield f"Who is given a step, of those who are free: it is who has been free longest, whatever their preferences: {listed(uneven)}."
    if any(calendar.holidays for calendar in model.calendars.values()):
        yield "Holidays: calendars are weekly."


def _calendars(model: ServiceModel) -> Iterator[str]:
    zones = {model.calendars[person.calendar].timezone for person in model.people} | {model.arrivals.timezone}
    moving = sorted(zone for zone in zones if zone != "UTC")
    if moving:
        yield f"Summer time: hours are in UTC as they are at the start ({listed(moving)})."
    mixed = []
    for step in model.steps:
        able = {person.calendar for person in model.people if person.count and step.name in person.skills}
        if step.staffed and len({spans_in_utc(model.calendars[name], model.start) for name in able}) > 1:
            mixed.append(step.name)
    if mixed:
        yield (
            "Whoever comes on duty first: Prosimos gives a step to who was freed first, and lets it wait for that person's shift: "
            f"{listed(mixed)}."
        )


def _figures(model: ServiceModel) -> Iterator[str]:
    gone = {
        f"the {len(model.open)} tickets that are open at the start": bool(model.open),
        "what steps cost": any(step.cost for step in model.steps),
        "the service level": model.service_level_h is not None,
        "the currency": bool(model.currency),
        "which steps wait for a customer or supplier": any(step.meaning in ("customer", "supplier") for step in model.steps),
        "how the numbers were found (n, basis, source, notes)": any(step.n for step in model.steps) or bool(model.notes),
        "the verdict of the validation": model.validation is not None,
        "the refits": bool(model.refits),
    }
    told = [what for what, is_there in gone.items() if is_there]
    if told:
        yield f"Not in the form at all: {', '.join(told)}."


def _parts(thing: Any) -> Iterator[Part]:
    """Every part of the document that is simulated."""
    if isinstance(thing, Part):
        yield thing
        for name in type(thing).model_fields:
            if name not in ("source", "validation", "refits", "open") or not isinstance(thing, ServiceModel):
                yield from _parts(getattr(thing, name))
    elif isinstance(thing, dict):
        for each in thing.values():
            yield from _parts(each)
    elif isinstance(thing, tuple):
        for each in thing:
            yield from _parts(each)


def _unheard_of(part: Part) -> Iterator[str]:
    kind = type(part)
    known = _EVERYWHERE | set(_CARRIED.get(kind.__name__, "").split())
    for name, field in kind.model_fields.items():
        default = field.get_default(call_default_factory=True)
        if name not in known and getattr(part, name) != default:
            yield f"{kind.__name__}.{name}"
