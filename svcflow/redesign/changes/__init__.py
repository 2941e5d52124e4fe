"""The kinds of change, by the name that stands in a scenario file. A new kind is a class in this folder and an entry here."""

from svcflow.redesign.changes.change import Change
from svcflow.redesign.changes.demand import ChangeDemand, DeflectArrivals
from svcflow.redesign.changes.hours import ChangeCalendar, ChangeDelay
from svcflow.redesign.changes.removal import RemoveStep
from svcflow.redesign.changes.staff import AddStaff, ChangeRate, MoveStaff
from svcflow.redesign.changes.steps import AutomateStep, ReduceErrors, SpeedStep

KINDS: dict[str, type[Change]] = {
    "speed_step": SpeedStep,
    "automate_step": AutomateStep,
    "remove_step": RemoveStep,
    "reduce_errors": ReduceErrors,
    "add_staff": AddStaff,
    "move_staff": MoveStaff,
    "change_rate": ChangeRate,
    "change_calendar": ChangeCalendar,
    "change_delay": ChangeDelay,
    "change_demand": ChangeDemand,
    "deflect_arrivals": DeflectArrivals,
}

__all__ = [
    "KINDS", "AddStaff", "AutomateStep", "Change", "ChangeCalendar", "ChangeDelay", "ChangeDemand", "ChangeRate", "DeflectArrivals",
    "MoveStaff", "ReduceErrors", "RemoveStep", "SpeedStep",
]  # fmt: skip
