"""The indicators of a log: as bare values (for hundreds of simulated logs), or with interval and evidence (for people)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from scipy.special import stdtrit

from svcflow.errors import InputError
from svcflow.eventlog.log import Basis, EventLog
from svcflow.indicators.asking import Asked, Part, parts_of
from svcflow.indicators.catalogue import BY_TEAM, CATALOGUE
from svcflow.indicators.estimates import Estimate, Floats
from svcflow.indicators.grammar import Entry
from svcflow.indicators.ground import Ground
from svcflow.indicators.registry import choose_entries, find_entry, title_of, unit_of
from svcflow.indicators.results import OF_OPEN, Indicator
from svcflow.indicators.setting import Setting
from svcflow.indicators.view import View, whole_of

LEAST_OF_MEMBER = 5
"""observations below which no value is told of a step, team, person, segment or month: it would tell of single tickets"""


def indicator_values(log: EventLog, setting: Setting = Setting(), also: Sequence[str] = ()) -> dict[str, float]:  # noqa: B008 - frozen
    """The value of every indicator of `CATALOGUE` that the log can tell, in its order, and of those named in `also`; no intervals.

    What is named in `also` is computed besides, at the level of the process; a name that is no indicator's raises KeyError.
    """
    view = whole_of(Ground(log, setting))
    estimates = [(name, estimate) for _, name, estimate in _of_every_run(view)]
    known = {name for name, _ in estimates}
    estimates += [(name, _estimate(find_entry(name), view)) for name in also if name not in known and ":" not in name]
    told = ((name, estimate) for name, estimate in estimates if estimate is not None)
    return {name: value for name, estimate in told if math.isfinite(value := estimate.value)}


def compute_indicators(
    log: EventLog,
    *,
    setting: Setting = Setting(),  # noqa: B008 - frozen
    seed: int = 1,
    asked: Asked | None = None,
) -> tuple[Indicator, ...]:
    """Indicators with their 95 % interval and their basis.

    Parameters
    ----------
    log : EventLog
    setting : Setting
        People, rates and service levels, and what files say beside the log, where they are known.
    seed : int
        Of the bootstrap, the same for every indicator.
    asked : Asked, optional
        Which indicators, of which tickets, at which level; by default those that every run is told of.

    Returns
    -------
    tuple of Indicator
        In the catalogue's order. What the log cannot tell has no value and the basis `absent`; step times rest on `estimated`
        begins if any begin had to be estimated.

    Raises
    ------
    InputError, LogError
        What is asked for is not there: an indicator, a column, a team; or a filter selects nothing.

    Notes
    -----
    All indicators of 20 000 steps: 1 s, most of it for the causes of waiting, which are found only where they are asked for.
    """
    ground = Ground(log, setting)
    if asked is None:
        view = whole_of(ground)
        found = [_indicator(entry, _part(view, name), estimate, seed) for entry, name, estimate in _of_every_run(view)]
        missing = [entry for entry in BY_TEAM if not view.facts.on_duty_h]
        return (*found, *(_indicator(entry, Part(view, "process"), None, seed) for entry in missing))
    chosen = choose_entries(asked.names, asked.dimension)
    entries = [entry for entry in chosen if asked.level in entry.levels]
    if not entries:
        told = ", ".join(dict.fromkeys(level for entry in chosen for level in entry.levels))
        problem = f'nothing of what is asked for is told at the level "{asked.level}".'
        raise InputError(problem, place="level", remedy=f"Ask for it at one of these: {told}." if told else "")
    return tuple(_indicator(entry, part, _estimate(entry, part.view), seed) for entry in entries for part in parts_of(ground, asked, entry))


def indicators_of_runs(logs: Sequence[EventLog], setting: Setting = Setting()) -> tuple[Indicator, ...]:  # noqa: B008 - frozen
    """The indicators of replications: the mean over the runs, with Student's t interval at 95 % over the runs.

    An indicator stands here if every run has a value; `n` is the number of runs.
    """
    return indicators_of_values([indicator_values(log, setting) for log in logs], setting)


def indicators_of_values(runs: Sequence[dict[str, float]], setting: Setting = Setting()) -> tuple[Indicator, ...]:  # noqa: B008 - frozen
    """The indicators of replications of which `indicator_values` are known (others with them), as `indicators_of_runs` gives them."""
    return tuple(_of_runs(entry, title, np.array([run[name] for run in runs]), name, setting) for entry, name, title in _shared(runs))


def _of_every_run(view: View) -> Iterator[tuple[Entry, str, Estimate | None]]:
    """Each indicator of every run, its name and estimate; None where the step times or the staff that it rests on are absent."""
    for entry in CATALOGUE:
        yield entry, entry.name, _estimate(entry, view)
    for of_team in BY_TEAM:
        for team in view.facts.on_duty_h:
            yield of_team, f"{of_team.name}:{team}", _estimate(of_team, view.of_team(team))


def _estimate(entry: Entry, view: View) -> Estimate | None:
    if not view.count or _basis(entry, view) == "absent":
        return None
    return entry.estimate(view)


def _part(view: View, name: str) -> Part:
    """Whose an indicator of every run is, by its name."""
    team = name.partition(":")[2]
    return Part(view, "team" if team else "process", team)


def _basis(entry: Entry, view: View) -> Basis:
    """What an indicator of this log rests on."""
    log = view.ground.log
    if entry.assumes is not None and log.origin != "simulated" and entry.assumes(view):
        return "estimated"
    if entry.evidence in ("instants", "proxy", "file"):
        if log.origin == "simulated" and entry.evidence != "file":
            return "simulated"
        return "estimated" if entry.evidence == "proxy" else "measured"
    return view.facts.basis if entry.evidence == "times" else view.facts.staff_basis


def _indicator(entry: Entry, part: Part, estimate: Estimate | None, seed: int) -> Indicator:
    setting = part.view.setting
    name = f"{entry.name}:{part.member}" if part.member else entry.name
    title = f"{entry.title}, {part.member}" if part.member else entry.title
    told = estimate is not None and math.isfinite(estimate.value)
    n = estimate.n if estimate is not None and told else 0
    # Hours on duty are those of a whole team, however few the tickets.
    of_few = part.level != "process" and entry.evidence != "staff"
    few = told and n < (max(entry.least, LEAST_OF_MEMBER) if of_few else entry.least)
    low = high = value = None
    if estimate is not None and told and not few:
        value = estimate.value
        bounds = estimate.interval(np.random.default_rng(seed))
        low, high = entry.within(*bounds) if bounds else (None, None)
    basis = _basis(entry, part.view) if told else "absent"
    return Indicator(
        name, title, value, unit_of(entry, setting), entry.better, n, low, high, basis, entry.formula,
        part.level, part.member, entry.dimension, entry.family, entry.note, few, entry.needs,
    )  # fmt: skip


def _shared(runs: Sequence[dict[str, float]]) -> list[tuple[Entry, str, str]]:
    names = [name for name in (runs[0] if runs else {}) if not name.startswith(OF_OPEN) and all(name in run for run in runs)]
    return [(title_of(name)[0], name, title_of(name)[1]) for name in names]


def _of_runs(entry: Entry, title: str, values: Floats, name: str, setting: Setting) -> Indicator:
    count, middle = len(values), float(values.mean())
    low = high = None
    if count > 1:
        half = float(stdtrit(count - 1, 0.975)) * float(values.std(ddof=1)) / math.sqrt(count)
        low, high = entry.within(middle - half, middle + half)
    return Indicator(
        name, title, middle, unit_of(entry, setting), entry.better, count, low, high, "simulated", entry.formula,
        dimension=entry.dimension, family=entry.family, note=entry.note, needs=entry.needs,
    )  # fmt: skip
