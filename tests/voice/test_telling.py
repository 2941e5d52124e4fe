"""Everything that is told of customers stands in the catalogue, and sentences say only what the facts hold."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from svcflow.language import speaking, tell
from svcflow.voice import hear, read_survey, tell_voice
from svcflow.voice.comments.languages import Spoken
from svcflow.voice.names import CROSSHAIRS, HOURS, LANGUAGES, REMARKS, SENTIMENTS, VERDICTS
from svcflow.voice.surveys.results import Crosshair, Verdict
from svcflow.voice.surveys.templates import TEMPLATES


def test_every_code_has_a_name() -> None:
    assert set(VERDICTS) == set(get_args(Verdict))
    assert set(CROSSHAIRS) == set(get_args(Crosshair))
    assert set(LANGUAGES) == set(get_args(Spoken))


@pytest.mark.parametrize("names", [VERDICTS, CROSSHAIRS, SENTIMENTS, LANGUAGES, REMARKS, HOURS])
def test_every_name_is_there_in_chinese(names: dict[str, str]) -> None:
    with speaking("zh-Hans"):
        assert all(any("\u4e00" <= letter <= "\u9fff" for letter in tell(text)) for text in names.values())


def test_every_questionnaire_is_there_in_chinese() -> None:
    texts = {question for template in TEMPLATES.values() for _, question in template.rows()}
    with speaking("zh-Hans"):
        assert all(not tell(text).isascii() for text in texts)


def test_what_was_not_asked_is_not_told(tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    path.write_text("Ticket,CSAT\n" + "".join(f"T{number},{number % 5 + 1}\n" for number in range(20)), encoding="utf-8")
    assert tell_voice(hear(read_survey(path))) == ("40\u202f% of 20 answers are satisfied (22\u202f% to 61\u202f%): 4 or better of 1-5.",)
    with speaking("zh-Hans"):
        assert tell_voice(hear(read_survey(path)))[0].startswith("20 份答卷中 40% 表示满意")
