"""A sheet as CSV (RFC 4180) that Excel reads: UTF-8 with its mark, commas, a point in numbers, a head with units.

Spreadsheets run what looks like a formula, and a log may hold anything. A text that begins like one (= + - @, a tab or a break, and
the full-width signs that some programs take for them) gets an apostrophe before it, as OWASP advises ("CSV injection"); numbers never do.
"""

from __future__ import annotations

import csv
import io
import math

from svcflow.report import svg
from svcflow.report.forms.sheet import Sheet, Value

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def as_csv(sheet: Sheet) -> bytes:
    """The whole file; the same sheet gives the same bytes."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([_told(field.label) for field in sheet.fields])
    writer.writerows([_told(value) for value in row] for row in sheet.rows)
    return written.getvalue().encode("utf-8-sig")


def _told(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, int):
        return str(value)
    return repr(float(value)) if math.isfinite(value) else ""


def harmless(text: str) -> str:
    """The text as no spreadsheet takes it for a formula.

    >>> harmless("=1+1"), harmless("Register"), harmless("−3")
    ("'=1+1", 'Register', '−3')
    """
    guarded = f"'{text}" if text.startswith(DANGEROUS) or text.lstrip(" ").startswith(DANGEROUS) else text
    return svg.printable(guarded)
