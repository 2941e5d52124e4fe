"""Texts as instants: one reading for a whole column, with the counts that prove it.

A date such as 9.3.10 is day first or month first, and no single row says which. The column does: a first number above 12 in
any row rules out month first. Where every row fits both, the order of the rows inside the cases may show it (under the wrong
reading time runs backwards more often); where that does not either, the reader refuses and names the option that settles it.
Offsets are converted to UTC; times without one are taken in the zone given. Local times that a clock change skips move forward
by the hour skipped; those that it repeats are taken as the earlier ones; both are counted. Cost: linear in the distinct texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from svcflow.errors import AmbiguousError, LogError
from svcflow.eventlog.log import TIME, Repair, TimestampChoice
from svcflow.eventlog.times.layouts import EPOCH, Layout, Order, layouts_of

_NAIVE = pl.Datetime("us")
_MASKS = 2_000


@dataclass(frozen=True, slots=True)
class TimesRead:
    """The instants of each column (null where the text is not one), how they were read, and what the clocks did."""

    values: Mapping[str, pl.Series]
    choices: tuple[TimestampChoice, ...]
    repairs: tuple[Repair, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Texts:
    """A column's distinct texts with their counts, and the layouts of their masks."""

    name: str
    series: pl.Series
    unique: pl.DataFrame
    layouts: Mapping[str, tuple[Layout, ...]]
    first_over: int
    second_over: int

    @property
    def two_ways(self) -> bool:
        return any(len(found) == 2 for found in self.layouts.values())


def read_times(
    columns: Mapping[str, pl.Series],
    cases: pl.Series,
    *,
    others: Mapping[str, pl.Series] | None = None,
    timezone: str | None,
    dayfirst: bool | None,
    place: str,
) -> TimesRead:
    """Read the time columns of one file together: they were written by one system.

    `others` are attributes that look like times. They bear witness to the order of day and month, and are read if every one
    of their texts can be; one whose own order stays open is left as it is.

    Raises
    ------
    AmbiguousError
        Day first and month first fit equally well.
    """
    zone = timezone or "UTC"
    texts = {name: _texts(series) for name, series in {**columns, **(others or {})}.items() if series.dtype == pl.String}
    orders = _orders(texts, frozenset(columns), cases, dayfirst, place)
    values: dict[str, pl.Series] = {}
    choices: list[TimestampChoice] = []
    repairs: list[Repair] = []
    naive = False
    for name, series in columns.items():
        if name in texts:
            order, why = orders[name]
            values[name], choice, fixed, is_naive = _parsed(texts[name], order, why, zone)
            repairs += fixed
        else:
            values[name], choice, is_naive = _stored(series, zone)
        naive |= is_naive
        choices.append(choice)
    for name in others or {}:
        if name in orders:
            attribute, *_ = _parsed(texts[name], *orders[name], zone)
            if attribute.count() == texts[name].series.count():
                values[name] = attribute
    return TimesRead(values, tuple(choices), tuple(repairs), _notes(choices, timezone, naive))


def looks_like_times(sample: pl.Series, *, epoch: bool) -> float:
    """The share of a sample of texts that a layout fits."""
    there = sample.drop_nulls()
    if not len(there):
        return 0.0
    return sum(bool(layouts_of(text, epoch=epoch)) for text in there) / len(there)


def _texts(series: pl.Series) -> _Texts:
    unique = series.alias("text").drop_nulls().value_counts(name="rows")
    unique = unique.with_columns(pl.col("text").str.replace_all(r"[0-9]", "9").alias("mask"))
    masks = unique.group_by("mask").agg(pl.col("rows").sum(), pl.col("text").min()).sort("rows", "mask", descending=[True, False])
    layouts = {mask: found for mask, _, text in masks.head(_MASKS).iter_rows() if (found := layouts_of(text, epoch=True))}
    two_ways = [mask for mask, found in layouts.items() if len(found) == 2]
    over = unique.filter(pl.col("mask").is_in(two_ways)).select(
        pl.col("rows").filter(pl.col("text").str.extract(r"^(\d+)").cast(pl.Int32) > 12).sum().alias("first"),
        pl.col("rows").filter(pl.col("text").str.extract(r"^\d+[-/.](\d+)").cast(pl.Int32) > 12).sum().alias("second"),
    )
    return _Texts(series.name, series, unique, layouts, int(over.item(0, 0)), int(over.item(0, 1)))


def _orders(
    texts: Mapping[str, _Texts], needed: frozenset[str], cases: pl.Series, dayfirst: bool | None, place: str
) -> dict[str, tuple[Order, str]]:
    """Day or month first for each column: its own rows say so, else the file's other columns, else the cases."""
    undecided = [column for column in texts.values() if column.two_ways]
    if dayfirst is not None:
        given: tuple[Order, str] = ("day" if dayfirst else "month", "as the option says")
        return dict.fromkeys(texts, given)
    chosen: dict[str, tuple[Order, str]] = dict.fromkeys(texts, ("day", ""))
    proven = {column.name: order for column in undecided if (order := _own_order(column))}
    rest = [column for column in undecided if column.name not in proven]
    if rest:
        readings = {order for order, _ in proven.values()}
        if len(readings) == 1:
            other = next(iter(proven))
            shared = (readings.pop(), f'as in the column "{other}"')
        elif open_ones := [column for column in rest if column.name in needed]:
            shared = _order_by_cases(open_ones, cases, place)
        else:
            return {name: order for name, order in (chosen | proven).items() if name not in {column.name for column in rest}}
        chosen.update(dict.fromkeys((column.name for column in rest), shared))
    return chosen | proven


def _own_order(column: _Texts) -> tuple[Order, str] | None:
    """What the numbers above 12 say."""
    day, month = column.first_over, column.second_over
    if day == month == 0:
        return None
    first: Order = "day" if day >= month else "month"
    rows, against = max(day, month), min(day, month)
    what = "month" if first == "day" else "day"
    why = f"{_rows(rows)} cannot be {what} first (a number above 12)"
    return first, f"{why}, {against} the other" if against else f"{why}, none the other"


def _order_by_cases(columns: list[_Texts], cases: pl.Series, place: str) -> tuple[Order, str]:
    """Under the wrong reading, time runs backwards inside the cases more often."""
    orders: tuple[Order, Order] = ("day", "month")
    back: dict[Order, int] = {order: sum(_disorder(_localized(column, order), cases) for column in columns) for order in orders}
    if len(columns) == 2:
        for order in orders:
            first, second = (_localized(column, order) for column in columns)
            back[order] += min(int((first > second).sum()), int((second > first).sum()))
    better, worse = sorted(orders, key=lambda order: back[order])
    if back[worse] and back[better] * 2 <= back[worse]:
        return better, f"read {better} first, time runs backwards in the cases {back[better]} times, {worse} first {back[worse]} times"
    if all(_same_both_ways(column) for column in columns):
        return "day", "day and month are the same number in every row"
    if all(layout.separator == "." for column in columns for found in column.layouts.values() for layout in found if layout.order):
        return "day", "dates with dots are written day first; no row says otherwise"
    example = next(text for column in columns for text in column.unique.get_column("text"))
    raise AmbiguousError(
        f'dates such as "{example}" can be read day first and month first, and every row fits both.',
        place=f'{place}, column "{columns[0].name}"',
        remedy="Say which with --day-first or --month-first (dayfirst=True or False).",
    )


def _localized(column: _Texts, order: Order) -> pl.Series:
    unique = _instants(column, order, "UTC").select("text", pl.col("instant").alias("instant"))
    return _spread(column.series, unique)


def _disorder(values: pl.Series, cases: pl.Series) -> int:
    """Steps against the direction in which the file runs (newest first is a direction too)."""
    pairs = pl.DataFrame({"case": cases, "at": values}).with_row_index().sort("case", "index")
    step = pl.col("at").diff().dt.total_microseconds()
    same = pl.col("case") == pl.col("case").shift(1)
    back, forth = pairs.select((same & (step < 0)).sum().alias("back"), (same & (step > 0)).sum().alias("forth")).row(0)
    return int(min(back, forth))


def _same_both_ways(column: _Texts) -> bool:
    return bool((_localized(column, "day") == _localized(column, "month")).all())


def _instants(column: _Texts, order: Order, zone: str) -> pl.DataFrame:
    """Each distinct text with its instant, and whether the clocks skipped or repeated it."""
    groups: dict[Layout, list[str]] = {}
    for mask, found in column.layouts.items():
        groups.setdefault(found[0] if len(found) == 1 or order == "day" else found[1], []).append(mask)
    parts = [_parse_group(column.unique.filter(pl.col("mask").is_in(masks)), layout, zone) for layout, masks in groups.items()]
    if not parts:
        return pl.DataFrame(schema={"text": pl.String, "rows": pl.UInt32, "format": pl.String, "instant": TIME, "clock": pl.String})
    return pl.concat(parts)


def _parse_group(texts: pl.DataFrame, layout: Layout, zone: str) -> pl.DataFrame:
    text = pl.col("text")
    if layout.fix_comma:
        text = text.str.replace(r"(\d),(\d)", "$1.$2")
    if layout.fix_half:
        text = text.str.replace(r"([AaPp])\.?([Mm])\.?", "$1$2")
    if layout.fix_offset:
        text = text + "00"
    clock: pl.Expr = pl.lit(None, pl.String)
    if layout.format.startswith(EPOCH):
        scale = 1_000 if layout.format.endswith("ms") else 1_000_000
        instant = (text.cast(pl.Float64) * scale).round().cast(pl.Int64).cast(TIME)
    elif layout.zone == "offset":
        instant = text.str.strptime(TIME, layout.format, strict=False)
    else:
        local = text.str.strptime(_NAIVE, layout.format, strict=False)
        instant, clock = _in_zone(local, "UTC" if layout.zone == "utc" else zone)
    frame = texts.select("text", pl.col("rows").cast(pl.UInt32), instant.alias("instant"), clock.alias("clock"))
    return frame.select("text", "rows", pl.lit(layout.shown()).alias("format"), "instant", "clock")


def _in_zone(local: pl.Expr, zone: str) -> tuple[pl.Expr, pl.Expr]:
    """Local times as instants: skipped ones an hour later, repeated ones the earlier, with the mark of which."""
    if zone == "UTC":
        return local.dt.replace_time_zone("UTC"), pl.lit(None, pl.String)
    early = local.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    late = local.dt.replace_time_zone(zone, ambiguous="latest", non_existent="null")
    moved = local.dt.offset_by("1h").dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    skipped = local.is_not_null() & early.is_null()
    clock = pl.when(skipped).then(pl.lit("skipped")).when(early != late).then(pl.lit("repeated"))
    return pl.coalesce(early, moved).dt.convert_time_zone("UTC"), clock


def _parsed(column: _Texts, order: Order, why: str, zone: str) -> tuple[pl.Series, TimestampChoice, list[Repair], bool]:
    instants = _instants(column, order, zone)
    read = instants.filter(pl.col("instant").is_not_null())
    formats = read.group_by("format").agg(pl.col("rows").sum()).sort("rows", "format", descending=[True, False])
    there = len(column.series) - column.series.null_count()
    evidence = f"{int(formats.get_column('rows').sum())} of {_rows(there)} read"
    if formats.height > 1:
        evidence += " (" + ", ".join(f"{rows} as {text}" for text, rows in formats.iter_rows()) + ")"
    evidence += f"; {why}" if why and column.two_ways else ""
    zones = {layout.zone for found in column.layouts.values() for layout in found}
    shown = {"naive": zone, "utc": "UTC", "offset": "offsets in the file"}
    timezone = ", ".join(dict.fromkeys(shown[kind] for kind in ("offset", "utc", "naive") if kind in zones)) or zone
    choice = TimestampChoice(column.name, " | ".join(formats.get_column("format")), timezone, evidence)
    return _spread(column.series, instants), choice, _clock_repairs(column.name, instants, zone), "naive" in zones


def _clock_repairs(name: str, instants: pl.DataFrame, zone: str) -> list[Repair]:
    rules = {
        "skipped": f'local times that {zone} skips, moved forward an hour (column "{name}")',
        "repeated": f'local times that {zone} has twice, taken as the earlier (column "{name}")',
    }
    repairs = []
    for mark, rule in rules.items():
        hit = instants.filter(pl.col("clock") == mark)
        if hit.height:
            repairs.append(Repair(rule, int(hit.get_column("rows").sum()), str(hit.get_column("text").min())))
    return repairs


def _stored(series: pl.Series, zone: str) -> tuple[pl.Series, TimestampChoice, bool]:
    """A column that the file itself keeps as instants (Parquet)."""
    if series.dtype == pl.Date:
        series = series.cast(_NAIVE)
    if not isinstance(series.dtype, pl.Datetime):
        raise LogError(f'the column "{series.name}" holds {series.dtype}, not times.')
    naive = series.dtype.time_zone is None
    frame = series.to_frame("at")
    values = frame.select(_in_zone(pl.col("at"), zone)[0] if naive else pl.col("at").dt.convert_time_zone("UTC")).to_series().cast(TIME)
    choice = TimestampChoice(series.name, "stored as instants", zone if naive else "UTC", f"{len(series)} of {_rows(len(series))} read")
    return values, choice, naive


def _spread(series: pl.Series, unique: pl.DataFrame) -> pl.Series:
    """The instants of the distinct texts, back on the rows."""
    joined = series.alias("text").to_frame().join(unique.select("text", "instant"), on="text", how="left", maintain_order="left")
    return joined.get_column("instant").cast(TIME).alias(series.name)


def _notes(choices: Sequence[TimestampChoice], timezone: str | None, naive: bool) -> tuple[str, ...]:
    notes = ["The times carry no zone and are taken as UTC; --timezone says otherwise."] if naive and timezone is None else []
    days = [f'"{choice.column}"' for choice in choices if choice.format and "%H" not in choice.format and "%I" not in choice.format]
    if days and all("%d" in choice.format for choice in choices):
        notes.append(f"{', '.join(days)} {'has' if len(days) == 1 else 'have'} dates without a time of day: durations are in whole days.")
    return tuple(notes)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"
