"""The exports of well-known ticket systems, known by their headers.

A preset names the columns, the shape of the log and the meanings of statuses that such an export has. It is found where enough of
its telling headers are there, and says how many; what the analyst maps or says goes before it. Where a system exports one row for
each ticket and one for each update under the same headers, the rows say which it is, not the preset.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from svcflow.eventlog.log import Meaning, Shape
from svcflow.eventlog.words.plain import listed, plain

_ENOUGH = 0.7
_LEAST = 4


@dataclass(frozen=True, slots=True)
class Preset:
    """An export of a system: our role -> the file's header, what a row is, what its statuses mean, and the headers that told."""

    name: str
    roles: Mapping[str, str]
    shape: Shape
    meanings: Mapping[str, Meaning]
    why: str


@dataclass(frozen=True, slots=True)
class _Known:
    """Headers in plain form; alternatives are parted by `|`."""

    name: str
    shape: Shape
    telling: str
    roles: Mapping[str, str]
    meanings: Mapping[str, Meaning] = field(default_factory=dict)


_ZENDESK: Mapping[str, Meaning] = {
    "new": "queue", "open": "work", "pending": "customer", "hold": "supplier", "on-hold": "supplier", "on hold": "supplier",
}  # fmt: skip
_SERVICENOW: Mapping[str, Meaning] = {
    "new": "queue", "active": "work", "in progress": "work", "awaiting user info": "customer", "awaiting caller": "customer",
    "awaiting vendor": "supplier", "awaiting problem": "queue", "awaiting change": "queue", "awaiting evidence": "queue",
}  # fmt: skip
_JIRA: Mapping[str, Meaning] = {
    "open": "queue", "to do": "queue", "backlog": "queue", "selected for development": "queue", "reopened": "queue",
    "in progress": "work", "in review": "work", "waiting for support": "queue", "waiting for customer": "customer",
    "pending": "supplier", "escalated": "queue",
}  # fmt: skip
_KNOWN = (
    _Known(
        "a ServiceNow audit of fields (sys_audit)", "history",
        "documentkey, fieldname, oldvalue, newvalue, sys created on | sys created at, user | sys created by, tablename, record checkpoint",
        {"case_id": "documentkey", "field": "fieldname", "from_value": "oldvalue", "to_value": "newvalue",
         "timestamp": "sys created on | sys created at", "resource": "user | sys created by"},
        _SERVICENOW,
    ),
    _Known(
        "a ServiceNow export of incidents", "audit",
        """number, incident state | state, sys mod count, reassignment count, sys updated on | sys updated at, opened at,
        assignment group, assigned to""",
        {"case_id": "number", "activity": "incident state | state", "timestamp": "sys updated at | sys updated on",
         "resource": "assigned to", "team": "assignment group", "priority": "priority"},
        _SERVICENOW,
    ),
    _Known(
        "a ServiceNow list of incidents", "milestones",
        "number, short description, caller, state, assignment group, assigned to, opened, resolved | closed, updated by | updated",
        {"case_id": "number", "resource": "assigned to", "team": "assignment group", "priority": "priority"},
        _SERVICENOW,
    ),
    _Known(
        "a Jira changelog", "history",
        """issue key | key | issue id, author | changed by | author account id | author display name, field | field id | field name,
        from string | from | from value | old value, to string | to | to value | new value,
        created | change date | date of change | changed at | date""",
        {"case_id": "issue key | key | issue id", "field": "field | field name | field id",
         "from_value": "from string | from value | old value | from", "to_value": "to string | to value | new value | to",
         "resource": "author | changed by | author display name | author account id",
         "timestamp": "change date | date of change | changed at | created | date"},
        _JIRA,
    ),
    _Known(
        "a Jira export of issues", "milestones",
        """issue key, issue id, issue type, status, project key | project name, summary, reporter | creator, created, updated,
        resolved | resolution""",
        {"case_id": "issue key", "resource": "assignee", "priority": "priority"},
        _JIRA,
    ),
    _Known(
        "a Zendesk audit of tickets", "history",
        """ticket id, field name | changes field name, previous value | changes previous value, value | changes new value | new value,
        created at | update timestamp | timestamp, author id | author | updater name | updater id""",
        {"case_id": "ticket id", "field": "field name | changes field name", "from_value": "previous value | changes previous value",
         "to_value": "value | changes new value | new value", "timestamp": "created at | update timestamp | timestamp",
         "resource": "author | updater name | author id | updater id"},
        _ZENDESK,
    ),
    _Known(
        "a Zendesk export of tickets", "milestones",
        """id | ticket id, requester | requester id, assignee | assignee stations, group | group stations, created at, assigned at,
        initially assigned at, solved at, reopens, replies, satisfaction score | assignee updated at""",
        {"case_id": "ticket id | id", "resource": "assignee", "team": "group", "priority": "priority"},
        _ZENDESK,
    ),
    _Known(
        "a Zendesk export of ticket metrics", "milestones",
        """ticket id, created at, initially assigned at, assigned at, solved at, assignee updated at, requester updated at,
        status updated at, latest comment added at, group stations, assignee stations, reopens, replies""",
        {"case_id": "ticket id"},
        _ZENDESK,
    ),
    _Known(
        "a Freshdesk export of tickets", "milestones",
        """ticket id, created time, due by time, resolved time, closed time, last update time | last updated time, initial response time,
        agent, group, agent interactions, customer interactions, resolution status""",
        {"case_id": "ticket id", "resource": "agent", "team": "group", "priority": "priority"},
        {"open": "work", "pending": "customer", "waiting on customer": "customer", "waiting on third party": "supplier"},
    ),
)  # fmt: skip


def find_preset(headers: Iterable[str]) -> Preset | None:
    """The export whose telling headers are there: at least 70 % and four of them, and of several the greatest share."""
    there = {plain(header): header for header in reversed(list(headers))}
    found = [(told, known) for known in _KNOWN if (told := _told(known, there)) is not None]
    if not found:
        return None
    (count, total), best = max(found, key=lambda pair: (pair[0][0] / pair[0][1], pair[0][0]))
    roles = {role: header for role, names in best.roles.items() if (header := _first(names, there))}
    return Preset(best.name, roles, best.shape, best.meanings, f"headers of {best.name}: {count} of {total}")


def _told(known: _Known, there: Mapping[str, str]) -> tuple[int, int] | None:
    telling = listed(known.telling)
    count = sum(_first(names, there) is not None for names in telling)
    return (count, len(telling)) if count >= max(_LEAST, _ENOUGH * len(telling)) else None


def _first(names: str, there: Mapping[str, str]) -> str | None:
    """The header of the first of the alternatives that is there."""
    return next((there[name] for part in names.split("|") if (name := part.strip()) in there), None)
