"""Limits are said by name, and a refusal names the one that was met."""

import pytest

from svcflow.errors import LogError
from svcflow.eventlog.sources.limits import DEFAULTS, Limits, over_limit, parse_limits


def test_what_is_not_said_keeps_its_default():
    assert parse_limits([]) == DEFAULTS == Limits()
    assert parse_limits(["columns=7"]) == Limits(columns=7)


def test_suffixes_are_binary():
    limits = parse_limits(["unpacked_bytes=2G", "field_bytes = 1m", "columns=3K"])
    assert (limits.unpacked_bytes, limits.field_bytes, limits.columns) == (2 << 30, 1 << 20, 3072)


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["unpacked_byte=1"], 'no limit "unpacked_byte". Did you mean "unpacked_bytes"?'),
        (["=1"], 'no limit "". There are: "columns"'),
        (["columns"], '"" is no positive whole number'),
        (["columns=0"], '"0" is no positive whole number'),
        (["columns=-1"], '"-1" is no positive'),
        (["columns=1.5G"], '"1.5G" is no positive'),
        (["columns=1T"], "K, M and G are binary"),
        (["columns=9999999999999999"], "is no positive"),
        (["columns=1", "columns=2"], "columns stands twice"),
    ],
)
def test_what_is_no_limit_is_refused(texts, said):
    with pytest.raises(LogError) as refusal:
        parse_limits(texts)
    assert said in str(refusal.value)
    assert refusal.value.place == f"--limit {texts[-1]}"


def test_a_refusal_says_the_limit_its_value_and_how_to_move_it():
    refusal = over_limit(Limits(columns=1000), "columns", "the header has 2000 columns", "log.csv")
    assert str(refusal) == (
        "log.csv: the header has 2000 columns: the limit columns is 1000."
        " If the file can be trusted, --limit columns=4000 lets more through."
    )
    assert "--limit unpacked_bytes=8G" in str(over_limit(Limits(unpacked_bytes=2 << 30), "unpacked_bytes", "it is large", "x"))


@pytest.mark.parametrize("name", ["unpacked_bytes", "unpacked_ratio", "packings", "field_bytes", "columns", "xml_depth"])
def test_the_remedy_can_be_typed(name):
    said = over_limit(DEFAULTS, name, "it is large", "x").remedy.split("--limit ")[1].split(" ")[0]
    assert getattr(parse_limits([said]), name) == 4 * getattr(DEFAULTS, name)
