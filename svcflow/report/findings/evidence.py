"""What findings are found in: the results of the stages before, gathered once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from svcflow import timing
from svcflow.eventlog.log import ImportReport, Shape
from svcflow.indicators.results import Indicator
from svcflow.mining.results import ProcessMap
from svcflow.model.document import ServiceModel, Validation
from svcflow.redesign.results import Comparison
from svcflow.report.findings.finding import Grade
from svcflow.report.findings.observed import NOT_LOOKED_AT, Observed
from svcflow.report.queues import StepQueue
from svcflow.study.scoring import Appraisal
from svcflow.timing.results import StepTimes
from svcflow.voice.hearing import Voice


@dataclass(frozen=True, slots=True)
class Rework:
    """How many tickets go back to a work step that they have been through, and the step to which most of them do."""

    cases: int
    step: str | None
    step_cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that was found out about a log. What was not asked is None or empty, and then there is no finding about it.

    `rework_cost`: what rework takes, and tickets that go to and fro. `queue_hours`: the queues with their hours, and how busy teams are.
    `tried`: how many redesigns svcflow tried for its proposals. `service_level_h`: the target [h].
    """

    cases: int
    shape: Shape
    report: ImportReport | None
    process_map: ProcessMap
    times: StepTimes
    queues: Sequence[StepQueue]
    rework: Rework
    observed: Observed = NOT_LOOKED_AT
    rework_cost: timing.Rework | None = None
    queue_hours: timing.QueueEvidence | None = None
    indicators: Sequence[Indicator] = ()
    service_level_h: float | None = None
    model: ServiceModel | None = None
    validation: Validation | None = None
    comparison: Comparison | None = None
    tried: int | None = None
    appraisal: Appraisal | None = None
    voice: Voice | None = None

    @property
    def grade(self) -> Grade | None:
        """How the model did; None where it was not validated."""
        return None if self.validation is None else self.validation.grade
