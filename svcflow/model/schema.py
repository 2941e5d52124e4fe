"""The model document as JSON Schema (draft 2020-12), so that editors complete and check a model while a person writes it.

The form comes from the document's types; what each field says, with its unit in brackets, stands beside the field or in this module.
`[1]` is a plain number (a share, a ratio), `[count]` a number of things, `[currency]` the model's own. The schema knows the form alone:
what the parts say about each other is checked when a model is read (`svcflow.model.checks`).

The schema is shipped as `schema.json` beside this module; `svcflow model schema` prints it, and
`svcflow model schema -o svcflow/model/schema.json` brings the file up to date.
"""

from __future__ import annotations

import ast
import inspect
import json
from pathlib import Path
from textwrap import dedent
from typing import Any

from pydantic import BaseModel

from svcflow.model.document import ServiceModel

DRAFT = "https://json-schema.org/draft/2020-12/schema"
SHIPPED = Path(__file__).with_name("schema.json")
_N = "[count] observations that this part was estimated from; 0: given by a person"
_ZONE = "time zone (IANA name) of these hours"
_BASIS = "how it was found: measured, or estimated by a rule where the log does not say; absent: the log has nothing on it"

DESCRIPTIONS = {
    "Arrivals.alike": "days: which recorded days may stand for a day: those of the same weekday, or of the same kind (Monday to Friday)",
    "Arrivals.course": "[1] how many times today's rate, by the date from which on it holds",
    "Arrivals.days": "the recorded days: those that days are drawn from, and those of the log's own period",
    "Arrivals.dispersion": "[1] hourly: variance of the factor that each day multiplies its rate with; 0: Poisson",
    "Arrivals.form_scores": "[1] how well each form foretold a part of the log kept from it; 0 is best, 1 as `hourly`",
    "Arrivals.interval_h": "[h] timetable: open time between two tickets",
    "Arrivals.kind": "hourly: a rate for each hour of the week; days: recorded days drawn again; timetable: one ticket every so often",
    "Arrivals.level": "[1] factor of the number of tickets",
    "Arrivals.level_from": "from which part of the log today's level was told",
    "Arrivals.level_scores": "[1] mean absolute error of the logarithm of the level, for each way to tell it; 0 is best",
    "Arrivals.n": "[count] tickets that the arrivals were estimated from; 0: given by a person",
    "Arrivals.recorded_until": "until when tickets come as they came in the log, from the earliest of `days` on; none: always as drawn",
    "Arrivals.timezone": "time zone (IANA name) of the hours and dates",
    "Arrivals.weekly": "[1/h] tickets an hour, from Monday 00:00 on, 168 of them; timetable: > 0 marks the open hours; days: none",
    "Attribute.n": "[count] tickets that the shares were estimated from; 0: given by a person",
    "Attribute.name": "what the column of the log is called",
    "Attribute.shares": "[1] value -> share of the tickets; they sum to 1",
    "ByAttribute.attribute": "the attribute whose values differ",
    "ByAttribute.durations": "[h] value -> duration of tickets that have it; each from their executions",
    "Calendar.holidays": "days without any hours, like 2025-12-25",
    "Calendar.hours": 'weekday -> spans of local time, like "08:00-12:00"; "24:00" is the end of a day',
    "Calendar.n": "[count] steps worked that the hours were estimated from; 0: given by a person",
    "Calendar.timezone": _ZONE,
    "Context.after": "the steps before, the most recent last; (start) before the first",
    "Context.n": "[count] times that the log had this history; 0: given by a person",
    "Context.next": "[1] what comes next, (end) too -> chance; they sum to 1",
    "Context.visits": "[count] only once the ticket has begun the last of these steps so often; 0: however often",
    "Context.where": "attribute -> value; only for tickets that have these values",
    "Distances.AED": "[h] absolute event distribution: when events happen",
    "Distances.CAR": "[h] case arrival distribution: when tickets come",
    "Distances.CED": "[h] circadian event distribution: at which hours of each weekday events happen",
    "Distances.CTD": "[h] cycle time distribution: how long tickets take",
    "Distances.NGD": "[1] n-gram distance: the order of steps",
    "Distances.RED": "[h] relative event distribution: how long after a ticket's arrival events happen",
    "Distribution.cv": "[1] standard deviation ÷ mean, of what is above zero; of gamma, lognormal, weibull",
    "Distribution.high": "[h] longest; of uniform",
    "Distribution.kind": "the family; it says which of the other fields are needed",
    "Distribution.low": "[h] shortest; of uniform",
    "Distribution.mean": "[h] mean of what is above zero; of constant, exponential, gamma, lognormal, weibull",
    "Distribution.quantiles": "[h] values at equally spaced chances from 0 to 1, linear between them; of empirical",
    "Distribution.zero": "[1] chance of exactly 0 h, before any of the others",
    "Doing.begun": "when it was begun",
    "Doing.person": "who does it: the name of an entry in `people`; null where nobody staffs the step",
    "Doing.step": "the step in progress",
    "Flow.clock": "the clock of the delay: elapsed time, or working time (the calendar `service`); none counts where a rhythm is named",
    "Flow.course": "name of that of `delay_courses` which the delay follows; none: `delay_course`",
    "Flow.delay": "[h] wait that no queue explains, before the target asks for a person",
    "Flow.n": "[count] times that tickets went this way in the log; 0: given by a person",
    "Flow.older": "other delays from given ages of the ticket on, the ages rising",
    "Flow.overlap": "[1] chance that the target may begin when the source begins",
    "Flow.rhythm": "name of the rhythm on which the delay runs; none: its clock",
    "Flow.source": "the step before, or (start)",
    "Flow.target": "the step after",
    "Gathering.most_h": "[h] elapsed time after the first of them came, after which all are released; none: they wait for the others",
    "Gathering.n": "[count] releases that this was estimated from; 0: given by a person",
    "Gathering.size": "[count] tickets, as soon as which are there all are released; none: any number",
    "Gathering.times": 'local times of the week at which all are released, like "Tue 14:00"',
    "Gathering.timezone": "time zone (IANA name) of these times",
    "Older.delay": "[h] the delay of tickets of that age",
    "Older.from_h": "[h] elapsed age of the ticket from which on this delay counts",
    "Older.n": _N,
    "OpenTicket.arrived": "when it arrived; its age runs from then",
    "OpenTicket.attributes": "attribute -> value; what is not given is drawn",
    "OpenTicket.doing": "the step in progress; null: it waits",
    "OpenTicket.queued": "[1] chance that it waits for a person, whatever holds tickets up on the way being over",
    "OpenTicket.ticket": "what it is called",
    "OpenTicket.waits_for": "the step that it waits for; null: the routing draws it",
    "Person.calendar": "name of the calendar of their working hours",
    "Person.count": "[count] how many this entry stands for",
    "Person.grace_h": "[h] how long they stay after a shift to finish what they have in hand",
    "Person.n": "[count] executions that the skills were estimated from; 0: given by a person",
    "Person.name": "who; with a count above 1, name-01, name-02 … in logs",
    "Person.skills": "[1] step -> preference: relative chance to be given it when several are free; 0: only when nobody else is",
    "Person.slowdown": "[1] share by which each other ticket in hand at its begin makes work longer",
    "Person.slots": "[count] tickets that each works on at once",
    "Person.team": "name of the team",
    "Priority.attribute": "the attribute whose value ranks tickets",
    "Priority.n": "[count] choices between waiting tickets that the order was estimated from; 0: given by a person",
    "Priority.order": "its values, most urgent first; others come last",
    "RecordedDay.at": "[h] clock times of its tickets, since midnight",
    "RecordedDay.date": "the day, like 2025-03-31",
    "RecordedDay.drawn": "whether other days are simulated by it too; if not, only its own date is",
    "RecordedDay.level": "[1] how many times today's rate it had",
    "References.noise_floor": "the held-out log against itself, drawn again",
    "References.replay": "the held-out log against the training log replayed",
    "PersonAgain.calendar": "name of the calendar of their working hours in the sample, where it differs",
    "PersonAgain.grace_h": "[h] how long they stay after a shift in the sample, where it differs",
    "PersonAgain.slowdown": "[1] share by which each other ticket in hand makes work longer in the sample, where it differs",
    "PersonAgain.slots": "[count] tickets that each works on at once in the sample, where it differs",
    "Refit.by_person": "[h] step -> person -> duration in the sample, of the steps where they differ",
    "Refit.calendars": "calendars of the sample that the model does not have",
    "Refit.people": "people who differ from the model's, by name",
    "Refit.arrivals": "arrivals of the sample",
    "Refit.durations": "[h] step -> duration in the sample",
    "Refit.flows": "flows of the sample",
    "Refit.routing": "routing of the sample",
    "Rhythm.n": "[count] ends of delays that the paces were estimated from; 0: given by a person",
    "Rhythm.timezone": _ZONE,
    "Rhythm.weekly": "[1] hours of delay done in each elapsed hour of the week, from Monday 00:00 on, 168 of them",
    "Routing.contexts": "histories, and what comes next after each; of those that a ticket meets the longest decides",
    "ServiceModel.arrivals": "when tickets come",
    "ServiceModel.attributes": "properties that a ticket has from its arrival",
    "ServiceModel.calendars": "name -> working hours",
    "ServiceModel.cases": "[count] tickets that arrive in a simulation that does not say how many",
    "ServiceModel.currency": "of all costs; empty: not said",
    "ServiceModel.flows": "what happens between two steps besides queueing: delays, overlaps",
    "ServiceModel.format": "marks the file",
    "ServiceModel.name": "what the service is called",
    "ServiceModel.notes": "what a reader of the figures should know, each a sentence",
    "ServiceModel.people": "who works, when, and on what",
    "ServiceModel.priority": "which tickets are served first, in teams that serve by priority",
    "ServiceModel.refits": "parts estimated again on samples of the log: what the calibration does not know",
    "ServiceModel.rhythms": "name -> how delays pass through the week",
    "ServiceModel.routing": "which step comes next",
    "ServiceModel.source": "the log that the model was calibrated on; none: the model was made by hand",
    "ServiceModel.start": "instant at which arrivals begin, in a simulation that does not say when; with its offset",
    "ServiceModel.service_level_h": "[h] lead time within which a ticket counts as in time; given by a person",
    "ServiceModel.steps": "the activities",
    "ServiceModel.teams": "people who belong together",
    "ServiceModel.timezone": "time zone (IANA name) of the dates of `delay_course`",
    "ServiceModel.validation": "how well the model foretold a part of the log that it had not seen; none: not tested",
    "ServiceModel.version": "[1] of this form",
    "ServiceModel.waiting_from_queues": "[1] share of the simulated waiting that people's capacity, calendars and gatherings explain: how "
    "causal the model is; told by simulating it",
    "Source.basis": _BASIS,
    "Source.cases": "[count] tickets in the log",
    "Source.first": "first instant of the log",
    "Source.last": "last instant of the log",
    "Source.lead_time_mean_h": "[h] mean lead time of its tickets",
    "Source.name": "what the log is called",
    "Source.steps": "[count] executions of steps in the log",
    "Step.basis": "how its durations were found: measured, or estimated where the log has no begin of work; absent: not in the log",
    "Step.by_attribute": "durations of tickets that differ from the rest, where the data bear it",
    "Step.by_person": "[h] durations of people who differ from the rest, where the data bear it; each from that person's executions",
    "Step.cost": "[currency] cost of one execution besides people's time; given by a person",
    "Step.duration": "[h] work of one execution: on the person's own clock, or elapsed where the step is not staffed",
    "Step.meaning": "work, or what the ticket waits for meanwhile (after customer and supplier returns are no rework)",
    "Step.n": "[count] executions that duration and error chance were estimated from; 0: given by a person",
    "Step.name": "what the activity is called in the log",
    "Step.staffed": "whether a person does it",
    "Team.discipline": "fifo: in the order of asking; priority: the most urgent first",
    "Team.rate_h": "[currency/h] cost of an hour of a person's work; given by a person",
    "Team.name": "what the team is called",
    "Validation.distances": "from the part of the log held out",
    "Validation.grade": "the verdict in one word",
    "Validation.held_out_cases": "[count] tickets held out",
    "Validation.past": "distances from the part of the log that the model was fitted on",
    "Validation.past_reference": "what `past` is to be read against",
    "Validation.reference": "what `distances` are to be read against",
    "Validation.replications": "[count] simulated logs that were compared",
    "Validation.training_cases": "[count] tickets that the tested model was fitted on",
    "Validation.verdict": "the verdict in words",
}
"""`Part.field` -> what it says, where that does not stand beside the field as its docstring"""
_UNITS = {
    "Step.error_chance": "[1]",
    "Step.fitted_error_chance": "[1]",
    "Step.same_person": "[1]",
    "Validation.lead_time_h": "[h]",
    "ServiceModel.delay_course": "[1]",
}
"""units of numbers whose docstring leaves them out"""


def model_schema() -> dict[str, Any]:
    """The JSON Schema of a model document. Every field has a description, and every number a unit in it."""
    schema = ServiceModel.model_json_schema()
    definitions = schema.pop("$defs")
    own = {"ServiceModel": schema, **definitions}
    for kind in _parts(ServiceModel):
        said = _docstrings(kind)
        part = own[kind.__name__]
        part["description"] = dedent(inspect.getdoc(kind) or "").partition("\n\n")[0].replace("\n", " ")
        for name, field in part["properties"].items():
            field.pop("title", None)
            key = f"{kind.__name__}.{name}"
            text = DESCRIPTIONS.get(key) or f"{_UNITS.get(key, '')} {said.get(name, '')}".strip()
            if text:
                field["description"] = text
    return {"$schema": DRAFT, **schema, "title": "svcflow model", "$defs": dict(sorted(definitions.items()))}


def schema_text() -> str:
    """The schema as the shipped file holds it."""
    return json.dumps(model_schema(), ensure_ascii=False, indent=1) + "\n"


def _parts(kind: type[BaseModel]) -> list[type[BaseModel]]:
    """The part and all that it holds, each once."""
    found = {kind: None}
    ahead: list[Any] = [kind]
    while ahead:
        here = ahead.pop()
        if isinstance(here, type) and issubclass(here, BaseModel):
            found[here] = None
            inner = [field.annotation for field in here.model_fields.values()]
        else:
            inner = list(getattr(here, "__args__", ()))
        ahead += [each for each in inner if each not in found]
    return list(found)


def _docstrings(kind: type[BaseModel]) -> dict[str, str]:
    """Field -> the docstring beside it in the source."""
    (part,) = ast.parse(dedent(inspect.getsource(kind))).body
    assert isinstance(part, ast.ClassDef)
    found = {}
    for field, text in zip(part.body, part.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
            assert isinstance(field.target, ast.Name)
            found[field.target.id] = " ".join(str(text.value.value).split())
    return found
