"""Files that mean harm, or do it by mistake: refused by a limit that is named and can be moved, or read for what they are."""

import contextlib
import gzip
import io
import json
import os
import re
import threading
import tracemalloc
import zipfile
from time import process_time

import pytest

from svcflow.errors import InputError, SvcflowError
from svcflow.eventlog import read_log, write_log, write_rejects
from svcflow.eventlog.sources import delimited
from svcflow.eventlog.sources.limits import Limits
from tests.eventlog import log_writers as write
from tests.eventlog.test_corruption import repacked

FEW_SECONDS = 15  # [CPU s]; on a slow machine, under a loaded one
NAMES = ("Case ID", "Activity", "Timestamp", "Note")
ROWS = [("1", "Open", "2024-01-02 08:00", "x"), ("1", "Close", "2024-01-02 09:00", "y"), ("2", "Open", "2024-01-03 08:00", "z")]
CSV = write.delimited(NAMES, ROWS)
needs_posix = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no devices and named pipes")


@pytest.fixture
def file(tmp_path):
    def writer(data, name="log.csv"):
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return writer


def refusal_of(path, limits=None, most=None):
    """The words of a refusal, which must come quickly and (with `most` [bytes]) without much memory."""
    began = process_time()
    if most is not None:
        tracemalloc.start()
    try:
        with pytest.raises(SvcflowError) as caught:
            read_log(path, limits=limits)
        assert most is None or tracemalloc.get_traced_memory()[1] < most
    finally:
        tracemalloc.stop()
    assert process_time() - began < FEW_SECONDS
    return str(caught.value)


def limit_in(message):
    """The limit that a refusal names, with the option that moves it."""
    name = re.search(r"the limit (\w+) is", message)
    assert name, message
    assert f"--limit {name[1]}=" in message
    return name[1]


# What the command line says.

LAUGHS = "".join(f'<!ENTITY lol{n + 1} "{f"&lol{n};" * 10}">' for n in range(9))
TRACE = '<trace><event><string key="concept:name" value="A"/><date key="time:timestamp" value="2024-01-01T10:00:00Z"/></event></trace>'
HOSTILE = {
    "an external entity": ('<!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/passwd">]><log>&x;</log>', (), "declares entities"),
    "a billion laughs": (f'<!DOCTYPE log [<!ENTITY lol0 "lol">{LAUGHS}]><log>&lol9;{TRACE}</log>', (), "declares entities"),
    "a gzip bomb": (gzip.compress(bytes(100 << 20)), (), "--limit unpacked_ratio="),
    "a large archive": (gzip.compress(CSV.encode() * 100), ("unpacked_bytes=1K",), "--limit unpacked_bytes=4K"),
    "archives in archives": (gzip.compress(gzip.compress(CSV.encode())), ("packings=1",), "--limit packings=4"),
    "many columns": (CSV, ("columns=3",), "--limit columns=12"),
    "a deep document": (f"<log>{'<list>' * 100}", (), "--limit xml_depth=256"),
    "a long value": (f'{{"Case ID": "{"x" * 2000}"}}', ("field_bytes=1K",), "--limit field_bytes=4K"),
}


@pytest.mark.parametrize(("data", "limits", "said"), HOSTILE.values(), ids=HOSTILE)
def test_the_command_line_refuses_in_words(run_svcflow, file, data, limits, said):
    options = [word for limit in limits for word in ("--limit", limit)]
    done = run_svcflow("import", file(data, "log.dat"), *options, timeout=120)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "root:" not in done.stderr


def test_the_command_line_moves_a_limit(run_svcflow, file):
    path = file(gzip.compress(gzip.compress(CSV.encode())))
    done = run_svcflow("import", path, "--json", "--limit", "packings=2", "--limit", "unpacked_bytes=1K")
    assert json.loads(done.stdout)["events"] == 3


# Archives and workbooks.


def test_a_bomb_for_a_workbook(file):
    """A sheet of a gigabyte of blanks, in a megabyte."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", '<workbook><sheets><sheet name="a" r:id="1"/></sheets></workbook>')
        archive.writestr(
            "xl/_rels/workbook.xml.rels", '<Relationships><Relationship Id="1" Target="worksheets/sheet1.xml"/></Relationships>'
        )
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(256):
                sheet.write(b" " * (1 << 20))
    assert limit_in(refusal_of(file(out.getvalue(), "log.xlsx"), most=64 << 20)) == "unpacked_ratio"


def test_two_cells_at_opposite_corners(file):
    data = write.workbook(NAMES, ROWS, typed=False)
    far = b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
    data = repacked(data, "xl/worksheets/sheet1.xml", lambda part: part.replace(b"</sheetData>", far))
    assert limit_in(refusal_of(file(data, "log.xlsx"))) == "unpacked_bytes"


def test_entities_in_a_workbook_are_not_expanded(file):
    doctype = f'<!DOCTYPE x [<!ENTITY lol0 "lol">{LAUGHS}<!ENTITY secret SYSTEM "file:///etc/passwd">]>'.encode()
    data = write.workbook(NAMES, ROWS, typed=False)
    for entity in (b"&lol9;", b"&secret;"):
        changed = repacked(
            data,
            "xl/worksheets/sheet1.xml",
            lambda part, name=entity: part.replace(b"<worksheet", doctype + b"<worksheet", 1).replace(b"Open", name),
        )
        began = process_time()
        try:
            notes = read_log(file(changed, "log.xlsx")).steps["activity"].to_list()
        except InputError:
            notes = []
        assert process_time() - began < FEW_SECONDS
        assert not any("root:" in note or len(note) > 1000 for note in notes)


def test_a_workbook_of_formulas(file):
    import openpyxl

    book = openpyxl.Workbook()
    for row in (NAMES, *ROWS):
        book.active.append(row)
    book.active["D2"] = '=HYPERLINK("http://127.0.0.1:9/", "x")'
    book.active["B3"] = "=cmd|' /C calc'!A0"
    book.save(path := file(b"", "log.xlsx"))
    assert "2 cells hold formulas that no spreadsheet program has computed (the first is D2)" in refusal_of(path)


# What stands in a cell is a text.

EVIL = [
    "../../etc/passwd",
    "/etc/passwd",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "%00",
    "$(touch x)",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "\x1b[2J",
]


@pytest.mark.parametrize("evil", EVIL)
def test_what_stands_in_a_cell_is_a_text_and_no_more(tmp_path, file, evil):
    rows = [(evil, evil, "2024-01-02 08:00", evil), (evil, "x", "2024-01-02 09:00", "y"), (evil, evil, "never", evil)]
    path = file(write.delimited(NAMES, rows), "export.csv")
    log = read_log(path)
    assert log.cases["case_id"].to_list() == [evil]
    assert log.steps["activity"].to_list() == [evil, "x"]
    write_log(log, tmp_path / "kept")
    write_rejects(log.report, tmp_path / "rejects.csv")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["export.csv", "kept", "rejects.csv"]
    assert evil in (tmp_path / "rejects.csv").read_text(encoding="utf-8")
    assert read_log(tmp_path / "kept").cases["case_id"].to_list() == [evil]


@pytest.mark.parametrize("name", ["\x00lifecycle", "No\x00te", "\x00", "\x00\x00timestamp"])
def test_headers_hold_no_nul(file, name):
    """Names that begin with one are svcflow's own, and Polars cannot pass one on."""
    records = [dict(zip((*NAMES[:3], name), row, strict=True)) for row in ROWS]
    log = read_log(file(json.dumps(records), "log.json"))
    assert not any("\x00" in column for column in log.steps.columns)
    assert sorted(log.steps[log.steps.columns[-1]].to_list()) == ["x", "y", "z"]


# Long fields, wide tables, deep documents.


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize(
    "field", ['"' + "x" * 5000 + '"', '"' + "x" * 5000, "x" * 5000, '"' + "a,b\n" * 2000], ids=["closed", "open", "bare", "lines"]
)
def test_a_field_that_is_too_long_costs_its_row_alone(file, monkeypatch, compiled, field):
    monkeypatch.setattr(delimited, "_COMPILED", 0 if compiled else 1 << 40)
    path = file(CSV + f"2,Close,2024-01-04 08:00,{field}\n3,Open,2024-01-05 08:00,x\n")
    report = read_log(path, limits=Limits(field_bytes=1000)).report
    assert report.rows == report.events + len(report.rejected) - report.set_aside
    assert report.events == 4
    if not field.endswith("\n"):
        assert [(reject.line, reject.reason) for reject in report.rejected] == [
            (5, "a field longer than 1000 bytes (--limit field_bytes=…)")
        ]
        assert read_log(path, limits=Limits(field_bytes=10_000)).report.events == 5


@pytest.mark.parametrize("form", ["lines", "array", "inside"])
def test_a_value_that_is_too_long_is_not_even_held(file, form):
    record = f'{{"Case ID": "1", "Note": "{"x" * (30 << 20)}"}}'
    text = {"lines": record, "array": f"[{record}]", "inside": f'{{"issues": [{record}]}}'}[form]
    assert limit_in(refusal_of(file(text, "log.json"), Limits(field_bytes=1 << 20), most=2 << 20)) == "field_bytes"


def wide(count, name="column {:05d}"):
    names = [*NAMES[:3], *(name.format(number) for number in range(count - 3))]
    return write.delimited(names, [(*row[:3], *["x"] * (count - 3)) for row in ROWS])


def test_a_header_longer_than_the_head(file):
    log = read_log(file(wide(1000, f"a long name {'x' * 100} {{}}")))
    assert (log.report.events, len(log.report.columns), log.steps.width) == (3, 3, 1005)


@pytest.mark.parametrize("count", [10_000, 1_000_000])
def test_too_many_columns(file, count):
    message = refusal_of(file(wide(count, "c{}")))
    assert f"the header has {count} columns" in message
    assert limit_in(message) == "columns"


def test_more_columns_can_be_allowed(file):
    assert read_log(file(wide(300)), limits=Limits(columns=300)).steps.width > 300
    assert limit_in(refusal_of(file(wide(300)), Limits(columns=299))) == "columns"


@pytest.mark.parametrize("data", [b"x," * (9 << 20), b"x" * (17 << 20)], ids=["cells", "text"])
def test_a_line_without_end(file, data):
    assert "no line ends within the first 16 MiB" in refusal_of(file(data), most=8 << 20)


DEEP = {
    "arrays": "[" * 1_000_000,
    "objects": '{"a":' * 300_000,
    "a field": '{"Case ID": 1, "Activity": ' + "[" * 100_000 + "]" * 100_000 + "}",
    "closed objects": '{"a":' * 100_000 + "1" + "}" * 100_000,
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_deep_json(file, text):
    assert refusal_of(file(text, "log.json"))


def test_deep_json_costs_its_line_alone(file):
    lines = write.json_lines([dict(zip(NAMES, row, strict=True)) for row in ROWS])
    report = read_log(
        file(lines + '{"Case ID": ' + "[" * 100_000 + "]" * 100_000 + "}\n" + lines.replace("2024", "2025"), "log.jsonl")
    ).report
    assert (report.events, [(reject.line, reject.reason) for reject in report.rejected]) == (6, [(4, "JSON nested too deeply")])


# Places.


@needs_posix
@pytest.mark.parametrize("name", ["/dev/zero", "/dev/urandom", "/dev/null"])
def test_devices(run_svcflow, name):
    done = run_svcflow("import", name, timeout=60)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{name}: this is a device, not a file." in done.stderr


@needs_posix
def test_zeros_without_end_on_stdin(run_svcflow):
    with open("/dev/zero", "rb") as zeros:  # noqa: PTH123
        done = run_svcflow("import", "-", stdin=zeros, timeout=60)
    assert (done.returncode, done.stdout) == (1, "")
    assert "begins with zeros" in done.stderr


@needs_posix
def test_a_named_pipe_is_limited(tmp_path, run_svcflow):
    os.mkfifo(tmp_path / "pipe")

    def pour():
        with contextlib.suppress(BrokenPipeError):
            (tmp_path / "pipe").write_bytes(CSV.encode() * 10_000)

    writer = threading.Thread(target=pour)
    writer.start()
    done = run_svcflow("import", tmp_path / "pipe", "--limit", "unpacked_bytes=64K", timeout=60)
    writer.join()
    assert "the limit unpacked_bytes is 64K" in done.stderr


@needs_posix
def test_links_that_lead_nowhere(tmp_path, file):
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    (tmp_path / "gone.csv").symlink_to(tmp_path / "nowhere.csv")
    assert "cannot be read" in refusal_of(tmp_path / "loop.csv")
    assert "no such file" in refusal_of(tmp_path / "gone.csv")
    file(CSV)
    log = read_log(tmp_path)
    assert log.report.events == 3
    assert any('"gone.csv", "loop.csv"' in note for note in log.report.notes)


@needs_posix
def test_a_folder_with_itself_and_with_pipes_inside(tmp_path, file):
    file(CSV)
    (tmp_path / "self").symlink_to(tmp_path, target_is_directory=True)
    os.mkfifo(tmp_path / "pipe.csv")
    log = read_log(tmp_path)
    assert log.report.events == 3
    assert any('"pipe.csv", "self"' in note for note in log.report.notes)


@needs_posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read(tmp_path, file):
    file(CSV).chmod(0)
    assert "cannot be read (Permission denied)" in refusal_of(tmp_path / "log.csv")
    assert "cannot be read (Permission denied)" in refusal_of(tmp_path)


def test_what_may_not_be_read_as_root(tmp_path, file, monkeypatch):
    file(CSV)
    monkeypatch.setattr("pathlib.Path.open", lambda *_, **__: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
    assert "cannot be read (Permission denied)" in refusal_of(tmp_path)


def test_names_that_no_system_has():
    for name in ("a\x00b", "\ud800.csv", "x" * 5000, "log\n.csv", "~nobody/log.csv"):
        with pytest.raises(InputError):
            read_log(name)


def test_a_name_that_is_too_long_is_refused_in_words(run_svcflow):
    done = run_svcflow("report", "x" * 300, "-o", "page.html")
    assert (done.returncode, done.stdout) == (1, "")
    assert "cannot be read (File name too long)" in done.stderr


def test_folders_that_may_not_be_looked_into(tmp_path, monkeypatch):
    monkeypatch.setattr("pathlib.Path.is_dir", lambda _: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
    assert "no such file" in refusal_of(tmp_path / "log.csv")
    monkeypatch.undo()
    monkeypatch.setattr("pathlib.Path.iterdir", lambda _: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
    assert "Check the path." in refusal_of(tmp_path / "log.csv")
