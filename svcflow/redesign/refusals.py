"""What a comparison is refused for before it has run, and after its first runs."""

from __future__ import annotations

from collections.abc import Sequence

from svcflow.errors import InputError, ScenarioError, did_you_mean
from svcflow.indicators import every_entry
from svcflow.redesign.best import Wanted
from svcflow.redesign.runs import Runs, shared
from svcflow.redesign.scenario import Scenario


def check_names(scenarios: Sequence[Scenario]) -> None:
    """Refuse two redesigns of one name."""
    names = [scenario.name for scenario in scenarios]
    for name in names:
        if names.count(name) > 1:
            files = [scenario.source for scenario in scenarios if scenario.name == name and scenario.source]
            problem = f'{names.count(name)} redesigns are called "{name}".'
            raise ScenarioError(problem, place=", ".join(files), remedy="Give each its own name.")


def check_effort(
    chosen: Sequence[str],
    replications: int | None,
    most: int | None,
    precision: float | None,
    cases: int | None,
    best: Wanted | None,
) -> None:
    """Refuse what no comparison can be made with."""
    if best is not None:
        best.check()
    if not chosen:
        raise InputError("chosen (=[]) must name an indicator.", remedy="Leave it out for the mean lead time.")
    if replications is not None and replications < 2:
        raise InputError(f"replications (={replications}) must be >= 2: one run says nothing about chance.")
    if most is not None and most < (replications or 2):
        raise InputError(f"most (={most}) must be at least the runs that are made anyway.", remedy="Allow more, or ask for fewer runs.")
    if precision is not None and not 0 < precision < 1:
        raise InputError(f"precision (={precision:g}) must be between 0 and 1.", remedy="0.05 is five percent of the baseline.")
    if cases is not None and cases < 1:
        raise InputError(f"cases (={cases}) must be >= 1.", remedy="Ask for as many tickets as come in some weeks.")


def check_known(chosen: Sequence[str]) -> None:
    """Refuse names that no indicator has, before any run."""
    known = {entry.name for entry in every_entry() if "process" in entry.levels}
    for name in chosen:
        if name.partition(":")[0] not in known:
            problem = f'the runs do not tell an indicator "{name}" that could be compared.'
            raise InputError(problem, place="indicator", remedy=did_you_mean(name, known))


def check_told(chosen: Sequence[str], everything: Sequence[Runs]) -> None:
    """Refuse indicators that the baseline, or no redesign, tells."""
    base, *others = everything
    known = {name for runs in others or [base] for name in shared([*base.values, *runs.values])}
    for name in chosen:
        if name not in known:
            problem = f'the runs do not tell an indicator "{name}" that could be compared.'
            raise InputError(problem, place="indicator", remedy=did_you_mean(name, known))
