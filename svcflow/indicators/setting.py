"""What indicators need to know besides the log: who is on duty when, what things cost, what counts as in time, what customers said.

A service model holds the people, rates and the service level (`setting_of`); without one, they can be given by hand, and the hours
on duty are estimated from the log itself. Everything else comes from files beside the log (`svcflow.indicators.inputs`); what is not
given is not told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from svcflow.indicators.inputs import RUBRIC, Comment, Expenses, Factors, Idea, StaffMember, StatusInterval, Survey
from svcflow.model.document import ServiceModel

OTHERS = ""
"""in levels by priority: whatever is not named"""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the log does not say.

    Parameters
    ----------
    model : ServiceModel, optional
        Gives the people with their teams, calendars and slots, the cost of each step, and the defaults of all that follows.
    rates_h : mapping of str to float
        Cost of an hour's work by team [currency/h]; goes before the model's.
    service_level_h : float, optional
        Lead time within which a ticket counts as in time [h].
    currency : str
        In which rates and costs are meant.
    response_h, resolution_h : mapping of str to float
        Within how long a ticket of each priority is to be taken up, and solved [h]; under `OTHERS` for all that are not named. Where
        no `resolution_h` is given, `service_level_h` stands for it.
    level_clock : {"elapsed", "working"}
        Whether those two are meant in hours of the clock or of the service's working time.
    expenses, survey, comments, staff, rubric, ideas, factors, status : see `svcflow.indicators.inputs`
    required : tuple of str
        Columns that every ticket should have filled in.
    procedure : tuple of str
        The steps of the standard procedure in their order; without it the most frequent variant is the standard.
    knowledge : str
        The column that names the article of the knowledge base that was used.
    deflected : mapping of str to tuple of str
        Column -> values of tickets that were solved without people: {"channel": ("chatbot", "self-service")}.
    automated : frozenset of str
        Steps, or names in the resource column, that are programs; names such as "System" or "bot" are known.
    abandoned : frozenset of str
        Steps or statuses that say that the customer gave up; words such as "abandoned" and "withdrawn" are known.
    """

    model: ServiceModel | None = None
    rates_h: Mapping[str, float] = field(default_factory=dict)
    service_level_h: float | None = None
    currency: str = ""
    response_h: Mapping[str, float] = field(default_factory=dict)
    resolution_h: Mapping[str, float] = field(default_factory=dict)
    level_clock: Literal["elapsed", "working"] = "elapsed"
    expenses: Expenses = field(default_factory=Expenses)
    survey: Survey | None = None
    comments: tuple[Comment, ...] = ()
    staff: tuple[StaffMember, ...] = ()
    rubric: Mapping[str, float] = field(default_factory=lambda: RUBRIC)
    ideas: tuple[Idea, ...] = ()
    factors: Factors | None = None
    status: tuple[StatusInterval, ...] = ()
    required: tuple[str, ...] = ()
    procedure: tuple[str, ...] = ()
    knowledge: str = ""
    deflected: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    automated: frozenset[str] = frozenset()
    abandoned: frozenset[str] = frozenset()

    @property
    def rates(self) -> dict[str, float]:
        """Cost of an hour's work by team [currency/h]: the model's, and what was given."""
        teams = self.model.teams if self.model else ()
        return {team.name: team.rate_h for team in teams if team.rate_h is not None} | dict(self.rates_h)


def setting_of(model: ServiceModel, given: Setting | None = None) -> Setting:
    """Everything that a model knows: its people, rates, service level, step costs and currency; and what is `given` besides.

    Where both say something the model's counts: it may be a redesign, which changes rates and levels.
    """
    rates = {team.name: team.rate_h for team in model.teams if team.rate_h is not None}
    if given is None:
        return Setting(model, rates, model.service_level_h, model.currency)
    level = model.service_level_h if model.service_level_h is not None else given.service_level_h
    both = {**given.rates_h, **rates}
    return replace(given, model=model, rates_h=both, service_level_h=level, currency=model.currency or given.currency)
