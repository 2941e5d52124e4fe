"""Day, month or year first: what numbers, other columns, weekdays and the cases decide, and what is refused."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from svcflow.errors import AmbiguousError
from svcflow.eventlog.times.orders import order_in_cases
from svcflow.eventlog.times.timestamps import read_times

ZONE = {"timezone": None, "dayfirst": None, "place": "log.csv"}
JANUARY = datetime(2024, 1, 1)  # noqa: DTZ001 texts without a zone are meant


def read(*columns, cases=None, **options):
    named = {f"T{number}": pl.Series(f"T{number}", texts) for number, texts in enumerate(columns)}
    return read_times(named, pl.Series(cases or ["1"] * len(columns[0])), **{**ZONE, **options})


def dates(texts, **options):
    return [instant and instant.date().isoformat() for instant in read(texts, **options).values["T0"]]


def test_rows_that_contradict_the_rest_are_not_read_and_told():
    times = read(["13/2/2024", "14/2/2024", "2/13/2024", "1/2/2024"])
    assert [instant and instant.month for instant in times.values["T0"]] == [2, 2, None, 2]
    assert times.choices[0].evidence == "3 of 4 rows read; 2 rows cannot be month first (a number above 12), 1 the other"


def test_two_formats_are_told_with_their_counts():
    times = read(["2024-01-31 12:00"] * 3 + ["31.01.2024 12:00"] * 2)
    assert times.choices[0].format == "%Y-%m-%d %H:%M | %d.%m.%Y %H:%M"
    assert times.choices[0].evidence.startswith("5 of 5 rows read (3 as %Y-%m-%d %H:%M, 2 as %d.%m.%Y %H:%M); 2 rows cannot be month first")


def test_two_formats_of_opposite_orders_are_read_each_by_its_own():
    times = read(["31/1/2024", "2/1/2024", "1-31-2024", "1-2-2024"])
    assert [instant.day for instant in times.values["T0"]] == [31, 2, 31, 2]
    assert "%d/%m/%Y: 1 row cannot be month first" in times.choices[0].evidence
    assert any("day first where they look like 1/2/2024, month first where they look like 1-2-2024" in note for note in times.notes)


def test_a_format_without_proof_follows_the_column_then_the_file():
    assert dates(["31/1/2024", "2-1-2024"])[1] == "2024-01-02"
    times = read(["2/1/2024"], ["31/1/2024"])
    assert times.values["T0"][0].day == 2
    assert times.choices[0].evidence.endswith('day first, as in the column "T1"')


def test_the_same_format_elsewhere_goes_before_the_others():
    assert read(["2/1/2024"], ["31/1/2024"], ["1-31-2024"]).values["T0"][0].day == 2


@pytest.mark.parametrize("texts", [["24-01-31 12:00", "24-02-01 12:00"] * 10, ["98-01-31", "98-02-01"]])
def test_years_of_two_digits_that_come_first(texts):
    days = [f"24-{month:02d}-{day:02d} 12:00" for month in (1, 2, 3) for day in range(1, 29)]
    assert dates(days)[-1] == "2024-03-28"
    assert dates(["98-01-31", "98-02-01"]) == ["1998-01-31", "1998-02-01"]
    assert dates([f"{day:02d}-{month:02d}-24" for month in (1, 2, 3) for day in range(1, 29)])[-1] == "2024-03-28"


def test_weekdays_decide():
    times = read(["Mon, 5/2/2024", "Tue, 6/2/2024"])
    assert [instant.month for instant in times.values["T0"]] == [2, 2]
    assert "weekdays of 2 rows fit no other order" in times.choices[0].evidence


def test_the_refusal_shows_both_readings_and_the_options():
    with pytest.raises(AmbiguousError) as refusal:
        read(["3.3.2024", "3.4.2024"])
    assert refusal.value.problem == 'every date fits day first and month first: "3.4.2024" is 3 April 2024 or 4 March 2024.'
    assert "--day-first or --month-first" in refusal.value.remedy
    assert '"T0"' in refusal.value.place


def test_dates_that_are_the_same_both_ways_need_no_decision():
    assert dates(["3/3/2024", "4/4/2024"]) == ["2024-03-03", "2024-04-04"]


def test_attributes_do_not_ask():
    other = pl.Series("Due", ["1/2/2024", "3/4/2024"])
    times = read_times({"T": pl.Series("T", ["2024-01-01", "2024-01-02"])}, pl.Series(["1", "1"]), others={"Due": other}, **ZONE)
    assert "Due" not in times.values


def test_an_end_before_its_start_decides():
    starts = [JANUARY + timedelta(days=31 * (number % 11) + number % 3 + 8, hours=number) for number in range(60)]
    ends = [start + timedelta(days=2) for start in starts]
    early = [(start, end) for start, end in zip(starts, ends, strict=True) if start.day <= 12 and end.day <= 12]
    late = [(start, start + timedelta(days=25)) for start in (datetime(2024, month, 12) for month in range(1, 12))]  # noqa: DTZ001
    pairs = [pair for pair in (early + late * 2) if pair[1].day <= 12]
    times = read(
        *([moment.strftime("%d/%m/%Y") for moment in side] for side in zip(*pairs, strict=True)), cases=[str(n) for n in range(len(pairs))]
    )
    assert times.values["T0"].to_list() == [start.replace(hour=0, tzinfo=UTC) for start, _ in pairs]
    assert "time would run backwards" in times.choices[0].evidence


@given(
    st.integers(0, 10_000),
    st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%-d.%-m.%Y %H:%M", "%-m/%-d/%Y %H:%M"]),
    st.sampled_from(["case", "time", "newest", "shuffled", "text", "case and text"]),
)
def test_the_cases_never_decide_wrongly(seed, layout, arrangement):
    random = np.random.default_rng(seed)
    case = random.integers(0, random.integers(2, 40), 400)
    day = random.integers(0, 365, 40)[case] + np.cumsum(random.exponential(3.0, 400)) % random.integers(20, 500)
    moments = pl.Series(JANUARY + timedelta(days=1) * number for number in day)
    rows = pl.DataFrame({"case": case, "at": moments, "text": moments.dt.strftime(layout)}).filter(pl.col("at").dt.day() <= 12)
    keys = {"case": ["case", "at"], "time": ["at"], "newest": ["at"], "text": ["text"], "case and text": ["case", "text"]}
    rows = rows.sample(fraction=1.0, shuffle=True, seed=seed)
    rows = rows.sort(keys[arrangement], descending=arrangement == "newest") if arrangement in keys else rows
    both = [read_times({"T": rows["text"]}, rows["case"], **{**ZONE, "dayfirst": first}).values["T"] for first in (True, False)]
    chosen = order_in_cases([tuple(values.to_physical().to_numpy() for values in both)], [rows["text"]], rows["case"])
    assert chosen is None or chosen.order == ("day" if layout.startswith(("%d", "%-d")) else "month")
