"""The words of a lifecycle column: what begins a step, what completes it, and what does neither."""

from __future__ import annotations

from svcflow.eventlog.words.plain import listed

STARTS = frozenset(listed("start, started, begin, began, starting"))
COMPLETES = frozenset(listed("complete, completed, end, ended, finish, finished, stop"))
OTHER_TRANSITIONS = frozenset(
    listed("""
        schedule, scheduled, assign, assigned, reassign, reassigned, suspend, suspended, resume, resumed, withdraw, withdrawn,
        manualskip, autoskip, ate_abort, pi_abort, abort, aborted, unknown, enable, enabled
    """)
)
