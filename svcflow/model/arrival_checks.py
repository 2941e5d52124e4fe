"""What is wrong with how tickets come: rates that bring none, days that are there twice, a period without its days."""

from __future__ import annotations

from datetime import date

from svcflow.calendars import check_timezone
from svcflow.errors import ModelError
from svcflow.model.document import Arrivals


def check_arrivals(arrivals: Arrivals, place: str) -> None:
    """Refuse arrivals that would bring nothing, for ever, or contradict themselves; `place` is their path in the document."""
    check_timezone(arrivals.timezone, f"{place}.timezone", ModelError)
    if arrivals.level == 0:
        raise ModelError("level (=0) brings no tickets.", place=f"{place}.level", remedy="It must be > 0; 1 is the rates as they stand.")
    if arrivals.kind == "days":
        _check_days(arrivals, place)
    elif len(arrivals.weekly) != 168:
        problem = f"There are {len(arrivals.weekly)} rates; a week has 168 hours."
        raise ModelError(problem, place=f"{place}.weekly", remedy="Give one for each hour, from Monday 00:00 on.")
    elif not any(arrivals.weekly):
        raise ModelError("All 168 rates are 0: no ticket ever comes.", place=f"{place}.weekly", remedy="Give some hour of the week a rate.")
    if arrivals.kind == "timetable" and arrivals.interval_h is None:
        remedy = "Give the open hours between two tickets."
        raise ModelError("A timetable needs an interval.", place=f"{place}.interval_h", remedy=remedy)
    if arrivals.kind != "days" and arrivals.days and (arrivals.recorded_until is None or arrivals.kind == "timetable"):
        problem = f'Recorded days mean nothing where the kind is "{arrivals.kind}".'
        raise ModelError(problem, place=f"{place}.days", remedy='Leave them out, or make the kind "days".')
    if arrivals.recorded_until is not None and not arrivals.days:
        problem = "The log's own period is said to end, and none of its days is there."
        raise ModelError(problem, place=f"{place}.recorded_until", remedy="Leave it out, or give the recorded days.")
    _check_dates(arrivals, place)
    _check_course(arrivals, place)


def _check_days(arrivals: Arrivals, place: str) -> None:
    for name in ("weekly", "dispersion"):
        if getattr(arrivals, name):
            problem = f"Where recorded days are drawn, {name} means nothing."
            raise ModelError(problem, place=f"{place}.{name}", remedy='Leave it out, or make the kind "hourly".')
    if not any(day.at for day in arrivals.days if day.drawn):
        remedy = "Give some day that is drawn a ticket."
        raise ModelError("No recorded day has a ticket: none ever comes.", place=f"{place}.days", remedy=remedy)


def _check_dates(arrivals: Arrivals, place: str) -> None:
    seen: set[str] = set()
    for number, day in enumerate(arrivals.days):
        inside = f"{place}.days[{number}].date"
        check_date(day.date, inside)
        if day.date in seen:
            raise ModelError(f"{day.date} is there twice.", place=inside, remedy="Keep one of them.")
        seen.add(day.date)


def _check_course(arrivals: Arrivals, place: str) -> None:
    for day in arrivals.course:
        check_date(day, f"{place}.course")
    if arrivals.course and arrivals.kind == "timetable":
        raise ModelError("A timetable has no course.", place=f"{place}.course", remedy='Leave it out, or make the kind "hourly".')
    if arrivals.course and arrivals.course[max(arrivals.course)] == 0:
        problem = f"From {max(arrivals.course)} on no ticket comes, for ever."
        raise ModelError(problem, place=f"{place}.course", remedy="Add a later date with a level above 0.")


def check_date(text: str, place: str) -> None:
    """Refuse what is no date."""
    try:
        written = date.fromisoformat(text).isoformat()
    except ValueError:
        written = ""
    if written != text:
        raise ModelError(f'"{text}" is no date.', place=place, remedy="Write it like 2025-03-31.")
