"""How times are written: the layouts of masks, and the words of seven languages."""

import pytest

from svcflow.eventlog.times.calendar_words import half_of, is_whole_month, month_of, weekday_of
from svcflow.eventlog.times.layouts import layouts_of, mask_of


def test_a_mask_keeps_all_but_the_digits():
    assert mask_of("9.3.10 8:05") == mask_of("4.3.10 9:41") == "9.9.99 9:99"


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        (" 2024-01-31 12:00  ", "%Y-%m-%d %H:%M"),
        ("3. März 2024 14:05", "%d. %B %Y %H:%M"),
        ("Montag, 4. März 2024 um 14:05 Uhr", "%A, %d. %B %Y um %H:%M Uhr"),
        ("12-ene-2024", "%d-%b-%Y"),
        ("3 de marzo de 2024 9:05", "%d de %B de %Y %H:%M"),
        ("12 abril 2024, 9:05 p. m.", "%d %B %Y, %I:%M %p"),
        ("12 févr. 2024 09h01", "%d %b %Y %Hh%M"),
        ("1er janvier 2024 à 14h05", "%der %B %Y à %Hh%M"),
        ("zo 3 mrt. 2024 10:00", "%a %d %b %Y %H:%M"),
        ("4 maggio 2024", "%d %B %Y"),
        ("2024年3月5日 下午3:05", "%Y年%m月%d日 %p%I:%M"),
        ("2024年3月5日 15时05分20秒", "%Y年%m月%d日 %H时%M分%S秒"),
        ("2024/1/5 上午 09:05:00", "%Y/%m/%d %p %I:%M:%S"),
        ("2024-01-31T12:00:00+01:00[Europe/Paris]", "%Y-%m-%dT%H:%M:%S%z[Europe/Paris]"),
        ("Sun Mar 10 02:30:00 CET 2024", "%a %b %d %H:%M:%S %Z %Y"),
        ("19-MAR-10 12.05.33.000000 PM", "%d-%b-%y %I.%M.%S.%f %p"),
        ("19MAR2010:12:05:33", "%d%b%Y:%H:%M:%S"),
        ("2010-03-19-12.05.33.000000", "%Y-%m-%d-%H.%M.%S.%f"),
        ("3/19/2010, 8:05\u202fPM", "%m/%d/%Y, %I:%M %p"),
        (
            "Fri Mar 19 2010 12:05:00 GMT+0100 (Central European Standard Time)",
            "%a %b %d %Y %H:%M:%S GMT%z (Central European Standard Time)",
        ),
    ],
)
def test_layouts(text, layout):
    assert layout in [found.format for found in layouts_of(text)]


@pytest.mark.parametrize(
    ("text", "orders"),
    [("1/2/2024", ["day", "month"]), ("1.2.24", ["day", "month"]), ("01-02-24", ["day", "month", "year"]), ("2024-02-01", [None])],
)
def test_dates_of_three_numbers_have_several_layouts(text, orders):
    assert [layout.order for layout in layouts_of(text)] == orders


@pytest.mark.parametrize(
    "text",
    ["", "soon", "12:05", "1.2.3.4", "10.0.19045", "12 Foo 2024", "3 jui 2024", "Xyz, 3 Mar 2024", "2024-01-31 12:00[Mars/Olympus]",
     "2024-13:05", "INC0012345", "192.168.10.12", "+49 171 2345678", "Version 2024.1", "2024-01-31 12:00 xx",
     "2024-߁1-31", "２０２４-01-31", "٢٠٢٤"],
)  # fmt: skip
def test_what_no_layout_fits(text):
    assert layouts_of(text) == ()


def test_bare_numbers_are_times_only_where_they_may_be():
    assert not layouts_of("1706745600")
    assert layouts_of("1706745600", epoch=True)
    assert layouts_of("20240131")


def test_places_are_counted_in_bytes():
    [layout] = layouts_of("2024年3月5日 下午3:05")
    text = "2024年3月5日 下午3:05".encode()
    assert {letter: text[slice(*span)].decode() for letter, span in layout.spans.items()} == {
        "y": "2024",
        "m": "3",
        "d": "5",
        "H": "3",
        "M": "05",
    }


@pytest.mark.parametrize(
    ("month", "words"),
    [
        (1, "Jan January Januar Jänner janv. janvier gennaio gen ene enero"),
        (3, "March März Mrz Maerz maart mrt mars marzo"),
        (5, "May Mai mei maggio mag. mayo"),
        (8, "AUG août agosto ago"),
        (12, "Dec Dez. dic déc. décembre dicembre"),
    ],
)
def test_months_in_words(month, words):
    assert {month_of(word) for word in words.split()} == {month}


def test_other_words_of_the_calendar():
    assert (month_of("jui"), month_of("Monday"), weekday_of("Mar."), weekday_of("samedi"), weekday_of("星期日"), weekday_of("x")) == (
        0,
        0,
        1,
        5,
        6,
        -1,
    )
    assert (half_of("P.M."), half_of("下午"), half_of("a. m."), half_of("Uhr")) == ("pm", "pm", "am", "")
    assert is_whole_month("März")
    assert not is_whole_month("Mär")
