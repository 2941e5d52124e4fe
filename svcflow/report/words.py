"""The words of the report, in one place, so that a catalogue of another language can stand beside this one.

Templates are filled by `str.format`; what fills them is already text (see `units`). Nothing here computes.
"""

from __future__ import annotations

from typing import Final

MARKS: Final = {"measured": "", "estimated": "est.", "simulated": "sim.", "absent": ""}
"""The mark that every figure of this basis carries."""

MARK_TITLES: Final = {
    "measured": "measured: read from the log",
    "estimated": "estimated: the log does not record when work began",
    "simulated": "simulated with the calibrated model",
    "absent": "the log cannot tell",
}

MARKED: Final = {mark: basis for basis, mark in MARKS.items() if mark}
"""The basis that a mark stands for."""

SECTIONS: Final = (
    ("summary", "Summary"),
    ("import", "What was read"),
    ("map", "Process map"),
    ("times", "Where the time goes"),
    ("bottlenecks", "Bottlenecks"),
    ("model", "How good the model is"),
    ("redesigns", "Redesigns side by side"),
    ("indicators", "Indicators"),
    ("definitions", "Definitions"),
)

CAUSES: Final = {
    "batching": "because tickets are collected and done together",
    "contention": "because its people are busy with earlier tickets",
    "prioritisation": "because tickets that came later are taken first",
    "unavailability": "because its people are off duty",
    "extraneous": "for no reason that the log shows",
}
"""Why tickets wait, after “waits before a step …”."""

CAUSES_SHORT: Final = {
    "batching": "because tickets are collected",
    "contention": "because its people are busy",
    "prioritisation": "because later tickets are taken first",
    "unavailability": "because its people are off duty",
    "extraneous": "for no reason that the log shows",
}
"""The same where there are several."""

CAUSE_TITLES: Final = {
    "batching": "Collected in batches",
    "contention": "People busy",
    "prioritisation": "Later tickets first",
    "unavailability": "People off duty",
    "extraneous": "No visible reason",
}
"""The causes as short heads; the terms of the trade are in the definitions."""

MEANINGS: Final = {"work": "work", "queue": "queue", "customer": "waits for customer", "supplier": "waits for supplier", "closed": "closed"}

SHAPES: Final = {
    "events": "one time for each step, when it ended",
    "start_end": "begin and end of each step in two columns",
    "lifecycle": "a row for the begin and a row for the end of each step",
    "status": "one time for each change of status",
    "milestones": "a row for each ticket, with a time for each milestone",
    "audit": "a row for each update of a ticket",
    "history": "a row for each change of a field, from what and to what",
}

BASIS_REASONS: Final = {
    "events": "This log records only when steps ended, so the begin of each step is estimated, and with it work and waiting; "
    "such figures are marked est.",
    "status": "This log records changes of status, not when somebody worked, so work and waiting are estimated; "
    "such figures are marked est.",
    "milestones": "This log records when tickets reached their milestones, not when somebody worked, so work and waiting are estimated; "
    "such figures are marked est.",
    "audit": "This log records updates of tickets, not when somebody worked, so work and waiting are estimated; "
    "such figures are marked est.",
    "history": "This log records changes of status, not when somebody worked, so work and waiting are estimated; "
    "such figures are marked est.",
    "other": "This log does not record when every step began, so work and waiting are estimated; such figures are marked est.",
}

BASIS_SHORT: Final = {
    "events": "Work and waiting are estimates: this log records only when steps ended.",
    "status": "Work and waiting are estimates: this log records changes of status, not when somebody worked.",
    "milestones": "Work and waiting are estimates: this log records when tickets reached their milestones, not when somebody worked.",
    "audit": "Work and waiting are estimates: this log records updates of tickets, not when somebody worked.",
    "history": "Work and waiting are estimates: this log records changes of status, not when somebody worked.",
    "other": "Work and waiting are in part estimates: this log does not record when every step began.",
}

GRADES: Final = {"good": "well", "fair": "fairly", "poor": "poorly"}

GRADE_ADVICE: Final = {
    "good": "Its estimates may be used for decisions, with their intervals.",
    "fair": "Use its estimates to rank redesigns; read the sizes as rough.",
    "poor": "Do not decide on its estimates: they may be wrong in direction as well as in size.",
}

FEW_QUEUES: Final = (
    "People's queues explain next to none of this log's waiting, so a change of staff or of working hours will hardly show in the model."
)

NO_VALIDATION: Final = "The model has not been held against months that it had not seen, so nobody knows how good its estimates are."

DISTANCES: Final = {
    "NGD": ("Order of steps", "share of the sequences of steps that differ", "share"),
    "AED": ("When steps happen", "by how much steps are too early or too late in the calendar", "h"),
    "CED": ("Hours of the week", "by how much steps fall into other hours of the week", "h"),
    "RED": ("Pace within a ticket", "by how much steps come too soon or too late after their ticket's arrival", "h"),
    "CTD": ("Lead times", "by how much tickets take too long or too short", "h"),
    "CAR": ("Arrivals", "by how much tickets come too early or too late", "h"),
}
"""For each distance between two logs: its plain name, what it measures, its unit."""

VERDICTS: Final = {"improved": "improved", "worse": "worse", "unclear": "no clear change", "changed": "changed", "same": "unchanged"}

BETTER: Final = {"higher": "higher is better", "lower": "lower is better", "none": "neither is better"}

DEFINITIONS: Final = (
    ("Lead time", "From the first recorded instant of a ticket to its last, in elapsed hours: nights and weekends count. A day is 24 h."),
    ("Processing", "Time in which somebody works on the ticket."),
    ("Waiting", "Time in which the ticket could be worked on and nobody does. Each instant of it has one cause."),
    (
        "Paused",
        "Time in which the desk cannot go on: it waits for the customer or for a supplier, or the ticket is closed. It is not one of the "
        "causes of waiting.",
    ),
    ("Collected in batches (batching)", "The ticket waits until others have come, and they are done together."),
    ("People busy (contention)", "Whoever does the step is busy with tickets that came earlier."),
    ("Later tickets first (prioritisation)", "Whoever does the step is busy with tickets that came later and were taken first."),
    ("People off duty (unavailability)", "Whoever does the step is off duty by the calendar that the log shows."),
    ("No visible reason (extraneous)", "Waiting that none of the other four explains: unrecorded work, other systems, forgotten tickets."),
    ("Flow efficiency", "Processing time ÷ lead time, over all tickets."),
    (
        "Complete and accurate (C&A)",
        "Share of a step's executions that did not have to be done again in the same ticket. "
        "Rolled: the product along the main path, the share of tickets that pass it without any rework.",
    ),
    ("Rework", "A ticket goes back to a work step that it has already been through. Going on after the customer's answer is not rework."),
    ("Path (variant)", "A sequence of steps that tickets share."),
    (
        "Saving",
        "How much lead time would go if this waiting were gone and nothing else changed. "
        "It is smaller than the waiting where other work of the same ticket goes on meanwhile.",
    ),
    (
        "est.",
        "Estimated: the log does not record when work began; svcflow infers it from the same worker's previous step, "
        "the working calendar and the meaning of each status.",
    ),
    ("sim.", "Simulated with the model that was calibrated on this log."),
    (
        "95 % interval",
        "A range that holds the true value in 95 of 100 such studies. For redesigns it allows for chance in the simulated runs "
        "and for what the log leaves uncertain about the model.",
    ),
    ("No clear change", "The 95 % interval holds zero: the redesign may help, harm or do nothing."),
    (
        "Past repeated, chance",
        "Two yardsticks for how far simulated tickets are from recorded ones. Past repeated: how far one gets by assuming that the "
        "earlier months simply happen again. Chance: how far two stretches of the same desk are apart by luck alone.",
    ),
    ("90th percentile", "What nine in ten tickets stay within."),
    ("Utilisation", "The share of their hours on duty in which people work on tickets."),
)

DISTANCE_NAMES: Final = {
    "NGD": "n-gram distance",
    "AED": "absolute event distribution distance",
    "CED": "circadian event distribution distance",
    "RED": "relative event distribution distance",
    "CTD": "cycle time distribution distance",
    "CAR": "case arrival rate distance",
}
"""What the literature calls them, told under the pointer."""

TOLD_ELSEWHERE: Final = ("The model was not validated", "The model did badly")
"""How remarks on a comparison begin that the page makes in its own words."""

PLAIN_NOTES: Final = (
    (
        "The model has no refits",
        "The intervals allow for chance in the simulated runs only, not for how uncertain the model itself is: the truth may lie outside.",
    ),
)
"""Remarks on a comparison in plainer words: how they begin, and what the page says instead."""

DELIMITERS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
