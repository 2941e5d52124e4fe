"""New ways of working: what programs do, what never reaches a person, ideas, and the knowledge base.

A step is automatic if it, or what stands in the resource column, is named as a program in the study, or is called so ("System", "bot",
"RPA"), or if the service model says that it needs nobody. A ticket is **deflected** if a column says that it was solved by self-service.
An article of the knowledge base is **reused** by a ticket if an earlier ticket has named it.
"""

from __future__ import annotations

import numpy as np

from svcflow.indicators.estimates import Amount, Bools, Estimate, Ratio, Share, mean
from svcflow.indicators.grammar import COUNTED, DONE_SO_FAR, EXECUTIONS, FROM_FILE, TICKETS, WHOLE, Entry
from svcflow.indicators.ground import Ground
from svcflow.indicators.view import View

_EMPTY = ("", "none", "null", "nan", "-", "n/a", "?")


def _automatic(view: View) -> Estimate | None:
    ground = view.ground
    if not ground.automatic.any() and not view.setting.automated:
        return None
    work = view.sum_of(ground.is_work)
    return Ratio(view.sum_of(ground.automatic), work, int(work.sum()))


def _touchless(view: View) -> Estimate | None:
    ground = view.ground
    if not ground.person.names:
        return None
    return Share(ground.by_case(ground.touched)[view.cases] == 0)


def _deflected(view: View) -> Estimate | None:
    found, known = np.zeros(view.count, np.bool_), False
    for name, values in view.setting.deflected.items():
        column = view.ground.column(name)
        if column is not None:
            known = True
            wanted = [value.casefold() for value in values]
            found |= column.str.to_lowercase().is_in(wanted).fill_null(False).to_numpy()[view.cases]
    return Share(found) if known else None


def _articles(ground: Ground) -> tuple[Bools, Bools] | None:
    """Which tickets name an article, and which name one that an earlier ticket has named."""
    column = ground.column(ground.setting.knowledge) if ground.setting.knowledge else None
    if column is None:
        return None
    seen: set[str] = set()
    named, again = np.zeros(len(column), np.bool_), np.zeros(len(column), np.bool_)
    for number, article in enumerate(column.str.strip_chars().to_list()):
        if article is not None and article.casefold() not in _EMPTY:
            named[number], again[number] = True, article in seen
            seen.add(article)
    return named, again


def _with_article(view: View) -> Estimate | None:
    found = view.ground.once(_articles)
    return None if found is None else Share(found[0][view.cases])


def _reuse(view: View) -> Estimate | None:
    found = view.ground.once(_articles)
    return None if found is None else Share(found[1][view.cases][found[0][view.cases]])


def _ideas(view: View) -> Estimate | None:
    return Amount(float(len(view.setting.ideas)), len(view.setting.ideas)) if view.setting.ideas else None


def _implemented(view: View) -> Estimate | None:
    ideas = sorted(view.setting.ideas, key=lambda each: each.registered)
    return Share(np.array([each.implemented is not None for each in ideas], np.bool_)) if ideas else None


def _idea_time(view: View) -> Estimate | None:
    spans = [24.0 * (each.implemented - each.registered).days for each in view.setting.ideas if each.implemented is not None]
    return mean(np.array(spans)) if spans else None


ENTRIES: tuple[Entry, ...] = (
    Entry(
        "automated_share", "Steps done by programs", "innovation", "share", "higher",
        "executions of work steps that a program did ÷ all executions of work steps",
        _automatic, DONE_SO_FAR, EXECUTIONS,
    ),
    Entry(
        "touchless_share", "Tickets without people", "innovation", "share", "higher",
        "tickets on which no person did a work step ÷ all tickets",
        _touchless, DONE_SO_FAR, TICKETS, needs=("people",), stage="outcome",
    ),
    Entry(
        "deflected_share", "Tickets solved by self-service", "innovation", "share", "higher",
        "tickets that a column of the log calls solved by self-service or a chatbot ÷ all tickets",
        _deflected, COUNTED, TICKETS, needs=("deflection column",), stage="outcome",
    ),
    Entry(
        "knowledge_share", "Tickets with an article", "innovation", "share", "higher",
        "tickets that name an article of the knowledge base ÷ all tickets",
        _with_article, COUNTED, TICKETS, needs=("knowledge column",),
    ),
    Entry(
        "knowledge_reuse", "Articles used again", "innovation", "share", "higher",
        "tickets that name an article which an earlier ticket has named ÷ tickets that name an article",
        _reuse, COUNTED, TICKETS, needs=("knowledge column",),
    ),
    Entry(
        "ideas_registered", "Ideas registered", "innovation", "ideas", "higher",
        "ideas in the register",
        _ideas, FROM_FILE, WHOLE, "file", ("ideas",),
    ),
    Entry(
        "ideas_implemented", "Ideas put to work", "innovation", "share", "higher",
        "ideas in the register that were put to work ÷ all of them",
        _implemented, FROM_FILE, WHOLE, "file", ("ideas",), stage="outcome",
    ),
    Entry(
        "idea_time_mean", "Time from idea to practice", "innovation", "h", "lower",
        "day on which an idea was put to work − day on which it was registered, mean over those that were put to work",
        _idea_time, "Ideas that are still open are left out; whether a ticket is open or paused does not matter.",
        WHOLE, "file", ("ideas",),
    ),
)  # fmt: skip
