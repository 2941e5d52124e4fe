"""Two sides to compare: two logs, or two slices of one, cut by whole cases.

**By time**, a case belongs to the period in which it began, in the log's zone. That alone is a trap: what began shortly before the log
ends had no time to take long, so the later side would look faster, simpler and less often reopened. Therefore every case is followed
**equally long**: for the time that each of them could be followed until the log ends, or, where that is less than 95 % of the cases of
the earlier period took, for those 95 %. Cases that began too late for that are left out, and steps that ended later after their
case's begin are not counted, on either side. How many that were is said. The log ends where 99.9 % of its steps have ended, so that
a stray date in the future moves nothing.

**By a column**, a case belongs to its own value, or, where a column changes within cases (a team, a person), to the value that stands
in most of its steps (of equals the first); pauses and queues are not asked. Without a column of teams the teams that are found are
meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import polars as pl

from svcflow.errors import InputError, did_you_mean
from svcflow.eventlog import COLUMNS, EventLog
from svcflow.mining.teams import find_teams
from svcflow.timing.contrast.facts import case_of_steps, kind_of_cases
from svcflow.timing.contrast.periods import Period, Unit, period_at
from svcflow.timing.steps import time_steps

Window = tuple[datetime, datetime]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FOLLOWED = 0.95
ENDED = 0.999
COVERED = timedelta(days=2)
"""a period is full where the log lacks no more of it at either end (a weekend)"""
NOT_ASKED = (*(name for name in COLUMNS if name not in ("activity", "resource")), "basis", "begin_time", "ready_time")


@dataclass(frozen=True, slots=True)
class Sides:
    """Two timed logs, what they are called, how they were cut, and the time in which the cases of each could begin."""

    baseline: EventLog
    other: EventLog
    names: tuple[str, str]
    notes: tuple[str, ...] = ()
    windows: tuple[Window, Window] | None = None
    column: str | None = None
    """the column whose values part the sides"""


def pair_logs(baseline: EventLog, other: EventLog, names: tuple[str, str] | None = None) -> Sides:
    """Two logs as they are, timed where they are not yet."""
    baseline, other = time_steps(baseline), time_steps(other)
    first, second = names or (baseline.name, other.name)
    names = (first, second) if first != second else (first, f"{second} (other)")
    return Sides(
        baseline, other, names, ("Both logs are taken as they are: cases that are open at the end of one look shorter than they will be.",)
    )


def split_at(log: EventLog, day: date) -> Sides:
    """The cases that began before a day, and those that began from that day on.

    Raises
    ------
    InputError
        All cases began on one side of the day, or those after it cannot be followed long enough.
    """
    first, last = _days(log)
    if not first < day <= last:
        raise InputError(f"the cases do not begin on both sides of {day}.", place=log.name, remedy=_span(log))
    return _split_by_time(log, Period(f"before {day}", first, day), Period(f"from {day}", day, last + timedelta(days=1)))


def split_between(log: EventLog, baseline: Period, other: Period) -> Sides:
    """The cases that began in one period, and those that began in another.

    Raises
    ------
    InputError
        The periods overlap, one has no cases, or its cases cannot be followed long enough.
    """
    if baseline.first < other.until and other.first < baseline.until:
        raise InputError(f'the periods "{baseline.name}" and "{other.name}" overlap.', remedy="A case can be on one side only.")
    return _split_by_time(log, baseline, other)


def split_last(log: EventLog, unit: Unit) -> Sides:
    """The last full year, quarter, month or week of the log against the one before it.

    Raises
    ------
    InputError
        The log does not cover two, or the cases of the last one cannot be followed long enough.
    """
    first, last = _days(log)
    ago = 0 if period_at(last, unit).until - timedelta(days=1) - last <= COVERED else 1
    other, baseline = period_at(last, unit, ago), period_at(last, unit, ago + 1)
    if first - baseline.first > COVERED:
        raise InputError(
            f"no two full {unit}s are in the log.", place=log.name, remedy=f"{_span(log)} Choose a shorter period, or --at DAY."
        )
    return _split_by_time(log, baseline, other)


def split_by(log: EventLog, column: str, values: Sequence[str] | str | None = None) -> Sides:
    """The cases of one value of a column, and those of another.

    Parameters
    ----------
    column : str
        A column of the log, with or without `case:`; `team` also where only people are named.
    values : two str, or one with a comma between the two, optional
        Baseline and other; not needed where the column has two values.

    Raises
    ------
    InputError
        There is no such column, or it does not have these values.
    """
    log = time_steps(log)
    found, kinds = _column(log, column)
    counts = kinds.drop_nulls().value_counts(name="count").sort("count", kinds.name, descending=[True, False])
    known = counts[kinds.name].to_list()
    first, second = _two(column, known, values)
    baseline, other = (_of_cases(log, kinds == value) for value in (first, second))
    own = found in log.cases.columns
    rule = "A case belongs to its own value" if own else f"A case belongs to the {column} of most of its steps"
    notes = [f"{rule}; {log.cases.height - baseline.cases.height - other.cases.height} of {log.cases.height} cases belong to neither side."]
    return Sides(baseline, other, (first, second), tuple(notes), column=found)


def _column(log: EventLog, column: str) -> tuple[str, pl.Series]:
    """The column's name in the log, and its value for each case."""
    names = [name for name in (*log.cases.columns, *log.steps.columns) if name not in NOT_ASKED and not name.endswith(("_h", "_time"))]
    found = next((name for name in (column, f"case:{column}") if name in names and name != "steps"), None)
    waits = [name for name, meaning in log.meanings.items() if meaning != "work"]
    asked = None if found == "activity" else ~log.steps["activity"].is_in(waits).to_numpy()
    teams = find_teams(log) if found is None and column == "team" else {}
    if teams:
        found, of = "team", {"old": list(teams), "new": list(teams.values())}
        team = pl.col("resource").cast(pl.String).replace_strict(**of, default=None, return_dtype=pl.String)
        log = log.with_steps(log.steps.with_columns(team=team))
    if found is not None:
        return found, kind_of_cases(log, found, asked).rename("value")
    known = sorted({name.removeprefix("case:") for name in names if name != "steps"})
    raise InputError(
        f'there is no column "{column}" to split by.', place=log.name, remedy=did_you_mean(column, known), about=("--by", "", column)
    )


def _two(column: str, known: list[str], values: Sequence[str] | str | None) -> tuple[str, str]:
    """Baseline and other value."""
    if values is None:
        if len(known) == 2:
            return known[0], known[1]
        about = f'"{column}" has {len(known)} value{"" if len(known) == 1 else "s"} among the cases, not two.'
        remedy = f'Name two; the most frequent are: --of "{known[0]},{known[1]}"' if len(known) > 2 else "Choose another column."
        raise InputError(about, remedy=remedy, about=("--by", "", column))
    pairs = _pairs(values) if isinstance(values, str) else [(values[0], values[1])]
    for first, second in pairs:
        if first in known and second in known and first != second:
            return first, second
    first, second = pairs[0]
    if first == second:
        raise InputError(f'"{first}" is on both sides.', remedy='Name two values: --of "A,B".', about=("--of", "", first))
    missing = first if first not in known else second
    raise InputError(f'no case belongs to "{missing}" in "{column}".', remedy=did_you_mean(missing, known), about=("--of", "", missing))


def _pairs(text: str) -> list[tuple[str, str]]:
    """Every way to part a text at a comma: values may have commas themselves."""
    parts = text.split(",")
    if len(parts) < 2:
        raise InputError(f'"{text}" names one value.', remedy='Name two with a comma between: --of "A,B".', about=("--of", "", text))
    return [(",".join(parts[:at]).strip(), ",".join(parts[at:]).strip()) for at in range(1, len(parts))]


def _of_cases(log: EventLog, keep: pl.Series) -> EventLog:
    """Some of the cases, by a flag for each of them."""
    flags = keep.fill_null(False)
    return replace(log, steps=log.steps.filter(flags.gather(case_of_steps(log))), cases=log.cases.filter(flags))


def _split_by_time(log: EventLog, baseline: Period, other: Period) -> Sides:
    log = time_steps(log)
    periods = (baseline, other)
    windows = [period.instants(log.timezone) for period in periods]
    parts = [_of_cases(log, log.cases["first_time"].is_between(*window, closed="left")) for window in windows]
    for part, period in zip(parts, periods, strict=True):
        if not part.cases.height:
            raise InputError("no case began in this period.", place=period.name, remedy=_span(log))
    earlier, later = parts if baseline.first < other.first else reversed(parts)
    end = EPOCH + _micros(log.steps["end_time"].to_physical().quantile(ENDED, "higher"))
    follow = _follow_up(earlier, later, end)
    latest = end - follow
    kept = [_followed(part, latest, follow) for part in parts]
    for part, whole, period in zip(kept, parts, periods, strict=True):
        if not part.cases.height:
            problem = (
                f"none of its {whole.cases.height} cases can be followed for {_long(follow)}, which 95 % of the earlier cases took at most."
            )
            raise InputError(problem, place=period.name, remedy=f"Compare what began until {latest.date()}.")
    left = later.cases.height - later.cases.filter(pl.col("first_time") <= latest).height
    notes = ("A case belongs to the period in which it began.", *_said(parts, kept, follow, left, later.cases.height))
    (first, until), (second, second_until) = windows
    opened = (first, min(until, latest)), (second, min(second_until, latest))
    return Sides(kept[0], kept[1], (baseline.name, other.name), notes, opened)


def _follow_up(earlier: EventLog, later: EventLog, end: datetime) -> timedelta:
    """How long every case is followed."""
    lead = (earlier.cases["last_time"] - earlier.cases["first_time"]).to_physical()
    last = pl.concat([earlier.cases["first_time"], later.cases["first_time"]]).to_physical().max()
    return max(end - (EPOCH + _micros(last)), _micros(lead.quantile(FOLLOWED, "higher")))


def _micros(value: object) -> timedelta:
    """A number of microseconds as a duration."""
    return timedelta(microseconds=int(value)) if isinstance(value, (int, float)) else timedelta()


def _followed(log: EventLog, latest: datetime, follow: timedelta) -> EventLog:
    """The cases that began early enough, with the steps that ended in time."""
    log = _of_cases(log, log.cases["first_time"] <= latest)
    case = case_of_steps(log)
    in_time = log.steps["end_time"] - log.cases["first_time"].gather(case) <= follow
    if in_time.all():
        return log
    rows = pl.DataFrame({"case": case, "end": log.steps["end_time"]}).filter(in_time)
    counted = rows.group_by("case", maintain_order=True).agg(last_time=pl.col("end").max(), steps=pl.len().cast(pl.UInt32))
    cases = log.cases[counted["case"]].with_columns(counted["last_time"], counted["steps"])
    return replace(log, steps=log.steps.filter(in_time), cases=cases)


def _said(parts: list[EventLog], kept: list[EventLog], follow: timedelta, left: int, later: int) -> list[str]:
    """What was left out, in sentences."""
    notes = []
    if left:
        notes.append(
            f"Every case is followed for {_long(follow)} from its begin, which 95 % of the earlier cases took at most: {left} of {later} "
            "later cases began too late for that and are left out."
        )
        if left > later / 2:
            notes.append("More than half of the later cases are left out: what is left may not stand for the period.")
    whole, seen = (sum(each.steps.height for each in logs) for logs in (parts, kept))
    late = sum(part.cases.filter(pl.col("last_time") - pl.col("first_time") > follow).height for part in parts)
    if late and whole > seen:
        notes.append(f"What happened later than {_long(follow)} after a case began is not counted: {late} cases went on after that.")
    return notes


def _days(log: EventLog) -> tuple[date, date]:
    """First and last day on which cases began, in the log's zone."""
    local = log.cases["first_time"].dt.convert_time_zone(log.timezone).dt.date()
    first, last = local.min(), local.max()
    if not isinstance(first, date) or not isinstance(last, date):
        raise InputError("there are no cases to compare.", place=log.name)
    return first, last


def _span(log: EventLog) -> str:
    first, last = _days(log)
    return f"Its cases begin from {first} to {last}."


def _long(follow: timedelta) -> str:
    """A follow-up in words."""
    from svcflow.units import duration

    return duration(follow.total_seconds() / 3600)
