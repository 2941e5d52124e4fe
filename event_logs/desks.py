"""Eight desks of different nature, and the changes that are asked of each: what the study of interventions runs.

They were drawn up from what service desks look like, and frozen before anything was measured on them: a desk is never
changed because a model does badly on it. What binds each of them stands in its `nature`.

A ticket comes in by itself at any hour that its channel is open (a step of one second that nobody does), so that the log
shows its arrival; where an agent takes it in, as in a chat, it begins with that. Hours are hours [h].
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from desk import (
    RESUME,
    Batch,
    Change,
    Delay,
    Desk,
    Duration,
    Error,
    Person,
    Step,
    Team,
    daily,
    with_demand,
    with_error,
    with_shift,
    with_speed,
    with_staff,
)

ARRIVES = Duration(1 / 3600, 0.0)
"""the second that a system takes to open a ticket"""
WEEKDAYS, EVERY_DAY = range(5), range(7)
DEMAND = 1.3
LESS, MORE = 0.75, 1.25


@dataclass(frozen=True, slots=True)
class StudyDesk:
    """A desk and what is changed in it.

    Parameters
    ----------
    name, nature : str
        What it is called, and what binds it.
    desk : Desk
    tickets : int
        How many come in one log, >= 1 000.
    team : str
        The bottleneck, whose staff is changed.
    fast : str
        The step that becomes twice as fast.
    faulty : str
        The step whose errors are halved.
    moved : (str, float)
        The team whose shifts are moved, and by how much [h].
    """

    name: str
    nature: str
    desk: Desk
    tickets: int
    team: str
    fast: str
    faulty: str
    moved: tuple[str, float]

    def people(self, name: str) -> tuple[Person, ...]:
        """Who is in a team."""
        return next(team.people for team in self.desk.teams if team.name == name)

    def changes(self) -> dict[str, Change]:
        """The desk as it is, and its changes, by name."""
        return {
            "as is": lambda desk: desk,
            "staff -25 %": lambda desk: with_staff(desk, self.team, LESS),
            "staff +25 %": lambda desk: with_staff(desk, self.team, MORE),
            "demand +30 %": lambda desk: with_demand(desk, DEMAND),
            "step twice as fast": lambda desk: with_speed(desk, self.fast, 2.0),
            "errors halved": lambda desk: with_error(desk, self.faulty, 0.5),
            "shift moved": lambda desk: with_shift(desk, *self.moved),
        }


def all_desks() -> tuple[StudyDesk, ...]:
    """The eight desks."""
    made: tuple[Callable[[], StudyDesk], ...] = (
        _capacity, _calendars, _customers, _batching, _priorities, _specialists, _multitasking, _mixed,
    )  # fmt: skip
    return tuple(make() for make in made)


# --- What they are made of --------------------------------------------------------------------------------------


def _rates(a_week: float, hours: dict[int, float], days: tuple[float, ...]) -> tuple[float, ...]:
    """168 hourly rates [1/h] that add up to `a_week`: weights of the hours of the day times weights of the days."""
    weights = [day * hours.get(hour, 0.0) for day in days for hour in range(24)]
    return tuple(round(a_week * weight / sum(weights), 5) for weight in weights)


def _office(a_week: float) -> tuple[float, ...]:
    """Phone hours: Monday to Friday, two humps with a dip at noon, Monday the busiest."""
    hours = dict(zip(range(8, 18), (0.8, 1.5, 1.7, 1.4, 0.8, 0.9, 1.3, 1.2, 0.9, 0.5), strict=True))
    return _rates(a_week, hours, (1.2, 1.05, 1.0, 0.95, 0.8, 0.0, 0.0))


def _web(a_week: float) -> tuple[float, ...]:
    """A form that is always open: by day, in the evening, some at night, half as many at the weekend."""
    hours = dict.fromkeys(range(7), 0.15) | dict.fromkeys(range(7, 18), 1.0) | dict.fromkeys(range(18, 23), 0.7) | {23: 0.3}
    return _rates(a_week, hours, (1.1, 1.0, 1.0, 1.0, 0.9, 0.5, 0.5))


def _team(name: str, code: str, *shifts: tuple[tuple[float, float], ...], drag: float = 0.0) -> Team:
    """One person for each of the shifts."""
    return Team(name, tuple(Person(f"{code}-{i + 1:02d}", shift) for i, shift in enumerate(shifts)), 40.0, drag)


def _with_lunch(start: float, lunch: float, end: float, days: range = WEEKDAYS) -> tuple[tuple[float, float], ...]:
    return tuple(sorted(daily(start, lunch, days) + daily(lunch + 1, end, days)))


def _desk(*channels: tuple[str, tuple[float, ...]], **parts: object) -> Desk:
    given: dict[str, object] = {"priorities": (("Normal", 1.0),), "categories": (("General", 1.0),), **parts}
    return Desk(arrivals=channels, **given)  # type: ignore[arg-type]


# --- The desks --------------------------------------------------------------------------------------------------


def _capacity() -> StudyDesk:
    office = daily(8, 17)
    desk = _desk(
        ("Phone", _office(110.0)),
        ("Portal", _web(75.0)),
        teams=(_team("Service desk", "SD", *[office] * 4), _team("Application support", "AS", *[office] * 4)),
        steps=(
            Step("Open ticket", None, ARRIVES, (("Take in", 1.0),)),
            Step("Take in", "Service desk", Duration(0.35, 0.6), (("Analyse", 0.5), ("Answer", 0.5))),
            Step("Analyse", "Application support", Duration(1.25, 0.9), (("Correct", 0.7), ("Answer", 0.3))),
            Step("Correct", "Application support", Duration(0.55, 0.7, "gamma"), (("Answer", 1.0),)),
            Step("Answer", "Service desk", Duration(0.20, 0.5), ()),
        ),
        errors=(Error("Correct", 0.12, "Correct", "Correct"),),
        grace_h=0.25,
    )
    nature = "bound by capacity: the second line is busy five sixths of its time"
    return StudyDesk("capacity", nature, desk, 1700, "Application support", "Analyse", "Correct", ("Application support", 3.0))


def _calendars() -> StudyDesk:
    mornings = _with_lunch(9, 12, 16)
    part_time = daily(9, 13, range(3))
    desk = _desk(
        ("Portal", _web(80.0)),
        teams=(
            _team("Back office", "BO", mornings, mornings, part_time, mornings),
            _team("Approval", "AP", daily(9, 12, range(1, 4)), daily(9, 12, range(1, 4))),
        ),
        steps=(
            Step("Submit request", None, ARRIVES, (("Check request", 1.0),)),
            Step("Check request", "Back office", Duration(0.30, 0.5), (("Approve", 0.25), ("Fulfil", 0.75))),
            Step("Approve", "Approval", Duration(0.25, 0.6), (("Fulfil", 1.0),)),
            Step("Fulfil", "Back office", Duration(0.35, 0.7), (("Confirm", 1.0),)),
            Step("Confirm", "Back office", Duration(0.08, 0.4), ()),
        ),
        errors=(Error("Fulfil", 0.10, "Confirm", "Fulfil"),),
        grace_h=0.5,
    )
    nature = "bound by calendars: requests at all hours, an office of six hours a day, approvals on three mornings a week"
    return StudyDesk("calendars", nature, desk, 1000, "Back office", "Fulfil", "Fulfil", ("Approval", 4.0))


def _customers() -> StudyDesk:
    wait = "Wait for customer"
    desk = _desk(
        ("E-mail", _web(140.0)),
        teams=(_team("Customer care", "CC", daily(8, 16), daily(8, 16), daily(10, 18), daily(10, 18), daily(8, 16)),),
        steps=(
            Step("Receive e-mail", None, ARRIVES, (("Read", 1.0),)),
            Step("Read", "Customer care", Duration(0.20, 0.6), ((wait, 0.55), ("Solve", 0.45))),
            Step(wait, None, Duration(30.0, 1.3), ((RESUME, 1.0),)),
            Step("Solve", "Customer care", Duration(0.45, 0.8), ((wait, 0.15), ("Close", 0.85))),
            Step("Close", "Customer care", Duration(0.05, 0.5, "gamma"), ()),
        ),
        errors=(Error("Solve", 0.10, "Close", "Solve"),),
        delays=(Delay("Close", "Solve", 1.0, Duration(20.0, 0.8), "the customer tries it, and writes again"),),
        grace_h=0.25,
    )
    return StudyDesk(
        "customers", "bound by customers' replies: every other ticket waits a day or two for an answer", desk, 1400, "Customer care",
        "Solve", "Solve", ("Customer care", -1.0),
    )  # fmt: skip


def _batching() -> StudyDesk:
    office = daily(8, 16)
    board = (24 + 14.0, 3 * 24 + 14.0)
    desk = _desk(
        ("Portal", _office(120.0)),
        teams=(_team("Requests", "RQ", office, office, office), _team("Purchasing", "PU", office, office)),
        steps=(
            Step("Submit order", None, ARRIVES, (("Check order", 1.0),)),
            Step("Check order", "Requests", Duration(0.25, 0.5), (("Approve order", 0.45), ("Buy", 0.55))),
            Step("Approve order", "Requests", Duration(0.15, 0.5), (("Buy", 0.9), ("Inform", 0.1)), Batch(hours=board)),
            Step("Buy", "Purchasing", Duration(0.38, 0.7), (("Hand out", 1.0),), Batch(size=8, most_h=48.0)),
            Step("Hand out", "Requests", Duration(0.25, 0.6, "gamma"), (("Inform", 1.0),)),
            Step("Inform", "Requests", Duration(0.08, 0.4), ()),
        ),
        errors=(Error("Buy", 0.08, "Hand out", "Buy"),),
        grace_h=0.5,
    )
    nature = "bound by batching: a board on Tuesdays and Thursdays, purchases eight at a time or after two days"
    return StudyDesk("batching", nature, desk, 1300, "Requests", "Check order", "Buy", ("Requests", 2.0))


def _priorities() -> StudyDesk:
    early, late = daily(6, 14, EVERY_DAY), daily(14, 22, EVERY_DAY)
    night = ((0.0, 6.0), *daily(22, 30, range(6)), (166.0, 168.0))
    desk = _desk(
        ("Monitoring", _rates(75.0, dict.fromkeys(range(24), 1.0), (1.0,) * 7)),
        ("Phone", _web(85.0)),
        priorities=(("P1", 0.08), ("P2", 0.22), ("P3", 0.45), ("P4", 0.25)),
        teams=(_team("Operations", "OP", early, late, night, early),),
        steps=(
            Step("Raise incident", None, ARRIVES, (("Diagnose", 1.0),)),
            Step("Diagnose", "Operations", Duration(0.40, 0.8), (("Restore", 0.75), ("Close", 0.25))),
            Step("Restore", "Operations", Duration(0.60, 1.0), (("Close", 1.0),)),
            Step("Close", "Operations", Duration(0.07, 0.5), ()),
        ),
        errors=(Error("Restore", 0.10, "Close", "Restore"),),
        grace_h=0.5,
    )
    nature = "with priorities: incidents around the clock, four ranks, one team in three shifts"
    return StudyDesk("priorities", nature, desk, 1600, "Operations", "Restore", "Restore", ("Operations", 2.0))


def _specialists() -> StudyDesk:
    office, late = daily(8, 16), daily(10, 18)
    network, database, clients = "Solve network", "Solve database", "Solve client"

    def expert(code: str, *skills: str, shift: tuple[tuple[float, float], ...] = office, pace: float = 1.0) -> Person:
        return Person(code, shift, skills, pace)

    desk = _desk(
        ("Phone", _office(100.0)),
        ("Portal", _web(50.0)),
        teams=(
            _team("Triage", "TR", office, late),
            Team("Network", (expert("NW-01", network), expert("NW-02", network, clients), expert("NW-03", network, pace=1.4)), 55.0),
            Team("Database", (expert("DB-01", database), expert("DB-02", database)), 60.0),
            Team("Clients", tuple(expert(f"CL-{i + 1:02d}", clients, shift=late if i == 1 else office) for i in range(3)), 45.0),
        ),
        steps=(
            Step("Open ticket", None, ARRIVES, (("Triage", 1.0),)),
            Step("Triage", "Triage", Duration(0.25, 0.6), ((network, 0.28), (database, 0.14), (clients, 0.43), ("Close", 0.15))),
            Step(network, "Network", Duration(1.50, 0.9), ((database, 0.10), ("Close", 0.90))),
            Step(database, "Database", Duration(1.90, 1.1), (("Close", 1.0),)),
            Step(clients, "Clients", Duration(1.20, 0.7, "gamma"), ((network, 0.08), ("Close", 0.92))),
            Step("Close", "Triage", Duration(0.10, 0.5), ()),
        ),
        errors=(Error(clients, 0.12, "Close", clients),),
        grace_h=0.5,
    )
    nature = "with specialists: three small teams of one skill each, one of them helps another out, one person is slower"
    return StudyDesk("specialists", nature, desk, 1500, "Clients", network, clients, ("Network", 2.0))


def _multitasking() -> StudyDesk:
    early, late = daily(8, 14, range(6)), daily(14, 20, range(6))
    agents = tuple(Person(f"CH-{i + 1:02d}", late if i % 2 else early, slots=3) for i in range(6))
    chats = _rates(420.0, dict.fromkeys(range(8, 20), 1.0) | {12: 1.5, 18: 1.5, 19: 1.3}, (1.1, 1.0, 1.0, 1.0, 1.0, 0.7, 0.0))
    desk = _desk(
        ("Chat", chats),
        teams=(
            Team("Chat", agents, 30.0, drag=0.15),
            Team("Experts", tuple(Person(f"EX-{i + 1:02d}", daily(9, 17), slots=2) for i in range(3)), 45.0, drag=0.3),
        ),
        steps=(
            Step("Open chat", None, ARRIVES, (("Chat", 1.0),)),
            Step("Chat", "Chat", Duration(0.55, 0.7), (("Look into", 0.25), ("Wrap up", 0.75))),
            Step("Look into", "Experts", Duration(1.10, 0.9), (("Reply", 1.0),)),
            Step("Reply", "Chat", Duration(0.20, 0.6), (("Wrap up", 1.0),)),
            Step("Wrap up", "Chat", Duration(0.06, 0.5), ()),
        ),
        errors=(Error("Look into", 0.15, "Reply", "Look into"),),
        grace_h=1.0,
    )
    nature = "with multitasking: up to three chats at once, each slower for it; experts on two things"
    return StudyDesk("multitasking", nature, desk, 2000, "Experts", "Look into", "Look into", ("Experts", 2.0))


def _mixed() -> StudyDesk:
    office, part_time = _with_lunch(8, 12, 17), daily(8, 13, range(4))
    wait = "Wait for documents"
    desk = _desk(
        ("Post", _rates(60.0, {9: 1.0, 10: 1.0, 14: 0.5}, (1.3, 1.0, 1.0, 1.0, 0.9, 0.0, 0.0))),
        ("Portal", _web(70.0)),
        priorities=(("Express", 0.15), ("Standard", 0.85)),
        teams=(
            _team("Intake", "IN", office, office, part_time),
            Team("Assessors", tuple(replace(Person(f"AX-{i + 1:02d}", office), pace=1.25 if i == 1 else 1.0) for i in range(5)), 55.0),
            _team("Payments", "PY", daily(9, 15), daily(9, 15)),
        ),
        steps=(
            Step("Register claim", None, ARRIVES, (("Check documents", 1.0),)),
            Step("Check documents", "Intake", Duration(0.35, 0.6), ((wait, 0.30), ("Assess", 0.70))),
            Step(wait, None, Duration(60.0, 1.0), ((RESUME, 1.0),)),
            Step("Assess", "Assessors", Duration(0.75, 0.9), (("Decide", 0.85), (wait, 0.15))),
            Step("Decide", "Assessors", Duration(0.25, 0.5), (("Pay", 0.7), ("Notify", 0.3))),
            Step(
                "Pay", "Payments", Duration(0.12, 0.4, "gamma"), (("Notify", 1.0),), Batch(hours=tuple(24 * day + 13.0 for day in range(5)))
            ),
            Step("Notify", "Intake", Duration(0.15, 0.5), ()),
        ),
        errors=(Error("Assess", 0.12, "Decide", "Assess"), Error("Pay", 0.03, "Notify", "Assess")),
        delays=(Delay("Check documents", "Assess", 0.25, Duration(6.0, 0.8, "gamma"), "the file is fetched from the archive"),),
        grace_h=0.25,
    )
    nature = "mixed: claims with priorities, part time, customers' documents, payments once a day, errors, a slow archive"
    return StudyDesk("mixed", nature, desk, 1300, "Assessors", "Assess", "Assess", ("Assessors", 2.0))
