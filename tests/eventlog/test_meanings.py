"""What statuses mean, in the words of real desks in seven languages."""

import pytest

from svcflow.errors import LogError
from svcflow.eventlog import read_log, work_steps
from svcflow.eventlog.meanings import closes, find_meanings, guess_meaning, is_final, status_share
from svcflow.timing import time_steps

SAID = {
    "queue": """
        New, Open, Assigned, Queued, Unassigned, Backlog, To Do, Reopened, Escalated to second line, Pending, Pending Change,
        Awaiting approval, Waiting for support, Waiting for Release, Selected for Development, Ready for pickup, Client responded,
        Processing (planned), Awaiting internal approval, Waiting for customer support, Queued Second Line, Not started, To be closed,
        Waiting for closure, Neu, Offen, Zugewiesen, Wiedereröffnet, Warten zur Erinnerung, Zurückgestellt, Nieuw, Toegewezen,
        In wachtrij, Heropend, Nuovo, Aperto, Assegnato, In coda, Riaperto, Da assegnare, In attesa di approvazione, Nuevo, Abierto,
        Asignado, En cola, Pendiente, Nouveau, Ouvert, À traiter, En cours (planifié), 新建, 待处理, 待分配, 排队中, 已分派, 重新打开,
        待處理, 挂起, 未处理, 待审核
    """,
    "work": """
        In Progress, Work in progress, WIP, Active, Accepted, Under investigation, In review, Testing, Diagnosing, Registering,
        Resolving, Closing, Under repair, Contacting vendor, Being repaired, INPROG, Processing (assigned), In Bearbeitung, In Prüfung,
        Wird bearbeitet, In behandeling, In onderzoek, In lavorazione, Preso in carico, En curso, En proceso, En cours (attribué),
        En traitement, Pris en charge, 处理中, 處理中, 进行中, 维修中
    """,
    "customer": """
        Waiting for Customer, Awaiting User Info, Pending Customer, Pending customer action, Awaiting Evidence, Awaiting Caller,
        Client Hold, On Hold - Customer, Client Action Required, With customer, More information required, Need more info, Answered,
        Waiting for reply, Waiting for documents from claimant, Awaiting customer approval, Pending approval by customer,
        Awaiting confirmation, Wartet auf Kunde, Warten auf Kundenrückmeldung, Rückfrage, Wartet auf Rückmeldung, Wacht op klant,
        Wacht op gebruiker, Wacht op reactie, In attesa cliente, In attesa di risposta, Pendiente del cliente, En espera del usuario,
        En espera de respuesta, En attente utilisateur, En attente du demandeur, 等待客户回复, 待客户确认, 等待客戶, 待补充资料
    """,
    "supplier": """
        Pending Vendor, Waiting for supplier, Waiting on third party, Waiting for 3rd Party, Pending Vendor/Supplier, On Hold - Parts,
        On hold - vendor, Awaiting parts, Supplier Delivery, Third Party Vendor Action Required, With vendor, Sent to manufacturer,
        Awaiting information from vendor, Awaiting loss adjuster, Wartet auf Lieferant, Warten auf Ersatzteile, Beim Hersteller,
        Wacht op leverancier, Wacht op onderdelen, In attesa fornitore, In attesa ricambi, En espera de proveedor,
        Pendiente de terceros, En attente fournisseur, En attente du prestataire, 等待供应商, 等待供應商, 待厂商处理, 等待第三方
    """,
    "closed": """
        Resolved, Closed, Solved, Cancelled, Canceled, Closed successful, Closed unsuccessful, Auto-Closed, Closed - Duplicate, Merged,
        Resolved by caller, Won't Fix, Done, Rejected, pending auto close+, Completed, Paid, Withdrawn by claimant, Geschlossen,
        Erfolgreich geschlossen, Gelöst, Erledigt, Abgeschlossen, Storniert, Warten auf erfolgreich schließen, Gesloten, Opgelost,
        Gereed, Afgemeld, Chiuso, Risolto, Annullato, Chiuso con successo, Cerrado, Resuelto, Cancelado, Résolu, Clos, Fermé, Annulé,
        已解决, 已关闭, 已解決, 已關閉, 已取消, 已结案
    """,
}
CASES = [(status.strip(), meaning) for meaning, statuses in SAID.items() for status in statuses.split(",")]


@pytest.mark.parametrize(("status", "meaning"), CASES, ids=[status for status, _ in CASES])
def test_what_a_status_means(status, meaning):
    assert guess_meaning(status, "status") == meaning


@pytest.mark.parametrize("status", ["Not resolved", "Unresolved", "Partially resolved", "Noch nicht gelöst", "尚未解决"])
def test_what_is_not_over_is_not_closed(status):
    assert guess_meaning(status, "status") != "closed"


@pytest.mark.parametrize(
    ("step", "meaning"),
    [
        ("Wait for customer", "customer"),
        ("Pending vendor", "supplier"),
        ("Closed", "work"),
        ("Queued", "work"),
        ("Hold meeting with customer", "work"),
    ],
)
def test_in_other_logs_only_waits_for_others_are_no_work(step, meaning):
    assert guess_meaning(step, "events") == meaning


def test_guesses_and_unknown_statuses_are_told_with_the_way_to_say_otherwise():
    found, notes = find_meanings(["New", "Phase 2", "Resolved", "Closed", "In Progress", "Grmbl"], "status", {"New": "work"})
    assert found == {"New": "work", "Resolved": "closed", "Closed": "closed"}
    assert notes[0] == '"Closed", "Resolved" are taken as closed: the ticket is over in them, by their names.'
    assert notes[1] == '"Grmbl", "Phase 2" are counted as work: no word in them is known.'
    assert "[meanings]" in notes[2]
    assert find_meanings(["A", "B"], "events", None) == ({}, ())


def test_meanings_that_are_none_are_refused():
    with pytest.raises(LogError, match='Did you mean "closed"'):
        find_meanings(["Done"], "status", {"Done": "close"})


def test_final_in_any_log():
    assert is_final("CLOSED")
    assert is_final("Gelöst")
    assert not is_final("Merged")
    assert closes("Close ticket")
    assert closes("Cancelled")
    assert not closes("Closet repaired")


def test_the_share_of_status_words():
    assert status_share({"New": 1, "In attesa cliente": 2, "Chiuso": 1}) == 1
    assert status_share({"Send invoice": 3, "Closed": 1}) == 0.25
    assert status_share({}) == 0


ROWS = (
    "Ticket,Status,Changed At",
    "1,New,2024-01-02 08:00",
    "1,In Progress,2024-01-02 09:00",
    "1,Resolved,2024-01-02 10:00",
    "1,Reopened,2024-01-04 10:00",
    "1,In Progress,2024-01-04 12:00",
    "1,Resolved,2024-01-04 13:00",
    "1,Closed,2024-01-09 13:00",
)


def test_time_in_a_closed_status_is_neither_work_nor_waiting(tmp_path):
    (tmp_path / "log.csv").write_text("\n".join(ROWS) + "\n", encoding="utf-8")
    log = read_log(tmp_path / "log.csv")
    assert (log.meaning("Resolved"), log.meaning("Closed")) == ("closed", "closed")
    timed = time_steps(log)
    rows = timed.steps.select("activity", "processing_h", "waiting_h", "paused_h").rows()
    assert rows == [
        ("In Progress", 1, 1, 0),
        ("Resolved", 0, 0, 48),
        ("In Progress", 1, 2, 0),
        ("Resolved", 0, 0, 120),
        ("Closed", 0, 0, 0),
    ]
    lead = (log.cases["last_time"] - log.cases["first_time"]).dt.total_seconds().item() / 3600
    assert sum(sum(row[1:]) for row in rows) == lead
    assert work_steps(log).steps.height == 5


def test_work_after_a_closure_is_done_again(tmp_path):
    from svcflow.mining import mark_rework

    (tmp_path / "log.csv").write_text("\n".join(ROWS) + "\n", encoding="utf-8")
    log = read_log(tmp_path / "log.csv")
    marked = mark_rework(work_steps(log).steps, log.meanings)
    assert marked.select("activity", "repeat", "comes_back").rows() == [
        ("In Progress", False, True),
        ("Resolved", False, False),
        ("In Progress", True, False),
        ("Resolved", False, False),
        ("Closed", False, False),
    ]
