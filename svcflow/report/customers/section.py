"""The section of the page: everything that it shows of a survey and its comments, in the current language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from svcflow import units
from svcflow.language import tell, tell_many
from svcflow.report import words
from svcflow.report.customers import tables
from svcflow.report.customers.charts import curve_chart, importance_chart, share_with_interval
from svcflow.report.facts import ReportFacts
from svcflow.report.tables import Table
from svcflow.voice.hearing import Voice
from svcflow.voice.names import CROSSHAIRS, HOURS
from svcflow.voice.surveys.results import Curve, ImportanceMap, Loop, Satisfaction
from svcflow.voice.telling import tell_importance, tell_link, tell_responses


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart with its title, the mark of its basis, what to know, and the same as a table."""

    title: str
    mark: str
    drawing: str
    note: str
    table: Table


@dataclass(frozen=True, slots=True)
class CustomersSection:
    """What the section shows. `heads`: key figures as name, figure, and what stands below."""

    heads: tuple[tuple[str, str, str], ...]
    sentences: tuple[str, ...]
    scores: Table | None
    responses: Table | None
    importance: Drawn | None
    curves: tuple[Drawn, ...]
    levels: tuple[Table, ...]
    loop: str
    themes: Table | None
    suggestions: Table | None
    notes: tuple[str, ...]
    remarks: tuple[str, ...]
    """what lower rooms have said in English"""


def customers_section(facts: ReportFacts) -> CustomersSection | None:
    """The section; None where no customer was asked."""
    voice = facts.voice
    if voice is None:
        return None
    said, written = voice.satisfaction, voice.comments
    return CustomersSection(
        heads=(*_heads(said), *(tables.moods(written) if written else ())),
        sentences=tuple(_sentences(said)),
        scores=tables.score_table(said),
        responses=tables.response_table(said.response) if said.response else None,
        importance=importance_drawn(said.importance) if said.importance and len(said.importance.items) > 1 else None,
        curves=tuple(curve_drawn(curve) for curve in said.curves if len(curve.bins) > 1),
        levels=tuple(table for level in said.levels if (table := tables.level_table(level)) is not None),
        loop=_loop(said.loop) if said.loop else "",
        themes=tables.theme_table(written) if written else None,
        suggestions=tables.suggestion_table(written) if written else None,
        notes=tuple(_notes(voice)),
        remarks=(*voice.notes, *said.notes, *(written.notes if written else ())),
    )  # fmt: skip


def _sentences(said: Satisfaction) -> Iterator[str]:
    """What tables and charts do not say at a glance: who is not heard, what moves satisfaction, what matters."""
    yield from tell_responses(said.response) if said.response else ()
    yield from tell_link(said.link) if said.link else ()
    yield from tell_importance(said.importance) if said.importance else ()


def _heads(said: Satisfaction) -> Iterator[tuple[str, str, str]]:
    yield tell("Responses"), units.count(said.responses), ""
    if said.response:
        value, interval = share_with_interval(said.response.rate)
        yield tell("Response rate"), value, tell("95 % interval {interval}", interval=interval) if interval else ""
    if said.csat:
        value, interval = share_with_interval(said.csat[0].share)
        yield tell("Satisfied (CSAT)"), value, tell("95 % interval {interval}", interval=interval) if interval else ""
    if said.nps:
        yield tell("NPS"), units.number(said.nps.score.value, signed=True), tell("from −100 to +100")
    if said.effort:
        value, interval = share_with_interval(said.effort.easy)
        yield tell("Found it easy (CES)"), value, tell("95 % interval {interval}", interval=interval) if interval else ""


def importance_drawn(found: ImportanceMap) -> Drawn:
    """The importance-performance map."""
    cross = tell(CROSSHAIRS[found.crosshairs[0][0]])
    note = (
        tell("Importance as customers stated it. The cross stands at the {cross}.", cross=cross)
        if found.importance_is == "stated"
        else tell("Importance: correlation with overall satisfaction. The cross stands at the {cross}.", cross=cross)
    )
    sure = tell("Where the verdicts of the crosses differ, none is certain; orange: to be worked on, wherever the cross stands.")
    title = tell("What matters, and how well it is done")
    return Drawn(title, "", importance_chart(found), tell("{first} {second}", first=note, second=sure), tables.importance_table(found))


def curve_drawn(curve: Curve) -> Drawn:
    """Satisfaction against a time."""
    hours, rank = tell(HOURS[curve.of]), curve.rank_correlation
    falls = (
        tell("Satisfaction falls with {hours}: rank correlation {rank}.", hours=hours, rank=_rank(rank.value))
        if curve.falls
        else tell("Satisfaction does not fall with {hours} beyond chance: rank correlation {rank}.", hours=hours, rank=_rank(rank.value))
    )
    how = tell("Dot: mean of like many answers, at their mean {hours}; line on it: 95 % interval; orange: the falling curve.", hours=hours)
    title = tell("Satisfaction against {hours}", hours=hours)
    note = tell("{first} {second}", first=falls, second=how)
    return Drawn(title, words.MARKS[curve.basis], curve_chart(curve), note, tables.curve_table(curve))


def _rank(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def _loop(loop: Loop) -> str:
    return tell(
        "The closed loop: {detractors}; {acted} of them were acted on, {again} were asked again, and {closed} of all were both. Of those, "
        "{recovered} are no longer unhappy.",
        detractors=tell_many("{count} unhappy answer", "{count} unhappy answers", loop.detractors), acted=units.count(loop.acted_on),
        again=units.count(loop.asked_again), closed=units.share(loop.closure_rate.value), recovered=units.share(loop.recovery_rate.value),
    )  # fmt: skip


def _notes(voice: Voice) -> Iterator[str]:
    """How the comments were judged and masked, and what lower rooms remark."""
    written = voice.comments
    if written is not None:
        yield (
            tell("Comments were judged by a model that was trained on labels of this desk.")
            if written.judge == "trained"
            else tell("Comments were judged by offline models, not by people; names, addresses and numbers in them are masked.")
        )
    for level in voice.satisfaction.levels:
        if level.withheld:
            yield tell_many(
                "{count} member with fewer than three answers is not shown.",
                "{count} members with fewer than three answers are not shown.",
                level.withheld,
            )  # fmt: skip
