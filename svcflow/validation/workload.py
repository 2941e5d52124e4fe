"""How busy a model's teams were in a log: hours worked ÷ hours on duty, by the model's people and calendars.

A recorded log names people whom the model does not tell apart: it has seen them rarely, they came later, or the step names nobody. Each
such step counts for one of the model's people who can do it, as the simulation would choose: one of those who are free when it begins,
entries that stand for several before others, else whoever is free first. Otherwise their work would count nowhere.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from svcflow.eventlog import EventLog
from svcflow.indicators.facts import gather
from svcflow.indicators.setting import Setting
from svcflow.model.checks import individuals
from svcflow.model.document import ServiceModel
from svcflow.timing import time_steps


def utilisation_of(log: EventLog, model: ServiceModel) -> dict[str, float]:
    """Of each team with hours on duty between the log's first and last arrival: the share of them that was worked."""
    facts = gather(_with_known_people(time_steps(log), model), Setting(model=model))
    return {team: float(facts.worked_h[team].sum()) / hours for team, hours in facts.on_duty_h.items() if hours > 0}


def _with_known_people(timed: EventLog, model: ServiceModel) -> EventLog:
    """The log with every staffed step done by one of the model's people."""
    able = _who_is_able(model)
    names = {name for person in model.people for name in individuals(person)}
    steps = timed.steps.with_row_index("row").select("row", "activity", "resource", "begin_time", "end_time")
    unknown = ~pl.col("resource").is_in(list(names)).fill_null(False)
    theirs = steps.filter(unknown & pl.col("activity").is_in(list(able))).sort("begin_time", "row")
    if not len(theirs):
        return timed
    free: dict[str, Any] = dict.fromkeys(names, timed.steps["begin_time"].min())
    chosen = {}
    for row, activity, begin, end in theirs.select("row", "activity", "begin_time", "end_time").iter_rows():
        # Of those who are free the first, who is an entry of several where there is one; else who is free soonest.
        name = min(able[activity], key=lambda it: max(free[it], begin))
        free[name] = max(free[name], end)
        chosen[row] = name
    resource = steps["resource"].to_list()
    for row, name in chosen.items():
        resource[row] = name
    return timed.with_steps(timed.steps.with_columns(resource=pl.Series(resource, dtype=pl.String)))


def _who_is_able(model: ServiceModel) -> dict[str, list[str]]:
    """Who can do each staffed step: entries that stand for several first."""
    people = sorted(model.people, key=lambda person: person.count == 1)
    found = {
        step.name: [name for it in people if step.name in it.skills for name in individuals(it)] for step in model.steps if step.staffed
    }
    return {step: names for step, names in found.items() if names}
