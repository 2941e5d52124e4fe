"""Kinds of tickets: numbered by the values that somebody looks at."""

from svcflow.model import Attribute, Kinds

COLOR = Attribute(name="color", shares={"blue": 0.2, "green": 0.3, "red": 0.5})
SIZE = Attribute(name="size", shares={"big": 0.5, "small": 0.5})


def test_nobody_looks_at_anything() -> None:
    kinds = Kinds((COLOR, SIZE), ())
    assert list(kinds) == [{}]
    assert kinds.parts("color", ("blue", "green", "red")) == (0, 0, 0)


def test_values_that_nobody_names_are_one_kind() -> None:
    kinds = Kinds((SIZE, COLOR), [("color", "red"), ("size", "big"), ("size", "small")])
    assert list(kinds) == [{"color": "red", "size": "big"}, {"color": "red", "size": "small"}, {"size": "big"}, {"size": "small"}]
    assert len(kinds) == 4
    assert kinds.shares() == [0.25, 0.25, 0.25, 0.25]
    parts = dict(zip(("blue", "red"), kinds.parts("color", ("blue", "red")), strict=True))
    assert parts == {"blue": 2, "red": 0}
    assert kinds.parts("size", ("big", "small")) == (0, 1)
