"""What customers say in sentences of the current language, for whoever shows it: facts and codes become words here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator

from svcflow import units
from svcflow.language import listed, tell, tell_many
from svcflow.voice.comments.results import Comments
from svcflow.voice.hearing import Voice
from svcflow.voice.names import HOURS
from svcflow.voice.surveys.results import Figure, ImportanceMap, Link, Responses, Satisfaction


def tell_voice(voice: Voice) -> tuple[str, ...]:
    """The main things that customers say, each a sentence with its figures; nothing is said of what there are no answers to."""
    said = voice.satisfaction
    return (
        *_scores(said),
        *(tell_responses(said.response) if said.response else ()),
        *(tell_link(said.link) if said.link else ()),
        *(tell_importance(said.importance) if said.importance else ()),
        *(_comments(voice.comments) if voice.comments else ()),
    )


def _scores(said: Satisfaction) -> Iterator[str]:
    if said.csat:
        box = said.csat[0]
        yield tell(
            "{share} of {answers} are satisfied ({low} to {high}): {from_score} or better of {scale}.",
            share=units.share(box.share.value),
            answers=tell_many("{count} answer", "{count} answers", box.share.n),
            **_ends(box.share),
            from_score=units.number(box.from_score),
            scale=box.scale.name.partition(",")[0],
        )
    if said.nps:
        score = said.nps.score
        yield tell(
            "The net promoter score is {score} ({low} to {high}): {promoters} promoters, {passives} passives, {detractors} detractors.",
            score=units.number(score.value, signed=True),
            low=units.number(score.low if score.low is not None else score.value, signed=True),
            high=units.number(score.high if score.high is not None else score.value, signed=True),
            promoters=units.count(said.nps.promoters),
            passives=units.count(said.nps.passives),
            detractors=units.count(said.nps.detractors),
        )
    if said.effort:
        easy = said.effort.easy
        yield tell("{share} found it easy to get help ({low} to {high}).", share=units.share(easy.value), **_ends(easy))


def tell_responses(found: Responses) -> Iterator[str]:
    """How many answered, and whether the silent waited longer."""
    yield tell(
        "{share} of {tickets} were answered: median lead time {answered}, against {silent} of those that were not.",
        share=units.share(found.rate.value),
        tickets=tell_many("{count} ticket", "{count} tickets", found.tickets),
        answered=units.duration(found.lead_answered_h),
        silent=units.duration(found.lead_silent_h),
    )
    if found.weighted and found.differing:
        yield tell(
            "Mean satisfaction is {answered} of those who answered, and {weighted} ({low} to {high}) weighted to all tickets by lead time.",
            answered=units.share(found.satisfaction.value),
            weighted=units.share(found.weighted.value),
            **_ends(found.weighted),
        )


def tell_link(link: Link) -> Iterator[str]:
    """How satisfaction goes with hours and repeated steps, where that is beyond chance."""
    day = link.change(24)
    if day.high is not None and day.high < 0:
        yield tell(
            "A day more of {hours} goes with {change} of mean satisfaction ({low} to {high}): what customers answered, not an experiment.",
            hours=tell(HOURS[link.of]),
            change=units.points(day.value),
            low=units.points(day.low or 0.0),
            high=units.points(day.high),
        )
    error = link.per_error
    if error.low is not None and error.high is not None and error.high < 0:
        yield tell(
            "Each step that is done again goes with {change} ({low} to {high}).",
            change=units.points(error.value),
            low=units.points(error.low),
            high=units.points(error.high),
        )


def tell_importance(found: ImportanceMap) -> Iterator[str]:
    """What to work on first, where all crosses agree, and what matters most."""
    sure = [item for item in found.items if item.agreed and item.verdicts[0][1] == "concentrate"]
    if sure:
        yield tell(
            "Work on {attributes} first: they matter more than the others and are done worse, wherever the line is drawn.",
            attributes=listed([item.name for item in sure]),
        )
    most = max(found.items, key=lambda item: item.importance.value)
    yield tell("What matters most is {attribute}.", attribute=most.name)


def _comments(found: Comments) -> Iterator[str]:
    unhappy = found.sentiments.get("negative")
    if unhappy is not None:
        yield tell(
            "{share} of {comments} are negative ({low} to {high}).",
            share=units.share(unhappy.value),
            comments=tell_many("{count} comment", "{count} comments", found.count),
            **_ends(unhappy),
        )
    for theme in found.by_step[:3]:
        words = listed([word.text for word in theme.words[:4]])
        yield tell("Those whose ticket waited longest before {step} write of: {words}.", step=theme.group, words=words)
    if found.suggestions:
        yield tell_many("{count} sentence suggests something.", "{count} sentences suggest something.", len(found.suggestions))


def _ends(figure: Figure) -> dict[str, str]:
    low, high = (figure.value if end is None else end for end in (figure.low, figure.high))
    return {"low": units.share(low), "high": units.share(high)}
