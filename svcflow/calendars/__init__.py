"""Working time: weekly hours, holidays and time zones; hours counted between two instants; hours as people say them."""

from svcflow.calendars.given import GivenCalendar, from_document, to_document
from svcflow.calendars.public_holidays import check_country, public_holidays
from svcflow.calendars.spoken import parse_days, parse_hours, spoken_hours
from svcflow.calendars.weekly import ALWAYS, ALWAYS_OPEN, MINUTES_OF_WEEK, Hours, Shifts, WeeklyCalendar, check_timezone, hours_since

__all__ = [
    "ALWAYS",
    "ALWAYS_OPEN",
    "MINUTES_OF_WEEK",
    "GivenCalendar",
    "Hours",
    "Shifts",
    "WeeklyCalendar",
    "check_country",
    "check_timezone",
    "from_document",
    "hours_since",
    "parse_days",
    "parse_hours",
    "public_holidays",
    "spoken_hours",
    "to_document",
]
