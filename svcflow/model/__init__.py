"""The service as numbers: the document (`document.py`), checked, read, written, refitted."""

from svcflow.model.backlog import Doing, OpenTicket
from svcflow.model.checks import check_model, individuals
from svcflow.model.distribution import Distribution, constant
from svcflow.model.document import (
    Arrivals,
    Attribute,
    ByAttribute,
    Calendar,
    Distances,
    Flow,
    Gathering,
    Older,
    Person,
    PersonAgain,
    Priority,
    References,
    Refit,
    ServiceModel,
    Source,
    Step,
    Team,
    Validation,
    always,
)
from svcflow.model.files import read_model, write_model
from svcflow.model.gatherings import spoken_gathering, weekly_minutes, weekly_time
from svcflow.model.histories import Histories
from svcflow.model.hours import calendar_document, weekly_calendar
from svcflow.model.kinds import Kinds, kinds_of
from svcflow.model.part import Part
from svcflow.model.refits import parts_of, refit, with_parts
from svcflow.model.rhythm import Rhythm
from svcflow.model.routing import END, START, Context, Routing

__all__ = [
    "END",
    "START",
    "Arrivals",
    "Attribute",
    "ByAttribute",
    "Calendar",
    "Context",
    "Distances",
    "Distribution",
    "Doing",
    "Flow",
    "Gathering",
    "Histories",
    "Kinds",
    "Older",
    "OpenTicket",
    "Part",
    "Person",
    "PersonAgain",
    "Priority",
    "References",
    "Refit",
    "Rhythm",
    "Routing",
    "ServiceModel",
    "Source",
    "Step",
    "Team",
    "Validation",
    "always",
    "calendar_document",
    "check_model",
    "constant",
    "individuals",
    "kinds_of",
    "parts_of",
    "read_model",
    "refit",
    "spoken_gathering",
    "weekly_calendar",
    "weekly_minutes",
    "weekly_time",
    "with_parts",
    "write_model",
]
