"""Tables as files: the facts' own numbers, with units and basis; nothing that a spreadsheet would run; the same bytes twice."""

import csv
import io
import math
from dataclasses import replace

import openpyxl
import pytest

from svcflow.language import speaking
from svcflow.report.forms import sheets
from svcflow.report.forms.delimited import as_csv, harmless
from svcflow.report.forms.sheet import Field, Sheet
from svcflow.report.forms.workbook import EARLIEST, LONGEST_TEXT, as_workbook
from svcflow.report.tables import step_table

HOSTILE = ("=HYPERLINK(\"http://x\",\"go\")", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "＝1+1", "  =1+1")  # fmt: skip


def by_name(facts):
    return {sheet.name: sheet for sheet in sheets(facts)}


def read_csv(sheet):
    rows = list(csv.reader(io.StringIO(as_csv(sheet).decode("utf-8-sig"))))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def read_book(made_of, **keywords):
    return openpyxl.load_workbook(io.BytesIO(as_workbook(made_of, about=[("Log", "desk")], made=None, **keywords)))


def hostile(*texts):
    return Sheet("names", "Names", (Field("Name", "text"), Field("Hours", "number", "h")), tuple((text, -1.5) for text in texts))


def test_every_table_of_the_page_is_there(full_facts):
    assert set(by_name(full_facts)) == {
        "steps", "value_stream", "rework", "teams", "team_weeks", "waiting", "causes", "lead_times", "redesigns",
        "distances", "indicators", "map_steps", "map_flows",
        "paths", "week", "open_tickets", "import_columns", "import_times", "import_repairs", "import_rejects",
    }  # fmt: skip


def test_figures_are_those_of_the_facts(full_facts):
    found = by_name(full_facts)
    for row, step in zip(read_csv(found["steps"]), full_facts.times.steps, strict=True):
        assert row["Step"] == step.activity
        assert float(row["Work, mean [h]"]) == step.processing_h.mean
        assert float(row["Waiting, 90th percentile [h]"]) == step.waiting_h.p90
        assert float(row["Right first time [0–1]"]) == step.complete_and_accurate
        assert int(row["Times done"]) == step.count
    effects = [effect for scenario in full_facts.comparison.scenarios for effect in scenario.values]
    for row, effect in zip(read_csv(found["redesigns"]), effects, strict=True):
        told = [float(row[head]) for head in ("Today", "Difference", "95 % interval from", "95 % interval to")]
        assert told == [effect.baseline, effect.difference, effect.low, effect.high]
    assert [row["Basis"] for row in read_csv(found["indicators"])] == ["measured", "estimated", "absent"]


def test_the_page_shows_the_same_figures(full_facts):
    shown = {row[0].text: row for row in step_table(full_facts).rows}
    for row in read_csv(by_name(full_facts)["steps"]):
        text = shown[row["Step"]][2].text
        assert math.isclose(float(text), float(row["Work, mean [h]"]), rel_tol=0.06), "the page rounds, in hours"


def test_what_is_not_known_is_empty(facts_with, sample):
    facts = facts_with(times=sample.make_times("absent"))
    row = read_csv(by_name(facts)["steps"])[0]
    assert row["Basis of the times"] == "absent"
    assert row["Work, mean [h]"] == ""
    assert read_csv(by_name(facts)["indicators"])[2]["Value"] == ""


def test_rejected_rows_are_named_and_never_shown(full_facts):
    written = as_csv(by_name(full_facts)["import_rejects"]).decode()
    assert "no time" in written
    assert "Mustermann" not in written


def test_csv_guards_texts_and_leaves_numbers():
    rows = list(csv.reader(io.StringIO(as_csv(hostile(*HOSTILE)).decode("utf-8-sig"))))[1:]
    assert [row[0][0] for row in rows] == ["'"] * len(HOSTILE)
    assert {row[1] for row in rows} == {"-1.5"}
    assert harmless("Register") == "Register"


def test_csv_is_what_excel_reads():
    made = as_csv(hostile("等待, 回复"))
    assert made.startswith(b"\xef\xbb\xbf")
    assert made.endswith(b"\r\n")
    assert '"等待, 回复",-1.5'.encode() in made


def test_a_workbook_runs_nothing():
    page = read_book([hostile(*HOSTILE, "http://example.org", "mailto:a@b.org", "1e5")])["Names"]
    for cell in page["A"][1:]:
        assert cell.data_type == "s", cell.value
        assert cell.hyperlink is None
    assert page["A2"].value == HOSTILE[0]
    assert page["B2"].value == -1.5


def test_a_workbook_is_ready_to_work_with(full_facts):
    book = read_book(sheets(full_facts))
    assert book.sheetnames[0] == "About"
    page = book["Steps"]
    assert page.freeze_panes == "B2"
    assert page["A1"].value == "Step"
    assert page["C2"].number_format == "#,##0"
    assert page["E2"].value == full_facts.times.steps[0].processing_h.mean
    assert page.column_dimensions["A"].width > 8
    assert book["Redesigns"]["A2"].value == "<img src=x onerror=alert(1)>"


def test_a_text_too_long_for_a_cell_is_cut():
    told = read_book([hostile("x" * 40_000)])["Names"]["A2"].value
    assert len(told) == LONGEST_TEXT
    assert told.endswith("…")


def test_the_same_facts_give_the_same_bytes(full_facts):
    made = [
        (as_workbook(sheets(full_facts), about=[], made=full_facts.span.last), [as_csv(each) for each in sheets(full_facts)]) for _ in "ab"
    ]
    assert made[0] == made[1]
    assert read_book([]).properties.created == EARLIEST


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_titles_are_names_that_a_workbook_takes(full_facts, language):
    with speaking(language):
        found = sheets(full_facts)
        book = read_book(found)
    assert len(book.sheetnames) == len(found) + 1
    assert all(len(title) <= 31 for title in book.sheetnames)


def test_chinese_heads(full_facts):
    with speaking("zh-Hans"):
        heads = [field.label for field in by_name(full_facts)["steps"].fields]
    assert heads[:3] == ["步骤", "含义", "执行次数"]
    assert "等待，平均 [h]" in heads


def test_an_empty_log_has_no_tables_of_times(facts_with, sample):
    facts = replace(facts_with(sample.make_log(0, rework=0)), bottlenecks=(), queues=())
    assert not {"waiting", "causes", "lead_times", "open_tickets"} & set(by_name(facts))
