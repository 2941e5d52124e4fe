"""Where the open tickets of a log stand at its end (`svcflow.calibration.backlog`, `svcflow.model.backlog`).

A status lasts until the next one: the last one of an open ticket is in progress, done by whoever the log names; or it is a queue, in which
the ticket has waited since it came there. A step that needs a person, and for which the log names nobody of the model, is waited for.

Of logs whose rows are finished steps it is known since when the ticket waits, not what for, nor whether that has been begun. So each
stands where another ticket stood: one that is drawn, with equal chances, among those that after the same two last steps (or one, where
fewer than 10 are left) were not done with the next step when they had waited as long; or among the ten that took longest, where fewer took
so long. From it comes the next step, whether a delay was over by then (`queued`), and whether the step was in progress, since when and by
whom; if that person's hands are full, the step is waited for. (A hot deck [1]_.) The draw is made once, the same whenever the same
log is calibrated. For a ticket in a queue it is drawn among those whose next step had not begun.

References
----------
.. [1] R. R. Andridge, R. J. A. Little, Int. Stat. Rev. 78 (2010) 40, https://doi.org/10.1111/j.1751-5823.2010.00103.x
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from svcflow.calibration.backlog import Backlog
from svcflow.calibration.observations import Numbers, Observations, Whole
from svcflow.calibration.people import Staff
from svcflow.calibration.traits import NONE, OTHER
from svcflow.eventlog import EventLog
from svcflow.eventlog.building import case_starts
from svcflow.eventlog.log import LASTING
from svcflow.model import Attribute, Doing, Histories, OpenTicket, ServiceModel
from svcflow.model.backlog_checks import goes_on

LEAST_SEEN = 10
MOST_STEPS = 10_000


def with_open_tickets(model: ServiceModel, log: EventLog, seen: Observations, staff: Staff, backlog: Backlog) -> ServiceModel:
    """The model of a log with the tickets that are open at its end, which is when it starts.

    Parameters
    ----------
    log : EventLog
        As it was read, with its queues.
    seen, staff
        What the model was estimated from.
    """
    if not backlog.ids:
        return model
    places = _Places(log, seen, staff, backlog, model.attributes)
    histories = Histories(model.routing.contexts)
    found = tuple(ticket for name in backlog.ids if goes_on(ticket := places.of(name), histories))
    end = log.steps["end_time"].max()
    assert isinstance(end, datetime)
    return model.model_copy(update={"open": found, "start": end}) if found else model


class _Places:
    """A log, by the names of its tickets."""

    def __init__(self, log: EventLog, seen: Observations, staff: Staff, backlog: Backlog, attributes: tuple[Attribute, ...]) -> None:
        self._log, self._seen, self._staff, self._attributes = log, seen, staff, attributes
        raw = zip(
            log.cases["case_id"].cast(pl.String),
            case_starts(log).tolist(),
            log.cases["steps"].to_list(),
            log.cases["first_time"],
            strict=True,
        )
        self._raw = {name: (first, first + size - 1, arrived) for name, first, size, arrived in raw}
        ends = np.append(seen.first_row[1:], len(seen.case)).tolist()
        ids = seen.log.steps[seen.first_row.tolist()]["case_id"].cast(pl.String)
        self._rows = {name: range(low, high) for name, low, high in zip(ids, seen.first_row.tolist(), ends, strict=True)}
        self._before = _steps_before(seen)
        self._at_it = backlog.at_it
        self._in_hand: Counter[int] = Counter()
        self._rng = np.random.default_rng(0)

    def of(self, name: str) -> OpenTicket:
        """The open ticket of this name."""
        first, last, arrived = self._raw[name]
        rows = self._rows.get(name, range(0))
        values = {it.name: value for it in self._attributes if (value := self._value(it, first)) is not None}
        shown = {"ticket": name, "arrived": arrived, "attributes": values}
        if self._log.shape not in LASTING:
            since = max(self._log.steps["end_time"][first : last + 1].to_list())
            return self._like_another(shown, rows, since, begun=True)
        if name in self._at_it:
            step, steps = self._seen.activities[self._seen.activity[rows[-1]]], self._names(rows[:-1])
            return self._doing(shown | {"steps": steps}, step, self._seen.resource[rows[-1]], self._begin(last), None)
        while last > first and self._is_queue(last - 1):
            last -= 1
        return self._like_another(shown, rows, self._begin(last), begun=False)

    def _like_another(self, shown: dict[str, object], rows: range, since: datetime, begun: bool) -> OpenTicket:
        """A ticket that waits, or does what it waited for, as another one did after as long; `begun`: whether it may do it."""
        seen = self._seen
        shown = shown | {"steps": self._names(rows)}
        end = self._log.steps["end_time"].max()
        assert isinstance(end, datetime)
        waited = (end - since) / timedelta(hours=1)
        other = self._other(rows, waited, seen.end if begun else seen.begin)
        if other is None:
            return OpenTicket.model_validate(shown | {"since": since})
        step, gap = seen.activities[seen.activity[other]], float(seen.begin[other] - seen.enabled[other])
        if begun and gap <= waited:
            return self._doing(shown, step, seen.resource[other], min(since + timedelta(hours=gap), end), since)
        queued = float(seen.delay_h[other] <= waited)
        return OpenTicket.model_validate(shown | {"since": since, "waits_for": step, "queued": queued})

    def _other(self, rows: range, waited: float, until: Numbers) -> int | None:
        """A row before which another ticket had waited so long after the same steps, and until then was not where it got to."""
        seen = self._seen
        own = tuple(([-1, -1, *seen.activity[rows.start : rows.stop].tolist()])[-2:])
        longest: Whole = np.zeros(0, dtype=np.int64)
        for back in (2, 1):
            alike = np.logical_and.reduce([self._before[it] == own[1 - it] for it in range(back)])
            like = np.flatnonzero(alike & ~seen.unended & ~seen.overlaps)
            gap = until[like] - seen.enabled[like]
            longer = like[gap > waited]
            if len(longer) >= LEAST_SEEN:
                return int(self._rng.choice(longer))
            longest = like[np.argsort(-gap, kind="stable")[:LEAST_SEEN]]
        return int(self._rng.choice(longest)) if len(longest) else None

    def _doing(self, shown: dict[str, object], step: str, resource: int, begun: datetime, enabled: datetime | None) -> OpenTicket:
        """A ticket with a step in progress; or that waits for it, where nobody has a hand free for it."""
        if not self._staff.staffed[step]:
            return OpenTicket.model_validate(shown | {"doing": Doing(step=step, begun=begun, enabled=enabled)})
        owner = int(self._staff.person_of[resource])
        person = self._staff.people[owner] if owner >= 0 else None
        known = enabled is None
        if person is None or step not in person.skills or not (known or self._in_hand[owner] < person.slots * person.count):
            return OpenTicket.model_validate(shown | {"since": enabled or begun, "waits_for": step, "queued": 1.0})
        self._in_hand[owner] += 1
        return OpenTicket.model_validate(shown | {"doing": Doing(step=step, person=person.name, begun=begun, enabled=enabled)})

    def _names(self, rows: range) -> tuple[str, ...]:
        return tuple(self._seen.activities[code] for code in self._seen.activity[rows.start : rows.stop].tolist())[-MOST_STEPS:]

    def _is_queue(self, row: int) -> bool:
        return self._log.meaning(str(self._log.steps["activity"][row])) == "queue"

    def _begin(self, row: int) -> datetime:
        begun = self._log.steps["start_time"][row] or self._log.steps["end_time"][row]
        assert isinstance(begun, datetime)
        return begun

    def _value(self, attribute: Attribute, row: int) -> str | None:
        """The ticket's value; that of rare ones, where it is one of them; None where the model has none for it."""
        value = self._log.steps[attribute.name][row]
        said = NONE if value is None else str(value)
        return said if said in attribute.shares else OTHER if OTHER in attribute.shares else None


def _steps_before(seen: Observations) -> tuple[Whole, Whole]:
    """Of each row, the step before it in its case and the one before that; -1 where there is none."""
    place = np.arange(len(seen.case)) - seen.first_row[seen.case]
    one, two = (np.where(place >= back, np.roll(seen.activity, back), -1) for back in (1, 2))
    return one, two
