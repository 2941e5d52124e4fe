"""What a redesign changes in a value-stream map, step by step and in all.

Both maps are mined from one simulated run each, with the same random numbers. So a figure counts as changed when it differs by more
than chance plays with such a pair: durations and rates by 5 % (and a minute), shares by 2 points, people by any; queues and waiting
by 10 %, if that is at least 1 % of the mean ticket's lead time, since a queue carries what changes elsewhere far through the service.
How sure the differences of the totals are is said by the comparison over many runs, where there is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from svcflow.redesign.future import FutureState
from svcflow.redesign.proposal import Proposal
from svcflow.redesign.results import Comparison, Effect
from svcflow.report.value_stream.facts import Figure, MapFacts, MapStep, Name, stream_map_facts

Fate = Literal["same", "changed", "new", "removed", "off_path", "onto_path"]
LEAST_RATIO, LEAST_POINTS, LEAST_HOURS = 0.05, 0.02, 1 / 60
LEAST_WAITING, LEAST_OF_LEAD = 0.1, 0.01
LOWER = {"cycle_time", "waiting", "queue", "paused", "load", "executions", "lead_time", "lead_time_median", "processing"}
HIGHER = {"accurate", "flow_efficiency", "activity_ratio", "value_added", "rolled_accurate"}
INDICATORS: dict[Name, str] = {
    "lead_time": "lead_time_mean",
    "lead_time_median": "lead_time_median",
    "waiting": "waiting_time_mean",
    "processing": "processing_time_mean",
    "paused": "paused_time_mean",
    "flow_efficiency": "flow_efficiency",
}
"""the indicators of a comparison that say how sure a difference is; the flow efficiency is another where steps go on side by side"""
NOT_COMPARED = {"activity_ratio"}


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a step: its fate, and the figures that differ (by name)."""

    activity: str
    fate: Fate
    figures: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class Total:
    """A total now and then, and what the comparison says of the difference: its mean and its 95 % interval over many runs."""

    name: Name
    now: Figure | None
    then: Figure | None
    effect: Effect | None = None

    @property
    def difference(self) -> float | None:
        """Then less now."""
        return self.then.value - self.now.value if self.now and self.then else None

    @property
    def better(self) -> bool | None:
        """Whether it is clearly better or clearly worse; None where that is not clear, or neither."""
        if self.difference is None or not (self.effect.clear if self.effect else differs(self.now, self.then)):
            return None
        return better(self.name, self.effect.difference if self.effect else self.difference)


@dataclass(frozen=True, slots=True)
class MapPair:
    """Today's value-stream map and that of a redesign, by the redesign's name, with the totals of both."""

    name: str
    now: MapFacts
    then: MapFacts
    totals: tuple[Total, ...]
    proposal: Proposal | None = None
    """what the redesign was made of, where svcflow proposed it"""

    @property
    def title(self) -> str:
        """The redesign's name; of one that svcflow proposed, in the current language."""
        return self.name if self.proposal is None else self.proposal.title


def pair_maps(found: FutureState, comparison: Comparison | None = None) -> MapPair:
    """The maps of a future state; `comparison` says how sure the differences of their totals are, where it holds this redesign."""
    now, then = (stream_map_facts(state.stream, state.bottlenecks) for state in (found.today, found.future))
    name = found.future.name
    proposals = (each.proposal for each in (comparison.scenarios if comparison else ()) if each.name == name)
    return MapPair(name, now, then, total_changes(now, then, comparison, name), next(proposals, None))


def find_changes(now: MapFacts, then: MapFacts) -> tuple[Change, ...]:
    """What becomes of each step of either map: first those of the new one, in its order, then those that go."""
    before, after = _placed(now), _placed(then)
    lead = now.total("lead_time")
    least_h = LEAST_OF_LEAD * lead.value if lead else 0.0
    changes = []
    for name, (step, on_path) in after.items():
        if name not in before:
            changes.append(Change(name, "new"))
            continue
        old, was_on_path = before[name]
        names = changed_figures(old, step, least_h)
        fate: Fate = "changed" if names else "same"
        if on_path != was_on_path:
            fate = "onto_path" if on_path else "off_path"
        changes.append(Change(name, fate, names))
    return (*changes, *(Change(name, "removed") for name in before if name not in after))


def _placed(facts: MapFacts) -> dict[str, tuple[MapStep, bool]]:
    beside = {step.activity: (step, False) for step in (*facts.branches, *facts.rarer)}
    return {step.activity: (step, True) for step in facts.path} | beside


def changed_figures(old: MapStep, new: MapStep, least_h: float = 0.0) -> tuple[Name, ...]:
    """The figures of a step that differ, those that only one of the two has included; `least_h` of the mean ticket's waiting [h]."""
    before, after = ({figure.name: figure for figure in step.figures} for step in (old, new))
    names = dict.fromkeys((*after, *before))
    changed = tuple(name for name in names if differs(before.get(name), after.get(name)))
    gap, larger = abs(new.waiting.value - old.waiting.value), max(new.waiting.value, old.waiting.value)
    waits = gap >= LEAST_WAITING * larger and abs(new.rung.waiting_h - old.rung.waiting_h) >= max(least_h, LEAST_HOURS)
    if not waits:
        return changed
    return ("waiting", "queue", *changed) if differs(old.queue, new.queue) else ("waiting", *changed)


def differs(old: Figure | None, new: Figure | None) -> bool:
    """Whether two figures differ by more than the rule of this module allows."""
    if old is None or new is None:
        return (old is None) != (new is None)
    gap, larger = abs(new.value - old.value), max(abs(old.value), abs(new.value))
    if new.unit == "count":
        return gap > 0
    if new.unit == "share":
        return gap >= LEAST_POINTS
    return gap >= LEAST_RATIO * larger and gap >= (LEAST_HOURS if new.unit == "h" else 0.05)


def better(name: Name, difference: float) -> bool | None:
    """Whether a difference is for the better; None where more is neither good nor bad."""
    if difference == 0 or name not in LOWER | HIGHER:
        return None
    return (difference > 0) == (name in HIGHER)


def total_changes(now: MapFacts, then: MapFacts, comparison: Comparison | None = None, redesign: str | None = None) -> tuple[Total, ...]:
    """The totals of both maps side by side, with what a comparison says of their differences.

    Parameters
    ----------
    now, then
        Today and the redesign, both simulated.
    comparison, redesign
        The comparison that holds this redesign, by its name.
    """
    scenarios = comparison.scenarios if comparison else ()
    found = next((scenario for scenario in scenarios if scenario.name == redesign), None)
    effects = {effect.indicator: effect for effect in found.values} if found else {}
    names: Sequence[Name] = list(dict.fromkeys(figure.name for figure in (*now.totals, *then.totals) if figure.name not in NOT_COMPARED))
    told = {name: effects.get(indicator) for name, indicator in INDICATORS.items() if name != "flow_efficiency" or not now.overlap_h}
    return tuple(Total(name, now.total(name), then.total(name), told.get(name)) for name in names)
