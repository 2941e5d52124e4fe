"""A folder of exports of one shape is one log, whose rows say which file they come from."""

import polars as pl
import pytest

from svcflow.errors import InputError, LogError
from svcflow.eventlog.log import Reject
from svcflow.eventlog.sources import open_source
from svcflow.eventlog.sources.folder import SOURCE_FILE

JANUARY = "Case,Step,Time\n1,Open,2024-01-02\n1,Störung behoben,2024-01-03\n"
FEBRUARY = "Case,Step,Time\n2,Open,2024-02-02\n1,Störung behoben,2024-01-03\n2,Rückruf,2024-02-03\n"


def rows(table, *columns):
    return table.frame.select(pl.col(columns or table.frame.columns).cast(pl.String)).rows()


def test_files_stand_one_after_the_other_by_name(tmp_path):
    (tmp_path / "2024-02.csv").write_text(FEBRUARY, encoding="utf-8")
    (tmp_path / "2024-01.csv").write_text(JANUARY, encoding="utf-8")
    table = open_source(tmp_path)
    assert table.file_column == SOURCE_FILE
    assert rows(table, "Case", SOURCE_FILE) == [
        ("1", "2024-01.csv"),
        ("1", "2024-01.csv"),
        ("2", "2024-02.csv"),
        ("1", "2024-02.csv"),
        ("2", "2024-02.csv"),
    ]
    assert table.lines.to_list() == [2, 3, 2, 3, 4]


def test_rows_of_overlapping_files_are_equal_but_for_the_file(tmp_path):
    (tmp_path / "a.csv").write_text(JANUARY, encoding="utf-8")
    (tmp_path / "b.csv").write_text(FEBRUARY, encoding="utf-8")
    table = open_source(tmp_path)
    assert table.frame.is_duplicated().sum() == 0
    assert table.frame.drop(table.file_column).is_duplicated().sum() == 2


def test_encodings_delimiters_and_the_order_of_columns_may_differ(tmp_path):
    (tmp_path / "a.csv").write_bytes(JANUARY.encode("cp1252"))
    (tmp_path / "b.txt").write_bytes("Time;Case;Step\n2024-02-02;2;Rückruf\n".encode("utf-16"))
    (tmp_path / "c.json").write_text('{"Step": "Öffnen", "Time": "2024-03-01", "Case": "3"}\n', encoding="utf-8")
    table = open_source(tmp_path)
    assert table.frame.columns == ["Case", "Step", "Time", SOURCE_FILE]
    assert rows(table, "Case", "Step")[1:] == [("1", "Störung behoben"), ("2", "Rückruf"), ("3", "Öffnen")]
    assert table.encoding == "cp1252, utf-16, utf-8"
    assert table.delimiter == ","


def test_a_folder_with_one_log_is_that_log(tmp_path):
    (tmp_path / "a.csv").write_text(JANUARY, encoding="utf-8")
    table = open_source(tmp_path)
    assert table.frame.columns == ["Case", "Step", "Time"]
    assert table.file_column is None
    assert table.notes == ()


def test_what_is_no_log_is_left_out_and_said(tmp_path):
    (tmp_path / "a.csv").write_text(JANUARY, encoding="utf-8")
    (tmp_path / "b.csv").write_text(FEBRUARY, encoding="utf-8")
    (tmp_path / ".hidden.csv").write_text("x")
    (tmp_path / "rejects.csv").write_text("line,reason,row\n1,x,y\n")
    (tmp_path / "README.txt").write_text("Exports of two months")
    (tmp_path / "chart.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "empty.csv").write_bytes(b"\n")
    (tmp_path / "older").mkdir()
    table = open_source(tmp_path)
    assert table.frame.height == 5
    assert table.notes[0] == 'left out of the folder, as no logs: "README.txt", "chart.png", "empty.csv", "older", "rejects.csv"'


def test_other_columns_are_refused_with_the_difference(tmp_path):
    (tmp_path / "a.csv").write_text(JANUARY, encoding="utf-8")
    (tmp_path / "b.csv").write_text("Case,Activity,Time,Team\n2,Open,2024-02-02,x\n")
    with pytest.raises(LogError) as refusal:
        open_source(tmp_path)
    assert refusal.value.problem == '"b.csv" has not the columns of "a.csv": it is without "Step" and with "Activity", "Team".'
    assert refusal.value.place == str(tmp_path)
    assert refusal.value.remedy


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "a.csv").write_text(JANUARY, encoding="utf-8")
    (tmp_path / "b.csv").write_text("just a sentence\n")
    with pytest.raises(LogError) as refusal:
        open_source(tmp_path)
    assert refusal.value.place.startswith(str(tmp_path / "b.csv"))


@pytest.mark.parametrize(("names", "said"), [([], "no file in the folder"), (["readme.txt", "a.png"], "none of the 2 files")])
def test_a_folder_without_a_log(tmp_path, names, said):
    for name in names:
        (tmp_path / name).write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(InputError, match=said):
        open_source(tmp_path)


def test_options_are_for_every_file(tmp_path):
    (tmp_path / "a.csv").write_bytes(JANUARY.encode("cp850"))
    (tmp_path / "b.csv").write_bytes(FEBRUARY.encode("cp850"))
    assert rows(open_source(tmp_path, encoding="cp850"), "Step")[1] == ("Störung behoben",)
    with pytest.raises(LogError, match="--sheet is for a workbook"):
        open_source(tmp_path, sheet="1")


def test_rejects_and_repairs_say_their_file(tmp_path):
    (tmp_path / "a.csv").write_text(JANUARY + "3,Open,2024-01-05,more,and more\n", encoding="utf-8")
    broken = ("2,Rückruf,2024-02-04\n" * 400).encode() + b"2,St\xf6rung,2024-02-03\n"
    (tmp_path / "b.csv").write_bytes(FEBRUARY.encode() + broken)
    (tmp_path / "c.csv").write_bytes(FEBRUARY.encode() + broken)
    table = open_source(tmp_path)
    assert [(reject.line, reject.source) for reject in table.rejected] == [(4, "a.csv")]
    assert isinstance(table.rejected[0], Reject)
    repair = next(repair for repair in table.repairs if "not UTF-8" in repair.rule)
    assert repair.count == 2
    assert repair.example.startswith('b.csv: line 405: "2,St')


def test_texts_that_are_coded_in_one_file_alone(tmp_path):
    frame = pl.DataFrame({"Case": ["1", "2"], "Step": ["Open", "Close"], "Time": ["2024-01-01", "2024-01-02"]})
    frame.with_columns(pl.col("Step").cast(pl.Categorical)).write_parquet(tmp_path / "a.parquet")
    frame.write_parquet(tmp_path / "b.parquet")
    (tmp_path / "c.csv").write_text(JANUARY, encoding="utf-8")
    assert rows(open_source(tmp_path), "Step") == [("Open",), ("Close",)] * 2 + [("Open",), ("Störung behoben",)]


def test_a_column_of_that_name_is_kept_under_another(tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("Case,source file,Time\n1,mine,2024-01-02\n")
    table = open_source(tmp_path)
    assert rows(table, "source file (2)", SOURCE_FILE) == [("mine", "a.csv"), ("mine", "b.csv")]


def test_progress_names_the_files(tmp_path):
    (tmp_path / "a.csv").write_text(JANUARY, encoding="utf-8")
    (tmp_path / "b.csv").write_text(FEBRUARY, encoding="utf-8")
    told = []
    open_source(tmp_path, progress=lambda *news: told.append(news))
    assert told == [("reading a.csv", 0, 2), ("reading b.csv", 1, 2), ("reading b.csv", 2, 2)]
