"""What lower rooms have said in English, told again in Chinese: by the message that it was made from."""

import pytest

from svcflow.language import retold, retold_html, speaking
from svcflow.language.figures import figure, hours_of_week

PLAIN = {"\u202f": " ", "\u2212": "-"}


def told(text: str, language: str = "zh-Hans") -> str:
    with speaking(language):
        return retold(text).replace("\u202f", " ")


def test_in_english_nothing_changes() -> None:
    assert retold("Its estimates can be used.") == "Its estimates can be used."


def test_a_sentence_without_places() -> None:
    assert told("Its estimates can be used.") == "其估算值可以使用。"


def test_names_stay_and_figures_are_written_anew() -> None:
    text = "Between Sort, then 12345 and Open, 30 % of what is lost outside of queues remains (mean 3.5 h, then 1.1 h)."
    assert told(text) == "从“Sort, then 12345”到“Open”之间，非排队的时间损失保留 30%（平均由 3.5 小时变为 1.1 小时）。"


def test_numbers_get_the_groups_of_the_language() -> None:
    text = "The log does not record when work began for 12345 of 1021221 steps: their times are estimates."
    assert told(text) == "1,021,221 个步骤中有 12,345 个没有记录何时开始处理：其时间为估算。"


def test_a_message_does_not_swallow_the_sentence_that_follows() -> None:
    text = "Whoever does A does B right away, for the 94 % of tickets that it follows: mean 13 min in one go."
    text += " B is no step of its own any more."
    assert told(text) == "做“A”的人接着做“B”（适用于其后接该步骤的 94% 工单）：一次完成平均 13 分钟。“B”不再是独立的步骤。"


def test_a_text_is_told_whole_or_not_at_all() -> None:
    half = "Its estimates can be used. Nobody wrote a message for this one."
    assert told(half) == half
    assert told("") == ""


def test_a_name_that_holds_the_end_of_a_sentence() -> None:
    assert told("Dr. No. 5 lasts 3 h on average instead of 2 days, and is needed as often.").startswith("“Dr. No. 5”平均持续 3 小时")


def test_quoted_lists_and_clauses() -> None:
    text = 'headers of a ServiceNow export of incidents: 8 of 9; 2 of 5108 rows leave the state as it is; "a", "b"'
    assert told(text) == "列名与 ServiceNow 事件导出相符：9 个中有 8 个；5108 行中有 2 行没有改变状态；“a”、“b”"


def test_a_message_with_hardly_a_word_of_its_own_needs_a_part_that_is_known() -> None:
    assert told("Mean lead time, Second line") == "平均总历时，Second line"
    assert told("Sort, then weigh") == "Sort, then weigh"


def test_what_follows_the_name_of_a_file() -> None:
    assert told("june.csv: exact duplicates") == "june.csv：完全重复的行"


def test_a_page_marks_what_stays_english() -> None:
    with speaking("zh-Hans"):
        assert str(retold_html("No <message> here.")) == '<span lang="en">No &lt;message&gt; here.</span>'
        assert str(retold_html("已经是中文")) == "已经是中文"
        assert str(retold_html("P<1> lasts 3 h on average instead of 2 h, and is needed as often.")).startswith("“P&lt;1&gt;”平均持续 3")


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("An hour of B costs 40 EUR (it was 30); nothing else changes.", "B 每小时成本为 40 EUR（以前为 30）；其他不变。"),
        ("Each B costs 4 EUR besides people's time (it was 3).", "“B”每次除人工外成本为 4 EUR（以前为 3）。"),
        ("3 people of B work 2 h longer on Mon, Tue (50 h a week instead of 45), at the same rate.",
         "B 有 3 人在周一、周二多上班 2 小时（每周 50 小时，原为 45 小时），费率不变。"),
        ("2 people move from B (8, then 6) to C (1, then 3), where they take over hours, skills and speed; no training time is counted.",
         "2 人从 B（8 人变为 6 人）调到 C（1 人变为 3 人），采用后者的班次、技能和速度；不计培训时间。"),
        ('Waiting: a simulated ticket has 2.1 h more of it than a recorded one, most of that before "B" (1 h each time, simulated 3.2 h).',
         "等待：仿真工单比实际多 2.1 小时，主要在“B”之前（实际每次 1 小时，仿真 3.2 小时）。"),
        ('Time in steps: a simulated ticket has 2 h less of it than a recorded one, most of that in "B" (1 h each time, simulated 3 h).',
         "步骤用时：仿真工单比实际少 2 小时，主要在“B”（实际每次 1 小时，仿真 3 小时）。"),
        ('Working hours of the team "B" are given: Mon 08:00-17:00.', "团队“B”的工作时间由外部给定：周一 08:00-17:00。"),
        ("1 person of B takes 80 % of the time for all that they do; errors stay as they are.",
         "B 的 1 人所有工作的用时变为原来的 80%；差错不变。"),
        ("Everybody is off on 2025-05-01, 2025-05-02; tickets come as they would.",
         "所有人在 2025-05-01、2025-05-02 休息；工单照常到达。"),
        ("5998 of 5998 rows read; 14 rows cannot be month first (a number above 12), none the other",
         "5998 行中读取 5998 行；14 行不可能是月在前（有大于 12 的数）；相反情形：无"),
        ("7 of 9 rows read (5 as %Y-%m-%d, 2 as %d.%m.%y)", "9 行中读取 7 行（%Y-%m-%d 共 5 行、%d.%m.%y 共 2 行）"),
        ("day first, since time would run backwards 30 times if month came first, else 2",
         "日在前：若月在前，时间会倒流 30 次，否则 2 次"),
        ('month first, as in the column "opened"', "月在前，与“opened”列相同"),
        ("month first: the weekdays of 1 row fit no other order", "月在前：1 行的星期与其他顺序都不符"),
        ('a row for each ticket (9 in 9 rows), with the times of 2 milestones: "opened", "closed"',
         "每张工单一行（9 行中有 9 张），含 2 个里程碑的时间：“opened”、“closed”"),
        ("Tickets for B are gathered, and released Tue 14:00 or as soon as there are 5 (none were gathered).",
         "“B”的工单攒批处理，于周二 14:00 或攒满 5 张时放行（以前不攒批）。"),
        ('"Queued", "New" are counted as work: no word in them is known.', "“Queued”、“New”算作处理：其中没有可识别的词。"),
        ("Cost not known for sure: one_off from 10000 to 30000.", "成本不确定：一次性成本在 10,000 至 30,000 之间。"),
        ("B work on at most 1 ticket at once", "B work on at most 1 ticket at once"),
    ],
)  # fmt: skip
def test_sentences_that_are_put_together_from_parts(text: str, chinese: str) -> None:
    assert told(text) == chinese


def test_in_traditional_chinese() -> None:
    assert told("Its estimates can be used.", "zh-Hant") == "其估算值可以使用。"
    assert told("2 days", "zh-Hant") == "2 天"
    assert told('"a", "b" are counted as work: no word in them is known.', "zh-Hant") == "「a」、「b」算作處理：其中沒有可識別的詞。"


@pytest.mark.parametrize(
    ("text", "chinese"),
    [("12\u202f345", "12,345"), ("2025", "2025"), ("-3.5 h", "-3.5 小时"), ("<\u202f0.1\u202f%", "<0.1%"), ("63 minutes", "63 分钟"),
     ("3 Jan 2025", "2025年1月3日"), ("30 Feb", ""), ("Group 12", ""), ("3 Abc 2025", "")],
)  # fmt: skip
def test_figures(text: str, chinese: str) -> None:
    with speaking("zh-Hans"):
        assert "".join(PLAIN.get(letter, letter) for letter in figure(text)) == chinese


def test_hours_of_the_week() -> None:
    with speaking("zh-Hans"):
        assert hours_of_week("Mon 08:00-17:00; Tue 09:00-12:00") == "周一 08:00-17:00、周二 09:00-12:00"
        assert hours_of_week("Monday Club") == ""
        assert hours_of_week("08:00") == ""
