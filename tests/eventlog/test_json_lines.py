"""JSON: lines, arrays and servers' answers; nested records, change histories, and what is broken."""

import json
import random
from contextlib import suppress

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from svcflow.errors import LogError, SvcflowError
from svcflow.eventlog.sources import json_lines
from svcflow.eventlog.sources.json_lines import read_json
from svcflow.eventlog.sources.limits import Limits
from svcflow.eventlog.sources.table import Table


def read(text: str, limits: Limits | None = None) -> Table:
    return read_json(text.encode(), "log.json", limits or Limits())


def test_lines_with_types_and_names_that_some_lack() -> None:
    table = read('{"id": 1, "open": true, "hours": 1.5}\n\n{"id": 2, "hours": 2, "note": "x"}\r\n{"id": null}\n')
    assert table.frame.schema == pl.Schema({"id": pl.Int64, "open": pl.Boolean, "hours": pl.Float64, "note": pl.String})
    assert table.frame.rows() == [(1, True, 1.5, None), (2, None, 2.0, "x"), (None, None, None, None)]
    assert table.lines.to_list() == [1, 3, 4]
    assert table.encoding == "utf-8"


def test_mixed_columns_are_texts_as_the_file_has_them() -> None:
    table = read('{"v": 1}\n{"v": 1.50}\n{"v": "x"}\n{"v": true}\n{"v": 1e5}\n{"v": null}\n{"v": 12345678901234567890123}\n')
    assert table.frame.get_column("v").to_list() == ["1", "1.50", "x", "true", "1e5", None, "12345678901234567890123"]


def test_numbers_too_long_for_64_bits_stay_texts() -> None:
    assert read('{"v": 1}\n{"v": 9223372036854775808}\n').frame.get_column("v").to_list() == ["1", "9223372036854775808"]
    assert read('{"v": 1.5}\n{"v": 9007199254740993}\n').frame.get_column("v").to_list() == ["1.5", "9007199254740993"]
    assert read('{"v": 1}\n{"v": 9007199254740993}\n').frame.get_column("v").to_list() == [1, 9007199254740993]
    assert read('{"v": 1e400}\n{"v": 1}\n').frame.get_column("v").to_list() == ["1e400", "1"]
    assert read('{"v": ' + "9" * 10_000 + "}\n").frame.get_column("v").to_list() == ["9" * 10_000]


def test_nested_records_lists_and_clashing_names() -> None:
    record = {
        "key": "A-1",
        "fields": {"status": {"name": "Open"}, "labels": ["a", 2, None], "none": [], "parts": [{"x": 1.0}, {"y": "é"}]},
        "fields.labels": "other",
    }
    frame = read(json.dumps(record, ensure_ascii=False)).frame
    assert dict(zip(frame.columns, frame.row(0), strict=True)) == {
        "key": "A-1",
        "fields.status.name": "Open",
        "fields.labels": "a; 2",
        "fields.none": None,
        "fields.parts": '[{"x": 1.0}, {"y": "é"}]',
        "fields.labels (2)": "other",
    }


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('[{"id": 1}, {"id": 2}]', [1, 1]),
        ('[\n {"id": 1},\n {\n  "id": 2\n }\n]\n', [2, 3]),
        ('{"id": 1}{"id": 2}', [1, 1]),
        ('{\n "id": 1\n}\n{\n "id": 2\n}\n', [1, 4]),
        ('{"total": 2,\n "issues": [\n{"id": 1},\n{"id": 2}], "names": {}}', [3, 4]),
        ('{"tickets": [{"id": 1},\n{"id": 2}], "users": [{"id": 9}]}', [1, 2]),
        ('\ufeff{"id": 1}\n{"id": 2}\n', [1, 2]),
    ],
)
def test_forms_of_a_file(text: str, lines: list[int]) -> None:
    table = read(text)
    assert table.frame.get_column("id").to_list() == [1, 2]
    assert table.lines.to_list() == lines
    assert not table.rejected


def test_utf_16() -> None:
    table = read_json('[{"name": "é"}]'.encode("utf-16"), "p")
    assert table.frame.rows() == [("é",)]
    assert table.encoding == "utf-16"


def test_what_is_left_out_of_an_answer_is_said() -> None:
    notes = read('{"startAt": 0, "total": 500, "issues": [{"id": 1}]}').notes
    assert any('those of "issues"; not read: "startAt", "total"' in note for note in notes)
    assert any("500 records and holds 1" in note for note in notes)
    with pytest.raises(LogError, match='several arrays hold records: "a", "b"'):
        read('{"a": [{"id": 1}], "b": [{"id": 2}]}')


JIRA = {
    "key": "A-1",
    "fields": {"created": "2024-03-01T08:00:00.000+0100", "priority": {"name": "High"}},
    "changelog": {
        "total": 2,
        "histories": [
            {
                "id": "10",
                "author": {"displayName": "Ann", "accountId": "7"},
                "created": "2024-03-01T09:00:00.000+0100",
                "items": [
                    {"field": "status", "from": "1", "fromString": "Open", "to": "3", "toString": "In Progress"},
                    {"field": "assignee", "from": None, "fromString": None, "to": "7", "toString": "Ann"},
                ],
            },
            {"author": {"accountId": "8"}, "created": "2024-03-02", "items": [{"field": "status", "fromString": "In Progress", "to": "5"}]},
        ],
    },
}


def test_a_jira_changelog_is_one_row_for_each_change() -> None:
    for text in (json.dumps(JIRA), json.dumps([JIRA]), json.dumps({"issues": [JIRA]}, indent=1)):
        frame = read(text).frame
        assert frame.columns == ["key", "fields.created", "fields.priority.name", "field", "from", "to", "author", "change date"]
        assert frame.select("key", "field", "from", "to", "author", "change date").rows() == [
            ("A-1", "status", "Open", "In Progress", "Ann", "2024-03-01T09:00:00.000+0100"),
            ("A-1", "assignee", None, "Ann", "Ann", "2024-03-01T09:00:00.000+0100"),
            ("A-1", "status", "In Progress", "5", "8", "2024-03-02"),
        ]


def test_issues_without_a_change_are_counted() -> None:
    quiet = {**JIRA, "key": "A-2", "changelog": {"histories": []}}
    table = read(json.dumps([JIRA, quiet]))
    assert table.frame.height == 3
    assert [(repair.count, repair.rule) for repair in table.repairs] == [(1, "records that change no field, left out")]
    with pytest.raises(LogError, match="no record changes a field"):
        read(json.dumps([quiet]))


AUDIT = {
    "id": 35,
    "ticket_id": 2,
    "created_at": "2024-03-01T09:00:00Z",
    "author_id": 777,
    "events": [
        {"type": "Change", "field_name": "status", "previous_value": "new", "value": "open"},
        {"type": "Comment", "body": "hello"},
        {"type": "Change", "field_name": "tags", "previous_value": [], "value": ["a", "b"]},
    ],
}


@pytest.mark.parametrize("form", ["lines", "answer", "alone", "tickets"])
def test_zendesk_audits_are_one_row_for_each_change(form: str) -> None:
    text = {
        "lines": json.dumps(AUDIT) + "\n" + json.dumps(AUDIT),
        "answer": json.dumps({"audits": [AUDIT, AUDIT], "count": 2}),
        "alone": json.dumps(AUDIT),
        "tickets": json.dumps({"tickets": [{"id": 2, "created_at": "2024-02-01", "audits": [AUDIT]}]}),
    }[form]
    frame = read(text).frame
    assert frame.height == (4 if form in ("lines", "answer") else 2)
    assert frame.select("ticket_id", "field_name", "previous_value", "value", "author_id", "created_at").head(2).rows() == [
        (2, "status", "new", "open", 777, "2024-03-01T09:00:00Z"),
        (2, "tags", None, "a; b", 777, "2024-03-01T09:00:00Z"),
    ]
    assert ("ticket.created_at" in frame.columns) == (form == "tickets")


def test_broken_lines_are_rejected_and_the_others_go_on() -> None:
    lines = ['{"id": 1}', '{"id": 2', "[1, 2]", "7", '{"id": NaN, "x": Infinity}', '{"id": 3, "id": 4}', "[" * 100_000, '{"id": "\\ud800"}']
    table = read_json("\n".join(lines).encode() + b'\n{"id": "\xff"}\n', "log.json")
    assert table.frame.get_column("id").to_list() == ["1", None, "4", "?"]
    assert table.lines.to_list() == [1, 5, 6, 8]
    reasons = {reject.line: reject.reason for reject in table.rejected}
    assert sorted(reasons) == [2, 3, 4, 7, 9]
    assert reasons[2].startswith("no JSON (expecting ',' delimiter at character 9")
    assert reasons[3] == reasons[4] == "no JSON object"
    assert reasons[7] == "JSON nested too deeply"
    assert reasons[9] == "not UTF-8"
    assert [repair.count for repair in table.repairs] == [1]


def test_a_first_line_that_is_broken_does_not_hide_the_others() -> None:
    table = read('{"id": \n{"id": 2}\n{"id": 3}\n')
    assert table.frame.get_column("id").to_list() == [2, 3]
    assert [reject.line for reject in table.rejected] == [1]


@pytest.mark.parametrize("start", ["[", '{"total": 3, "issues": ['])
def test_an_array_that_breaks_off_keeps_what_stands_before(start: str) -> None:
    table = read(start + '{"id": 1},\n{"id": 2},\n{"id": 3, "na')
    assert table.frame.get_column("id").to_list() == [1, 2]
    assert [reject.line for reject in table.rejected] == [3]


@pytest.mark.parametrize(
    "text", ["[]", "{}", "[1, 2]", "{", "[", '{"a": ', "[" * 100_000, '{"a":' * 100_000, '[{"a":' + '{"a":' * 900 + "1" + "}" * 900 + "}]"]
)
def test_what_holds_no_record_is_refused_or_read_without_a_crash(text: str) -> None:
    with suppress(LogError):
        assert read(text).frame.height == 1


def test_limits() -> None:
    many = json.dumps({f"c{number}": number for number in range(30)})
    with pytest.raises(LogError, match="the limit columns is 20"):
        read(many, Limits(columns=20))
    with pytest.raises(LogError, match="a value has more than 1024 bytes: the limit field_bytes is 1K"):
        read(json.dumps({"a": "x" * 5000}), Limits(field_bytes=1024))


def test_the_fast_reader_and_the_careful_one_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    records = [{"id": n, "status": "né w" if n % 2 else None, "hours": n / 2, "open": n % 3 == 0, "void": None} for n in range(500)]
    text = "\n".join(json.dumps(record) for record in records)
    careful = read(text)
    monkeypatch.setattr(json_lines, "_LARGE", 1)
    calls: list[object] = []
    monkeypatch.setattr(json_lines, "find_records", lambda *arguments: calls.append(arguments))
    fast = read(text)
    assert not calls
    assert fast.frame.equals(careful.frame)
    assert fast.frame.schema == careful.frame.schema
    assert fast.lines.equals(careful.lines)


values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=4),
    st.just('"k": 1'),
)


@given(st.lists(st.dictionaries(st.sampled_from(["k", "a b", "é", 'q"']), values, min_size=1), min_size=1, max_size=6))
def test_the_fast_reader_never_says_otherwise(records: list[dict[str, object]]) -> None:
    data = "\n".join(json.dumps(record, ensure_ascii=False) for record in records).encode("utf-8", "replace")
    fast = json_lines._fast(data)
    if fast is not None:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(json_lines, "_LARGE", 1 << 60)
            careful = read_json(data, "p")
        assert fast.frame.select(sorted(fast.frame.columns)).equals(careful.frame.select(sorted(careful.frame.columns)))


def test_random_corruption_never_crashes() -> None:
    data = ("\n".join([json.dumps(JIRA), json.dumps(AUDIT), '{"id": 1, "text": "é"}'] * 3) + "\n").encode()
    rng = random.Random(5)
    for attempt in range(400):
        broken = bytearray(data[: rng.randrange(1, len(data))] if attempt % 4 == 0 else data)
        for _ in range(rng.randrange(1, 8)):
            broken[rng.randrange(len(broken))] = rng.randrange(256)
        try:
            table = read_json(bytes(broken), "p")
        except SvcflowError:
            continue
        assert table.frame.height == len(table.lines) > 0
