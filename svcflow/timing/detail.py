"""What `decompose_times` tells only where it is asked for: causes of waiting, hours of working time, groups, levers.

They cost sorts where the step times themselves cost passes, so they are loaded and worked out apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from svcflow.eventlog import EventLog
from svcflow.eventlog.log import LASTING
from svcflow.progress import Progress
from svcflow.timing.grouping import group_times
from svcflow.timing.hours.begin_accuracy import begin_evidence
from svcflow.timing.hours.work_time import with_work_hours
from svcflow.timing.results import GroupTime
from svcflow.timing.steps import TIMED, Instants, with_instants
from svcflow.timing.waiting.causes import attribute_waiting
from svcflow.timing.waiting.levers import Levers, find_levers


@dataclass(frozen=True, slots=True)
class Detail:
    """By activity its causes and working hours; the groups that were asked for; the levers; and what estimates rest on."""

    steps: Mapping[str, GroupTime] = field(default_factory=dict)
    groups: tuple[GroupTime, ...] = ()
    levers: Levers | None = None
    notes: tuple[str, ...] = ()


def detail_times(log: EventLog, found: Instants, *, causes: bool, by: Sequence[str], progress: Progress) -> Detail:
    """Work out the causes, if they are wanted, and the groups.

    Parameters
    ----------
    log : EventLog
        Without queue rows; `found` are the instants of its steps.

    Raises
    ------
    LogError
        There is nothing of the kind that it is to be grouped by.
    """
    timed = log if set(log.steps.columns) >= TIMED else with_instants(log, found)
    if not causes:
        return Detail(groups=group_times(timed, by))
    progress("finding the causes of waiting", 1, 3)
    timed = with_work_hours(attribute_waiting(timed))
    progress("summing up the steps", 2, 3)
    estimated = found.estimated is not None and bool(found.estimated.any())
    return Detail(
        steps={group.by["step"]: group for group in group_times(timed, ["step"])},
        groups=group_times(timed, by) if by else (),
        levers=find_levers(timed),
        notes=(begin_evidence(log).sentence(),) if estimated and log.shape not in LASTING else (),
    )
