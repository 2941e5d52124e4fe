"""Bytes become a table: encodings, delimiters, line ends, quotes, archives, and what is no log at all."""

import gzip
import io
from pathlib import Path

import pytest

from svcflow.errors import InputError, LogError
from svcflow.eventlog import read_log

HEADER = "Case ID,Activity,Resource,Timestamp\n"
ROWS = "1,Empfängt,Jürgen,2024-01-02 10:00\n1,Löst,Zoë,2024-01-02 11:00\n2,Empfängt,Jürgen,2024-01-03 10:00\n"
PLAIN = HEADER + ROWS


@pytest.fixture
def read(tmp_path):
    def reader(content, **options):
        path = tmp_path / "log.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_log(path, **options)

    return reader


def rows_of(log):
    return log.steps.select("case_id", "activity", "resource", "end_time").rows()


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("latin-1", "cp1252"),
        ("cp1252", "cp1252"),
    ],
)
def test_encodings(read, encoding, named):
    log = read(PLAIN.encode(encoding))
    assert log.report.encoding == named
    assert rows_of(log) == rows_of(read(PLAIN))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_chinese_headers_and_encodings(read, encoding):
    text = "工单号,活动,处理人,开始时间,结束时间\n"
    text += "1,受理客户的投诉,王小明,2024-01-02 10:00,2024-01-02 10:05\n1,关闭工单,李四,2024年1月2日 11:00,2024-01-02 11:30\n"
    log = read(text.encode(encoding))
    assert log.steps.get_column("activity").to_list() == ["受理客户的投诉", "关闭工单"]
    assert log.shape == "start_end"
    assert log.steps.get_column("start_time").dt.hour().to_list() == [10, 11]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_and_line_ends(read, delimiter, ends):
    log = read(PLAIN.replace(",", delimiter).replace("\n", ends))
    assert log.report.delimiter == delimiter
    assert rows_of(log) == rows_of(read(PLAIN))


def test_the_delimiter_line_of_spreadsheets(read):
    assert rows_of(read("sep=;\n" + PLAIN.replace(",", ";"))) == rows_of(read(PLAIN))


def test_gzip_is_known_by_its_bytes(read):
    assert rows_of(read(gzip.compress(gzip.compress(PLAIN.encode())))) == rows_of(read(PLAIN))


def test_stdin(monkeypatch, read):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(PLAIN.encode())))
    log = read_log("-")
    assert rows_of(log) == rows_of(read(PLAIN))
    assert log.report.source == "stdin"


def test_lines_of_rejects_count_blank_lines_and_line_ends_in_quotes(read):
    text = '\nCase ID,"Acti\nvity",Time\n\n1,"A\nB",2024-01-01\n   \n2,,2024-01-01\n3,"C, ""c""",2024-01-02\n4,D,never\n'
    log = read(text, mapping={"activity": "Acti\nvity"})
    assert [(reject.line, reject.reason) for reject in log.report.rejected] == [(8, "no activity"), (10, '"Time" is not a time')]
    assert log.steps.get_column("activity").to_list() == ["A\nB", 'C, "c"']
    assert log.report.events == 2


def test_rows_of_another_width(read):
    log = read(HEADER + "1,A,x,2024-01-02,extra\n1,B\n2,A,x,2024-01-02\n3,A,x,2024-01-02,\n4,A,x,2024-01-02\n")
    assert [(reject.line, reject.reason) for reject in log.report.rejected] == [(2, "more than the header's 4 fields"), (3, "no time")]
    assert log.report.cases == 3


def test_broken_quotes_lose_no_row(read):
    log = read(HEADER + '1,A "x" b,u,2024-01-02 10:00\n1,"B"c,u,2024-01-02 11:00\n2,"open,u,2024-01-02 12:00\n3,D,u,2024-01-02 13:00\n')
    assert log.report.steps == 4
    assert log.steps.get_column("activity").to_list() == ['A "x" b', "Bc", '"open', "D"]


def test_headers_that_stand_twice_or_not_at_all(read):
    log = read("Case ID,Variant,Activity,,Variant,Time\n1,a,A,q,b,2024-01-01\n1,a,B,r,c,2024-01-02\n")
    assert {"case:Variant", "Variant (2)", "column 4"} <= set(log.steps.columns)


def test_what_stands_for_nothing(read):
    log = read(HEADER.strip() + ",Note,Site\n1,A,NULL,2024-01-01,?,x\n1,B,N/A,2024-01-02,ok,?\n1,C,u,2024-01-03,None,x\n")
    assert log.steps.get_column("resource").to_list() == [None, None, "u"]
    assert log.steps.get_column("Note").to_list() == [None, "ok", None]
    assert log.steps.get_column("Site").to_list() == ["x", None, "x"]


def test_a_single_question_mark_column_is_kept(read):
    log = read(HEADER + "1,A,?,2024-01-01\n1,B,u,2024-01-02\n")
    assert log.steps.get_column("resource").to_list() == ["?", "u"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (HEADER.encode(), "no row below"),
        (bytes(range(256)) * 8, "neither text"),
        (b"PK\x03\x04rest", "spreadsheet"),
        (b"PAR1rest", "Parquet"),
        (gzip.compress(PLAIN.encode())[:-9], "archive is broken"),
        (b"<log><trace><event>", "XML is broken"),
        (b"<?xml version='1.0'?><log/>", "no event"),
        (b"one column\n1\n2\n", "no delimiter"),
        (ROWS.encode(), "no header"),
        (b"Ticket,Task\n1,A\n", "no column holds the time"),
        (b"Colour,Time\nred,2024-01-01\n", "no column holds the case"),
        (b"Ticket,Task,End Time\n1,A,soon\n2,B,later\n", 'such as "soon"'),
    ],
)
def test_what_is_no_log_is_refused_with_place(read, tmp_path, content, problem):
    with pytest.raises(InputError, match=problem) as refusal:
        read(content)
    assert refusal.value.place.startswith(str(tmp_path / "log.csv"))


def test_a_missing_time_names_the_columns_and_the_option(read):
    with pytest.raises(LogError) as refusal:
        read("Ticket,Task\n1,A\n")
    assert '"Ticket", "Task"' in str(refusal.value)
    assert "--map end_time=" in str(refusal.value)


def test_missing_files_and_folders(tmp_path):
    (tmp_path / "tickets.csv").write_text(PLAIN)
    with pytest.raises(InputError, match=r"no such file.*tickets\.csv"):
        read_log(tmp_path / "ticket.csv")
    assert read_log(tmp_path).report.source == str(tmp_path)
    with pytest.raises(InputError, match="no folder"):
        read_log(Path(tmp_path / "nowhere" / "x.csv"))


@pytest.mark.parametrize("title", ["Tickets of March", "Tickets, March"])
def test_a_title_above_the_header_is_left_out_and_told(tmp_path, title):
    file = tmp_path / "titled.csv"
    file.write_text(f"{title}\nCase,Activity,Time\n1,Open,2024-01-01 08:00\n1,Close,2024-01-01 09:00\n")
    log = read_log(file)
    assert [(repair.rule, repair.count, repair.example) for repair in log.report.repairs] == [
        ("lines above the header, left out", 1, title)
    ]
    assert log.steps.height == 2
