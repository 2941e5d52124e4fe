"""Tables of what customers say: scores with intervals, who answers, what matters, satisfaction by time and member, themes, suggestions."""

from __future__ import annotations

from collections.abc import Iterator

from svcflow import units
from svcflow.language import listed, mark, retold, tell
from svcflow.report import words
from svcflow.report.customers.charts import ranked, share_with_interval
from svcflow.report.scale import between
from svcflow.report.tables import Cell, Column, Table
from svcflow.voice.comments.results import Comments
from svcflow.voice.names import CROSSHAIRS, HOURS, SENTIMENTS, VERDICTS
from svcflow.voice.surveys.results import Curve, Effort, ImportanceMap, Level, Nps, Responses, Satisfaction, TopBox

MOST = 12
LEVELS = {
    "team": mark("Satisfaction by team"), "enterprise": mark("Satisfaction by enterprise"),
    "department": mark("Satisfaction by department"), "priority": mark("Satisfaction by priority"),
    "person": mark("Satisfaction by person"),
}  # fmt: skip
FIFTHS = {"1": mark("shortest fifth"), "5": mark("longest fifth")}


def score_table(said: Satisfaction) -> Table | None:
    """Each question with its score and interval; None where none of them is known."""
    rows = [_satisfied(box) for box in said.csat]
    rows += [_recommend(said.nps)] if said.nps else []
    rows += [_ease(said.effort)] if said.effort else []
    if not rows:
        return None
    columns = (Column(tell("Question"), "name"), Column(tell("What is told"), "text"), Column(tell("Value")),
               Column(tell("95 % interval")), Column(tell("Answers")), Column(tell("Made of"), "text long"))  # fmt: skip
    return Table(tell("What customers answered"), columns, tuple(rows))


def _satisfied(box: TopBox) -> tuple[Cell, ...]:
    value, interval = share_with_interval(box.share)
    made_of = tell("{count} gave {from_score} or better; mean {mean} of {low} to {high}", count=units.count(box.satisfied),
                   from_score=units.number(box.from_score), mean=f"{box.mean.value:.2f}", low=units.number(box.scale.low),
                   high=units.number(box.scale.high))  # fmt: skip
    return (Cell(box.question), Cell(tell("satisfied (CSAT)")), Cell(value), Cell(interval), Cell(units.count(box.share.n)), Cell(made_of))


def _recommend(nps: Nps) -> tuple[Cell, ...]:
    score = nps.score
    low, high = (units.number(score.value if end is None else end, signed=True) for end in (score.low, score.high))
    made_of = tell("{promoters} promoters, {passives} passives, {detractors} detractors", promoters=units.count(nps.promoters),
                   passives=units.count(nps.passives), detractors=units.count(nps.detractors))  # fmt: skip
    interval = between(low, high) if score.low is not None else ""
    return (Cell(nps.question), Cell(tell("net promoter score (NPS)")), Cell(units.number(score.value, signed=True)), Cell(interval),
            Cell(units.count(score.n)), Cell(made_of))  # fmt: skip


def _ease(effort: Effort) -> tuple[Cell, ...]:
    value, interval = share_with_interval(effort.easy)
    made_of = tell("mean {mean} of {low} to {high}; {better}", mean=f"{effort.mean.value:.2f}", low=units.number(effort.scale.low),
                   high=units.number(effort.scale.high), better=tell(words.BETTER[effort.better]))  # fmt: skip
    return (Cell(effort.question), Cell(tell("found it easy (CES)")), Cell(value), Cell(interval), Cell(units.count(effort.easy.n)),
            Cell(made_of))  # fmt: skip


def response_table(found: Responses) -> Table:
    """Who answers: by fifths of lead time, and by each segment in which the response rate differs beyond chance."""
    differing = {name for name, _ in found.differing} | {"lead time"}
    rows = []
    for part in found.segments:
        if part.segment in differing:
            value, interval = share_with_interval(part.rate)
            satisfaction = units.NOTHING if part.satisfaction is None else units.share(part.satisfaction.value)
            rows.append((Cell(_segment(part.segment, part.name)), Cell(retold(part.segment)), Cell(units.count(part.tickets)),
                         Cell(value, below=interval), Cell(satisfaction)))  # fmt: skip
    columns = (Column(tell("Segment"), "name"), Column(tell("By"), "text"), Column(tell("Tickets")), Column(tell("Answered")),
               Column(tell("Mean satisfaction"), title=tell("of those who answered, 0 to 100 % of the scale")))  # fmt: skip
    return Table(tell("Who answers, and who does not"), columns, tuple(rows))


def _segment(segment: str, name: str) -> str:
    if segment != "lead time":
        return name
    return tell(FIFTHS[name]) if name in FIFTHS else tell("fifth {number}", number=name)


def importance_table(found: ImportanceMap) -> Table:
    """The attributes by importance, numbered as on the map, with the verdict under each cross."""
    columns = (Column(tell("Attribute"), "name"), Column(tell("Importance")), Column(tell("Performance")),
               *(Column(tell("By {cross}", cross=tell(CROSSHAIRS[cross])), "text") for cross, _, _ in found.crosshairs))  # fmt: skip
    rows = []
    for number, item in enumerate(ranked(found), start=1):
        value, interval = share_with_interval(item.performance)
        rows.append((Cell(f"{number} · {item.name}"), Cell(f"{item.importance.value:.2f}"), Cell(value, below=interval),
                     *(Cell(tell(VERDICTS[verdict])) for _, verdict in item.verdicts)))  # fmt: skip
    return Table(tell("What matters to customers, and how well it is done"), columns, tuple(rows))


def curve_table(curve: Curve) -> Table:
    """Satisfaction in bins of like many answers."""
    columns = (Column(tell("Hours"), "name", mark=words.MARKS[curve.basis]), Column(tell("Answers")), Column(tell("Mean satisfaction")),
               Column(tell("Falling curve")))  # fmt: skip
    rows = []
    for each in curve.bins:
        value, interval = share_with_interval(each.satisfaction)
        rows.append((Cell(between(units.duration(each.from_h), units.duration(each.to_h))), Cell(units.count(each.satisfaction.n)),
                     Cell(value, below=interval), Cell(units.share(each.curve))))  # fmt: skip
    return Table(tell("Satisfaction by {hours}", hours=tell(HOURS[curve.of])), columns, tuple(rows))


def level_table(level: Level) -> Table | None:
    """Members of one level, best first; small ones are marked. None where there is none to show."""
    if not level.members:
        return None
    columns = (Column(tell("Member"), "name"), Column(tell("Answers")), Column(tell("Own mean")),
               Column(tell("Same priorities"), title=tell("as if it had the priorities of all")),
               Column(tell("Shrunk to the mean of all")))  # fmt: skip
    rows = []
    for member in level.members[:MOST]:
        value, interval = share_with_interval(member.shrunk)
        few = tell("few answers: drawn to the mean of all") if member.small else ""
        adjusted = units.NOTHING if member.adjusted is None else units.share(member.adjusted)
        rows.append((Cell(member.name, below=few), Cell(units.count(member.n)), Cell(units.share(member.mean)), Cell(adjusted),
                     Cell(value, below=interval)))  # fmt: skip
    return Table(_level_name(level.level), columns, tuple(rows))


def _level_name(level: str) -> str:
    return tell(LEVELS[level]) if level in LEVELS else tell("Satisfaction by {level}", level=level)


def theme_table(found: Comments) -> Table | None:
    """What the unhappy write about, by the step before which their tickets waited longest; masked."""
    if not found.by_step:
        return None
    columns = (Column(tell("Longest wait before"), "name"), Column(tell("Comments")), Column(tell("Words that stand out"), "text"),
               Column(tell("For example"), "text long"))  # fmt: skip
    rows = tuple(
        (Cell(each.group), Cell(units.count(each.comments)), Cell(listed(word.text for word in each.words)), Cell(each.example))
        for each in found.by_step[:MOST]
    )  # fmt: skip
    return Table(tell("What the unhappy write about"), columns, rows)


def suggestion_table(found: Comments) -> Table | None:
    """What customers suggest; masked."""
    if not found.suggestions:
        return None
    many, caption = len(found.suggestions), tell("Suggestions")
    if many > MOST:
        caption = tell("Suggestions (the first {shown} of {total})", shown=MOST, total=units.count(many))
    columns = (Column(tell("Suggestion"), "name"), Column(tell("Longest wait before"), "text"), Column(tell("Ticket"), "text"))
    rows = tuple((Cell(each.text), Cell(each.step or ""), Cell(each.ticket or "")) for each in found.suggestions[:MOST])
    return Table(caption, columns, rows)


def moods(found: Comments) -> Iterator[tuple[str, str, str]]:
    """The mood of comments as key figures: name, share, and what stands below."""
    for label, figure in sorted(found.sentiments.items(), key=lambda pair: -pair[1].value):
        value, interval = share_with_interval(figure)
        yield tell("Comments: {mood}", mood=tell(SENTIMENTS[label]) if label in SENTIMENTS else label), value, interval
