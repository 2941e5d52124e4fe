"""The verbs by which texts are told, in English and in Chinese."""

import pytest

from svcflow.language import LANGUAGES, current, mark, normalise, speaking, tell, tell_html, tell_many


@pytest.mark.parametrize(
    ("name", "tag"),
    [("en", "en"), ("EN", "en"), ("en_GB", "en"), ("zh", "zh-Hans"), ("zh-hans", "zh-Hans"), ("zh_CN", "zh-Hans"), ("zh-CN", "zh-Hans"),
     ("zh_Hans_CN", "zh-Hans"), ("zh-TW", "zh-Hant"), ("zh_HK", "zh-Hant"), ("zh_Hant", "zh-Hant"), (" zh-Hant-TW ", "zh-Hant")],
)  # fmt: skip
def test_a_language_is_known_by_its_usual_spellings(name: str, tag: str) -> None:
    assert normalise(name) == tag


@pytest.mark.parametrize("name", ["", "de", "zhHans", "chinese", "z", "-"])
def test_another_language_is_refused_and_the_known_ones_are_named(name: str) -> None:
    with pytest.raises(ValueError, match="svcflow speaks en, zh-Hans, zh-Hant") as refused:
        normalise(name)
    assert f'"{name}"' in str(refused.value)


def test_english_is_the_message_itself() -> None:
    assert current() == "en"
    assert tell("{first} before {second} {{as it is}}", first="a", second="b") == "a before b {as it is}"
    assert tell("no {place} is filled") == "no {place} is filled"
    assert mark("Summary") == "Summary"


def test_the_language_holds_within_and_no_further() -> None:
    with speaking("zh"):
        assert current() == "zh-Hans"
        assert tell("Summary") == "概要"
        with speaking("en"):
            assert tell("Summary") == "Summary"
        assert tell(mark("Summary")) == "概要"
    assert tell("Summary") == "Summary"


def test_what_has_no_translation_is_told_in_english() -> None:
    with speaking("zh-Hans"):
        assert tell("{n} unheard-of things", n=3) == "3 unheard-of things"
        assert tell_many("{count} unheard-of thing", "{count} unheard-of things", 2) == "2 unheard-of things"


def test_the_form_follows_the_number() -> None:
    told = [tell_many("{count} ticket", "{count} tickets", number) for number in (0, 1, 2, 12345)]
    assert told == ["0 tickets", "1 ticket", "2 tickets", "12\u202f345 tickets"]
    with speaking("zh-Hans"):
        told = [tell_many("{count} ticket", "{count} tickets", number) for number in (0, 1, 2.5, 12345, 23_456_789, 310_000_000)]
    assert told == ["0 张工单", "1 张工单", "2 张工单", "12,345 张工单", "2,346万张工单", "3.1亿张工单"]


def test_markup_in_the_message_stays_and_what_fills_it_is_escaped() -> None:
    told = tell_html("<strong>{name}</strong> waits.", name="<script>")
    assert str(told) == "<strong>&lt;script&gt;</strong> waits."
    assert str(tell_html("{inner} & more", inner=tell_html("<i>a</i>"))) == "<i>a</i> & more"


def test_every_language_names_itself() -> None:
    assert list(LANGUAGES) == ["en", "zh-Hans", "zh-Hant"]
