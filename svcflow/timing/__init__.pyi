from .queues.bottlenecks import find_bottlenecks as find_bottlenecks
from .waiting.causes import attribute_waiting as attribute_waiting
from .decomposition import decompose_times as decompose_times
from .waiting.delays import find_delays as find_delays
from .waiting.flow_causes import FlowCauses as FlowCauses, attribute_flows as attribute_flows
from .waiting.levers import Lever as Lever, Levers as Levers, find_levers as find_levers
from .queues.evidence import QueueEvidence as QueueEvidence, find_queues as find_queues
from .results import (
    Bottleneck as Bottleneck,
    CAUSES as CAUSES,
    Cause as Cause,
    CauseHours as CauseHours,
    StepTime as StepTime,
    StepTimes as StepTimes,
    TimeFigures as TimeFigures,
    ValueStream as ValueStream,
)
from .rework.measuring import measure_rework as measure_rework
from .rework.results import Rework as Rework
from .steps import time_steps as time_steps
from .streams.results import Stream as Stream, StreamStep as StreamStep, Streams as Streams, ValueTag as ValueTag
from .streams.value_stream import find_streams as find_streams
from .hours.working_hours import find_calendars as find_calendars, service_calendar as service_calendar
from .contrast.comparing import contrast_sides as contrast_sides
from .contrast.results import Change as Change, Contrast as Contrast
from .contrast.slices import (
    Sides as Sides,
    pair_logs as pair_logs,
    split_at as split_at,
    split_between as split_between,
    split_by as split_by,
    split_last as split_last,
)
from .hours.begin_accuracy import BeginAccuracy as BeginAccuracy, begin_accuracy as begin_accuracy, begin_evidence as begin_evidence
from .hours.work_time import with_work_hours as with_work_hours
from .map_times import MapTimes as MapTimes, time_map as time_map
