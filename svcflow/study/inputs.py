"""The files that a study names beside its log: what customers answered and wrote, who works here, what became of the tickets.

Each is a table of its own, with the columns that ours are called in it where their names do not say so.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from svcflow.study import fields
from svcflow.study.fields import in_words
from svcflow.study.forms import FilePath, Form, Names

ScaleText = Annotated[str, AfterValidator(in_words(fields.check_scale))]


class SurveyTable(Form):
    """The customers' answers. `columns`: theirs -> what it is (`csat`, `nps`, `ticket` …); `scales`: theirs -> like "1-5"."""

    file: FilePath
    columns: dict[str, str] = {}
    scales: dict[str, ScaleText] = {}
    by: Names = ()
    """levels at which satisfaction is told apart: team, priority, a column of the log"""
    everyone_asked: bool = False
    """whether the customer of every ticket was asked, so that a response rate can be told"""


class CommentsTable(Form):
    """How the comments of the survey are read. `model`: one that `voice-train` wrote."""

    column: str | None = None
    model: FilePath | None = None
    mask_tickets: bool = False


class StaffTable(Form):
    """The staff file: a row for each person with team and judgements (skill, attitude, feedback)."""

    file: FilePath
    columns: dict[Literal["name", "team", "skill", "attitude", "feedback"], str] = {}


class IdeasTable(Form):
    """The register of ideas: a row for each, with the day on which it was put down, and that on which it was put to work."""

    file: FilePath
    columns: dict[Literal["registered", "implemented"], str] = {}


class StatusTable(Form):
    """The log of systems: a row for each stretch of time, with the system, its begin and end, and whether it was up."""

    file: FilePath
    columns: dict[Literal["system", "begin", "end", "up"], str] = {}


class OutcomesTable(Form):
    """What became of it: a row for each ticket, with its outcomes (a complaint, a customer who left) as numbers, yes or no."""

    file: FilePath
    ticket: str | None = None
    columns: Annotated[Names, Field(min_length=1)]
    better: Literal["lower", "higher"] = "lower"
    """which way the outcomes are better: fewer complaints, more renewals"""
