from .bpmn import check_conformance as check_conformance, read_bpmn as read_bpmn
from .discovery import Discovered as Discovered, discover_bpmn as discover_bpmn, write_bpmn as write_bpmn
from .map import mine_map as mine_map
from .network import HandoverNetwork as HandoverNetwork, mine_handovers as mine_handovers
from .results import ActivityCount as ActivityCount, Flow as Flow, ProcessMap as ProcessMap, Terminal as Terminal, Variant as Variant
from .rework import mark_rework as mark_rework
from .teams import find_teams as find_teams
from .concurrency import find_concurrency as find_concurrency
from .simplify import ShownMap as ShownMap, simplify as simplify
from .traces import Traces as Traces, find_traces as find_traces
from .variants import Variants as Variants, find_variants as find_variants
