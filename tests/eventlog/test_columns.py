"""Which column is what, told by header and content."""

from datetime import UTC, datetime, timedelta
from zlib import crc32

import polars as pl
import pytest

from svcflow.errors import LogError
from svcflow.eventlog import read_log
from svcflow.eventlog.columns import find_columns
from svcflow.eventlog.columns.sampling import distinct, whole_cases

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


def agent(case, step):
    return f"Agent {crc32(f'{case} {step}'.encode()) % 9}"


def desk(cases=60, **more):
    """Tickets of four steps, an hour apart, each ticket an hour after the one before."""
    rows = [(case, step) for case in range(cases) for step in range(4)]
    frame = {
        "Ticket": [f"T{case:05}" for case, _ in rows],
        "Step": ["ABCD"[step] for _, step in rows],
        "Agent": [agent(case, step) for case, step in rows],
        "Time": [f"{datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=case + step):%Y-%m-%d %H:%M}" for case, step in rows],
    }
    return pl.DataFrame(frame | {name: [value(case, step) for case, step in rows] for name, value in more.items()})


@pytest.mark.parametrize(
    "header", ["Sequence", "event_number", "sys_mod_count", "lfd. Nr.", "Volgnummer", "序号", "Sort order", "N° d'ordre"]
)
def test_a_sequence_is_a_number_that_rises_with_the_time(header):
    rising = find_columns(desk(**{header: lambda case, step: str(10 * case + step)}), None, "log")
    assert rising.roles["sequence"] == header
    falling = find_columns(desk(**{header: lambda case, step: str(99 - step)}), None, "log")
    assert "sequence" not in falling.roles
    words = find_columns(desk(**{header: lambda case, step: f"no. {step}"}), None, "log")
    assert "sequence" not in words.roles


def test_a_sequence_may_be_mapped_and_takes_no_other_role():
    found = find_columns(desk(Rank=lambda case, step: str(step)), {"sequence": "Rank"}, "log")
    assert (found.roles["sequence"], found.roles["activity"]) == ("Rank", "Step")
    with pytest.raises(LogError, match='Did you mean "sequence"'):
        find_columns(desk(), {"sequense": "Step"}, "log")


def test_a_sequence_stays_an_attribute(tmp_path):
    rows = [f"1,{step},2024-01-0{day},{day}" for day, step in enumerate("ABC", start=1)]
    roles, log = roles_of(tmp_path, "Ticket,Step,Time,Sequence", *rows)
    assert roles["sequence"] == "Sequence"
    assert log.steps.get_column("Sequence").to_list() == [1, 2, 3]


def test_a_choice_that_is_not_clear_is_told_with_the_way_out():
    found = find_columns(desk().rename({"Ticket": "x1", "Agent": "x2"}), None, "log")
    assert found.roles["resource"] == "x2"
    note = next(note for note in found.notes if "the person" in note)
    assert note.startswith('"x2" is taken as the person')
    assert "--map resource=" in note
    assert not find_columns(desk(), None, "log").notes


def test_two_rivals_are_both_named():
    frame = desk(Group=lambda case, step: "ab"[case % 2], Team=lambda case, step: "xyz"[case % 3])
    found = find_columns(frame, None, "log")
    team = next(choice for choice in found.choices if choice.role == "team")
    assert (team.column, team.runner_up) == ("Group", "Team")
    assert any('rather than "Team"' in note and '--map team="Team"' in note for note in found.notes)


def test_a_copy_is_no_rival():
    frame = desk(Assignee=agent)
    person = next(choice for choice in find_columns(frame, None, "log").choices if choice.role == "resource")
    assert (person.confidence > 0.95, person.runner_up) == (True, None)


def test_two_headers_of_one_name_are_two_columns(tmp_path):
    rows = [f"{i // 2},{'AB'[i % 2]},{time},v{i // 2},w{i}" for i, time in enumerate(TIMES)]
    _, log = roles_of(tmp_path, "Ticket,Step,Time,Variant,Variant", *rows)
    assert {"case:Variant", "Variant (2)"} <= set(log.steps.columns)


def test_what_stood_before_is_not_the_activity():
    frame = desk(x5=lambda case, step: "ABCD"[step - 1] if step else None).rename({"Step": "x2"})
    assert find_columns(frame, None, "log").roles["activity"] == "x2"


def test_a_sample_is_of_whole_cases_whatever_their_order():
    frame = desk(20_000)
    coded = frame.with_columns(pl.col("Ticket").cast(pl.Categorical))
    sample = whole_cases(coded, "Ticket", 5_000)
    assert 3_000 < sample.height < 7_000
    assert set(sample.get_column("Ticket").value_counts().get_column("count")) == {4}
    turned = whole_cases(coded.sample(fraction=1.0, shuffle=True, seed=1), "Ticket", 5_000)
    names = set(sample.get_column("Ticket").cast(pl.String))
    assert set(turned.get_column("Ticket").cast(pl.String)) == names
    assert set(whole_cases(frame, "Ticket", 5_000).get_column("Ticket")) == names
    assert distinct(coded.get_column("Ticket")) == 20_000


def test_few_long_cases_are_sampled_too():
    frame = pl.DataFrame({"Ticket": ["a", "b"] * 50_000, "n": range(100_000)})
    for kind in (pl.String, pl.Categorical):
        sample = whole_cases(frame.with_columns(pl.col("Ticket").cast(kind)), "Ticket", 1_000)
        assert 1_000 <= sample.height <= 3_000
        assert sample.get_column("Ticket").n_unique() == 2


@pytest.mark.parametrize("kind", [pl.String, pl.Categorical])
def test_long_files_are_judged_by_their_sample(kind):
    frame = desk(30_000).with_columns(pl.col("Ticket", "Step", "Agent").cast(kind))
    found = find_columns(frame, None, "log")
    assert found.roles == {"case_id": "Ticket", "activity": "Step", "resource": "Agent", "timestamp": "Time"}
    blank = find_columns(frame.rename({name: f"column {n}" for n, name in enumerate(frame.columns)}), None, "log")
    assert {role: frame.columns[int(name[-1])] for role, name in blank.roles.items()} == found.roles


def test_two_rows_do_not_show_that_a_column_says_what_was_before(tmp_path):
    roles, _ = roles_of(tmp_path, "Case ID,Activity,Resource,Timestamp", "1,10<,,2024-01-01 09:00", "1,10<,10<,2024-01-01 09:00")
    assert (roles["activity"], roles["resource"]) == ("Activity", "Resource")


def test_milestones_fill_no_other_role(tmp_path):
    rows = ["1,34828.25,34828.25,34828.25", "2,34828.25,34828.26,"]
    roles, log = roles_of(tmp_path, "Ticket ID,Opened,Assigned,Resolved", *rows, shape="milestones")
    assert "resource" not in roles
    assert log.steps["activity"].to_list() == ["Opened", "Assigned", "Resolved", "Opened", "Assigned"]
