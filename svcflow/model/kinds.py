"""Kinds of tickets: those that routing and durations treat alike, for their attributes have the same values where anybody looks.

Of an attribute that some condition names, each value that is named makes a kind, and all others together one. Several attributes make a
kind of each combination. A model without conditions knows one kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from math import prod

from svcflow.model.document import Attribute, ServiceModel
from svcflow.model.routing import Context

Values = Mapping[str, str]
"""attribute -> value, of the attributes and values that matter"""


class Kinds:
    """The kinds of tickets, numbered from 0 on."""

    def __init__(self, attributes: Iterable[Attribute], conditions: Iterable[tuple[str, str]]) -> None:
        named: dict[str, set[str]] = {}
        for name, value in conditions:
            named.setdefault(name, set()).add(value)
        self._places: list[tuple[str, tuple[str | None, ...]]] = []
        self._shares: list[tuple[float, ...]] = []
        for attribute in sorted(attributes, key=lambda it: it.name):
            if attribute.name in named:
                values = sorted(set(attribute.shares) & named[attribute.name])
                others = (None,) if set(attribute.shares) - set(values) else ()
                self._places.append((attribute.name, (*values, *others)))
                own = tuple(attribute.shares[value] for value in values)
                rest = sum(share for value, share in attribute.shares.items() if value not in values)
                self._shares.append((*own, *(rest for _ in others)))

    def __len__(self) -> int:
        """How many there are."""
        return prod(len(values) for _, values in self._places)

    def __iter__(self) -> Iterator[Values]:
        """What each has: the values that matter, in the order of the numbers."""
        names = [name for name, _ in self._places]
        for values in product(*(values for _, values in self._places)):
            yield {name: value for name, value in zip(names, values, strict=True) if value is not None}

    def shares(self) -> list[float]:
        """The share of the tickets that each makes up, in the order of the numbers."""
        return [prod(shares) for shares in product(*self._shares)]

    def parts(self, attribute: str, values: Iterable[str]) -> tuple[int, ...]:
        """For each value of an attribute, what it adds to the number of the ticket's kind."""
        stride = len(self)
        for name, told_apart in self._places:
            stride //= len(told_apart)
            if name == attribute:
                return tuple(stride * told_apart.index(value if value in told_apart else None) for value in values)
        return tuple(0 for _ in values)


def kinds_of(model: ServiceModel) -> Kinds:
    """The kinds of tickets that a model tells apart."""
    by_attribute = (step.by_attribute for step in model.steps if step.by_attribute is not None)
    durations = ((it.attribute, value) for it in by_attribute for value in it.durations)
    return Kinds(model.attributes, (*_asked(model.routing.contexts), *durations))


def routed_kinds(model: ServiceModel, contexts: Iterable[Context]) -> Kinds:
    """The kinds of tickets that these contexts tell apart."""
    return Kinds(model.attributes, _asked(contexts))


def _asked(contexts: Iterable[Context]) -> Iterator[tuple[str, str]]:
    return (pair for context in contexts for pair in context.where.items())
