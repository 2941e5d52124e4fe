"""The summary as Markdown and JSON: the findings' sentences, the facts' figures, and no name that becomes more than a name."""

import json
from dataclasses import replace

import pytest

from svcflow.language import speaking
from svcflow.report.findings import sentence
from svcflow.report.forms import summary_document
from svcflow.report.forms.markdown import plain, summary_markdown
from svcflow.report.forms.summary_json import FORMAT, summary_json


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("a *b* _c_", r"a \*b\* \_c\_"),
        ("[x](http://evil.example)", r"\[x\](http\://evil.example)"),
        ("<script>alert(1)</script>", r"\<script\>alert(1)\</script\>"),
        ("a | b", r"a \| b"),
        ("# head", r"\# head"),
        ("1. first", r"1\. first"),
        ("- item", r"\- item"),
        ("R&D &amp; &#60;", r"R&D \&amp; \&#60;"),
        ("`code` ~~gone~~", r"\`code\` \~\~gone\~\~"),
        ("www.example.org", r"www\.example.org"),
        ("two\nlines", "two lines"),
        ("6.7 h", "6.7 h"),
        ("+1.5 h", "+1.5 h"),
        ("Wait 3.5 h (est.)", "Wait 3.5 h (est.)"),
    ],
)
def test_names_stay_names(name, told):
    assert plain(name) == told


def test_markdown_tells_findings_figures_redesigns_and_doubts(full_facts):
    told = summary_markdown(full_facts)
    heads = [line for line in told.splitlines() if line.startswith("#")]
    assert heads == ["# desk", "## Findings", "## Key figures", "## Redesigns", "## How far to believe this"]
    assert all(f"{number}. " in told for number in range(1, len(full_facts.findings) + 1))
    table = [line for line in told.splitlines() if line.startswith("| Mean lead time |")]
    assert any("−9" in line and "improved" in line for line in table)
    assert "Do not decide on its estimates" in told
    assert "<img" not in told.replace(r"\<", "")


def test_marks_stand_at_estimates(facts_with, sample):
    told = summary_markdown(facts_with(times=sample.make_times("estimated")))
    line = next(line for line in told.splitlines() if line.startswith("| Waiting per ticket |"))
    assert line.endswith("(est.) |")
    assert "| Median lead time | 5 h |" in told.replace("\u202f", " "), "measured: no mark"
    assert "work and waiting are estimated; such figures are marked est." in told


def test_json_holds_the_facts(full_facts):
    document = json.loads(summary_json(full_facts))
    assert document["format"] == FORMAT
    lead = document["findings"][0]
    assert (lead["kind"], lead["section"], lead["basis"], lead["figures"]["cases"]) == ("lead_time", "times", "measured", 12)
    assert lead["text"] == sentence(full_facts.findings[0])
    figures = {each["name"]: each for each in document["key_figures"]}
    assert figures["tickets"] == {"name": "tickets", "value": 40, "unit": "tickets", "basis": "measured"}
    assert figures["lead_time_mean"]["value"] == pytest.approx(full_facts.lead_time_mean_h, rel=1e-9)
    assert document["value_stream"]["waiting_h"] == full_facts.times.value_stream.waiting_h
    effect = document["redesigns"]["scenarios"][0]["effects"][0]
    assert (effect["indicator"], effect["difference"], effect["low"], effect["high"]) == ("lead_time_mean", -9, -11, -7)
    assert document["validation"]["grade"] == "poor"
    assert document["indicators"][2]["value"] is None


def test_only_texts_depend_on_the_language(full_facts):
    def without(document):
        return document | {"language": None, "findings": [each | {"text": None, "advice": None} for each in document["findings"]]}

    english = summary_document(full_facts)
    with speaking("zh"):
        chinese = summary_document(full_facts)
    assert chinese["language"] == "zh-Hans"
    assert without(english) == without(chinese)


def test_numbers_that_are_none_are_null(full_facts):
    stream = replace(full_facts.times.value_stream, flow_efficiency=float("nan"))
    facts = replace(full_facts, times=replace(full_facts.times, value_stream=stream))
    assert json.loads(summary_json(facts))["value_stream"]["flow_efficiency"] is None


def test_no_tickets_no_figures(facts_with, sample):
    facts = facts_with(sample.make_log(0, rework=0), bottlenecks=())
    assert [each["name"] for each in summary_document(facts)["key_figures"]] == ["tickets"]
    assert "The log holds no tickets." in summary_markdown(facts)


def test_in_chinese(full_facts):
    with speaking("zh"):
        assert "## 改进方案" in summary_markdown(full_facts)
