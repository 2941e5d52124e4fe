"""What the redesigns that svcflow proposes are called, with the names of the log in them, and why: in the reader's language.

The files of the ready redesigns have names and reasons for whoever edits them; a page that compares three of them says of each where it
acts. The reasons are those of the files, word by word.
"""

from __future__ import annotations

from dataclasses import dataclass

from svcflow.language import mark, tell

ONE_MORE = "one_more"

TITLES = {
    "ocr_entry": mark("A machine reads the forms in {step}"),
    "robotic_automation": mark("A robot does {step}"),
    "chatbot": mark("A chatbot answers first"),
    "self_service_portal": mark("A portal with answers and forms"),
    "knowledge_base": mark("Known solutions are found faster in {step}"),
    "skill_based_routing": mark("{step} goes to those who do it fastest"),
    "tiered_support": mark("{to_team} settles more by itself instead of passing it on to {from_team}"),
    "swarming": mark("{team} and {other} work as one"),
    "extended_hours": mark("{team} works an hour longer on weekdays"),
    "priority_lanes": mark("{team} takes urgent tickets first"),
    "quality_gate": mark("{team} checks the results of {step}"),
    "cross_training": mark("One of {team} learns {step}"),
    "first_line_authority": mark("Many tickets need no {second} any more"),
    "status_messages": mark("Customers are told and asked in time: {step}"),
    ONE_MORE: mark("One more in {team}"),
}

REASONS = {
    "ocr_entry": mark(
        "Half to four fifths of what is typed in today is read by a machine; what it cannot read is typed in as before, "
        "and people glance at the rest."
    ),
    "robotic_automation": mark(
        "The step that is shortest and most alike each time is done by a robot at any hour; some exceptions stay with people."
    ),
    "chatbot": mark("It contains a tenth to a quarter of the requests; three in ten of these people come to the desk all the same."),
    "self_service_portal": mark("Common questions are answered there. A fifth of those who look there come to the desk all the same."),
    "knowledge_base": mark("The step with most work in the busiest team takes a tenth to a quarter less time."),
    "skill_based_routing": mark("Of those who are free the fastest is chosen; the others take it when none of these is."),
    "tiered_support": mark(
        "One person joins the first team, which settles a tenth to a quarter of what it used to pass on, "
        "with a quarter of an hour more for each."
    ),
    "swarming": mark(
        "Nobody passes a ticket on any more: whoever is free of the two teams takes it. It asks that both can do the work of both."
    ),
    "extended_hours": mark("The busiest team works an hour longer on weekdays, at the same rate."),
    "priority_lanes": mark("The busiest team takes the most urgent ticket that waits. Look at the order: it is that of the values' names."),
    "quality_gate": mark(
        "The team that does the step looks at each result for five minutes and finds four to seven of ten errors there and then."
    ),
    "cross_training": mark(
        "One person learns the step with most work there, takes a third longer for it, and does it only when nobody else is free."
    ),
    "first_line_authority": mark(
        "Three to six of ten tickets need no approval any more: the limit up to which the first line decides is raised."
    ),
    "status_messages": mark("Real-time messages and reminders: waiting for the customer gets a tenth to three tenths shorter."),
    ONE_MORE: mark("The team is among the busiest."),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """That svcflow proposed a redesign itself: which ready one, and the names that it put into its holes."""

    ready: str
    holes: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        """What it is called, in the current language."""
        return tell(TITLES[self.ready], **dict(self.holes))

    @property
    def why(self) -> str:
        """What it takes for granted, in the current language."""
        return tell(REASONS[self.ready])
