"""What the changes of a redesign do alone and together.

Two changes that work on the same queue rarely add up: what one has relieved, the other cannot relieve again (or together they take a team
off its limit, and do more than both). With d the difference that the whole redesign makes to an indicator and d₁ … d_k those that its k
changes make alone,

    interplay      d − (d₁ + … + d_k)

in every paired run, so that it has an interval as any difference has. 0 means that the changes add up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from svcflow.redesign.runs import Runs
from svcflow.redesign.scenario import Scenario
from svcflow.redesign.uncertainty import run_half_width


@dataclass(frozen=True, slots=True)
class Interplay:
    """One indicator: what each change makes alone, what they make together, and what that is beyond the sum, with its interval.

    The interval is at 95 %, for the randomness of the runs.
    """

    indicator: str
    alone: tuple[float, ...]
    together: float
    interplay: float
    run_low: float
    run_high: float


def apart(scenario: Scenario) -> tuple[Scenario, ...]:
    """Each change as a redesign of its own, called after its place and kind; none where there is only one."""
    if len(scenario.changes) < 2:
        return ()
    return tuple(
        replace(
            scenario,
            name=f"{scenario.name}, {number + 1}: {change.kind}",
            changes=(change,),
            ranges=tuple(replace(each, change=0) for each in scenario.ranges if each.change == number),
            money=None,
        )
        for number, change in enumerate(scenario.changes)
    )


def interplay_of(baseline: Runs, whole: Runs, parts: Sequence[Runs], names: Sequence[str]) -> tuple[Interplay, ...]:
    """The interplay in each of these indicators that all runs have."""
    found = []
    for name in names:
        before = baseline.of(name)
        singles = [part.of(name) - before for part in parts]
        together = whole.of(name) - before
        beyond = together - sum(singles)
        middle, half = float(beyond.mean()), run_half_width(beyond)
        found.append(
            Interplay(name, tuple(float(each.mean()) for each in singles), float(together.mean()), middle, middle - half, middle + half)
        )
    return tuple(found)
