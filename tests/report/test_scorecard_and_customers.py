"""The scorecard and the customers' voice on the page: what they say by hand, in both languages, and nothing where nobody asked."""

import re
from dataclasses import replace
from datetime import date

import pytest

from svcflow.language import speaking
from svcflow.redesign.money import Amount
from svcflow.report.customers.section import customers_section
from svcflow.report.customers.tables import importance_table, level_table
from svcflow.report.findings.score import SaidOfHours, Score, Scored
from svcflow.report.forms import figures, sheets
from svcflow.report.forms.markdown import summary_markdown
from svcflow.report.forms.summary_json import summary_document
from svcflow.report.page import page, sections
from svcflow.report.scorecard.section import scorecard_section
from svcflow.scorecard import Reading, check_set, gaps, score, set_of, trend_of, what_moved
from svcflow.scorecard.weights.results import given_weights
from svcflow.scorecard.weights.sensitivity import room_of_verdict
from svcflow.scorecard.weights.weighing import weigh
from svcflow.study.scoring import Appraisal, MonthScore
from svcflow.voice.comments.results import Comments, Suggestion, Theme, Word
from svcflow.voice.hearing import Voice
from svcflow.voice.surveys.results import (
    Bin,
    Curve,
    Effort,
    Figure,
    ImportanceMap,
    Level,
    Link,
    Loop,
    MapItem,
    Member,
    Nps,
    Responses,
    Satisfaction,
    SegmentResponse,
    Standing,
    TopBox,
)  # fmt: skip
from svcflow.voice.surveys.scales import Scale

EVIL = "<script>alert(1)</script>"
FIVE = Scale(low=1, high=5, better="higher", points=5)


def scorecard_set():
    """Lead time (target 25 h, weight 0.6) and a judged indicator of an evil name (0.4)."""
    lead = {"weight": 1.0, "title": "Mean lead time", "unit": "h", "better": "lower", "score": "target", "target": 25}
    judged = {"weight": 1.0, "title": EVIL, "score": "rubric", "rubric": {"always": 100, "seldom": 40}}
    return set_of(
        {
            "name": f"Desk {EVIL}", "date": date(2025, 1, 1), "grades": {"good": 60, "fair": 45, "poor": 0},
            "dimension": {
                "Efficiency": {"weight": 0.6, "indicator": {"lead_time_mean": lead}},
                "Quality": {"weight": 0.4, "customer": True, "indicator": {"manners": judged}},
            },
        }
    )  # fmt: skip


def appraisal(**keywords):
    """Lead time 50 h: 50 points; judged seldom: 40 points; in all 0.6 · 50 + 0.4 · 40 = 46, fair."""
    given = scorecard_set()
    readings = (Reading("lead_time_mean", 50.0, "h", 44.0, 57.0), Reading("manners", "seldom", basis="judged", n=1))
    card = score(given, readings, "now")
    before = score(given, (Reading("lead_time_mean", 40.0, "h"), readings[1]), "before")
    weights = given_weights({"Efficiency": 0.6, "Quality": 0.4})
    judged = weigh(
        {
            "review": date(2026, 1, 1), "date": date(2025, 1, 1), "items": ["Efficiency", "Quality"],
            "expert": {"weights": {"Li": {"Efficiency": 60, "Quality": 40}}}, "ahp": {"judgements": {"Li": {"Efficiency : Quality": 2}}},
        }
    )  # fmt: skip
    months = tuple(MonthScore(f"2025-0{at}", *each) for at, each in enumerate(((55.0, 90), (53.5, 80), (46.0, 90), (40.0, 3)), start=1))
    told = Appraisal(
        given=given, card=card, weights=weights, weighing=judged, gaps=gaps(card), months=months,
        trend=trend_of([each.total for each in months[:3]]), moved=what_moved(before, card), checks=check_set(given),
        sensitivity=room_of_verdict({"Efficiency": 50.0, "Quality": 40.0}, weights, given.grades),
        standings=(Standing("lead_time_mean", 50.0, 0.25, 4),), link=None, readings=readings,
    )  # fmt: skip
    return replace(told, **keywords)


def figure(value, half=0.05, n=100):
    return Figure(value, value - half, value + half, n)


SURE = ((1e-8, 0.0), (0.0, 1e-4))
LINK = Link("lead_h", figure(-0.002, 0.0005), figure(-0.06, 0.02), figure(0.8), SURE, 0.3, 240.0, FIVE, False, "measured")


def voice(**keywords):
    """A survey with everything in it."""
    bins = tuple(Bin(h, h + 10, h + 5, figure(0.9 - h / 100), 0.9 - h / 100) for h in (0.0, 10.0, 20.0))
    everywhere = (("means", "concentrate"), ("medians", "concentrate"), ("midpoint", "concentrate"))
    items = (MapItem("Speed", figure(0.8), figure(0.5), everywhere),
             MapItem(EVIL, figure(0.2), figure(0.9), (("means", "overkill"), ("medians", "overkill"), ("midpoint", "keep"))))  # fmt: skip
    segment = SegmentResponse("lead time", "1", 20, 10, figure(0.5), figure(0.9))
    level = Level("team", (Member("First line", 90, 0.8, figure(0.79), 0.98, False, 0.81, 1.0),
                           Member(EVIL, 4, 0.3, figure(0.6), 0.4, True, None, 0.0)), figure(0.78), 0.1, 2)  # fmt: skip
    written = Comments(
        count=50, languages={"en": 50}, judge="offline", sentiments={"negative": figure(0.2, n=50)}, by_language={}, agreement=None,
        by_step=(Theme("Investigate", "en", 5, (Word("slow", 4, 2.5),), f"Too slow. {EVIL}"),), by_sentiment=(),
        suggestions=(Suggestion(3, "T1", "en", f"Please call. {EVIL}", "Investigate"),), masked={}, comments=(),
    )  # fmt: skip
    said = Satisfaction(
        responses=100, csat=(TopBox("Overall", figure(0.8), figure(4.2), FIVE, 4, 80, ()),),
        nps=Nps("Recommend", figure(35.0, 5.0), 45, 45, 10),
        effort=Effort("Easy", figure(5.6), figure(0.85), Scale(low=1, high=7, better="higher", points=7), "higher", ""),
        response=Responses(400, 100, figure(0.25, n=400), (segment,), (), 7.0, 21.0, figure(0.8), None),
        reliability=None, importance=ImportanceMap(items, (("means", 0.5, 0.7), ("medians", 0.5, 0.7), ("midpoint", 0.5, 0.5)), "stated"),
        curves=(Curve("lead_h", bins, figure(-0.4), True, "measured"),), link=LINK, levels=(level,),
        loop=Loop(20, 10, 8, 6, figure(0.5), figure(0.35), figure(0.75)), notes=(),
    )  # fmt: skip
    return Voice("survey", (), (), replace(said, **keywords), written, (), ())


@pytest.fixture
def scored(facts_with, sample):
    """Facts with a scorecard, a survey, and a redesign that takes 20 h off the lead time: 25 ÷ 30 of the target, 83 points."""
    compared = sample.make_comparison(sample.make_effect(difference=-20.0, low=-22.0, high=-18.0))
    scenario = replace(compared.scenarios[0], score=Amount(20.0, 18.0, 22.0))
    return facts_with(appraisal=appraisal(), voice=voice(), comparison=replace(compared, scenarios=(scenario,)))


def test_nothing_is_shown_where_nobody_asked(facts_with):
    facts = facts_with()
    assert scorecard_section(facts) is None
    assert customers_section(facts) is None
    assert not {"scorecard", "customers"} & {section.id for section in sections(facts)}
    html = page(facts)
    assert 'id="scorecard"' not in html
    assert 'id="customers"' not in html
    names = {sheet.name for sheet in sheets(facts)}
    assert not {"scorecard", "redesign_scores", "month_scores", "survey", "importance", "suggestions"} & names


def test_the_tree_adds_up_to_the_score(scored):
    shown = scorecard_section(scored)
    rows = {row.name: row for row in shown.tree}
    assert [row.name for row in shown.tree] == ["Efficiency", "Mean lead time", "Quality", EVIL]
    assert [row.adds for row in shown.tree] == ["30.0", "30.0", "16.0", "16.0"]
    lead = rows["Mean lead time"]
    assert (lead.figure.text, lead.target, lead.weight) == ("50\u202fh", "25\u202fh", "60\u202f%")
    assert (rows[EVIL].figure.text, rows[EVIL].figure.below, rows[EVIL].score.text) == ("seldom", "judged", "40.0")
    heads = {name: figure for name, figure, _ in shown.heads}
    assert heads == {"Score of 100": "46.0", "Grade": "fair", "What customers feel": "40\u202f%", "Best redesign": "46 → 66 ± 2"}


def test_gaps_trend_moves_and_rooms_by_hand(scored):
    shown = scorecard_section(scored)
    assert [(row[0].text, row[2].text) for row in shown.gaps.rows] == [("Mean lead time", "30.0"), (EVIL, "24.0")]
    assert shown.gaps.rows[0][4].text == "25\u202fh"
    # 0.6 · (62.5 − 50) = 7.5 points lost
    assert shown.course[1] == "From 2025-02 to 2025-03 it went from 53.5 to 46.0 points, most of it by: Mean lead time −7.5."
    assert shown.course[0].startswith("No clear trend: −4.5 points a month")
    # fair from 45 on: 50 w + 40 (1 − w) = 45 at w = 0.5
    assert shown.rooms[0] == "The grade changes from fair to poor when the weight of Efficiency, now 60\u202f%, goes below 50\u202f%."
    # a lead time above a quarter of the peers' is shorter than that of three quarters
    assert [cell.text for cell in shown.standings.rows[0]] == ["Mean lead time", "2.1\u202fdays", "4", "75\u202f% of them"]


def test_the_same_tree_for_a_redesign(scored):
    table = scorecard_section(scored).then[0]
    lead, judged = table.rows
    assert [cell.text for cell in lead[2:]] == ["50\u202fh", "30\u202fh", "50.0", "83.3", "+20.0"]
    assert lead[3].mark == "sim."
    assert [cell.text for cell in judged[2:]] == ["seldom", "seldom", "40.0", "40.0", "0.0"]


def test_satisfaction_is_said_to_be_an_association(scored):
    linked = replace(scored, appraisal=replace(scored.appraisal, link=LINK))
    assert "stays as it is today" in scorecard_section(scored).link
    told = scorecard_section(linked).link
    assert "a day more of lead time goes with −4.8\u202fpoints" in told
    assert "association" in told


def test_weights_say_where_they_come_from(scored):
    shown = scorecard_section(scored)
    assert [column.head for column in shown.weights.columns[2:]] == ["Expert judgement", "Analytic hierarchy process"]
    told = " ".join(shown.weighing)
    assert "random index of Saaty (1980)" in told
    assert "hides" in told
    assert "2026-01-01" in told


def test_what_customers_say_by_hand(scored):
    shown = customers_section(scored)
    heads = {name: figure for name, figure, _ in shown.heads}
    assert heads == {"Responses": "100", "Response rate": "25\u202f%", "Satisfied (CSAT)": "80\u202f%", "NPS": "+35",
                     "Found it easy (CES)": "85\u202f%", "Comments: negative": "20\u202f%"}  # fmt: skip
    assert "20 unhappy answers; 10 of them were acted on, 8 were asked again" in shown.loop
    assert shown.sentences[-2:] == (
        "Work on Speed first: they matter more than the others and are done worse, wherever the line is drawn.",
        "What matters most is Speed.",
    )
    assert "2 members with fewer than three answers are not shown." in shown.notes


def test_small_members_are_marked_and_attributes_numbered(scored):
    said = scored.voice.satisfaction
    assert [row[0].below for row in level_table(said.levels[0]).rows] == ["", "few answers: drawn to the mean of all"]
    assert [row[0].text for row in importance_table(said.importance).rows] == ["1 · Speed", f"2 · {EVIL}"]
    assert 'class="fill-contention"' in customers_section(scored).importance.drawing


def test_only_what_is_there(facts_with):
    bare = voice(csat=(), nps=None, effort=None, response=None, importance=None, curves=(), link=None, levels=(), loop=None)
    shown = customers_section(facts_with(voice=replace(bare, comments=None)))
    assert (shown.scores, shown.responses, shown.importance, shown.curves, shown.levels, shown.loop) == (None, None, None, (), (), "")
    assert (shown.themes, shown.suggestions, shown.sentences) == (None, None, ())


def test_a_scorecard_without_any_figure_has_no_total(facts_with):
    empty = score(scorecard_set(), (), "now")
    facts = facts_with(appraisal=appraisal(card=empty, gaps=(), months=(), trend=None, moved=None, sensitivity=(), weighing=None))
    shown = scorecard_section(facts)
    assert shown.heads[0][1] == "–"
    assert (shown.months, shown.course, shown.redesigns, shown.gaps) == ("", (), None, None)
    assert not any(isinstance(finding, Score) for finding in facts.findings)
    assert 'id="scorecard"' in page(facts)


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_names_are_escaped_and_every_place_is_filled(scored, language):
    html = page(scored, language)
    assert EVIL not in html
    assert "&lt;script&gt;alert(1)" in html
    own = html[html.index('<section id="scorecard"') : html.index('<section id="definitions"')]
    assert not re.search(r"\{[a-z_]+\}|None|nan", own)
    assert html == page(scored, language)
    if language != "en":
        text = re.sub(r"<svg.*?</svg>|<[^>]+>|&[a-z#0-9]+;", " ", own)
        known = {"script", "alert", "Desk", "Overall", "Recommend", "Easy", "Speed", "Investigate", "First", "line", "slow", "Too",
                 "Please",
                 "call", "CSAT", "NPS", "CES", "CRITIC", "Li", "seldom", "Saaty", "Alonso", "Lamata", "CI", "CR", "max", "Two", "more",
                 "people", "on", "second", "Kendall"}  # fmt: skip
        assert not set(re.findall("[A-Za-z]{2,}", text)) - known


def test_findings_of_score_and_customers(scored, facts_with):
    kinds = {type(finding).__name__: finding for finding in scored.findings}
    assert (kinds["Score"].total, kinds["Score"].gap, kinds["Score"].lost) == (46.0, "Mean lead time", 30.0)
    assert (kinds["Scored"].change, kinds["Scored"].basis) == (20.0, "simulated")
    assert kinds["SaidOfHours"].a_day == pytest.approx(-0.048)
    unsure = replace(LINK, covariance=((1e-2, 0.0), (0.0, 1e-2)))
    others = facts_with(voice=voice(link=unsure)).findings
    assert not any(isinstance(finding, SaidOfHours | Score | Scored) for finding in others)


def test_tables_figures_and_summaries_hold_them(scored):
    found = {sheet.name: sheet for sheet in sheets(scored)}
    assert {"scorecard", "redesign_scores", "month_scores", "survey", "satisfaction_by_time", "importance", "satisfaction_by_member",
            "suggestions"} <= set(found)  # fmt: skip
    assert [row[12] for row in found["scorecard"].rows] == [pytest.approx(30.0), pytest.approx(16.0)]
    assert {"score_by_month", "redesign_scores", "satisfaction_lead_h", "importance_map"} <= {each.name for each in figures(scored)}
    document = summary_document(scored)
    assert document["scorecard"]["total"] == pytest.approx(46.0)
    assert document["redesigns"]["scenarios"][0]["score"] == {"value": 20.0, "low": 18.0, "high": 22.0}
    assert document["customers"]["nps"]["promoters"] == 45
    assert "46.0 of 100 points" in summary_markdown(scored)
    with speaking("zh-Hans"):
        assert "满分 100" in summary_markdown(scored) or "满分100" in summary_markdown(scored)
