"""The page in Chinese: no English sentence of ours is left in it, whatever stands in the log."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from svcflow.report import render
from svcflow.report.page import page

SENTENCE = re.compile(r"[A-Za-z][a-z']+(?:[ ,;:]+[A-Za-z][a-z']*){2,}")
"""Three words of Latin letters in a row."""
VOID = {"meta", "link", "br", "hr", "input", "img"}


class Told(HTMLParser):
    """What is read out: texts, and the attributes that are shown or spoken, outside of code and of what is marked as English."""

    def __init__(self):
        super().__init__()
        self.open, self.texts = [], []

    def _aside(self):
        return any(tag in ("style", "script", "code") or lang == "en" for tag, lang in self.open)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in VOID:
            self.open.append((tag, given.get("lang")))
        if not self._aside():
            self.texts += [given[name] for name in ("title", "aria-label") if given.get(name)]

    def handle_startendtag(self, tag, attrs):
        self.texts += [value for name, value in attrs if name in ("title", "aria-label") and value and not self._aside()]

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data):
        if data.strip() and not self._aside():
            self.texts.append(data)


def english_in(content: str, names: set[str]) -> list[str]:
    """Sentences of Latin letters, names of the log apart."""
    reader = Told()
    reader.feed(content)
    found = []
    for text in reader.texts:
        for name in sorted(names, key=len, reverse=True):
            text = text.replace(name, "·")
        found += [text] if SENTENCE.search(text) else []
    return found


def names_of(facts) -> set[str]:
    """What the log and the redesigns call things; and the formulas of the fixture's indicators, which are in no catalogue."""
    names = {each.activity for each in facts.process_map.activities} | {step.activity for step in facts.times.steps}
    for scenario in facts.comparison.scenarios if facts.comparison else ():
        names |= {scenario.name, scenario.why}
    names |= {each.formula for each in (*facts.indicators, *(facts.comparison.indicators if facts.comparison else ()))}
    return {name for name in names if name}


@pytest.mark.parametrize("language", ["zh", "zh-Hant"])
def test_no_english_sentence_is_left(full_facts, language):
    assert english_in(page(full_facts, language), names_of(full_facts)) == []


def test_an_english_sentence_would_be_found():
    assert english_in('<p title="This is not told.">等待</p><p lang="en">This is marked.</p>', set()) == ["This is not told."]
    assert english_in("<p>等待 Wait for the customer</p>", {"Wait for the customer"}) == []


def test_the_page_says_its_language(full_facts):
    assert '<html lang="zh-Hans">' in page(full_facts, "zh_CN")
    assert '<html lang="zh-Hant">' in page(full_facts, "zh-TW")
    assert '<html lang="en">' in page(full_facts)


def test_a_note_without_a_message_is_marked_as_english(full_facts):
    report = replace(full_facts.import_report, notes=("Nobody translated this note.",))
    assert '<span lang="en">Nobody translated this note.</span>' in page(replace(full_facts, import_report=report), "zh")


def test_why_a_ready_redesign_helps_is_told_and_another_reason_stays(full_facts):
    scenario = full_facts.comparison.scenarios[0]
    for why, shown in (
        ("Fewer tickets for everybody, without more people.", "不增加人手，让大家的工单都减少。"),
        ("{x} <b>", "{x} &lt;b&gt;"),
    ):
        comparison = replace(full_facts.comparison, scenarios=(replace(scenario, why=why),))
        assert f"<p>{shown}</p>" in page(replace(full_facts, comparison=comparison), "zh")


def test_the_same_facts_give_the_same_bytes_in_each_language(full_facts, tmp_path):
    first, again, english = (tmp_path / name for name in ("a.html", "b.html", "c.html"))
    render(full_facts, first, "zh")
    render(full_facts, english)
    render(full_facts, again, "zh")
    assert first.read_bytes() == again.read_bytes() != english.read_bytes()


def test_another_language_is_refused(full_facts, tmp_path):
    with pytest.raises(ValueError, match="svcflow speaks en, zh-Hans, zh-Hant"):
        render(full_facts, tmp_path / "page.html", "de")
    assert not list(tmp_path.iterdir())
