"""Is the confidence in a choice of columns what it says? A bench of made-up logs in seven languages, with and without headers.

Each log is drawn by a seed: a desk with its own steps, people and customers, written under the headers of one system or language, or
under headers that say nothing. What each column truly is, is known, so choices can be counted by the confidence they were held with.
"""

import random
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from svcflow.errors import LogError
from svcflow.eventlog.columns import find_columns
from svcflow.eventlog.columns.naming import says_nothing
from svcflow.eventlog.words import plain

HEADERS = {
    "english": {
        "case": ["Ticket ID", "Case Number", "Incident", "Request ID", "Claim Reference"],
        "activity": ["Activity", "Step", "Task", "Operation"],
        "status": ["Status", "Incident State", "New Status"],
        "resource": ["Assigned To", "Agent", "Assignee", "Handler"],
        "team": ["Assignment Group", "Team", "Department"],
        "priority": ["Priority", "Urgency"],
        "time": ["Timestamp", "Updated At", "Event Time"],
        "start": ["Start Time", "Started"],
        "end": ["End Time", "Finished"],
        "customer": ["Customer", "Caller", "Company"],
        "category": ["Category", "Product", "Channel"],
        "subject": ["Subject", "Short Description"],
        "opened": ["Opened At", "Creation Date"],
        "cost": ["Cost", "Hours"],
        "flag": ["SLA Met", "Escalated"],
    },
    "german": {
        "case": ["Vorgangsnummer", "Ticketnummer", "Ticket-Nr.", "Schadennummer"],
        "activity": ["Aktivität", "Arbeitsschritt", "Tätigkeit"],
        "status": ["Status", "Zustand", "Neuer Status"],
        "resource": ["Bearbeiter", "Zugewiesen an", "Sachbearbeiter"],
        "team": ["Abteilung", "Gruppe", "Bearbeitergruppe"],
        "priority": ["Priorität", "Dringlichkeit"],
        "time": ["Zeitstempel", "Geändert am", "Zeitpunkt"],
        "start": ["Beginn", "Startzeit"],
        "end": ["Ende", "Endzeit"],
        "customer": ["Kunde", "Melder"],
        "category": ["Kategorie", "Produkt", "Standort"],
        "subject": ["Betreff", "Beschreibung"],
        "opened": ["Eröffnungsdatum", "Eingang"],
        "cost": ["Betrag", "Dauer"],
        "flag": ["SLA eingehalten", "Eskaliert"],
    },
    "dutch": {
        "case": ["Meldingnummer", "Zaaknummer", "Dossiernummer"],
        "activity": ["Activiteit", "Stap", "Handeling"],
        "status": ["Status", "Nieuwe status"],
        "resource": ["Behandelaar", "Medewerker", "Toegewezen aan"],
        "team": ["Behandelaarsgroep", "Afdeling"],
        "priority": ["Prioriteit", "Urgentie"],
        "time": ["Tijdstip", "Gewijzigd op", "Datum/tijd"],
        "start": ["Begintijd", "Startdatum"],
        "end": ["Eindtijd", "Einddatum"],
        "customer": ["Klant", "Aanmelder"],
        "category": ["Categorie", "Vestiging"],
        "subject": ["Onderwerp", "Omschrijving"],
        "opened": ["Aanmelddatum", "Ontvangen op"],
        "cost": ["Bedrag", "Duur"],
        "flag": ["Geëscaleerd", "Binnen SLA"],
    },
    "italian": {
        "case": ["Numero ticket", "ID pratica", "Numero sinistro"],
        "activity": ["Attività", "Fase", "Operazione"],
        "status": ["Stato", "Stato pratica"],
        "resource": ["Operatore", "Assegnatario", "Addetto"],
        "team": ["Reparto", "Gruppo"],
        "priority": ["Priorità", "Urgenza"],
        "time": ["Data e ora", "Data modifica"],
        "start": ["Data inizio", "Ora inizio"],
        "end": ["Data fine", "Ora fine"],
        "customer": ["Cliente", "Richiedente"],
        "category": ["Categoria", "Prodotto", "Sede"],
        "subject": ["Oggetto", "Descrizione"],
        "opened": ["Data apertura", "Aperto il"],
        "cost": ["Importo", "Durata"],
        "flag": ["Entro SLA", "Sollecitato"],
    },
    "spanish": {
        "case": ["Número de ticket", "Número de caso", "Expediente"],
        "activity": ["Actividad", "Tarea", "Paso"],
        "status": ["Estado", "Nuevo estado"],
        "resource": ["Agente", "Asignado a", "Usuario"],
        "team": ["Grupo", "Equipo"],
        "priority": ["Prioridad", "Urgencia"],
        "time": ["Fecha y hora", "Fecha de cambio"],
        "start": ["Fecha inicio", "Hora de inicio"],
        "end": ["Fecha fin", "Hora de fin"],
        "customer": ["Cliente", "Solicitante"],
        "category": ["Categoría", "Producto"],
        "subject": ["Asunto", "Descripción"],
        "opened": ["Fecha de apertura", "Recibido el"],
        "cost": ["Importe", "Duración"],
        "flag": ["SLA cumplido", "Escalado"],
    },
    "french": {
        "case": ["Numéro de dossier", "N° ticket", "Numéro du ticket", "Numéro de sinistre"],
        "activity": ["Activité", "Étape", "Tâche"],
        "status": ["Statut", "État"],
        "resource": ["Technicien", "Attribué à", "Utilisateur"],
        "team": ["Groupe", "Équipe"],
        "priority": ["Priorité", "Urgence"],
        "time": ["Horodatage", "Date de modification"],
        "start": ["Date de début", "Heure de début"],
        "end": ["Date de fin", "Heure de fin"],
        "customer": ["Client", "Demandeur"],
        "category": ["Catégorie", "Lieu"],
        "subject": ["Objet", "Description"],
        "opened": ["Date d'ouverture", "Reçu le"],
        "cost": ["Montant", "Durée"],
        "flag": ["SLA respecté", "Relancé"],
    },
    "simplified chinese": {
        "case": ["工单编号", "案件编号", "服务单号", "工单号"],
        "activity": ["活动", "环节", "操作类型"],
        "status": ["状态", "工单状态"],
        "resource": ["处理人", "坐席", "受理人"],
        "team": ["处理组", "部门"],
        "priority": ["优先级", "紧急程度"],
        "time": ["操作时间", "时间", "更新时间"],
        "start": ["开始时间"],
        "end": ["结束时间", "完成时间"],
        "customer": ["客户名称", "客户编号"],
        "category": ["分类", "产品"],
        "subject": ["主题", "问题描述"],
        "opened": ["受理日期", "提单时间"],
        "cost": ["金额", "通话时长"],
        "flag": ["是否超时", "是否升级"],
    },
    "traditional chinese": {
        "case": ["工單編號", "案號", "單號"],
        "activity": ["活動", "步驟"],
        "status": ["狀態", "工單狀態"],
        "resource": ["處理人員", "承辦人"],
        "team": ["部門", "處理組"],
        "priority": ["優先級", "緊急程度"],
        "time": ["時間", "異動時間"],
        "start": ["開始時間"],
        "end": ["結束時間"],
        "customer": ["客戶名稱", "客戶編號"],
        "category": ["分類", "產品"],
        "subject": ["主題", "備註"],
        "opened": ["受理日期", "建檔日"],
        "cost": ["金額", "通話時長"],
        "flag": ["是否逾時", "是否升級"],
    },
    "systems": {
        "case": ["number", "Issue key", "Ticket#", "CaseNumber", "Incident Number", "ref", "Call ID", "conversation_id", "Ticket Id"],
        "activity": ["activity", "Activity Name", "concept:name"],
        "status": ["incident_state", "toString", "State", "new_value", "Status"],
        "resource": ["assigned_to", "Author", "Owner", "agent_login", "Assignee", "org:resource"],
        "team": ["assignment_group", "Queue", "Assigned Support Group", "Group"],
        "priority": ["priority", "Severity"],
        "time": ["sys_updated_at", "Created", "time:timestamp", "ChangeTime", "Last Modified Date"],
        "start": ["segment_start", "start_timestamp", "StartTime"],
        "end": ["segment_stop", "time:timestamp", "EndTime"],
        "customer": ["caller_id", "Requester", "CustomerID", "Account Name"],
        "category": ["u_symptom", "contact_type", "Record Type", "cmdb_ci"],
        "subject": ["short_description", "Summary", "Title"],
        "opened": ["opened_at", "sys_created_on", "Ticket created"],
        "cost": ["reassignment_count", "Handle Time", "time_spent"],
        "flag": ["made_sla", "active", "knowledge"],
    },
}
STEPS = {
    "english": [
        "Register",
        "Classify ticket",
        "Assign to second line",
        "Investigate",
        "Call customer",
        "Fix",
        "Test",
        "Close ticket",
        "Escalate",
    ],
    "german": ["Erfassen", "Klassifizieren", "Weiterleiten", "Analysieren", "Kunde anrufen", "Beheben", "Prüfen", "Schließen"],
    "dutch": ["Registreren", "Classificeren", "Doorzetten", "Onderzoeken", "Klant bellen", "Oplossen", "Afsluiten"],
    "italian": ["Registrazione", "Classificazione", "Presa in carico", "Analisi", "Chiamata al cliente", "Risoluzione", "Chiusura"],
    "spanish": ["Registrar", "Clasificar", "Asignar", "Investigar", "Llamar al cliente", "Resolver", "Cerrar"],
    "french": ["Enregistrer", "Classer", "Transférer", "Analyser", "Appeler le client", "Résoudre", "Clore"],
    "simplified chinese": ["登记", "分类", "转派", "排查", "联系客户", "解决", "关闭工单"],
    "traditional chinese": ["登記", "分類", "轉派", "查核", "聯絡客戶", "解決", "結案"],
    "systems": ["A_SUBMITTED", "Create", "Take in charge ticket", "Change owner", "Send email", "W_Complete", "RESOLVED", "Closed", "QC"],
}
STATUSES = {
    "english": ["New", "Assigned", "In Progress", "On Hold", "Awaiting User Info", "Resolved", "Closed"],
    "german": ["Neu", "Zugewiesen", "In Bearbeitung", "Wartet auf Kunde", "Gelöst", "Geschlossen"],
    "dutch": ["Nieuw", "In behandeling", "Wacht op klant", "Opgelost", "Gesloten"],
    "italian": ["Nuovo", "Assegnato", "In lavorazione", "In attesa cliente", "Risolto", "Chiuso"],
    "spanish": ["Nuevo", "Asignado", "En curso", "En espera", "Resuelto", "Cerrado"],
    "french": ["Nouveau", "En cours (attribué)", "En attente", "Résolu", "Clos"],
    "simplified chinese": ["新建", "待处理", "处理中", "等待客户回复", "已解决", "已关闭"],
    "traditional chinese": ["新建立", "待處理", "處理中", "等待客戶", "已解決", "已關閉"],
    "systems": ["New", "Open", "Active", "Pending", "Awaiting Vendor", "Solved", "Closed"],
}
GIVEN = [
    "Anna",
    "Bruno",
    "Chiara",
    "David",
    "Elif",
    "Femke",
    "Giulia",
    "Hans",
    "Ines",
    "Jan",
    "Karin",
    "Luca",
    "Marta",
    "Nils",
    "Olga",
    "Pablo",
]
FAMILY = [
    "Rossi",
    "Meyer",
    "Jansen",
    "Silva",
    "Dupont",
    "Novak",
    "Weber",
    "Bakker",
    "Russo",
    "Lopez",
    "Martin",
    "Koch",
    "Vos",
    "Greco",
    "Ruiz",
]
HAN = ["王伟", "李娜", "张敏", "刘洋", "陈静", "杨磊", "赵军", "黄丽", "周强", "吴婷", "徐明", "孙燕", "马超", "朱琳", "胡斌", "林雪"]
TRAPS = {
    "row": ["ID", "Row ID", "Event ID"],
    "before": ["Previous Status", "Old Value", "Vorheriger Schritt"],
    "opened_by": ["Opened By", "Created By"],
    "updated_by": ["Updated By", "sys_updated_by"],
    "counter": ["Update Count", "Step No", "Pos"],
    "code": ["Code", "Reason Code"],
    "comment": ["Comment", "Work Notes"],
    "logged": ["Imported At", "Synced"],
}
"""columns that are nothing of ours, and look as if they were"""
CORE = {"case_id", "activity", "resource", "team", "priority", "start_time", "end_time", "timestamp"}
BLANK = {"col": "col{}", "field": "Field{}", "letter": None, "unnamed": "column {}"}
SEEDS = range(200)


def make(seed):
    """A log, and the truth: our role -> header."""
    draw = random.Random(seed)
    language = draw.choice(list(HEADERS))
    shape = draw.choice(["events", "events", "start_end", "status"])
    parts = _history(draw, language, shape)
    kinds = _kept(draw, list(parts))
    headers = _headers(draw, language, kinds, shape)
    frame = pl.DataFrame({headers[kind]: parts[kind] for kind in kinds})
    if draw.random() < 0.4:
        frame = frame.sample(fraction=1.0, shuffle=True, seed=seed)
    if draw.random() < 0.5:
        texts = [name for name in frame.columns if draw.random() < 0.8]
        frame = frame.with_columns(pl.col(texts).cast(pl.Categorical))
    truth = {role: headers[kind] for kind, role in _roles(shape).items() if kind in kinds}
    if "resource" not in kinds and "updated_by" in kinds:
        truth["resource"] = headers["updated_by"]
    return frame, truth


def _roles(shape):
    roles = {"case": "case_id", "step": "activity", "resource": "resource", "team": "team", "priority": "priority"}
    return roles | ({"start": "start_time", "end": "end_time"} if shape == "start_end" else {"time": "timestamp"})


def _kept(draw, kinds):
    """The columns in a random order, some of those that are not needed left out."""
    needed = {"case", "step", "time", "start", "end"}
    kept = [kind for kind in kinds if kind in needed or draw.random() < (0.25 if kind in TRAPS else 0.65)]
    draw.shuffle(kept)
    return kept


def _headers(draw, language, kinds, shape):
    """Headers of a language; of none; or of a language but for some that say nothing."""
    style = draw.choice(["all", "all", "some", "none"])
    pattern = draw.choice(list(BLANK))
    headers = {}
    for number, kind in enumerate(kinds):
        blank = chr(ord("A") + number) if BLANK[pattern] is None else BLANK[pattern].format(number + 1)
        named = {"step": "status" if shape == "status" else "activity"}.get(kind, kind)
        known = TRAPS.get(kind) or HEADERS[language][named]
        hidden = style == "none" or (style == "some" and draw.random() < 0.35)
        name = blank if hidden else draw.choice(known)
        headers[kind] = name if name not in headers.values() else f"{name} (2)"
    return headers


def _history(draw, language, shape):
    cases = draw.choice([4, 8, 25, 80, 200])
    steps = STATUSES[language] if shape == "status" else STEPS[language]
    if draw.random() < 0.1:
        steps = [f"Step {number}" for number, _ in enumerate(steps)]
    people = _people(draw, draw.choice([3, 8, 20, 40]))
    customers = [f"{draw.choice(['C', 'Customer ', 'K-'])}{n}" for n in range(max(2, cases // draw.choice([1, 2, 5])))]
    places = [f"{draw.choice(['Rome', 'Berlin', 'Paris', 'Utrecht'])} {n}" for n in range(4)]
    teams = [f"{draw.choice(['Team', 'Group', 'Line'])} {n}" for n in range(1, draw.choice([3, 4, 6]))]
    team_of = {person: draw.choice(teams) for person in people}
    name_case = draw.choice(["INC{:07d}", "{}", "Case {}", "SD-{}", "{:x}f3a", "2024/{:05d}"])
    first_number = draw.choice([0, 1, 100_000])
    style = draw.choice(
        ["%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M", "%Y-%m-%dT%H:%M:%SZ", "%m/%d/%Y %H:%M", "%Y/%m/%d %H:%M:%S.000", "%Y-%m-%d"]
    )
    rows = []
    opened = datetime(2024, 1, 1, 8, tzinfo=UTC)
    for number in range(cases):
        opened += timedelta(minutes=draw.expovariate(1 / 90))
        rows += _case(
            draw, name_case.format(first_number + number), steps, people, team_of, opened, draw.choice(customers), draw.choice(places)
        )
    rows.sort(key=lambda row: row["end"])
    for number, row in enumerate(rows):
        row["row"] = str(900_000 + number)
        row["logged"] = row["end"] + timedelta(minutes=draw.expovariate(1))
    table = {kind: [row[kind] for row in rows] for kind in rows[0]}
    for kind in ("start", "end", "opened", "logged"):
        table[kind] = [instant.strftime(style) for instant in table[kind]]
    if shape != "start_end":
        table["time"] = table.pop("end")
        del table["start"]
    return table


def _people(draw, count):
    style = draw.choice(["names", "han", "logins", "numbered", "mails", "first"])
    names = [f"{draw.choice(GIVEN)} {draw.choice(FAMILY)}" for _ in range(count)]
    if style == "han":
        return list(dict.fromkeys(draw.choice(HAN) for _ in range(count)))
    if style == "first":
        return GIVEN[:count]
    if style == "logins":
        return list(dict.fromkeys(name[0].lower() + name.split()[1].lower() for name in names))
    if style == "numbered":
        return [f"Agent {n}" for n in range(count)]
    return list(dict.fromkeys(f"{name.replace(' ', '.').lower()}@desk.example" if style == "mails" else name for name in names))


def _case(draw, name, steps, people, team_of, opened, customer, place):
    """One ticket: mostly forward through the steps, sometimes over again."""
    rows, at, now, opener = [], 0, opened, draw.choice(people)
    priority = draw.choice(["P1", "P2", "P3", "P4"])
    category = draw.choice(["Network", "Mail", "Printer", "Account", "Phone"])
    subject = f"{draw.choice(['Cannot print', 'No mail', 'Login fails', 'Slow'])} since {draw.randrange(1000)} days, {place}"
    while at < len(steps) and len(rows) < 25:
        person = draw.choice(people)
        begin = now + timedelta(minutes=draw.expovariate(1 / 40))
        now = begin + timedelta(minutes=1 + draw.expovariate(1 / 30))
        rows.append(
            {
                "case": name,
                "step": steps[at],
                "resource": person,
                "team": team_of[person],
                "priority": priority,
                "start": begin,
                "end": now,
                "customer": customer,
                "category": category,
                "subject": subject,
                "opened": opened,
                "cost": f"{draw.random() * 100:.2f}",
                "flag": draw.choice(["true", "false"]),
                "before": rows[-1]["step"] if rows else None,
                "opened_by": opener,
                "updated_by": draw.choice(people) if draw.random() < 0.6 else person,
                "counter": str(len(rows)),
                "code": f"R{at:02}" if draw.random() < 0.9 else "R99",
                "comment": f"{draw.choice(['Called', 'Mailed', 'Checked', 'Asked'])} {draw.randrange(10**6)}, no answer yet",
            }
        )
        at += draw.choice([1, 1, 1, 1, 2, -1 if at else 1])
    return rows


def judged(seed):
    """Each choice of a role that the log has: role, confidence, right or wrong; a role not found is no choice."""
    frame, truth = make(seed)
    try:
        found = find_columns(frame, None, "bench")
    except LogError:
        return []
    return [(choice.role, choice.confidence, truth.get(choice.role) == choice.column) for choice in found.choices if choice.role in CORE]


def choices(frame):
    try:
        return set(find_columns(frame, None, "bench").choices)
    except LogError:
        return set()


@pytest.mark.parametrize("seed", range(40))
def test_the_order_of_rows_and_columns_changes_nothing(seed):
    frame, _ = make(seed)
    names = random.Random(seed).sample(frame.columns, len(frame.columns))
    assert choices(frame.sample(fraction=1.0, shuffle=True, seed=seed + 1).select(names)) == choices(frame)


@pytest.mark.parametrize("seed", range(20))
def test_other_names_of_other_columns_change_no_choice(seed):
    frame, _ = make(seed)
    roles = {choice.role: choice.column for choice in choices(frame)}
    others = [name for name in frame.columns if name not in roles.values() and not says_nothing(plain(name))]
    renamed = frame.rename({name: f"Remark {letter}" for name, letter in zip(others, "abcdefghijklmnop", strict=False)})
    assert {choice.role: choice.column for choice in choices(renamed)} == roles


@pytest.fixture(scope="module")
def verdicts():
    return [verdict for seed in SEEDS for verdict in judged(seed)]


def right(verdicts):
    return sum(ok for *_, ok in verdicts) / len(verdicts)


def test_choices_held_with_confidence_are_right(verdicts):
    sure = [verdict for verdict in verdicts if verdict[1] > 0.8]
    assert len(sure) > 700
    assert right(sure) >= 0.95
    for role in CORE:
        assert right([verdict for verdict in sure if verdict[0] == role]) >= 0.95, role


def test_there_is_more_doubt_where_choices_are_wrong(verdicts):
    sure, doubtful = ([verdict for verdict in verdicts if (verdict[1] > 0.8) == it] for it in (True, False))
    assert 0.5 < right(doubtful) < right(sure)
