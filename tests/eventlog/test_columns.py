"""Which column is what, told by header and content."""

import pytest

from svcflow.errors import LogError
from svcflow.eventlog import read_log

TIMES = ["2024-01-01 09:00", "2024-01-01 10:00", "2024-01-02 09:00", "2024-01-02 10:00"]


def roles_of(tmp_path, header, *rows, **options):
    path = tmp_path / "log.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    log = read_log(path, **options)
    return {choice.role: choice.column for choice in log.report.columns}, log


@pytest.mark.parametrize(
    "header",
    [
        "Ticket ID,Step,Assignee,Started,Finished",
        "caseId,taskName,user,startTime,endTime",
        "case:concept:name,concept:name,org:resource,start_timestamp,time:timestamp",
        "Vorgangsnummer,Aktivität,Bearbeiter,Beginn,Ende",
        "Zaaknummer,Activiteit,Medewerker,Begintijd,Eindtijd",
        "Numero pratica,Attività,Operatore,Data inizio,Data fine",
        "Número de caso,Actividad,Usuario,Fecha inicio,Fecha fin",
        "Numéro de dossier,Activité,Utilisateur,Date début,Date fin",
        "工单号,活动,处理人,开始时间,结束时间",
        "工單號,活動,處理人,開始時間,結束時間".replace("工單號", "工單"),
    ],
)
def test_headers_of_seven_languages(tmp_path, header):
    rows = [f"{i // 2},{'AB'[i % 2]},u{i},{time},{time}" for i, time in enumerate(TIMES)]
    roles, log = roles_of(tmp_path, header, *rows)
    assert list(roles) == ["case_id", "activity", "resource", "start_time", "end_time"]
    assert list(roles.values()) == header.split(",")
    assert log.shape == "start_end"
    assert all(0 < choice.confidence <= 1 for choice in log.report.columns)


def test_a_date_that_is_the_same_throughout_a_case_is_not_the_events_time(tmp_path):
    rows = [f"INC{i // 2},New,29-02-2016 01:{i:02},{1 + i // 2}-03-2016 09:00,30-04-2016 12:00" for i in range(6)]
    roles, log = roles_of(tmp_path, "number,state,sys_updated_at,opened_at,closed_at", *rows)
    assert roles["timestamp"] == "sys_updated_at"
    assert str(log.cases.schema["case:opened_at"]).startswith("Datetime")


def test_the_customer_is_not_the_case(tmp_path):
    rows = [f"S{i // 2},C{i // 4},{'AB'[i % 2]},{time}" for i, time in enumerate(TIMES)]
    roles, _ = roles_of(tmp_path, "Service ID,Customer ID,Operation,Date", *rows)
    assert roles["case_id"] == "Service ID"


def test_headers_that_say_nothing_are_told_by_content(tmp_path):
    rows = [f"T{i // 4},{'ABCD'[i % 4]},2024-01-{1 + i % 28:02} 10:00" for i in range(200)]
    roles, log = roles_of(tmp_path, "foo,bar,qux", *rows)
    assert roles == {"case_id": "foo", "activity": "bar", "timestamp": "qux"}
    assert all(choice.why.startswith("by content alone") for choice in log.report.columns)


def test_the_map_overrides_and_an_empty_header_says_none(tmp_path):
    rows = [f"{i // 2},{'AB'[i % 2]},r{i},q{i},{time}" for i, time in enumerate(TIMES)]
    roles, log = roles_of(tmp_path, "Ticket,Step,Agent,Signed by,Time", *rows, mapping={"resource": "Signed by", "timestamp": "Time"})
    assert roles["resource"] == "Signed by"
    assert log.report.columns[0].confidence <= 1
    roles, log = roles_of(tmp_path, "Ticket,Step,Agent,Signed by,Time", *rows, mapping={"resource": ""})
    assert "resource" not in roles
    assert log.report.resources == 0
    assert "Agent" in log.steps.columns


@pytest.mark.parametrize(
    ("mapping", "hint"),
    [
        ({"cas_id": "Ticket"}, 'Did you mean "case_id"'),
        ({"case_id": "Tickt"}, 'Did you mean "Ticket"'),
        ({"case_id": "Step", "activity": "Step"}, "twice"),
    ],
)
def test_wrong_maps_are_refused_with_a_hint(tmp_path, mapping, hint):
    with pytest.raises(LogError, match=hint):
        roles_of(tmp_path, "Ticket,Step,Time", "1,A,2024-01-01", mapping=mapping)


def test_attributes_keep_their_names_get_types_and_the_case_prefix(tmp_path):
    rows = ["1,A,2024-01-01,7,007,EU,1.5,p", "1,B,2024-01-02,7,008,EU,2,q", "2,A,2024-01-03,8,009,US,3,r"]
    _, log = roles_of(tmp_path, "Ticket,Step,Time,Size,Code,case:Region,Cost,previous_activity", *rows)
    kinds = {name: str(log.steps.schema[name]) for name in ("case:Size", "Code", "case:Region", "Cost", "previous_activity (file)")}
    assert kinds == {
        "case:Size": "Int64",
        "Code": "String",
        "case:Region": "String",
        "Cost": "Float64",
        "previous_activity (file)": "String",
    }
    assert log.cases.columns == ["case_id", "first_time", "last_time", "steps", "case:Size", "case:Region"]
