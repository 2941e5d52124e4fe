"""Damaged files: a log or a refusal with words, never another error, never a hang, and every record accounted for.

Records are counted here by other means (`damage.count_records`, expat, pyarrow, openpyxl), and must be the rows that were taken
and those that were rejected.
"""

import gzip
import io
import zipfile
from xml.parsers import expat

import openpyxl
import polars as pl
import pyarrow.parquet
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from svcflow.errors import SvcflowError
from svcflow.eventlog import read_log
from svcflow.eventlog.sources import delimited
from svcflow.eventlog.sources.limits import Limits
from tests.eventlog import log_writers as write
from tests.eventlog.damage import count_records, damaged, time_limit
from tests.eventlog.log_writers import Instant, Table

CHECKS = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
LONGEST = 20  # [CPU s]


def some(examples):
    return settings(max_examples=examples, suppress_health_check=CHECKS)


HEADERS = ("Case ID", "Activity", "Resource", "Timestamp", "Note")
NOTES = ("plain", 'said "no"', "one, two", "two\nlines", "", "Müller; 系统", '"', "x" * 50)
ROWS = [
    (
        str(case),
        f"Step {step}",
        f"Person {(case + step) % 3}",
        Instant((1_700_000_000 + 86_400 * case + 900 * step) * 10**6),
        NOTES[(case * 3 + step) % 8],
    )
    for case in range(4)
    for step in range(3)
]
TABLE = Table(HEADERS, ROWS)
TEXTS = write.written_cells(TABLE, "ISO", 10**6, "UTC")
TWO_TIMES = [(*row[:3], row[3], f"2023-11-{14 + number % 5} 23:59:59", row[4]) for number, row in enumerate(TEXTS)]
BY_CASE = [(case, [row for row in TEXTS if row[0] == case]) for case in dict.fromkeys(row[0] for row in TEXTS)]
RECORDS = write.json_records(HEADERS, TEXTS, TABLE)
XES = write.xes(
    [
        (
            case,
            [
                [
                    ("string", "concept:name", r[1]),
                    ("string", "org:resource", r[2]),
                    ("date", "time:timestamp", r[3]),
                    ("string", "Note", r[4]),
                ]
                for r in rows
            ],
        )
        for case, rows in BY_CASE
    ],
    pretty=True,
)
JSON_LINES = write.json_lines(RECORDS).encode()
DELIMITED = {
    "comma": write.delimited(HEADERS, TEXTS).encode(),
    "semicolon, all quoted": write.delimited(HEADERS, TEXTS, ";", quote_all=True, line_end="\r\n").encode(),
    "tab": write.delimited(HEADERS, TEXTS, "\t").encode(),
    "two times": write.delimited((*HEADERS[:3], "Start Time", "End Time", "Note"), TWO_TIMES).encode(),
}


def read(path, data, **options):
    """The report of the log, or None where it is refused."""
    path.write_bytes(data)
    with time_limit(LONGEST):
        try:
            report = read_log(path, **options).report
        except SvcflowError:
            event("refused")
            return None
    event("read, with rejects" if report.rejected else "read")
    return report


def check_delimited(path, data, limit):
    report = read(path, data, limits=Limits(field_bytes=limit))
    if report is None:
        return
    text = data.decode(report.encoding, "replace").encode().replace(b"\x00", b"")
    titles = sum(repair.count for repair in report.repairs if repair.rule.startswith("lines above"))
    columns = 5 + (b"End Time" in data[:60])
    records = count_records(text, report.delimiter.encode(), columns, limit)
    assert report.events + len(report.rejected) - report.set_aside + titles == records - 1
    assert report.rows == report.events + len(report.rejected) - report.set_aside


LEFT = 60
"""bytes of the header, which stay as they are"""


@some(75)
@given(st.sampled_from(sorted(DELIMITED)).flatmap(lambda kind: damaged(DELIMITED[kind], keep=LEFT)), st.sampled_from([40, 1 << 20]))
def test_delimited_text(tmp_path, data, limit):
    check_delimited(tmp_path / "log.csv", data, limit)


@some(50)
@given(st.sampled_from(sorted(DELIMITED)).flatmap(lambda kind: damaged(DELIMITED[kind], keep=LEFT)), st.sampled_from([40, 1 << 20]))
def test_delimited_text_compiled(tmp_path, monkeypatch, data, limit):
    with monkeypatch.context() as patch:
        patch.setattr(delimited, "_COMPILED", 0)
        check_delimited(tmp_path / "log.csv", data, limit)


def check_records(report, records):
    assert report is None or report.events + len(report.rejected) - report.set_aside == report.rows == records


WHOLE_LINES = JSON_LINES.index(b"\n", JSON_LINES.index(b"\n") + 1) + 1
"""two lines that stay as they are: they tell that there is a record on each"""
JSON_PIECES = (
    b'"',
    b"{",
    b"}",
    b"[",
    b"\\",
    b"\n",
    b"\r\n",
    b"\x00",
    b"\xff",
    b'"}\n',
    b"null",
    b"[[[[",
    b"1e999",
    b'"\\ud800"',
    b"{}\n",
    b"\x0b",
)


@some(30)
@given(damaged(JSON_LINES, pieces=JSON_PIECES, keep=WHOLE_LINES))
def test_json_lines(tmp_path, data):
    report = read(tmp_path / "log.jsonl", data)
    text = data.decode(report.encoding, "replace") if report else ""
    check_records(report, sum(bool(line.strip()) for line in text.encode().split(b"\n")))


def count_events(text):
    names = []
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = lambda name, _: names.append(name.rpartition(":")[2])
    parser.Parse(text.encode(), True)
    return names.count("event")


XML_PIECES = (
    b"<event/>",
    b"<event>",
    b"</event>",
    b"<trace>",
    b"</trace>",
    b"<!-- <event/> -->",
    b"&#10;",
    b"<![CDATA[<event/>]]>",
    b'"',
    b">",
    b"/>",
    b"\x00",
    b"&amp;",
    b"&x;",
)


@some(40)
@given(damaged(XES.encode(), pieces=XML_PIECES, most=2))
def test_xes(tmp_path, data):
    report = read(tmp_path / "log.xes", data)
    check_records(report, count_events(data.decode(report.encoding, "replace")) if report else 0)


TAGS = [line + "\n" for line in XES.split("\n")]


@some(30)
@given(
    st.lists(
        st.tuples(st.integers(3, len(TAGS) - 3), st.sampled_from(["drop", "<event/>\n", "<trace/>\n", "<!-- <event/> -->\n", "  "])),
        max_size=3,
    )
)
def test_xes_with_other_tags(tmp_path, changes):
    """Lines left out and put in, so that it mostly stays XML."""
    lines = list(TAGS)
    for at, what in changes:
        lines[at] = "" if what == "drop" else what + lines[at]
    report = read(tmp_path / "log.xes", "".join(lines).encode())
    check_records(report, count_events("".join(lines)) if report else 0)


def parquet(rows):
    return write.parquet(HEADERS, [[cell or None for cell in row] for row in rows], [pl.String] * len(HEADERS))


@some(30)
@given(damaged(parquet(TEXTS), pieces=(b"\x00", b"\xff\xff", b"PAR1", b"x" * 60), most=2))
def test_parquet(tmp_path, data):
    report = read(tmp_path / "log.parquet", data)
    check_records(report, pyarrow.parquet.ParquetFile(io.BytesIO(data)).metadata.num_rows if report else 0)


CELL = st.sampled_from(
    ["0", "Step 1", "Person 1", "2023-11-14 22:13:20", "x" * 60, None, None, 12, 2.5, True, "=1+", "#REF!", "01.13.2024", "\n"]
)


@some(40)
@given(st.lists(st.sampled_from(TEXTS).map(list) | st.lists(CELL, max_size=6), min_size=1, max_size=8))
def test_workbooks_of_ragged_rows(tmp_path, rows):
    """Rows that are too short, too long, or blank, and cells of any type, among rows that are whole."""
    data = write.workbook(HEADERS, [*map(list, TEXTS), *rows], typed=False)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    report = read(tmp_path / "log.xlsx", data)
    check_records(report, sum(any(value is not None for value in row) for row in sheet.iter_rows(min_row=2, values_only=True)))


def repacked(data, name, change):
    """A zip archive with one of its members changed, and its check sums right."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.namelist():
            new.writestr(member, change(old.read(member)) if member == name else old.read(member))
    return out.getvalue()


WORKBOOK = write.workbook(HEADERS, TEXTS, typed=False)
MEMBERS = (
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/workbook.xml",
    "xl/styles.xml",
    "[Content_Types].xml",
    "xl/_rels/workbook.xml.rels",
)


@some(40)
@given(st.data())
def test_workbooks_that_are_broken_inside(tmp_path, data):
    name = data.draw(st.sampled_from(MEMBERS))
    read(tmp_path / "log.xlsx", repacked(WORKBOOK, name, lambda part: data.draw(damaged(part, pieces=XML_PIECES, most=2))))


def database(path):
    path.unlink(missing_ok=True)
    write.sqlite(path, HEADERS, TEXTS, ["text"] * len(HEADERS))
    data = path.read_bytes()
    path.unlink()
    return data


@some(30)
@given(st.data())
def test_databases(tmp_path, data):
    whole = database(tmp_path / "whole.sqlite")
    read(tmp_path / "log.sqlite", data.draw(damaged(whole, pieces=(b"\x00", b"\xff" * 9, b"table"))))


ANY = {
    "workbook": WORKBOOK,
    "gzip": gzip.compress(DELIMITED["comma"], mtime=0),
    "JSON array": b'{"total": 12, "issues": [' + JSON_LINES.strip().replace(b"\n", b",\n") + b"]}",
    "UTF-16": write.delimited(HEADERS, TEXTS).encode("utf-16"),
    "UTF-16 without a mark": write.delimited(HEADERS, TEXTS).encode("utf-16-be"),
    "GB18030": write.delimited(HEADERS, TEXTS).encode("gb18030"),
    "titles": b"Report of March\n\n" + DELIMITED["comma"],
    "header too": DELIMITED["two times"],
    "short": b"a,b\n1,2\n",
}


@pytest.mark.parametrize("kind", ANY)
@some(30)
@given(data=st.data())
def test_anything(tmp_path, kind, data):
    read(tmp_path / "log", data.draw(damaged(ANY[kind])))


@some(30)
@given(
    st.binary(max_size=300)
    | st.lists(st.sampled_from(["Case ID", "Activity", "Timestamp", ",", ";", "\n", '"', "1", "2024-01-01", "{", "<log>", "PAR1"])).map(
        lambda parts: "".join(parts).encode()
    )
)
def test_any_bytes(tmp_path, data):
    read(tmp_path / "log", data)
