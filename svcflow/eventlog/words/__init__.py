"""The words by which columns and statuses are known: in English, and the commonest of six other languages."""

from svcflow.eventlog.words.headers import HEADERS, OTHERS, STATUS_HEADERS, TOKENS
from svcflow.eventlog.words.plain import plain
from svcflow.eventlog.words.statuses import CLOSED, CLOSING, CUSTOMER, FINAL, QUEUE, SUPPLIER, WAITS, WORK
from svcflow.eventlog.words.transitions import COMPLETES, OTHER_TRANSITIONS, STARTS

__all__ = [
    "CLOSED",
    "CLOSING",
    "COMPLETES",
    "CUSTOMER",
    "FINAL",
    "HEADERS",
    "OTHERS",
    "OTHER_TRANSITIONS",
    "QUEUE",
    "STARTS",
    "STATUS_HEADERS",
    "SUPPLIER",
    "TOKENS",
    "WAITS",
    "WORK",
    "plain",
]
