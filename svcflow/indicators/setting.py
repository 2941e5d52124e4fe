"""What indicators need to know besides the log: who is on duty when, what an hour costs, and what counts as in time.

A service model holds all of it (`setting_of`); without one, rates and the service level can be given by hand, and the hours on
duty are estimated from the log itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from svcflow.model.document import ServiceModel


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
    """

    model: ServiceModel | None = None
    rates_h: Mapping[str, float] = field(default_factory=dict)
    service_level_h: float | None = None
    currency: str = ""


def setting_of(model: ServiceModel) -> Setting:
    """Everything that a model knows: its people, rates, service level, step costs and currency."""
    rates = {team.name: team.rate_h for team in model.teams if team.rate_h is not None}
    return Setting(model, rates, model.service_level_h, model.currency)
