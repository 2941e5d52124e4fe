"""Comments: language, masking, judgement, themes, suggestions, on hand-made sentences and on the bundled labelled ones."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from svcflow.errors import InputError
from svcflow.eventlog import read_log
from svcflow.voice import Comments, measure_comments, read_survey, ticket_facts
from svcflow.voice.comments import find_themes, judge_offline, language_of, mask, suggestions_in
from svcflow.voice.comments.languages import simplified
from svcflow.voice.comments.lexicon import judge_chinese
from svcflow.voice.comments.results import Comment, Sentiment
from svcflow.voice.comments.themes import log_odds


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Great service", "en"),
        ("The VPN was down for two days", "en"),
        ("问题解决了，谢谢", "zh-Hans"),
        ("問題解決了，謝謝", "zh-Hant"),
        ("VPN 又断了", "zh-Hans"),
        ("Das war sehr gut und die Antwort kam schnell", "other"),
        ("とても良かったです", "other"),
        ("👍", "other"),
        ("5", "other"),
    ],
)
def test_the_language_of_a_comment(text: str, language: str) -> None:
    assert language_of(text) == language


def test_traditional_becomes_simplified() -> None:
    assert simplified("希望每天能有一次進度更新") == "希望每天能有一次进度更新"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Write to anna.b@mail.example.com please", "Write to [e-mail] please"),
        ("call +44 20 7946 0123 or (202) 555-0147", "call [phone] or [phone]"),
        ("电话13800000000，谢谢", "电话[phone]，谢谢"),
        ("身份证 11010519491231002X", "身份证 [number]"),
        ("card 4111 1111 1111 1111.", "card [number]."),
        ("IBAN DE44 5001 0517 5407 3249 31", "IBAN [number]"),
        ("Dear Mr Novak, thanks", "Dear Mr [name], thanks"),
        ("All fine. Regards, Maria Keller", "All fine. Regards, [name]"),
        ("客服王小明先生很有耐心", "客服[name]先生很有耐心"),
        ("联系人：李四", "联系人：[name]"),
        ("It took 3 days, 12.5 h on 2025-01-06", "It took 3 days, 12.5 h on 2025-01-06"),
        ("Dear Team, well done", "Dear Team, well done"),
        ("Ticket INC-00123 was slow", "Ticket INC-00123 was slow"),
    ],
)
def test_personal_data_is_masked(text: str, masked: str) -> None:
    assert mask(text).text == masked


def test_ticket_numbers_are_masked_on_request() -> None:
    found = mask("INC-00123 and #4567, 工单20250001", tickets=True)
    assert found.text == "[ticket] and [ticket], [ticket]"
    assert dict(found.found) == {"ticket": 3}


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("非常满意，谢谢", 1),
        ("不满意", -1),
        ("服务不太好", -1),
        ("没有错误", 1),
        ("修好了，但是太慢，很失望", -1),
        ("特别好", 1),
        ("今天", 0),
    ],
)
def test_the_chinese_lexicon_knows_negation(text: str, sign: int) -> None:
    score = judge_chinese(text).score
    assert (score > 0) - (score < 0) == sign


def test_other_languages_are_not_judged() -> None:
    assert judge_offline("Das war gut", "other").label == "unknown"


@pytest.mark.parametrize(
    "text",
    [
        "It would be great if you called back.",
        "Please tell us sooner.",
        "I suggest a chat.",
        "希望加快处理。",
        "能不能提供电话回访？",
        "建议增加人手",
    ],
)
def test_wishes_are_found(text: str) -> None:
    assert suggestions_in(f"Solved. {text}" if text.isascii() else f"解决了。{text}") == [text]


@pytest.mark.parametrize("text", ["I would recommend you to everybody.", "Solved quickly, thanks.", "没有建议", "很好，推荐"])
def test_praise_is_no_wish(text: str) -> None:
    assert suggestions_in(text) == []


def comment(text: str, language: str = "en") -> Comment:
    return Comment(1, None, language, text, Sentiment("negative", 1.0))


def test_planted_words_stand_out_and_common_ones_do_not() -> None:
    first = [comment(f"Nobody answered the hotline, number {number} today") for number in "abcdefgh"]
    second = [comment(f"Waiting for the specialist again, number {number} today") for number in "abcdefgh"]
    themes = {theme.group: [word.text for word in theme.words] for theme in find_themes([*first, *second], ["Call"] * 8 + ["Fix"] * 8)}
    assert "hotline" in " ".join(themes["Call"])
    assert "specialist" in " ".join(themes["Fix"])
    assert not {"today", "number"} & {word for words in themes.values() for word in words}


def test_the_log_odds_by_hand() -> None:
    # 8 of 9 against 1 of 9 with half a comment of prior in one: ln(8.5/1.5) - ln(1.5/8.5), over sqrt(1/8.5 + 1/1.5).
    assert log_odds(8, 9, 1, 9, 0.5, 1.0) == pytest.approx(2 * 1.7346010553881064 / (1 / 8.5 + 1 / 1.5) ** 0.5)
    assert log_odds(4, 9, 4, 9, 0.5, 1.0) == 0


@pytest.fixture(scope="module")
def truth(bundled: Callable[[str], Path]) -> dict[str, dict]:
    return json.loads(bundled("service_desk_survey.truth.json").read_text(encoding="utf-8"))["comments"]


@pytest.fixture(scope="module")
def labels(bundled: Callable[[str], Path], truth: dict[str, dict]) -> dict[int, dict]:
    """What is true of the comment on each line."""
    with bundled("service_desk_survey.csv").open(newline="", encoding="utf-8") as file:
        return {line: truth[row["Response ID"]] for line, row in enumerate(csv.DictReader(file), start=2) if row["Comment"]}


@pytest.fixture(scope="module")
def heard(bundled: Callable[[str], Path]) -> Comments:
    log = read_log(bundled("service_desk.csv"))
    survey = read_survey(bundled("service_desk_survey.csv"), tickets=log.cases["case_id"])
    return measure_comments(survey, ticket_facts(log))


def test_languages_wishes_and_names_of_the_bundled_comments_are_found(heard: Comments, labels: dict[int, dict]) -> None:
    assert {each.line: each.language for each in heard.comments} == {line: label["language"] for line, label in labels.items()}
    wished = {each.line for each in heard.suggestions}
    assert wished == {line for line, label in labels.items() if label["wish"]}
    personal = [each.text for each in heard.comments if labels[each.line]["personal"]]
    assert all("[" in text for text in personal)
    everything = " ".join(each.text for each in heard.comments)
    assert not any(secret in everything for secret in ("@", "Keller", "Novak", "王小明", "李女士", "13800000000", "7946"))


def test_offline_judgements_of_the_bundled_comments(heard: Comments, labels: dict[int, dict]) -> None:
    clear = [each for each in heard.comments if labels[each.line]["sentiment"] != "neutral"]
    right = sum(each.sentiment.label == labels[each.line]["sentiment"] for each in clear)
    assert right / len(clear) > 0.85
    assert heard.agreement is not None
    assert heard.agreement.accuracy.value > heard.agreement.majority


def test_planted_themes_are_told_by_step(heard: Comments) -> None:
    words = {theme.group: {word.text for word in theme.words} for theme in heard.by_step if theme.language == "zh"}
    assert "专家" in words["Investigate"]
    assert {"回复", "提交", "热线"} & words["Diagnose"]


def test_a_survey_without_comments_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    path.write_text("Ticket,CSAT\nT1,5\nT2,3\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"no comments.*--comments"):
        measure_comments(read_survey(path))
