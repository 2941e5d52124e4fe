"""What kind of file it is, by its content: an export's name says little (HTML that is called .xls, CSV that is called .txt)."""

from __future__ import annotations

import re
from typing import Literal

from svcflow.errors import InputError
from svcflow.eventlog.sources.opening import ZIP, Data

Kind = Literal["text", "JSON", "XES", "Parquet", "workbook", "database"]

_HEAD = 4096
_SQLITE, _PARQUET, _OLE = b"SQLite format 3\x00", b"PAR1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_AS_CSV = "Export the log as CSV (UTF-8), XLSX, JSON Lines, XES or Parquet."
_UNPACK = "Unpack it into a folder; where its files are parts of one log, name the folder, else one of them."
_FOREIGN: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF document", _AS_CSV),
    (b"\x89PNG", "an image", _AS_CSV),
    (b"\xff\xd8\xff", "an image", _AS_CSV),
    (b"GIF8", "an image", _AS_CSV),
    (b"{\\rtf", "a rich-text document", _AS_CSV),
    (b"Rar!", "a RAR archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "an archive of Zstandard", "Unpack it, or pack it as gzip."),
    (b"PK\x05\x06", "an empty zip archive", "Fetch or pack the file again."),
    (b"ARROW1", "an Arrow file", "Write the table as Parquet or CSV."),
    (b"FEA1", "a Feather file", "Write the table as Parquet or CSV."),
    (b"ORC", "an ORC file", "Write the table as Parquet or CSV."),
    (b"Obj\x01", "an Avro file", "Write the table as Parquet or CSV."),
)
"""how a file begins, what it is, and what to do instead"""
_TAR = 257
_HTML = re.compile(rb"<(!doctype\s+html|html|head|body|table|meta|style|div)\b", re.IGNORECASE)
_SHEET_2003 = re.compile(rb"progid=.Excel\.Sheet|urn:schemas-microsoft-com:office:spreadsheet")
_HEADER_IN_BRACKETS = re.compile(rb"<[^<>=\r\n]{1,80}>[ \t]*[,;\t|]")
_JSON = re.compile(rb"\{|\[\s*[\[{\]\"]")


def find_kind(data: Data, place: str) -> Kind:
    """The kind of a file. Cost: a look at its first bytes.

    Raises
    ------
    InputError
        It is of a kind that is no log; the message says which, and what to export instead.
    """
    head = bytes(data[:_HEAD])
    alien = foreign(head)
    if alien:
        raise InputError(f"this is {alien[0]}, not a log.", place=place, remedy=alien[1])
    for mark, kind in _MARKS:
        if head.startswith(mark):
            return kind
    text = _plain(head)
    if _JSON.match(text):
        return "JSON"
    return "XES" if text.startswith(b"<") and not _HEADER_IN_BRACKETS.match(text) else "text"


def foreign(head: bytes) -> tuple[str, str] | None:
    """What a file that begins so is instead of a log, and what to do; nothing where it may be one."""
    for mark, what, remedy in _FOREIGN:
        if head.startswith(mark) and (mark != b"ORC" or b"\x00" in head):
            return what, remedy
    if head[_TAR : _TAR + 5] == b"ustar":
        return "a tar archive", _UNPACK
    text = _plain(head)
    if _HTML.match(text):
        return (
            "a web page (HTML), whatever its name",
            "Export the log as CSV (UTF-8), or open the page in a spreadsheet and save it as XLSX.",
        )
    if text.startswith(b"<") and _SHEET_2003.search(text):
        return "a workbook in the XML of 2003", "Open it in a spreadsheet and save it as XLSX."
    return None


_MARKS: tuple[tuple[bytes, Kind], ...] = ((_SQLITE, "database"), (_PARQUET, "Parquet"), (ZIP, "workbook"), (_OLE, "workbook"))


def _plain(head: bytes) -> bytes:
    """The first characters as single bytes, whatever the encoding: without marks, zeros and blanks."""
    return head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
