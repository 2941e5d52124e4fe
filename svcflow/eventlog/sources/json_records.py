"""One JSON record as flat rows.

Records inside a record are spread out under dotted names (`fields.status.name`); a list of plain values is joined by `; `; a list
of records stays JSON. The change histories of issue trackers are unrolled instead, one row for each change: Jira's
`changelog.histories[].items[]` (`field`, `from`, `to`, `author`, `change date`) and the `events[]` of Zendesk's audits
(`field_name`, `previous_value`, `value`, `author_id`, `created_at`). What else the record says stands on each of its rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from svcflow.eventlog.sources.typed import Written, as_text

Flat = dict[str, object]


def flat_rows(record: Mapping[str, Any]) -> Iterator[Flat]:
    """The rows of one record: one, or one for each change of its history (none where nothing was changed)."""
    histories = _histories(record)
    if histories is not None:
        rest = {key: value for key, value in record.items() if key not in ("changelog", "histories")}
        yield from _jira(_flat(rest), histories)
    elif is_audit(record):
        yield from _zendesk(record, {})
    elif _all_audits(record.get("audits")):
        ticket = _flat({key: value for key, value in record.items() if key != "audits"})
        for audit in record["audits"]:
            yield from _zendesk(audit, ticket)
    else:
        yield _flat(record)


def has_history(record: Mapping[str, Any]) -> bool:
    """Whether a record holds its changes, so that its rows are these."""
    return _histories(record) is not None or is_audit(record) or _all_audits(record.get("audits"))


def is_audit(record: Any) -> bool:
    """Whether a record is one of Zendesk's audits: an update of a ticket with its events."""
    return isinstance(record, dict) and "ticket_id" in record and _records(record.get("events"))


def _all_audits(value: Any) -> bool:
    return _records(value) and all(_records(audit.get("events")) for audit in value)


def _histories(record: Mapping[str, Any]) -> list[Any] | None:
    """Jira's histories of an issue, each with its items."""
    changelog = record.get("changelog")
    found = changelog.get("histories") if isinstance(changelog, dict) else record.get("histories")
    if not isinstance(found, list) or not all(isinstance(entry, dict) and isinstance(entry.get("items"), list) for entry in found):
        return None
    return found if found or isinstance(changelog, dict) else None


def _jira(issue: Flat, histories: list[Any]) -> Iterator[Flat]:
    """One row for each item of each history; the issue's columns come first."""
    for history in histories:
        author = history.get("author")
        name = author.get("displayName") or author.get("name") or author.get("accountId") if isinstance(author, dict) else author
        for item in history["items"]:
            if isinstance(item, dict):
                change = {
                    "field": item.get("field"),
                    "from": _first(item, "fromString", "from"),
                    "to": _first(item, "toString", "to"),
                    "author": name,
                    "change date": history.get("created"),
                }
                yield _joined(issue, {key: _value(value) for key, value in change.items()})


def _zendesk(audit: Mapping[str, Any], ticket: Flat) -> Iterator[Flat]:
    """One row for each event that sets a field; comments and notifications set none."""
    for event in audit["events"]:
        if "field_name" in event:
            change = {
                "ticket_id": audit.get("ticket_id", ticket.get("id")),
                "field_name": event["field_name"],
                "previous_value": event.get("previous_value"),
                "value": event.get("value"),
                "author_id": audit.get("author_id"),
                "created_at": audit.get("created_at"),
            }
            told = {f"ticket.{key}" if key in change else key: value for key, value in ticket.items()}
            yield _joined(told, {key: _value(value) for key, value in change.items()})


def _first(item: Mapping[str, Any], *keys: str) -> object:
    return next((item[key] for key in keys if item.get(key) is not None), None)


def _joined(record: Flat, change: Flat) -> Flat:
    """A change with what its record says; a column of the record that has a change's name gives way to it."""
    return {**{f"issue {key}" if key in change else key: value for key, value in record.items()}, **change}


def _flat(record: Mapping[str, Any]) -> Flat:
    flat: Flat = {}
    for name, value in _spread(record, ""):
        free, copy = name, 1
        while free in flat:
            copy += 1
            free = f"{name} ({copy})"
        flat[free] = value
    return flat


def _spread(record: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, object]]:
    for key, value in record.items():
        if isinstance(value, dict):
            yield from _spread(value, f"{prefix}{key}.")
        else:
            yield prefix + key, _value(value)


def _value(value: Any) -> object:
    """A value as one cell."""
    if isinstance(value, list):
        if any(isinstance(part, dict | list) for part in value):
            return written(value)
        return "; ".join(as_text(part) or "" for part in value if part is not None) or None
    return written(value) if isinstance(value, dict) else value


def written(value: object) -> str:
    """A value as JSON, its numbers as they were written."""
    match value:
        case dict():
            return "{" + ", ".join(f"{json.dumps(key, ensure_ascii=False)}: {written(part)}" for key, part in value.items()) + "}"
        case list():
            return "[" + ", ".join(written(part) for part in value) + "]"
        case Written():
            return str(value)
        case _:
            return json.dumps(value, ensure_ascii=False)


def _records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(part, dict) for part in value)
