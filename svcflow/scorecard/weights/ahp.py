"""The analytic hierarchy process (AHP): items are compared in pairs, level by level, and the comparisons become weights [1]_.

The weights of a group are the principal eigenvector of its judgements; an item's weight in the whole is the product of those on the way
down to it. Of several experts each judgement is the geometric mean of those who made it, the only mean that keeps judgements
reciprocal [2]_. Pairs that nobody judged are filled (`eigenvector`), contradictions are measured and pointed at (`consistency`).

What it hides: the words of the scale are taken for ratios; many judgements of one person agree because they were made to; an item split
into two gains weight.

.. [1] Saaty (1990), How to make a decision: the analytic hierarchy process, European Journal of Operational Research 48(1),
   doi:10.1016/0377-2217(90)90057-I.
.. [2] Aczél, Saaty (1983), Procedures for synthesizing ratio judgements, Journal of Mathematical Psychology 27(1),
   doi:10.1016/0022-2496(83)90028-7.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from svcflow.language import mark
from svcflow.scorecard.refusals import Path, TableError, check_known, check_names, under
from svcflow.scorecard.remarks import Remark, remark
from svcflow.scorecard.weights.consistency import MOST_ITEMS, Consistency, Doubt, consistency_of, doubt_of
from svcflow.scorecard.weights.eigenvector import completed, missing_cells, parts, principal
from svcflow.scorecard.weights.judgements import Judgements, read_judgement, spoken
from svcflow.scorecard.weights.results import Weights

ROOT = ""
"""the name of the top group, of which the others are parts"""
Pairs = Mapping[tuple[str, str], float | str | None]
_WHOLE = mark("the top level")
_CONTRADICT = mark("The judgements of {group} contradict each other: CR {ratio} by Saaty's random index, more than 0.1.")
_DISPUTED = mark("Whether {group} is consistent hangs on the random index: CR {saaty} by Saaty 1980, {other} by Alonso and Lamata 2006.")
_AGAIN = mark("Look again at {first} : {second}: {said} was said, {fits} would fit the others and leave a CR of {ratio}.")
_FILLED = mark("{missing} of {pairs} pairs of {group} were not judged; they were filled so as to contradict least.")


@dataclass(frozen=True, slots=True)
class Group:
    """One level's comparison: its items, their weights within the group, how consistent it is, and which judgement to look at again.

    `filled` holds the pairs that nobody judged, with the value that contradicts least; `experts` each expert's own ratio (Saaty), None
    where what they judged alone does not hold the items together.
    """

    name: str
    items: tuple[str, ...]
    values: tuple[float, ...]
    consistency: Consistency
    doubt: Doubt | None
    filled: tuple[tuple[str, str, float], ...]
    experts: tuple[tuple[str, float | None], ...]


@dataclass(frozen=True, slots=True)
class AhpWeights:
    """The weights of the items at the bottom of the hierarchy, and each group of it, from the top down."""

    weights: Weights
    groups: tuple[Group, ...]

    @property
    def top(self) -> Weights:
        """The weights of the items of the top level."""
        first = self.groups[0]
        return Weights("ahp", first.items, first.values, self.weights.remarks)

    @property
    def consistent(self) -> bool:
        """Whether each group's ratio by Saaty's random index is 0.10 at most."""
        return all(group.consistency.consistent for group in self.groups)


def ahp_weights(items: Sequence[str], experts: Mapping[str, Pairs], under_items: Mapping[str, Sequence[str]] | None = None) -> AhpWeights:
    """Weights from judgements in pairs, over a hierarchy of items.

    Parameters
    ----------
    items : sequence of str
        The items of the top level, at most 15 in a group.
    experts : mapping
        Expert -> pair (first, second) -> how many times as much the first matters: 1 to 9, "1/2" to "1/9", None or "?" where open. A pair
        is of one group.
    under_items : mapping, optional
        Item -> the items that it is made of, of any depth.

    Raises
    ------
    TableError
        A judgement is off the scale, a pair is of no group, or judgements do not hold a group together.
    """
    tree = _tree(items, under_items or {})
    told = {}
    for name, pairs in experts.items():
        with under("judgements", name):
            told[name] = _by_group(tree, pairs)
    groups = [_weigh(parent, members, {name: each.get(parent, {}) for name, each in told.items()}) for parent, members in tree.items()]
    shares = {ROOT: 1.0}
    for group in groups:
        shares.update((item, shares[group.name] * value) for item, value in zip(group.items, group.values, strict=True))
    bottom = [item for item in shares if item != ROOT and item not in tree]
    remarks = tuple(each for group in groups for each in _remarks(group))
    return AhpWeights(Weights("ahp", tuple(bottom), tuple(shares[item] for item in bottom), remarks), tuple(groups))


def weigh_judgements(judgements: Judgements) -> Group:
    """The weights of one group of one judge; the published examples are of this kind."""
    pairs = {(first, second): value for first, second, value in judgements.pairs}
    return _weigh(ROOT, judgements.items, {"": pairs})


def _tree(items: Sequence[str], under_items: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Each group's members by its name, parents before their parts; every name stands once."""
    tree, waiting = {ROOT: check_names(items)}, dict(under_items)
    names = list(tree[ROOT])
    for name in names:
        if name in waiting:
            with under("under", name):
                tree[name] = check_names(waiting.pop(name), f'parts of "{name}"')
                for place, part in enumerate(tree[name]):
                    if part in names:
                        raise TableError(f'"{part}" stands twice in the hierarchy.', remedy="Call one of them otherwise.", at=(place,))
                names += tree[name]
    for name in waiting:
        check_known(name, names, ("under", name))
    for name, members in tree.items():
        if len(members) > MOST_ITEMS:
            problem = f"{len(members)} items are too many to compare in pairs."
            raise TableError(
                problem, remedy=f"Put them in groups of {MOST_ITEMS} at most; seven are good.", at=("under", name) if name else ("items",)
            )
    return tree


def _by_group(tree: Mapping[str, tuple[str, ...]], pairs: Pairs) -> dict[str, dict[tuple[str, str], float]]:
    """The judgements of each group, in the direction of its items; each checked."""
    home = {item: parent for parent, members in tree.items() for item in members}
    found: dict[str, dict[tuple[str, str], float]] = {}
    for (first, second), said in pairs.items():
        at: Path = (f"{first} : {second}",)
        for name in (first, second):
            check_known(name, home, at)
        if first == second:
            raise TableError(f'"{first}" is compared with itself.', remedy="Name two items.", at=at)
        if home[first] != home[second]:
            raise TableError(f'"{first}" and "{second}" are not of one group.', remedy="Compare items that have the same parent.", at=at)
        group, members = found.setdefault(home[first], {}), tree[home[first]]
        turned = members.index(first) > members.index(second)
        pair = (second, first) if turned else (first, second)
        value = read_judgement(said, at)
        if pair in group:
            raise TableError(f'"{first}" and "{second}" are compared twice.', remedy="Leave one of the two out.", at=at)
        if value is not None:
            group[pair] = 1 / value if turned else value
    return found


def _weigh(name: str, items: tuple[str, ...], told: Mapping[str, Mapping[tuple[str, str], float]]) -> Group:
    matrix = Judgements(items, _means(told)).matrix()
    held = parts(matrix)
    if len(held) > 1:
        apart = [", ".join(f'"{items[place]}"' for place in part) for part in held[:2]]
        problem = f"no judgement holds {apart[0]} and {apart[1]} together."
        raise TableError(problem, remedy="Compare one of the first with one of the second.")
    full = completed(matrix)
    vector, _ = principal(full)
    filled = tuple((items[i], items[j], float(full[i, j])) for i, j in missing_cells(matrix))
    ratios = tuple((expert, _own_ratio(items, pairs)) for expert, pairs in told.items() if pairs)
    return Group(name, items, tuple(map(float, vector)), consistency_of(matrix), doubt_of(matrix, items), filled, ratios)


def _means(told: Mapping[str, Mapping[tuple[str, str], float]]) -> tuple[tuple[str, str, float], ...]:
    """Each pair with the geometric mean of what was said of it."""
    logs: dict[tuple[str, str], list[float]] = {}
    for pairs in told.values():
        for pair, value in pairs.items():
            logs.setdefault(pair, []).append(math.log(value))
    return tuple((*pair, math.exp(math.fsum(found) / len(found))) for pair, found in logs.items())


def _own_ratio(items: tuple[str, ...], pairs: Mapping[tuple[str, str], float]) -> float | None:
    matrix = Judgements(items, tuple((*pair, value) for pair, value in pairs.items())).matrix()
    return consistency_of(matrix).ratio_saaty if len(parts(matrix)) == 1 else None


def _remarks(group: Group) -> list[Remark]:
    name, found, said = group.name or remark(_WHOLE), group.consistency, []
    if group.filled:
        size = len(group.items)
        said.append(remark(_FILLED, missing=len(group.filled), pairs=size * (size - 1) // 2, group=name))
    if not found.consistent:
        said.append(remark(_CONTRADICT, group=name, ratio=found.ratio_saaty))
    if found.disputed:
        said.append(remark(_DISPUTED, group=name, saaty=f"{found.ratio_saaty:.3f}", other=f"{found.ratio_alonso_lamata:.3f}"))
    if group.doubt and (found.disputed or not found.consistent):
        doubt = group.doubt
        said.append(
            remark(_AGAIN, first=doubt.first, second=doubt.second, said=spoken(doubt.said), fits=spoken(doubt.fits), ratio=doubt.ratio_then)
        )
    return said
