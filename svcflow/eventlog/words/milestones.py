"""The words by which a column of times is known to be a milestone of tickets, such as when each was opened or resolved.

A header is stripped of what it says about being a time (`at`, `time`, `date`, `Datum`, `fecha de`, 时间) and about whose time it
is (`ticket`, `sys`); what remains must be a milestone's word, all of it. So `due_at`, `sys_updated_on`, `Last Viewed`, a birth
date and a deadline are none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from svcflow.eventlog.words.plain import listed, plain

_WORDS: Mapping[str, str] = {
    "opened": """
        opened, open, opening, created, creation, create, reported, submitted, submission, received, receipt, registered,
        registration, logged, raised, requested, lodged, eroffnet, eroffnung, erstellt, erstellung, erfasst, erfassung, angelegt,
        anlage, erstell, gemeldet, meldung, meld, eingegangen, eingang, aangemaakt, aanmaak, geopend, opening, gemeld, melding, aanmelding,
        aangemeld, ontvangen, ontvangst, ingediend, geregistreerd, registratie, apertura, aperto, aperta, creazione, creato, creata,
        ricezione, ricevuto, segnalazione, registrazione, inserimento, abierto, abierta, creacion, creado, creada, recepcion,
        recibido, registro, registrado, alta, ouverture, ouvert, ouverte, creation, cree, creee, reception, recu, recue,
        enregistrement, enregistre, soumission, soumis, 创建, 建立, 建单, 开单, 提交, 报修, 登记, 打开, 接收, 受理, 創建, 建單,
        開單, 報修, 登記, 開啟, 開立
    """,
    "assigned": """
        assigned, assignment, first assigned, first assignment, initially assigned, initial assignment, last assigned, allocated,
        allocation, dispatched, routed, triaged, triage, zugewiesen, zuweisung, zugeteilt, zuteilung, toegewezen, toewijzing,
        assegnazione, assegnato, assegnata, asignacion, asignado, asignada, affectation, affecte, attribution, attribue, assignation,
        assigne, 分配, 指派, 派单, 派工, 分派, 派單
    """,
    "escalated": "escalated, escalation, eskaliert, eskalation, geescaleerd, escalatie, escalato, escalado, escalada, escalade, 升级, 升級",
    "started": """
        acknowledged, acknowledgement, acknowledgment, accepted, acceptance, started, work started, in progress, picked up, taken,
        work start, actual start, start of work,
        angenommen, annahme, begonnen, bearbeitungsbeginn, in bearbeitung, in behandeling, in behandeling genomen, gestart,
        geaccepteerd, aangenomen, presa in carico, preso in carico, accettazione, accettato, inizio lavorazione, aceptacion,
        aceptado, iniciado, en curso, prise en charge, pris en charge, accepte, commence, 接单, 接單, 开始处理, 開始處理
    """,
    "responded": """
        first response, first reply, first responded, first replied, first answer, first contact, initial response, initial reply,
        responded, response, replied, erste antwort, erstantwort, erste reaktion, erstreaktion, reaktion, beantwortet,
        eerste reactie, eerste antwoord, eerste respons, reactie, prima risposta, risposta, primera respuesta, respuesta,
        premiere reponse, reponse, 首次响应, 首次回复, 响应, 回复, 首次回應, 首次回覆, 回應, 回覆
    """,
    "reopened": """
        reopened, re opened, reopen, wiedereroffnet, heropend, riaperto, riapertura, reabierto, reapertura, rouvert, 重新打开, 重開
    """,
    "resolved": """
        resolved, resolution, first resolved, solved, first solved, fixed, completed, completion, done, finished, fulfilled, delivered,
        gelost, losung, behoben, behebung, erledigt, erledigung, fertiggestellt, opgelost, oplossing, afgehandeld, afhandeling,
        afgerond, gereed, risolto, risolta, risoluzione, soluzione, completato, completamento, evaso, evasione, resuelto, resuelta,
        resolucion, solucion, solucionado, completado, finalizado, finalizacion, resolu, resolue, termine, traite, acheve, 解决,
        解決, 完成, 处理完成, 處理完成
    """,
    "closed": """
        closed, closure, closing, close, geschlossen, schliessung, abgeschlossen, abschluss, gesloten, sluiting, afgesloten,
        afsluiting, chiusura, chiuso, chiusa, cierre, cerrado, cerrada, cloture, cloturee, fermeture, ferme, fermee, clos, 关闭, 關閉,
        结案, 結案, 关单
    """,
    "cancelled": """
        cancelled, canceled, cancellation, withdrawn, rejected, storniert, abgebrochen, geannuleerd, ingetrokken, annullato,
        cancelado, anulado, annule, 取消
    """,
}
_BEFORE = frozenset(
    listed("""
        sys, fields, case, ticket, incident, issue, request, date, time, timestamp, datum, data, ora, fecha, hora, heure, di, de,
        del, du, d
    """)
)
"""what may stand before the word"""
_AFTER = frozenset(
    listed("""
        at, on, time, date, datetime, timestamp, ts, dt, utc, am, um, datum, zeit, zeitpunkt, uhrzeit, op, tijd, tijdstip, il, alle,
        data, ora, el, fecha, hora, le, heure, ticket, case, incident
    """)
)
"""what may stand after it"""
_ENDINGS = re.compile(
    r"(?<=\w{4})(?:s?datum|date|s?zeitpunkt|s?zeit|s?tijdstip|s?tijd|时间|日期|時間)$|(?<=[\u4e00-\u9fff])(?:时间|日期|時間|时|時)$"
)
"""what German, Dutch, Chinese and programs write in one word with it"""
_KINDS: Mapping[str, str] = {phrase: kind for kind, phrases in _WORDS.items() for phrase in listed(phrases)}
_RANKS: Mapping[str, int] = {kind: rank for rank, kind in enumerate(_WORDS)}
_OPENINGS = {phrase: place for place, phrase in reversed(list(enumerate(listed(_WORDS["opened"]))))}
WORKED = ("started", "responded")
"""milestones at which somebody has taken the ticket up"""
FINALS = ("resolved", "closed", "cancelled")
_SPLIT = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^\w]+|_")


@lru_cache(maxsize=8192)
def kind_of(header: str) -> str | None:
    """Which milestone a header names: opened, assigned, started, responded, escalated, reopened, resolved, closed, cancelled."""
    return _KINDS.get(_stripped(header)[0])


def rank_of(header: str) -> int:
    """The place of a milestone among those that happen at one instant."""
    return _RANKS[kind_of(header) or "opened"]


@lru_cache(maxsize=8192)
def milestone_name(header: str) -> str:
    """The milestone as a step is called: `resolved_at` is "Resolved", `First Response Time` "First response"."""
    _, first, last = _stripped(header)
    parts = [part for part in _SPLIT.split(unicodedata.normalize("NFC", header)) if part]
    words = _ENDINGS.sub("", " ".join(parts[first:last]))
    return words[:1].upper() + words[1:].lower()


def find_opening(headers: Iterable[str]) -> str | None:
    """Of some columns of times the one that says when tickets were opened; "opened" before "created"."""
    known = [(_OPENINGS[_stripped(header)[0]], header) for header in headers if kind_of(header) == "opened"]
    return min(known)[1] if known else None


def _stripped(header: str) -> tuple[str, int, int]:
    """The word that is left, and where it stands among the parts of the header."""
    parts = plain(header).split()
    first, last = 0, len(parts)
    while last - first > 1 and parts[first] in _BEFORE:
        first += 1
    while last - first > 1 and parts[last - 1] in _AFTER:
        last -= 1
    words = " ".join(parts[first:last])
    return (words if words in _KINDS else _ENDINGS.sub("", words)), first, last
