"""The service as numbers that a person can read and edit: one versioned JSON document.

A ticket arrives (`arrivals`), gets its attributes (`attributes`), and walks from step to step (`routing`). Between two steps it
may be held up by what no queue explains (`flows`: delay). A staffed step then waits for a person who has the skill, is on duty
(`calendars`) and free (`people`); whoever is free takes the next ticket by the discipline of the team (`teams`). Work takes time
on the person's own clock: it stops at the end of the shift, unless little is left, and goes on at the next. A step that nobody
staffs (a customer's reply, a robot) takes elapsed time. A step that comes back to an activity that the ticket has been through is
rework; the chance that a step's work comes back is its `error_chance`.

What the parts mean to the last instant

- **Arrival.** In the log's own period, where the model keeps it (`Arrivals.recorded_until`), tickets come when they came, else as drawn.
  Attributes are drawn; the first step is routed from the history `(start)`.
- **Routing.** Of the listed contexts that the history ends with and whose conditions the ticket meets (`Context.where`: it has these
  values; `Context.visits`: it has begun the last step at least so often) the longest history decides; among equally long ones that which
  asks for more values, then that which asks for more visits. Returns to steps that the ticket has been through are
  scaled where error chances differ from the fitted ones (`Step.error_chance`); what comes after a pause, for a customer or a supplier,
  is not: work that goes on after the answer is no rework. Nor is what a check sends back (`Step.checks`).
- **Enabling.** A step is enabled when everything that is in progress in its ticket has ended; or, with the flow's chance of `overlap`,
  when its source begins. Its enabled time in the log is that instant.
- **Delay.** From then on the flow's delay runs, on its clock; only then does the step ask for a person (or begin, if nobody staffs it).
  On a rhythm, a delay of d hours is over when the paces of the hours of the week that it went through make d (`Rhythm`).
  Of the flow's `delay` and those of `older` tickets that one counts whose age was reached last, the age of a ticket being the elapsed
  hours from its arrival until the delay begins. Each is as many times as long as the flow's course (`delay_course`, or that of
  `delay_courses` which it names) says of the date on which it begins.
- **Gathering.** Where a step has one, the ticket then joins those that are gathered before the step. All of them are released together: as
  soon as there are `size`, at the next of `times` (one that strikes just then counts), or `most_h` elapsed hours after the first of them
  came, whatever is earliest (`Gathering`). Then they ask, or begin, in the order in which they came, after what was due at that instant.
- **Service.** A request joins the queue if anybody waits there, else one of the people who have the skill, are on duty and have a free
  slot is chosen: with the step's chance of `same_person` who did this step for the ticket last, or else its last staffed step, if that is
  one of them (of a ticket that is open at the start only who is at a step of it is known); otherwise of those who have the fewest tickets
  in hand, by preference. Whoever frees up or comes on duty takes, of all requests that he can serve, the first by his team's
  discipline: rank (if it serves by priority), then the order of asking.
- **Work.** The person's slot is taken until the hours of work have passed on the person's own clock, nights included. The hours are
  the person's own (`by_person`), else those of the ticket's value (`by_attribute`), else everybody's; where person and value both
  have their own they are the value's, as many times as long as the person's mean is of everybody's. Each other ticket that the
  person has in hand when the work begins makes them longer by the share `slowdown`; what begins or ends while it goes on does not
  change them.
- **Grace.** Nobody begins anything outside of their calendar, but people stay to finish: what is left at the end of a shift and takes
  at most `grace_h` more is done right then, outside the calendar; more than that is interrupted, and judged again at the end of the
  next shift. While somebody stays on they take nothing new.
- **End.** A ticket ends with the last of its steps. Every ticket that arrives is finished, however far the calendars must be laid out.
- **Open tickets** (`open`) are in the system at the start of a run that begins with them, where they stand: see `svcflow.model.backlog`.
- **One instant.** People come on duty before anything else happens; they take one request after the other, whoever has the fewest in
  hand first, then in the order of their names. All else happens in the order in which it was scheduled; at an end of work the person
  takes the next request before the ticket goes on.
- **Refits** are no part of a run: each, put in place of the parts that it names, makes a model of its own.
- The order of the document's lists and objects means nothing.

Times are hours [h]; rates are tickets per hour; chances and shares run from 0 to 1. `n` beside a part is the number of
observations that it was estimated from (0: given by a person).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from svcflow.eventlog.log import Basis, Meaning
from svcflow.model.backlog import OpenTicket
from svcflow.model.distribution import Distribution
from svcflow.model.part import Chance as Chance
from svcflow.model.part import Part as Part
from svcflow.model.rhythm import Rhythm
from svcflow.model.routing import END as END
from svcflow.model.routing import START as START
from svcflow.model.routing import Context as Context
from svcflow.model.routing import Routing as Routing
from svcflow.model.verdict import Distances as Distances
from svcflow.model.verdict import References as References
from svcflow.model.verdict import Validation as Validation


class Calendar(Part):
    """Weekly hours as people write them: `{"Mon": ["08:00-12:00", "13:00-17:00"], …}`, "24:00" being midnight's end."""

    hours: dict[Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], tuple[str, ...]]
    timezone: str = "UTC"
    holidays: tuple[str, ...] = ()
    n: int = 0


class RecordedDay(Part):
    """A day of the log: the clock times of its tickets [h since midnight], and its `level`: how many times today's rate it had.

    `drawn`: whether other days may be simulated by it; if not, it only says when the tickets of its own date came.
    """

    date: str
    at: tuple[Annotated[float, Field(ge=0, lt=24)], ...]
    level: float = Field(default=1.0, gt=0)
    drawn: bool = True


class Arrivals(Part):
    """When tickets come, in three forms; in all of them `level` multiplies the number of tickets.

    `hourly`: a Poisson process whose rate is `weekly[hour of the week] * level`, hour 0 being Monday 00:00 in `timezone`;
    `dispersion` is the variance of a factor (gamma, mean 1) that each day multiplies its rate with: 0 is plain Poisson.
    `days`: the tickets of a day come at the clock times of a recorded day (`days`) drawn at random among those of the same weekday, or
    of the same kind (`alike`: Monday to Friday are of one kind). Where the level is not the recorded day's, each of its tickets comes
    with the chance level ÷ recorded level, and what is above 1 comes from further days that are drawn and laid over it.
    `timetable`: a ticket at the first open instant, then one every `interval_h` ÷ `level` hours of the open time, `weekly` > 0 marking
    the open hours.

    `recorded_until`: the end of the log's own period, which begins with the earliest of `days`. In it nothing is drawn: tickets come at
    the clock times of `days`, each on its own date, none on other dates. With a `level` below 1 each comes with that chance; what is
    above 1 comes by the form, besides them. A timetable has no such period: it says when its tickets came.

    `course`: how many times today's rate it was or will be, from each date (in `timezone`) on until the next; before the first date
    the first holds, without any 1. It is how the log's own months are simulated at the levels that they had; a timetable has none.
    `form_scores` and `level_scores` say how well each form and each way to tell today's level foretold a part of the log that was
    kept from it (0 is best; the forms' are in units of `hourly`'s, the levels' mean absolute errors of the logarithm).
    """

    kind: Literal["hourly", "days", "timetable"] = "hourly"
    weekly: tuple[Annotated[float, Field(ge=0)], ...] = ()
    level: float = Field(default=1.0, ge=0)
    course: dict[str, Annotated[float, Field(ge=0)]] = {}
    dispersion: float = Field(default=0.0, ge=0)
    days: tuple[RecordedDay, ...] = ()
    recorded_until: AwareDatetime | None = None
    alike: Literal["weekday", "kind"] = "kind"
    interval_h: float | None = Field(default=None, gt=0)
    timezone: str = "UTC"
    form_scores: dict[str, float] = {}
    level_from: str = ""
    level_scores: dict[str, float] = {}
    n: int = 0

    @property
    def per_week(self) -> float:
        """Expected tickets in a week of today's [1/week]."""
        if self.kind == "timetable":
            return self.level * sum(rate > 0 for rate in self.weekly) / (self.interval_h or 1.0)
        if self.kind == "hourly":
            return self.level * sum(self.weekly)
        return self.level * sum(sum(len(day.at) / day.level for day in pool) / len(pool) for pool in self.pools() if pool)

    def without_own_period(self) -> Arrivals:
        """With all tickets drawn."""
        return self.model_copy(update={"recorded_until": None, "days": tuple(day for day in self.days if day.drawn)})

    def pools(self) -> tuple[tuple[RecordedDay, ...], ...]:
        """The recorded days that each weekday may be drawn from, Monday's first, in the order of their dates."""
        kinds: list[list[RecordedDay]] = [[] for _ in range(7)]
        for day in sorted((it for it in self.days if it.drawn), key=lambda it: it.date):
            recorded = date.fromisoformat(day.date).weekday()
            for weekday in range(5) if self.alike == "kind" and recorded < 5 else (recorded,):
                kinds[weekday].append(day)
        return tuple(map(tuple, kinds))


class Attribute(Part):
    """A property that a ticket has from its arrival, and the share of each value."""

    name: str
    shares: dict[str, Chance]
    n: int = 0


class Gathering(Part):
    """When tickets that are gathered before a step are released, all together; whatever is earliest of what is given.

    `size`: as soon as so many are there. `times`: at the next of these local times of the week, like "Tue 14:00", in `timezone`.
    `most_h`: so many elapsed hours after the first of them came. A `size` alone might keep the last ones for ever, so it goes with another.
    """

    size: int | None = Field(default=None, ge=2)
    most_h: float | None = Field(default=None, gt=0, le=100_000)
    times: tuple[str, ...] = ()
    timezone: str = "UTC"
    n: int = 0


class ByAttribute(Part):
    """How long a step takes for tickets whose `attribute` has one of these values; for others the step's duration counts."""

    attribute: str
    durations: dict[str, Distribution]

    def scaled(self, factor: float) -> ByAttribute:
        """Taking `factor` times as long."""
        return self.model_copy(update={"durations": {value: each.scaled(factor) for value, each in self.durations.items()}})


class Step(Part):
    """An activity. `staffed`: a person with the skill does it, in working hours of that person; else it takes elapsed hours."""

    name: str
    meaning: Meaning = "work"
    staffed: bool = True
    duration: Distribution
    by_person: dict[str, Distribution] = {}
    """durations of people who differ from the rest, where the data bear it"""
    by_attribute: ByAttribute | None = None
    """durations of tickets that differ from the rest, where the data bear it"""
    error_chance: Chance = 0.0
    """chance that an execution comes back, i.e. that the ticket returns to this step after it (work that goes on after a customer's or
    supplier's answer is one execution); where nothing was fitted (`fitted_error_chance` 0) it returns at once, with this chance"""
    fitted_error_chance: Chance = 0.0
    """the error chance that `routing` was estimated with; flows to this step, from a ticket that has been through it, are scaled by
    error_chance ÷ fitted_error_chance unless they come from a pause, and flows to new steps share the rest (all returns together get at
    most 0.95, or what they had)"""
    checks: bool = False
    """whether this is a check whose findings `routing` tells by themselves: what comes right after it is not scaled by error chances"""
    same_person: Chance = 0.0
    """chance that it goes to who did it for the ticket last (else: who did its last staffed step), if that person can take it at once"""
    cost: float = Field(default=0.0, ge=0)
    """cost of one execution besides people's time"""
    gathering: Gathering | None = None
    """how tickets are gathered before it and released together, if they are"""
    basis: Basis = "measured"
    n: int = 0


class Person(Part):
    """Somebody (or, with `count` > 1, that many who are not told apart, in logs `name-01`, `name-02` …) who does steps.

    `skills`: step -> preference, the relative chance to be given it when several have as few tickets in hand (0: only when nobody else
    has). `slots`: tickets worked on at once. `slowdown`: by which share each other ticket in hand at its begin makes work longer, of each
    individual by itself. `grace_h`: how long they stay after a shift to finish what they have in hand [h].
    """

    name: str
    team: str
    calendar: str
    skills: dict[str, Annotated[float, Field(ge=0)]]
    count: int = Field(default=1, ge=0)
    slots: int = Field(default=1, ge=1)
    slowdown: float = Field(default=0.0, ge=0)
    grace_h: float = Field(default=0.0, ge=0)
    n: int = 0


class Team(Part):
    """People who belong together. `priority`: tickets are served in the order of `order`, first come first served within one."""

    name: str
    discipline: Literal["fifo", "priority"] = "fifo"
    rate_h: float | None = Field(default=None, ge=0)
    """cost of an hour of a person's work"""


class Priority(Part):
    """Which attribute ranks tickets in queues, most urgent value first; values that `order` does not name come last."""

    attribute: str = "priority"
    order: tuple[str, ...]
    n: int = 0


class Older(Part):
    """The delay of tickets that are `from_h` elapsed hours old or more when it begins, in place of that of younger ones."""

    from_h: float = Field(gt=0)
    delay: Distribution
    n: int = 0


class Flow(Part):
    """What happens between two steps besides queueing.

    `delay`: a wait that no queue explains, before the target asks for a person, on the `clock` of elapsed time or of working time
    (the calendar named `service`), or on the `rhythm` of that name, if one is given. `older`: other delays from given ages of the ticket
    on, the ages rising (a ticket that is to be closed after two weeks waits the less the older it is). `course`: which of the model's
    `delay_courses` these delays follow, rather than `delay_course`. `overlap`: chance that the target
    may begin when the source begins (parallel work); a step that does not overlap waits for all that is in progress in its ticket.
    """

    source: str
    target: str
    overlap: Chance = 0.0
    delay: Distribution | None = None
    older: tuple[Older, ...] = ()
    clock: Literal["elapsed", "working"] = "elapsed"
    rhythm: str | None = None
    course: str | None = None
    n: int = 0

    @property
    def delays(self) -> bool:
        """Whether anything is held up here."""
        return self.delay is not None or bool(self.older)

    @property
    def expected_delay_h(self) -> float:
        """The mean delay over the observed tickets of all ages [h]; that of the youngest where nothing was observed."""
        young = self.delay.expected if self.delay is not None else 0.0
        seen = sum(it.n for it in self.older)
        if self.n <= 0 or seen > self.n:
            return young
        return (young * (self.n - seen) + sum(it.delay.expected * it.n for it in self.older)) / self.n

    def with_delays(self, factor: float) -> Flow:
        """With delays `factor` times as long, at every age."""
        older = tuple(it.model_copy(update={"delay": it.delay.scaled(factor)}) for it in self.older)
        return self.model_copy(update={"delay": self.delay and self.delay.scaled(factor), "older": older})


class PersonAgain(Part):
    """What a refit says of a person where it differs from the model."""

    calendar: str | None = None
    slots: int | None = Field(default=None, ge=1)
    slowdown: float | None = Field(default=None, ge=0)
    grace_h: float | None = Field(default=None, ge=0)


class Refit(Part):
    """The parts of the model estimated again on a bootstrap sample of the log: what the calibration does not know.

    What is not listed is the model's: steps in `durations` and `by_person` (step -> person -> duration), people in `people`. `calendars`
    are those of its people that the model does not have.
    """

    arrivals: Arrivals
    durations: dict[str, Distribution]
    by_person: dict[str, dict[str, Distribution]] = {}
    routing: Routing
    flows: tuple[Flow, ...]
    people: dict[str, PersonAgain] = {}
    calendars: dict[str, Calendar] = {}


class Source(Part):
    """The log that the model was calibrated on."""

    name: str
    first: AwareDatetime
    last: AwareDatetime
    cases: int
    steps: int
    basis: Basis = "measured"
    lead_time_mean_h: float | None = None


class ServiceModel(Part):
    """The service: see the module. `start` is the default opening of the arrival clock, `cases` the default number of arrivals."""

    format: Literal["svcflow-model"] = "svcflow-model"
    version: Literal[1] = 1
    name: str
    timezone: str = "UTC"
    start: AwareDatetime
    cases: int = Field(ge=1)
    arrivals: Arrivals
    attributes: tuple[Attribute, ...] = ()
    steps: tuple[Step, ...]
    people: tuple[Person, ...] = ()
    teams: tuple[Team, ...] = ()
    priority: Priority | None = None
    calendars: dict[str, Calendar] = {}
    routing: Routing
    flows: tuple[Flow, ...] = ()
    rhythms: dict[str, Rhythm] = {}
    delay_course: dict[str, Annotated[float, Field(ge=0)]] = {}
    """how many times as long as today's the delays were or will be, from 00:00 of each date (in `timezone`) on until the next; before
    the first date the first holds, without any 1. It is how the log's own months are simulated with the delays that they had"""
    delay_courses: dict[str, dict[str, Annotated[float, Field(ge=0)]]] = {}
    """[1] other courses, by name, for flows whose delays have one of their own; an empty one is that of delays which stay as they are"""
    waiting_from_queues: float | None = None
    """share of the simulated waiting that people's capacity, calendars and gatherings explain, all of which react to demand: how causal
    the model is"""
    open: tuple[OpenTicket, ...] = ()
    """the tickets that are in the system at `start`"""
    service_level_h: float | None = Field(default=None, gt=0)
    """lead time within which a ticket counts as in time [h]"""
    currency: str = ""
    source: Source | None = None
    validation: Validation | None = None
    refits: tuple[Refit, ...] = ()
    notes: tuple[str, ...] = ()

    def step(self, name: str) -> Step:
        """The step of that name (KeyError where there is none)."""
        for step in self.steps:
            if step.name == name:
                return step
        raise KeyError(name)


def always(n: int = 0) -> Calendar:
    """Round the clock."""
    return Calendar(hours=dict.fromkeys(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), ("00:00-24:00",)), n=n)
