"""Exports of well-known systems, known by their headers."""

from datetime import UTC, datetime

import polars as pl
import pytest

from svcflow.errors import LogError
from svcflow.eventlog import read_log
from svcflow.eventlog.shapes.presets import find_preset

JIRA_ISSUES = (
    "Summary,Issue key,Issue id,Issue Type,Status,Project key,Project name,Priority,Resolution,Assignee,Reporter,Creator,Created,Updated,"
    "Last Viewed,Resolved,Due date,Votes,Labels,Labels,Sprint,Sprint,Log Work,Comment,Comment"
)
FRESHDESK = (
    "Ticket ID,Subject,Status,Priority,Source,Type,Agent,Group,Created time,Due by Time,Resolved time,Closed time,Last update time,"
    "Initial response time,Time tracked,First response time (in hrs),Resolution time (in hrs),Agent interactions,Customer interactions,"
    "Resolution status,First response status,Tags,Survey results"
)
ZENDESK = (
    "Summation column,Id,Requester,Requester id,Requester external id,Requester email,Requester domain,Submitter,Assignee,Group,"
    "Subject,Tags,Status,Priority,Via,Ticket type,Created at,Updated at,Assigned at,Organization,Due date,Initially assigned at,"
    "Solved at,Resolution time,Satisfaction Score,Group stations,Assignee stations,Reopens,Replies,First reply time in minutes"
)
ZENDESK_METRICS = (
    "ticket_id,created_at,updated_at,group_stations,assignee_stations,reopens,replies,assignee_updated_at,requester_updated_at,"
    "status_updated_at,initially_assigned_at,assigned_at,solved_at,latest_comment_added_at"
)
ZENDESK_EVENTS = "ticket_id,created_at,author_id,type,field_name,previous_value,value"
ZENDESK_EXPLORE = "Ticket ID,Update - Timestamp,Updater name,Changes - Field name,Changes - Previous value,Changes - New value"
JIRA_API = "key,created,author,field,fieldtype,from,fromString,to,toString"
JIRA_APP = "Issue Key,Author,Author Account ID,Change Date,Field ID,Field Type,From String,To String"
SN_AUDIT = (
    "number,incident_state,active,reassignment_count,reopen_count,sys_mod_count,made_sla,caller_id,opened_by,opened_at,sys_created_at,"
    "sys_updated_by,sys_updated_at,contact_type,category,priority,assignment_group,assigned_to,resolved_at,closed_at"
)
SN_LIST = "Number,Opened,Short description,Caller,Priority,State,Category,Assignment group,Assigned to,Updated,Updated by,Resolved,Closed"
SN_FIELDS = "documentkey,fieldname,oldvalue,newvalue,sys_created_on,user,tablename,record_checkpoint"


def at(hour, minute=0, day=2):
    return datetime(2024, 1, day, hour, minute, tzinfo=UTC)


def row(header, **values):
    """A row with values under some of the headers (`_` for what no Python name can have)."""
    known = {name.replace("_", " ").casefold(): value for name, value in values.items()}
    return ",".join(known.get(name.replace("_", " ").replace(" - ", " ").casefold(), "") for name in header.split(","))


@pytest.fixture
def read(tmp_path):
    def reader(header, *rows, **options):
        path = tmp_path / "export.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return read_log(path, **options)

    return reader


def spans(log, case):
    return log.steps.filter(pl.col("case_id") == case).select("activity", "start_time", "end_time").rows()


def roles(log):
    return {choice.role: choice.column for choice in log.report.columns if choice.role != "milestone"}


@pytest.mark.parametrize(
    ("headers", "name", "shape"),
    [
        (JIRA_ISSUES, "a Jira export of issues", "milestones"),
        (FRESHDESK, "a Freshdesk export of tickets", "milestones"),
        (ZENDESK, "a Zendesk export of tickets", "milestones"),
        (ZENDESK_METRICS, "a Zendesk export of ticket metrics", "milestones"),
        (ZENDESK_EVENTS, "a Zendesk audit of tickets", "history"),
        (ZENDESK_EXPLORE, "a Zendesk audit of tickets", "history"),
        (JIRA_API, "a Jira changelog", "history"),
        (JIRA_APP, "a Jira changelog", "history"),
        (SN_AUDIT, "a ServiceNow export of incidents", "audit"),
        (SN_LIST, "a ServiceNow list of incidents", "milestones"),
        (SN_FIELDS, "a ServiceNow audit of fields (sys_audit)", "history"),
    ],
)
def test_exports_are_known_by_their_headers(headers, name, shape):
    preset = find_preset(headers.split(","))
    assert preset is not None
    assert (preset.name, preset.shape) == (name, shape)
    assert set(preset.roles.values()) <= set(headers.split(","))
    assert preset.why.startswith(f"headers of {name}: ")


@pytest.mark.parametrize(
    "headers",
    [
        "Ticket,Step,Agent,Start,End",
        "case_id,activity,resource,start_time,end_time",
        "case:concept:name,concept:name,org:resource,time:timestamp",
        "Ticket ID,Status,Priority,Agent,Group,Time",
        "id,created_at,status",
        "",
    ],
)
def test_other_tables_are_not(headers):
    assert find_preset(headers.split(",")) is None


def test_a_jira_export_of_issues(read):
    rows = [
        row(JIRA_ISSUES, issue_key="A-1", issue_id="10", status="Done", project_key="A", assignee="ann", priority="High", summary="x",
            created="02/Jan/24 8:00 AM", updated="09/Jan/24 8:00 AM", resolved="02/Jan/24 5:30 PM", last_viewed="10/Jan/24 8:00 AM"),
        row(JIRA_ISSUES, issue_key="A-2", issue_id="11", status="To Do", created="02/Jan/24 9:00 AM", updated="09/Jan/24 8:00 AM"),
    ]  # fmt: skip
    log = read(JIRA_ISSUES, *rows)
    assert log.shape == "milestones"
    assert log.report.shape_why.startswith("headers of a Jira export of issues: 10 of 10; ")
    assert roles(log) == {"case_id": "Issue key", "resource": "Assignee", "priority": "Priority"}
    assert spans(log, "A-1") == [("Created", at(8), at(17, 30)), ("Resolved", at(17, 30), at(17, 30))]
    assert spans(log, "A-2") == [("Created", at(9), at(9))]
    assert {"case:Labels", "case:Labels (2)", "case:Comment (2)"} <= set(log.cases.columns)


def test_a_freshdesk_export(read):
    rows = [
        row(FRESHDESK, ticket_id=f"{i}", status="Closed", agent="ann", group="Desk", priority="Low",
            created_time=f"2024-01-02 08:{i:02}:00", due_by_time="2024-01-05 08:00:00", resolved_time="2024-01-02 12:00:00",
            closed_time="2024-01-04 12:00:00",
            last_update_time="2024-01-04 12:00:00", initial_response_time="2024-01-02 09:00:00", agent_interactions="2")
        for i in range(30)
    ]  # fmt: skip
    log = read(FRESHDESK, *rows)
    assert (log.shape, log.report.cases, log.report.steps) == ("milestones", 30, 120)
    assert roles(log) == {"case_id": "Ticket ID", "resource": "Agent", "team": "Group", "priority": "Priority"}
    assert spans(log, "7") == [
        ("Created", at(8, 7), at(9)),
        ("Initial response", at(9), at(12)),
        ("Resolved", at(12), at(12, day=4)),
        ("Closed", at(12, day=4), at(12, day=4)),
    ]


def test_a_zendesk_export_of_tickets_and_of_their_metrics(read):
    times = {"created_at": "2024-01-02 08:00", "initially_assigned_at": "2024-01-02 08:30", "assigned_at": "2024-01-02 09:00",
             "solved_at": "2024-01-02 11:00", "updated_at": "2024-01-06 11:00"}  # fmt: skip
    steps = [
        ("Created", at(8), at(8, 30)),
        ("Initially assigned", at(8, 30), at(9)),
        ("Assigned", at(9), at(11)),
        ("Solved", at(11), at(11)),
    ]
    log = read(
        ZENDESK,
        row(ZENDESK, id="5", assignee="ann", group="Desk", status="Solved", **times),
        row(ZENDESK, id="6", created_at="2024-01-02 09:00"),
    )
    assert (log.shape, spans(log, "5")) == ("milestones", steps)
    assert roles(log) == {"case_id": "Id", "resource": "Assignee", "team": "Group"} or roles(log)["case_id"] == "Id"
    metrics = read(
        ZENDESK_METRICS, row(ZENDESK_METRICS, ticket_id="5", **times), row(ZENDESK_METRICS, ticket_id="6", created_at="2024-01-02 09:00")
    )
    assert (metrics.shape, spans(metrics, "5")) == ("milestones", steps)


@pytest.mark.parametrize(
    ("header", "names"),
    [(ZENDESK_EVENTS, ("field_name", "previous_value", "value", "created_at", "author_id")),
     (ZENDESK_EXPLORE, ("changes_field_name", "changes_previous_value", "changes_new_value", "update_timestamp", "updater_name"))],
)  # fmt: skip
def test_a_zendesk_audit(read, header, names):
    changes = [
        ("status", "", "new", "2024-01-02T08:00:00Z"),
        ("status", "new", "open", "2024-01-02T09:00:00Z"),
        ("tags", "", "vip", "2024-01-02T09:30:00Z"),
        ("status", "open", "pending", "2024-01-02T10:00:00Z"),
        ("status", "pending", "solved", "2024-01-02T12:00:00Z"),
    ]
    rows = [row(header, ticket_id="7", **dict(zip(names, (*change, "31"), strict=True))) for change in changes]
    log = read(header, *rows)
    assert log.shape == "history"
    assert "headers of a Zendesk audit of tickets" in log.report.shape_why
    assert spans(log, "7") == [("new", at(8), at(9)), ("open", at(9), at(10)), ("pending", at(10), at(12)), ("solved", at(12), at(12))]
    assert {name: log.meaning(name) for name in ("new", "open", "pending")} == {"new": "queue", "open": "work", "pending": "customer"}
    note = 'What statuses mean in a Zendesk audit of tickets: "new" is a queue, "open" is work, "pending" waits for the customer.'
    assert note in log.report.notes
    assert read(header, *rows, meanings={"pending": "supplier"}).meaning("pending") == "supplier"


def test_a_jira_changelog_uses_the_names_and_not_the_numbers(read):
    rows = [
        "A-1,2024-01-02T09:00:00.000+0000,ann,status,jira,1,To Do,3,In Progress",
        "A-1,2024-01-02T10:00:00.000+0000,ann,status,jira,3,In Progress,5,Done",
        "A-2,2024-01-02T10:00:00.000+0000,bob,assignee,jira,,,u7,bob",
        "A-2,2024-01-02T11:00:00.000+0000,bob,status,jira,1,To Do,5,Done",
    ]
    log = read(JIRA_API, *rows)
    assert log.shape == "history"
    assert spans(log, "A-1") == [("To Do", None, at(9)), ("In Progress", at(9), at(10)), ("Done", at(10), at(10))]
    assert roles(log) == {
        "case_id": "key", "resource": "author", "timestamp": "created", "field": "field",
        "from_value": "fromString", "to_value": "toString",
    }  # fmt: skip


def test_a_servicenow_audit_of_fields(read):
    rows = [
        "I1,incident_state,New,Active,2024-01-02 08:00:00,ann,incident,1",
        "I1,assigned_to,,bob,2024-01-02 08:00:00,ann,incident,1",
        "I1,incident_state,Active,Resolved,2024-01-02 09:00:00,bob,incident,2",
        "I2,incident_state,New,Resolved,2024-01-02 09:30:00,bob,incident,1",
    ]
    log = read(SN_FIELDS, *rows)
    assert (log.shape, spans(log, "I1")) == ("history", [("New", None, at(8)), ("Active", at(8), at(9)), ("Resolved", at(9), at(9))])
    assert log.steps.filter(pl.col("case_id") == "I1").get_column("resource").to_list() == [None, "bob", "bob"]


def test_the_same_servicenow_headers_are_an_audit_or_a_table_of_tickets_as_the_rows_say(read):
    updates = [
        row(SN_AUDIT, number=f"I{i // 3}", incident_state=("New", "Active", "Active")[i % 3], sys_mod_count=f"{i % 3}",
            opened_at="2024-01-02 08:00", sys_updated_at=f"2024-01-02 {9 + i:02}:00", assignment_group="Desk", assigned_to="ann")
        for i in range(9)
    ]  # fmt: skip
    log = read(SN_AUDIT, *updates)
    assert (log.shape, log.report.steps) == ("audit", 6)
    assert log.report.shape_why.startswith("headers of a ServiceNow export of incidents: 8 of 8; ")
    tickets = [
        row(SN_AUDIT, number=f"I{i}", incident_state="Closed", sys_mod_count="4", opened_at="2024-01-02 08:00",
            sys_updated_at="2024-01-06 08:00", resolved_at="2024-01-02 10:00",
            closed_at="2024-01-04 10:00", assignment_group="Desk", assigned_to="ann")
        for i in range(9)
    ]  # fmt: skip
    log = read(SN_AUDIT, *tickets)
    assert (log.shape, log.report.steps) == ("milestones", 27)


def test_tickets_as_they_are_now_are_no_log(read):
    header = JIRA_ISSUES.replace("Resolved", "Epic Link")
    rows = [
        row(header, issue_key=f"A-{i}", issue_id=f"{i}", status="Done", created="2024-01-02 08:00", updated="2024-01-03 08:00")
        for i in range(9)
    ]
    with pytest.raises(LogError, match=r'a Jira export of issues, with a row for each ticket and fewer than two times .* \("Created"\)'):
        read(header, *rows)
    assert read(header, *rows, mapping={"activity": "Status", "timestamp": "Updated"}).report.steps == 9


def test_the_analyst_s_map_and_shape_go_before_the_preset(read):
    rows = [row(FRESHDESK, ticket_id=f"{i}", status="Open", agent="ann", group="Desk", created_time=f"2024-01-02 08:{i:02}",
                closed_time="2024-01-04 12:00", source="Email") for i in range(9)]  # fmt: skip
    assert roles(read(FRESHDESK, *rows, mapping={"team": "Source"}))["team"] == "Source"
    assert "resource" not in roles(read(FRESHDESK, *rows, mapping={"resource": ""}))
    log = read(FRESHDESK, *rows, shape="events", mapping={"activity": "Status", "timestamp": "Created time"})
    assert (log.shape, log.report.steps) == ("events", 9)
