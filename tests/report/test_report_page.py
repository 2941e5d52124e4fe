"""The page: whole, safe, self-contained, the same bytes every time."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

import svcflow
from svcflow.model import Gathering
from svcflow.report import render, words
from svcflow.report.page import page, sections
from svcflow.report.templating import units_in_text

VOID = {"meta", "br", "img", "link", "hr", "input"}


class Reader(HTMLParser):
    """Collects tags, attributes and text, and holds that every tag is closed where it should be."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.ids, self.texts = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def read(content):
    reader = Reader()
    reader.feed(content)
    reader.close()
    assert reader.open == []
    return reader


def text_of(content):
    return re.sub(r"\s+", " ", " ".join(read(content).texts).replace("\u202f", " "))


def test_every_section_is_there_in_order(full_facts):
    found = [tag["id"] for name, tag in read(page(full_facts)).tags if name == "section"]
    assert found == [section.id for section in sections(full_facts)]
    assert {"summary", "import", "people", "rework", "redesigns", "definitions"} <= set(found)


def test_sections_stand_even_when_there_is_nothing_in_them(facts_with):
    facts = facts_with(bottlenecks=(), indicators=())
    content = page(facts)
    assert [section.id for section in sections(facts)] == [anchor for anchor in read(content).ids if anchor in dict(words.SECTIONS)]
    text = text_of(content)
    assert "There is no model of this log." in text
    assert "No redesign was compared." in text


def test_links_lead_to_what_the_page_has(full_facts, facts_with):
    for facts in (full_facts, facts_with(reworked=None, people=())):
        content = read(page(facts))
        links = {attributes["href"] for name, attributes in content.tags if name == "a"}
        assert links
        assert links <= {f"#{anchor}" for anchor in content.ids}


def test_nothing_is_loaded_from_anywhere(full_facts):
    content = page(full_facts)
    for name, attributes in read(content).tags:
        assert name not in {"link", "img", "iframe", "object", "embed", "base"}
        for key, value in attributes.items():
            assert not key.startswith("on"), (name, key)
            if key in {"src", "href", "xlink:href", "action", "data"}:
                assert value.startswith("#"), (name, key, value)
    assert "url(" not in content
    assert "@import" not in content
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg\")", content)


def test_names_from_the_log_stay_text(full_facts):
    content = page(full_facts)
    # The page has scripts of its own; a name can neither begin nor end one.
    assert content.count("<script") == content.count("</script>") == len([name for name, _ in read(content).tags if name == "script"])
    assert "<script>alert(1)" not in content
    assert "<img" not in content
    assert "<img src=x onerror=alert(1)>" in text_of(content)


def test_the_same_facts_give_the_same_bytes(full_facts, tmp_path):
    first, second = render(full_facts, tmp_path / "a.html"), render(full_facts, tmp_path / "b.html")
    assert first.read_bytes() == second.read_bytes()
    assert {entry.name for entry in tmp_path.iterdir()} == {"a.html", "b.html"}


def test_people_and_folders_of_the_file_are_nobodys_business(full_facts):
    content = page(full_facts)
    assert "Mustermann" not in content
    assert "/home/" not in content
    assert "tickets.csv" in content


def test_the_import_shows_its_evidence(full_facts):
    text = text_of(page(full_facts))
    for part in ("17 rows have a day above 12", "end before begin: swapped", "few distinct values", "Times are taken as UTC.", "no time"):
        assert part in text


def test_estimates_carry_their_mark(facts_with, sample):
    text = text_of(page(facts_with(times=sample.make_times("estimated"))))
    assert "31 h est." in text
    assert "31 h est." not in text_of(page(facts_with()))


def test_a_poor_model_warns_beside_the_redesigns(full_facts):
    text = text_of(page(full_facts))
    redesigns = text[text.index("All figures are") - 400 : text.index("All figures are")]
    assert "The model is poor." in redesigns
    assert words.GRADE_ADVICE["poor"] in redesigns


def test_a_good_model_does_not_warn(facts_with, sample):
    validation = sample.make_validation("good")
    text = text_of(page(facts_with(comparison=sample.make_comparison(validation=validation))))
    assert "The model is poor" not in text
    assert "not validated" not in text


def test_effects_are_told_in_words_as_well_as_in_colour(full_facts):
    text = text_of(page(full_facts)).replace("\u2212", "-")
    assert "-9 h, improved" in text
    assert "+900 EUR a week, worse" in text
    assert "-9 improved -11 to -7" in text


def test_no_queues_no_staffing_and_the_page_says_so_twice(facts_with, sample):
    few = sample.make_model(sample.make_validation(), waiting_from_queues=0.02)
    text = text_of(page(facts_with(model=few, comparison=sample.make_comparison())))
    assert text.count(words.FEW_QUEUES) == 2  # in the summary and beside the redesigns
    assert "Only 2 % sim. of the waiting in the model comes from queues" in text
    text = text_of(page(facts_with(model=sample.make_model(sample.make_validation()))))
    assert words.FEW_QUEUES not in text
    assert "40 % sim. of the waiting in the model comes from queues" in text


def test_waiting_for_a_release_is_told_beside_the_queues(facts_with, sample):
    model = sample.make_model(sample.make_validation())
    assert "gathered" not in text_of(page(facts_with(model=model)))
    step = model.steps[0].model_copy(update={"gathering": Gathering(times=("Tue 14:00",))})
    text = text_of(page(facts_with(model=model.model_copy(update={"steps": (step,)}))))
    assert "off duty, and tickets that are gathered before Close and wait for their release, whoever is free." in text


def test_why_begins_are_estimated_is_said_once(facts_with, sample):
    note = "The log does not record when work began for 21221 of 21221 steps: their times are estimates."
    other = "21221 steps begin early."
    times = replace(sample.make_times("estimated"), notes=(note, other))
    text = text_of(page(facts_with(sample.make_log(shape="events"), times=times)))
    assert text.count("estimates") == 1 + 1  # in the summary, and what "est." marks
    assert "does not record when work began for" not in text
    assert "21 221 steps begin early." in text


def test_numbers_in_notes_are_written_as_the_page_writes_them():
    assert units_in_text('12345 of 2025, "No. 12345", 3.14159, 10:12345') == '12\u202f345 of 2025, "No. 12345", 3.14159, 10:12345'


def test_the_value_stream_adds_up_and_holds_the_queue(facts_with):
    ladder = facts_with().ladder
    rungs = [*ladder.steps, *([ladder.others] if ladder.others else [])]
    assert [rung.name for rung in rungs][:2] == ["Investigate", "Close"]
    assert sum(rung.waiting_h for rung in rungs) == pytest.approx(ladder.total.waiting_h)


def test_the_seed_and_the_version_close_the_page(full_facts):
    assert f"Made by svcflow {svcflow.__version__} with seed 1." in text_of(page(full_facts))


def test_tables_have_captions_and_drawings_a_text(full_facts):
    reader = read(page(full_facts))
    names = [name for name, _ in reader.tags]
    assert names.count("caption") == names.count("table") > 4
    assert all(tag["role"] == "img" and tag["aria-label"] for name, tag in reader.tags if name == "svg" and "xmlns" in tag)
    assert all(tag["scope"] in ("col", "row") for name, tag in reader.tags if name == "th")
    headings = [name for name in names if name in ("h1", "h2", "h3")]
    assert headings == ["h1"] + ["h2"] * len(sections(full_facts))
    assert ("html", {"lang": "en"}) in reader.tags


def test_why_there_is_no_model_is_said(facts_with):
    assert "There is no model of this log: 12 tickets are too few." in text_of(page(facts_with(trouble="12 tickets are too few.")))


def test_an_indicator_that_the_log_cannot_tell_is_named_as_such(full_facts):
    assert re.search(r"1 indicator needs what was not given Cost per ticket", text_of(page(full_facts)))


def test_an_empty_log_still_makes_a_page(facts_with, sample):
    from svcflow.mining.results import ProcessMap
    from svcflow.timing.results import StepTimes

    log = sample.make_log(1)
    nothing = replace(log, steps=log.steps.clear(), cases=log.cases.clear())
    stream = replace(sample.make_times("absent").value_stream, cases=0, lead_time_h=0.0, lead_time_median_h=0.0)
    content = page(
        facts_with(nothing, process_map=ProcessMap(0, (), (), (), (), (), 0, "end_to_end"), times=StepTimes((), stream), bottlenecks=())
    )
    assert "The log holds no tickets." in text_of(content)


@pytest.mark.parametrize("part", ["prefers-color-scheme: dark", "@media print", "size: A4"])
def test_the_style_knows_dark_pages_and_paper(full_facts, part):
    assert part in page(full_facts)
