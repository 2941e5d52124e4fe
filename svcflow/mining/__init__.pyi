from .discovery import Discovered as Discovered, write_bpmn as write_bpmn
from .map import mine_map as mine_map
from .network import HandoverNetwork as HandoverNetwork, mine_handovers as mine_handovers
from .results import ActivityCount as ActivityCount, Flow as Flow, ProcessMap as ProcessMap, Terminal as Terminal, Variant as Variant
from .rework import mark_rework as mark_rework
from .teams import find_teams as find_teams
