"""The words by which the meaning of a status is known, in plain form."""

from __future__ import annotations

from svcflow.eventlog.words.plain import any_of, listed

_QUEUE = """
    new, open, opened, reopened, re opened, reopen, queued, queue, in queue, waiting, pending, unassigned, assigned, reassigned,
    re assigned, registered, logged, submitted, received, created, ready, backlog, to do, todo, escalated, dispatched,
    scheduled, neu, offen, nuovo, aperto, nuevo, abierto, nouveau, ouvert, nieuw, 新建, 待处理, 待分配, 排队, 已分配, 新建立,
    待處理, 排隊, 已分派
"""
_WORK = """
    in progress, work in progress, wip, in work, in process, in behandeling, in bearbeitung, in lavorazione, en curso, en cours,
    accepted, active, started, working, investigating, under investigation, diagnosing, acknowledged, under review, in review,
    review, testing, in test, development, 处理中, 處理中, 进行中, 進行中
"""
_FINAL = """
    resolved, closed, completed, complete, done, cancelled, canceled, solved, fixed, rejected, declined, finished, delivered,
    verified, withdrawn, abandoned, erledigt, geschlossen, gelost, gesloten, opgelost, chiuso, risolto, cerrado,
    resuelto, ferme, resolu, clos, 已解决, 已关闭, 完成, 关闭, 已完成, 已解決, 已關閉, 關閉
"""
_CLOSING = """
    resolve, resolving, resolved, close, closing, closed, solve, solving, solved, complete, completing, completed, finish, finishing,
    finished, conclude, losen, schliessen, sluiten, oplossen, chiudere, risolvere, cerrar, resolver, fermer, resoudre, cloturer,
    解决, 关闭, 完成, 解決, 關閉
"""
_WAITS = """
    wait, waiting, awaiting, awaits, pending, pend, on hold, hold, onhold, warten, wartet, wacht, wachten, attesa, in attesa,
    espera, attente, en attente, 等待, 待
"""
_CUSTOMER = """
    customer, user, caller, client, requester, requestor, reporter, end user, user info, kunde, kunden, klant, cliente, utente,
    usuario, utilisateur, 客户, 用户, 客戶, 用戶
"""
_SUPPLIER = """
    vendor, supplier, third party, 3rd party, external, manufacturer, outsourcer, partner, lieferant, leverancier, fornitore,
    proveedor, fournisseur, 供应商, 第三方, 供應商, 厂商, 廠商
"""

QUEUE, WORK, FINAL, CLOSING = (frozenset(listed(words)) for words in (_QUEUE, _WORK, _FINAL, _CLOSING))
WAITS, CUSTOMER, SUPPLIER = (any_of(phrases) for phrases in (_WAITS, _CUSTOMER, _SUPPLIER))
