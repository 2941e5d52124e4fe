"""The way of a ticket through the steps: what comes next, given the steps so far.

The longest listed context whose conditions the ticket meets decides (`svcflow.model.histories`): by the kind of the ticket
(`svcflow.model.kinds`) and by how often it has begun the step that it comes from. Two rules come on top of it.

- **Returns scaled.** Where a redesign has changed `error_chance`, the flow back to a step that the ticket has been through is
  multiplied by that step's error_chance ÷ fitted_error_chance, and the flows to new steps share what is left in proportion. All
  returns together get at most 0.95 (or what they had, if that was more); a context without a flow to anything new stays as it is,
  for there is nothing else to do. So each ticket still ends. What comes right after a pause (a step whose meaning is the customer or a
  supplier) is never scaled: work that goes on after the answer is no rework.
- **Returns at once.** Where `fitted_error_chance` is 0 and `error_chance` is not, an execution of the step is followed by another
  one with that chance. The routing sees them as one.

Chances are laid out in the order of the steps' names, so that the order of a document means nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate
from operator import add

from svcflow.model import END, Histories, ServiceModel, kinds_of
from svcflow.simulation.streams import Streams, uniform

OUT = -1
"""the number of the way out"""
MOST_RETURNS = 0.95


@dataclass(frozen=True, slots=True)
class Fork:
    """The ways on from a history by a context: targets (step numbers, or OUT), their cumulated chances, the histories that they lead to."""

    number: int
    targets: tuple[int, ...]
    chances: tuple[float, ...]
    cumulated: tuple[float, ...]
    following: tuple[int, ...]
    scaled: int
    """those targets, as bits, whose returns are scaled"""


class Routes:
    """Where a ticket goes next. `start` is the history of a new ticket."""

    def __init__(self, model: ServiceModel, streams: Streams) -> None:
        self.root = streams.root("routing")
        self._histories = Histories(model.routing.contexts)
        self._numbers = {step.name: number for number, step in enumerate(model.steps)} | {END: OUT}
        self.factors = [step.error_chance / step.fitted_error_chance if step.fitted_error_chance else 1.0 for step in model.steps]
        self._kinds = list(kinds_of(model))
        self._forks: dict[tuple[int, int, int], Fork] = {}
        self._by_context: dict[tuple[int, int], Fork] = {}
        self.levels = self._histories.most_visits + 1
        """how many numbers of visits make a difference: 0 … `levels` − 1 and more"""
        self._rescaled: dict[tuple[int, int], tuple[float, ...]] = {}
        self.start = self._histories.start

    def choose(self, case: int, kind: int, history: int, visits: int, done: int, walked: int) -> tuple[int, int]:
        """The next step (or OUT) of a case, and the history with it.

        `visits` is how often the case has begun the step that it comes from. `done` are the steps that would be done again, as bits (none
        after a pause); `walked` is how many steps the routing has chosen so far.
        """
        fork = self.fork(kind, history, visits)
        cumulated = self._scaled(fork, done) if fork.scaled & done else fork.cumulated
        number = bisect_right(cumulated, uniform(self.root, case, walked)) if cumulated else 0
        return fork.targets[number], fork.following[number]

    def ways(self, kind: int, history: int, visits: int, done: int) -> list[tuple[int, float]]:
        """The steps (or OUT) that may come next, and their chances; what they are told is as in `choose`."""
        fork = self.fork(kind, history, visits)
        cumulated = self._scaled(fork, done) if fork.scaled & done else fork.cumulated
        return [(target, high - low) for target, low, high in zip(fork.targets, (0.0, *cumulated), (*cumulated, 1.0), strict=True)]

    def along(self, steps: Iterable[str], history: int | None = None) -> int:
        """The history of a ticket that has been through these steps, or through them after `history`."""
        node = self.start if history is None else history
        for step in steps:
            node = self._histories.after(node, step)
        return node

    def fork(self, kind: int, history: int, visits: int) -> Fork:
        """The ways on from a history."""
        key = (kind, history, min(visits, self.levels - 1))
        return self._forks.get(key) or self._fork(*key)

    def levels_of(self, history: int) -> range:
        """How often a ticket may have begun the step that it comes from, as far as it makes a difference."""
        return self._histories.levels(history)

    def _fork(self, kind: int, history: int, visits: int) -> Fork:
        context = self._histories.deciding(history, self._kinds[kind], visits)
        assert context is not None, "check_model has seen that every history has a context"
        known = (history, id(context))
        if known not in self._by_context:
            ways = [(name, chance) for name, chance in sorted(context.next.items()) if chance > 0]
            targets = tuple(self._numbers[name] for name, _ in ways)
            chances = tuple(chance for _, chance in ways)
            following = tuple(self._histories.after(history, name) for name, _ in ways)
            scaled = sum(1 << target for target in targets if target != OUT and self.factors[target] != 1)
            self._by_context[known] = Fork(len(self._by_context), targets, chances, _cumulated(chances), following, scaled)
        self._forks[kind, history, visits] = fork = self._by_context[known]
        return fork

    def _scaled(self, fork: Fork, done: int) -> tuple[float, ...]:
        returning = tuple(target != OUT and bool(done >> target & 1) for target in fork.targets)
        key = (fork.number, sum(1 << at for at, back in enumerate(returning) if back))
        if key not in self._rescaled:
            factors = [self.factors[target] if back else 1.0 for target, back in zip(fork.targets, returning, strict=True)]
            self._rescaled[key] = _cumulated(rescaled(fork.chances, returning, factors))
        return self._rescaled[key]


def rescaled(chances: tuple[float, ...], returning: tuple[bool, ...], factors: list[float]) -> tuple[float, ...]:
    """The chances with returns multiplied by their factors, as in this module's first paragraph.

    With R the returns' share and R' = Σ p f over them, capped at max(0.95, R): returns get p f · (capped R' ÷ R'), the others
    p · (1 − capped R') ÷ (1 − R).
    """
    ways = list(zip(chances, returning, factors, strict=True))
    new = total(chance for chance, back, _ in ways if not back)
    if new <= 0:
        return chances
    wanted = total(chance * factor for chance, back, factor in ways if back)
    capped = min(wanted, max(MOST_RETURNS, 1 - new))
    back_again = capped / wanted if wanted else 0.0
    return tuple(chance * factor * back_again if back else chance * (1 - capped) / new for chance, back, factor in ways)


def _cumulated(chances: tuple[float, ...]) -> tuple[float, ...]:
    """Cumulated shares, the last one left out: whatever is not below one of them is the last way."""
    whole = total(chances)
    return tuple(chance / whole for chance in accumulate(chances))[:-1]


def total(values: Iterable[float]) -> float:
    """The sum, one after the other: `sum` compensates since Python 3.12, and the compiled engine must add alike."""
    return reduce(add, values, 0.0)
