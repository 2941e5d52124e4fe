"""The indicators of a log: as bare values (for hundreds of simulated logs), or with interval and evidence (for people)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from scipy.special import stdtrit

from svcflow.eventlog.log import Basis, EventLog
from svcflow.indicators.catalogue import BY_TEAM, CATALOGUE, CURRENCY, Entry, TeamEntry
from svcflow.indicators.estimates import Estimate, Floats
from svcflow.indicators.facts import Facts, gather
from svcflow.indicators.results import OF_OPEN, Indicator
from svcflow.indicators.setting import Setting


def indicator_values(log: EventLog, setting: Setting = Setting()) -> dict[str, float]:  # noqa: B008 - frozen
    """The value of every indicator that the log can tell, in the catalogue's order; without intervals."""
    facts = gather(log, setting)
    estimates = ((name, estimate) for _, name, estimate in _estimates(facts) if estimate is not None)
    return {name: value for name, estimate in estimates if math.isfinite(value := estimate.value)}


def compute_indicators(log: EventLog, *, setting: Setting = Setting(), seed: int = 1) -> tuple[Indicator, ...]:  # noqa: B008 - frozen
    """Every indicator of the catalogue with its 95 % interval and its basis.

    Parameters
    ----------
    log : EventLog
    setting : Setting
        People, rates and the service level, where they are known.
    seed : int
        Of the bootstrap, the same for every indicator.

    Returns
    -------
    tuple of Indicator
        In the catalogue's order. What the log cannot tell has no value and the basis `absent`; step times rest on `estimated`
        begins if any begin had to be estimated.
    """
    facts = gather(log, setting)
    found = [_indicator(entry, name, estimate, facts, setting, seed) for entry, name, estimate in _estimates(facts)]
    missing = [entry for entry in BY_TEAM if not facts.on_duty_h]
    return (*found, *(_absent(entry, entry.name, setting) for entry in missing))


def indicators_of_runs(logs: Sequence[EventLog], setting: Setting = Setting()) -> tuple[Indicator, ...]:  # noqa: B008 - frozen
    """The indicators of replications: the mean over the runs, with Student's t interval at 95 % over the runs.

    An indicator stands here if every run has a value; `n` is the number of runs.
    """
    return indicators_of_values([indicator_values(log, setting) for log in logs], setting)


def indicators_of_values(runs: Sequence[dict[str, float]], setting: Setting = Setting()) -> tuple[Indicator, ...]:  # noqa: B008 - frozen
    """The indicators of replications of which `indicator_values` are known (others with them), as `indicators_of_runs` gives them."""
    return tuple(_of_runs(entry, title, np.array([run[name] for run in runs]), name, setting) for entry, name, title in _shared(runs))


def title_of(name: str) -> tuple[Entry | TeamEntry, str]:
    """The catalogue's entry of an indicator, and its title with the team where it is a team's (KeyError for other names)."""
    head, _, team = name.partition(":")
    entries: tuple[Entry | TeamEntry, ...] = BY_TEAM if team else CATALOGUE
    for entry in entries:
        if entry.name == head:
            return entry, f"{entry.title}, {team}" if team else entry.title
    raise KeyError(name)


def unit_of(entry: Entry | TeamEntry, setting: Setting) -> str:
    """The entry's unit, in the setting's currency."""
    return entry.unit.replace(CURRENCY, setting.currency or CURRENCY)


def _estimates(facts: Facts) -> Iterator[tuple[Entry | TeamEntry, str, Estimate | None]]:
    """Each indicator's entry, name and estimate; None where the step times or the staff that it rests on are absent."""
    for entry in CATALOGUE:
        told = len(facts.lead_h) > 0 and _basis(entry, facts) != "absent"
        yield entry, entry.name, entry.estimate(facts) if told else None
    for of_team in BY_TEAM:
        for team in facts.on_duty_h:
            yield of_team, f"{of_team.name}:{team}", of_team.estimate(facts, team) if _basis(of_team, facts) != "absent" else None


def _basis(entry: Entry | TeamEntry, facts: Facts) -> Basis:
    if entry.evidence == "instants":
        return "simulated" if facts.basis == "simulated" else "measured"
    return facts.basis if entry.evidence == "times" else facts.staff_basis


def _indicator(entry: Entry | TeamEntry, name: str, estimate: Estimate | None, facts: Facts, setting: Setting, seed: int) -> Indicator:
    if estimate is None or not math.isfinite(estimate.value):
        return _absent(entry, name, setting)
    bounds = estimate.interval(np.random.default_rng(seed))
    low, high = _possible(*bounds, entry) if bounds else (None, None)
    _, title = title_of(name)
    return Indicator(
        name, title, estimate.value, unit_of(entry, setting), entry.better, estimate.n, low, high, _basis(entry, facts), entry.formula
    )


def _possible(low: float, high: float, entry: Entry | TeamEntry) -> tuple[float, float]:
    """An interval within what can be: nothing is below 0, and no share above 1."""
    return max(0.0, low), min(1.0, high) if entry.unit == "share" else high


def _absent(entry: Entry | TeamEntry, name: str, setting: Setting) -> Indicator:
    title = title_of(name)[1] if ":" in name else entry.title
    return Indicator(name, title, None, unit_of(entry, setting), entry.better, 0, None, None, "absent", entry.formula)


def _shared(runs: Sequence[dict[str, float]]) -> list[tuple[Entry | TeamEntry, str, str]]:
    names = [name for name in (runs[0] if runs else {}) if not name.startswith(OF_OPEN) and all(name in run for run in runs)]
    return [(title_of(name)[0], name, title_of(name)[1]) for name in names]


def _of_runs(entry: Entry | TeamEntry, title: str, values: Floats, name: str, setting: Setting) -> Indicator:
    count, middle = len(values), float(values.mean())
    low = high = None
    if count > 1:
        half = float(stdtrit(count - 1, 0.975)) * float(values.std(ddof=1)) / math.sqrt(count)
        low, high = _possible(middle - half, middle + half, entry)
    return Indicator(name, title, middle, unit_of(entry, setting), entry.better, count, low, high, "simulated", entry.formula)
