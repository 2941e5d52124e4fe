"""A study to begin with: it is one as it stands, and with every suggestion taken up, and it knows all that a study can say."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from svcflow.cli.options import Reading
from svcflow.eventlog import build_log, read_log, write_log
from svcflow.progress import silent
from svcflow.study import Study, draft_study, read_study
from svcflow.study.schema import SHIPPED, schema_text

EVENT_LOGS = Path(__file__).parents[2] / "event_logs"


def taken_up(text: str) -> str:
    """The draft with all suggestions, which are lines that begin with `# name =` or `# [table]`, as if a person had taken the # away."""
    return re.sub(r'(?m)^# (?=\[|[a-z_]+ = |[\w".-]+(?: [\w]+)*"? = |(?:teams|people|response_h|resolution_h)\.)', "", text)


@pytest.fixture(scope="module")
def draft() -> str:
    path = EVENT_LOGS / "six_cases.csv"
    return draft_study(read_log(path), str(path), folder=EVENT_LOGS)


def test_the_draft_is_a_study_of_the_log(draft: str, tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_text(draft, encoding="utf-8")
    study = read_study(path)
    assert study.log == "six_cases.csv"
    assert study.map["case_id"] == "Ticket ID"
    assert study.meanings == {"Wait for customer": "customer"}
    assert study.currency == ""


def test_with_every_suggestion_taken_up_it_says_all_that_a_study_can_say(draft: str, tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_text(taken_up(draft), encoding="utf-8")
    study = read_study(path)
    assert study.model_fields_set >= set(Study.model_fields)
    for name in (
        "survey",
        "comments",
        "staff",
        "ideas",
        "status",
        "outcomes",
        "factors",
        "service_levels",
        "costs",
        "indicators",
        "calendar",
    ):
        table = getattr(study, name)
        assert table.model_fields_set == set(type(table).model_fields), name
    assert set(study.teams) == set(study.rates_h)
    assert "Investigate" in study.teams["Second line"].skills


def test_names_that_need_quotes_have_them(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text('id,step,who,begin,end\n1,"a ""b"" = c # d",Ann [1],2025-01-06 09:00,2025-01-06 10:00\n', encoding="utf-8")
    log = read_log(path, mapping={"case_id": "id", "activity": "step", "resource": "who", "start_time": "begin", "end_time": "end"})
    text = draft_study(log, str(path), folder=tmp_path)
    study = tmp_path / "study.toml"
    study.write_text(text.replace('# "a \\"b', '"a \\"b'), encoding="utf-8")
    assert read_study(study).value == {'a "b" = c # d': "value-adding"}


def test_the_draft_of_a_kept_log_can_be_read(tmp_path: Path) -> None:
    log = read_log(EVENT_LOGS / "six_cases.csv")
    write_log(log, tmp_path / "kept")
    file = tmp_path / "study.toml"
    file.write_text(draft_study(read_log(tmp_path / "kept"), str(tmp_path / "kept"), folder=tmp_path), encoding="utf-8")
    read, study = Reading(str(file)).open(silent)
    assert read.cases.height == log.cases.height
    assert study.map == {}


def test_what_is_suggested_to_be_required_is_a_column_of_the_log(tmp_path: Path) -> None:
    rows = {"case_id": ["1", "2"], "activity": ["Solve"] * 2, "resource": ["Ann"] * 2, "end_time": [datetime(2025, 3, 3, tzinfo=UTC)] * 2}
    text = draft_study(build_log(pl.DataFrame(rows), name="bare"), "bare.csv", folder=tmp_path)
    assert '# required = ["resource"]' in text


def test_the_shipped_schema_is_that_of_the_document() -> None:
    assert SHIPPED.read_text(encoding="utf-8") == schema_text()
    schema = json.loads(schema_text())
    assert set(schema["properties"]) == set(Study.model_fields) - {"file", "lines"}
    assert schema["properties"]["service_level_h"]["description"].startswith("a ticket is in time")
