"""Satisfaction by enterprise, department and person, with small numbers shrunk towards all and marked.

Three answers say little of a person, and a ranking of raw means puts those with few answers at both ends. The mean of a member with n
answers is drawn towards the mean of all by empirical Bayes [1]:

    weight = t² / (t² + s²/n)      shrunk = weight · own mean + (1 - weight) · mean of all

where s² is the variance of answers within members and t² that between true means, by the method of moments (DerSimonian and Laird [2]).
Where members differ no more than chance lets them, t² is 0 and all shrink to one number. Members with fewer than three answers are
counted and not shown: an answer must not be traced to who gave it. People are shown only on request, under pseudonyms.

References
----------
[1] C. N. Morris, J. Am. Stat. Assoc. 78 (1983), 47-55, doi:10.1080/01621459.1983.10477920
[2] R. DerSimonian, N. Laird, Controlled Clinical Trials 7 (1986), 177-188, doi:10.1016/0197-2456(86)90046-2
"""

from __future__ import annotations

import hmac
import math

import numpy as np
import polars as pl

from svcflow.errors import InputError, did_you_mean
from svcflow.eventlog.words.people import holds_customers, holds_workers
from svcflow.voice.surveys.benchmarks import adjusted_means, stand_among
from svcflow.voice.surveys.reading import Survey
from svcflow.voice.surveys.results import Figure, Level, Member
from svcflow.voice.surveys.scores import Z, mean_figure
from svcflow.voice.surveys.tickets import Tickets

FEWEST = 3
SMALL = 10
_DIGITS = 6


def measure_level(survey: Survey, by: str, tickets: Tickets | None = None, *, key: bytes = b"") -> Level:
    """Satisfaction by the members of one level.

    Parameters
    ----------
    survey : Survey
    by : str
        A column of the survey or, by ticket, of the log: `team`, `person`, `priority`, a segment.
    tickets : Tickets, optional
    key : bytes
        The secret for pseudonyms; needed where `by` holds people.

    Raises
    ------
    InputError
        There is no such column, no satisfaction question, or people without a key.
    """
    overall = survey.overall
    if overall is None:
        raise InputError("the survey asks for no satisfaction.", place=survey.name)
    members = _members(survey, by, tickets)
    if by == "person" or holds_workers(by) or holds_customers(by):
        members = _pseudonyms(members, key, by)
    strata = _members(survey, "priority", tickets) if _has_priority(survey, tickets) and by != "priority" else None
    frame = pl.DataFrame({"member": members, "score": survey.laid(overall), "stratum": strata}).drop_nulls(("member", "score"))
    if not frame.height:
        raise InputError(f'no answer has a value of "{by}".', place=survey.name, remedy=did_you_mean(by, _choices(survey, tickets)))
    return _level(by, frame)


def shrink(means: np.ndarray, counts: np.ndarray, within: float) -> tuple[np.ndarray, np.ndarray, float, float]:
    """Shrunk means, weights, the mean of all and the standard deviation between true means; `within` is the variance of answers."""
    errors = within / counts
    if within <= 0:
        return means.astype(float), np.ones(len(means)), float(means.mean()), float(means.std())
    inverse = 1 / errors
    grand = float((inverse * means).sum() / inverse.sum())
    surplus = float((inverse * (means - grand) ** 2).sum()) - (len(means) - 1)
    slack = float(inverse.sum() - (inverse**2).sum() / inverse.sum())
    between = max(0.0, surplus / slack) if slack > 0 else 0.0
    weight = between / (between + errors)
    centre = float((means / (between + errors)).sum() / (1 / (between + errors)).sum())
    return weight * means + (1 - weight) * centre, weight, centre, math.sqrt(between)


def _level(by: str, frame: pl.DataFrame) -> Level:
    parts = (
        frame.group_by("member", maintain_order=True)
        .agg(n=pl.len(), mean=pl.mean("score"), squares=pl.var("score", ddof=0) * pl.len())
        .sort("member")
    )
    shown = parts.filter(pl.col("n") >= FEWEST)
    withheld = parts.height - shown.height
    whole = mean_figure(frame["score"])
    if not shown.height:
        return Level(by, (), whole, 0.0, withheld)
    counts, means = shown["n"].to_numpy().astype(float), shown["mean"].to_numpy()
    degrees = float(counts.sum()) - len(counts)
    within = float(shown["squares"].sum()) / degrees if degrees > 0 else 0.0
    shrunk, weight, _, spread = shrink(means, counts, within)
    halves = Z * np.sqrt(weight * within / counts + (1 - weight) ** 2 * within / counts.sum())
    adjusted = _adjusted(frame)
    members = [
        Member(
            name=name,
            n=int(n),
            mean=float(mean),
            shrunk=Figure(float(at), max(0.0, float(at - half)), min(1.0, float(at + half)), int(n)),
            weight=float(own),
            small=bool(n < SMALL or own < 0.5),
            adjusted=adjusted.get(name),
            percentile=_percentile(place, shrunk),
        )
        for place, (name, n, mean, at, half, own) in enumerate(zip(shown["member"], counts, means, shrunk, halves, weight, strict=True))
    ]
    return Level(by, tuple(sorted(members, key=lambda member: (-member.shrunk.value, member.name))), whole, spread, withheld)


def _adjusted(frame: pl.DataFrame) -> dict[str, float]:
    """The mean of each member on the mix of priorities that all have; empty where no priority is known."""
    known = frame.drop_nulls("stratum") if frame["stratum"].dtype == pl.String else frame.clear()
    return adjusted_means(known["member"], known["stratum"], known["score"]) if known.height else {}


def _percentile(place: int, shrunk: np.ndarray) -> float:
    others = np.delete(shrunk, place)
    return stand_among("", float(shrunk[place]), others.tolist()).percentile if len(others) else 0.5


def _has_priority(survey: Survey, tickets: Tickets | None) -> bool:
    return tickets is not None and "priority" in tickets.frame.columns and survey.column("ticket") is not None


def _members(survey: Survey, by: str, tickets: Tickets | None) -> pl.Series:
    questions = {question.column for question in survey.questions}
    own = next((name for name in survey.answers.columns if name.casefold() == by.casefold() and name not in questions), None)
    if own is not None:
        return survey.answers[own]
    named = survey.column("ticket")
    choices = _choices(survey, tickets)
    column = next((name for name in choices if name.casefold() == by.casefold()), None)
    if tickets is None or named is None or column is None:
        raise InputError(f'neither survey nor log has "{by}".', place=survey.name, remedy=did_you_mean(by, choices))
    keyed = tickets.frame.select("case_id", pl.col(column).cast(pl.String))
    return pl.DataFrame({"case_id": named}).join(keyed, on="case_id", how="left", maintain_order="left")[column]


def _choices(survey: Survey, tickets: Tickets | None) -> list[str]:
    questions = {question.column for question in survey.questions}
    own = [name for name in survey.answers.columns if name not in questions and name not in survey.roles.values()]
    of_log = (
        [*tickets.segments, *(name for name in ("team", "person", "priority", "longest") if name in tickets.frame.columns)]
        if tickets
        else []
    )
    return list(dict.fromkeys([*own, *of_log]))


def _pseudonyms(members: pl.Series, key: bytes, by: str) -> pl.Series:
    if not key:
        raise InputError(f'"{by}" holds people, and there is no key for pseudonyms.', remedy="Give a key, or ask by team.")
    names = {
        name: hmac.digest(key, name.encode("utf-8", "surrogatepass"), "sha256").hex().upper() for name in members.drop_nulls().unique()
    }
    digits = _DIGITS
    while len({digest[:digits] for digest in names.values()}) < len(names):
        digits += 2
    return pl.Series([None if name is None else f"Person {names[name][:digits]}" for name in members], dtype=pl.String)
