"""The tickets open at a log's end: which they are, where they stand, and what the calibration does not take from them."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from svcflow.calibration import calibrate
from svcflow.calibration.backlog import find_backlog, with_backlog
from svcflow.calibration.observations import Observations, observe
from svcflow.calibration.people import find_staff
from svcflow.calibration.routing import error_chances, fit_routing
from svcflow.calibration.standing import with_open_tickets
from svcflow.eventlog import EventLog, build_log
from svcflow.eventlog.log import OPEN_AT_START, Meaning, Shape
from svcflow.eventlog.reading import read_log
from svcflow.model import Arrivals, Doing, OpenTicket, ServiceModel, Step, Team, constant
from svcflow.simulation import simulate_each
from tests.calibration.test_fitted_parts import MONDAY

DESK = Path(__file__).parents[2] / "event_logs" / "service_desk.csv"
CUT = datetime.fromisoformat("2025-03-21T16:00:00+00:00")
Row = tuple[str, str, str | None, float, float]


def at(hours: float) -> datetime:
    return MONDAY + timedelta(hours=hours)


def log_of(rows: list[Row], shape: Shape = "start_end", meanings: dict[str, Meaning] | None = None) -> EventLog:
    """A log of (case, activity, person, begin, end), in hours since a Monday."""
    frame = pl.DataFrame(
        {
            "case_id": [row[0] for row in rows], "activity": [row[1] for row in rows],
            "resource": pl.Series([row[2] for row in rows], dtype=pl.String),
            "start_time": [at(row[3]) for row in rows], "end_time": [at(row[4]) for row in rows],
        }
    )  # fmt: skip
    return build_log(frame, name="made", shape=shape, meanings=meanings)


def done(count: int = 30, first: float = 0.0) -> list[Row]:
    """Tickets a day apart: A from 9 to 10 by Ana, then B from some hours later on, for an hour, by Bo."""
    rows: list[Row] = []
    for number in range(count):
        begin = first + 24.0 * number + 9
        wait = 1.0 + number % 10
        rows += [(f"T{number}", "A", "Ana", begin, begin + 1), (f"T{number}", "B", "Bo", begin + 1 + wait, begin + 2 + wait)]
    return rows


LATE = 24.0 * 30
"""when the last of 30 tickets is over"""


def with_late_ones() -> EventLog:
    """One that was done with A two hours before the end; one that has been for two weeks, longer than any other ever was."""
    new: list[Row] = [
        ("silent", "A", "Ana", LATE - 337, LATE - 336),
        ("new", "A", "Ana", LATE + 8, LATE + 9),
        ("end", "A", "Ana", LATE, LATE + 1),
    ]
    return log_of([*done(), *new, ("end", "B", "Bo", LATE + 10, LATE + 11)])


def test_a_ticket_is_open_while_others_were_not_done_with_the_next_step() -> None:
    found = find_backlog(with_late_ones())
    assert found.ids == ("new",)
    assert 0.9 < found.expected < 1.1
    assert "1 ticket is taken for open" in next(found.sentences(1))


def test_it_stands_where_others_stood_after_as_long() -> None:
    log = with_late_ones()
    backlog = find_backlog(log)
    seen = with_backlog(observe(log), backlog)
    model = with_open_tickets(ServiceModel.model_validate(plain(seen)), log, seen, find_staff(seen), backlog)
    (ticket,) = model.open
    assert (ticket.ticket, ticket.steps, ticket.arrived) == ("new", ("A",), at(LATE + 8))
    assert model.start == at(LATE + 11)
    # After two hours some of the others wait still, and some are worked on.
    assert ticket.waits_for == "B" or (ticket.doing is not None and ticket.doing.step == "B")


def plain(seen: Observations) -> dict[str, object]:
    """What of a model its open tickets depend on."""
    staff = find_staff(seen)
    return {
        "name": "made", "start": MONDAY, "cases": 10, "arrivals": Arrivals(weekly=(1.0,) * 168),
        "steps": tuple(Step(name=name, duration=constant(1.0)) for name in seen.activities), "people": staff.people,
        "teams": tuple(Team(name=it.name) for it in staff.teams), "calendars": staff.calendars, "routing": fit_routing(seen),
    }  # fmt: skip


def test_its_last_step_tells_nothing_of_what_follows() -> None:
    log = with_late_ones()
    seen = with_backlog(observe(log), find_backlog(log))
    after = {context.after: context.next for context in fit_routing(seen).contexts}
    assert after["A",] == {"B": pytest.approx(31 / 32, abs=1e-5), "(end)": pytest.approx(1 / 32, abs=1e-5)}
    plainly = {context.after: context.next for context in fit_routing(observe(log)).contexts}
    assert plainly["A",]["(end)"] == pytest.approx(2 / 33, abs=1e-5)


def test_its_last_step_has_not_yet_come_back_or_not() -> None:
    again: list[Row] = [("new", "A", "Ana", LATE, LATE + 1), ("new", "A", "Ana", LATE + 2, LATE + 3)]
    log = log_of([*done(), *again, ("end", "A", "Ana", LATE, LATE + 1), ("end", "B", "Bo", LATE + 3, LATE + 4)])
    backlog = find_backlog(log)
    assert backlog.ids == ("new",)
    assert error_chances(observe(log))["A"] == pytest.approx(1 / 33, abs=1e-6)
    assert error_chances(with_backlog(observe(log), backlog))["A"] == pytest.approx(1 / 32, abs=1e-6)


def statuses() -> EventLog:
    """Statuses; of the last tickets one is worked on, one waits for the customer, one has waited in two queues, one is over."""
    rows: list[Row] = []
    for number in range(29):
        begin = 24.0 * number + 9
        rows += [(f"T{number}", "Queued", None, begin, begin + 1), (f"T{number}", "Working", "Ana", begin + 1, begin + 5)]
        rows += [(f"T{number}", "Asked", None, begin + 5, begin + 20), (f"T{number}", "Working", "Ana", begin + 20, begin + 22)]
        rows += [(f"T{number}", "Closed", None, begin + 22, begin + 22)]
    rows += [("w", "Queued", None, LATE, LATE + 1), ("w", "Working", "Ana", LATE + 1, LATE + 1)]
    rows += [("c", "Working", "Ana", LATE - 14, LATE - 10), ("c", "Asked", None, LATE - 10, LATE - 10)]
    rows += [
        ("q", "Working", "Ana", LATE - 3, LATE + 1),
        ("q", "Queued", None, LATE + 1, LATE + 1.25),
        ("q", "Handed on", None, LATE + 1.25, LATE + 1.25),
    ]
    rows += [("over", "Working", "Ana", LATE, LATE + 1.5), ("over", "Closed", None, LATE + 1.5, LATE + 1.5)]
    rows += [(f"H{number}", "Handed on", None, number * 24.0, number * 24.0 + 2) for number in range(12)]
    rows += [(f"H{number}", "Closed", None, number * 24.0 + 2, number * 24.0 + 2) for number in range(12)]
    meanings: dict[str, Meaning] = {"Queued": "queue", "Handed on": "queue", "Asked": "customer", "Closed": "closed"}
    return log_of(rows, "status", meanings)


def test_a_status_goes_on_or_is_waited_in() -> None:
    log = statuses()
    backlog = find_backlog(log)
    seen = with_backlog(observe(log), backlog)
    model = with_open_tickets(ServiceModel.model_validate(plain(seen)), log, seen, find_staff(seen), backlog)
    found = {ticket.ticket: ticket for ticket in model.open}
    assert sorted(found) == ["c", "q", "w"]
    assert found["w"].doing == Doing(step="Working", person="Ana", begun=at(LATE + 1))
    assert found["c"] == OpenTicket(ticket="c", arrived=at(LATE - 14), steps=("Working",), doing=Doing(step="Asked", begun=at(LATE - 10)))
    assert (found["q"].steps, found["q"].since, found["q"].doing) == (("Working",), at(LATE + 1), None)


def test_work_in_progress_is_no_work_of_no_hours() -> None:
    log = statuses()
    seen = with_backlog(observe(log), find_backlog(log))
    working = seen.activities.index("Working")
    assert (seen.end - seen.begin)[seen.executions(working)].min() >= 1.5
    assert seen.unended.sum() == 2


@pytest.fixture(scope="module")
def cut_desk(tmp_path_factory: pytest.TempPathFactory) -> tuple[EventLog, ServiceModel]:
    """The whole log of the desk, and a model of what was known of it one afternoon."""
    path = tmp_path_factory.mktemp("cut") / "cut.csv"
    shutil.copy(DESK, path)
    rows = pl.read_csv(path, infer_schema_length=0)
    rows.filter(pl.col("Finished").str.to_datetime(time_zone="UTC") <= CUT).write_csv(path)
    return read_log(DESK), calibrate(read_log(path), refits=0)


def test_what_was_open_one_afternoon_is_found(cut_desk: tuple[EventLog, ServiceModel]) -> None:
    log, model = cut_desk
    really = log.cases.filter((pl.col("first_time") <= CUT) & (pl.col("last_time") > CUT))["case_id"].cast(pl.String)
    assert {ticket.ticket for ticket in model.open} == set(really)


def finished(log: EventLog) -> tuple[int, float]:
    """How many tickets were finished in the week after the cut; mean hours until those are that were open then."""
    left = (log.cases["last_time"] - CUT).dt.total_seconds().to_numpy() / 3600
    mine = (
        log.cases[OPEN_AT_START].to_numpy()
        if OPEN_AT_START in log.cases.columns
        else (log.cases["first_time"] <= CUT).to_numpy() & (left > 0)
    )
    return int(((left > 0) & (left <= 168)).sum()), float(left[mine].mean()) if mine.any() else 0.0


def test_the_next_week_follows_from_what_was_open(cut_desk: tuple[EventLog, ServiceModel]) -> None:
    log, model = cut_desk
    until = CUT + timedelta(weeks=1)
    warm, cold = (np.mean(simulate_each(model, finished, until=until, replications=10, warm=it, jobs=1), axis=0) for it in (True, False))
    really = finished(log)
    assert abs(warm[0] - really[0]) < 0.5 * abs(cold[0] - really[0])
    assert warm[1] == pytest.approx(really[1], rel=0.25)
