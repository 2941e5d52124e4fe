"""The people of the service: how work is shared among them, who can do what, how they learn, and how they compare on equal work.

People differ in what they are given, so times are **adjusted for the mix**: hours ÷ the hours that the same work takes on average over
the whole log, 1 being as expected. Handling is compared by step and priority, lead time by the ticket's first step and priority. What
else makes tickets hard (and who gets them) is not in the log: a figure above 1 is a question, not a verdict. Work of programs does not
count. **Gini's coefficient** [1]_ of the hours is 0 where all work equally long and nears 1 where one does everything. A **learning rate**
of 0.9 says that each doubling of the executions that a person has done of a step brings its time to 90 % [2]_.

.. [1] C. Gini, Variabilità e mutabilità, Bologna 1912
.. [2] T. P. Wright, Journal of the Aeronautical Sciences 3 (1936) 122, doi:10.2514/8.155
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import stdtrit

from svcflow.indicators.estimates import Amount, Estimate, Floats, Known, Ratio, mean
from svcflow.indicators.grammar import DONE_SO_FAR, EXECUTIONS, FINISHED, FROM_FILE, Entry, Nature
from svcflow.indicators.ground import Ground, Numbers
from svcflow.indicators.inputs import graded
from svcflow.indicators.results import Level
from svcflow.indicators.view import View
from svcflow.mining.coding import NOBODY, coded

_GROUPS: tuple[Level, ...] = ("process", "segment", "month", "team")
_COMPARED: tuple[Level, ...] = ("segment", "month", "team", "person")
"""of the whole log it is 1"""
_MOSTLY = 0.8
_FEWEST = 3


def _people_rows(view: View) -> Numbers:
    ground = view.ground
    return np.flatnonzero(view.here & ground.touched & (ground.person.codes != NOBODY))


def _gini(view: View) -> Estimate | None:
    rows = _people_rows(view)
    hours = np.bincount(view.ground.person.codes[rows], view.ground.hours("processing_work_h")[rows])
    hours = np.sort(hours[np.bincount(view.ground.person.codes[rows]) > 0])
    if len(hours) < 2 or hours.sum() <= 0:
        return None
    places = 2 * np.arange(1, len(hours) + 1) - len(hours) - 1
    return Amount(float((places * hours).sum() / (len(hours) * hours.sum())), len(hours))


def _done(view: View) -> Floats:
    """How often each person (rows) did each step (columns), of those who did any and that were done."""
    ground, rows = view.ground, _people_rows(view)
    kinds = len(ground.activity.names)
    pairs = ground.person.codes[rows].astype(np.int64) * kinds + ground.activity.codes[rows]
    table = np.bincount(pairs, minlength=len(ground.person.names) * kinds).reshape(-1, kinds).astype(np.float64)
    return table[table.any(axis=1)][:, table.any(axis=0)]


def _cross_training(view: View) -> Estimate | None:
    table = _done(view)
    return Amount(float((table > 0).mean()), int(table.sum())) if table.size else None


def _key_people(view: View) -> Estimate | None:
    table = _done(view)
    if len(table) < 2:
        return None
    of_step = table.sum(axis=0)
    lonely = table.max(axis=0) >= _MOSTLY * of_step
    return Amount(float(of_step[lonely].sum() / of_step.sum()), int(of_step.sum()))


def _people(view: View) -> Estimate | None:
    rows = _people_rows(view)
    return Amount(float(len(np.unique(view.ground.person.codes[rows]))), len(rows)) if len(rows) else None


def _learning(view: View) -> Estimate | None:
    """2 to the power of the pooled slope of log hours on log executions done, each person and step with a level of its own."""
    ground = view.ground
    rows = _people_rows(view)
    rows = rows[ground.hours("processing_h")[rows] > 0]
    rows = rows[np.argsort(ground.finish_h[rows], kind="stable")]
    pair = ground.person.codes[rows].astype(np.int64) * len(ground.activity.names) + ground.activity.codes[rows]
    numbers, pair = np.unique(pair, return_inverse=True)
    order = np.argsort(pair, kind="stable")
    sizes = np.bincount(pair, minlength=len(numbers))
    turn = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + 1
    x, y, pair = np.log2(turn), np.log2(ground.hours("processing_h")[rows[order]]), pair[order]
    x, y = (each - (np.bincount(pair, each) / np.maximum(sizes, 1))[pair] for each in (x, y))
    squares, freedom = float((x * x).sum()), len(rows) - len(numbers) - 1
    if squares <= 0 or freedom < 1:
        return None
    slope = float((x * y).sum()) / squares
    half = float(stdtrit(freedom, 0.975)) * math.sqrt(max(float(((y - slope * x) ** 2).sum()), 0.0) / freedom / squares)
    return Known(2.0**slope, len(rows), (2.0 ** (slope - half), 2.0 ** (slope + half)))


def _kind_of_case(ground: Ground) -> Numbers:
    """A number for each ticket's priority."""
    return np.zeros(ground.cases.height, np.int64) if ground.priority is None else coded(ground.priority).codes.astype(np.int64) + 1


def _expected_work(ground: Ground) -> Floats:
    """What each step of a person takes on average, by step and priority."""
    hours = np.where(ground.touched, ground.hours("processing_work_h"), 0.0)
    cell = ground.once(_kind_of_case)[ground.case] * len(ground.activity.names) + ground.activity.codes
    count = np.bincount(cell, ground.touched)
    return np.where(ground.touched, (np.bincount(cell, hours) / np.maximum(count, 1))[cell], 0.0)


def _adjusted_work(view: View) -> Estimate:
    ground = view.ground
    return Ratio(view.sum_of(np.where(ground.touched, ground.hours("processing_work_h"), 0.0)), view.sum_of(ground.once(_expected_work)))


def _expected_lead(ground: Ground) -> Floats:
    """The mean lead time of finished tickets, by first step and priority, for each ticket."""
    first = np.full(ground.cases.height, len(ground.case))
    np.minimum.at(first, ground.case, np.arange(len(ground.case)))
    cell = ground.once(_kind_of_case) * len(ground.activity.names) + ground.activity.codes[first]
    counted = ground.new & ~ground.unfinished
    lead = ground.last_h - ground.first_h
    return np.asarray((np.bincount(cell, lead * counted) / np.maximum(np.bincount(cell, counted), 1))[cell], np.float64)


def _adjusted_lead(view: View) -> Estimate:
    done = view.finished
    return Ratio(view.lead_h[done], view.ground.once(_expected_lead)[view.cases][done])


def _judged(view: View, what: str) -> Estimate | None:
    team = dict(zip(view.ground.person.names, _team_names(view.ground), strict=True))
    mine = [each for each in view.setting.staff if view.team is None or (each.team or team.get(each.name)) == view.team]
    grades = [graded(getattr(each, what), view.setting.rubric, f'staff file, {what} of "{each.name}"') for each in mine]
    told = np.array([grade for grade in grades if grade is not None], np.float64)
    return mean(told) if len(told) else None


def _team_names(ground: Ground) -> list[str | None]:
    """The team of each person of the log: that of most of their steps."""
    found: list[str | None] = []
    for number in range(len(ground.person.names)):
        codes = ground.team.codes[(ground.person.codes == number) & (ground.team.codes != NOBODY)]
        found.append(ground.team.names[int(np.bincount(codes).argmax())] if len(codes) else None)
    return found


def _judgement(name: str, title: str, formula: str) -> Entry:
    nature: Nature = "qualitative"
    return Entry(
        f"staff_{name}", title, "people", "share", "higher", formula,
        lambda view: _judged(view, name), FROM_FILE, ("process", "team"), "file", ("staff file",), nature=nature,
    )  # fmt: skip


ENTRIES: tuple[Entry, ...] = (
    Entry(
        "adjusted_handling_time", "Handling time on equal work", "people", "ratio", "lower",
        "working hours of people on steps ÷ what the same steps take on average over the log, by step and priority; 1 is as expected",
        _adjusted_work, DONE_SO_FAR, _COMPARED, "times", ("people",), of_steps=True,
    ),
    Entry(
        "adjusted_lead_time", "Lead time on equal tickets", "people", "ratio", "lower",
        "lead time of finished tickets ÷ what such tickets take on average over the log, by first step and priority; 1 is as expected",
        _adjusted_lead, FINISHED, _COMPARED, stage="outcome",
    ),
    Entry(
        "workload_gini", "Imbalance of workload", "people", "ratio", "lower",
        "Gini's coefficient of the working hours of those who worked: 0 all alike, near 1 one does everything",
        _gini, DONE_SO_FAR, _GROUPS, "times", ("people",), highest=1.0, of_steps=True,
    ),
    Entry(
        "cross_training", "Breadth of skills in use", "people", "share", "higher",
        "pairs of a person and a work step that the person has done ÷ all pairs of people and steps",
        _cross_training, DONE_SO_FAR, _GROUPS, needs=("people",), of_steps=True,
    ),
    Entry(
        "key_person_share", "Work that hangs on one person", "people", "share", "lower",
        "executions of work steps of which one person did at least 80 % ÷ all executions by people",
        _key_people, DONE_SO_FAR, _GROUPS, needs=("people",), of_steps=True,
    ),
    Entry(
        "people_at_work", "People at work", "people", "people", "none",
        "people who did at least one work step",
        _people, DONE_SO_FAR, ("process", "step", "segment", "month", "team"), needs=("people",),
    ),
    Entry(
        "learning_rate", "Learning rate", "people", "ratio", "lower",
        "factor by which the time of a step changes each time a person has done twice as many of them (least squares on logarithms, each"
        " person and step with a level of its own)",
        _learning, DONE_SO_FAR, EXECUTIONS, "times", ("people",), least=_FEWEST,
    ),
    _judgement("skill", "Skill, as judged", "skill by the rubric, mean over the people of the staff file"),
    _judgement("attitude", "Attitude, as judged", "attitude by the rubric, mean over the people of the staff file"),
    _judgement(
        "feedback", "Feedback, as judged", "feedback of colleagues and customers by the rubric, mean over the people of the staff file"
    ),
)  # fmt: skip
