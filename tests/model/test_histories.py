"""The longest listed context decides: the automaton against the definition, on random contexts and histories."""

from hypothesis import given
from hypothesis import strategies as st

from svcflow.model import END, START, Context, Histories

steps = st.sampled_from("ABC")
afters = st.tuples(st.booleans(), st.lists(steps, max_size=3)).map(lambda it: ((START,) if it[0] else ()) + tuple(it[1]))
contexts = st.dictionaries(afters, st.none(), max_size=8)


@given(contexts, st.lists(steps, max_size=8))
def test_it_finds_the_longest_listed_suffix(listed: dict[tuple[str, ...], None], history: list[str]) -> None:
    known = {after: Context(after=after, next={END: 1.0}) for after in listed}
    histories = Histories(known.values())
    node = histories.start
    so_far: tuple[str, ...] = (START,)
    for step in [*history, "A"]:
        suffixes = (so_far[cut:] for cut in range(len(so_far) + 1))
        assert histories.deciding(node) == next((known[suffix] for suffix in suffixes if suffix in known), None)
        node = histories.after(node, step)
        so_far = (*so_far, step)


where = st.dictionaries(st.sampled_from(("color", "kind")), st.sampled_from(("x", "y")), max_size=2)
conditions = st.lists(st.tuples(st.lists(steps, max_size=2).map(tuple), where, st.integers(0, 3)), max_size=6, unique_by=str)


@given(conditions, st.lists(steps, min_size=1, max_size=5), where, st.integers(1, 4))
def test_the_longest_history_decides_then_more_values_then_more_visits(
    listed: list[tuple[tuple[str, ...], dict[str, str], int]], history: list[str], values: dict[str, str], visits: int
) -> None:
    every = [Context(after=after, where=asked, visits=least, next={END: 1.0}) for after, asked, least in listed]
    histories = Histories(every)
    node = histories.start
    for step in history:
        node = histories.after(node, step)
    held = [
        it for it in every
        if it.after == tuple(history)[len(history) - len(it.after) :] and it.where.items() <= values.items() and it.visits <= visits
    ]  # fmt: skip
    most = max(((len(it.after), len(it.where), it.visits) for it in held), default=None)
    found = histories.deciding(node, values, visits)
    assert (found is None) == (not held)
    assert found is None or (found in held and (len(found.after), len(found.where), found.visits) == most)


def test_what_leaves_open_who_decides_is_told() -> None:
    one = Context(after=("A",), where={"kind": "x"}, next={END: 1.0})
    other = Context(after=("A",), where={"color": "y"}, next={END: 1.0})
    both = Context(after=("A",), where={"kind": "x", "color": "y"}, next={END: 1.0})
    never = Context(after=("A",), where={"kind": "y"}, next={END: 1.0})
    assert list(Histories([one, never]).clashes()) == []
    assert list(Histories([one, other]).clashes()) == [(one, other)]
    assert list(Histories([one, other, both]).clashes()) == []
    assert list(Histories([one, one]).clashes()) == [(one, one)]


def test_a_loop_that_ends_after_some_visits_ends() -> None:
    start = Context(after=(START,), next={"A": 1.0})
    loop = [Context(after=("A",), next={"B": 1.0}), Context(after=("B",), next={"A": 1.0})]
    out = Context(after=("A",), visits=3, next={END: 1.0})
    assert set(Histories([start, *loop]).endless().values()) == {START, "A", "B"}
    assert Histories([start, *loop, out]).endless() == {}
    back = Context(after=("A",), visits=4, next={"B": 1.0})
    assert "A" in Histories([start, *loop, out, back]).endless().values(), "after very many visits it goes round again"


def test_a_loop_without_a_way_out_for_one_value_is_endless_for_it() -> None:
    start = Context(after=(START,), next={"A": 1.0})
    ways = [Context(after=("A",), next={END: 1.0}), Context(after=("A",), where={"kind": "x"}, next={"A": 1.0})]
    assert Histories([start, *ways]).endless({}) == {}
    assert set(Histories([start, *ways]).endless({"kind": "x"}).values()) == {START, "A"}


def test_there_are_no_more_nodes_than_steps_in_contexts() -> None:
    histories = Histories([Context(after=("A", "B", "C"), next={END: 1.0}), Context(after=("A", "B"), next={END: 1.0})])
    assert histories.size == 4
