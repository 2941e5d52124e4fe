"""The parts of a model, estimated from the observations of one log and put together.

Nothing is simulated here: see `svcflow.calibration.tuning` for what only a simulation can tell, and `svcflow.calibration.redrawing` for the
same parts from another sample of the log.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from svcflow.calibration.arrivals import ArrivalCounts, count_arrivals, fit_arrivals
from svcflow.calibration.continuity import find_same_person
from svcflow.calibration.delays import Delays, fit_flows, measure_delays
from svcflow.calibration.durations import StepDurations, fit_step, work_hours
from svcflow.calibration.gatherings import find_gatherings
from svcflow.calibration.observations import Numbers, Observations
from svcflow.calibration.people import Staff, find_staff
from svcflow.calibration.priorities import find_attributes, find_priority
from svcflow.calibration.routing import error_chances, fit_routing, routing_gains
from svcflow.calibration.slowdown import Slowdown, find_slowdowns, loads
from svcflow.calibration.traits import Traits, chosen, find_traits
from svcflow.calibration.value_durations import comparable, duration_gains, fit_values
from svcflow.eventlog import Basis
from svcflow.model.document import Gathering, ServiceModel, Source, Step
from svcflow.model.routing import Routing


@dataclass(frozen=True, slots=True)
class Fit:
    """The first model of a log, and what its parts were estimated from."""

    seen: Observations
    staff: Staff
    arrivals: ArrivalCounts
    hours: Numbers
    """of work or pause, of each row, on the clock that the model uses [h], as they would be with nothing else in hand"""
    slowdowns: Mapping[str, Slowdown]
    """of each team that has one"""
    load: Numbers
    """how many times as long as `hours` each row took, for what was in hand besides"""
    delays: Delays
    traits: Traits
    """what routing and durations may depend on"""
    model: ServiceModel


def fit_parts(
    seen: Observations, *, rates_h: Mapping[str, float] | None = None, service_level_h: float | None = None, currency: str = ""
) -> Fit:
    """Estimate every part of the model and put them together."""
    staff = find_staff(seen, rates_h)
    arrivals = count_arrivals(seen)
    hours = _step_hours(seen, staff)
    slowdowns = find_slowdowns(seen, staff, hours)
    staff = _slowed(staff, slowdowns)
    load = loads(seen, staff, {team: it.share for team, it in slowdowns.items()})
    hours = hours / load
    gatherings = find_gatherings(seen, staff)
    delays = measure_delays(replace(seen, delay_h=gatherings.left_h), staff)
    attributes = find_attributes(seen)
    priority, teams = find_priority(seen, staff, attributes)
    traits = _used_traits(seen, hours)
    routing = fit_routing(seen, traits=traits)
    steps = _steps(seen, staff, hours, traits, gatherings.by_step)
    named = {it.name for it in attributes}
    attributes += tuple(it for it in traits.attributes() if it.name not in named and _looks_at(it.name, routing, steps))
    first, last = (seen.instant(at) for at in seen.span)
    model = ServiceModel(
        name=seen.log.name,
        timezone=seen.log.timezone,
        start=last,
        cases=seen.cases,
        arrivals=fit_arrivals(arrivals),
        attributes=attributes,
        steps=steps,
        people=staff.people,
        teams=teams,
        priority=priority,
        calendars=staff.calendars,
        routing=routing,
        flows=fit_flows(seen, delays),
        rhythms=delays.rhythms,
        delay_course=delays.course,
        delay_courses=delays.courses,
        service_level_h=service_level_h,
        currency=currency,
        source=Source(
            name=seen.log.name,
            first=first,
            last=last,
            cases=seen.cases,
            steps=len(seen.case),
            basis=_basis(seen),
            lead_time_mean_h=float(np.round(seen.lead_h.mean(), 6)),
        ),
    )
    return Fit(seen, staff, arrivals, hours, slowdowns, load, delays, traits, model)


def standard_errors(fit: Fit) -> dict[str, float]:
    """The standard error of each step's mean duration, as a share of the mean."""
    found = {}
    for number, name in enumerate(fit.seen.activities):
        hours = fit.hours[fit.seen.executions(number)]
        mean = float(hours.mean())
        found[name] = float(hours.std()) / math.sqrt(len(hours)) / mean if mean > 0 else 0.0
    return found


def _step_hours(seen: Observations, staff: Staff) -> Numbers:
    """On the person's clock for staffed steps, elapsed for the others [h]."""
    needs = np.array([staff.staffed[name] for name in seen.activities])[seen.activity]
    return np.where(needs, work_hours(seen, staff.shifts, staff.grace_of), seen.end - seen.begin)


def _slowed(staff: Staff, slowdowns: Mapping[str, Slowdown]) -> Staff:
    """The people with the slowdown of their team."""
    people = [it.model_copy(update={"slowdown": slowdowns[it.team].share}) if it.team in slowdowns else it for it in staff.people]
    return replace(staff, people=tuple(people))


def _used_traits(seen: Observations, hours: Numbers) -> Traits:
    """The attributes that tell most of routing and durations."""
    traits = find_traits(seen)
    return traits.of(chosen(np.concatenate((routing_gains(seen, traits), duration_gains(seen, hours, traits)))))


def _looks_at(attribute: str, routing: Routing, steps: tuple[Step, ...]) -> bool:
    in_steps = any(step.by_attribute is not None and step.by_attribute.attribute == attribute for step in steps)
    return in_steps or any(attribute in context.where for context in routing.contexts)


def _steps(seen: Observations, staff: Staff, hours: Numbers, traits: Traits, gatherings: Mapping[str, Gathering]) -> tuple[Step, ...]:
    errors = error_chances(seen)
    gains = duration_gains(seen, hours, traits)
    same_person = find_same_person(seen, staff)
    basis = seen.log.steps["basis"].to_numpy()
    steps = []
    for number, name in enumerate(seen.activities):
        rows = seen.executions(number)
        people = staff.executions(seen, rows) if staff.staffed[name] else {}
        attribute = int(gains[number].argmax()) if gains[number].any() else None
        codes = None if attribute is None else traits.codes[attribute][seen.case[rows]]
        found: StepDurations = fit_step(hours[rows], people, hours[rows] if codes is None else comparable(hours[rows], codes))
        estimated = bool((basis[rows] == "estimated").any())
        steps.append(
            Step(
                name=name,
                meaning=seen.log.meaning(name),
                staffed=staff.staffed[name],
                duration=found.everybody,
                by_person=found.by_person,
                by_attribute=None if attribute is None or codes is None else fit_values(hours[rows], traits, attribute, codes),
                error_chance=errors[name],
                fitted_error_chance=errors[name],
                gathering=gatherings.get(name),
                same_person=same_person.get(name, 0.0),
                basis="estimated" if estimated else "measured",
                n=found.n,
            )
        )
    return tuple(steps)


def _basis(seen: Observations) -> Basis:
    return "estimated" if (seen.log.steps["basis"] == "estimated").any() else "measured"
