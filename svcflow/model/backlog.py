"""The tickets that are open at the start of a simulation, each at its position: so that the next weeks follow from today's backlog.

A run begins with them when it is asked to (`simulate(…, warm=True)`), and only at the model's own `start`, for the backlog is that of
this instant. What the parts mean to the last instant, in the terms of `svcflow.model.document`:

- **History.** The ticket has been through `steps`, in this order: they are what its routing looks back on, how often it has executed each
  step, and what counts as a return. Its age runs from `arrived`. Attributes that are not given are drawn.
- **In progress.** What it is `doing` goes on. The duration is drawn given that it is longer than what has been worked on it so far, on the
  clock of the person (elapsed hours, where nobody staffs it): at the chance F(so far) + (1 − F(so far)) · u. A duration that cannot be
  so long is over at once: when the person is next on duty. The person's slot is taken; whoever has more in hand than slots takes
  nothing new until that is over, and what was begun earlier and is in hand still slows the later down (`Person.slowdown`). Of several
  people who are not told apart (`count`), whoever has least in hand has it. What comes next is enabled at its end.
- **Waiting.** Else it has waited since `since` for its next step: `waits_for`, or the one that the routing draws, the end left out; if
  nothing but the end can follow, the ticket is over. With the chance `queued` whatever holds tickets up on the way is over. If not, what is
  left of the flow's delay runs: it is drawn given that it is longer than what has passed on its clock, and a next step counts in
  proportion to the chance that its delay is. Where no delay can be so long, or there is none, it is over. Where tickets are gathered
  before the step, the ticket then joins those that are.
- **In line.** Tickets that wait for a person stand in their queues in the order of `since` (then of `arrived`, then of their names) before
  anybody takes one; then people take them as if they came on duty.
- **Draws** belong to the number of a ticket, and open tickets have the numbers −1, −2, … in the order of their names: so those that
  arrive later draw what they would draw without them.
"""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from svcflow.model.part import Chance, Part


class Doing(Part):
    """A step in progress. `person` is the name of the entry in `people`, null where nobody staffs the step."""

    step: str
    person: str | None = None
    begun: AwareDatetime
    enabled: AwareDatetime | None = None
    """when it could have begun; null: when it did"""


class OpenTicket(Part):
    """A ticket that is open at the start: what it has done, and either what it is doing or since when it waits."""

    ticket: str
    arrived: AwareDatetime
    attributes: dict[str, str] = {}
    steps: tuple[str, ...] = Field(default=(), max_length=10_000)
    """done, in order; one in progress is not among them"""
    doing: Doing | None = None
    since: AwareDatetime | None = None
    """when its next step was enabled, if it is doing nothing; null: when it arrived"""
    waits_for: str | None = None
    queued: Chance = 0.0
    """chance that it waits for a person, whatever holds tickets up on the way being over"""
