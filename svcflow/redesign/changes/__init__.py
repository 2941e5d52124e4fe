"""The kinds of change, by the name that stands in a scenario file. A new kind is a class in this folder and an entry here."""

from svcflow.redesign.changes.automation import AutomateStep
from svcflow.redesign.changes.batches import ChangeBatch
from svcflow.redesign.changes.change import Change
from svcflow.redesign.changes.checking import InsertCheck
from svcflow.redesign.changes.costs import ChangeRate, ChangeStepCost
from svcflow.redesign.changes.demand import ChangeDemand, ChangeMix, DeflectArrivals
from svcflow.redesign.changes.everywhere import ChangeDelays, ReduceRework, SpeedWork
from svcflow.redesign.changes.hours import ChangeCalendar, ChangeDelay
from svcflow.redesign.changes.overtime import ChangeHolidays, Overtime
from svcflow.redesign.changes.queues import ChangeDiscipline, DispatchBySkill, LimitWork, PoolTeams
from svcflow.redesign.changes.removal import RemoveStep
from svcflow.redesign.changes.shift_left import ShiftLeft
from svcflow.redesign.changes.staff import AddStaff, MoveStaff
from svcflow.redesign.changes.steps import ChangePause, ReduceErrors, SpeedStep
from svcflow.redesign.changes.structure import MergeSteps, MoveStep, RunParallel, SplitStep
from svcflow.redesign.changes.training import CrossTrain, Train

KINDS: dict[str, type[Change]] = {
    kind.model_fields["kind"].default: kind
    for kind in (
        SpeedStep, SpeedWork, AutomateStep, RemoveStep, MergeSteps, SplitStep, MoveStep, RunParallel, InsertCheck, ShiftLeft, ReduceErrors,
        ReduceRework,
        AddStaff, MoveStaff, CrossTrain, Train, PoolTeams, ChangeDiscipline, DispatchBySkill, LimitWork,
        ChangeCalendar, Overtime, ChangeHolidays, ChangeDelay, ChangeDelays, ChangePause, ChangeBatch,
        ChangeDemand, ChangeMix, DeflectArrivals, ChangeRate, ChangeStepCost,
    )
}  # fmt: skip

__all__ = [
    "KINDS", "AddStaff", "AutomateStep", "Change", "ChangeBatch", "ChangeCalendar", "ChangeDelay", "ChangeDelays", "ChangeDemand",
    "ChangeDiscipline", "ChangeHolidays", "ChangeMix", "ChangePause", "ChangeRate", "ChangeStepCost", "CrossTrain",
    "DeflectArrivals", "DispatchBySkill", "InsertCheck", "LimitWork", "MergeSteps", "MoveStaff", "MoveStep", "Overtime", "PoolTeams",
    "ReduceErrors", "ReduceRework", "RemoveStep", "RunParallel", "ShiftLeft", "SpeedStep", "SpeedWork", "SplitStep", "Train",
]  # fmt: skip
