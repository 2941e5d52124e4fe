"""Each kind of finding, made by hand: its sentence word for word, and that every language fills it."""

import re

import pytest

from svcflow.language import speaking
from svcflow.redesign.money import Amount, Returns
from svcflow.redesign.proposal import REASONS, TITLES, Proposal
from svcflow.report.findings import Finding, advice, sentence
from svcflow.report.findings.bottlenecks import Bottleneck, NoneStandsOut, OffHours, QueueHours
from svcflow.report.findings.finding import Changed, NothingClear, Redesign, Tried
from svcflow.report.findings.limits import Estimated, Health, ModelGrade, RowsLost
from svcflow.report.findings.people import KeyPeople, TeamLoad
from svcflow.report.findings.redesigns import BestRedesign, NoneHelps, RedesignEffect
from svcflow.report.findings.rework import NotRightFirstTime, Paths, ToAndFro, WorkAgain
from svcflow.report.findings.score import SaidOfHours, Score, Scored
from svcflow.report.findings.telling.limits import WARNINGS
from svcflow.report.findings.times import Backlog, Drift, LeadTime, LeadTimeParts, LongTail, NoTickets, Parts, Pauses, ServiceLevel

PARTS = Parts(lead_h=38.0, waiting_h=31.0, work_h=4.0, paused_h=3.0, closed=False, overlapping=False)
LATE_SHIFT = Redesign("Two more on the late shift")
CHATBOT = Redesign("A chatbot answers first", Proposal("chatbot"))
ONE_MORE = Redesign("One more in Second line", Proposal("one_more", (("team", "Second line"),)))
FALLS = Changed("lead_time_mean", "Mean lead time", "h", "improved", -9.0, -11.0, -7.0)
COST = Changed("staff_cost", "Cost of the staff on duty", "EUR/week", "worse", 900.0, 800.0, 1000.0)
FEWER_ERRORS = Changed("error_rate", "Error rate", "share", "improved", -0.05, -0.07, -0.03)
BUSY = Changed("utilisation:Second line", "Utilisation, Second line", "share", "worse", 0.1, 0.05, 0.15)
PAYS = Returns(
    one_off=25_000, running_month=500, horizon_months=36, counts="worked", paid=None, worked=Amount(40_000, 30_000, 50_000), lead_time=None,
    net_benefit=Amount(77_012.3, 47_004.0, 107_021.0),
    payback_months=8.8, payback_low=6.5, payback_high=13.0, return_share=1.8, currency="EUR",
)  # fmt: skip


def returns(low, high, *, costs=True, counts="worked"):
    """What is worth so much at least and at most: net of its costs, or, without any, in a year."""
    amount = Amount((low + high) / 2, low, high)
    return Returns(
        one_off=1000.0 if costs else 0.0, running_month=0.0, horizon_months=36, counts=counts, paid=amount, worked=amount, lead_time=None,
        net_benefit=amount, payback_months=None, payback_low=None, payback_high=None, return_share=None, currency="EUR",
    )  # fmt: skip


def redesign(effect=FALLS, *, better=(), worse=(), money=None, grade="good"):
    return RedesignEffect(redesign=LATE_SHIFT, effect=effect, better=better, worse=worse, money=money, grade=grade)


def bottleneck(causes=(("contention", 1.0),), **keywords):
    told = {"step": "Investigate", "team": "Second line", "share": 0.62, "waiting_h": 19.0, "saving_h": 19.0, "first": True, "lead_h": 38.0}
    return Bottleneck(causes=causes, **{**told, **keywords})


EXAMPLES: tuple[tuple[Finding, str, str | None], ...] = (
    (
        Score(total=71.26, low=68.0, high=74.0, grade="good", gap="Mean lead time", lost=5.2),
        "The service scores 71.3 of 100 points (95 % interval 68.0 to 74.0): good. Most points are lost by “Mean lead time”: 5.2.",
        "服务得分71.3（满分100，95%置信区间68.0至74.0）：良好。失分最多的是“平均总历时”：5.2分。",
    ),
    (Score(total=71.26), "The service scores 71.3 of 100 points.", None),
    (
        Scored(redesign=LATE_SHIFT, total=71.2, change=6.9, low=5.0, high=8.8),
        "Two more on the late shift: the score goes 71 → 78 ± 2 (95 %, simulated), more than with any other redesign.",
        None,
    ),
    (
        SaidOfHours(of="lead_h", a_day=-0.045, low=-0.055, high=-0.035, satisfied=0.82, answers=694),
        "Customers who wait longer are less satisfied: a day more of lead time goes with -4.5 points of mean satisfaction "
        "(95 % interval -5.5 to -3.5 points), which is 82 % over 694 answers. That is an association, not an experiment.",
        None,
    ),
    (NoTickets(), "The log holds no tickets.", "日志中没有工单。"),
    (
        LeadTime(cases=100, mean_h=38.0, median_h=20.0, parts=PARTS),
        "Tickets take 38 h from start to end on average (half of them 20 h or less). "
        "Of the 38 h, 31 h are waiting, 3 h a pause for customers or suppliers, and 4 h work.",
        "工单从开始到结束平均用时38小时（其中一半不超过20小时）。在这38小时中，等待31小时，为客户或供应商暂停3小时，处理4小时。",
    ),
    (LeadTime(cases=1, mean_h=5.0, median_h=5.0), "The log holds one ticket; it took 5 h.", None),
    (
        LeadTime(cases=60, mean_h=0.0, median_h=0.0),
        "No time passes within the tickets: all that the log holds of each is one instant.",
        None,
    ),
    (LeadTimeParts(parts=Parts(9.0, 0.0, 9.0, 0.0, False, False)), "All of it is work.", None),
    (LeadTimeParts(parts=Parts(9.0, 3.0, 6.0, 0.0, False, False)), "Of the 9 h, 3 h are waiting and 6 h work.", None),
    (LeadTimeParts(parts=Parts(50.0, 50.0, 0.2, 0.0, False, False)), "Nearly all of it is waiting; 12 min is work.", None),
    (LeadTimeParts(parts=Parts(9.0, 6.0, 6.0, 0.0, False, True)), "Steps overlap: added up, 6 h are waiting and 6 h work.", None),
    (
        LeadTimeParts(parts=Parts(9.0, 6.0, 6.0, 1.0, True, True)),
        "Steps overlap: added up, 6 h are waiting, 1 h a pause for customers, suppliers or a closure, and 6 h work.",
        None,
    ),
    (
        Pauses(paused_h=20.0, waiting_h=8.0, step="Wait for customer"),
        "Tickets spend more time with customers or suppliers (20 h each, most of it in Wait for customer) "
        "than in the desk's own queues (8 h).",
        None,
    ),
    (LongTail(share=0.46, from_h=120.0), "The slowest tenth of the tickets, which take 5 days or more, has 46 % of all lead time.", None),
    (
        Drift(first_h=20.0, second_h=26.0, low_h=2.0, high_h=10.0),
        "Lead times grow: 20 h in the first half of the log, 26 h in the second, 6 h more (95 % interval 2 to 10 h).",
        "总历时在变长：日志前半段为20小时，后半段为26小时，多6小时（95% 置信区间 2 至 10小时）。",
    ),
    (
        Drift(first_h=26.0, second_h=20.0, low_h=-10.0, high_h=-2.0),
        "Lead times shrink: 26 h in the first half of the log, 20 h in the second, 6 h less (95 % interval 2 to 10 h).",
        None,
    ),
    (
        Backlog(first=30.0, second=45.0, low=9.0, high=21.0),
        "The backlog grows: on average 30 tickets are open in the first half of the log, 45 in the second, "
        "15 more (95 % interval 9 to 21).",
        None,
    ),
    (
        Backlog(first=45.0, second=30.0, low=-21.0, high=-9.0),
        "The backlog shrinks: on average 45 tickets are open in the first half of the log, 30 in the second, "
        "15 fewer (95 % interval 9 to 21).",
        None,
    ),
    (
        ServiceLevel(attained=0.83, target_h=24.0, late=510),
        "83 % of the tickets are done within the target of 24 h; 510 tickets take longer.",
        "83%的工单在24小时的目标内完成；510张超出目标。",
    ),
    (ServiceLevel(attained=1.0, target_h=24.0, late=0), "100 % of the tickets are done within the target of 24 h.", None),
    (
        NoneStandsOut(step="Close", share=0.03),
        "No step stands out: the longest waiting, before Close, is 3 % of all.",
        "没有哪个步骤特别突出：等待最长的是“Close”之前，占全部等待的3%。",
    ),
    (
        bottleneck(),
        "62 % of the waiting (19 h per ticket) stands before Investigate (Second line): "
        "all because its people are busy with earlier tickets.",
        "62%的等待（每张工单19小时）发生在“Investigate”（Second line）之前：全部因为人员忙于先到的工单。",
    ),
    (
        bottleneck((("contention", 0.6), ("unavailability", 0.3), ("batching", 0.1)), share=0.5, team="Investigate team", saving_h=9.0),
        "Half of the waiting (19 h per ticket) stands before Investigate: 60 % because its people are busy, "
        "30 % because they are off duty and 10 % because tickets are collected. Removing it would save only 9 h per ticket.",
        "一半的等待（每张工单19小时）发生在“Investigate”之前：60%因为人员忙碌、30%因为人员不在班和10%因为攒批处理。"
        "消除这段等待每张工单只能缩短9小时。",
    ),
    (
        bottleneck((("extraneous", 0.95), ("batching", 0.05)), first=False, saving_h=15.0),
        "Another 62 % (19 h per ticket) stands before Investigate (Second line): nearly all for no reason that the log shows. "
        "Removing it would save 15 h per ticket.",
        None,
    ),
    (
        bottleneck((("prioritisation", 1.0),), saving_h=0.0),
        "62 % of the waiting (19 h per ticket) stands before Investigate (Second line): all because tickets that came later are taken "
        "first. Removing it would save next to nothing, because other work of the same tickets goes on meanwhile.",
        None,
    ),
    (
        QueueHours(step="Investigate", worst=(32, 37), length=14.4, mean_length=8.2, grows=(113, 176)),
        "The queue before Investigate is longest Tue 08:00–13:00: 14 tickets, where 8.2 are usual. It grows Fri 17:00 to Mon 08:00.",
        "“Investigate”之前的队列在周二 08:00–13:00最长：14张工单，平时为8.2张。队列在周五 17:00 至周一 08:00增长。",
    ),
    (
        OffHours(share=0.18, outside_h=14.0, inside_h=2.3),
        "18 % of the tickets come while nobody is on duty: they wait 14 h until somebody takes them up, the others 2.3 h.",
        None,
    ),
    (
        TeamLoad(team="Second line", people=8, utilisation=0.95, waiting_share=0.73),
        "Second line (8 people) is at work 95 % of the hours on duty, and 73 % of all waiting is for it: "
        "there is hardly any room for a busy day.",
        None,
    ),
    (
        KeyPeople(step="Test fix", people=1, share=0.85, count=900),
        "One person does 85 % of Test fix: while they are away, it all but stands still.",
        "“Test fix”的85%由一个人完成：此人不在时几乎会停下。",
    ),
    (
        KeyPeople(step="Test fix", people=2, share=0.93, count=900),
        "Two people do 93 % of Test fix: while they are away, it all but stands still.",
        None,
    ),
    (
        KeyPeople(step="Test fix", people=1, share=1.0, count=900),
        "One person does all of Test fix: while they are away, it stands still.",
        None,
    ),
    (
        KeyPeople(step="Test fix", people=2, share=0.999, count=900),
        "Two people do all of Test fix: while they are away, it stands still.",
        None,
    ),
    (WorkAgain(cases=0, of=12, step=None, step_cases=0), "No ticket goes back to a step that it has been through.", None),
    (
        WorkAgain(cases=371, of=3000, step="Implement fix", step_cases=247, work_share=0.07, work_h=0.48, waiting_h=2.8),
        "One in eight tickets goes back to a step done before. Most often it is Implement fix (247 tickets). "
        "What is done again takes 7 % of all work; over all tickets that is 29 min of work and 2.8 h of waiting each.",
        None,
    ),
    (WorkAgain(cases=80, of=100, step=None, step_cases=0), "80 % of the tickets go back to a step done before.", None),
    (
        ToAndFro(between="teams", share=0.17, pair=("Quality", "Second line"), pair_cases=220, lost_h=5.2),
        "17 % of the tickets go to and fro between teams, most between Quality and Second line (220 tickets); "
        "over all tickets, 5.2 h each pass until they are back.",
        None,
    ),
    (
        ToAndFro(between="teams", share=0.17, pair=None, pair_cases=0, lost_h=5.2),
        "17 % of the tickets go to and fro between teams; over all tickets, 5.2 h each pass until they are back.",
        None,
    ),
    (
        ToAndFro(between="people", share=0.2, pair=None, pair_cases=0, lost_h=5.2),
        "20 % of the tickets go to and fro between people; over all tickets, 5.2 h each pass until they are back.",
        None,
    ),
    (
        NotRightFirstTime(step="Implement fix", share=0.82, count=1682),
        "Only 82 % of what Implement fix delivers is right the first time; the rest has to be done again.",
        None,
    ),
    (Paths(count=1, share=1.0), "All tickets take the same path.", None),
    (Paths(count=900, share=0.01), "There is no usual path: the most frequent of 900 covers 1 % of the tickets.", None),
    (Paths(count=3, share=0.9), "The most frequent path covers 90 % of the tickets.", None),
    (
        Paths(count=127, share=0.33, few=7, covered=0.82),
        "The most frequent path covers 33 % of the tickets; 7 of the 127 paths cover 82 %.",
        None,
    ),
    (
        redesign(),
        "Two more on the late shift: mean lead time falls by 9 h (95 % interval 7 to 11 h, simulated).",
        "Two more on the late shift：平均总历时下降9小时（95% 置信区间 7 至 11小时，仿真）。",
    ),
    (
        redesign(better=(FEWER_ERRORS,), worse=(COST, BUSY, BUSY), grade="poor"),
        "Two more on the late shift: mean lead time falls by 9 h (95 % interval 7 to 11 h, simulated). Also better: error rate. "
        "Worse: cost of the staff on duty, utilisation of Second line and 1 more. The model is poor: do not decide on this.",
        None,
    ),
    (
        redesign(Changed("lead_time_mean", "Mean lead time", "h", "unclear", -1.0, -3.0, 2.0), grade=None),
        "Two more on the late shift: no clear change in mean lead time (95 % interval -3 to +2 h, simulated). The model was not validated.",
        None,
    ),
    (
        redesign(Changed("lead_time_mean", "Mean lead time", "h", "same", 0.0, 0.0, 0.0)),
        "Two more on the late shift: mean lead time does not change.",
        None,
    ),
    (
        redesign(Changed("error_rate", "Error rate", "share", "worse", 0.05, 0.03, 0.07)),
        "Two more on the late shift: error rate rises by 5 points (95 % interval 3 to 7 points, simulated).",
        None,
    ),
    (
        redesign(money=PAYS),
        "Two more on the late shift: mean lead time falls by 9 h (95 % interval 7 to 11 h, simulated). "
        "Over 36 months it brings 77 000 EUR ± 30 000 EUR more than it costs, and has paid for itself after 8.8 months.",
        None,
    ),
    (
        redesign(money=returns(-5000.0, -3000.0)),
        "Two more on the late shift: mean lead time falls by 9 h (95 % interval 7 to 11 h, simulated). "
        "Over 36 months it costs 4 000 EUR ± 1 000 EUR more than it brings.",
        None,
    ),
    (
        redesign(money=returns(-5000.0, 3000.0)),
        "Two more on the late shift: mean lead time falls by 9 h (95 % interval 7 to 11 h, simulated). "
        "Whether it pays is not clear: between -5 000 EUR and +3 000 EUR over 36 months, costs taken off.",
        None,
    ),
    (
        redesign(money=returns(3000.0, 5000.0, costs=False)),
        "Two more on the late shift: mean lead time falls by 9 h (95 % interval 7 to 11 h, simulated). "
        "It frees working hours that are worth 4 000 EUR ± 1 000 EUR a year.",
        None,
    ),
    (
        redesign(money=returns(3000.0, 5000.0, costs=False, counts="paid")),
        "Two more on the late shift: mean lead time falls by 9 h (95 % interval 7 to 11 h, simulated). "
        "It saves 4 000 EUR ± 1 000 EUR of paid hours a year.",
        None,
    ),
    (
        redesign(money=returns(-5000.0, -3000.0, costs=False, counts="paid")),
        "Two more on the late shift: mean lead time falls by 9 h (95 % interval 7 to 11 h, simulated). "
        "It costs 4 000 EUR ± 1 000 EUR more a year.",
        None,
    ),
    (
        redesign(money=returns(-5000.0, 3000.0, costs=False)),
        "Two more on the late shift: mean lead time falls by 9 h (95 % interval 7 to 11 h, simulated).",
        None,
    ),
    (
        BestRedesign(of=3, best=ONE_MORE, saving_h=16.0, next=CHATBOT, next_h=11.0, certain=True, grade="fair"),
        "Of the 3 redesigns compared, this one shortens the mean lead time most: One more in Second line (by 16 h). "
        "The next is: A chatbot answers first (by 11 h).",
        "在比较的3个改进方案中，平均总历时缩短最多的是：Second line增加一人（16小时），其次是：先由聊天机器人答复（11小时）。",
    ),
    (
        BestRedesign(of=2, best=ONE_MORE, saving_h=16.0, next=CHATBOT, next_h=15.0, certain=False, grade="poor"),
        "Of the 2 redesigns compared, this one shortens the mean lead time most: One more in Second line (by 16 h). "
        "The next is: A chatbot answers first (by 15 h). Their intervals overlap, so which of the two is better is not sure. "
        "The model is poor: do not decide on this.",
        None,
    ),
    (NoneHelps(tried=15), "svcflow tried 15 redesigns in the model; none of them shortens the lead time beyond chance.", None),
    (
        ModelGrade(grade="fair", recorded_h=46.0, simulated_h=36.0),
        "The model does fairly on the part of the log that it had not seen. Its tickets take 36 h on average, the recorded ones 46 h. "
        "Use its estimates to rank redesigns; read the sizes as rough.",
        None,
    ),
    (
        ModelGrade(grade=None),
        "The model has not been held against a part of the log that it had not seen, so nobody knows how good its estimates are.",
        None,
    ),
    (Estimated(shape="events"), "Work and waiting are estimates: this log records only when steps ended.", None),
    (RowsLost(lost=1, of=39), "1 of 39 rows could not be read and are not in these figures.", "39行中有1行无法读取，未计入这些数字。"),
    (
        Health(check="cases cut off at the end", count=120, of=1000, unit="cases", others=1),
        "120 of 1 000 tickets were probably still open when the log ends, so their lead times are too short. "
        "There is 1 more warning about the log.",
        None,
    ),
    (
        Health(check="a check of tomorrow", count=3, of=10, unit="cases", others=0),
        "Read these figures with care: a check of tomorrow (3 of 10).",
        None,
    ),
)

ADVICE = (
    (
        Tried(LATE_SHIFT, saving_h=9.0, half_h=2.0, today_h=38.0, grade="good"),
        "Two more on the late shift: in the model this saves 9 h ± 2 h (95 %) of 38 h per ticket on average.",
        "Two more on the late shift：在模型中，每张工单平均38小时的历时可缩短9小时 ± 2小时（95%）。",
    ),
    (
        Tried(ONE_MORE, saving_h=9.0, half_h=2.0, today_h=38.0, grade="poor", worse=(COST,)),
        "One more in Second line: in the model this saves 9 h ± 2 h (95 %) of 38 h per ticket on average. "
        "Worse: cost of the staff on duty. The model is poor: do not decide on this.",
        None,
    ),
    (
        NothingClear(4),
        "None of the 4 redesigns that were tried in the model clearly shortens the lead time.",
        "在模型中试过的4个改进方案都不能明显缩短总历时。",
    ),
    (NothingClear(1), "The one redesign that was tried in the model does not clearly shorten the lead time.", None),
)


def plain(text):
    return text.replace("\u202f", " ").replace("\u2212", "-")


def close(text):
    """Chinese without spaces, which stand between characters and figures or Latin words by a rule of the room `language`."""
    return text.replace("\u202f", "").replace("\u2212", "-").replace(" ", "")


@pytest.mark.parametrize(("finding", "english", "chinese"), EXAMPLES)
def test_a_finding_is_told_word_for_word(finding, english, chinese):
    assert plain(sentence(finding)) == english
    if chinese is not None:
        with speaking("zh-Hans"):
            assert close(sentence(finding)) == close(chinese)


@pytest.mark.parametrize(("action", "english", "chinese"), ADVICE)
def test_what_to_do_is_told_word_for_word(action, english, chinese):
    assert plain(advice(action)) == english
    if chinese is not None:
        with speaking("zh-Hans"):
            assert close(advice(action)) == close(chinese)


def test_no_redesign_no_advice():
    assert advice(None) is None


@pytest.mark.parametrize("finding", [finding for finding, _, _ in EXAMPLES])
def test_chinese_leaves_no_place_open_and_no_english_behind(finding):
    with speaking("zh-Hans"):
        text = sentence(finding)
    assert "{" not in text
    assert re.search("[\u4e00-\u9fff]", text)
    left = re.sub("|".join(map(re.escape, NAMES)), "", text)
    assert re.findall("[A-Za-z]{2,}", left) == []


NAMES = (
    "Two more on the late shift", "Second line", "Investigate", "Wait for customer", "Test fix", "Implement fix", "Close", "Quality",
    "a check of tomorrow", "svcflow", "EUR", "error rate", "cost of the staff on duty", "utilisation",
)  # fmt: skip
"""From logs and files, what has the same name everywhere, and indicators, which have a catalogue of their own."""


def test_every_kind_has_an_example():
    # By name: a class with slots is made twice.
    kinds = {kind.__qualname__: kind.kind for kind in Finding.__subclasses__()}
    assert {type(finding).__qualname__ for finding, _, _ in EXAMPLES} == set(kinds)
    assert len(set(kinds.values())) == len(kinds)


@pytest.mark.parametrize("check", WARNINGS)
def test_every_warning_about_the_log_says_how_many(check):
    finding = Health(check=check, count=7, of=90, unit="", others=0)
    for language in ("en", "zh-Hans"):
        with speaking(language):
            assert {"7", "90"} <= set(re.findall("[0-9]+", sentence(finding)))


@pytest.mark.parametrize("ready", TITLES)
def test_a_proposed_redesign_has_a_title_in_each_language(ready):
    holes = (
        ("step", "步骤甲"),
        ("second", "步骤乙"),
        ("team", "团队甲"),
        ("other", "团队乙"),
        ("from_team", "团队甲"),
        ("to_team", "团队乙"),
    )
    proposal = Proposal(ready, holes)
    assert "{" not in proposal.title
    assert set(REASONS) == set(TITLES)
    with speaking("zh-Hans"):
        assert re.findall("[A-Za-z]{2,}", proposal.title + proposal.why) == []


def test_a_name_that_no_sentence_can_hold_is_cut():
    assert len(sentence(bottleneck(step="x" * 300, team=None))) < 200
