"""The closed loop: an unhappy customer is heard, something is done, and the customer is asked again.

An answer opens a loop if it is a detractor's (0 to 6 of 0-10 for a recommendation) or, where nothing else is asked, lies in the lower
half of the scale. It was acted on if its row names an action; it was asked again if the same customer (else the same ticket) answered
later, by time or, without times, further down the file; it recovered if that later answer opens no loop. A later answer that is unhappy
again opens a loop of its own.
"""

from __future__ import annotations

import polars as pl

from svcflow.eventlog.words.plain import plain
from svcflow.voice.surveys.reading import Question, Survey
from svcflow.voice.surveys.results import Loop
from svcflow.voice.surveys.scores import DETRACTOR, share_figure

_NOTHING = frozenset(("no", "none", "0", "false", "无", "否", "没有", "沒有", "未处理", "未處理", "pending", "open", "todo"))
"""what stands in a column of actions where none was taken"""


def close_loop(survey: Survey) -> Loop | None:
    """How many loops were opened and closed; None where the survey has no column of actions, or nothing to be unhappy with."""
    question = next(iter(survey.of_kind("nps")), None) or survey.overall
    actions = survey.column("action")
    if question is None or actions is None:
        return None
    order = _order(survey)
    scores = [survey.answers[question.column][row] for row in order]
    acted = [_is_action(actions[row]) for row in order]
    who = _askeds(survey, order)
    opened = [place for place, score in enumerate(scores) if score is not None and is_unhappy(score, question)]
    later = _later(who, scores)
    again = {place: later[place] for place in opened}
    closed = [place for place in opened if acted[place] and again[place] is not None]
    recovered = [place for place in closed if not is_unhappy(again[place], question)]
    handled = sum(acted[place] for place in opened)
    return Loop(
        detractors=len(opened),
        acted_on=handled,
        asked_again=sum(later is not None for later in again.values()),
        recovered=len(recovered),
        action_rate=share_figure(handled, len(opened)),
        closure_rate=share_figure(len(closed), len(opened)),
        recovery_rate=share_figure(len(recovered), len(closed)),
    )


def is_unhappy(score: float | None, question: Question) -> bool:
    """Whether an answer opens a loop."""
    if score is None:
        return False
    return score <= DETRACTOR if question.kind == "nps" and question.scale.high == 10 else question.scale.laid(score) < 0.5


def _order(survey: Survey) -> list[int]:
    """The rows by time where all times can be read, else as they stand."""
    rows = list(range(survey.answers.height))
    times = survey.column("time")
    if times is None or times.null_count():
        return rows
    read = times.str.to_datetime(strict=False) if times.dtype == pl.String else times
    return rows if read.null_count() else sorted(rows, key=lambda row: (read[row], row))


def _askeds(survey: Survey, order: list[int]) -> list[str | None]:
    column = survey.column("customer")
    column = survey.column("ticket") if column is None else column
    return [None if column is None else column[row] for row in order]


def _later(who: list[str | None], scores: list[float | None]) -> list[float | None]:
    """What the same customer answered next; None where nobody was asked again."""
    last: dict[str, float] = {}
    found: list[float | None] = []
    for name, score in zip(reversed(who), reversed(scores), strict=True):
        found.append(None if name is None else last.get(name))
        if name is not None and score is not None:
            last[name] = score
    return found[::-1]


def _is_action(text: str | None) -> bool:
    return text is not None and plain(text) not in _NOTHING
