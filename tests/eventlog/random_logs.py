"""Random logs for property tests: what happened, the table that says so in each shape, and what must be read from it.

What must be read is worked out here from the rules that the documentation writes down (order by begin, equal ones as in the file;
a status lasts until the next one …), row by row, and not by svcflow.
"""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from hypothesis import strategies as st

from svcflow.eventlog.sources.table import NULLS
from tests.eventlog.log_writers import SECOND, Instant, Table

LETTERS = {
    "latin": "abcXYZäöüßéñÅ",
    "chinese": "系统升级处理客户退款审核关闭工单网络故障",
    "traditional": "系統升級處理客戶退款審核關閉網路故障",
    "japanese": "障害対応チケット受付確認終了システムの調査",
    "any": "abz系统ÄøЖא한🎫👩🏽‍💻ß",
}
SIGNS = " ,;|^'\"!?-=+@#/\\.:()&<>%_~*$"
LINES = "\n\t"
SCRIPTS = tuple(LETTERS)


def texts(script, lines=True, most=12):
    """Texts that a person may write: never blank, nothing that stands for nothing, no number and no time."""
    signs = LETTERS[script] * 2 + SIGNS + "0123456789" + (LINES if lines else "")
    if script == "any":
        character = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Zs", "Zl", "Zp"]) | st.sampled_from(signs)
    else:
        character = st.sampled_from(signs)
    return st.text(character, min_size=1, max_size=most).map(lambda text: _worded(text.strip(), LETTERS[script][0]))


def _worded(text, letter):
    """The text, with a letter before it where it is none."""
    is_text = text and text not in (*NULLS, "?") and "\ufeff" not in text and not re.fullmatch(r"[-+\d\s.,:/;|^~]*", text)
    return text if is_text else letter + text.replace("\ufeff", "")


@dataclass(frozen=True)
class Step:
    case: str
    activity: str
    resource: str | None
    start: Instant | None
    end: Instant
    attributes: tuple
    """(header, value)"""


@st.composite
def steps(draw, script="latin", finest=SECOND, zone="UTC", lines=True, apart=False, most_cases=5, most_steps=6):
    """Steps of some cases, each case's in order of time; `apart`: no two of a case overlap or stand at one instant."""
    activities = draw(st.lists(texts(script, lines=False), min_size=2, max_size=5, unique=True))
    people = draw(st.lists(texts(script, lines=False), min_size=1, max_size=3, unique=True))
    cases = draw(st.lists(_case_ids(script), min_size=1, max_size=most_cases, unique=True))
    begin = draw(st.integers(800_000_000, 3_900_000_000)) * SECOND // finest * finest
    found = []
    for case in cases:
        channel = draw(st.none() | texts(script, lines=lines))
        at = begin + draw(st.integers(0, 10**6)) * max(finest, SECOND)
        for _ in range(draw(st.integers(1, most_steps))):
            at = _settled(at + _gap(draw, finest) + apart * finest, zone)
            end = at if draw(st.integers(0, 4)) == 0 else _settled(at + _gap(draw, finest), zone)
            attributes = (
                ("Note", draw(st.none() | texts(script, lines=lines))),
                ("Score", draw(st.none() | st.integers(-3, 9))),
                ("Cost", draw(st.none() | st.integers(0, 10**6).map(lambda cents: cents / 100))),
                ("Channel", channel),
            )
            found.append(Step(case, draw(st.sampled_from(activities)), draw(st.sampled_from([None, *people])), at, end, attributes))
            at = end if apart else at
    return sorted(found, key=lambda step: step.end)


def _case_ids(script):
    return (
        st.integers(0, 99_999).map(str) | st.integers(0, 99).map("T-{:03d}".format) | st.just(LETTERS[script][:2] + "-7") | st.just("007")
    )


def _gap(draw, finest):
    """Nothing (equal times), the least that can be told apart, minutes, or days."""
    return draw(st.sampled_from([0, finest, 60 * SECOND, 3_660 * SECOND, 86_400 * SECOND * 3])) // finest * finest


def _settled(at, zone):
    """The instant, or a later one whose local time the zone has once."""
    while True:
        local = Instant(at).at(zone)
        if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
            return Instant(at)
        at += 3_600 * SECOND


ORDERS = ("as it happened", "newest first", "by case", "shuffled")


def ordered(table, order, draw):
    """The table's rows in another order."""
    rows = table.rows
    if order == "newest first":
        rows = rows[::-1]
    elif order == "by case":
        rows = sorted(rows, key=lambda row: row[0])
    elif order == "shuffled":
        rows = draw(st.permutations(rows))
    return Table(table.headers, list(rows))


def names(found):
    return tuple(name for name, _ in found[0].attributes)


def values(step):
    return tuple(value for _, value in step.attributes)


# Each shape: the table of a log, and the log that a table says.


def events_table(found):
    return Table(
        ("Case ID", "Activity", "Resource", "Timestamp", *names(found)),
        [(s.case, s.activity, s.resource, s.end, *values(s)) for s in found],
    )


def events_of(table):
    return [
        Step(row[0], row[1], row[2], None, row[3], tuple(zip(table.headers[4:], row[4:], strict=True))) for row in _distinct(table.rows)
    ]


def start_end_table(found):
    headers = ("Case ID", "Activity", "Resource", "Start Time", "End Time", *names(found))
    return Table(headers, [(s.case, s.activity, s.resource, s.start, s.end, *values(s)) for s in found])


def start_end_of(table):
    return [Step(*row[:5], tuple(zip(table.headers[5:], row[5:], strict=True))) for row in _distinct(table.rows)]


def lifecycle_table(found):
    """A start and a complete of each step, all in order of time."""
    headers = ("Case ID", "Activity", "Resource", "Timestamp", "lifecycle:transition", *names(found))
    ends = [(s.case, s.activity, s.resource, at, kind, *values(s)) for s in found for at, kind in ((s.start, "start"), (s.end, "complete"))]
    return Table(headers, sorted(ends, key=lambda row: row[3]))


def lifecycle_of(table):
    """Steps of a case that lie apart: each start has the complete that is next in time."""
    rows = sorted(table.rows, key=lambda row: (row[0], row[3], row[4] == "complete"))
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return [Step(*end[:3], start[3], end[3], tuple(zip(table.headers[5:], end[5:], strict=True))) for start, end in pairs]


STATUSES = ("New", "In Progress", "Waiting for customer", "Escalated", "Resolved", "Closed")
OVER = ("Resolved", "Closed")


def with_statuses(found):
    """The same log with statuses for activities."""
    known = sorted({step.activity for step in found})
    return [replace(step, activity=STATUSES[known.index(step.activity) % len(STATUSES)]) for step in found]


def status_table(found):
    return Table(
        ("Case ID", "Status", "Agent", "Timestamp", *names(found)), [(s.case, s.activity, s.resource, s.end, *values(s)) for s in found]
    )


def status_of(table):
    """Each row lasts until the next one of its case."""
    rows = sorted(events_of(table), key=lambda step: (step.case, step.end))
    following = [*rows[1:], None]
    return [replace(a, start=a.end, end=b.end if b and b.case == a.case else a.end) for a, b in zip(rows, following, strict=True)]


MILESTONES = ("Opened", "Assigned", "First Response", "Resolved", "Closed")
MILESTONE_STEPS = dict(zip(MILESTONES, ("Opened", "Assigned", "First response", "Resolved", "Closed"), strict=True))


def milestones_table(found):
    """A row for each case: its steps are the milestones, the first its opening."""
    rows = []
    for case in dict.fromkeys(step.case for step in found):
        mine = sorted((step for step in found if step.case == case), key=lambda step: step.end)[: len(MILESTONES)]
        times = [step.end for step in mine] + [None] * (len(MILESTONES) - len(mine))
        rows.append((case, *times, mine[0].resource, *values(mine[0])))
    return Table(("Ticket ID", *MILESTONES, "Agent", *names(found)), rows)


def milestones_of(table):
    found = []
    for row in _distinct(table.rows):
        reached = sorted((at, rank) for rank, at in enumerate(row[1:6]) if at is not None)
        attributes = tuple(zip(table.headers[7:], row[7:], strict=True))
        ends = [at for at, _ in reached[1:]] + [reached[-1][0]]
        found += [
            Step(row[0], MILESTONE_STEPS[MILESTONES[rank]], row[6], at, end, attributes)
            for (at, rank), end in zip(reached, ends, strict=True)
        ]
    return found


def audit_table(found):
    """ServiceNow's: a row for each update, with a counter."""
    rows = [(s.case, s.activity, s.resource, s.end, *values(s)) for s in found]
    return Table(("number", "incident_state", "assigned_to", "sys_updated_at", *names(found)), rows)


def audit_of(table):
    """A changed state begins a step, a changed assignee one that is reassigned; the last lasts until the last update, unless it is over."""
    made = []
    rows = sorted(events_of(table), key=lambda step: (step.case, step.end))
    for number, row in enumerate(rows):
        before = rows[number - 1] if number and rows[number - 1].case == row.case else None
        if before is None or before.activity != row.activity:
            made.append((row, row.activity))
        elif before.resource != row.resource:
            made.append((row, f"{row.activity} (reassigned)"))
    found = []
    for (row, name), (after, _) in zip(made, [*made[1:], (None, "")], strict=True):
        last = max(step.end for step in rows if step.case == row.case)
        is_last = after is None or after.case != row.case
        end = after.end if not is_last else row.end if row.activity in OVER else last
        found.append(replace(row, activity=name, start=row.end, end=end))
    return found


def history_table(found):
    """Jira's: a row for each change of status, by whom, in an issue with a time of creation."""
    rows = []
    for case in dict.fromkeys(step.case for step in found):
        mine = sorted((step for step in found if step.case == case), key=lambda step: step.end)
        changes = [(a, b) for a, b in pairwise(mine) if a.activity != b.activity]
        rows += [(case, "status", a.activity, b.activity, b.end, b.resource, mine[0].end) for a, b in _chained(changes)]
    return Table(("Issue key", "field", "from", "to", "change date", "author", "Created"), sorted(rows, key=lambda row: row[4]))


def _chained(changes):
    """The changes as a chain: what one leads to is what the next one leaves, at a later instant."""
    chain = []
    for before, after in changes:
        if not chain or (chain[-1][1].activity == before.activity and chain[-1][1].end < after.end):
            chain.append((before, after))
    return chain


def history_of(table):
    """The status that the first change leaves began with the issue; each lasts until the next."""
    found = []
    for case in dict.fromkeys(row[0] for row in table.rows):
        mine = sorted((row for row in _distinct(table.rows) if row[0] == case), key=lambda row: row[4])
        begins = [(mine[0][2], mine[0][6], mine[0]), *((row[3], row[4], row) for row in mine)]
        ends = [at for _, at, _ in begins[1:]] + [begins[-1][1]]
        found += [Step(case, name, row[5], at, end, (("Created", row[6]),)) for (name, at, row), end in zip(begins, ends, strict=True)]
    return found


def _distinct(rows):
    """Rows that repeat another in every column are an export's stutter."""
    return list(dict.fromkeys(rows))


# What is compared.


def expected(found):
    """case -> its steps in order."""
    placed = sorted(enumerate(found), key=lambda pair: (pair[1].end if pair[1].start is None else pair[1].start, pair[0]))
    log = {}
    for _, step in placed:
        there = {name: value for name, value in step.attributes if value is not None}
        log.setdefault(step.case, []).append((step.activity, step.resource, step.start, step.end, there))
    return log


NAMED = ("case_id", "activity", "resource", "enabled_time", "start_time", "end_time", "position", "previous_activity", "team", "priority")


def content(log):
    """The same of a log that was read."""
    found = {}
    others = [name for name in log.steps.columns if name not in NAMED]
    for row in log.steps.iter_rows(named=True):
        there = {name.removeprefix("case:"): _plain(row[name]) for name in others if row[name] is not None}
        step = (row["activity"], row["resource"], _plain(row["start_time"]), _plain(row["end_time"]), there)
        found.setdefault(row["case_id"], []).append(step)
    return found


def _plain(value):
    if hasattr(value, "timestamp"):
        from tests.eventlog.log_writers import EPOCH, MICRO

        delta = value - EPOCH
        return (delta.days * 86_400 + delta.seconds) * SECOND + delta.microseconds * MICRO
    return value
