"""The model as another sample of tickets would have given it: what the calibration does not know, as a model to run."""

from __future__ import annotations

from svcflow.errors import ModelError
from svcflow.model.distribution import Distribution
from svcflow.model.document import ServiceModel, Step


def refit(model: ServiceModel, number: int) -> ServiceModel:
    """Put the parts of `model.refits[number]` in: arrivals, the steps' durations, routing and flows.

    The durations of tickets that differ become as many times as long as the step's mean does. Error chances stay as they are, fitted and
    set: their ratio scales the returns of the new routing as it did those of the old.
    The recorded days, with the log's own period, and the course of the arrivals are the model's where the refit has none. The result has
    no refits of its own.

    Raises
    ------
    ModelError
        Where the model has no refit of that number.
    """
    if not 0 <= number < len(model.refits):
        problem = f"There is no refit {number}; the model has {len(model.refits)}."
        raise ModelError(problem, place="refits", remedy="Calibrate with refits, or go without them.")
    parts = model.refits[number]
    steps = tuple(_with_duration(step, parts.durations.get(step.name, step.duration)) for step in model.steps)
    arrivals, own = parts.arrivals, model.arrivals
    if arrivals.kind == own.kind:
        past = {} if arrivals.days else {"days": own.days, "recorded_until": own.recorded_until}
        arrivals = arrivals.model_copy(update={**past, "course": arrivals.course or own.course})
    changed = {"arrivals": arrivals, "steps": steps, "routing": parts.routing, "flows": parts.flows, "refits": ()}
    return model.model_copy(update=changed)


def _with_duration(step: Step, duration: Distribution) -> Step:
    factor = duration.expected / step.duration.expected if step.duration.expected > 0 else 1.0
    by_attribute = step.by_attribute.scaled(factor) if step.by_attribute is not None and factor > 0 else step.by_attribute
    return step.model_copy(update={"duration": duration, "by_attribute": by_attribute})
