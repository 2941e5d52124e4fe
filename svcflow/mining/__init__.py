"""How the work flows: the process map and its variants, rework, the teams and who hands work to whom, and a BPMN model."""

from svcflow.mining.discovery import Discovered, write_bpmn
from svcflow.mining.map import mine_map
from svcflow.mining.network import HandoverNetwork, mine_handovers
from svcflow.mining.results import ActivityCount, Flow, ProcessMap, Terminal, Variant
from svcflow.mining.rework import mark_rework
from svcflow.mining.teams import find_teams

__all__ = [
    "mine_map",
    "mark_rework",
    "mine_handovers",
    "find_teams",
    "write_bpmn",
    "ProcessMap",
    "ActivityCount",
    "Flow",
    "HandoverNetwork",
    "Terminal",
    "Variant",
    "Discovered",
]
