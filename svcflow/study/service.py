"""What a study says of the service itself: hours and holidays, teams and what they can do, what was promised, what things cost."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator

from svcflow.calendars import check_country
from svcflow.calendars.spoken import Spans
from svcflow.study import fields
from svcflow.study.fields import in_words
from svcflow.study.forms import Amount, Form, Hours, Names

WorkingHours = Annotated[
    Spans, BeforeValidator(in_words(fields.read_hours), json_schema_input_type=str | list[str] | dict[str, str | list[str]])
]


class OwnHours(Form):
    """The working hours of a team or of a person."""

    hours: WorkingHours


class CalendarTable(Form):
    """Working hours and holidays, as a study gives them."""

    hours: WorkingHours | None = None
    teams: dict[str, OwnHours] = {}
    people: dict[str, OwnHours] = {}
    holidays: Annotated[tuple[date, ...], BeforeValidator(in_words(fields.read_holidays), json_schema_input_type=str | list[str])] = ()
    country: Annotated[str, AfterValidator(in_words(check_country))] = ""


class TeamTable(Form):
    """A team: who belongs to it, and the steps that each of them can do."""

    people: Names = ()
    skills: Names = ()


class ServiceLevels(Form):
    """Within how long a ticket of each priority is to be taken up, and solved [h]; `*` stands for all that are not named."""

    clock: Literal["elapsed", "working"] = "elapsed"
    response_h: dict[str, Hours] = {}
    resolution_h: dict[str, Hours] = {}


class ExpenseTable(Form):
    """What something costs besides people's hours [currency]: for each ticket, each month, each execution of a step."""

    per_ticket: Amount = 0.0
    per_month: Amount = 0.0
    per_step: dict[str, Amount] = {}


class CostsTable(Form):
    """Expenses by kind, and what a missed service level [currency] costs."""

    system: ExpenseTable | None = None
    outsourcing: ExpenseTable | None = None
    material: ExpenseTable | None = None
    overhead: ExpenseTable | None = None
    breach: Amount | None = None


class FactorsTable(Form):
    """What a ticket uses up: energy [kWh], paper [sheets], and what they weigh in carbon dioxide [kg]."""

    kwh_per_ticket: Amount = 0.0
    kwh_per_work_h: Amount = 0.0
    sheets_per_ticket: Amount = 0.0
    sheets_per_step: dict[str, Amount] = {}
    kg_per_kwh: Amount | None = None
    kg_per_sheet: Amount = 0.005


class IndicatorsTable(Form):
    """What indicators need to know of the log: its required fields, its standard way, and what happens without people."""

    required: Names = ()
    procedure: Names = ()
    knowledge: str = ""
    deflected: dict[str, Names] = {}
    automated: Names = ()
    abandoned: Names = ()
    rubric: dict[str, Annotated[float, AfterValidator(in_words(fields.check_share))]] = {}
