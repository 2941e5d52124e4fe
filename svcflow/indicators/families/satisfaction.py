"""What customers say: satisfaction, recommendation, effort, how many answer, and the mood of comments.

**CSAT** is the share of answers in the upper quarter of the scale and above (4 and 5 of five), with Wilson's interval. **NPS** is
promoters (9 and 10 on a scale from 0 to 10) less detractors (0 to 6), in points, with the interval of `svcflow.voice.surveys.scores`.
**Effort** is told as ease, 0 to 100, whichever way the question was put. **Cronbach's α** [1]_ says how far the questions measure the
same. Those who answer are not those who do not: the response rate stands beside it.

.. [1] L. J. Cronbach, Psychometrika 16 (1951) 297, doi:10.1007/BF02310555
"""

from __future__ import annotations

import numpy as np

from svcflow.errors import InputError
from svcflow.indicators.estimates import Amount, Estimate, Floats, Known, Share, mean, wilson
from svcflow.indicators.grammar import ANSWERED, COUNTED, TICKETS, Entry
from svcflow.indicators.inputs import Answer, Sentiment
from svcflow.indicators.view import View
from svcflow.voice.surveys.scores import DETRACTOR, PROMOTER, net_promoter

_CONTENT = 0.75
_HUNDRED = 100.0


def _ids(view: View) -> list[str]:
    """The tickets of the part, in the order of arrival."""
    return [case for case, here in zip(view.ground.cases.get_column("case_id").cast(str).to_list(), view.cases, strict=True) if here]


def _answers(view: View, question: str) -> list[Answer]:
    """The answers to a question, in the order of the tickets' arrival; of one who answered twice the last."""
    survey = view.setting.survey
    if survey is None:
        return []
    known = {answer.case_id: answer for answer in survey.answers if answer.question == question}
    return [known[case] for case in _ids(view) if case in known]


def _shares(answers: list[Answer]) -> Floats:
    return np.array([answer.share for answer in answers], np.float64)


def _csat(view: View, which: str) -> Estimate | None:
    survey = view.setting.survey
    shares = _shares(_answers(view, getattr(survey, which))) if survey else _shares([])
    if not len(shares):
        return None
    content = float((shares >= _CONTENT).mean())
    return Known(content, len(shares), wilson(content, len(shares)))


def _recommending(view: View) -> Floats:
    """Scores from 0 to 10."""
    survey = view.setting.survey
    answers = _answers(view, survey.recommend) if survey else []
    for answer in answers:
        if (answer.lowest, answer.highest) != (0, 10):
            problem = f"whether customers recommend is asked from 0 to 10, not from {answer.lowest:g} to {answer.highest:g}."
            raise InputError(problem, place=f'question "{answer.question}"', remedy="Give its scale, or name another question.")
    return np.array([answer.score for answer in answers], np.float64)


def _nps(view: View) -> Estimate | None:
    scores = _recommending(view)
    n = len(scores)
    if not n:
        return None
    promote, detract = int((scores >= PROMOTER).sum()), int((scores <= DETRACTOR).sum())
    found = net_promoter(promote, n - promote - detract, detract)
    if found.low is None or found.high is None:
        return Known(found.value, n)
    # The adjusted interval of a few answers that are all alike lies beside what they say.
    return Known(found.value, n, (min(found.low, found.value), max(found.high, found.value)))


def _detractors(view: View) -> Estimate | None:
    scores = _recommending(view)
    if not len(scores):
        return None
    share = float((scores <= DETRACTOR).mean())
    return Known(share, len(scores), wilson(share, len(scores)))


def _ease(view: View) -> Estimate | None:
    survey = view.setting.survey
    shares = _shares(_answers(view, survey.effort)) if survey else _shares([])
    if survey is None or not len(shares):
        return None
    return mean(_HUNDRED * (shares if survey.easy_is_high else 1 - shares))


def _response_rate(view: View) -> Estimate | None:
    survey = view.setting.survey
    if survey is None or not survey.asked:
        return None
    answered = {answer.case_id for answer in survey.answers}
    return Share(np.array([case in answered for case in _ids(view) if case in survey.asked], np.bool_))


def _alpha(view: View) -> Estimate | None:
    """Over the questions that are neither of recommendation nor of effort, of those who answered all of them."""
    survey = view.setting.survey
    if survey is None:
        return None
    items = sorted({answer.question for answer in survey.answers} - {survey.recommend, survey.effort})
    scores = [{answer.case_id: answer.share for answer in _answers(view, item)} for item in items]
    complete = [case for case in _ids(view) if all(case in item for item in scores)]
    if len(items) < 2 or len(complete) < 2:
        return None
    table = np.array([[item[case] for item in scores] for case in complete])
    total = float(table.sum(axis=1).var(ddof=1))
    if total <= 0:
        return None
    return Amount(len(items) / (len(items) - 1) * (1 - float(table.var(axis=0, ddof=1).sum()) / total), len(complete))


def _mood(view: View, mood: Sentiment) -> Estimate | None:
    known = {comment.case_id: comment.sentiment for comment in view.setting.comments}
    moods = [known[case] for case in _ids(view) if case in known]
    return Share(np.array([each == mood for each in moods], np.bool_)) if moods else None


def _commented(view: View) -> Estimate | None:
    if not view.setting.comments:
        return None
    known = {comment.case_id for comment in view.setting.comments}
    return Share(np.array([case in known for case in _ids(view)], np.bool_))


ENTRIES: tuple[Entry, ...] = (
    Entry(
        "csat", "Customer satisfaction", "satisfaction", "share", "higher",
        "answers on the whole service at three quarters of the scale or above (4 and 5 of five) ÷ all answers to that question",
        lambda view: _csat(view, "overall"), ANSWERED, TICKETS, "file", ("survey",), stage="outcome",
    ),
    Entry(
        "csat_response", "Satisfaction with the response", "satisfaction", "share", "higher",
        "answers on how soon somebody responded at three quarters of the scale or above ÷ all answers to that question",
        lambda view: _csat(view, "response"), ANSWERED, TICKETS, "file", ("survey",), stage="outcome",
    ),
    Entry(
        "csat_solution", "Satisfaction with the solution", "satisfaction", "share", "higher",
        "answers on the solution at three quarters of the scale or above ÷ all answers to that question",
        lambda view: _csat(view, "solution"), ANSWERED, TICKETS, "file", ("survey",), stage="outcome",
    ),
    Entry(
        "nps", "Net promoter score", "satisfaction", "points", "higher",
        "100 × (answers of 9 and 10 − answers of 0 to 6) ÷ all answers to whether customers recommend the service",
        _nps, ANSWERED, TICKETS, "file", ("survey",), stage="outcome", lowest=-100.0, highest=100.0,
    ),
    Entry(
        "detractor_share", "Detractors", "satisfaction", "share", "lower",
        "answers of 0 to 6 ÷ all answers to whether customers recommend the service",
        _detractors, ANSWERED, TICKETS, "file", ("survey",), stage="outcome",
    ),
    Entry(
        "customer_ease", "Ease for the customer", "satisfaction", "points", "higher",
        "where on its scale, from 0 (all effort) to 100 (none), the answer on effort stands, mean over answers",
        _ease, ANSWERED, TICKETS, "file", ("survey",), stage="outcome", highest=100.0,
    ),
    Entry(
        "survey_response_rate", "Response to the survey", "satisfaction", "share", "higher",
        "tickets whose customers answered at least one question ÷ tickets whose customers were asked",
        _response_rate, COUNTED, TICKETS, "file", ("survey",),
    ),
    Entry(
        "survey_alpha", "Reliability of the survey", "satisfaction", "ratio", "higher",
        "Cronbach's α over the questions other than recommendation and effort, of those who answered all of them",
        _alpha, ANSWERED, TICKETS, "file", ("survey",), least=2, lowest=None, highest=1.0,
    ),
    Entry(
        "positive_comments", "Positive comments", "satisfaction", "share", "higher",
        "comments of a positive mood ÷ all comments",
        lambda view: _mood(view, "positive"), ANSWERED, TICKETS, "file", ("comments",), nature="qualitative", stage="outcome",
    ),
    Entry(
        "negative_comments", "Negative comments", "satisfaction", "share", "lower",
        "comments of a negative mood ÷ all comments",
        lambda view: _mood(view, "negative"), ANSWERED, TICKETS, "file", ("comments",), nature="qualitative", stage="outcome",
    ),
    Entry(
        "comment_share", "Tickets with a comment", "satisfaction", "share", "none",
        "tickets on which the customer wrote a comment ÷ all tickets",
        _commented, COUNTED, TICKETS, "file", ("comments",),
    ),
)  # fmt: skip
