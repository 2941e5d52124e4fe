"""Where figures come from, in one line: the log, its period, how many tickets, and on what basis the figures stand."""

from __future__ import annotations

from collections.abc import Sequence

from svcflow import units
from svcflow.eventlog.log import Basis
from svcflow.language import mark, tell, tell_many
from svcflow.report.facts import ReportFacts

_BASES: dict[tuple[Basis, ...], str] = {
    ("measured",): mark("Measured in the log."),
    ("estimated",): mark("Estimated: the log does not record when work began."),
    ("simulated",): mark("Simulated with the model that was calibrated on this log."),
    ("measured", "estimated"): mark("Counts measured in the log, times of work and waiting estimated."),
    ("measured", "simulated"): mark("Measured in the log, and simulated with the model that was calibrated on it."),
}


def source_line(facts: ReportFacts, bases: Sequence[Basis]) -> str:
    """The line below a figure, in the current language."""
    tickets = tell_many("{count} ticket", "{count} tickets", facts.cases)
    basis = tell(_BASES.get(tuple(dict.fromkeys(each for each in bases if each != "absent")), _BASES["measured",]))
    if facts.span is None:
        return tell("Source: {log}, {tickets}. {basis}", log=facts.title, tickets=tickets, basis=basis)
    return tell(
        "Source: {log}, {tickets}, {span} ({zone}). {basis}",
        log=facts.title, tickets=tickets, span=units.span(facts.span.first, facts.span.last), zone=facts.span.timezone, basis=basis,
    )  # fmt: skip
