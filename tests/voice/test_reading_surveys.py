"""Surveys in any layout are read, and what is no answer is set aside with its line."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook

from svcflow.errors import InputError
from svcflow.voice import read_survey, scale_of

WIDE = """Ticket ID,CSAT,Speed,Would you recommend us?,How much effort did it take?,Comment
T1,5,4,10,1,Fine
T2,2,1,3,5,It took two weeks and nobody called me back
T3,,3,7,,
T4,4,late,9,2,ok
"""


def write(folder: Path, text: str, name: str = "survey.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


def kinds(path: Path, **options: object) -> dict[str, str]:
    return {question.column: question.kind for question in read_survey(path, **options).questions}


def test_columns_are_known_by_their_headers(tmp_path: Path) -> None:
    survey = read_survey(write(tmp_path, WIDE))
    assert {question.column: (question.kind, question.scale.name) for question in survey.questions} == {
        "CSAT": ("csat", "1-5"),
        "Speed": ("item", "1-5"),
        "Would you recommend us?": ("nps", "0-10"),
        "How much effort did it take?": ("ces", "1-7, lower is better"),
    }
    assert survey.roles == {"ticket": "Ticket ID", "comment": "Comment"}
    assert survey.answers["CSAT"].to_list() == [5, 2, None, 4]
    assert survey.lines == (2, 3, 4, 5)


def test_text_in_a_score_column_is_set_aside_with_line_and_reason(tmp_path: Path) -> None:
    survey = read_survey(write(tmp_path, WIDE))
    assert [(reject.line, reject.reason, reject.row) for reject in survey.rejected] == [(5, '"Speed": this is text, not a score', "late")]
    speed = next(question for question in survey.questions if question.column == "Speed")
    assert (speed.answers, speed.rejected) == (3, 1)


def test_a_score_column_of_text_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "Ticket,CSAT\nT1,fine\nT2,slow\nT3,4\n")
    with pytest.raises(InputError, match=r"line 2: 2 of 3 answers in \"CSAT\" are none.*'fine'"):
        read_survey(path)
    with pytest.raises(InputError, match="has no answer that is a score"):
        read_survey(write(tmp_path, "Ticket,CSAT\nT1,fine\nT2,slow\n"))


def test_answers_beyond_a_stated_scale_are_set_aside(tmp_path: Path) -> None:
    path = write(tmp_path, "Ticket,CSAT\nT1,1\nT2,5\nT3,9\n")
    survey = read_survey(path, scales={"CSAT": scale_of("1-5")})
    assert [(reject.line, reject.reason) for reject in survey.rejected] == [(4, '"CSAT": beyond the scale 1-5')]
    with pytest.raises(InputError, match='no question "Csat"'):
        read_survey(path, scales={"Csat": scale_of("1-5")})


def test_one_answer_a_row_becomes_one_response_a_row(tmp_path: Path) -> None:
    text = "Respondent;Ticket;Question;Answer\nA;T1;CSAT;5\nA;T1;推荐;9\nB;T2;CSAT;满意\nB;T2;推荐;4\nB;T2;CSAT;1\n;T3;CSAT;4\n"
    survey = read_survey(write(tmp_path, text))
    assert survey.answers.select("Ticket", "CSAT", "推荐").rows() == [("T1", 5.0, 9.0), ("T2", 4.0, 4.0)]
    assert survey.of_kind("nps")[0].column == "推荐"
    assert [(reject.line, reject.reason) for reject in survey.rejected] == [
        (6, '"CSAT" is answered a second time by "B"'),
        (7, "no respondent"),
    ]


def test_chinese_headers_and_words_in_gb18030(tmp_path: Path) -> None:
    rows = "工单号,总体满意度,响应速度满意度,推荐意愿,意见\n" + "".join(
        f"T{number},{word},{word},{score},处理得{mood}，请继续改进\n"
        for number, (word, score, mood) in enumerate(
            [("非常满意", 10, "很好"), ("一般", 7, "一般"), ("不满意", 2, "太慢"), ("满意", 9, "不错")]
        )
    )
    survey = read_survey(write(tmp_path, rows, encoding="gb18030"))
    assert {question.column: question.kind for question in survey.questions} == {
        "总体满意度": "csat",
        "响应速度满意度": "item",
        "推荐意愿": "nps",
    }
    assert survey.answers["总体满意度"].to_list() == [5, 3, 2, 4]
    assert survey.roles["comment"] == "意见"


def test_workbooks_and_json_lines(tmp_path: Path) -> None:
    book = Workbook()
    for row in (("Ticket ID", "CSAT"), ("T1", 5), ("T2", 3), ("T3", None)):
        book.active.append(row)
    book.save(tmp_path / "survey.xlsx")
    assert read_survey(tmp_path / "survey.xlsx").answers["CSAT"].to_list() == [5, 3, None]
    lines = [{"ticket": "T1", "csat": 5}, {"ticket": "T2", "csat": 3.0}]
    path = write(tmp_path, "\n".join(map(json.dumps, lines)), "survey.jsonl")
    assert read_survey(path).answers["csat"].to_list() == [5, 3]


def test_the_tickets_of_the_log_tell_the_ticket_column(tmp_path: Path) -> None:
    path = write(tmp_path, "What,CSAT\nT1,5\nT2,3\n")
    assert "ticket" not in read_survey(path).roles
    assert read_survey(path, tickets=pl.Series(["T1", "T2", "T9"])).roles["ticket"] == "What"


def test_ages_and_amounts_are_no_questions(tmp_path: Path) -> None:
    assert kinds(write(tmp_path, "Ticket,Age,Wait minutes,CSAT,Tone\nT1,5,3,5,4\nT2,8,2,3,2\n")) == {"CSAT": "csat", "Tone": "item"}


def test_what_the_analyst_says_wins(tmp_path: Path) -> None:
    path = write(tmp_path, "Ticket,CSAT,Grade\nT1,5,1\nT2,3,6\n")
    said = {"Grade": "csat", "CSAT": "ignore"}
    survey = read_survey(path, columns=said, scales={"Grade": scale_of("1-6 lower")})
    assert [(question.column, question.kind, question.why) for question in survey.questions] == [
        ("Grade", "csat", "as said; 1-6, lower is better: as said")
    ]
    with pytest.raises(InputError, match='no column "Grades"'):
        read_survey(path, columns={"Grades": "csat"})
    with pytest.raises(InputError, match='"score" is nothing that a column can be'):
        read_survey(path, columns={"Grade": "score"})


def test_no_answer_is_no_reject(tmp_path: Path) -> None:
    survey = read_survey(write(tmp_path, "Ticket,CSAT\nT1,5\nT2,不适用\nT3,Don't know\nT4,-\n"))
    assert survey.rejected == ()
    assert survey.questions[0].answers == 1


def test_a_file_without_scores_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no column holds answers on a scale"):
        read_survey(write(tmp_path, "Ticket,Name\nT1,Anna\nT2,Ben\n"))
