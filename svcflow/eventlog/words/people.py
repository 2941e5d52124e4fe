"""The headers of columns that hold people, in plain form: who works, and whom they work for; and names that are no person's."""

from __future__ import annotations

import re

from svcflow.eventlog.words.headers import HEADERS
from svcflow.eventlog.words.plain import any_of, listed, plain

_WORKERS = """
    opened by, created by, closed by, resolved by, updated by, changed by, modified by, assigned by, handled by, completed by,
    approved by, entered by, logged by, submitted by, taken by, written by, author, authors, creator, approver, supervisor, manager,
    team lead, employee name, person, people, name, full name, first name, last name, surname, login, e mail, email, mail,
    email address, erstellt von, geschlossen von, geloest von, gelost von, verfasser, ersteller, autor, autore, auteur,
    aangemaakt door, gesloten door, opgelost door, creato da, chiuso da, risolto da, creado por, cerrado por, resuelto por, cree par,
    ferme par, resolu par, 创建人, 关闭人, 解决人, 提交人, 审批人, 作者,
    姓名, 邮箱, 建立者, 建立人, 關閉人, 解決人, 提交者, 審核人, 電子郵件
"""
_CUSTOMERS = """
    caller, customer, client, requester, requestor, requested by, requested for, reporter, reported by, contact, contact name,
    end user, affected user, affected person, complainant, claimant, policyholder, policy holder, insured, patient, applicant,
    consumer, buyer, subscriber, account name, phone, phone number, telephone, mobile, kunde, kundin, anrufer, melder, antragsteller,
    versicherter, ansprechpartner, telefon, klant, beller, aanvrager, aanmelder, contactpersoon, verzekerde, telefoon, cliente,
    richiedente, chiamante, segnalatore, assicurato, telefono, solicitante, llamante, reclamante, asegurado, client, demandeur,
    appelant, declarant, assure, 客户, 用户, 客户姓名, 客户名称, 来电人, 申请人, 报告人, 报案人, 联系人, 被保险人, 电话, 手机号, 客戶,
    客戶姓名, 客戶名稱, 來電者, 申請人, 報案人, 聯絡人, 被保險人, 電話, 手機
"""
_NOT = any_of(
    """
    type, category, segment, tier, class, level, group, team, department, count, number of, status, state, role, position, time,
    date, at, on, satisfaction, rating, score, country, city, region, language, kind, product, caused by, cost, impact, priority,
    update, updates, comment, comments, typ, art, kategorie, soort, tipo, categoria, 类型, 等级, 類型, 等級, 数量, 數量
    """
)
_TAILS = r"(?: id| ids| name| names| number| no| nr| email| e mail| login| user| code| key| display name| username)*$"
_HEADS = r"^(?:case |event |sys |ticket |issue |incident |request |org |u |the )*"
_TEXT_HEADERS = any_of(
    """
    comment, comments, description, subject, summary, note, notes, work notes, remark, remarks, message, body, text, title, symptom,
    close notes, resolution notes, feedback, beschreibung, betreff, kommentar, bemerkung, notiz, omschrijving, opmerking, onderwerp,
    toelichting, descrizione, oggetto, commento, nota, descripcion, asunto, comentario, commentaire, objet, remarque, 描述, 备注, 备註,
    評論, 评论, 主题, 主題, 標題, 标题, 說明, 说明, 留言
    """
)
_SYSTEMS = frozenset(
    listed(
        """
        system, sys, sysadmin, admin, administrator, root, batch, interface, integration, bot, robot, rpa, automation, automatic,
        automated, auto, workflow, scheduler, scheduled, job, cron, daemon, service, account, svc, api, webservice, import, migration,
        unknown, unassigned, nobody, none, generic, dummy, anonymous, guest, noreply, user, process, engine, unbekannt, onbekend,
        sconosciuto, desconocido, inconnu, 系统, 系統, 系统管理员, 系統管理員, 管理员, 管理員, 机器人, 機器人, 自动, 自動, 未知
        """
    )
)
"""every word of a program's name, but for numbers, is one of these"""


_PLAIN_WORDS = frozenset({"user", "account", "service", "job", "process", "engine"})
"""words that a program's name has beside another"""
_NUMBER = re.compile(r"[0-9]+|[0-9a-f]{6,}")


def _named(phrases: list[str]) -> re.Pattern[str]:
    known = "|".join(re.escape(phrase) for phrase in sorted(set(phrases), key=len, reverse=True))
    return re.compile(f"{_HEADS}(?:{known}){_TAILS}")


_WORKER_HEADERS = _named([*HEADERS["resource"], *listed(_WORKERS)])
_CUSTOMER_HEADERS = _named(listed(_CUSTOMERS))


def holds_customers(header: str) -> bool:
    """Whether a column by its header holds those whom the service works for: caller, customer, requester and their like."""
    words = plain(header.removeprefix("case:"))
    return bool(_CUSTOMER_HEADERS.search(words)) and not _NOT.search(words)


def holds_workers(header: str) -> bool:
    """Whether a column by its header holds people, and not customers: resource, opened by, author and their like."""
    words = plain(header.removeprefix("case:"))
    if _NOT.search(words) or _CUSTOMER_HEADERS.search(words):
        return False
    return bool(_WORKER_HEADERS.search(words)) or words.endswith(" by")


def holds_text(header: str) -> bool:
    """Whether a column by its header holds what people write: comments, descriptions, subjects."""
    return bool(_TEXT_HEADERS.search(plain(header.removeprefix("case:"))))


def is_system(name: str) -> bool:
    """Whether a name is a program's or a stand-in's rather than a person's.

    Examples
    --------
    >>> is_system("System"), is_system("batch_user_02"), is_system("Max Robot"), is_system("User 7")
    (True, True, False, False)
    """
    words = [word for word in plain(name).split() if not _NUMBER.fullmatch(word)]
    return all(word in _SYSTEMS for word in words) and any(word not in _PLAIN_WORDS for word in words)
