"""EventLog -> ServiceModel: estimate every part, simulate the log's own period, adjust, and do it again on redrawn weeks."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from svcflow.calibration.arrivals import sentences
from svcflow.calibration.backlog import find_backlog, with_backlog
from svcflow.calibration.fit import Fit, fit_parts, standard_errors
from svcflow.calibration.observations import Observations, observe
from svcflow.calibration.redrawing import redrawn
from svcflow.calibration.standing import with_open_tickets
from svcflow.calibration.tuning import tune, tune_again
from svcflow.errors import LogError
from svcflow.eventlog import EventLog
from svcflow.model import check_model, parts_of, spoken_gathering
from svcflow.model.document import ServiceModel
from svcflow.progress import Progress, silent

REFITS = 20
"""so many that the spread of their answers is itself known to a sixth, and an interval is not missed for want of them"""
LEAST_CASES = 10
"""fewer tickets tell nothing about when they come or where they go"""


def calibrate(
    log: EventLog,
    *,
    seed: int = 1,
    refits: int = REFITS,
    rates_h: Mapping[str, float] | None = None,
    service_level_h: float | None = None,
    currency: str = "",
    progress: Progress = silent,
) -> ServiceModel:
    """Estimate the model of a service from its log.

    Parameters
    ----------
    log : EventLog
        At least 10 tickets.
    seed : int
        Of the simulations and of the redraws; the same log and seed give the same model.
    refits : int
        How many times the model is estimated, and adjusted, again from weeks of the log drawn with replacement (bootstrap): what
        the log does not know for sure.
    rates_h : mapping of str to float, optional
        Cost of an hour of work, by team.
    service_level_h : float, optional
        Lead time within which a ticket counts as in time [h].
    currency : str
        Of the costs.

    Returns
    -------
    ServiceModel
        Not validated; see `svcflow.validation`.

    Raises
    ------
    LogError
        The log has fewer than 10 tickets.

    Notes
    -----
    Linear in the steps but for sorts; about a dozen simulations of the log's period, and some for each refit.
    """
    if len(log.cases) < LEAST_CASES:
        raise LogError(
            f"{len(log.cases)} ticket{'s are' if len(log.cases) != 1 else ' is'} too few for a model: it takes at least {LEAST_CASES}.",
            place=log.name,
            remedy="Take a log of a longer period; its map, times and bottlenecks can be had all the same.",
        )
    progress("calibrating", 0, refits + 2)
    backlog = find_backlog(log)
    fit = fit_parts(with_backlog(observe(log), backlog), rates_h=rates_h, service_level_h=service_level_h, currency=currency)
    check_model(fit.model)
    progress("calibrating", 1, refits + 2)
    first = fit.seen.instant(float(fit.seen.arrival.min()))
    errors = standard_errors(fit)
    tuned = tune(fit.model, _lead_h(fit.seen), errors=errors, first=first, seed=seed)
    model = with_open_tickets(tuned.model, log, fit.seen, fit.staff, backlog)
    model = model.model_copy(update={"notes": (*_notes(fit), *backlog.sentences(len(model.open)), *tuned.model.notes)})
    again = []
    for number in range(refits):
        progress("calibrating", number + 2, refits + 2)
        rng = np.random.default_rng([seed, number])
        again.append(parts_of(tune_again(redrawn(fit, rng), tuned, rng, errors=errors, first=first, seed=seed), model))
    model = model.model_copy(update={"refits": tuple(again)})
    check_model(model)
    progress("calibrating", refits + 2, refits + 2)
    return model


def _lead_h(seen: Observations) -> float:
    """The mean lead time of the tickets that are over [h]; of all, where only few are."""
    over = seen.lead_h[~seen.is_open]
    return float((over if len(over) >= LEAST_CASES else seen.lead_h).mean())


def _notes(fit: Fit) -> list[str]:
    """What the analyst should know about the estimates."""
    seen, model = fit.seen, fit.model
    notes = list(seen.log.calendar.sentences()) if seen.log.calendar else []
    if model.source is not None and model.source.basis == "estimated":
        notes.append("The log does not record when every step began: durations and waiting rest on estimated begins.")
    if not model.people:
        notes.append("The log names nobody who does the work: no step needs a person, and no change of staff can be simulated.")
    pooled = [person for person in model.people if person.count > 1 or person.name.endswith(": others")]
    if pooled:
        notes.append(f"People seen rarely are not told apart: {', '.join(person.name for person in pooled)}.")
    notes += sentences(model.arrivals, 168 * float(fit.arrivals.counts.mean()))
    for grace in sorted({it for it in fit.staff.grace.values() if it.hours}, key=lambda it: -it.hours):
        teams = ", ".join(team for team, it in fit.staff.grace.items() if it == grace)
        notes.append(f"At the end of a shift what takes up to {60 * grace.hours:.0f} min more is finished (n = {grace.n}): {teams}.")
    for team, it in sorted(fit.slowdowns.items()):
        how = f"take {100 * it.share:.0f} % longer (± {100 * it.error:.0f} %) for each other ticket in hand when they begin"
        notes.append(f'People of "{team}" {how} (n = {it.n}).')
    for step in model.steps:
        if step.gathering is not None:
            notes.append(f"Tickets are gathered before {step.name} and {spoken_gathering(step.gathering)} (n = {step.gathering.n}).")
    notes += _told_apart(model)
    for name, course in {"": fit.delays.course, **fit.delays.courses}.items():
        if course and not 0.9 < (earliest := course[min(course)]) < 1.1:
            which = f"{name} " if name else ""
            notes.append(f"Delays {which}that no queue explains were {earliest:.2g} times as long at the log's begin as today.")
    if seen.cases < 100:
        notes.append(f"{seen.cases} tickets are few: figures that rest on them are rough.")
    if model.priority is not None:
        ranked = ", ".join(team.name for team in model.teams if team.discipline == "priority")
        notes.append(f"Served in the order of {model.priority.attribute}: {ranked}.")
    return notes


def _told_apart(model: ServiceModel) -> list[str]:
    """What depends on the tickets' values, visits and people."""
    notes = []
    asked = sorted({name for context in model.routing.contexts for name in context.where})
    if asked:
        notes.append(f"What comes next depends on {' and '.join(asked)} too; tickets get their values independently of one another.")
    again = sorted({context.after[-1] for context in model.routing.contexts if context.visits})
    if again:
        notes.append(f"What comes next depends on how often a ticket has been there before: {', '.join(again)}.")
    kept = [f"{step.name} ({100 * step.same_person:.0f} %)" for step in model.steps if step.same_person]
    if kept:
        notes.append(f"Goes to the same person again, beyond preference, where that person is free: {', '.join(kept)}.")
    notes += [
        f"How long {step.name} takes depends on {step.by_attribute.attribute}." for step in model.steps if step.by_attribute is not None
    ]
    return notes
