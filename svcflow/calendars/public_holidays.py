"""Public holidays of a country or of a part of it: "IT", "DE-BY". Their dates are those of the package `holidays`."""

from __future__ import annotations

from datetime import date

from svcflow.errors import InputError, did_you_mean


def check_country(code: str) -> str:
    """The code as it should be written, if its holidays are known.

    Parameters
    ----------
    code : str
        ISO 3166: a country's two or three letters ("IT"), after a hyphen the part of it ("DE-BY").

    Raises
    ------
    InputError
        The country, or the part of it, is not known.
    """
    import holidays

    countries = holidays.list_supported_countries()
    country, hyphen, part = code.strip().upper().partition("-")
    if country not in countries:
        remedy = 'Give the two letters of ISO 3166, such as "IT", or "DE-BY" for a part of a country.'
        raise InputError(f'the holidays of "{code}" are not known.', remedy=remedy)
    known = {name.upper(): name for name in countries[country]}
    if hyphen and part not in known:
        raise InputError(f'"{code}" is no part of "{country}" that has holidays of its own.', remedy=did_you_mean(part, countries[country]))
    return f"{country}-{known[part]}" if hyphen else country


def public_holidays(code: str, first_year: int, last_year: int) -> tuple[date, ...]:
    """The public holidays of these years, both included, in order; `code` as `check_country` gives it."""
    import holidays

    country, _, part = code.partition("-")
    return tuple(sorted(holidays.country_holidays(country, subdiv=part or None, years=range(first_year, last_year + 1))))
