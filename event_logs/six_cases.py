"""Six tickets that a reader can check by eye, and what is true of them, both written by hand.

Nothing here is computed: a test adds the times up in its own way and must come to these numbers.
"""

from __future__ import annotations

from typing import Any

# Ticket, priority, channel, category; then step, person, started, finished. March 2025; the 3rd is a Monday.
CASES: tuple[tuple[tuple[str, str, str, str], tuple[tuple[str, str, str, str], ...]], ...] = (
    (
        ("SIX-1", "P3", "Phone", "Account"),  # straight through
        (
            ("Register ticket", "L1-01", "03 09:00", "03 09:15"),
            ("Diagnose", "L1-01", "03 09:15", "03 10:00"),
            ("Resolve", "L1-01", "03 10:00", "03 10:30"),
            ("Close ticket", "L1-01", "03 10:30", "03 10:45"),
        ),
    ),
    (
        ("SIX-2", "P2", "E-mail", "Application"),  # the test fails once: a rework loop
        (
            ("Register ticket", "L1-01", "04 08:00", "04 08:30"),
            ("Diagnose", "L1-01", "04 08:30", "04 09:30"),
            ("Investigate", "L2-01", "04 09:30", "04 11:30"),
            ("Implement fix", "L2-01", "04 11:30", "04 12:30"),
            ("Test fix", "QA-01", "04 13:00", "04 13:30"),
            ("Implement fix", "L2-01", "04 14:00", "04 14:30"),
            ("Test fix", "QA-01", "04 15:00", "04 15:30"),
            ("Resolve", "L1-01", "04 15:30", "04 15:45"),
            ("Close ticket", "L1-01", "04 15:45", "04 16:00"),
        ),
    ),
    (
        ("SIX-3", "P4", "Portal", "Printing"),  # the customer reopens
        (
            ("Register ticket", "L1-01", "05 07:00", "05 07:15"),
            ("Diagnose", "L1-01", "05 07:30", "05 08:00"),
            ("Resolve", "L1-01", "05 08:00", "05 08:15"),
            ("Diagnose", "L1-01", "05 12:15", "05 13:15"),
            ("Resolve", "L1-01", "05 13:15", "05 13:45"),
            ("Close ticket", "L1-01", "05 14:00", "05 14:15"),
        ),
    ),
    (
        ("SIX-4", "P3", "E-mail", "E-mail"),  # the customer is asked
        (
            ("Register ticket", "L1-02", "05 09:00", "05 09:15"),
            ("Diagnose", "L1-02", "05 09:15", "05 09:45"),
            ("Wait for customer", "", "05 09:45", "05 15:45"),
            ("Diagnose", "L1-02", "05 16:00", "05 16:30"),
            ("Resolve", "L1-02", "05 16:30", "05 17:00"),
            ("Close ticket", "L1-02", "05 17:00", "05 17:15"),
        ),
    ),
    (
        ("SIX-5", "P3", "Phone", "Network"),  # handed over between teams, with waiting
        (
            ("Register ticket", "L1-01", "06 08:00", "06 08:15"),
            ("Diagnose", "L1-01", "06 08:15", "06 09:00"),
            ("Investigate", "L2-02", "06 13:00", "06 15:00"),
            ("Resolve", "L1-02", "06 15:30", "06 16:00"),
            ("Close ticket", "L1-02", "06 16:00", "06 16:15"),
        ),
    ),
    (
        ("SIX-6", "P1", "Phone", "Hardware"),  # begun on Friday, an hour before the shift's end; ended on Monday
        (
            ("Register ticket", "L1-01", "07 15:00", "07 15:15"),
            ("Diagnose", "L1-01", "07 15:15", "07 16:00"),
            ("Investigate", "L2-01", "07 16:00", "10 09:00"),
            ("Resolve", "L1-01", "10 09:30", "10 10:00"),
            ("Close ticket", "L1-01", "10 10:00", "10 10:15"),
        ),
    ),
)


def _case(what: str, lead: float, processing: float, work: float, waiting: float, paused: float, flows: dict[str, int]) -> dict[str, Any]:
    return {
        "what": what,
        "lead_time_h": lead,
        "processing_h": processing,
        "processing_work_h": work,
        "waiting_h": waiting,
        "paused_h": paused,
        "flows": flows,
    }


TRUTH: dict[str, Any] = {
    "about": "Worked out by hand. processing_h is end minus start by the clock; processing_work_h counts working hours only. "
    "waiting_h is from the end of a step to the start of the next; paused_h is 'Wait for customer'. "
    "processing_h + waiting_h + paused_h = lead_time_h.",
    "working_hours": {"First line": "Mon-Fri 07:00-19:00", "Second line": "Mon-Fri 08:00-17:00", "Quality": "Mon-Fri 09:00-17:00"},
    "cases": {
        "SIX-1": _case(
            "straight through",
            *(1.75, 1.75, 1.75, 0.0, 0.0),
            {"Register ticket > Diagnose": 1, "Diagnose > Resolve": 1, "Resolve > Close ticket": 1},
        ),
        "SIX-2": _case(
            "rework loop: the test fails once",
            *(8.0, 6.5, 6.5, 1.5, 0.0),
            {
                "Register ticket > Diagnose": 1,
                "Diagnose > Investigate": 1,
                "Investigate > Implement fix": 1,
                "Implement fix > Test fix": 2,
                "Test fix > Implement fix": 1,
                "Test fix > Resolve": 1,
                "Resolve > Close ticket": 1,
            },
        ),
        "SIX-3": _case(
            "reopened by the customer",
            *(7.25, 2.75, 2.75, 4.5, 0.0),
            {"Register ticket > Diagnose": 1, "Diagnose > Resolve": 2, "Resolve > Diagnose": 1, "Resolve > Close ticket": 1},
        ),
        "SIX-4": _case(
            "waits for the customer",
            *(8.25, 2.0, 2.0, 0.25, 6.0),
            {
                "Register ticket > Diagnose": 1,
                "Diagnose > Wait for customer": 1,
                "Wait for customer > Diagnose": 1,
                "Diagnose > Resolve": 1,
                "Resolve > Close ticket": 1,
            },
        ),
        "SIX-5": _case(
            "handed over to the second line and back, with waiting",
            *(8.25, 3.75, 3.75, 4.5, 0.0),
            {"Register ticket > Diagnose": 1, "Diagnose > Investigate": 1, "Investigate > Resolve": 1, "Resolve > Close ticket": 1},
        ),
        "SIX-6": _case(
            "crosses nights and a weekend: Investigate is 65 h by the clock, 2 h of work",
            *(67.25, 66.75, 3.75, 0.5, 0.0),
            {"Register ticket > Diagnose": 1, "Diagnose > Investigate": 1, "Investigate > Resolve": 1, "Resolve > Close ticket": 1},
        ),
    },
    "all": {
        "cases": 6,
        "events": 35,
        "people": 5,
        "variants": 5,
        "lead_time_h": {"total": 100.75, "mean": 16.7917, "median": 8.125},
        "processing_h": 83.5,
        "processing_work_h": 20.5,
        "waiting_h": 11.25,
        "paused_h": 6.0,
        "activities": {
            "Register ticket": 6,
            "Diagnose": 8,
            "Wait for customer": 1,
            "Investigate": 3,
            "Implement fix": 2,
            "Test fix": 2,
            "Resolve": 7,
            "Close ticket": 6,
        },
        "waiting_h_by_activity": {
            "Register ticket": 0.0,
            "Diagnose": 4.5,
            "Wait for customer": 0.0,
            "Investigate": 4.0,
            "Implement fix": 0.5,
            "Test fix": 1.0,
            "Resolve": 1.0,
            "Close ticket": 0.25,
        },
        "flows": {
            "Register ticket > Diagnose": 6,
            "Diagnose > Resolve": 4,
            "Diagnose > Wait for customer": 1,
            "Wait for customer > Diagnose": 1,
            "Diagnose > Investigate": 3,
            "Investigate > Implement fix": 1,
            "Investigate > Resolve": 2,
            "Implement fix > Test fix": 2,
            "Test fix > Implement fix": 1,
            "Test fix > Resolve": 1,
            "Resolve > Diagnose": 1,
            "Resolve > Close ticket": 6,
        },
        "handovers_between_teams": 9,
    },
}
