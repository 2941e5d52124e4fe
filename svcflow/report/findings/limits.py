"""How far all this is to be believed: the model, the estimates, the log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from svcflow.eventlog.log import Shape
from svcflow.model.document import ServiceModel
from svcflow.report.findings.evidence import Evidence
from svcflow.report.findings.finding import Finding, Grade

FEW_QUEUES = 0.1
"""Where people's queues explain less of the waiting than this, more people change next to nothing in the model."""
MUCH = 0.02
"""A warning about less of the log than this stays in the section on the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelGrade(Finding):
    """How the model did on what it had not seen; None: nobody asked. `few_queues`: people's queues explain next to none of the waiting."""

    kind: ClassVar[str] = "model"
    anchor: ClassVar[str] = "model"
    grade: Grade | None
    recorded_h: float | None = None
    simulated_h: float | None = None
    few_queues: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimated(Finding):
    """Work and waiting are estimates, because of the log's shape."""

    kind: ClassVar[str] = "estimated"
    anchor: ClassVar[str] = "times"
    shape: Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsLost(Finding):
    """Rows that could not be read."""

    kind: ClassVar[str] = "rows_lost"
    anchor: ClassVar[str] = "import"
    lost: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Health(Finding):
    """The gravest warning about the log (the name of the check, how many of how many), and how many more there are."""

    kind: ClassVar[str] = "health"
    anchor: ClassVar[str] = "import"
    check: str
    count: int
    of: int
    unit: str
    others: int


def find_limits(evidence: Evidence) -> Iterator[Finding]:
    """What weakens the figures of the log."""
    if evidence.times.value_stream.basis == "estimated":
        yield Estimated(shape=evidence.shape, basis="estimated")
    report = evidence.report
    if report is None:
        return
    if report.rejected:
        yield RowsLost(lost=len(report.rejected), of=report.events + len(report.rejected) - report.set_aside)
    warned = [each for each in report.findings if each.level == "warning" and each.count >= MUCH * each.of]
    for gravest in sorted(warned, key=lambda each: (-each.count / max(each.of, 1), each.check))[:1]:
        yield Health(check=gravest.check, count=gravest.count, of=gravest.of, unit=gravest.unit, others=len(warned) - 1)


def find_model_grade(evidence: Evidence) -> Iterator[Finding]:
    """How the model did."""
    if evidence.model is None:
        return
    validation = evidence.validation
    hours = {} if validation is None else validation.lead_time_h
    yield ModelGrade(
        grade=evidence.grade, recorded_h=hours.get("held_out"), simulated_h=hours.get("simulated"), few_queues=few_queues(evidence.model),
        basis="simulated",
    )  # fmt: skip


def few_queues(model: ServiceModel | None) -> bool:
    """Whether people's queues explain so little of the waiting that more people would hardly show."""
    return model is not None and model.waiting_from_queues is not None and model.waiting_from_queues < FEW_QUEUES
