"""The words by which the meaning of a status is known, in seven languages, in plain form.

Whole statuses stand in `QUEUE`, `WORK`, `CLOSED` (of which the `FINAL` ones are so in any log), `CUSTOMER` and `SUPPLIER`. The
patterns are for compounds: a status that waits (`WAITS`) waits for whom it names (`OF_CUSTOMER`, `OF_SUPPLIER`), or for what comes
from them (`FROM_CUSTOMER`, `FROM_SUPPLIER`) or from `WITHIN` the desk's own house. A status is `OVER` where it begins with such a
word, unless that is `NEGATED`; `FIRMLY_OVER` ones also where it ends with one.
"""

from __future__ import annotations

from svcflow.eventlog.words.plain import any_of, listed

_QUEUE = """
    new, open, opened, reopened, re opened, reopen, queued, queue, in queue, waiting, pending, hold, on hold, onhold, unassigned,
    assigned, reassigned, re assigned, registered, logged, submitted, received, created, ready, backlog, to do, todo, escalated,
    dispatched, planned, scheduled, transferred, forwarded, not started, not yet started, draft, triage needed, needs triage,
    ready for work, selected for development, processing planned, in progress planned, pending reminder, sla hold, user replied,
    customer replied, customer responded, client responded, info received, information received, documents received, evidence received,
    reply received, response received, neu, offen, geoffnet, wiedereroffnet, wieder geoffnet, eroffnet, eingegangen, erfasst, angelegt,
    gemeldet, zugewiesen, zugeteilt, weitergeleitet, eskaliert, geplant, eingeplant, wartend, warten, wartet, zuruckgestellt,
    ausgesetzt, pausiert, angehalten, in warteschlange, warten zur erinnerung, wiedervorlage, ruckmeldung erhalten, antwort erhalten,
    in bearbeitung geplant, nieuw, geopend, heropend, geregistreerd, aangemeld, aangemaakt, ontvangen, toegewezen, doorgezet,
    doorgestuurd, geescaleerd, gepland, ingepland, in wachtrij, wachtend, wacht, on hold gezet, opgeschort, uitgesteld, wachten,
    niet gestart, antwoord ontvangen, nuovo, aperto, riaperto, registrato, inserito, ricevuto, assegnato, riassegnato, inoltrato,
    scalato, pianificato, schedulato, in coda, in attesa, sospeso, sospesa, da fare, da assegnare, da lavorare, da gestire,
    non assegnato, in lavorazione pianificata, richiesta ricevuta, risposta ricevuta, nuevo, abierto, reabierto, registrado, recibido,
    ingresado, creado, asignado, asignada, reasignado, derivado, escalado, planificado, programado, en cola, en espera, pendiente,
    suspendido, sin asignar, por hacer, por asignar, en curso planificada, en curso planificado, respuesta recibida, nouveau, ouvert,
    rouvert, reouvert, enregistre, recu, cree, assigne, attribue, affecte, reaffecte, transfere, escalade, planifie, en cours planifie,
    en file d attente, en attente, en pause, suspendu, a traiter, a faire, non attribue, non assigne, reponse recue, 新建, 新建立,
    新工单, 新工單, 未处理, 未處理, 未分配, 未分派, 未受理, 未开始, 未開始, 待处理, 待處理, 待分配, 待分派, 待受理, 待领取, 待派单,
    待派單, 待办, 待辦, 排队, 排隊, 排队中, 排隊中, 已分配, 已分派, 已派单, 已派單, 已指派, 已转派, 已轉派, 已提交, 已创建, 已建立,
    已登记, 已登記, 已接收, 已收件, 已升级, 已升級, 重新打开, 重新開啟, 重开, 重開, 挂起, 已挂起, 掛起, 已暂停, 暂停, 暫停, 打开, 開啟,
    等待中, 客户已回复, 客戶已回覆, 已排期
"""
_WORK = """
    in progress, work in progress, wip, inprog, in work, in process, processing, processing assigned, in progress assigned,
    being processed, accepted, active, started, working, work started, investigating, under investigation, diagnosing, acknowledged,
    under review, in review, review, peer review, code review, testing, test, in development, in analysis, implementing, in treatment,
    being handled, picked up, under assessment, in arbeit, in bearbeitung, in behandlung, wird bearbeitet, in bearbeitung zugewiesen,
    in prufung, in klarung, in analyse, angenommen, aktiv, begonnen, gestartet, in behandeling, in bewerking, wordt behandeld, bezig,
    in onderzoek, in uitvoering, in behandeling genomen, geaccepteerd, gestart, actief, in lavorazione, in corso, in gestione,
    presa in carico, preso in carico, in carico, in lavorazione assegnata, in verifica, in analisi, in approfondimento, accettato,
    attivo, iniziato, en curso, en proceso, en progreso, en tratamiento, en atencion, en curso asignada, en curso asignado, en revision,
    en analisis, en investigacion, aceptado, activo, iniciado, atendiendo, en cours, en traitement, en cours attribue,
    en cours de traitement, en cours d analyse, en analyse, en verification, pris en charge, prise en charge, accepte, actif, commence,
    处理中, 處理中, 进行中, 進行中, 已受理, 受理中, 已接单, 已接單, 已签收, 排查中, 调查中, 調查中, 分析中, 审核中, 審核中, 测试中,
    測試中, 维修中, 維修中, 跟进中, 跟進中, 已响应, 已回應, 开发中, 開發中, in test
"""
_FINAL = """
    resolved, closed, completed, complete, done, cancelled, canceled, solved, fixed, rejected, declined, denied, finished, delivered,
    fulfilled, verified, withdrawn, abandoned, erledigt, geschlossen, gelost, behoben, abgeschlossen, beendet, fertig, fertiggestellt,
    storniert, abgebrochen, abgelehnt, zuruckgezogen, gesloten, opgelost, afgesloten, afgerond, afgehandeld, afgemeld, gereed, voltooid,
    geannuleerd, afgewezen, verholpen, chiuso, chiusa, risolto, risolta, completato, completata, concluso, conclusa, terminato,
    annullato, annullata, rifiutato, respinto, respinta, evaso, evasa, cerrado, cerrada, resuelto, resuelta, solucionado, solucionada,
    completado, finalizado, finalizada, terminado, concluido, cancelado, cancelada, anulado, rechazado, rechazada, ferme, fermee,
    resolu, resolue, clos, cloture, cloturee, termine, terminee, acheve, annule, annulee, rejete, rejetee, refuse, abandonne,
    solutionne, 已解决, 已解決, 已关闭, 已關閉, 关闭, 關閉, 完成, 已完成, 已结束, 已結束, 结束, 結束, 已结案, 已結案, 结案, 結案,
    已取消, 取消, 已撤销, 已撤銷, 已撤回, 已拒绝, 已拒絕, 已驳回, 已駁回, 已修复, 已修復, 已处理, 已處理, 已办结, 已辦結, 办结, 已终止,
    已終止, 解决, 解決
"""
_CLOSED = """
    merged, removed, deleted, duplicate, duplicated, void, voided, dropped, archived, settled, paid, cleared, ended, won t fix,
    wont fix, won t do, wont do, cannot reproduce, not reproducible, not a bug, no action required, spam, comp, can, pending auto close,
    pending auto closed, auto close pending, pending closure confirmation, entfernt, zusammengefugt, zusammengefuhrt, archiviert,
    verworfen, ausgezahlt, reguliert, warten auf erfolgreich schliessen, warten auf erfolglos schliessen, samengevoegd, gearchiveerd,
    vervallen, ingetrokken, uitgekeerd, archiviato, archiviata, liquidato, liquidata, ritirato, archivado, pagado, liquidado, retirado,
    archive, regle, indemnise, 已合并, 已合併, 已删除, 已归档, 已歸檔, 已赔付, 已理赔, 已賠付, 已作废, 已作廢, 作废
"""
_CUSTOMER = """
    awaiting evidence, awaiting documents, awaiting documentation, awaiting information, awaiting info, awaiting user info,
    awaiting caller, awaiting input, awaiting feedback, awaiting reply, awaiting response, awaiting signature, awaiting payment,
    awaiting confirmation, information requested, info requested, more info requested, documents requested, evidence requested,
    need more info, needs more info, need info, needs info, needinfo, more info needed, more information required, information required,
    feedback required, answered, responded, replied, ruckfrage, in ruckfrage, nachfrage, warten auf ruckmeldung, warten auf antwort,
    warten auf unterlagen, wartet auf ruckmeldung, wartet auf antwort, unterlagen angefordert, information angefordert, beantwortet,
    wacht op antwoord, wacht op reactie, wacht op informatie, wachten op antwoord, wachten op reactie, informatie opgevraagd,
    beantwoord, in attesa di risposta, in attesa di riscontro, in attesa riscontro, in attesa di documenti, in attesa documentazione,
    richieste informazioni, informazioni richieste, risposto, a la espera de respuesta, en espera de respuesta,
    en espera de informacion, en espera de documentacion, pendiente de respuesta, pendiente de documentacion, pendiente de informacion,
    informacion solicitada, respondido, en attente de reponse, en attente d informations, en attente de pieces, en attente de documents,
    en attente retour, en attente de retour, informations demandees, repondu, 待补充资料, 待補件, 待补件, 待反馈, 待回复, 待回覆,
    等待回复, 等待回覆, 等待反馈, 等待资料, 待确认, 待確認, 已回复, 已回覆, 待评价
"""
_SUPPLIER = """
    awaiting parts, awaiting delivery, waiting for parts, on hold parts, awaiting material, awaiting hardware,
    on hold waiting for parts, ersatzteil bestellt, warten auf ersatzteil, warten auf ersatzteile, warten auf lieferung,
    wacht op onderdelen, wacht op levering, in attesa ricambi, in attesa di ricambi, en espera de repuestos, en attente de livraison,
    en attente pieces detachees, 待备件, 等待备件, 待料, 等待到货
"""
_WAITS = """
    wait, waits, waiting, awaiting, awaits, pending, pend, on hold, hold, onhold, held, suspended, paused, warten, wartet, wartend,
    zuruckgestellt, angehalten, ausstehend, wacht, wachten, wachtend, in afwachting, opgeschort, attesa, in attesa, sospeso, sospesa,
    espera, a la espera, en espera, pendiente, suspendido, attente, en attente, en pause, suspendu, 等待, 等候, 待, 挂起, 掛起, 暂停,
    暫停
"""
_OF_CUSTOMER = """
    customer, customers, user, users, caller, client, clients, requester, requestor, reporter, end user, user info, claimant,
    policyholder, policy holder, kundenruckmeldung, kundenantwort, kundenfeedback, kundeninfo, kundenfreigabe, klantreactie, insured,
    applicant, patient, citizen, tenant, member, subscriber, contact, kunde, kunden, anwender, benutzer, melder, antragsteller,
    versicherungsnehmer, klant, gebruiker, aanmelder, aanvrager, verzekerde, cliente, clienti, utente, utenti, richiedente, segnalante,
    assicurato, usuario, solicitante, asegurado, utilisateur, demandeur, usager, assure, retour client, 客户, 用户, 客戶, 用戶, 使用者,
    申请人, 申請人, 报案人, 報案人, 投保人, 被保险人
"""
_OF_SUPPLIER = """
    lieferantenantwort, lieferantenruckmeldung, herstellerantwort, vendor, vendors, supplier, suppliers, third party, 3rd party,
    third parties, external, externally, manufacturer, outsourcer, partner, provider, contractor, subcontractor, repair shop, garage,
    assessor, loss adjuster, lieferant, lieferanten, hersteller, dienstleister, extern, externe, externer, drittanbieter, dritte,
    gutachter, werkstatt, leverancier, leveranciers, derde, derden, derde partij, fabrikant, expert, fornitore, fornitori, terze parti,
    terzi, produttore, esterno, perito, proveedor, proveedores, tercero, terceros, fabricante, externo, fournisseur, fournisseurs,
    tiers, prestataire, fabricant, constructeur, editeur, 供应商, 供應商, 第三方, 厂商, 廠商, 外部, 厂家, 廠家
"""
_FROM_CUSTOMER = """
    evidence, documents, documentation, information, info, reply, response, answer, feedback, confirmation, signature, payment, input,
    more info, ruckmeldung, ruckfrage, antwort, unterlagen, antwoord, reactie, informatie, documenten, riscontro, risposta, documenti,
    documentazione, informazioni, respuesta, documentacion, informacion, reponse, informations, justificatifs, 补充资料, 补件, 補件,
    资料, 資料, 回复, 回覆, 反馈, 回饋
"""
_FROM_SUPPLIER = """
    parts, part, spare, spares, spare parts, delivery, shipment, material, hardware, rma, ersatzteil, ersatzteile, lieferung, onderdeel,
    onderdelen, levering, bestelling, ricambi, ricambio, consegna, materiale, repuestos, repuesto, piezas, entrega, pieces,
    piece detachee, pieces detachees, livraison, 备件, 備件, 配件, 到货, 到貨, 供货
"""
_WITHIN = """
    approval, authorization, authorisation, change, problem, release, deployment, support, assignment, triage, dispatch, agent,
    technician, team, internal, manager, management, second line, second level, development, developer, engineering, schedule,
    maintenance window, review, investigation, resolution, genehmigung, freigabe, zuweisung, intern, goedkeuring, toewijzing,
    approvazione, assegnazione, interna, interno, aprobacion, asignacion, approbation, validation, attribution, interne, 审批, 審批,
    审核, 審核, 分配, 分派, 内部, 內部, 变更, 變更, 发布, 發布, customer support, customer service, customer care, user support,
    client services, kundenservice, klantenservice, servizio clienti, service client, atencion al cliente, 客服
"""
_OVER = """
    closed, resolved, solved, completed, cancelled, canceled, rejected, declined, withdrawn, finished, done, merged, archived, settled,
    geschlossen, gelost, abgeschlossen, erledigt, storniert, abgelehnt, behoben, gesloten, opgelost, afgesloten, afgerond, afgehandeld,
    geannuleerd, afgewezen, chiuso, chiusa, risolto, risolta, annullato, annullata, respinta, completato, cerrado, cerrada, resuelto,
    resuelta, cancelado, rechazado, finalizado, solucionado, clos, cloture, ferme, resolu, annule, termine, rejete, 已解决, 已解決,
    已关闭, 已關閉, 已完成, 已结案, 已結案, 已取消, 已结束, 已結束
"""
_FIRM = """
    closed, resolved, solved, geschlossen, gelost, abgeschlossen, erledigt, behoben, gesloten, opgelost, afgesloten, afgehandeld,
    chiuso, chiusa, risolto, risolta, cerrado, cerrada, resuelto, resuelta, clos, cloture, ferme, resolu, 已解决, 已解決, 已关闭,
    已關閉, 已结案, 已結案
"""
_NOT = """
    not, un, non, no, nicht, niet, pas, to be, to, for, partially, partly, almost, re, teilweise, zu, te, gedeeltelijk, da, per,
    parzialmente, para, por, parcialmente, a, pour, partiellement, 未, 不, 待, 部分
"""
_AGAIN = """
    reopen, reopened, re opened, re open, wiedereroffnet, wieder geoffnet, wiedergeoffnet, heropend, riaperto, riaperta, reabierto,
    reabierta, rouvert, reouvert, 重新打开, 重新開啟, 重开, 重開
"""
_IN_LINE = """
    queue, queued, queues, unassigned, assigned to, assigned, reassigned, escalated, to be, ready for, ready to, not started, not yet,
    backlog, warteschlange, zugewiesen, eskaliert, wachtrij, toegewezen, coda, assegnato, cola, asignado, file d attente, a traiter,
    attribue a, 队列, 隊列, 佇列, 排队, 排隊, 待, 未
"""
_WITH = """
    with, at, by, sent to, escalated to, to, bei, beim, an, an den, bij, naar, aan, presso, al, inviato a, inviata a, con, en poder de,
    enviado a, chez, aupres de, envoye a, client action, user action, customer action, 转, 轉, 送
"""
_ASKED = """
    action required, action needed, required, needed, requested, erforderlich, benotigt, angefordert, nodig, gevraagd, opgevraagd,
    richiesta, richiesto, richieste, necessaria, requerido, requerida, solicitado, solicitada, requis, requise, demande, demandee,
    demandees, 需要, 需
"""
_CLOSING = """
    resolve, resolving, resolved, close, closing, closed, solve, solving, solved, complete, completing, completed, finish, finishing,
    finished, conclude, losen, schliessen, sluiten, oplossen, chiudere, risolvere, cerrar, resolver, fermer, resoudre, cloturer, 解决,
    关闭, 完成, 解決, 關閉
"""

QUEUE, WORK, FINAL, CUSTOMER, SUPPLIER, CLOSING = (
    frozenset(listed(words)) for words in (_QUEUE, _WORK, _FINAL, _CUSTOMER, _SUPPLIER, _CLOSING)
)
CLOSED = FINAL | frozenset(listed(_CLOSED))
WAITS, OF_CUSTOMER, OF_SUPPLIER, FROM_CUSTOMER, FROM_SUPPLIER, WITHIN = (
    any_of(phrases) for phrases in (_WAITS, _OF_CUSTOMER, _OF_SUPPLIER, _FROM_CUSTOMER, _FROM_SUPPLIER, _WITHIN)
)
OVER, FIRMLY_OVER, NEGATED, AGAIN, IN_LINE, WITH, ASKED = (
    any_of(phrases) for phrases in (_OVER, _FIRM, _NOT, _AGAIN, _IN_LINE, _WITH, _ASKED)
)
