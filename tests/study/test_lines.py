"""The line of every key and element of a TOML file, however it is written."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svcflow.study.lines import Path, find_lines

TEXT = '''\
# log = "no"
log = "tickets.csv" # log = "no"
"quoted key" = """
map = "no"
""\\""""
'literal # key' = \'\'\'
[no]
\'\'\'
a . "b.c" . d = 1
when = 2024-01-01 10:00:00
list = [ # ]
    "]", '"',
    [1, 2],
    { x = 1, "y z".w = [ 3,
        4 ] },
]
[map]
case_id = "Ticket \\" # ID"
  [ calendar . teams . "Second line" ]
  hours = "9-17"
[[runs]]
n = 1
[runs.deep]
n = 2
[[runs]]
n = 3
[[runs.inner]]
n = 4
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("log",), 2),
        (("quoted key",), 3),
        (("literal # key",), 6),
        (("a",), 9),
        (("a", "b.c", "d"), 9),
        (("when",), 10),
        (("list",), 11),
        (("list", 0), 12),
        (("list", 1), 12),
        (("list", 2, 1), 13),
        (("list", 3, "x"), 14),
        (("list", 3, "y z", "w", 0), 14),
        (("list", 3, "y z", "w", 1), 15),
        (("map",), 17),
        (("map", "case_id"), 18),
        (("calendar", "teams"), 19),
        (("calendar", "teams", "Second line", "hours"), 20),
        (("runs",), 21),
        (("runs", 0, "n"), 22),
        (("runs", 0, "deep", "n"), 24),
        (("runs", 1), 25),
        (("runs", 1, "n"), 26),
        (("runs", 1, "inner", 0, "n"), 28),
    ],
)
def test_by_hand(path: Path, line: int) -> None:
    assert find_lines(TEXT)[path] == line


def paths(value: Any, path: Path = ()) -> set[Path]:
    """The path of every value within a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return ({path} if path else set()).union(*(paths(each, (*path, key)) for key, each in inner))


def test_every_path_is_found_and_no_other() -> None:
    assert set(find_lines(TEXT)) == paths(tomllib.loads(TEXT))
    assert find_lines(TEXT.replace("\n", "\r\n")) == find_lines(TEXT)
    assert find_lines("") == {}


KEYS = st.sampled_from(["a", "b-c", '"d e"', "'f.g'", '"h\\"#"', '""', "1"])
TEXTS = st.sampled_from(
    ['"x"', "'#['", '"\\\\"', '"""a\n# b"""', "'''\n]'''", '"""\\""" ""x"""', '""""q"""""', "1.5", "true", "2024-12-25", "-inf"]
)
BREAKS = st.sampled_from(["", " ", "\n", " # ]},\n\n"])


@st.composite
def arrays(draw: st.DrawFn, values: st.SearchStrategy[str]) -> str:
    elements = draw(st.lists(values, max_size=3))
    return "[" + ",".join(draw(BREAKS) + each + draw(BREAKS) for each in elements) + draw(BREAKS) + "]"


@st.composite
def inline_tables(draw: st.DrawFn, values: st.SearchStrategy[str]) -> str:
    return "{" + ", ".join(f"{key} = {draw(values)}" for key in draw(st.lists(KEYS, max_size=3, unique=True))) + "}"


VALUES = st.recursive(TEXTS, lambda values: arrays(values) | inline_tables(values), max_leaves=5)
DOTTED = st.lists(KEYS, min_size=1, max_size=3).map(" . ".join)
PAIRS = st.tuples(DOTTED, VALUES).map(" = ".join)
HEADERS = DOTTED.map("[{}]".format) | DOTTED.map("[[ {} ]]".format)


@given(st.lists(PAIRS | HEADERS | st.just("# log = 1"), max_size=8), st.sampled_from(["\n", "\n\n", " # [x]\n"]))
def test_any_toml_is_walked_as_tomllib_reads_it(statements: list[str], end: str) -> None:
    text = end.join(statements)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert set(find_lines(text)) == paths(document)


@given(st.lists(st.tuples(BREAKS.filter(lambda text: "\n" in text or not text), VALUES), min_size=1, max_size=8))
def test_a_statement_s_line_is_the_one_on_which_it_begins(values: list[tuple[str, str]]) -> None:
    text, starts = "", {}
    for number, (gap, value) in enumerate(values):
        text += gap
        starts[f"k{number}",] = text.count("\n") + 1
        text += f"k{number} = {value}\n"
    lines = find_lines(text)
    assert {path: line for path, line in lines.items() if path in starts} == starts
