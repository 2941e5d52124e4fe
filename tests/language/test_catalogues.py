"""The catalogues: complete, whole, without contradictions, and those of traditional Chinese made from those of simplified."""

import re
from collections import defaultdict
from pathlib import Path
from string import Formatter

import pytest

from svcflow.indicators.catalogue import BY_TEAM, CATALOGUE
from svcflow.language import retold, speaking
from svcflow.language.renewing import entries, messages, missing, renew_traditional, unused

CHINESE = ("zh-Hans", "zh-Hant")


def strings(message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, tuple | list) else (message.string,)


def ids(message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, tuple | list) else (message.id,)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", CHINESE)
def test_every_message_is_translated(language: str) -> None:
    found = missing(language)
    assert not found, "\n".join(f"{file}: {message}" for message, file in found.items())


def test_no_translation_is_idle() -> None:
    found = unused("zh-Hans")
    assert not found, "\n".join(f"{file}: {message}" for message, file in found.items())


def test_messages_are_found_in_code_and_in_templates() -> None:
    found = messages()
    assert {"Tickets", "Process map", "{count} ticket", "one in six"} <= set(found)
    assert any(file.endswith(".j2") for file in found.values())
    assert "other" not in found, "a key is no message"


@pytest.mark.parametrize("language", CHINESE)
def test_places_are_those_of_the_message(language: str) -> None:
    wrong = [f"{language}/{file}: {message.id}" for file, message in entries(language) if not same_places(message)]
    assert not wrong, "\n".join(wrong)


def same_places(message) -> bool:
    """A translation fills what the message fills; of one for many, the form for one may say less."""
    asked = [places(one) for one in ids(message)]
    return all(places(text) <= set().union(*asked) and (len(asked) > 1 or places(text) == asked[0]) for text in strings(message))


@pytest.mark.parametrize("language", CHINESE)
def test_markup_is_that_of_the_message(language: str) -> None:
    tags = re.compile(r"</?[a-z]+>")
    wrong = [
        f"{file}: {message.id}"
        for file, message in entries(language)
        for text in strings(message)
        if sorted(tags.findall(text)) != sorted(tags.findall(ids(message)[0]))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", CHINESE)
def test_no_message_is_translated_in_two_ways(language: str) -> None:
    found: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for _, message in entries(language):
        found[ids(message)[0]].add(strings(message))
    assert not {message: texts for message, texts in found.items() if len(texts) > 1}


@pytest.mark.parametrize("language", CHINESE)
def test_nothing_is_left_empty_or_unsure(language: str) -> None:
    wrong = [f"{file}: {message.id}" for file, message in entries(language) if message.fuzzy or not all(strings(message))]
    assert not wrong, "\n".join(wrong)


def test_translations_are_written_as_chinese_is() -> None:
    """Full-width marks between Chinese characters, no full stop of the West, no space before a mark."""
    bad = re.compile(r"[\u4e00-\u9fff][,;:!?] |[\u4e00-\u9fff]\.$| [，。；：、）]")
    wrong = [f"{file}: {text}" for file, message in entries("zh-Hans") for text in strings(message) if bad.search(text)]
    assert not wrong, "\n".join(wrong)


def test_traditional_chinese_is_made_from_simplified(tmp_path: Path) -> None:
    assert not renewed(tmp_path), "renew it: python -m svcflow.language"


def renewed(folder: Path) -> list[str]:
    """The catalogues that differ from those in the package."""
    renew_traditional(folder)
    here = Path(__file__).resolve().parents[2] / "svcflow" / "language" / "zh-Hant"
    names = {path.name for path in (*folder.glob("*.po"), *here.glob("*.po"))}
    return sorted(name for name in names if text_of(folder / name) != text_of(here / name))


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def test_every_indicator_has_a_title_and_a_formula_in_chinese() -> None:
    with speaking("zh-Hans"):
        texts = [text for entry in (*CATALOGUE, *BY_TEAM) for text in (entry.title, entry.formula)]
        lacking = [text for text in texts if retold(text) == text]
    assert not lacking, "\n".join(lacking)
