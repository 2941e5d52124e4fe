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


def test_there_are_no_more_nodes_than_steps_in_contexts() -> None:
    histories = Histories([Context(after=("A", "B", "C"), next={END: 1.0}), Context(after=("A", "B"), next={END: 1.0})])
    assert histories.size == 4
