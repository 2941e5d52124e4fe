"""Sheets: where the table stands, the types of cells, formulas without values, and workbooks made to do harm."""

import datetime as dt
import io
import random
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook import Workbook

from svcflow.errors import InputError, LogError, SvcflowError
from svcflow.eventlog.sources.limits import Limits
from svcflow.eventlog.sources.spreadsheet import read_spreadsheet
from svcflow.eventlog.sources.table import Table

HEADER = ("Ticket", "Status", "Opened", "Hours")
NOON = dt.datetime.fromisoformat("2024-03-01T12:30:05")
ROWS = [("T1", "New", NOON, 1.5), ("T1", "Closed", NOON + dt.timedelta(hours=2), 2.0), ("T2", "New", NOON, 0.25)]


def packed(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def workbook(*sheets: Sequence[Sequence[object]], names: Sequence[str] = ()) -> Workbook:
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(names[number] if names else f"S{number + 1}")
        for row in rows:
            sheet.append(list(row))
    return book


def read(*sheets: Sequence[Sequence[object]], sheet: str | None = None) -> Table:
    return read_spreadsheet(packed(workbook(*sheets)), "log.xlsx", sheet, Limits())


def with_part(data: bytes, name: str, change: dict[str, str]) -> bytes:
    """The same workbook with texts replaced in one part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            text = old.read(entry)
            if entry == name:
                for before, after in change.items():
                    assert before.encode() in text
                    text = text.replace(before.encode(), after.encode())
            new.writestr(entry, text)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_cells_keep_their_types() -> None:
    table = read([(*HEADER, "Open", "Count", "Day"), *((*row, True, 5, dt.date(2024, 3, 1)) for row in ROWS)])
    assert table.frame.schema == pl.Schema(
        {
            "Ticket": pl.String,
            "Status": pl.String,
            "Opened": pl.Datetime("us"),
            "Hours": pl.Float64,
            "Open": pl.Boolean,
            "Count": pl.Int64,
            "Day": pl.Date,
        }
    )
    assert table.frame.row(0) == ("T1", "New", NOON, 1.5, True, 5, dt.date(2024, 3, 1))
    assert table.lines.to_list() == [2, 3, 4]
    assert not table.notes
    assert not table.repairs


def test_columns_of_several_kinds_become_texts_without_loss() -> None:
    values = ["text", 5, 5.5, True, dt.date(2024, 3, 2), NOON, None, "0012"]
    table = read([("id", "value"), *((str(number), value) for number, value in enumerate(values))])
    assert table.frame.get_column("value").to_list() == ["text", "5", "5.5", "TRUE", "2024-03-02", "2024-03-01T12:30:05", None, "0012"]


def test_times_and_durations_are_texts() -> None:
    book = workbook([("id", "at", "lasted"), ("1", dt.time(8, 30), dt.timedelta(hours=30)), ("2", dt.time(9), dt.timedelta(minutes=5))])
    for row in (2, 3):
        book["S1"][f"C{row}"].number_format = "[h]:mm:ss"
    frame = read_spreadsheet(packed(book), "log.xlsx").frame
    assert frame.get_column("at").to_list() == ["08:30:00", "09:00:00"]
    assert frame.get_column("lasted").to_list() == ["30:00:00", "00:05:00"]


@pytest.mark.parametrize("epoch_1904", [False, True])
def test_numbers_among_dates_are_days(epoch_1904: bool) -> None:
    book = workbook([("id", "at"), ("1", NOON), ("2", NOON), ("3", 0)])
    if epoch_1904:
        book.epoch = CALENDAR_MAC_1904
    first = dt.datetime.fromisoformat("1904-01-01" if epoch_1904 else "1899-12-30")
    days = (NOON - first) / dt.timedelta(days=1)
    book["S1"]["B4"] = days
    table = read_spreadsheet(packed(book), "log.xlsx")
    assert table.frame.get_column("at").to_list() == [NOON] * 3
    assert [(repair.count, '"at"' in repair.rule) for repair in table.repairs] == [(1, True)]


def test_a_column_of_numbers_stays_one() -> None:
    assert read([("id", "at"), ("1", 45352.5), ("2", 45353.25)]).frame.schema["at"] == pl.Float64


def test_dates_and_texts_in_one_column_are_pointed_out() -> None:
    dates = [(str(day), NOON + dt.timedelta(days=day)) for day in range(8)]
    table = read([("id", "at"), *dates, *(("x", f"{day}/01/2024") for day in range(13, 20))])
    assert any('"at" holds 8 dates and 7 texts' in note for note in table.notes)
    assert table.frame.get_column("at").to_list()[0] == "2024-03-01T12:30:05"


def test_titles_blank_rows_and_blank_columns_are_left_out_and_said() -> None:
    shifted = [(None, *row[:2], None, *row[2:]) for row in (HEADER, *ROWS)]
    table = read([("Tickets of March",), (), ("Exported", NOON), (), *shifted[:3], (), *shifted[3:]])
    assert table.frame.columns == list(HEADER)
    assert table.frame.height == 3
    assert table.lines.to_list() == [6, 7, 9]
    assert any("The header is row 5" in note and "Tickets of March / Exported" in note for note in table.notes)


def test_headers_that_are_missing_double_or_numbers() -> None:
    table = read([("id", "a", "a", None, 2024), ("1", "x", "y", "z", "w")])
    assert table.frame.columns == ["id", "a", "a (2)", "column 4", "2024"]


def test_merged_cells_hold_for_each_of_their_rows() -> None:
    book = workbook([HEADER, *ROWS])
    book["S1"]["A3"] = None
    book["S1"].merge_cells("A2:A3")
    table = read_spreadsheet(packed(book), "log.xlsx")
    assert table.frame.get_column("Ticket").to_list() == ["T1", "T1", "T2"]
    assert [(repair.count, repair.example) for repair in table.repairs] == [(1, "A2:A3")]


def test_a_header_merged_downwards_and_across() -> None:
    book = workbook(
        [("Ticket", "Status", "Times", None), (None, None, "Opened", "Closed"), ("T1", "New", NOON, NOON), ("T2", "New", NOON, NOON)]
    )
    sheet = book["S1"]
    for cells in ("A1:A2", "B1:B2", "C1:D1"):
        sheet.merge_cells(cells)
    table = read_spreadsheet(packed(book), "log.xlsx")
    assert table.frame.columns == ["Ticket", "Status", "Opened", "Closed"]
    assert table.lines.to_list() == [3, 4]


def test_errors_are_empty_and_counted() -> None:
    book = workbook([HEADER, *ROWS])
    book["S1"]["B3"] = "#REF!"
    book["S1"]["B3"].data_type = "e"
    table = read_spreadsheet(packed(book), "log.xlsx")
    assert table.frame.get_column("Status").to_list() == ["New", None, "New"]
    assert [(repair.count, repair.example) for repair in table.repairs] == [(1, "#REF! in B3")]


def test_the_sheet_by_name_and_by_number() -> None:
    data = packed(workbook([HEADER, *ROWS], [("id", "at"), ("9", NOON)], names=["Tickets", "Other"]))
    assert read_spreadsheet(data, "p", "Tickets").frame.height == 3
    assert read_spreadsheet(data, "p", "tickets").frame.height == 3
    assert read_spreadsheet(data, "p", "2").frame.columns == ["id", "at"]
    with pytest.raises(LogError, match=r'no sheet "Tickts".*"Tickets"'):
        read_spreadsheet(data, "p", "Tickts")
    with pytest.raises(LogError, match=r'several sheets hold a table: "Tickets", "Other".*--sheet'):
        read_spreadsheet(data, "p")


def test_the_only_table_is_read_and_the_others_named() -> None:
    data = packed(workbook([("About", None), ("Made", None)], [HEADER, *ROWS], [], names=["Notes", "Tickets", "Empty"]))
    table = read_spreadsheet(data, "p")
    assert table.frame.height == 3
    assert any('"Tickets"' in note and '"Notes", "Empty"' in note for note in table.notes)
    with pytest.raises(LogError, match=r'"Notes" holds no table.*"Tickets"'):
        read_spreadsheet(data, "p", "Notes")


def test_sheets_of_one_header_are_read_one_after_the_other() -> None:
    table = read([HEADER, *ROWS], [HEADER, *ROWS[:1]])
    assert table.frame.height == 4
    assert table.lines.to_list() == [2, 3, 4, 6]
    assert any("one after the other" in note for note in table.notes)


def test_hidden_sheets_are_read_when_asked_for() -> None:
    book = workbook([HEADER, *ROWS], [("id", "at"), ("9", NOON)])
    book["S2"].sheet_state = "hidden"
    assert read_spreadsheet(packed(book), "p").frame.height == 3
    assert read_spreadsheet(packed(book), "p", "S2").frame.height == 1


def test_formulas_that_were_never_computed_are_refused() -> None:
    book = workbook([HEADER, *ROWS])
    book["S1"]["D3"] = "=1+1"
    with pytest.raises(LogError, match=r'sheet "S1": 1 cell holds a formula .* D3.*save it'):
        read_spreadsheet(packed(book), "p")


def test_formulas_with_values_are_read_and_those_outside_the_table_do_not_matter() -> None:
    book = workbook([HEADER, *ROWS])
    book["S1"]["D3"] = "=1+1"
    data = with_part(packed(book), SHEET, {"<f>1+1</f><v></v>": "<f>1+1</f><v>2</v>"})
    assert read_spreadsheet(data, "p").frame.get_column("Hours").to_list() == [1.5, 2.0, 0.25]
    book = workbook([HEADER, *ROWS])
    book["S1"].insert_rows(1, 2)
    book["S1"]["A1"] = "=TODAY()"
    assert read_spreadsheet(packed(book), "p").frame.height == 3


def test_a_nought_that_waits_to_be_computed_is_no_value() -> None:
    book = workbook([HEADER, *ROWS])
    book["S1"]["D3"] = "=1+1"
    data = with_part(packed(book), SHEET, {"<f>1+1</f><v></v>": "<f>1+1</f><v>0</v>"})
    with pytest.raises(LogError, match="D3"):
        read_spreadsheet(data, "p")


def test_no_table() -> None:
    for rows in ([], [("a", "b")], [("a",), ("1",), ("2",)]):
        with pytest.raises(LogError, match="no sheet holds a table"):
            read(rows)


def test_locked_old_and_foreign_files() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500
    with pytest.raises(InputError, match="locked by a password"):
        read_spreadsheet(ole + "EncryptedPackage".encode("utf-16-le"), "p")
    with pytest.raises(InputError, match=r"old workbook \(\.xls\)"):
        read_spreadsheet(ole, "p")
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.csv", "a,b\n1,2\n")
    with pytest.raises(InputError, match="no XLSX workbook"):
        read_spreadsheet(other.getvalue(), "p")


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    data = packed(workbook([HEADER, *ROWS]))
    with pytest.raises(LogError, match="unpacked_bytes"):
        read_spreadsheet(data, "p", None, Limits(unpacked_bytes=1000))
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b" " * (80 << 20))
    with pytest.raises(LogError, match="unpacked_ratio"):
        read_spreadsheet(out.getvalue(), "p")


def test_a_size_that_is_a_lie_is_found() -> None:
    data = packed(workbook([HEADER, *ROWS]))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo(SHEET).file_size
    lie = data.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert lie != data
    with pytest.raises(InputError, match="broken"):
        read_spreadsheet(lie, "p")


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    data = packed(workbook([HEADER, *ROWS]))
    laughs = "".join(f'<!ENTITY e{number} "{f"&e{number - 1};" * 10}">' for number in range(1, 10))
    for entity in (f'<!ENTITY e0 SYSTEM "file://{tmp_path}/secret">', f'<!ENTITY e0 "ha">{laughs}'):
        evil = with_part(
            data, SHEET, {"<worksheet": f"<!DOCTYPE w [{entity}]><worksheet", ">Closed<": ">&e0;<" if "SYSTEM" in entity else ">&e9;<"}
        )
        with pytest.raises(InputError, match="broken"):
            read_spreadsheet(evil, "p")


def test_a_false_dimension_takes_no_memory_and_far_cells_are_refused() -> None:
    data = packed(workbook([HEADER, *ROWS]))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        said = re.search(rb'<dimension ref="[^"]*"', archive.read(SHEET))
    assert said
    false = with_part(data, SHEET, {said[0].decode(): '<dimension ref="A1:XFD1048576"'})
    assert read_spreadsheet(false, "p").frame.height == 3
    far = "</row><row r='1048576'><c r='XFD1048576' t='n'><v>1</v></c></row></sheetData>"
    with pytest.raises(LogError, match=r"XFD1048576.*unpacked_bytes"):
        read_spreadsheet(with_part(data, SHEET, {"</row></sheetData>": far}), "p")
    empty = "</row><row r='1048576'><c r='XFD1048576' s='0'/></row></sheetData>"
    assert read_spreadsheet(with_part(data, SHEET, {"</row></sheetData>": empty}), "p").frame.height == 3


def test_broken_workbooks_are_refused_with_words() -> None:
    data = packed(workbook([HEADER, *ROWS * 5]))
    rng = random.Random(7)
    refused = 0
    for attempt in range(300):
        broken = bytearray(data[: rng.randrange(30, len(data))] if attempt % 3 == 0 else data)
        for _ in range(rng.randrange(1, 6)):
            broken[rng.randrange(4, len(broken))] = rng.randrange(256)
        try:
            read_spreadsheet(bytes(broken), "p")
        except SvcflowError:
            refused += 1
    assert refused > 100


def test_macro_workbooks_are_read_alike() -> None:
    data = packed(workbook([HEADER, *ROWS]))
    macro = with_part(data, "[Content_Types].xml", {"spreadsheetml.sheet.main": "spreadsheetml.sheet.macroEnabled.main"})
    assert read_spreadsheet(macro, "p").frame.equals(read_spreadsheet(data, "p").frame)


def test_openpyxl_reads_the_same() -> None:
    data = packed(workbook([HEADER, *ROWS]))
    rows = list(openpyxl.load_workbook(io.BytesIO(data))["S1"].iter_rows(min_row=2, values_only=True))
    assert read_spreadsheet(data, "p").frame.rows() == rows
