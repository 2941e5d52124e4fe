"""The voice of the customer as tables for a person."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from svcflow import units
from svcflow.console.printing import bullets, mark, table
from svcflow.language import tell
from svcflow.voice.names import HOURS, REMARKS, VERDICTS

if TYPE_CHECKING:
    from svcflow.voice import Comments, Figure, Satisfaction, Voice
    from svcflow.voice.comments import Evaluation
    from svcflow.voice.surveys import ImportanceMap, Level, Link, Loop, Reliability, Responses

_MOST = 12


def voice_tables(found: Voice) -> None:
    """Scores, who answered, what matters, how it moves with time, and the comments."""
    said = found.satisfaction
    _questions(found)
    _scores(said)
    if said.response:
        _responses(said.response)
    _times(said)
    if said.importance:
        _importance(said.importance)
    if said.reliability:
        _reliability(said.reliability)
    for level in said.levels:
        _level(level)
    if said.loop:
        _loop(said.loop)
    if found.comments:
        _comments(found.comments)
    bullets([*found.notes, *said.notes, *(found.comments.notes if found.comments else ())])


def training_tables(shown: Mapping[str, Any]) -> None:
    """How a model was trained, and how far it can be believed."""
    written, label = shown["columns"]
    evaluation: Evaluation = shown["evaluation"]
    rows = [
        ("comments", f'{units.count(shown["comments"])} of "{written}", labels of "{label}"'),
        ("accuracy, cross-validated", _share(evaluation.accuracy)),
        ("always saying the most frequent label", units.share(evaluation.majority)),
        ("offline judges", "help, and are used" if shown["uses_offline_judges"] else "do not help, and are not used"),
    ]
    table("The model", ["", "value:"], rows)
    _confusion(evaluation, "Labels and judgements")
    rejected = shown["rejected"]
    bullets([*shown["notes"], *([f"{len(rejected)} rows have no comment or no label."] if rejected else [])])


def comment_lines(found: Voice) -> str:
    """The comments as CSV, masked; no cell begins a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("line", "ticket", "language", "sentiment", "chance", "comment"))
    for each in found.comments.comments if found.comments else ():
        row = (each.line, each.ticket or "", each.language, each.sentiment.label, f"{each.sentiment.chance:.3f}", each.text)
        writer.writerow([f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell for cell in row])
    return text.getvalue()


def _questions(found: Voice) -> None:
    rows = [
        (each.column, each.kind, each.scale.name, units.count(each.answers), units.count(each.rejected), each.why)
        for each in found.questions
    ]
    roles = ", ".join(f'{role} "{column}"' for role, column, _ in found.columns if role not in ("csat", "nps", "ces", "item", "importance"))
    table("How the survey was understood", ["question", "asks:", "scale:", "answers", "set aside", "because:"], rows, roles)


def _scores(said: Satisfaction) -> None:
    rows = [
        (f"satisfied: {box.question}", _share(box.share), f"{box.from_score:g} and better of {box.scale.name}; mean {_mean(box.mean)}")
        for box in said.csat
    ]
    if said.nps:
        nps = said.nps
        meaning = f"{nps.promoters} promoters, {nps.passives} passives, {nps.detractors} detractors"
        rows.append((f"NPS: {nps.question}", _points(nps.score), meaning))
    if said.effort:
        effort = said.effort
        meaning = f"mean {_mean(effort.mean)} of {effort.scale.name}; {effort.better} is better: {effort.direction_why}"
        rows.append((f"it was easy: {effort.question}", _share(effort.easy), meaning))
    table("Scores", ["", "value, 95 %:", "meaning:"], rows, f"{units.count(said.responses)} response{'' if said.responses == 1 else 's'}")


def _responses(found: Responses) -> None:
    differing = {name for name, _ in found.differing}
    rows = [
        (
            part.segment if number == 0 or found.segments[number - 1].segment != part.segment else "",
            _segment(part.segment, part.name),
            units.count(part.tickets),
            _share(part.rate),
            "–" if part.satisfaction is None else units.share(part.satisfaction.value),
        )
        for number, part in enumerate(found.segments)
        if part.segment in differing or part.segment == "lead time"
    ]
    note = (
        f"{units.share(found.rate.value)} of {units.count(found.tickets)} tickets were answered; median lead time "
        f"{units.duration(found.lead_answered_h)} where they were, {units.duration(found.lead_silent_h)} where not. "
    )
    if found.weighted:
        note += (
            f"Mean satisfaction {units.share(found.satisfaction.value)} of those who answered, "
            f"{_share(found.weighted)} weighted to all tickets by lead time."
        )
    table("Who answers", ["segment", "", "tickets", "answered", "satisfaction, 0 to 100 %"], rows, note)


def _segment(segment: str, name: str) -> str:
    return {"1": "shortest fifth", "5": "longest fifth"}.get(name, f"fifth {name}") if segment == "lead time" else name


def _reliability(found: Reliability) -> None:
    rows = [
        (
            item.question,
            f"{item.item_total.value:.2f}",
            f"{item.discrimination:.2f}",
            units.share(item.ceiling),
            units.share(item.floor),
            f"{item.alpha_without:.2f}",
            ", ".join(tell(REMARKS[each]) for each in item.remarks),
        )
        for item in found.items
    ]
    alpha, halves = found.alpha, found.random_halves
    note = (
        f"Cronbach's α {alpha.value:.2f}{_between(alpha, '{:.2f}')}; split half {found.odd_even:.2f} odd against even, "
        f"{halves.value:.2f} over random halves; {units.count(found.n)} whole responses."
    )
    table("Questions", ["", "with the others, r", "discrimination", "best answer", "worst", "α without", "remark:"], rows, note)


def _importance(found: ImportanceMap) -> None:
    rows = [
        (
            item.name,
            f"{item.importance.value:.2f}",
            units.share(item.performance.value),
            *(tell(VERDICTS[verdict]) for _, verdict in item.verdicts),
        )
        for item in sorted(found.items, key=lambda item: -item.importance.value)
    ]
    how = "correlation with overall satisfaction" if found.importance_is == "derived" else "as stated, 0 to 1"
    heads = ["", "importance", "performance", *(f"by {cross}:" for cross, _, _ in found.crosshairs)]
    table("What matters, and how well it is done", heads, rows, f"Importance: {how}. Where verdicts differ, none is certain.")


def _times(said: Satisfaction) -> None:
    names = {of: tell(text) for of, text in HOURS.items()}
    for curve in said.curves:
        est = mark(curve.basis)
        rows = [
            (
                f"{units.duration(each.from_h)} to {units.duration(each.to_h)}{est}",
                units.count(each.satisfaction.n),
                _share(each.satisfaction),
                units.share(each.curve),
            )
            for each in curve.bins
        ]
        falls = "falls" if curve.falls else "does not fall beyond chance"
        rank = curve.rank_correlation
        note = f"Satisfaction {falls} with {names[curve.of]}: rank correlation {rank.value:.2f}{_between(rank, '{:.2f}')}."
        table(f"Satisfaction by {names[curve.of]}", ["", "answers", "mean, 95 %", "falling curve"], rows, note)
    if said.link:
        _link(said.link, names[said.link.of])


def _link(link: Link, name: str) -> None:
    day = link.change(24)
    rows = [(f"a day more of {name}{mark(link.basis)}", _change(day))]
    if link.per_error.low is not None:
        rows.append(("a step more that is done again", _change(link.per_error)))
    bends = " The curve bends: large changes are told less well." if link.bends else ""
    table(
        "What moves satisfaction",
        ["", "mean satisfaction, points of 100"],
        rows,
        f"From {units.count(link.mean.n)} answers up to {units.duration(link.up_to_h)}; explains {units.share(link.explained)} of their "
        f"spread. What those who waited longer answered, not an experiment.{bends}",
    )


def _level(level: Level) -> None:
    rows = [
        (
            member.name,
            units.count(member.n),
            units.share(member.mean),
            units.share(member.adjusted),
            _share(member.shrunk),
            units.share(member.percentile),
            "few answers: drawn to the mean" if member.small else "",
        )
        for member in level.members[:_MOST]
    ]
    more = f"… and {len(level.members) - _MOST} more. " if len(level.members) > _MOST else ""
    note = f"{more}All: {_share(level.mean)}." + (
        f" {level.withheld} with fewer than three answers are not shown." if level.withheld else ""
    )
    table(
        f"Satisfaction by {level.level}",
        ["", "answers", "own mean", "same priorities", "shrunk, 95 %", "above of others", "remark:"],
        rows,
        note,
    )


def _loop(loop: Loop) -> None:
    rows = [
        ("unhappy answers", units.count(loop.detractors), ""),
        ("acted on", units.count(loop.acted_on), _share(loop.action_rate)),
        ("asked again", units.count(loop.asked_again), ""),
        ("acted on and asked again", "", _share(loop.closure_rate)),
        ("of those no longer unhappy", units.count(loop.recovered), _share(loop.recovery_rate)),
    ]
    table("The closed loop", ["", "count", "share, 95 %"], rows)


def _comments(found: Comments) -> None:
    labels = sorted(found.sentiments)
    rows = [
        (name, units.count(found.languages[name]), *(_share(shares[label]) if label in shares else "–" for label in labels))
        for name, shares in sorted(found.by_language.items(), key=lambda each: -found.languages[each[0]])
    ]
    rows.append(("all", units.count(found.count), *(_share(found.sentiments[label]) for label in labels)))
    judged = "by your own model" if found.judge == "trained" else "by offline models; `svcflow voice-train` learns from your labels"
    masked = "; masked: " + ", ".join(f"{many} {kind}" for kind, many in found.masked.items()) if found.masked else ""
    table("Comments", ["language", "comments", *labels], rows, f"Judged {judged}{masked}.")
    if found.agreement:
        _confusion(found.agreement, "What was answered, and what comments are judged to say")
    for title, themes in (
        ("What the unhappy write about, by longest wait", found.by_step),
        ("What comments write about", found.by_sentiment),
    ):
        if themes:
            lines = [
                (theme.group, theme.language, units.count(theme.comments), ", ".join(word.text for word in theme.words), theme.example)
                for theme in themes
            ]
            table(title, ["", "language:", "comments", "words:", "for example:"], lines)
    if found.suggestions:
        wishes = [(each.line, each.ticket or "", each.text) for each in found.suggestions[:_MOST]]
        more = len(found.suggestions) - _MOST
        table("Suggestions", ["line", "ticket:", "suggestion:"], wishes, f"… and {more} more; --json has all" if more > 0 else "")


def _confusion(found: Evaluation, title: str) -> None:
    rows = [
        (label, *map(units.count, row), units.share(found.recall[place]))
        for place, (label, row) in enumerate(zip(found.labels, found.confusion, strict=True))
        if sum(row)
    ]
    note = f"The same in {_share(found.accuracy)}; always saying the most frequent: {units.share(found.majority)}."
    table(title, ["", *(f"judged {label}" for label in found.labels), "found"], rows, note)


def _share(figure: Figure) -> str:
    return units.share(figure.value) + _between(figure, "", shares=True)


def _mean(figure: Figure) -> str:
    return f"{figure.value:.2f}{_between(figure, '{:.2f}')}"


def _points(figure: Figure) -> str:
    return f"{units.number(figure.value, signed=True)}{_between(figure, '{:+.0f}')}"


def _change(figure: Figure) -> str:
    return f"{units.points(figure.value)}" + (
        f" ({units.points(figure.low)} to {units.points(figure.high)})" if figure.low is not None and figure.high is not None else ""
    )


def _between(figure: Figure, form: str, *, shares: bool = False) -> str:
    if figure.low is None or figure.high is None:
        return ""
    low, high = (units.share(end) if shares else form.format(end) for end in (figure.low, figure.high))
    return f" ({low} to {high})"
