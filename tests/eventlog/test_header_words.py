"""The words of headers and statuses stand in plain form, each in one place."""

from itertools import combinations

import pytest

from svcflow.eventlog.columns.naming import header_points, named, says_nothing
from svcflow.eventlog.words import CLOSED, CUSTOMER, HEADERS, QUEUE, SUPPLIER, WORK, plain


@pytest.mark.parametrize("role", HEADERS)
def test_headers_are_written_in_plain_form(role):
    assert [words for words in HEADERS[role] if plain(words) != words] == []
    assert set(HEADERS[role].values()) <= {1.0, 0.8, 0.75, 0.7, 0.6, 0.5, 0.45}


def test_no_header_names_two_roles_beyond_doubt():
    for one, other in combinations(HEADERS, 2):
        sure = {words for words, score in HEADERS[one].items() if score == 1.0}
        assert not sure & {words for words, score in HEADERS[other].items() if score == 1.0}, (one, other)


def test_a_status_has_one_meaning():
    whole = {"queue": QUEUE, "work": WORK, "closed": CLOSED, "customer": CUSTOMER, "supplier": SUPPLIER}
    for one, other in combinations(whole, 2):
        assert not whole[one] & whole[other], (one, other)
    assert [words for known in whole.values() for words in known if plain(words) != words] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sysUpdated_At", "sys updated at"),
        ("Priorität", "prioritat"),
        ("N° ticket", "n ticket"),
        ("case:concept:name", "case concept name"),
        ("  Ticket-Nr.  ", "ticket nr"),
        ("工单编号", "工单编号"),
    ],
)
def test_plain_form(text, words):
    assert plain(text) == words


@pytest.mark.parametrize("header", ["col1", "A", "column 12", "Field_3", "AB", "Unnamed: 4", "字段2", "7"])
def test_headers_that_say_nothing(header):
    assert says_nothing(plain(header))
    assert header_points("activity", plain(header)) == 0


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("Customer ID", "case_id"),
        ("Assignment Group", "resource"),
        ("客户编号", "case_id"),
        ("Kundennummer", "case_id"),
        ("Betreff", "activity"),
        ("Reassignment count", "resource"),
        ("Cliente", "resource"),
    ],
)
def test_headers_that_name_something_else(header, role):
    assert header_points(role, plain(header)) < 0
    assert named(role, plain(header)) < 0.75
