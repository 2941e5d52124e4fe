"""A column as it is written: each row's time, and the counts that its rows give as evidence.

Texts are read in groups of one mask, numbers by their size; of a dictionary-coded column only the words are read. The counts
(rows in each format, numbers above 12 at each place of a date) do not depend on the order of day and month, which is chosen on
them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.eventlog.times.fixed_times import NOT_A_TIME, Flags, Micros, number, read_fixed
from svcflow.eventlog.times.layouts import NUMBER, Layout, Order, layouts_of
from svcflow.eventlog.times.masks import Alike, each_mask
from svcflow.eventlog.times.numeric_times import FORMATS, LOCAL, read_numbers, split_numbers

NAIVE = 0
"""the place in `zone_names` of times without a zone"""
UTC = 1
STORED = "stored as instants"
KNOWN_ABBREVIATIONS = {"CET": 60, "CEST": 120, "MEZ": 60, "MESZ": 120, "WET": 0, "WEST": 60, "EET": 120, "EEST": 180}
"""abbreviations that one zone alone uses -> minutes ahead of UTC"""
_SEPARATELY = 100  # two-digit numbers are counted one by one


@dataclass(slots=True)
class DateNumbers:
    """What the three numbers of a family of dates are: how many rows have a first or a second above 12."""

    rows: int = 0
    first_over: int = 0
    second_over: int = 0
    each: NDArray[np.int64] | None = None
    """where any of the three may be the year, how often each number 0 to 99 stands first, second and third"""
    short: int = 0
    """rows whose first number has one digit where the year has two"""


@dataclass(slots=True)
class Written:
    """The times of a column [µs since 1970; local where no offset says otherwise], and the counts of rows behind them."""

    micros: Micros
    zones: NDArray[np.uint16]
    """places in `zone_names`"""
    zone_names: list[str] = field(default_factory=lambda: ["", "UTC"])
    formats: Counter[str] = field(default_factory=Counter)
    families: dict[str, DateNumbers] = field(default_factory=dict)
    carried: Counter[str] = field(default_factory=Counter)
    """rows read: `naive`, `utc`, `offset`, or the name of the zone that they carry"""
    unknown: Counter[str] = field(default_factory=Counter)
    """abbreviations of zones that several zones use"""


def read_written(series: pl.Series, orders: Mapping[str, Order], abbreviations: Mapping[str, int], *, epoch: bool = True) -> Written:
    """Read a column of texts, of dictionary-coded texts or of numbers. Cost: linear.

    Parameters
    ----------
    series : Series
        Of a type that `is_readable`.
    orders : mapping
        Family of dates -> what comes first; day first where it says nothing.
    abbreviations : mapping
        Abbreviation of a zone -> minutes ahead of UTC.
    epoch : bool
        Whether bare numbers may be epochs or a spreadsheet's days.
    """
    if series.dtype == pl.String:
        return _Reader(orders, abbreviations, epoch, None).read(series)
    if isinstance(series.dtype, pl.Categorical | pl.Enum):
        return _read_coded(series, _Reader(orders, abbreviations, epoch, None))
    if series.dtype.is_temporal():
        return _read_stored(series)
    return _read_numeric(series, epoch)


def is_readable(kind: pl.DataType) -> bool:
    """Whether a column of this type may hold times: texts, dictionary-coded texts, numbers, dates and instants."""
    return kind in (pl.String, pl.Date) or isinstance(kind, pl.Categorical | pl.Enum | pl.Datetime) or kind.is_numeric()


def _read_stored(series: pl.Series) -> Written:
    """A column that the file itself keeps as instants (Parquet, spreadsheets)."""
    is_naive = getattr(series.dtype, "time_zone", None) is None
    stored = series if is_naive else series.dt.convert_time_zone("UTC")
    stored = stored.cast(pl.Datetime("us", None if is_naive else "UTC"))
    micros = stored.to_physical().fill_null(NOT_A_TIME).to_numpy()
    written = Written(micros, np.full(len(series), NAIVE if is_naive else UTC, np.uint16))
    written.formats[STORED] = written.carried["naive" if is_naive else "utc"] = series.count()
    return written


def _read_numeric(series: pl.Series, epoch: bool) -> Written:
    written = Written(np.zeros(0, np.int64), np.full(len(series), UTC, np.uint16))
    written.micros, kinds = read_numbers(*split_numbers(series), epoch=epoch)
    _count_kinds(written, np.bincount(kinds, minlength=len(FORMATS)).tolist())
    written.zones[LOCAL[kinds]] = NAIVE
    return written


def _read_coded(series: pl.Series, reader: _Reader) -> Written:
    codes = series.to_physical().cast(pl.Int64)
    rows = codes.fill_null(-1).to_numpy() + 1
    words = series.drop_nulls().unique()
    places = words.to_physical().to_numpy().astype(np.int64) + 1
    counts = np.bincount(rows, minlength=1)
    reader.weights = counts[places]
    written = reader.read(words.cast(pl.String))
    micros, zones = np.full(len(counts), NOT_A_TIME), np.zeros(len(counts), np.uint16)
    micros[places], zones[places] = written.micros, written.zones
    written.micros, written.zones = micros[rows], zones[rows]
    return written


@dataclass(slots=True)
class _Reader:
    """Reads texts group by group; `weights` says how many rows each text stands for."""

    orders: Mapping[str, Order]
    abbreviations: Mapping[str, int]
    epoch: bool
    weights: NDArray[np.int64] | None

    def read(self, texts: pl.Series) -> Written:
        written = Written(np.full(len(texts), NOT_A_TIME), np.zeros(len(texts), np.uint16))
        for alike in each_mask(texts, lambda mask: bool(layouts_of(mask, epoch=self.epoch))):
            layouts = layouts_of(alike.mask, epoch=self.epoch)
            if layouts[0].format == NUMBER:
                self._read_numbers(written, alike, layouts[0])
            else:
                if layouts[0].family:
                    self._count_numbers(written, alike, layouts)
                self._read_dates(written, alike, self._chosen(layouts))
        return written

    def _chosen(self, layouts: Sequence[Layout]) -> Layout:
        order = self.orders.get(layouts[0].family, "day")
        return next((layout for layout in layouts if layout.order == order), layouts[0])

    def _read_dates(self, written: Written, alike: Alike, layout: Layout) -> None:
        offset = self.abbreviations.get(layout.zone_name, KNOWN_ABBREVIATIONS.get(layout.zone_name))
        if layout.zone == "abbreviation" and offset is None:
            written.unknown[layout.zone_name] += self._rows(alike, None)
            return
        micros = read_fixed(alike.digits, layout)
        read = micros != NOT_A_TIME
        if layout.zone == "abbreviation" and offset:
            micros[read] -= offset * 60_000_000
        written.micros[alike.rows] = micros
        written.zones[alike.rows] = _zone_place(written, layout)
        rows = self._rows(alike, read)
        written.formats[layout.format] += rows
        written.carried[layout.zone_name if layout.zone in ("named", "abbreviation") else layout.zone] += rows

    def _read_numbers(self, written: Written, alike: Alike, layout: Layout) -> None:
        whole = number(alike.digits, layout.spans["whole"]).astype(np.int64)
        span = layout.spans.get("part")
        part = number(alike.digits, span) / 10.0 ** (span[1] - span[0]) if span else None
        micros, kinds = read_numbers(whole, part, epoch=self.epoch)
        written.micros[alike.rows] = micros
        written.zones[alike.rows] = np.where(LOCAL[kinds], NAIVE, UTC)
        _count_kinds(written, [self._rows(alike, kinds == kind) for kind in range(len(FORMATS))])

    def _count_numbers(self, written: Written, alike: Alike, layouts: Sequence[Layout]) -> None:
        """How the three numbers of a date lie: those above 12, and each by itself where any of them may be the year."""
        spans = layouts[0].spans
        first, second = number(alike.digits, spans["d"]), number(alike.digits, spans["m"])
        counts = written.families.setdefault(layouts[0].family, DateNumbers())
        counts.rows += self._rows(alike, None)
        counts.first_over += self._rows(alike, first > 12)
        counts.second_over += self._rows(alike, second > 12)
        if len(layouts) == 2:
            counts.short += self._rows(alike, None)
        else:
            three = (first, second, number(alike.digits, spans["y"]))
            each = np.stack([np.bincount(values, self._weights(alike), _SEPARATELY) for values in three]).astype(np.int64)
            counts.each = each if counts.each is None else counts.each + each

    def _weights(self, alike: Alike) -> NDArray[np.int64] | None:
        return None if self.weights is None else self.weights[alike.rows]

    def _rows(self, alike: Alike, which: Flags | None) -> int:
        """How many rows the texts (those flagged) stand for."""
        weights = self._weights(alike)
        if weights is None:
            return alike.digits.shape[1] if which is None else int(np.count_nonzero(which))
        return int(weights.sum() if which is None else weights[which].sum())


def _count_kinds(written: Written, counts: Sequence[int]) -> None:
    for kind in range(1, len(FORMATS)):
        if counts[kind]:
            written.formats[FORMATS[kind]] += counts[kind]
            written.carried["naive" if LOCAL[kind] else "utc"] += counts[kind]


def _zone_place(written: Written, layout: Layout) -> int:
    if layout.zone == "naive":
        return NAIVE
    if layout.zone != "named":
        return UTC
    if layout.zone_name not in written.zone_names:
        written.zone_names.append(layout.zone_name)
    return written.zone_names.index(layout.zone_name)
