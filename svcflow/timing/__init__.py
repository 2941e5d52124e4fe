"""Where the time goes: step times, working hours, causes of waiting, bottlenecks and the value stream."""

from svcflow.timing.bottlenecks import find_bottlenecks
from svcflow.timing.causes import attribute_waiting
from svcflow.timing.decomposition import decompose_times
from svcflow.timing.delays import find_delays
from svcflow.timing.flow_causes import FlowCauses, attribute_flows
from svcflow.timing.levers import Lever, Levers, find_levers
from svcflow.timing.queues import QueueEvidence, find_queues
from svcflow.timing.results import (
    CAUSES,
    Bottleneck,
    Cause,
    CauseHours,
    StepTime,
    StepTimes,
    TimeFigures,
    ValueStream,
)
from svcflow.timing.rework_hours import measure_rework
from svcflow.timing.rework_results import Rework
from svcflow.timing.steps import time_steps
from svcflow.timing.streams import Stream, Streams, StreamStep, ValueTag
from svcflow.timing.value_stream import find_streams
from svcflow.timing.working_hours import find_calendars, service_calendar

__all__ = [
    "time_steps",
    "attribute_waiting",
    "attribute_flows",
    "find_delays",
    "find_levers",
    "decompose_times",
    "find_bottlenecks",
    "find_streams",
    "measure_rework",
    "find_queues",
    "find_calendars",
    "service_calendar",
    "CAUSES",
    "Bottleneck",
    "QueueEvidence",
    "Cause",
    "CauseHours",
    "FlowCauses",
    "Lever",
    "Levers",
    "Rework",
    "StepTime",
    "StepTimes",
    "Stream",
    "StreamStep",
    "Streams",
    "TimeFigures",
    "ValueStream",
    "ValueTag",
]
