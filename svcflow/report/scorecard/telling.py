"""The scorecard in sentences: its trend, what moved it, how far weights may go, where they come from, what is wrong with the set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from svcflow import units
from svcflow.language import listed, tell, tell_many
from svcflow.report.points import grade_name, points
from svcflow.report.scorecard.wording import dimension_name, indicator_name
from svcflow.scorecard.remarks import Remark
from svcflow.scorecard.weights.methods import METHODS
from svcflow.scorecard.weights.sensitivity import Room
from svcflow.scorecard.weights.weighing import Weighing
from svcflow.study.scoring import FEWEST_CASES, Appraisal
from svcflow.voice.names import HOURS

MOST_MOVES = 3
MOVES = 0.05
"""Parts of a change that are smaller than this many points are not told."""


def tell_trend(found: Appraisal) -> str:
    """How the score goes from month to month, with the interval of the slope."""
    trend = found.trend
    if trend is None:
        return tell("Too few months of {count} tickets or more for a trend.", count=units.count(FEWEST_CASES))
    slope = {"slope": points(abs(trend.slope)), "low": points(trend.low, signed=True), "high": points(trend.high, signed=True)}
    if trend.verdict == "unclear":
        slope["slope"] = points(trend.slope, signed=True)
        return tell("No clear trend: {slope} points a month, 95 % interval {low} to {high}.", **slope)
    if trend.verdict == "better":
        return tell("The score rises by {slope} points a month (95 % interval {low} to {high}).", **slope)
    return tell("The score falls by {slope} points a month (95 % interval {low} to {high}).", **slope)


def tell_moves(found: Appraisal) -> str:
    """What moved the total from the last month but one to the last; nothing where there is none."""
    moved = found.moved
    months = [each.month for each in found.months if each.cases >= FEWEST_CASES and each.total is not None][-2:]
    if moved is None or len(months) < 2:
        return ""
    parts = [
        tell("{indicator} {change}", indicator=indicator_name(found.card[each.name]), change=points(each.change, signed=True))
        for each in moved.moves[:MOST_MOVES]
        if abs(each.change) > MOVES
    ]
    texts = {"from": months[0], "to": months[1], "before": points(moved.before), "after": points(moved.after)}
    if not parts:
        return tell("From {from} to {to} it stayed at {after} points.", **texts)
    return tell("From {from} to {to} it went from {before} to {after} points, most of it by: {parts}.", parts=listed(parts), **texts)


def tell_rooms(found: Appraisal) -> Iterator[str]:
    """At which weight of a dimension the grade changes; that none changes it is said as well."""
    titles = {each.name: dimension_name(each.title or each.name) for each in found.card.dimensions}
    rooms = [(titles[room.item], room) for room in found.sensitivity]
    for name, room in rooms:
        yield from _room(name, room, found.card.grade)
    if rooms and not any(room.changes_below is not None or room.changes_above is not None for _, room in rooms):
        yield tell("Whatever the weight of any one dimension, the grade stays as it is.")


def _room(name: str, room: Room, grade: str) -> Iterator[str]:
    texts = {"dimension": name, "grade": grade_name(grade), "weight": units.share(room.weight)}
    if room.changes_above is not None:
        yield tell(
            "The grade changes from {grade} to {other} when the weight of {dimension}, now {weight}, goes above {limit}.",
            other=grade_name(room.changes_above) or tell("none"), limit=units.share(room.high), **texts,
        )  # fmt: skip
    if room.changes_below is not None:
        yield tell(
            "The grade changes from {grade} to {other} when the weight of {dimension}, now {weight}, goes below {limit}.",
            other=grade_name(room.changes_below) or tell("none"), limit=units.share(room.low), **texts,
        )  # fmt: skip


def tell_weights(found: Appraisal) -> Iterator[str]:
    """Where the weights come from, how far the judgements hold together, and what each method hides."""
    weighing = found.weighing
    if weighing is None or weighing.chosen is None:
        yield tell("The weights are those that the scorecard gives. What that hides: {hides}", hides=tell(METHODS["given"].hides))
    else:
        yield tell("The weights in force: {method}.", method=tell(METHODS[weighing.chosen.method].title))
        yield from _judgements(weighing)
        yield from dict.fromkeys(_by_title(found, each) for each in _remarks(weighing))
        for each in weighing.by_method:
            method = METHODS[each.method]
            yield tell("What “{method}” hides: {hides}", method=tell(method.title), hides=tell(method.hides))
    review = weighing.review if weighing is not None and weighing.review else found.given.review
    if review is not None:
        yield tell("The weights are to be looked at again by {date}.", date=review.isoformat())


def _judgements(weighing: Weighing) -> Iterator[str]:
    for group in weighing.ahp.groups if weighing.ahp else ():
        said = group.consistency
        yield tell(
            "Judgements in pairs of {group}: λmax {lambda}, CI {index}, CR {saaty} by the random index of Saaty (1980) and {other} by that "
            "of Alonso and Lamata (2006); up to 0.10 is taken as consistent.",
            group=listed(map(dimension_name, group.items)), index=f"{said.index:.3f}", saaty=f"{said.ratio_saaty:.3f}",
            other=f"{said.ratio_alonso_lamata:.3f}", **{"lambda": f"{said.lambda_max:.3f}"},
        )  # fmt: skip
    agreement = weighing.expert.agreement if weighing.expert else None
    if agreement is not None and agreement.w is not None and agreement.p_permutation is not None:
        yield tell(
            "{experts} agree on the order with Kendall's W of {w} (chance of as much by luck: {chance}).",
            experts=tell_many("{count} expert", "{count} experts", agreement.raters), w=f"{agreement.w:.2f}",
            chance=units.share(agreement.p_permutation),
        )  # fmt: skip


def _remarks(weighing: Weighing) -> Iterator[Remark]:
    """What each method remarks, a judgement to look at again among it; that weights have drifted; how they did when they were tried."""
    for weights in weighing.by_method:
        yield from weights.remarks
    for drift in weighing.drifts:
        yield from drift.remarks
    yield from weighing.tested.remarks if weighing.tested else ()


def tell_checks(found: Appraisal) -> tuple[str, ...]:
    """What must be said of the total, and what is wrong with the set of indicators."""
    remarks = (*found.card.remarks, *(each.remark for each in found.checks.findings))
    return tuple(dict.fromkeys(_by_title(found, each) for each in remarks))


def _by_title(found: Appraisal, given: Remark) -> str:
    """A remark that calls dimensions and indicators by their titles in the current language."""
    titles = {each.name: indicator_name(each) for each in found.card.indicators}
    titles |= {each.name: dimension_name(each.title or each.name) for each in found.card.dimensions}
    values = tuple((key, titles.get(value, value) if isinstance(value, str) else value) for key, value in given.values)
    return replace(given, values=values).text


def tell_link(found: Appraisal) -> str:
    """By which rule a redesign's satisfaction was moved; or that it stays as it is."""
    link = found.link
    if link is None:
        return tell("What no simulation tells, such as the answers of customers and what people judge, stays as it is today.")
    day = link.change(24)
    return tell(
        "Satisfaction was moved through its measured link: a day more of {hours} goes with {change} of mean satisfaction, a step more that "
        "is done again with {error}. That is an association in what customers answered, and no experiment. What else no simulation tells "
        "stays as it is today.",
        hours=tell(HOURS[link.of]), change=units.points(day.value), error=units.points(link.per_error.value),
    )  # fmt: skip
