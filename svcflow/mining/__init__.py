"""How the work flows: the process map and its variants, rework, the teams, and a BPMN model."""

from svcflow.mining.discovery import Discovered, write_bpmn
from svcflow.mining.map import mine_map
from svcflow.mining.results import ActivityCount, Flow, ProcessMap, Terminal, Variant
from svcflow.mining.rework import mark_rework
from svcflow.mining.teams import find_teams

__all__ = [
    "mine_map",
    "mark_rework",
    "find_teams",
    "write_bpmn",
    "ProcessMap",
    "ActivityCount",
    "Flow",
    "Terminal",
    "Variant",
    "Discovered",
]
