"""What a column looks like, and what it does within the cases.

A `Look` is of the values alone, wherever they stand: texts that read as times, numbers, names of people, prose. A `Behaviour`
needs the cases and their order: how often the value changes from one row of a case to the next, whether cases begin alike, how
well a value foretells the next one. An activity changes often, begins alike and foretells; a person changes, and does neither; an
attribute of the case does not change.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from svcflow.eventlog.columns.naming import TIME_ROLES, named
from svcflow.eventlog.times.timestamps import looks_like_times
from svcflow.eventlog.words import plain

_LOOKED_AT = 1_000
_PROSE = 60
_RARELY = 0.1
_FEW_PEOPLE = 10
_FLAGS = frozenset(["true", "false", "yes", "no", "y", "n", "0", "1", "ja", "nein", "nee", "si", "oui", "non", "是", "否"])
_EMAIL = r"^[^@\s]+@[^@\s]+\.\w+$"
_IDENTIFIER = r"^(?:\S*\d\S*|\p{L}+[\s#]+\d+)$"
_FULL_NAME = r"^\p{Lu}[\p{L}'’-]+,?\s+(?:\p{Lu}[\p{L}.'’-]*\s?){1,2}$"

Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Look:
    """A column's values; the shares (0 to 1) are of the different values of a sample of rows."""

    name: str
    words: str
    there: float
    """share of rows that hold something"""
    unique: float
    """different values ÷ rows that hold one"""
    times: float
    numeric: float
    whole: float
    """share of whole numbers"""
    wordy: float
    """share of values with letters in them"""
    people: float
    """share of values written as people are: full names and e-mail addresses; one word with running numbers counts half"""
    identifiers: float
    """share of values written as identifiers are: one word with digits in it, or a word and a number"""
    prose: float
    """share of long texts"""
    is_flag: bool


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a column does within cases of more than one row; shares are 0 to 1."""

    distinct: int
    changes: float
    """share of the steps from row to row that change it"""
    constant: bool
    """whether no case changes it, though cases have several rows"""
    begins: float
    """how alike the cases begin: 1 all with one value, 0 with as many as stand in all rows"""
    foretells: float
    """how well a value foretells the one it changes to: 1 exactly, 0 no better than that it is another one"""


def look_at(series: pl.Series) -> Look:
    """The look of a column, from a sample of its rows. Cost: constant."""
    step = max(-(-len(series) // _LOOKED_AT), 1)
    rows = series.gather_every(step).drop_nulls()
    there = 1 - series.null_count() / max(len(series), 1)
    name, words = series.name, plain(series.name)
    unique = rows.n_unique() / max(len(rows), 1)
    kind = series.dtype
    if kind.is_temporal():
        return Look(name, words, there, unique, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, False)
    if kind == pl.Boolean or kind.is_numeric():
        numeric = float(kind.is_numeric())
        return Look(name, words, there, unique, 0.0, numeric, float(kind.is_integer()), 0.0, 0.0, numeric, 0.0, kind == pl.Boolean)
    if not len(rows):
        return Look(name, words, there, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, False)
    texts = rows.unique().cast(pl.String)
    letters = texts.str.contains(r"\p{L}{2}|\p{Han}|^\p{L}$").mean()
    return Look(
        name,
        words,
        there,
        unique,
        times=looks_like_times(texts, epoch=any(named(role, words) >= 0.5 for role in TIME_ROLES)),
        numeric=_share(texts.str.contains(r"^[-+]?\d+(?:[.,]\d+)?$")),
        whole=_share(texts.str.contains(r"^\d+$")),
        wordy=float(letters or 0.0),  # type: ignore[arg-type]
        people=_people(texts),
        identifiers=_share(texts.str.contains(_IDENTIFIER)),
        prose=_share(texts.str.len_chars() > _PROSE),
        is_flag=all(text.casefold() in _FLAGS for text in texts) if len(texts) <= 2 else False,
    )


def behaviour_of(codes: Codes, same: NDArray[np.bool_]) -> Behaviour:
    """What a column of numbered values does; `same` says whether each row (in order of case and time) is of the case before it."""
    values = int(codes.max()) + 1 if len(codes) else 0
    before, after = codes[:-1][same[1:]], codes[1:][same[1:]]
    changed = before != after
    changes = float(changed.mean()) if len(changed) else 0.0
    begins = _alike(codes[~same], codes) if same.any() else 0.0
    often = min(1.0, changes / _RARELY)
    return Behaviour(values, changes, bool(len(changed)) and not changed.any(), begins, often * _foretells(before[changed], after[changed]))


def numbered(series: pl.Series) -> Codes:
    """A column's values as numbers from 0 on (null is a value too)."""
    _, codes = np.unique(series.hash().to_numpy(), return_inverse=True)
    return codes.astype(np.int64)


def _share(hits: pl.Series) -> float:
    return float(hits.mean() or 0.0)  # type: ignore[arg-type]


def _people(texts: pl.Series) -> float:
    """Full names and addresses; and half as much one word with running numbers (`Clerk-04`), if all share the word."""
    several = min(1.0, len(texts) / _FEW_PEOPLE)
    named = max(_share(texts.str.contains(_EMAIL)), several * _share(texts.str.contains(_FULL_NAME)))
    stem = texts.str.replace(r"[\s_#-]*\d+$", "")
    numbered_ = stem != texts
    alike = numbered_.any() and stem.filter(numbered_).n_unique() <= max(3, 0.1 * len(texts))
    return max(named, 0.5 * _share(numbered_) if alike and len(texts) > 1 else 0.0)


def _entropy(codes: Codes) -> float:
    counts = np.bincount(codes)
    shares = counts[counts > 0] / len(codes)
    return float(-(shares * np.log(shares)).sum())


def _alike(first: Codes, all_: Codes) -> float:
    whole = _entropy(all_)
    return max(0.0, 1 - _entropy(first) / whole) if whole > 0 else 0.0


def _foretells(before: Codes, after: Codes) -> float:
    """Mutual information of neighbours over the entropy of the later one, less its bias (Miller and Madow) and what is trivial.

    Among v equally frequent values, to know that the next one is another leaves v - 1: that much anything foretells.
    """
    values = len(np.unique(np.concatenate([before, after])))
    if len(before) < 5 or values < 3:
        return 0.0
    left, right = (np.unique(codes, return_inverse=True)[1].astype(np.int64) for codes in (before, after))
    whole = _entropy(right)
    if whole == 0:
        return 0.0
    pairs = np.unique(left * (int(right.max()) + 1) + right, return_inverse=True)[1].astype(np.int64)
    kinds = (int(left.max()) + 1, int(right.max()) + 1, int(pairs.max()) + 1)
    bias = (kinds[0] + kinds[1] - kinds[2] - 1) / (2 * len(before))
    share, trivial = (_entropy(left) + whole - _entropy(pairs) + bias) / whole, 1 - np.log(values - 1) / np.log(values)
    return float(np.clip((share - trivial) / (1 - trivial), 0.0, 1.0))
