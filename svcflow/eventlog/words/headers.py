"""The headers by which columns are known, in seven languages, in plain form.

`HEADERS` says how surely a whole header names a role, 0 to 1; `TOKENS` are words that hint at one inside a longer header;
`OTHERS` are words of headers that name something else (the customer, the subject, an amount), whatever the column holds.
"""

from __future__ import annotations

from collections.abc import Mapping

from svcflow.eventlog.words.plain import any_of, listed

_HEADERS: Mapping[str, Mapping[float, str]] = {
    "case_id": {
        1.0: """
            case id, caseid, case concept name, case, case number, case no, case nr, case key, case ref, case reference, ticket id,
            ticketid, ticket, ticket number, ticket no, ticket nr, ticket key, ticket ref, ticket reference, incident id,
            incident number, incident no, incident, inc number, service id, service request id, service request number, request id,
            request number, issue key, issue id, case identifier, trace id, caseconceptname, process instance, process instance id,
            work order, work order id, work order number, order id, claim id, claim number, claim no, claim reference, claim ref, claim,
            call id, interaction id, conversation id, contact id, ucid, casenumber, ticketnumber, complaint id, complaint number,
            vorgangsnummer, vorgangs id, vorgangs nr, fall id, fallnummer, fall nr, ticketnummer, ticket nummer, anfragenummer,
            storungsnummer, meldungsnummer, schadennummer, schadensnummer, schadenfall, auftragsnummer, auftrags nr, aktenzeichen,
            zaaknummer, zaak, zaak id, dossiernummer, meldingsnummer, meldingnummer, melding nummer, incidentnummer, incident nummer,
            verzoeknummer, claimnummer, schadenummer, id caso, numero caso, numero ticket, ticket numero, id ticket, numero pratica,
            id pratica, numero richiesta, id richiesta, numero segnalazione, numero sinistro, caso, id del caso, numero de caso,
            numero de ticket, numero de incidencia, id incidencia, numero de solicitud, id solicitud, numero de expediente, expediente,
            numero de siniestro, identificador del caso, numero de dossier, numero du dossier, numero du ticket, id du ticket,
            id dossier, numero de demande, numero de sinistre, numero d incident, numero incident, id incident, identifiant du dossier,
            identifiant du cas, 工单, 工单号, 工单编号, 工单id, 案例, 案例编号, 案例id, 案件, 案件编号, 案件号, 流程实例, 流程实例id,
            事件单号, 事件编号, 服务单号, 服务请求编号, 受理编号, 报案号, 赔案号, 通话id, 会话id, 工單, 工單號, 工單編號, 單號,
            案件編號, 案例編號, 案號, 事件單號, 服務單號, 報案號, 賠案號, 受理編號
        """,
        0.8: """
            number, trace, instance id, request, order number, application id, job id, key, sr number, sr id, vorgang, fall, dossier,
            pratica, richiesta, segnalazione, solicitud, incidencia, demande, melding, verzoek, anfrage, reference, ref, aktennummer,
            编号, 單據編號, 单号, 编码, 編號
        """,
        0.6: "id, numero, nummer, no, nr, identifier, identifiant, identificador, identificativo, 标识, 識別碼",
    },
    "activity": {
        1.0: """
            activity, activity name, activityname, activity id, concept name, conceptname, event name, task, task name, step, step name,
            operation, action, event activity, aktivitat, aktivitaet, tatigkeit, taetigkeit, arbeitsschritt, schritt, prozessschritt,
            activiteit, handeling, stap, processtap, activiteitnaam, attivita, passo, operazione, actividad, tarea, paso, operacion,
            activite, tache, etape, 活动, 活动名称, 步骤, 操作, 操作类型, 任务, 任务名称, 环节, 节点, 流程节点, 活動, 活動名稱, 步驟,
            任務, 任務名稱, 環節, 節點
        """,
        0.8: """
            event, stage, phase, process step, aktion, vorgangsschritt, ereignis, gebeurtenis, actie, fase, azione, evento, accion,
            evenement, action effectuee, 事件, 事件名称, 事件名稱, 动作, 動作
        """,
        0.75: """
            status, state, ticket status, ticket state, incident state, incident status, case status, claim status, current status,
            new status, new state, to status, status name, statusname, issue status, request status, stato, nuovo stato, stato ticket,
            stato pratica, estado, nuevo estado, estado del ticket, estado del caso, etat, statut, nouveau statut, statut du ticket,
            zustand, toestand, ticketstatus, neuer status, nieuwe status, bearbeitungsstatus, 状态, 工单状态, 当前状态, 新状态,
            案件状态, 處理狀態, 处理状态, 狀態, 工單狀態, 目前狀態, 新狀態, 案件狀態
        """,
    },
    "resource": {
        1.0: """
            who, wer, chi, quien,
            resource, resource name, org resource, orgresource, agent, agent name, agent login, assignee, assigned to, assignee name,
            assigned agent, assigned technician, user, user name, username, worker, employee, employee name, performer, operator,
            handler, claim handler, adjuster, staff, staff member, technician, engineer, originator, bearbeiter, sachbearbeiter,
            sachbearbeiterin, mitarbeiter, benutzer, zugewiesen an, zugewiesener bearbeiter, techniker, medewerker, behandelaar,
            gebruiker, toegewezen aan, uitvoerder, risorsa, operatore, utente, addetto, assegnatario, assegnato a, tecnico, recurso,
            usuario, agente, empleado, asignado a, operador, gestor, ressource, utilisateur, employe, technicien, attribue a, assigne a,
            affecte a, operateur, gestionnaire, 处理人, 处理人员, 经办人, 受理人, 人员, 员工, 坐席, 坐席姓名, 客服, 客服人员, 执行人,
            操作人, 操作员, 指派给, 處理人, 處理人員, 經辦人, 受理人員, 人員, 員工, 執行者, 執行人, 客服人員, 承辦人, 指派給
        """,
        0.7: """
            owner, case owner, ticket owner, owner name, actor, author, responsible, assigned, assigned user, responsable, responsabile,
            agent id, agentid, user id, userid, employee id, resolver, proprietario, propietario, proprietaire, eigenaar, besitzer,
            verantwortlich, verantwortlicher, verantwoordelijke, 负责人, 负责人员, 坐席工号, 工号, 所有者, 負責人, 工號
        """,
        0.45: """
            sys updated by, updated by, changed by, modified by, last modified by, performed by, done by, completed by, closed by,
            updater, geandert von, gewijzigd door, modificato da, modificado por, modifie par, 更新人, 修改人, 更新者
        """,
    },
    "team": {
        1.0: """
            team, team name, workgroup, work group, group, group name, org group, orggroup, assignment group, support group,
            assigned group, agent group, assigned support organization, owner group, resolver group, abteilung, arbeitsgruppe, gruppe,
            bearbeitergruppe, zugewiesene gruppe, supportgruppe, afdeling, behandelgroep, behandelaarsgroep, behandelaargroep, groep,
            reparto, gruppo, gruppo di lavoro, gruppo assegnatario, squadra, ufficio, equipo, grupo, grupo asignado, grupo de soporte,
            departamento, equipe, groupe, groupe de techniciens, groupe attribue, service traitant, 团队, 小组, 部门, 处理组, 受理组,
            客服组, 技能组, 处理部门, 團隊, 小組, 部門, 組別, 處理部門, 處理組, 技能組
        """,
        0.8: """
            department, agent position, support section, support line, support level, tier, line, desk, queue, skill, skill group, unit,
            org role, orgrole, responsible section, abteilungsname, dipartimento, departement, file, cola, coda, wachtrij,
            warteschlange, 队列, 隊列, 佇列
        """,
        0.6: """
            position, role, section, level, org line, organisation, organization, resource role, funktion, rolle, rol, ruolo, role name,
            岗位, 角色, 職位
        """,
    },
    "priority": {
        1.0: """
            priority, prio, priority level, ticket priority, case priority, prioritat, prioritaet, dringlichkeit, prioriteit, priorita,
            prioridad, priorite, 优先级, 优先级别, 優先級, 優先度, 優先順序
        """,
        0.7: """
            urgency, severity, seriousness, urgent, urgenz, urgentie, urgenza, urgencia, urgence, gravita, gravedad, gravite,
            schweregrad, 紧急程度, 严重程度, 緊急程度, 嚴重程度
        """,
        0.5: "impact, auswirkung, impatto, impacto, 影响程度",
    },
    "enabled_time": {
        1.0: """
            enabled time, enabled timestamp, enabled, enabled at, enable time, enablement, enablement time, time enabled, enabledtime,
            ready time, ready at, queued at, queue time, enqueued at, available at, assigned at, offered at, queue start,
            queue start time, 入队时间, 排队开始时间
        """,
    },
    "start_time": {
        1.0: """
            start time, start timestamp, start date, start, started, started at, start datetime, starttime, starttimestamp, startdate,
            start ts, time start, begin, begin time, begin date, begin timestamp, begin at, began at, begun, time started, actual start,
            segment start, call start, call start time, conversation start, answer time, date started, beginn, anfang, startzeit,
            startdatum, startzeitpunkt, beginnzeit, begin datum, begintijd, begin tijd, starttijd, begindatum, aanvang, inizio,
            data inizio, ora inizio, inizio attivita, data e ora inizio, inicio, fecha inicio, fecha de inicio, hora inicio,
            hora de inicio, fecha hora inicio, debut, date debut, date de debut, heure debut, heure de debut, 开始时间, 开始, 开始日期,
            起始时间, 处理开始时间, 通话开始时间, 開始時間, 開始, 開始日期, 起始時間
        """,
        0.8: "from, work start, start of work, von, van, da, desde",
    },
    "end_time": {
        1.0: """
            end time, end timestamp, end date, end, ended, ended at, end datetime, endtime, endtimestamp, enddate, end ts, time end,
            finish, finish time, finished, finished at, finish date, complete timestamp, complete time, completed, completed at,
            completed time, completion, completion time, completion date, time completed, stop, stop time, stopped at, actual end,
            segment stop, segment end, call end, call end time, conversation end, date completed, ende, endzeit, enddatum, endzeitpunkt,
            abschlusszeit, eindtijd, eind tijd, einde, einddatum, eindtijdstip, fine, data fine, ora fine, fine attivita,
            data e ora fine, fin, fecha fin, fecha de fin, hora fin, hora de fin, fecha hora fin, date fin, date de fin, heure fin,
            heure de fin, 结束时间, 完成时间, 结束, 结束日期, 完成日期, 处理完成时间, 通话结束时间, 結束時間, 完成時間, 結束, 結束日期
        """,
        0.8: "to, done at, done, work end, end of work, bis, tot, hasta",
    },
    "timestamp": {
        1.0: """
            timestamp, ts, when, unix time, unixtime, epoch, epoch time,
            time timestamp, timetimestamp, time, datetime, date time, event time, eventtime, event timestamp, event date,
            event datetime, changed at, change time, change date, changed on, changed, status changed at, status change date,
            status time, date changed, updated at, updated on, update time, updated, last updated, sys updated at, sys updated on,
            modified at, modified, last modified, last modified date, logged at, recorded at, occurred at, history date, action time,
            zeitstempel, zeitpunkt, datum uhrzeit, datum und uhrzeit, geandert am, statusanderung am, ereigniszeit, tijdstip,
            tijdstempel, datum tijd, datum en tijd, gewijzigd op, wijzigingsdatum, data ora, data e ora, data evento, data modifica,
            orario, fecha hora, fecha y hora, marca de tiempo, fecha de cambio, fecha del evento, fecha modificacion, horodatage,
            date heure, date et heure, date de modification, date du changement, date evenement, 时间, 时间戳, 日期时间, 发生时间,
            操作时间, 处理时间, 状态变更时间, 更新时间, 变更时间, 变更日期, 事件时间, 變更時間, 時間, 時間戳, 時間戳記, 發生時間,
            操作時間, 處理時間, 更新時間, 狀態變更時間, 異動時間
        """,
        0.7: """
            date, created at, created, created on, create time, createddate, created date, entry date, datum, uhrzeit, zeit, tijd, data,
            ora, fecha, hora, heure, erstellt am, angelegt am, aangemaakt op, creato il, creado el, cree le, 日期, 创建时间, 创建日期,
            记录时间, 建立時間, 建立日期, 記錄時間
        """,
    },
    "lifecycle": {
        1.0: """
            lifecycle transition, lifecycletransition, lifecycle, life cycle, transition, transition type, event type, eventtype,
            life cycle transition
        """,
    },
    "sequence": {
        1.0: """
            sequence, seq, sequence number, sequence no, seq no, seq nr, seqno, sequence id, event number, event no, event nr,
            event index, event order, event seq, row number, row no, row id, rownum, line number, line no, position, sort order,
            order index, sort key, step number, step no, sys mod count, mod count, update count, change number, history sequence,
            audit sequence, lfd nr, laufende nummer, laufnummer, reihenfolge, sortierung, folgenummer, sequenznummer, volgnummer,
            volgorde, regelnummer, progressivo, numero progressivo, numero sequenza, sequenza, ordine, secuencia, numero de secuencia,
            orden, numero de orden, numero d ordre, n d ordre, ordre, sequence numero, 序号, 顺序号, 顺序, 行号, 流水号, 序號, 順序號,
            順序, 行號, 流水號
        """,
    },
}
"""how surely a header names a role -> the headers"""
_TOKENS: Mapping[str, str] = {
    "case_id": "case, ticket, incident, claim, zaak, caso, pratica, expediente, dossier, vorgang, 工单, 工單, 案件, 单号, 單號",
    "activity": """
        activity, task, step, operation, aktivitat, activiteit, attivita, actividad, activite, tarea, tache, 活动, 活動, 步骤, 步驟,
        环节, 環節
    """,
    "resource": """
        resource, agent, assignee, user, employee, technician, handler, bearbeiter, mitarbeiter, medewerker, behandelaar, operatore,
        tecnico, technicien, operador, 坐席, 处理人, 處理人, 经办, 經辦
    """,
    "team": "team, group, workgroup, department, gruppe, groep, gruppo, grupo, groupe, equipo, equipe, reparto, 部门, 部門, 小组, 小組",
    "priority": "priority, prio, urgency, severity, prioritat, prioriteit, priorita, prioridad, priorite, 优先, 優先",
    "enabled_time": "enabled, enable, enablement",
    "start_time": "start, started, begin, beginn, inizio, inicio, debut, 开始, 開始",
    "end_time": "end, ended, finish, finished, complete, completed, stop, ende, eind, fine, fin, 结束, 結束, 完成",
    "timestamp": "timestamp, time, date, datetime, datum, at, on, fecha, data, tijd, zeit, heure, ora, hora, am, le, 时间, 時間, 日期",
    "lifecycle": "lifecycle, transition",
    "sequence": "sequence, seq, rownum, 序号, 序號",
}
"""single words that hint at a role inside a longer header"""
_OTHERS = """
    customer, client, caller, requester, requestor, reporter, contact, company, account, sender, recipient, vendor, supplier, asset,
    item, description, subject, summary, title, comment, comments, note, notes, text, message, body, tags, labels, category,
    subcategory, type, product, channel, source, origin, location, country, region, city, site, branch, address, cost, amount, price,
    value, currency, count, counter, number of, duration, hours, minutes, seconds, delay, sla, url, link, version, variant, reason,
    cause, code, resolution, email, phone, created by, opened by, parent, problem id, rfc, rating, score, satisfaction, language,
    made sla, kunde, kunden, kundennummer, melder, betreff, beschreibung, kommentar, kategorie, produkt, standort, kanal, betrag, dauer,
    grund, anzahl, ursache, klant, klantnummer, aanmelder, omschrijving, onderwerp, opmerking, categorie, vestiging, locatie, bedrag,
    duur, reden, aantal, oorzaak, cliente, richiedente, descrizione, oggetto, commento, categoria, prodotto, sede, canale, importo,
    durata, motivo, solicitante, descripcion, asunto, comentario, producto, canal, importe, duracion, demandeur, objet, commentaire,
    produit, lieu, montant, duree, motif, 客户, 用户, 主题, 标题, 描述, 备注, 评论, 分类, 类别, 类型, 产品, 渠道, 来源, 地区, 地点,
    金额, 时长, 原因, 次数, 电话, 邮箱, 客戶, 主題, 標題, 備註, 評論, 分類, 類別, 類型, 產品, 來源, 地區, 金額, 時長, 次數
"""
"""words of headers that name none of ours"""

HEADERS: Mapping[str, Mapping[str, float]] = {
    role: {phrase: score for score, phrases in by_score.items() for phrase in listed(phrases)} for role, by_score in _HEADERS.items()
}
TOKENS: Mapping[str, frozenset[str]] = {role: frozenset(listed(words)) for role, words in _TOKENS.items()}
OTHERS = any_of(_OTHERS)
STATUS_HEADERS = frozenset(listed(_HEADERS["activity"][0.75]))
