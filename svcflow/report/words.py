"""The words that the report keeps in tables: for each code that stands in facts, what readers see.

They are marked for the catalogues (`svcflow.language`) and told where they are shown: `tell(words.CAUSE_TITLES[cause])`. Nothing here
computes.
"""

from __future__ import annotations

from typing import Final

from svcflow.language import mark

MARKS: Final = {"measured": "", "estimated": mark("est."), "simulated": mark("sim."), "absent": ""}
"""The mark that every figure of this basis carries."""

MARK_TITLES: Final = {
    "measured": mark("measured: read from the log"),
    "estimated": mark("estimated: the log does not record when work began"),
    "simulated": mark("simulated with the calibrated model"),
    "absent": mark("the log cannot tell"),
}

MARKED: Final = {mark: basis for basis, mark in MARKS.items() if mark}
"""The basis that a mark stands for."""

SECTIONS: Final = (
    ("summary", mark("Summary")),
    ("value-stream", mark("Value-stream map")),
    ("import", mark("The log and its health")),
    ("map", mark("Process map")),
    ("times", mark("Where the time goes")),
    ("bottlenecks", mark("Why tickets wait")),
    ("rework", mark("What is done again")),
    ("people", mark("People and load")),
    ("model", mark("How far the model is to be believed")),
    ("redesigns", mark("Redesigns side by side")),
    ("indicators", mark("Indicators")),
    ("scorecard", mark("Scorecard")),
    ("customers", mark("What customers say")),
    ("definitions", mark("Definitions")),
)

SHORT_TITLES: Final = {
    "value-stream": mark("Value stream"),
    "import": mark("Log"),
    "map": mark("Map"),
    "times": mark("Time"),
    "bottlenecks": mark("Waiting"),
    "rework": mark("Rework"),
    "people": mark("People"),
    "model": mark("Model"),
    "redesigns": mark("Redesigns"),
    "customers": mark("Customers"),
}
"""Titles of sections in the navigation, where they are shorter there."""

CAUSES: Final = {
    "batching": mark("because tickets are collected and done together"),
    "contention": mark("because its people are busy with earlier tickets"),
    "prioritisation": mark("because tickets that came later are taken first"),
    "unavailability": mark("because its people are off duty"),
    "extraneous": mark("for no reason that the log shows"),
}
"""Why tickets wait, after “waits before a step …”."""

CAUSES_SHORT: Final = {
    "batching": mark("because tickets are collected"),
    "contention": mark("because its people are busy"),
    "prioritisation": mark("because later tickets are taken first"),
    "unavailability": mark("because its people are off duty"),
    "extraneous": mark("for no reason that the log shows"),
}
"""The same where there are several."""

CAUSE_TITLES: Final = {
    "batching": mark("Collected in batches"),
    "contention": mark("People busy"),
    "prioritisation": mark("Later tickets first"),
    "unavailability": mark("People off duty"),
    "extraneous": mark("No visible reason"),
}
"""The causes as short heads; the terms of the trade are in the definitions."""

MEANINGS: Final = {
    "work": mark("work"),
    "queue": mark("queue"),
    "customer": mark("waits for customer"),
    "supplier": mark("waits for supplier"),
    "closed": mark("closed"),
}

SHAPES: Final = {
    "events": mark("one time for each step, when it ended"),
    "start_end": mark("begin and end of each step in two columns"),
    "lifecycle": mark("a row for the begin and a row for the end of each step"),
    "status": mark("one time for each change of status"),
    "milestones": mark("a row for each ticket, with a time for each milestone"),
    "audit": mark("a row for each update of a ticket"),
    "history": mark("a row for each change of a field, from what and to what"),
}

BASIS_REASONS: Final = {
    "events": mark(
        "This log records only when steps ended, so the begin of each step is estimated, and with it work and waiting; "
        "such figures are marked est."
    ),
    "status": mark(
        "This log records changes of status, not when somebody worked, so work and waiting are estimated; such figures are marked est."
    ),
    "milestones": mark(
        "This log records when tickets reached their milestones, not when somebody worked, so work and waiting are estimated; "
        "such figures are marked est."
    ),
    "audit": mark(
        "This log records updates of tickets, not when somebody worked, so work and waiting are estimated; such figures are marked est."
    ),
    "history": mark(
        "This log records changes of status, not when somebody worked, so work and waiting are estimated; such figures are marked est."
    ),
    "other": mark("This log does not record when every step began, so work and waiting are estimated; such figures are marked est."),
}

BASIS_SHORT: Final = {
    "events": mark("Work and waiting are estimates: this log records only when steps ended."),
    "status": mark("Work and waiting are estimates: this log records changes of status, not when somebody worked."),
    "milestones": mark("Work and waiting are estimates: this log records when tickets reached their milestones, not when somebody worked."),
    "audit": mark("Work and waiting are estimates: this log records updates of tickets, not when somebody worked."),
    "history": mark("Work and waiting are estimates: this log records changes of status, not when somebody worked."),
    "other": mark("Work and waiting are in part estimates: this log does not record when every step began."),
}

GRADES: Final = {"good": mark("well"), "fair": mark("fairly"), "poor": mark("poorly")}

GRADE_NAMES: Final = {"good": mark("good"), "fair": mark("fair"), "poor": mark("poor")}
"""What a figure on a card says."""

GRADE_HEADS: Final = {"good": mark("Good."), "fair": mark("Fair."), "poor": mark("Poor.")}

GRADE_ADVICE: Final = {
    "good": mark("Its estimates may be used for decisions, with their intervals."),
    "fair": mark("Use its estimates to rank redesigns; read the sizes as rough."),
    "poor": mark("Do not decide on its estimates: they may be wrong in direction as well as in size."),
}

FEW_QUEUES: Final = mark(
    "People's queues explain next to none of this log's waiting, so a change of staff or of working hours will hardly show in the model."
)

NO_VALIDATION: Final = mark(
    "The model has not been held against a part of the log that it had not seen, so nobody knows how good its estimates are."
)

DISTANCES: Final = {
    "NGD": (mark("Order of steps"), mark("share of the sequences of steps that differ"), "share"),
    "AED": (mark("When steps happen"), mark("by how much steps are too early or too late in the calendar"), "h"),
    "CED": (mark("Hours of the week"), mark("by how much steps fall into other hours of the week"), "h"),
    "RED": (mark("Pace within a ticket"), mark("by how much steps come too soon or too late after their ticket's arrival"), "h"),
    "CTD": (mark("Lead times"), mark("by how much tickets take too long or too short"), "h"),
    "CAR": (mark("Arrivals"), mark("by how much tickets come too early or too late"), "h"),
}
"""For each distance between two logs: its plain name, what it measures, its unit."""

VERDICTS: Final = {
    "improved": mark("improved"),
    "worse": mark("worse"),
    "unclear": mark("no clear change"),
    "changed": mark("changed"),
    "same": mark("unchanged"),
}

BETTER: Final = {"higher": mark("higher is better"), "lower": mark("lower is better"), "none": mark("neither is better")}

DEFINITIONS: Final = (
    (
        mark("Lead time"),
        mark("From the first recorded instant of a ticket to its last, in elapsed hours: nights and weekends count. A day is 24 h."),
    ),
    (mark("Processing"), mark("Time in which somebody works on the ticket.")),
    (mark("Waiting"), mark("Time in which the ticket could be worked on and nobody does. Each instant of it has one cause.")),
    (
        mark("Paused"),
        mark(
            "Time in which the desk cannot go on: it waits for the customer or for a supplier, or the ticket is closed. It is not "
            "one of the causes of waiting."
        ),
    ),
    (mark("Collected in batches (batching)"), mark("The ticket waits until others have come, and they are done together.")),
    (mark("People busy (contention)"), mark("Whoever does the step is busy with tickets that came earlier.")),
    (
        mark("Later tickets first (prioritisation)"),
        mark("Whoever does the step is busy with tickets that came later and were taken first."),
    ),
    (mark("People off duty (unavailability)"), mark("Whoever does the step is off duty by the calendar that the log shows.")),
    (
        mark("No visible reason (extraneous)"),
        mark("Waiting that none of the other four explains: unrecorded work, other systems, forgotten tickets."),
    ),
    (mark("Flow efficiency"), mark("Processing time ÷ lead time, over all tickets.")),
    (
        mark("Complete and accurate (C&A)"),
        mark(
            "Share of a step's executions that did not have to be done again in the same ticket. "
            "Rolled: the product along the main path, the share of tickets that pass it without any rework."
        ),
    ),
    (
        mark("Rework"),
        mark("A ticket goes back to a work step that it has already been through. Going on after the customer's answer is not rework."),
    ),
    (mark("Path (variant)"), mark("A sequence of steps that tickets share.")),
    (
        mark("Saving"),
        mark(
            "How much lead time would go if this waiting were gone and nothing else changed. "
            "It is smaller than the waiting where other work of the same ticket goes on meanwhile."
        ),
    ),
    (
        mark("est."),
        mark(
            "Estimated: the log does not record when work began; svcflow infers it from the same worker's previous step, "
            "the working calendar and the meaning of each status."
        ),
    ),
    (mark("sim."), mark("Simulated with the model that was calibrated on this log.")),
    (
        mark("95 % interval"),
        mark(
            "A range that holds the true value in 95 of 100 such studies. For redesigns it allows for chance in the simulated runs "
            "and for what the log leaves uncertain about the model."
        ),
    ),
    (mark("No clear change"), mark("The 95 % interval holds zero: the redesign may help, harm or do nothing.")),
    (
        mark("Past repeated, chance"),
        mark(
            "Two yardsticks for how far simulated tickets are from recorded ones. Past repeated: how far one gets by assuming that the "
            "earlier months simply happen again. Chance: how far two stretches of the same desk are apart by luck alone."
        ),
    ),
    (mark("90th percentile"), mark("What nine in ten tickets stay within.")),
    (mark("Utilisation"), mark("The share of their hours on duty in which people work on tickets.")),
)

DISTANCE_NAMES: Final = {
    "NGD": mark("n-gram distance"),
    "AED": mark("absolute event distribution distance"),
    "CED": mark("circadian event distribution distance"),
    "RED": mark("relative event distribution distance"),
    "CTD": mark("cycle time distribution distance"),
    "CAR": mark("case arrival rate distance"),
}
"""What the literature calls them, told under the pointer."""

TOLD_ELSEWHERE: Final = ("The model was not validated", "The model did badly")
"""How remarks on a comparison begin that the page makes in its own words."""

PLAIN_NOTES: Final = (
    (
        "The model has no refits",
        mark(
            "The intervals allow for chance in the simulated runs only, not for how uncertain the model itself is: "
            "the truth may lie outside."
        ),
    ),
)
"""Remarks on a comparison in plainer words: how they begin, and what the page says instead."""

DELIMITERS: Final = {",": mark("commas"), ";": mark("semicolons"), "\t": mark("tabs"), "|": mark("bars")}
