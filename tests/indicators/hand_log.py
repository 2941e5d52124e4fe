"""A desk of seven tickets, and what every indicator says of it, by pencil.

Monday 6 January 2025; the service is open Monday to Friday 08:00-16:00 (UTC); hours count from Monday 00:00, so Tuesday 09:00 is 33.
Ann and Ben are the team "first" (10 EUR/h), Cid is "second" (20 EUR/h).

     priority  arrives
c1   High       8      Take ann  9-10     Fix cid 11-13     Close cid 13
c2   Low        9      Take ben  9-10     Wait (customer) 10-12     Fix ben 12-14     Close ben 14
c3   Low       10      Take ann 10-11     Fix cid 13-15     Take ann 15-15.5     Fix cid 15.5-16     Close cid 16
c7   Low       10.5    Take ben 10.5-11   Close ben 11
c4   High      12      Take ben 14-15     Fix ben 15-16     Close ben 16     Fix ben 33-34     Close ben 34      (reopened)
c5   Low       15      Take ann 32-33                                                                          (still open)
c6   Low       33      Take ben 35-36     Fix cid 36-38     Close cid 38

ticket      c1   c2   c3    c7    c4   c5    c6     sum
lead         5    5    6    0.5   22   18     5     61.5
waiting      2    0    2    0     19   17     2     42      (first step: from the arrival; c4's second Fix: from 16 to 33)
processing   3    3    4    0.5    3    1     3     17.5
paused       0    2    0    0      0    0     0      2
steps        3    3    5    2      5    1     3     22      (of work; Close takes no time)

The period runs from the first to the last arrival, 8 to 33: 25 h, of which the service is open 9. The log ends at 38.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import polars as pl

from svcflow.calendars import GivenCalendar
from svcflow.eventlog import EventLog, build_log
from svcflow.indicators import Setting
from svcflow.indicators.inputs import Answer, Comment, Expense, Expenses, Factors, Idea, StaffMember, StatusInterval, Survey

MONDAY = datetime(2025, 1, 6, tzinfo=UTC)
HOURS = tuple((day * 1440 + 480, day * 1440 + 960) for day in range(5))
TEAM = {"ann": "first", "ben": "first", "cid": "second"}
Row = tuple[str, str, str | None, float, float, float | None]
"""ticket, step, person, begin, end, and when it could have begun where the log says so"""

ROWS: list[Row] = [
    ("c1", "Take", "ann", 9, 10, 8), ("c1", "Fix", "cid", 11, 13, None), ("c1", "Close", "cid", 13, 13, None),
    ("c2", "Take", "ben", 9, 10, 9), ("c2", "Wait", None, 10, 12, None), ("c2", "Fix", "ben", 12, 14, None),
    ("c2", "Close", "ben", 14, 14, None),
    ("c3", "Take", "ann", 10, 11, 10), ("c3", "Fix", "cid", 13, 15, None), ("c3", "Take", "ann", 15, 15.5, None),
    ("c3", "Fix", "cid", 15.5, 16, None), ("c3", "Close", "cid", 16, 16, None),
    ("c7", "Take", "ben", 10.5, 11, 10.5), ("c7", "Close", "ben", 11, 11, None),
    ("c4", "Take", "ben", 14, 15, 12), ("c4", "Fix", "ben", 15, 16, None), ("c4", "Close", "ben", 16, 16, None),
    ("c4", "Fix", "ben", 33, 34, None), ("c4", "Close", "ben", 34, 34, None),
    ("c5", "Take", "ann", 32, 33, 15),
    ("c6", "Take", "ben", 35, 36, 33), ("c6", "Fix", "cid", 36, 38, None), ("c6", "Close", "cid", 38, 38, None),
]  # fmt: skip
COLUMNS = {
    "priority": {"c1": "High", "c4": "High", "": "Low"},
    "Product": {"c1": "A", "c3": "A", "c2": " ", "c7": None, "": "B"},
    "Channel": {"c7": "Chatbot", "": "Mail"},
    "Article": {"c1": "KB1", "c3": "KB1", "c4": "KB2", "c6": "KB1", "": None},
    "FCR": {"c1": "yes", "c2": "no", "c7": "yes", "": None},
}
"""of each column the value by ticket, and under "" that of all others"""


def at(hour: float) -> datetime:
    return MONDAY + timedelta(hours=hour)


def log_of(rows: list[Row], *, calendar: bool = True, columns: dict[str, dict[str, str | None]] | None = None, **more: object) -> EventLog:
    frame = pl.DataFrame(
        {
            "case_id": [row[0] for row in rows],
            "activity": [row[1] for row in rows],
            "resource": pl.Series([row[2] for row in rows], dtype=pl.String),
            "team": pl.Series([TEAM.get(row[2] or "") for row in rows], dtype=pl.String),
            "start_time": [at(row[3]) for row in rows],
            "end_time": [at(row[4]) for row in rows],
            "enabled_time": pl.Series([None if row[5] is None else at(row[5]) for row in rows], dtype=pl.Datetime("us", "UTC")),
            **{name: pl.Series([said.get(row[0], said[""]) for row in rows], dtype=pl.String) for name, said in (columns or {}).items()},
        }
    )
    found = build_log(frame, name="by hand", **{"meanings": {"Wait": "customer"}, **more})
    return replace(found, calendar=GivenCalendar(hours=HOURS)) if calendar else found


def desk(**more: object) -> EventLog:
    return log_of(ROWS, columns=COLUMNS, **more)


def answers(question: str, scores: dict[str, float], lowest: float, highest: float) -> list[Answer]:
    return [Answer(case, question, score, lowest, highest) for case, score in scores.items()]


SURVEY = Survey(
    answers=(
        *answers("overall", {"c1": 5, "c2": 4, "c3": 2, "c7": 5, "c6": 3}, 1, 5),
        *answers("response", {"c1": 4, "c2": 4, "c3": 1, "c7": 5}, 1, 5),
        *answers("solution", {"c1": 5, "c2": 3, "c3": 2, "c7": 4}, 1, 5),
        *answers("recommend", {"c1": 10, "c2": 9, "c3": 3, "c7": 8, "c6": 7}, 0, 10),
        *answers("effort", {"c1": 7, "c2": 4}, 1, 7),
    ),
    asked=frozenset(("c1", "c2", "c3", "c7", "c4", "c6")),
)
SETTING = Setting(
    rates_h={"first": 10, "second": 20},
    service_level_h=6,
    currency="EUR",
    response_h={"High": 1, "": 2},
    resolution_h={"High": 5, "": 6},
    expenses=Expenses(Expense(1, 42), Expense(per_step={"Fix": 3}), Expense(0.5), Expense(per_week=168), breach=50, delay_h=2),
    survey=SURVEY,
    comments=(Comment("c1", "positive"), Comment("c2", "neutral"), Comment("c3", "negative"), Comment("c4", "negative")),
    staff=(StaffMember("ann", "", "good", 0.8, "excellent"), StaffMember("cid", "second", "excellent", None, "fair")),
    ideas=(Idea(date(2025, 1, 1), date(2025, 1, 11)), Idea(date(2025, 1, 1), date(2025, 1, 21)), Idea(date(2025, 1, 5))),
    factors=Factors(kwh_per_ticket=0.1, kwh_per_work_h=0.2, sheets_per_ticket=1, sheets_per_step={"Close": 2}, kg_per_kwh=0.5),
    status=(
        StatusInterval("mail", at(0), at(90), up=True), StatusInterval("mail", at(90), at(100), up=False),
        StatusInterval("mail", at(100), at(190), up=True), StatusInterval("mail", at(190), at(200), up=False),
    ),
    required=("priority", "Product"),
    procedure=("Take", "Close"),
    knowledge="Article",
    deflected={"Channel": ("chatbot",)},
)  # fmt: skip

WEEKS = 25 / 168
HAND: dict[str, tuple[float, str]] = {
    "lead_time_mean": (61.5 / 7, "h"),
    "lead_time_median": (5.0, "h"),  # 0.5 5 5 [5] 6 18 22
    "lead_time_p90": (19.6, "h"),  # at 0.9 · 6 = 5.4: 18 + 0.4 · 4
    "waiting_time_mean": (6.0, "h"),
    "processing_time_mean": (2.5, "h"),
    "paused_time_mean": (2 / 7, "h"),
    "flow_efficiency": (17.5 / 61.5, "share"),
    "throughput": (4 / WEEKS, "tickets/week"),  # c1 c2 c3 c7 are done by 33
    "backlog_end": (3.0, "tickets"),  # c4, c6 are done later, c5 not at all
    "rework_share": (2 / 17.5, "share"),  # c3: Take and Fix half an hour each; c4: Fix 1 h
    "error_rate": (4 / 22, "share"),  # came back: Take and Fix of c3, Fix and Close of c4
    "first_time_right": (5 / 7, "share"),
    "reopen_share": (1 / 7, "share"),  # c4
    "service_level": (5 / 7, "share"),  # up to 6 h: all but c4 and c5
    "cost_per_ticket": (240 / 7, "EUR"),  # first: 3.5 + 7.5 h at 10; second: 6.5 h at 20
    "staff_cost": (280 / WEEKS, "EUR/week"),  # on duty 08-16 and Tuesday 08-09: ann, ben from 9 on, 8 h each; cid from 11 on, 6 h
    "utilisation:first": (9 / 16, "share"),
    "utilisation:second": (4.5 / 6, "share"),
    "utilisation": (13.5 / 22, "share"),  # Monday 2.5 + 5.5 + 4.5 h, Tuesday ann 1 h
    # c1 1, c2 0, c3 0, c7 0, c4 2, c5 17, c6 2
    "first_response_mean": (22 / 7, "h"),
    "first_response_median": (1.0, "h"),
    "first_response_p90": (8.0, "h"),  # 0 0 0 1 2 2 17 at 5.4: 2 + 0.4 · 15
    "first_response_work_mean": (6 / 7, "h"),  # c5: 15-16, and Tuesday at 8 it begins
    "response_level": (5 / 7, "share"),  # c4 2 h of 1, c5 17 h of 2
    "time_to_assign_mean": (22 / 7, "h"),
    # open hours less pauses: c1 5, c2 3, c3 6, c7 0.5, c4 4 + 2, c6 5; c5 is not finished
    "resolution_work_mean": (4.25, "h"),
    "resolution_work_median": (5.0, "h"),
    "resolution_work_p90": (6.0, "h"),
    "resolution_level": (5 / 7, "share"),  # c4 22 h of 5; c5 is open and has taken 38 - 15 = 23 h of 6
    "open_breaches": (1.0, "tickets"),
    "solved_in_a_day": (1.0, "share"),  # c4 took 22 h; c5 is open and 23 h old: not decided
    "arrival_rate": (7 / WEEKS, "tickets/week"),
    "completion_ratio": (4 / 7, "ratio"),
    "backlog_age_mean": (13.0, "h"),  # at 33: c4 21, c5 18, c6 0
    "backlog_age_p90": (20.4, "h"),  # 0 18 21 at 1.8
    "backlog_oldest": (21.0, "h"),
    "out_of_hours_arrivals": (0.0, "share"),
    "touches_mean": (22 / 7, "steps"),
    "handovers_mean": (5 / 7, "handovers"),  # c1 one, c3 three, c6 one
    "team_handovers_mean": (5 / 7, "handovers"),
    "transfer_share": (3 / 7, "share"),
    "escalation_share": (3 / 7, "share"),  # tickets reach "first" first and "second" second
    "ping_pong_share": (1 / 7, "share"),  # c3: ann, cid, ann, cid
    "team_ping_pong_share": (1 / 7, "share"),
    "first_contact_resolution": (1 / 6, "share"),  # of the closed ones c7 alone: c2 waited, c4 was reopened
    "first_contact_recorded": (2 / 3, "share"),
    "handling_time_mean": (2.5, "h"),
    # in hand ÷ first begin to last end: Monday ann 2.5 of 6.5, ben 5.5 of 7, cid 4.5 of 5; Tuesday 1 of 1, 2 of 3, 2 of 2
    "occupancy": (17.5 / 24.5, "share"),
    "productivity": (4 * 8 / 22, "tickets"),
    # contention: c3 Fix 2, c4 Take 2, c5 15-15.5, c6 33-34; out of shift: c4 and c5 16-32; the rest nobody's queue explains
    # cid lets c1 lie from 10 until c3 is there too, at 11, and does both in a row
    "waiting_batching": (1 / 7, "h"),
    "batch_share": (2 / 22, "share"),
    "waiting_contention": (5.5 / 7, "h"),
    "waiting_unavailability": (32 / 7, "h"),
    "waiting_extraneous": (3.5 / 7, "h"),
    "waiting_share": (42 / 61.5, "share"),
    "paused_share": (2 / 61.5, "share"),
    "activity_ratio": (17.5 / 29.5, "share"),  # open hours of the lead times: 5 + 5 + 6 + 0.5 + 6 + 2 + 5
    "step_waiting_mean": (42 / 22, "h"),
    "step_processing_mean": (17.5 / 22, "h"),
    "steps_mean": (22 / 7, "steps"),
    "takt_time": (9 / 7, "h"),
    "cycle_time": (9 / 4, "h"),
    "work_in_progress": (2.22, "tickets"),  # 5 + 5 + 6 + 0.5 + 21 + 18 h of 25
    "little_gap": (0.24 / 2.22, "ratio"),  # 7/25 · 61.5/7 = 2.46
    "queue_length": (1.6, "steps"),  # 2 + 2 + 19 + 17 h of 25; c6 waits after 33
    "bottleneck_share": (22 / 42, "share"),  # before Take 1 + 2 + 17 + 2, before Fix 1 + 2 + 17
    "rolled_complete_accurate": (15 / 28, "share"),  # Take 7/8, Fix 5/7, Close 6/7
    "dpmo": (4 / 22 * 1e6, "per million"),
    "sigma_level": (2.40846, "sigma"),  # 1 - 4/22 = 0.81818: z = 0.90846
    "cpk_lead_time": (-0.116846, "ratio"),  # squares 919.25: variance 63.1548, deviation 7.94700; (6 - 8.78571) / 23.8410
    "lead_time_variation": (7.94700 / 8.785714, "ratio"),
    "lead_time_spread": (7 / 5, "ratio"),  # quartiles 5 and 12
    "work_spread": (1.55114, "ratio"),  # in powers of 2: Take 0 six times, -1 twice: 1.5; Fix 1 four times, 0 twice, -1: 5 - 9/7; of 13
    "field_completeness": (12 / 14, "share"),
    "main_path_share": (2 / 7, "share"),  # Take, Fix, Close: c1, c6
    "procedure_share": (1 / 7, "share"),  # c7
    "variants_for_80": (5.0, "variants"),  # 2 + 1 + 1 + 1 + 1 = 6 of 5.6
    "rework_hours_mean": (2 / 7, "h"),
    "returns_mean": (4 / 7, "returns"),
    "duplicate_share": (0.0, "share"),
    "labour_cost": (240 / 7, "EUR"),
    "system_cost": (1 + 6.25 / 7, "EUR"),  # 42 a week for 25 h
    "outsourcing_cost": (3.0, "EUR"),  # 7 executions of Fix
    "material_cost": (0.5, "EUR"),
    "overhead_cost": (25 / 7, "EUR"),
    "full_cost": (43.25, "EUR"),  # 34.2857 + 1.8929 + 3 + 0.5 + 3.5714
    "rework_cost": (25 / 7, "EUR"),  # ann 0.5 h, ben 1 h, cid 0.5 h
    "breach_cost": (100 / 7, "EUR"),  # c4, c5
    "poor_quality_cost": (125 / 7, "EUR"),
    "poor_quality_share": (125 / 402.75, "share"),
    "delay_cost": (12.0, "EUR"),
    "idle_cost": (100 / WEEKS, "EUR/week"),  # first 16 - 9 h, second 6 - 4.5 h
    "energy_per_ticket": (0.6, "kWh"),
    "paper_per_ticket": (3.0, "sheets"),
    "carbon_per_ticket": (0.315, "kg"),
    "availability": (0.9, "share"),
    "mtbf": (90.0, "h"),
    "mttr": (10.0, "h"),
    "failure_rate": (2 * 168 / 200, "failures/week"),
    "workload_gini": (8 / 52.5, "ratio"),  # 3.5, 6.5, 7.5: (-2 · 3.5 + 2 · 7.5) / (3 · 17.5)
    "cross_training": (6 / 9, "share"),  # ann Take; ben all three; cid Fix and Close
    "key_person_share": (0.0, "share"),  # Take 4 : 4, Fix 4 : 3, Close 4 : 3
    "people_at_work": (3.0, "people"),
    "overtime_share": (0.0, "share"),
    "staff_skill": (0.875, "share"),
    "staff_attitude": (0.8, "share"),
    "staff_feedback": (0.75, "share"),
    "csat": (3 / 5, "share"),
    "csat_response": (3 / 4, "share"),
    "csat_solution": (2 / 4, "share"),
    "nps": (20.0, "points"),  # 2 promoters, 1 detractor of 5
    "detractor_share": (1 / 5, "share"),
    "customer_ease": (75.0, "points"),
    "survey_response_rate": (5 / 6, "share"),
    "survey_alpha": (1.5 * (1 - (2 + 3 + 5 / 3) / 18), "ratio"),  # sums 14 11 5 14: variance 18
    "positive_comments": (1 / 4, "share"),
    "negative_comments": (2 / 4, "share"),
    "comment_share": (4 / 7, "share"),
    "touchless_share": (0.0, "share"),
    "deflected_share": (1 / 7, "share"),
    "knowledge_share": (4 / 7, "share"),
    "knowledge_reuse": (2 / 4, "share"),  # c3 and c6 after c1
    "ideas_registered": (3.0, "ideas"),
    "ideas_implemented": (2 / 3, "share"),
    "idea_time_mean": (360.0, "h"),  # 10 and 20 days
}  # fmt: skip
