"""Figures and dates in each language; English as it has always been."""

from datetime import UTC, date, datetime

import pytest

from svcflow import units
from svcflow.language import listed, speaking

THIN = "\u202f"


def plain(text: str) -> str:
    return text.replace(THIN, " ").replace("\u2212", "-")


@pytest.mark.parametrize(
    ("hours", "english", "simplified", "traditional"),
    [(0.005, "18 s", "18 秒", "18 秒"), (0.75, "45 min", "45 分钟", "45 分鐘"), (3.2, "3.2 h", "3.2 小时", "3.2 小時"),
     (60, "2.5 days", "2.5 天", "2.5 天"), (890, "5.3 weeks", "5.3 周", "5.3 週")],
)  # fmt: skip
def test_durations(hours: float, english: str, simplified: str, traditional: str) -> None:
    assert plain(units.duration(hours)) == english
    with speaking("zh-Hans"):
        assert plain(units.duration(hours)) == simplified
    with speaking("zh-Hant"):
        assert plain(units.duration(hours)) == traditional


def test_a_unit_of_one_stands_alone_only_in_english() -> None:
    assert plain(units.DAYS.text(24)) == "1 day"
    with speaking("zh-Hans"):
        assert plain(units.DAYS.text(24)) == "1 天"
        assert units.DAYS.many == "天"


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [(0.31, "31 %", "31%"), (0.0004, "< 0.1 %", "<0.1%"), (0.006, "0.6 %", "0.6%"), (0.9996, "99.9 %", "99.9%"), (None, "–", "–")],
)
def test_shares(value: float | None, english: str, chinese: str) -> None:
    assert plain(units.share(value)) == english
    with speaking("zh-Hans"):
        assert units.share(value) == chinese


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [(12345, "12 345", "12,345"), (9_999_999, "9 999 999", "9,999,999"), (23_456_789, "23 million", "2,346万"),
     (123_456_789, "123 million", "1.2亿"), (-12345, "-12 345", "-12,345"), (0.4, "0.4", "0.4"), (3_000_000_000, "3 000 million", "30亿")],
)  # fmt: skip
def test_numbers(value: float, english: str, chinese: str) -> None:
    assert plain(units.number(value)) == english
    with speaking("zh-Hans"):
        assert plain(units.number(value)) == chinese


@pytest.mark.parametrize("value", [0, 7, 999, 1000, 45678, 9_999_999])
def test_digits_are_grouped_as_in_the_cldr(value: int) -> None:
    from babel.numbers import format_decimal

    with speaking("zh-Hans"):
        assert units.count(value) == format_decimal(value, locale="zh_Hans")


@pytest.mark.parametrize(
    ("unit", "english", "chinese"),
    [("h", "+9 h", "+9 小时"), ("share", "+900 points", "+900 个百分点"), ("tickets/week", "+9 tickets a week", "+9 张工单/周"),
     ("EUR", "+9 EUR", "+9 EUR"), ("EUR/week", "+9 EUR a week", "+9 EUR/周"), ("", "+9", "+9")],
)  # fmt: skip
def test_differences(unit: str, english: str, chinese: str) -> None:
    assert plain(units.change(9, unit)) == english
    with speaking("zh-Hans"):
        assert plain(units.change(9, unit)) == chinese


def test_shares_in_words() -> None:
    assert [units.one_in(value) for value in (0.5, 1 / 6, 0.1)] == ["one in two", "one in six", "one in ten"]
    assert plain(units.one_in(0.77)) == "77 %"
    with speaking("zh-Hans"):
        assert [units.one_in(value) for value in (0.5, 1 / 6, 0.77)] == ["一半", "六分之一", "77%"]


def test_one_is_told_in_the_singular() -> None:
    told = [plain(units.quantity(value, unit)) for value, unit in ((1, "tickets"), (2, "tickets"), (1, "tickets/week"), (1, "EUR"))]
    assert told == ["1 ticket", "2 tickets", "1 ticket a week", "1 EUR"]


def test_dates() -> None:
    first, last = date(2025, 1, 3), datetime(2025, 9, 30, 14, 5, tzinfo=UTC)
    assert (units.day(first), units.span(first, last)) == ("3 Jan 2025", "3 Jan 2025 to 30 Sep 2025")
    assert units.span(last, last) == "30 Sep 2025"
    assert (units.month(last), units.instant(last)) == ("Sep 2025", "30 Sep 2025 14:05")
    assert [units.weekday(0), units.weekday(6, short=False)] == ["Mon", "Sunday"]
    with speaking("zh-Hans"):
        assert (units.day(first), units.span(first, last)) == ("2025年1月3日", "2025年1月3日至2025年9月30日")
        assert (units.month(last), units.instant(last)) == ("2025年9月", "2025年9月30日 14:05")
        assert [units.weekday(0), units.weekday(6, short=False)] == ["周一", "星期日"]
    with speaking("zh-Hant"):
        assert units.weekday(0) == "週一"


@pytest.mark.parametrize("month", range(1, 13))
def test_english_dates_are_those_of_the_cldr(month: int) -> None:
    from babel.dates import format_date

    assert units.day(date(2025, month, 7)) == format_date(date(2025, month, 7), "d MMM y", locale="en")


def test_lists() -> None:
    assert listed(["Open", "Close"]) == "Open, Close"
    with speaking("zh-Hans"):
        assert listed(["Open", "Close"]) == "Open、Close"
