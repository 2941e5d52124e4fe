"""Weights as tables: the methods side by side, then what each of them found, and how far the answer hangs on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from svcflow import units
from svcflow.console.printing import bullets, table

if TYPE_CHECKING:
    from svcflow.scorecard.weights import Agreement, AhpWeights, BackTest, FuzzyEvaluation, OutcomeWeights, Room
    from svcflow.scorecard.weights.ahp import Group
    from svcflow.scorecard.weights.weighing import Hold, Weighing


def weight_tables(found: Weighing) -> None:
    """All that a file of weights says."""
    from svcflow.scorecard.weights import METHODS

    if found.by_method:
        _side_by_side(found)
    if found.expert and found.expert.agreement:
        _agreement("The experts' orders", found.expert.agreement)
    if found.ahp:
        _consistency(found.ahp)
    if found.rankings and found.rankings.agreement:
        _agreement("The customers' orders", found.rankings.agreement)
    if found.outcome:
        _drivers(found.outcome)
    if found.fuzzy:
        _fuzzy(found.fuzzy)
    if found.holds:
        _holds(found.holds)
    if found.drifts:
        rows = [
            (each.now.method, units.share(each.moved), units.share(each.limit), "review" if each.alarm else "") for each in found.drifts
        ]
        table("How far the weights by figures have moved since", ["method", "moved", "chance moves up to", "alarm:"], rows)
    if found.tested:
        _tested(found.tested)
    texts = [each.text for weights in found.by_method for each in weights.remarks]
    texts += [
        each.text
        for each in (
            *(one for drift in found.drifts for one in drift.remarks),
            *(found.fuzzy.remarks if found.fuzzy else ()),
            *(found.tested.remarks if found.tested else ()),
        )
    ]
    bullets(dict.fromkeys(texts))
    if found.by_method:
        hides = [(weights.method, METHODS[weights.method].title, METHODS[weights.method].hides) for weights in found.by_method]
        table("What each method hides", ["method", "name:", "hides:"], hides)


def ahp_tables(found: AhpWeights) -> None:
    """Judgements in pairs: the weights, the consistency of each level by both random indices, the judgement to look at again."""
    table("Weights", ["item", "weight"], _shares(found.weights.ranked))
    _consistency(found, weights=False)
    bullets(each.text for each in found.weights.remarks)


def _consistency(found: AhpWeights, weights: bool = True) -> None:
    from svcflow.scorecard.weights.judgements import spoken

    rows = []
    for group in found.groups:
        said, doubt = group.consistency, group.doubt
        again = f"{doubt.first} : {doubt.second} = {spoken(doubt.said)}, {spoken(doubt.fits)} would fit" if doubt else ""
        figures = (f"{said.lambda_max:.3f}", f"{said.index:.3f}", f"{said.ratio_saaty:.3f}", f"{said.ratio_alonso_lamata:.3f}")
        rows.append((group.name or "all", *figures, _verdict(group), again))
    heads = ["level", "λmax", "CI", "CR ¹", "CR ²", "verdict:", "look again at:"]
    note = "¹ by the random index of Saaty 1980, ² of Alonso and Lamata 2006; up to 0.10 is taken as consistent."
    table("Consistency of the judgements in pairs", heads, rows, note)
    if weights and len(found.groups) > 1:
        table("Weights at the bottom of the hierarchy", ["item", "weight"], _shares(found.weights.ranked))
    experts = [
        (group.name or "all", name, "" if ratio is None else f"{ratio:.3f}") for group in found.groups for name, ratio in group.experts
    ]
    if len({name for _, name, _ in experts}) > 1:
        table("Each expert alone", ["level", "expert:", "CR ¹"], experts)


def _verdict(group: Group) -> str:
    if group.consistency.disputed:
        return "disputed"
    return "consistent" if group.consistency.consistent else "contradictory"


def _side_by_side(found: Weighing) -> None:
    methods = [weights.method for weights in found.by_method]
    rows = [(item, *(_weight(weights[item]) for weights in found.by_method)) for item in found.by_method[0].items]
    when = f" of {found.date}" if found.date else ""
    table(f"Weights{when}{f', {found.name}' if found.name else ''}", ["item", *methods], rows)


def _shares(pairs: Sequence[tuple[str, float]]) -> list[tuple[str, str]]:
    return [(name, _weight(value)) for name, value in pairs]


def _weight(value: float) -> str:
    return f"{value:.3f}"


def _agreement(title: str, found: Agreement) -> None:
    if found.w is None or found.p_permutation is None:
        bullets([f"{title}: nobody names one."])
        return
    how = "counted" if found.counted else "drawn"
    row = (found.raters, f"{found.w:.3f}", f"{found.p_chi_square:.3g}", f"{found.p_permutation:.3g} ({how})")
    table(title, ["asked", "Kendall's W", "p by χ²", "p by permutations"], [row])


def _drivers(found: OutcomeWeights) -> None:
    rows = []
    for each in found.drivers:
        between = f"{each.coefficient_low:.2f} … {each.coefficient_high:.2f}"
        share = f"{units.share(each.share_low)} … {units.share(each.share_high)}"
        said = "wrong way" if not each.right_way else "found" if each.found else "no more than chance"
        rows.append((each.item, f"{each.coefficient:.2f}", between, units.share(each.share), share, said))
    heads = ["item", "coefficient", "95 % interval", "share of R²", "95 % interval", "link:"]
    table(f"The link with the outcome ({found.rows} rows, R² {units.share(found.r_squared)})", heads, rows)


def _fuzzy(found: FuzzyEvaluation) -> None:
    rows = []
    for each in found.by_operator:
        value = "" if each.value is None else f"{each.value:.1f}"
        rows.append(
            (each.operator, *(f"{raw:.3f} ({scaled:.2f})" for raw, scaled in zip(each.raw, each.scaled, strict=True)), each.verdict, value)
        )
    note = "Membership as it comes out, and scaled to sum to 1."
    table("Fuzzy evaluation, by operator", ["operator", *found.grades, "verdict:", "mean value"], rows, note)


def _holds(found: Hold) -> None:
    table(f"Totals ({found.method})", ["alternative", "total"], [(name, f"{total:.1f}") for name, total in found.totals])
    if found.ranking:
        _rooms("How far each weight may move before another is first", found.ranking)
    if found.stability:
        some = found.stability
        heads = ["alternative", *(f"rank {rank + 1}" for rank in range(len(some.alternatives)))]
        rows = [(name, *map(units.share, shares)) for name, shares in zip(some.alternatives, some.shares, strict=True)]
        table(f"Ranks when all weights vary by about {some.spread:.2f}", heads, rows)
    for name, rooms in found.verdicts:
        _rooms(f"How far each weight may move before the grade of {name} changes", rooms)


def _rooms(title: str, rooms: Sequence[Room]) -> None:
    rows = [
        (room.item, _weight(room.weight), f"{room.low:.2f} … {room.high:.2f}", _to(room.changes_below), _to(room.changes_above))
        for room in rooms
    ]
    table(title, ["item", "weight", "may be", "below it:", "above it:"], rows)


def _to(change: str | None) -> str:
    return "" if change is None else change or "no grade"


def _tested(found: BackTest) -> None:
    rows = [
        (each.name, f"{each.correlation:.2f}", f"{each.low:.2f} … {each.high:.2f}", "worse than the best" if each.beaten else "")
        for each in found.sets
    ]
    title = f"What the weights would have foretold ({found.derived_on} rows to derive from, {found.judged_on} to judge by)"
    table(title, ["weights", "rank correlation with the outcome", "95 % interval", "beyond chance:"], rows)
