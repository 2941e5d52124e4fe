"""Small made-up files of every format and of many nasty kinds, from which fuzzing begins: `python tests/fuzz/seeds.py FOLDER`."""

import bz2
import gzip
import hashlib
import io
import lzma
import sqlite3
import sys
import tempfile
import zipfile
from pathlib import Path

NAMES = ("Case ID", "Activity", "Resource", "Timestamp", "Note")
ROWS = [
    ("1", "Open", "Ann", "2024-01-02 08:00", "x"),
    ("1", "Prüfen", "Bob", "2024-01-02 09:30", 'said "no"'),
    ("2", "Open", "Ann", "2024-01-03 08:00", "系统, 升级"),
    ("2", "Close", "", "2024-01-31 08:00", "two\nlines"),
]
SHAPES = (None, "events", "start_end", "lifecycle", "status", "milestones", "audit", "history")
TABLES = {
    "start_end": "Case,Step,Start,End\n1,A,02.01.2024 08:00,02.01.2024 09:00\n1,B,13.01.2024 08:00,12.01.2024 09:00\n",
    "lifecycle": """case,task,time,lifecycle:transition
1,A,2024-01-02T08:00Z,start
1,A,2024-01-02T09:00+01:00,complete
1,B,2024-01-02T09:00Z,suspend
""",
    "status": "Ticket;Status;Changed;Agent\n1;New;1704182400;x\n1;Waiting for customer;1704186000;y\n1;Closed;1704189600;y\n",
    "milestones": """Ticket ID|Opened|Assigned|Resolved
1|1/13/2024 8:00 AM|1/14/2024 9:00 PM|
2|1/14/2024 8:00 AM||1/15/2024 8:00 AM
""",
    "audit": """number,incident_state,assigned_to,sys_updated_at,sys_mod_count
INC1,New,a,29-02-2016 01:00,0
INC1,New,b,29-02-2016 02:00,1
INC1,Closed,b,01-03-2016 02:00,2
""",
    "history": """Issue key,field,from,to,change date,author
A-1,status,Open,In Progress,2024-01-02 08:00,x
A-1,assignee,,y,2024-01-02 08:30,x
A-1,status,In Progress,Done,2024-01-03 08:00,y
""",
}
TIMES = """
    9.3.10 8:05|3/9/2010 08:05 PM|1269000300|1269000300000|40256.50347|"40257,25"|20100319120500|2010年3月19日 12:05|
    19 März 2010 12:05 Uhr|Fri Mar 19 12:05:00 CET 2010|2010-03-28 02:30|2010-03-19T12:05:00.123456789+05:30|
    2010-03-19 12:05[Europe/Rome]|0|9999-12-31|0001-01-01 00:00
"""
JIRA = b"""{"total": 1, "issues": [{"key": "A-1", "fields": {"summary": "x"}, "changelog": {"histories": [
{"created": "2024-01-02T08:00:00.000+0000", "author": {"displayName": "x"},
 "items": [{"field": "status", "fromString": "Open", "toString": "Done"}]}]}}]}
"""
ZENDESK = b"""{"ticket_id": 1, "created_at": "2024-01-02T08:00:00Z",
"events": [{"field_name": "status", "previous_value": "new", "value": "open"}]}
{"x"
"""
STREAMED = b"""<?xml version="1.0" encoding="latin-1"?><log><trace><string key="concept:name" value='1'/><event>
<date key="time:timestamp" value="2024-01-01"/><list key="l"><string key="x" value="&#xe9;&amp;"/></list></event></trace></log>
"""
NASTY = (
    JIRA,
    ZENDESK,
    ZENDESK.replace(b",\n", b", "),
    STREAMED,
    b'a,b\n1,"open\n2,"x"y\n3,"l1\nl2",z\n',
    b'sep=;\n"a";"b"\n1;"say ""x"""\n\n;;\n"";\n',
    b"Report\n\nCase ID|Activity|Timestamp|\n1|A|2024-01-01|\n1|B|2024-01-02\n1|C|2024-01-03|x|y\n",
    b'a,b\n1,"x\\"y"\n\x00\x00,\xff\n',
    b"'a','b'\n'1','2'\n'3','4,5'\n",
    b"a,a,,b\r1,2,3,4\r5,6,7,8\r",
    b"?,NULL\nn/a,1,2\n?,?\n" + b"x" * 80 + b",y\n",
    b"<log><trace><event/></trace></log>",
    b"<!DOCTYPE log [<!ENTITY a 'b'>]><log>&a;</log>",
    b'[{"a": 1}, {"a": 1e999}, 3, null, {"b": [1, {"c": "\\ud800"}]}',
    b"\xef\xbb\xbfa,b\n1,2\n",
    b"%PDF-1.7",
    b"PK\x05\x06" + bytes(18),
)


def seeds() -> list[bytes]:
    """All inputs, each with the byte before it that chooses how it is read."""
    from tests.eventlog import log_writers as write

    csv = write.delimited(NAMES, ROWS)
    texts = [
        csv,
        write.delimited(NAMES, ROWS, ";", quote_all=True, line_end="\r\n"),
        _xes(write),
        _xes(write).replace("\n", "").replace('"', "'"),
    ]
    texts.append(write.json_lines([dict(zip(NAMES, row, strict=True)) for row in ROWS]))
    texts += [f"Case,Step,Time\n1,A,{time}\n1,B,{time}\n2,A,{time}\n" for time in map(str.strip, TIMES.split("|"))]
    found = [text.encode() for text in texts]
    found += [csv.encode(name, "replace") for name in ("utf-16", "utf-16-be", "utf-8-sig", "gb18030", "cp1252", "shift_jis", "big5")]
    found += [pack(csv.encode()) for pack in (gzip.compress, bz2.compress, lzma.compress, _zipped)]
    found += [
        gzip.compress(gzip.compress(csv.encode())),
        _parquet(write),
        _stored(write.workbook(NAMES, ROWS, typed=False)),
        _database(),
        *NASTY,
    ]
    chosen = (
        [bytes((0,)) + data for data in found]
        + [bytes((0x40,)) + data for data in found[:6]]
        + [bytes((0x88,)) + data for data in found[:3]]
    )
    return chosen + [bytes((SHAPES.index(shape) | first,)) + text.encode() for shape, text in TABLES.items() for first in (0, 0x18, 0x20)]


def _xes(write: object) -> str:
    def event(row: tuple) -> list:
        return [("string", "concept:name", row[1]), ("date", "time:timestamp", row[3])]

    return write.xes([(case, [event(row) for row in ROWS if row[0] == case]) for case in "12"], pretty=True)


def _parquet(write: object) -> bytes:
    import polars as pl

    return write.parquet(NAMES, ROWS, [pl.String] * len(NAMES))


def _zipped(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("log.csv", data)
    return out.getvalue()


def _stored(book: bytes) -> bytes:
    """A workbook that is not packed, less the parts that no reader looks at."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if not name.startswith(("docProps", "xl/theme")):
                new.writestr(name, old.read(name))
    return out.getvalue()


def _database() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        base = sqlite3.connect(Path(folder) / "log.sqlite")
        base.execute("pragma page_size = 512")
        base.execute("create table steps (id text, activity text, person text, at text, note text)")
        base.executemany("insert into steps values (?, ?, ?, ?, ?)", ROWS)
        base.commit()
        base.close()
        return (Path(folder) / "log.sqlite").read_bytes()


def main() -> None:
    """Write each seed under a name made of its content."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for data in seeds():
        (folder / hashlib.sha1(data, usedforsecurity=False).hexdigest()).write_bytes(data)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    main()
