"""The words of a lifecycle column: what begins a step, what completes it, what makes it ready, and what interrupts it."""

from __future__ import annotations

from svcflow.eventlog.words.plain import listed

STARTS = frozenset(
    listed("""
        start, started, begin, began, begun, starting, beginn, begonnen, gestartet, gestart, inizio, iniziato, inicio,
        iniciado, debut, commence, 开始, 開始
    """)
)
COMPLETES = frozenset(
    listed("""
        complete, completed, completion, end, ended, finish, finished, stop, stopped, done, ende, beendet, abgeschlossen, einde,
        voltooid, afgerond, fine, completato, finito, fin, completado, finalizado, termine, acheve, 完成, 结束, 結束
    """)
)
SCHEDULES = frozenset(listed("schedule, scheduled, enable, enabled, offer, offered, geplant, gepland, pianificato, programado, planifie"))
ASSIGNS = frozenset(
    listed("assign, assigned, reassign, reassigned, allocate, allocated, zugewiesen, toegewezen, assegnato, asignado, assigne")
)
"""what makes a step ready: the work could have begun"""
SUSPENDS = frozenset(listed("suspend, suspended, pause, paused, unterbrochen, onderbroken, sospeso, suspendido, suspendu, 暂停, 暫停"))
RESUMES = frozenset(listed("resume, resumed, continue, continued, fortgesetzt, hervat, ripreso, reanudado, repris, 恢复, 恢復"))
OTHER_TRANSITIONS = (
    SCHEDULES
    | ASSIGNS
    | SUSPENDS
    | RESUMES
    | frozenset(
        listed("""
            withdraw, withdrawn, manualskip, autoskip, ate abort, ate_abort, pi abort, pi_abort, abort, aborted, unknown
        """)
    )
)
