"""The forms of the report of public logs: every figure can stand alone, every table opens and holds what the log does, in two languages."""

import csv
import io
import re
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

from svcflow.eventlog import read_log
from svcflow.language import speaking
from svcflow.mining import mine_map
from svcflow.report import summarize, team_weeks
from svcflow.report.forms import figures, sheets
from svcflow.report.forms.delimited import as_csv
from svcflow.report.forms.markdown import summary_markdown
from svcflow.report.forms.summary_json import summary_json
from svcflow.report.forms.workbook import as_workbook
from svcflow.timing import attribute_waiting, decompose_times, find_bottlenecks
from svcflow.timing.streams.value_stream import find_streams

pytestmark = pytest.mark.real_logs
LOGS = [
    "tickets/helpdesk.csv.gz",
    "tickets/callcenter.csv.gz",
    "tickets/servicenow_audit.csv.gz",
    "tickets/repair.xes.gz",
    "tickets/receipt.xes.gz",
    "tickets/bpic2013_closed_problems.xes.gz",
    "simulation/Production_train.csv.gz",
    "simulation/P2P_train.csv.gz",
]


@pytest.mark.parametrize("name", LOGS)
def test_every_form_can_be_taken_away(real_logs: Path, name: str) -> None:
    log = read_log(real_logs / name)
    timed = attribute_waiting(log)
    facts = summarize(
        log, process_map=mine_map(log), times=decompose_times(timed), bottlenecks=find_bottlenecks(timed), timed=timed,
        stream=find_streams(timed).families[0], people=team_weeks(timed),
    )  # fmt: skip
    for language in ("en", "zh-Hans"):
        with speaking(language):
            drawn, told = figures(facts), sheets(facts)
            assert summary_markdown(facts).startswith("# ")
            assert summary_json(facts)
        for figure in drawn:
            for each in ElementTree.fromstring(figure.svg).iter():
                assert not {"class", "style", "paint-order"} & set(each.attrib)
                assert not [value for value in each.attrib.values() if re.search(r"\d%|nan|inf$", value)], (figure.name, each.attrib)
        assert {"process_map", "value_stream_map", "lead_times", "open_tickets"} <= {figure.name for figure in drawn}
        tables = {sheet.name: sheet for sheet in told}
        assert sum(row[1] for row in tables["map_steps"].rows) == log.steps.height
        assert [row[0] for row in tables["steps"].rows] == [step.activity for step in facts.times.steps]
        for sheet in told:
            rows = list(csv.reader(io.StringIO(as_csv(sheet).decode("utf-8-sig"))))
            assert len(rows) == len(sheet.rows) + 1
            assert {len(row) for row in rows} == {len(sheet.fields)}
        book = openpyxl.load_workbook(io.BytesIO(as_workbook(told, about=[], made=facts.span.last)), read_only=True)
        assert len(book.sheetnames) == len(told) + 1
