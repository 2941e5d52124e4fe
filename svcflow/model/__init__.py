"""The service as numbers: the document (`document.py`), checked, read, written, refitted."""

from svcflow.model.checks import check_model, individuals
from svcflow.model.distribution import Distribution, constant
from svcflow.model.document import (
    END,
    START,
    Arrivals,
    Attribute,
    Calendar,
    Context,
    Distances,
    Flow,
    Gathering,
    Older,
    Part,
    Person,
    Priority,
    References,
    Refit,
    Rhythm,
    Routing,
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
from svcflow.model.refits import refit

__all__ = [
    "END",
    "START",
    "Arrivals",
    "Attribute",
    "Calendar",
    "Context",
    "Distances",
    "Distribution",
    "Flow",
    "Gathering",
    "Histories",
    "Older",
    "Part",
    "Person",
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
    "read_model",
    "refit",
    "spoken_gathering",
    "weekly_calendar",
    "weekly_minutes",
    "weekly_time",
    "write_model",
]
