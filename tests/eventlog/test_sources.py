"""One door to every kind of source: told by content, and options that are for another kind are refused."""

import gzip
import io
import json
import sqlite3
import zipfile

import polars as pl
import pytest

from svcflow.errors import InputError, LogError
from svcflow.eventlog.sources import open_source
from svcflow.eventlog.sources.limits import Limits

ROWS = [("1", "Open", "2024-01-02 08:00"), ("1", "Close", "2024-01-02 09:00"), ("2", "Open", "2024-01-03 08:00")]
NAMES = ("case", "activity", "time")
CSV = "\n".join(",".join(row) for row in (NAMES, *ROWS)) + "\n"
XES = (
    "<?xml version='1.0'?><log>"
    + "".join(
        f'<trace><event><string key="case" value="{case}"/><string key="activity" value="{activity}"/>'
        f'<string key="time" value="{time}"/></event></trace>'
        for case, activity, time in ROWS
    )
    + "</log>"
)


@pytest.fixture
def source(tmp_path):
    def made(kind):
        path = tmp_path / "export.dat"
        frame = pl.DataFrame(ROWS, schema=dict.fromkeys(NAMES, pl.String), orient="row")
        if kind == "Parquet":
            frame.write_parquet(path)
        elif kind == "workbook":
            openpyxl = pytest.importorskip("openpyxl")
            book = openpyxl.Workbook()
            for row in (NAMES, *ROWS):
                book.active.append(row)
            book.save(path)
        elif kind == "database":
            with sqlite3.connect(path) as base:
                base.execute('create table steps ("case" text, activity text, time text)')
                base.executemany("insert into steps values (?, ?, ?)", ROWS)
            base.close()
        else:
            text = {"text": CSV, "XES": XES, "JSON": "\n".join(json.dumps(dict(zip(NAMES, row, strict=True))) for row in ROWS)}[kind]
            path.write_text(text, encoding="utf-8")
        return path

    return made


KINDS = ["text", "JSON", "XES", "Parquet", "workbook", "database"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_kind_is_told_by_content_and_not_by_name(source, kind):
    table = open_source(source(kind))
    assert [tuple(row) for row in table.frame.select(NAMES).with_columns(pl.all().cast(pl.String)).rows()] == ROWS


@pytest.mark.parametrize("kind", ["text", "JSON", "XES", "Parquet", "workbook"])
def test_packed_sources(source, kind):
    path = source(kind)
    path.write_bytes(gzip.compress(path.read_bytes()))
    assert open_source(path).frame.height == 3


def test_a_packed_database_is_refused(source):
    path = source("database")
    path.write_bytes(gzip.compress(path.read_bytes()))
    with pytest.raises(InputError, match="database cannot be read from an archive"):
        open_source(path)


OPTIONS = {"encoding": "utf-8", "delimiter": ",", "sheet": "1", "query": "steps"}
FITS = {"encoding": ("text", "JSON", "XES"), "delimiter": ("text",), "sheet": ("workbook",), "query": ("database",)}


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_an_option_is_used_or_refused(source, kind, option):
    path = source(kind)
    if kind in FITS[option]:
        assert open_source(path, **{option: OPTIONS[option]}).frame.height == 3
    else:
        with pytest.raises(LogError, match=rf"--{option} is for .*, and this is ") as refusal:
            open_source(path, **{option: OPTIONS[option]})
        assert refusal.value.place == str(path)


def test_a_given_encoding_reaches_the_reader(tmp_path):
    for name, text in (
        ("log.csv", CSV.replace("Open", "Eröffnet")),
        ("log.json", json.dumps([{"case": "1", "activity": "Eröffnet"}], ensure_ascii=False)),
    ):
        (tmp_path / name).write_bytes(text.encode("cp850"))
        table = open_source(tmp_path / name, encoding="cp850")
        assert table.encoding == "cp850"
        assert table.frame.get_column("activity").cast(pl.String)[0] == "Eröffnet"


def test_limits_reach_the_reader(source):
    with pytest.raises(LogError, match="--limit columns="):
        open_source(source("text"), limits=Limits(columns=2))
    with pytest.raises(LogError, match="--limit columns="):
        open_source(source("Parquet"), limits=Limits(columns=2))


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "an image"),
        (b"\xff\xd8\xff\xe0", "an image"),
        (b"{\\rtf1 x}", "a rich-text document"),
        (b"Rar!\x1a\x07", "a RAR archive"),
        (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
        (b"\x28\xb5\x2f\xfdxxxx", "an archive of Zstandard"),
        (b"ARROW1\x00\x00", "an Arrow file"),
        (b"\n <!DOCTYPE html>\n<html><table><tr><td>1</td></tr></table>", "a web page"),
        ("\ufeff<table><tr><td>1</td></tr></table>".encode("utf-16-le"), "a web page"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook/>', "a workbook in the XML of 2003"),
        (b"log.csv".ljust(257, b"\x00") + b"ustar\x0000", "a tar archive"),
    ],
)
def test_what_is_no_log_is_named(tmp_path, start, what):
    (tmp_path / "log.csv").write_bytes(start)
    with pytest.raises(InputError, match=what) as refusal:
        open_source(tmp_path / "log.csv")
    assert refusal.value.remedy


@pytest.mark.parametrize(("mark", "what"), [(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old workbook"), (b"word", "XLSX")])
def test_other_office_files(tmp_path, mark, what):
    path = tmp_path / "log.xls"
    path.write_bytes(mark)
    if mark == b"word":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(InputError, match=what):
        open_source(path)


def test_headers_in_brackets_are_delimited_text(tmp_path):
    for names in ("<case>,<activity>,<time>", "[case],[activity],[time]"):
        (tmp_path / "log.csv").write_text(CSV.replace("case,activity,time", names))
        assert open_source(tmp_path / "log.csv").frame.columns == names.split(",")


@pytest.mark.parametrize("url", ["https://example.org/log.csv", "s3://bucket/log.csv", "file:///tmp/log.csv"])
def test_addresses_elsewhere_are_refused(url):
    with pytest.raises(InputError, match="Download the file"):
        open_source(url)


def test_a_database_by_its_url(source):
    path = source("database")
    assert open_source(f"sqlite:///{path}", query="select * from steps where activity = 'Open'").frame.height == 2
    with pytest.raises(LogError, match="--delimiter is for delimited text"):
        open_source(f"sqlite:///{path}", delimiter=";")
    with pytest.raises(InputError):
        open_source("nosuchdatabase://host/x")


def test_stdin_is_told_by_content_too(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(CSV.encode("utf-16"))))
    table = open_source("-")
    assert (table.frame.height, table.encoding) == (3, "utf-16")


def test_json_is_utf_8_without_a_question(tmp_path):
    """The bytes of ¬ are a character of EUC-JP and of GB18030, too."""
    (tmp_path / "log.json").write_text('[{"case": "¬"}]', encoding="utf-8")
    assert open_source(tmp_path / "log.json").frame.rows() == [("¬",)]
    (tmp_path / "log.json").write_bytes('[{"case": "Prüfung läuft für Müller"}]'.encode("cp1252"))
    assert open_source(tmp_path / "log.json").frame.rows() == [("Prüfung läuft für Müller",)]
