"""What is written is what is read: random logs in every format, encoding, style of dates, zone, order of rows and shape.

The log that must be read is worked out in `random_logs`; what the data leave open (day first, the zone, the encoding of a short
text) is said as an analyst would say it.
"""

import json

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from svcflow.errors import AmbiguousError
from svcflow.eventlog import read_log
from tests.eventlog import log_writers as write
from tests.eventlog import random_logs as logs
from tests.eventlog.log_writers import MICRO, MINUTE, SECOND, STYLES, Instant

CHECKS = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large]


def some(examples):
    return settings(max_examples=examples, suppress_health_check=CHECKS)


ZONES = ("UTC", "Europe/Rome", "America/New_York")
ENCODINGS = {
    "utf-8": logs.SCRIPTS,
    "utf-8-sig": logs.SCRIPTS,
    "utf-16-le": logs.SCRIPTS,
    "utf-16-be": logs.SCRIPTS,
    "utf-16": logs.SCRIPTS,
    "gb18030": ("latin", "chinese", "any"),
    "big5": ("traditional",),
    "shift_jis": ("japanese",),
    "cp1252": ("latin",),
}
MARKED = ("utf-8-sig", "utf-16")
"""encodings that are known beyond doubt, however short the text"""


@st.composite
def drawn_logs(draw, encodings=("utf-8",), lines=True, apart=False, finest=MICRO):
    """Steps with the encoding, the style, the resolution and the zone in which they will be written."""
    encoding = draw(st.sampled_from(sorted(encodings)))
    script = draw(st.sampled_from(ENCODINGS[encoding]))
    style, zone = draw(st.sampled_from(sorted(STYLES))), draw(st.sampled_from(ZONES))
    resolution = max(draw(st.sampled_from([MINUTE, SECOND, MICRO])), STYLES[style].finest, finest)
    found = draw(logs.steps(script, resolution, zone, lines=lines, apart=apart))
    return found, encoding, style, resolution, zone


def said(style, zone, encoding):
    """The options that settle what the data leave open."""
    options = {"timezone": zone, "dayfirst": STYLES[style].dayfirst}
    return {**options, "encoding": encoding} if encoding not in (*MARKED, None) else options


def check(path, expected, **options):
    log = read_log(path, **options)
    assert logs.content(log) == expected
    assert log.report.rejected == ()
    return log


# Delimited text.


@st.composite
def delimited_logs(draw):
    line_end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    found, encoding, style, finest, zone = draw(drawn_logs(ENCODINGS, lines=line_end != "\r"))
    table = logs.ordered(logs.events_table(found), draw(st.sampled_from(logs.ORDERS)), draw)
    delimiter, comma = draw(st.sampled_from([",", ";", "\t", "|", "^"])), draw(st.sampled_from([".", ","]))
    rows = write.written_cells(table, style, finest, zone, comma)
    text = write.delimited(table.headers, rows, delimiter, draw(st.booleans()), line_end)
    data = write.packed(text.encode(encoding), draw(st.sampled_from(["", "gzip"])))
    options = said(style, zone, encoding)
    if delimiter == "^" or draw(st.booleans()):
        options["delimiter"] = delimiter
    return data, options, logs.expected(logs.events_of(table))


def check_delimited(tmp_path, written):
    data, options, expected = written
    path = tmp_path / "log.csv"
    path.write_bytes(data)
    check(path, expected, **options)


@some(30)
@given(delimited_logs())
def test_delimited_text(tmp_path, written):
    check_delimited(tmp_path, written)


@pytest.mark.slow
@some(125)
@given(delimited_logs())
def test_delimited_text_at_length(tmp_path, written):
    check_delimited(tmp_path, written)


# What the data leave open is asked for, and never guessed wrong.


def log_or_question(path, option, **options):
    """The log, or None where it is asked for the option."""
    try:
        return read_log(path, **options)
    except AmbiguousError as refusal:
        if option not in refusal.remedy:
            raise
        return None


@some(40)
@given(drawn_logs(), st.data())
def test_dates_are_right_or_asked_for(tmp_path, drawn, data):
    found, _, style, finest, zone = drawn
    table = logs.ordered(logs.events_table(found), data.draw(st.sampled_from(logs.ORDERS)), data.draw)
    path = tmp_path / "log.csv"
    path.write_text(write.delimited(table.headers, write.written_cells(table, style, finest, zone)), encoding="utf-8", newline="")
    log = log_or_question(path, "--day-first", timezone=zone, encoding="utf-8")
    if log is None:
        assert STYLES[style].dayfirst is not None
    else:
        assert logs.content(log) == logs.expected(logs.events_of(table))


WORDS = {
    "gb18030": ("系统升级", "处理客户投诉", "等待用户确认", "关闭工单", "网络故障", "退款审核", "密码重置", "张伟", "王芳", "技术支持部"),
    "big5": ("系統升級", "處理客戶投訴", "等待使用者確認", "關閉工單", "網路故障", "退款審核", "密碼重設", "陳小明", "技術支援部"),
    "shift_jis": (
        "障害対応",
        "チケットを受け付けました",
        "調査中です",
        "お客様の確認待ち",
        "終了しました",
        "システムの更新",
        "パスワード",
        "山田太郎",
    ),
    "cp1252": ("Prüfung läuft", "Rückfrage beim Kunden", "Gelöst", "Größe geändert", "Müller", "Schäfer", "Übergabe an die Abteilung"),
}


@some(40)
@given(st.sampled_from(sorted(WORDS)), st.data())
def test_encodings_are_right_or_asked_for(tmp_path, encoding, data):
    """Words as they are really written, and no more of them than a small log has."""
    words = st.sampled_from(WORDS[encoding])
    steps = data.draw(st.lists(st.tuples(st.integers(1, 4).map(str), words, words, st.none() | words), min_size=1, max_size=12))
    rows = [(case, activity, who, f"2024-03-{day:02d} 10:00", note or "") for day, (case, activity, who, note) in enumerate(steps, 1)]
    path = tmp_path / "log.csv"
    path.write_bytes(write.delimited(("Case ID", "Activity", "Resource", "Timestamp", "Note"), rows).encode(encoding))
    log = log_or_question(path, "--encoding")
    if log is not None:
        assert sorted(log.steps.select("case_id", "activity", "resource").rows()) == sorted(row[:3] for row in rows)


# The other formats.


def _naive(instant, zone):
    return instant.at(zone).replace(tzinfo=None)


def _aware(instant, zone):
    return instant.at("UTC")


def typed(table, texts, zone, as_instant=None):
    """The rows of a format that has types: numbers as numbers, and instants as instants where asked."""

    def cell(value, text):
        if isinstance(value, Instant):
            return as_instant(value, zone) if as_instant else text
        return value

    return [[cell(*pair) for pair in zip(row, written, strict=True)] for row, written in zip(table.rows, texts, strict=True)]


def kind_of(table, number):
    """What a column holds: Instant, int, float or str."""
    return next((type(row[number]) for row in table.rows if row[number] is not None), str)


def write_workbook(path, table, texts, zone, draw):
    as_instant = draw(st.sampled_from([None, _naive]))
    path.write_bytes(write.workbook(table.headers, typed(table, texts, zone, as_instant), as_instant is not None))


def write_parquet(path, table, texts, zone, draw):
    as_instant = draw(st.sampled_from([None, _naive, _aware]))
    time = {None: pl.String, _naive: pl.Datetime("us"), _aware: pl.Datetime("us", "UTC")}[as_instant]
    kinds = {str: pl.String, int: pl.Int64, float: pl.Float64, Instant: time}
    data = write.parquet(
        table.headers, typed(table, texts, zone, as_instant), [kinds[kind_of(table, number)] for number in range(len(table.headers))]
    )
    path.write_bytes(write.packed(data, draw(st.sampled_from(["", "gzip"]))))


def write_sqlite(path, table, texts, zone, draw):
    path.unlink(missing_ok=True)
    kinds = {int: "integer", float: "real"}
    write.sqlite(
        path, table.headers, typed(table, texts, zone), [kinds.get(kind_of(table, number), "text") for number in range(len(table.headers))]
    )


def write_json_lines(path, table, texts, zone, draw):
    records = write.json_records(table.headers, texts, table)
    data = write.json_lines(records, draw(st.booleans())).encode(draw(st.sampled_from(["utf-8", *MARKED])))
    path.write_bytes(write.packed(data, draw(st.sampled_from(["", "gzip"]))))


def write_json_array(path, table, texts, zone, draw):
    records = write.json_records(table.headers, texts, table)
    document = draw(st.sampled_from([records, {"count": len(records), "results": records}]))
    path.write_text(json.dumps(document, ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, 2]))), encoding="utf-8")


XES_KEYS = {"Activity": "concept:name", "Resource": "org:resource", "Timestamp": "time:timestamp"}
XES_TAGS = {Instant: "date", int: "int", float: "float"}


def write_xes(path, table, texts, zone, draw):
    """Events in their traces: the table must be ordered by case."""
    tags = [XES_TAGS.get(kind_of(table, number), "string") for number in range(len(table.headers))]
    events = {}
    for row in texts:
        cells = [(tag, XES_KEYS.get(name, name), text) for tag, name, text in zip(tags, table.headers, row, strict=True) if text]
        events.setdefault(row[0], []).append(cells[1:])
    path.write_bytes(write.packed(write.xes(events.items(), draw(st.booleans())).encode(), draw(st.sampled_from(["", "gzip"]))))


def write_delimited(path, table, texts, zone, draw):
    path.write_text(write.delimited(table.headers, texts), encoding="utf-8", newline="")


WRITERS = {
    "workbook": write_workbook,
    "Parquet": write_parquet,
    "SQLite": write_sqlite,
    "JSON Lines": write_json_lines,
    "JSON array": write_json_array,
    "XES": write_xes,
}


def check_format(path, kind, data):
    found, _, style, finest, zone = data.draw(drawn_logs(finest=SECOND if kind == "workbook" else MICRO))
    order = "by case" if kind == "XES" else data.draw(st.sampled_from(logs.ORDERS))
    table = logs.ordered(logs.events_table(found), order, data.draw)
    WRITERS[kind](path, table, write.written_cells(table, style, finest, zone), zone, data.draw)
    check(path, logs.expected(logs.events_of(table)), **said(style, zone, None))


@pytest.mark.parametrize("kind", WRITERS)
@some(25)
@given(data=st.data())
def test_every_format(tmp_path, kind, data):
    check_format(tmp_path / "log", kind, data)


@pytest.mark.slow
@pytest.mark.parametrize("kind", WRITERS)
@some(40)
@given(data=st.data())
def test_every_format_at_length(tmp_path, kind, data):
    check_format(tmp_path / "log", kind, data)


# The shapes.

SHAPES = {
    "start_end": (logs.start_end_table, logs.start_end_of),
    "lifecycle": (logs.lifecycle_table, logs.lifecycle_of),
    "status": (logs.status_table, logs.status_of),
    "milestones": (logs.milestones_table, logs.milestones_of),
    "audit": (logs.audit_table, logs.audit_of),
    "history": (logs.history_table, logs.history_of),
}


def check_shape(path, shape, data):
    kind = data.draw(st.sampled_from(["delimited", *WRITERS]))
    found, _, style, finest, zone = data.draw(drawn_logs(apart=shape == "lifecycle", finest=SECOND if kind == "workbook" else MICRO))
    if shape in ("status", "audit", "history"):
        found = logs.with_statuses(found)
    write_as, read_as = SHAPES[shape]
    table = write_as(found)
    if not table.rows or (shape == "milestones" and not any(row[2] for row in table.rows)):
        return  # nothing changes
    table = logs.ordered(table, "by case" if kind == "XES" else data.draw(st.sampled_from(logs.ORDERS)), data.draw)
    (WRITERS | {"delimited": write_delimited})[kind](path, table, write.written_cells(table, style, finest, zone), zone, data.draw)
    mapping = {"start_time": "Start Time", "end_time": "End Time"} if shape == "start_end" else None
    encoding = "utf-8" if kind == "delimited" else None
    log = check(path, logs.expected(read_as(table)), **said(style, zone, encoding), shape=shape, mapping=mapping)
    assert log.shape == shape


@pytest.mark.parametrize("shape", SHAPES)
@some(25)
@given(data=st.data())
def test_every_shape(tmp_path, shape, data):
    check_shape(tmp_path / "log.csv", shape, data)


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
@some(40)
@given(data=st.data())
def test_every_shape_at_length(tmp_path, shape, data):
    check_shape(tmp_path / "log.csv", shape, data)
