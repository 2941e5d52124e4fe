"""The headers by which columns are known, in English and the commonest of six other languages, in plain form.

`HEADERS` says how surely a whole header names a role, 0 to 1; `TOKENS` are single words that hint at one inside a longer header.
"""

from __future__ import annotations

from collections.abc import Mapping

from svcflow.eventlog.words.plain import listed

_HEADERS: Mapping[str, Mapping[float, str]] = {
    "case_id": {
        1.0: """
            case id, caseid, case concept name, case, case number, case no, case key, ticket id, ticketid, ticket, ticket number,
            ticket no, ticket nr, ticket key, incident id, incident number, incident no, incident, service id, service request id,
            request id, request number, issue key, issue id, case identifier, trace id, caseconceptname, process instance,
            process instance id, work order, work order id, order id, claim id, claim number, call id, vorgangsnummer, vorgangs id,
            fall id, fallnummer, ticketnummer, zaaknummer, zaak, dossiernummer, meldingsnummer, id caso, numero caso, numero ticket,
            id ticket, numero pratica, caso, id del caso, numero de caso, numero de ticket, numero de dossier,
            identifiant du dossier, 工单, 工单号, 工单编号, 案例, 案例编号, 案件, 案件编号, 流程实例, 工單, 工單編號, 單號, 案件編號
        """,
        0.8: """
            number, trace, instance id, request, order number, application id, job id, key, sr number, vorgang, fall, dossier,
            pratica, 编号, 編號
        """,
        0.6: "id, numero, nummer, no, nr",
    },
    "activity": {
        1.0: """
            activity, activity name, activityname, activity id, concept name, conceptname, event name, task, task name, step,
            step name, operation, action, event activity, aktivitat, tatigkeit, arbeitsschritt, schritt, activiteit, handeling,
            stap, processtap, attivita, actividad, tarea, paso, activite, tache, etape, 活动, 活动名称, 步骤, 操作, 任务, 环节,
            活動, 活動名稱, 步驟, 任務, 環節
        """,
        0.8: "event, stage, phase, process step, aktion, fase, azione, accion, 事件",
        0.75: """
            status, state, ticket status, incident state, incident status, case status, current status, new status, to status,
            stato, estado, etat, statut, zustand, toestand, 状态, 工单状态, 狀態, 工單狀態
        """,
    },
    "resource": {
        1.0: """
            resource, resource name, org resource, orgresource, agent, agent name, assignee, assigned to, user, user name, username,
            worker, employee, performer, operator, handler, staff, staff member, technician, engineer, originator, bearbeiter,
            sachbearbeiter, mitarbeiter, benutzer, medewerker, behandelaar, gebruiker, risorsa, operatore, utente, addetto, recurso,
            usuario, agente, empleado, ressource, utilisateur, employe, 处理人, 经办人, 人员, 员工, 坐席, 执行人, 處理人, 經辦人,
            人員, 員工, 執行者, 執行人
        """,
        0.7: """
            owner, actor, responsible, assigned, assigned user, responsable, agent id, user id, employee id, resolver, 负责人,
            負責人
        """,
        0.45: "sys updated by, updated by, changed by, modified by, performed by, done by, completed by, closed by",
    },
    "team": {
        1.0: """
            team, team name, workgroup, work group, group, org group, orggroup, assignment group, support group, assigned group,
            abteilung, arbeitsgruppe, gruppe, afdeling, behandelgroep, groep, reparto, gruppo, equipo, grupo, equipe, groupe, 团队,
            小组, 部门, 处理组, 團隊, 小組, 部門, 組別
        """,
        0.8: """
            department, agent position, support section, support line, support level, tier, line, desk, unit, org role, orgrole,
            responsible section
        """,
        0.6: "position, role, section, level, org line, organisation, organization, resource role, funktion, rolle, rol",
    },
    "priority": {
        1.0: """
            priority, prio, priority level, ticket priority, prioritat, dringlichkeit, prioriteit, priorita, prioridad, priorite,
            优先级, 優先級, 優先度
        """,
        0.7: "urgency, severity, seriousness, urgent, 紧急程度, 緊急程度",
        0.5: "impact",
    },
    "enabled_time": {
        1.0: """
            enabled time, enabled timestamp, enabled, enabled at, enable time, enablement, enablement time, time enabled,
            enabledtime, ready time, ready at, queued at, queue time, enqueued at, available at, assigned at, offered at
        """,
    },
    "start_time": {
        1.0: """
            start time, start timestamp, start date, start, started, started at, start datetime, starttime, starttimestamp,
            startdate, start ts, time start, begin, begin time, begin date, begin timestamp, begin at, began at, begun,
            time started, actual start, beginn, anfang, startzeit, startdatum, startzeitpunkt, begintijd, begin tijd, starttijd,
            inizio, data inizio, ora inizio, inicio, fecha inicio, fecha de inicio, hora inicio, debut, date debut, date de debut,
            heure debut, 开始时间, 开始, 起始时间, 開始時間, 開始, 起始時間
        """,
        0.8: "from, work start, start of work, von, van, da, desde",
    },
    "end_time": {
        1.0: """
            end time, end timestamp, end date, end, ended, ended at, end datetime, endtime, endtimestamp, enddate, end ts, time end,
            finish, finish time, finished, finished at, finish date, complete timestamp, complete time, completed, completed at,
            completed time, completion, completion time, completion date, time completed, stop, stop time, stopped at, actual end,
            ende, endzeit, enddatum, endzeitpunkt, eindtijd, eind tijd, einde, einddatum, fine, data fine, ora fine, fin, fecha fin,
            fecha de fin, hora fin, date fin, date de fin, heure fin, 结束时间, 完成时间, 结束, 結束時間, 完成時間, 結束
        """,
        0.8: "to, done at, done, work end, bis, tot, hasta",
    },
    "timestamp": {
        1.0: """
            timestamp, time timestamp, timetimestamp, time, datetime, date time, event time, event timestamp, event date,
            changed at, change time, change date, changed on, changed, status changed at, date changed, updated at, updated on,
            update time, sys updated at, sys updated on, modified at, modified, last modified, logged at, recorded at, occurred at,
            zeitstempel, zeitpunkt, datum uhrzeit, tijdstip, tijdstempel, data ora, data e ora, fecha hora, fecha y hora,
            horodatage, date heure, 时间, 时间戳, 发生时间, 變更時間, 变更时间, 時間, 時間戳, 發生時間
        """,
        0.7: "date, created at, created, created on, datum, zeit, tijd, data, ora, fecha, hora, heure, 日期",
    },
    "lifecycle": {
        1.0: """
            lifecycle transition, lifecycletransition, lifecycle, life cycle, transition, transition type, event type, eventtype,
            life cycle transition
        """,
    },
}
"""how surely a header names a role -> the headers"""
_TOKENS: Mapping[str, str] = {
    "case_id": "case, ticket, incident, zaak, caso",
    "activity": "activity, task, step, operation, aktivitat, activiteit",
    "resource": "resource, agent, assignee, user, employee, technician, bearbeiter, medewerker",
    "team": "team, group, workgroup, department, gruppe, groep",
    "priority": "priority, prio, urgency, severity",
    "enabled_time": "enabled, enable, enablement",
    "start_time": "start, started, begin, beginn, inizio, inicio, debut",
    "end_time": "end, ended, finish, finished, complete, completed, stop, ende, eind, fine, fin",
    "timestamp": "timestamp, time, date, datetime, datum, at, on, fecha, data, tijd, zeit",
    "lifecycle": "lifecycle, transition",
}
"""single words that hint at a role inside a longer header"""

HEADERS: Mapping[str, Mapping[str, float]] = {
    role: {phrase: score for score, phrases in by_score.items() for phrase in listed(phrases)} for role, by_score in _HEADERS.items()
}
TOKENS: Mapping[str, frozenset[str]] = {role: frozenset(listed(words)) for role, words in _TOKENS.items()}
STATUS_HEADERS = frozenset(listed(_HEADERS["activity"][0.75]))
