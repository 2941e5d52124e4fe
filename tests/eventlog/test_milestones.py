"""One row for each ticket, with a column of times for each milestone."""

from datetime import UTC, datetime

import polars as pl
import pytest

from svcflow.errors import LogError
from svcflow.eventlog import read_log, work_steps
from svcflow.eventlog.shapes.milestones import milestone_meanings
from svcflow.eventlog.words.milestones import find_opening, kind_of, milestone_name
from svcflow.timing import time_steps

HEADER = "Ticket,Subject,Agent,Opened At,Assigned At,First Response Time,resolved_at,closed_at,Due Date,Last Modified"
ROWS = (
    "T1,Printer,ann,2024-01-02 08:00,2024-01-02 08:30,2024-01-02 09:00,2024-01-02 11:00,2024-01-04 11:00,2024-01-05 08:00,2024-01-09 10:00",
    "T2,Mail,bob,2024-01-02 09:00,,2024-01-02 09:30,2024-01-02 10:00,,2024-01-05 09:00,2024-01-09 11:00",
    "T3,VPN,,2024-01-02 10:00,,,,,2024-01-05 10:00,2024-01-09 12:00",
)


def at(hour, minute=0, day=2):
    return datetime(2024, 1, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def read(tmp_path):
    def reader(header, *rows, **options):
        path = tmp_path / "tickets.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return read_log(path, **options)

    return reader


def spans(log, case):
    return log.steps.filter(pl.col("case_id") == case).select("activity", "start_time", "end_time").rows()


def repairs(log):
    return {repair.rule: repair.count for repair in log.report.repairs}


_KNOWN = """
    opened_at | opened | Opened
    sys_created_on | opened | Created
    createdAt | opened | Created
    Ticket Created | opened | Created
    Assigned At | assigned | Assigned
    First Response Time | responded | First response
    Initial response time | responded | Initial response
    resolved_at | resolved | Resolved
    Closed | closed | Closed
    fields.resolutiondate | resolved | Resolution
    fields.created | opened | Created
    Erstellt am | opened | Erstellt
    Eröffnungsdatum | opened | Eröffnung
    Lösungsdatum | resolved | Lösung
    Geschlossen am | closed | Geschlossen
    Aangemaakt op | opened | Aangemaakt
    Sluitingsdatum | closed | Sluiting
    Eerste reactie | responded | Eerste reactie
    Data apertura | opened | Apertura
    Data di chiusura | closed | Chiusura
    Presa in carico | started | Presa in carico
    Fecha de creación | opened | Creación
    Fecha de cierre | closed | Cierre
    Date d'ouverture | opened | Ouverture
    Date de clôture | closed | Clôture
    Prise en charge le | started | Prise en charge
    创建时间 | opened | 创建
    首次响应时间 | responded | 首次响应
    解决时间 | resolved | 解决
    關閉時間 | closed | 關閉
"""


@pytest.mark.parametrize("line", _KNOWN.strip().splitlines())
def test_headers_that_are_milestones(line):
    header, kind, name = line.strip().split(" | ")
    assert (kind_of(header), milestone_name(header)) == (kind, name)


_OTHERS = """
    due_at
    Due Date
    SLA deadline
    sys_updated_on
    Last Modified
    Last Viewed
    Birth date
    opened_by
    Export date
    Time
    Date
    Resolution time (in hrs)
    First reply time in minutes
    Start
    End
    Scheduled start
    截止时间
    更新时间
"""


@pytest.mark.parametrize("header", [line.strip() for line in _OTHERS.strip().splitlines()])
def test_headers_that_are_none(header):
    assert kind_of(header) is None


def test_the_opening_is_opened_before_created():
    assert find_opening(["sys_created_on", "closed_at", "opened_at"]) == "opened_at"
    assert find_opening(["closed_at"]) is None


def test_each_time_is_a_step_that_lasts_until_the_next(read):
    log = read(HEADER, *ROWS)
    assert (log.shape, log.report.basis, log.report.rejected) == ("milestones", "estimated", ())
    assert spans(log, "T1") == [
        ("Opened", at(8), at(8, 30)),
        ("Assigned", at(8, 30), at(9)),
        ("First response", at(9), at(11)),
        ("Resolved", at(11), at(11, day=4)),
        ("Closed", at(11, day=4), at(11, day=4)),
    ]
    assert spans(log, "T2") == [("Opened", at(9), at(9, 30)), ("First response", at(9, 30), at(10)), ("Resolved", at(10), at(10))]
    assert spans(log, "T3") == [("Opened", at(10), at(10))]
    assert (log.report.cases, log.report.events, log.report.steps) == (3, 3, 9)


def test_the_evidence_names_the_columns(read):
    report = read(HEADER, *ROWS).report
    assert "a row for each ticket (3 in 3 rows)" in report.shape_why
    assert '"Opened At", "Assigned At", "First Response Time", "resolved_at", "closed_at"' in report.shape_why
    reached = [choice.column for choice in report.columns if choice.role == "milestone"]
    assert reached == ["Opened At", "Assigned At", "First Response Time", "resolved_at", "closed_at"]
    assert [choice.column for choice in report.timestamps] == reached
    assert {choice.role: choice.column for choice in report.columns}["resource"] == "Agent"


def test_deadlines_and_what_changes_later_stay_attributes(read):
    log = read(HEADER, *ROWS)
    assert {"case:Due Date", "case:Last Modified", "case:Subject"} <= set(log.cases.columns)
    assert log.cases.get_column("case:Due Date").to_list() == [at(8, day=5), at(9, day=5), at(10, day=5)]
    assert not {"Due", "Last modified"} & set(log.steps.get_column("activity"))


def test_until_somebody_has_taken_it_up_a_ticket_waits(read):
    log = read(HEADER, *ROWS)
    assert dict(log.meanings) == {
        "Opened": "queue",
        "Assigned": "queue",
        "First response": "work",
        "Resolved": "closed",
        "Closed": "closed",
    }
    first = work_steps(log).steps.filter(pl.col("case_id") == "T1")
    assert first.select("activity", "enabled_time").rows() == [("First response", at(8)), ("Resolved", None), ("Closed", None)]
    timed = time_steps(log).steps.filter(pl.col("case_id") == "T1")
    assert timed.select("activity", "waiting_h", "processing_h", "paused_h", "basis").rows() == [
        ("First response", 1.0, 2.0, 0.0, "estimated"),
        ("Resolved", 0.0, 0.0, 48.0, "measured"),
        ("Closed", 0.0, 0.0, 0.0, "measured"),
    ]


def test_what_tells_the_queue_from_the_work():
    assert milestone_meanings(["closed_at", "opened_at"]) == {"Opened": "work", "Closed": "closed"}
    assert milestone_meanings(["opened_at", "assigned_at", "closed_at"]) == {"Opened": "queue", "Assigned": "work", "Closed": "closed"}
    assert milestone_meanings(["Erstellt am", "Angenommen am", "Gelöst am"]) == {
        "Erstellt": "queue",
        "Angenommen": "work",
        "Gelöst": "closed",
    }


def test_the_analyst_s_meanings_go_before(read):
    log = read(HEADER, *ROWS, meanings={"Assigned": "work", "Resolved": "customer"})
    assert (log.meaning("Assigned"), log.meaning("Opened")) == ("work", "queue")
    assert spans(log, "T1")[3] == ("Resolved", at(11), at(11, day=4))


def test_a_milestone_before_the_opening_is_kept_and_counted(read):
    log = read("Ticket,Created,Resolved,Closed", "1,2024-01-02 10:00,2024-01-02 09:00,2024-01-02 12:00", "2,2024-01-02 10:00,,")
    assert [name for name, *_ in spans(log, "1")] == ["Resolved", "Created", "Closed"]
    assert repairs(log) == {'tickets with "Resolved" before "Created", kept in the order of their times': 1}
    assert log.report.repairs[0].example == "1: 2024-01-02 09:00 before 2024-01-02 10:00"


def test_milestones_at_one_instant_stand_in_the_order_of_a_ticket_s_life(read):
    log = read(
        "Closed,Resolved,Ticket,Created", "2024-01-02 10:00,2024-01-02 10:00,1,2024-01-02 10:00", "2024-01-02 12:00,,2,2024-01-02 11:00"
    )
    assert [name for name, *_ in spans(log, "1")] == ["Created", "Resolved", "Closed"]


def test_dates_that_stand_for_none_are_not_reached(read):
    log = read("Ticket,Created,Closed", "1,2024-01-02 10:00,1900-01-01 00:00", "2,2024-01-02 11:00,2024-01-02 12:00")
    assert spans(log, "1") == [("Created", at(10), at(10))]
    assert repairs(log) == {"milestones before 1901 or after 2200, which stand for no date": 1}


def test_rows_without_any_time_or_with_an_unreadable_one_are_rejected(read):
    rows = [f"{i},2024-01-02 10:{i:02},2024-01-02 12:{i:02}" for i in range(1, 19)]
    log = read("Ticket,Created,Closed", *rows, "19,,", "20,2024-01-02 10:30,soon", ",2024-01-02 10:40,")
    assert [(reject.line, reject.reason) for reject in log.report.rejected] == [
        (20, "no time"), (21, '"Closed" is not a time'), (22, "no case id"),
    ]  # fmt: skip
    assert (log.report.events, log.report.cases) == (18, 18)


def test_a_ticket_on_two_rows_has_each_milestone_once(read):
    rows = [f"{i},open,2024-01-02 10:{i:02},2024-01-02 12:{i:02}" for i in range(20)]
    log = read("Ticket,Status,Created,Closed", *rows, "3,closed,2024-01-02 10:03,2024-01-02 13:00")
    assert [name for name, *_ in spans(log, "3")] == ["Created", "Closed", "Closed"]
    assert repairs(log) == {"milestones that another row of the ticket repeats": 1}


@pytest.mark.parametrize(
    "header",
    [
        "Ticketnummer,Status,Erstellt am,Zugewiesen am,Gelöst am,Geschlossen am,Fällig am",
        "Ticketnummer,Status,Aangemaakt op,Toegewezen op,Opgelost op,Gesloten op,Deadline",
        "Numero ticket,Stato,Data apertura,Data assegnazione,Data risoluzione,Data chiusura,Scadenza",
        "Numero de ticket,Estado,Fecha de apertura,Fecha de asignación,Fecha de resolución,Fecha de cierre,Vencimiento",
        "Numéro de dossier,Statut,Date d'ouverture,Date d'affectation,Date de résolution,Date de clôture,Échéance",
        "工单号,状态,创建时间,分配时间,解决时间,关闭时间,截止时间",
        "Ticket,State,Opened,Assigned,Resolved,Closed,Due",
    ],
)
def test_seven_languages(read, header):
    days = [f"2024-01-{i + 1:02}" for i in range(1, 25)]
    rows = [f"{i},closed,{day} 08:00,{day} 09:00,{day} 10:00,{day} 11:00,2024-02-01 08:00" for i, day in enumerate(days)]
    log = read(header, *rows)
    assert (log.shape, log.report.cases, log.report.steps) == ("milestones", 24, 96)
    assert sorted(log.meanings.values()) == ["closed", "closed", "queue", "work"]
    assert f"case:{header.split(',')[-1]}" in log.cases.columns


def test_steps_that_carry_their_ticket_s_dates_are_no_milestones(read):
    rows = [f"{i // 3},{'ABC'[i % 3]},2024-01-02 0{i}:00,2024-01-01 08:00,2024-01-05 08:00" for i in range(9)]
    assert read("Ticket,Step,Time,Created,Closed", *rows).shape == "events"
    one_each = [f"{i},Call,2024-01-02 0{i}:00,2024-01-02 0{i}:30,2024-01-01 08:00,2024-01-05 08:00" for i in range(9)]
    assert read("Ticket,Activity,Start time,End time,Created,Closed", *one_each).shape == "start_end"


def test_one_milestone_makes_no_table_of_milestones(read):
    rows = [f"{i},{'AB'[i % 2]},2024-01-02 0{i}:00" for i in range(9)]
    assert read("Ticket,Step,Created", *rows).shape != "milestones"


def test_the_shape_is_overridable(read):
    rows = [f"{i},open,2024-01-02 0{i}:00,2024-01-02 1{i}:00" for i in range(6)]
    assert read("Ticket,Status,Created,Closed", *rows).shape == "milestones"
    assert read("Ticket,Status,Created,Closed", *rows, shape="events").steps.height == 6
    twice = ["1,A,2024-01-02 08:00,2024-01-02 09:00", "1,B,2024-01-02 08:00,2024-01-02 09:00"]
    log = read("Ticket,Step,Assigned,Closed", *twice, shape="milestones")
    assert [name for name, *_ in spans(log, "1")] == ["Assigned", "Closed"]
    assert log.report.shape_why.startswith("as asked for; ")
    with pytest.raises(LogError, match='needs two columns of times of milestones, and there is only "Created"'):
        read("Ticket,Step,Created", "1,A,2024-01-02 08:00", shape="milestones")


def test_typed_columns_are_milestones_too(tmp_path):
    frame = pl.DataFrame({"ticket_id": [1, 2], "opened_at": [at(8), at(9)], "closed_at": [at(10), None], "team": ["x", "y"]})
    frame.write_parquet(tmp_path / "tickets.parquet")
    log = read_log(tmp_path / "tickets.parquet")
    assert (log.shape, spans(log, "1")) == ("milestones", [("Opened", at(8), at(10)), ("Closed", at(10), at(10))])
    assert log.steps.get_column("team").to_list() == ["x", "x", "y"]
