"""The words of the value-stream map: what its figures are called, how they are written, and the map told to those who cannot see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from svcflow import units
from svcflow.language import mark, tell, tell_many
from svcflow.report import words
from svcflow.report.value_stream.facts import Burst, Figure, MapFacts, MapStep, Name
from svcflow.timing.results import Cause
from svcflow.timing.streams.families import ALL, OTHERS

LABELS: dict[Name, str] = {
    "cycle_time": mark("C/T"),
    "paused": mark("Paused"),
    "people": mark("People"),
    "on_duty": mark("On duty"),
    "effective": mark("Full-time"),
    "utilisation": mark("Busy"),
    "load": mark("Load"),
    "accurate": mark("%C&A"),
    "tickets": mark("Tickets"),
    "executions": mark("Per ticket"),
    "batch": mark("Batch"),
    "waiting": mark("Waiting"),
    "queue": mark("In queue"),
    "lead_time": mark("Lead time"),
    "lead_time_median": mark("Median lead time"),
    "processing": mark("Work"),
    "flow_efficiency": mark("Flow efficiency"),
    "activity_ratio": mark("Working clock"),
    "value_added": mark("Value-adding"),
    "rolled_accurate": mark("Rolled %C&A"),
    "demand": mark("Demand"),
    "takt": mark("Takt"),
}
EXPLAINED: dict[Name, str] = {
    "cycle_time": mark("C/T: mean work of one execution, in working hours"),
    "people": mark("People: how many different people do it"),
    "on_duty": mark("On duty: how many of them are on duty at once, on average over the working hours"),
    "effective": mark("Full-time: how many people this step would keep, if they did nothing else"),
    "utilisation": mark("Busy: the share of their time on duty in which its people work, on this and on anything else"),
    "load": mark("Load: the hours of work that arriving tickets ask of its people, divided by their hours on duty"),
    "accurate": mark("%C&A, complete and accurate: executions after which the step is not done again in the same ticket"),
    "tickets": mark("Tickets: the share of tickets that pass the step"),
    "executions": mark("Per ticket: how often it is done in a ticket that passes it"),
    "batch": mark("Batch: how many tickets are taken up at once"),
    "waiting": mark("Waiting: mean time before one execution"),
    "queue": mark("In queue: mean number of tickets that wait before it"),
}
CAUSES: dict[Cause, str] = {
    "batching": mark("batching"),
    "contention": mark("people busy"),
    "prioritisation": mark("later ones first"),
    "unavailability": mark("people off duty"),
    "extraneous": mark("no visible cause"),
}
READING = mark(
    "Boxes and triangles tell of one execution (means; C/T in working hours), the ladder of the mean ticket: repeated executions added, a "
    "step not taken counted as nothing."
)
SEEN_CAUSE = 0.005
VALUES = {"value-adding": mark("value-adding"), "necessary": mark("necessary"), "waste": mark("waste")}


def label(name: Name) -> str:
    """What a figure is called."""
    return tell(LABELS[name])


def figure_text(figure: Figure | None, *, bare: bool = False) -> str:
    """A figure as text, with the mark of its basis (not `bare`)."""
    if figure is None:
        return units.NOTHING
    told = _quantity(figure)
    basis = "" if bare else words.MARKS[figure.basis]
    return f"{told} {tell(basis)}" if basis else told


def _quantity(figure: Figure) -> str:
    if figure.unit == "h":
        return units.duration(figure.value)
    if figure.unit == "share":
        return units.share(figure.value)
    if figure.unit == "count":
        return units.count(figure.value)
    if figure.unit == "times":
        return f"{units.number(figure.value)}×"
    return units.number(figure.value)


def stream_name(name: str) -> str:
    """The name of a family; those that no log gave are told in the current language."""
    return {ALL: tell("All tickets"), OTHERS: tell("Other families")}.get(name, name)


def demand_text(facts: MapFacts) -> str:
    """How many tickets customers send."""
    if facts.demand is None:
        return tell("new tickets")
    return tell("{number} tickets a week", number=units.number(facts.demand.value))


def burst_lines(burst: Burst) -> tuple[str, str]:
    """What a kaizen burst says: the saving of the mean ticket, and the main cause; that a whole map is simulated is told at its head."""
    marked = tell(words.MARKS[burst.basis]) if burst.basis == "estimated" else ""
    saving = f"{units.MINUS}{units.duration(burst.saving_h)}"
    return f"{saving} {marked}".rstrip(), tell(CAUSES[burst.causes[0][0]]) if burst.causes else ""


def burst_told(burst: Burst, activity: str) -> str:
    """The burst in a sentence."""
    parts = tell(", ").join(
        tell("{cause} {share}", cause=tell(CAUSES[cause]), share=units.share(part)) for cause, part in burst.causes if part >= SEEN_CAUSE
    )
    return tell(
        "Improve here: if no ticket waited before {step}, the mean ticket would end {saving} sooner, all else the same. "
        "Why it waits: {causes}.",
        step=activity, saving=units.duration(burst.saving_h), causes=parts or units.NOTHING,
    )  # fmt: skip


def step_told(step: MapStep) -> str:
    """All that the map knows of a step, for the pointer and for those who listen."""
    figures = [tell("{figure}: {value}", figure=label(figure.name), value=figure_text(figure)) for figure in step.figures]
    if step.rung.waiting_h > 0 or step.waiting.value > 0:
        figures.insert(0, tell("{figure}: {value}", figure=label("waiting"), value=figure_text(step.waiting)))
    if step.value in VALUES:
        figures.append(tell(VALUES[step.value]))
    if step.keeps_up is False:
        figures.append(tell("does not keep up with what arrives"))
    return tell("{step}: {figures}.", step=step.activity, figures=tell("; ").join(figures))


def map_label(facts: MapFacts) -> str:
    """The map in one sentence: its short description."""
    return tell(
        "Value-stream map of {name}: {tickets}, {steps} on the main path, lead time {lead}, of which waiting {waiting} and work {work}.",
        name=stream_name(facts.name),
        tickets=tell_many("{count} ticket", "{count} tickets", facts.cases),
        steps=tell_many("{count} step", "{count} steps", len(facts.path)),
        lead=figure_text(facts.total("lead_time")),
        waiting=figure_text(facts.total("waiting")),
        work=figure_text(facts.total("processing")),
    )


def map_told(facts: MapFacts) -> str:
    """The map in words: demand, the main path step by step, what stands beside it, where to improve."""
    told = [tell("Customers send {demand}.", demand=demand_text(facts))]
    told += [tell("Step {number}. {told}", number=number, told=step_told(step)) for number, step in enumerate(facts.path, 1)]
    told += [tell("Beside the path. {told}", told=step_told(step)) for step in facts.branches]
    told += [burst_told(step.burst, step.activity) for step in (*facts.path, *facts.branches) if step.burst]
    return " ".join(told)


def notes(facts: MapFacts, *, single: bool) -> Iterator[str]:
    """What a reader must know, below the drawing; `single`: the map stands alone."""
    if single:
        yield tell(READING)
        yield tell(
            "Triangle: how many tickets wait on average, and how long one waits. Star: what the mean ticket would save if nothing waited "
            "there, and why it waits. Dashed loop: executions that are done again later in the ticket. Flash: information."
        )
        yield tell(
            "{exactly} of the tickets do exactly the work of the main path, in its order; {passing} pass all of its steps.",
            exactly=units.share(facts.exactly), passing=units.share(facts.passing),
        )  # fmt: skip
    if facts.overlap_h:
        yield tell(
            "Steps of a ticket go on side by side, so the parts add up to {overlap} more than the lead time.",
            overlap=units.duration(facts.overlap_h),
        )
    if facts.rarer:
        waiting, work = sum(step.rung.waiting_h for step in facts.rarer), sum(step.rung.processing_h for step in facts.rarer)
        yield tell_many(
            "{count} rarer step beside the path is not drawn: {waiting} waiting and {work} work of the mean ticket. The table has it.",
            "{count} rarer steps beside the path are not drawn: {waiting} waiting and {work} work of the mean ticket. The table has them.",
            len(facts.rarer), waiting=units.duration(waiting), work=units.duration(work),
        )  # fmt: skip
    if single and "estimated" in {figure.basis for figure in _figures(facts)}:
        yield tell("est.: estimated, since the log does not record when work began, or nobody gave the working hours.")


def _figures(facts: MapFacts) -> Iterable[Figure]:
    yield from facts.totals
    yield from (figure for figure in (facts.demand, facts.takt) if figure is not None)
    for step in (*facts.path, *facts.branches):
        yield from (*step.figures, step.waiting)
