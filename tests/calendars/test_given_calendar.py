"""Working hours that the analyst gives: whose count for whom, on which days all are closed, how they are kept."""

import json
from datetime import date

import pytest

from svcflow.calendars import GivenCalendar, check_country, from_document, parse_hours, public_holidays, to_document
from svcflow.errors import InputError

OFFICE = parse_hours("Mon-Fri 09:00-17:00")
NIGHT = parse_hours("Mon-Fri 22:00-06:00")
EARLY = parse_hours("Mon-Fri 06:00-14:00")
GIVEN = GivenCalendar(OFFICE, {"Nights": NIGHT}, {"Ann": EARLY}, (date(2024, 5, 2),), "IT")


def test_own_hours_count_before_the_team_s_and_the_team_s_before_the_service_s() -> None:
    assert GIVEN.spans_of("Ann", "Nights") == EARLY
    assert GIVEN.spans_of("Bob", "Nights") == NIGHT
    assert GIVEN.spans_of("Bob", None) == OFFICE
    assert GivenCalendar(teams={"Nights": NIGHT}).spans_of("Bob", "Days") is None


def test_given_and_public_holidays_are_closed() -> None:
    closed = GIVEN.closed_days(2024, 2024)
    assert {date(2024, 5, 2), date(2024, 4, 25), date(2024, 8, 15), date(2024, 12, 26)} <= set(closed)
    assert list(closed) == sorted(set(closed))
    assert GivenCalendar(holidays=(date(2024, 5, 2),)).closed_days(1990, 1991) == (date(2024, 5, 2),)


def test_a_part_of_a_country_has_its_own_holidays() -> None:
    corpus_christi = date(2024, 5, 30)
    assert corpus_christi in public_holidays("DE-BY", 2024, 2024)
    assert corpus_christi not in public_holidays("DE", 2024, 2024)
    assert {day.year for day in public_holidays("DE", 2023, 2025)} == {2023, 2024, 2025}


@pytest.mark.parametrize(("code", "said"), [("it", "IT"), (" de-by ", "DE-BY"), ("ITA", "ITA")])
def test_countries(code: str, said: str) -> None:
    assert check_country(code) == said


@pytest.mark.parametrize(("code", "word"), [("Italy", '"IT"'), ("XX", '"IT"'), ("DE-XX", '"BY"'), ("DE-", '"BY"'), ("", '"IT"')])
def test_countries_that_are_none(code: str, word: str) -> None:
    with pytest.raises(InputError) as refused:
        check_country(code)
    assert code in refused.value.problem
    assert word in refused.value.remedy


def test_there_and_back_through_json() -> None:
    for given in (GIVEN, GivenCalendar(), GivenCalendar(holidays=(date(2024, 5, 2),)), None):
        assert from_document(json.loads(json.dumps(to_document(given)))) == given


@pytest.mark.parametrize(
    "broken", [{}, {"hours": 3}, [], {**to_document(GIVEN), "hours": "nine to five"}, {**to_document(GIVEN), "teams": 1}]
)
def test_a_broken_document_is_refused(broken: object) -> None:
    with pytest.raises(ValueError, match="calendar"):
        from_document(broken)


def test_people_may_be_called_otherwise() -> None:
    assert GIVEN.renamed({"Ann": "person 1"}).people == {"person 1": EARLY}
    assert GIVEN.renamed({"Bob": "person 2"}).people == {}


def test_what_is_given_is_said() -> None:
    assert GIVEN.sentences() == (
        "Working hours are given, not found in the log: Mon-Fri 09:00-17:00.",
        'Working hours of the team "Nights" are given: Mon 22:00-24:00, Tue-Fri 00:00-06:00, 22:00-24:00, Sat 00:00-06:00.',
        'Working hours of the person "Ann" are given: Mon-Fri 06:00-14:00.',
        "Closed besides: 1 given day and the public holidays of IT.",
    )
    assert GivenCalendar().sentences() == ()
