"""Alignments against all that a model allows, and the qualities of models, by hand and by enumeration."""

from collections import Counter
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svcflow.mining.bpmn import Budget
from svcflow.mining.bpmn.alignment import Aligner
from svcflow.mining.bpmn.behaviour import Behaviour
from svcflow.mining.bpmn.blocks import NOTHING, Block, choice, loop, parallel, sequence, task
from svcflow.mining.bpmn.drawing import draw_blocks
from svcflow.mining.bpmn.quality import Quality, align_all, measure_quality
from svcflow.mining.bpmn.sequences import Sequences, find_sequences
from tests.mining.test_discovery import log_of

A, B, C, D, E = map(task, "ABCDE")
LONGEST = 9

blocks = st.recursive(
    st.sampled_from([A, B, C, D]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: sequence(*parts)),
        st.lists(inner, min_size=2, max_size=2).map(lambda parts: parallel(*parts)),
        st.lists(st.one_of(st.just(NOTHING), inner), min_size=2, max_size=3).map(lambda parts: choice(*parts)),
        st.lists(st.one_of(st.just(NOTHING), inner), min_size=1, max_size=2).map(lambda parts: loop(*parts)),
    ),
    max_leaves=5,
)


def aligner_of(block: Block) -> Aligner:
    model = draw_blocks(block).model
    return Aligner(Behaviour(model, {node.id: node.name for node in model.tasks}))


def quality_of(block: Block, *traces: str) -> Quality:
    log = find_sequences(log_of(*traces))
    aligner = aligner_of(block)
    return measure_quality(draw_blocks(block).model, aligner, log, align_all(aligner, log))


def shuffled(one: str, other: str) -> set[str]:
    if not one or not other:
        return {one + other}
    return {one[0] + rest for rest in shuffled(one[1:], other)} | {other[0] + rest for rest in shuffled(one, other[1:])}


def words_of(block: Block) -> set[str]:
    """All that a block says, up to a length: read off the block itself, without any token."""
    if block.kind in ("task", "nothing"):
        return {block.name}
    parts = [words_of(part) for part in block.parts]
    if block.kind == "choice":
        return set().union(*parts)
    if block.kind == "loop":
        found = newer = parts[0]
        again = {way + body for way in set().union(*(parts[1:] or [{""}])) for body in parts[0] if len(way + body) <= LONGEST}
        while newer:
            newer = {word + more for word in newer for more in again if len(word + more) <= LONGEST} - found
            found = found | newer
        return found
    words = {""}
    for part in parts:
        pairs = ((word, more) for word, more in product(words, part) if len(word + more) <= LONGEST)
        words = {joined for one, other in pairs for joined in (shuffled(one, other) if block.kind == "parallel" else {one + other})}
    return words


def distance(one: str, other: str) -> int:
    """Insertions and deletions that make one text of the other."""
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        before, row[0] = row[0], place
        for column, match in enumerate(other, 1):
            before, row[column] = row[column], before if letter == match else 1 + min(row[column], row[column - 1])
    return row[-1]


@settings(max_examples=80)
@given(blocks, st.text("ABCDX", max_size=4))
def test_an_alignment_costs_the_least_distance_to_anything_that_the_model_says(block: Block, trace: str) -> None:
    words = words_of(block)
    least = min(distance(trace, word) for word in words)
    found = aligner_of(block).align(tuple(trace))
    assert found is not None
    assert found.is_least
    # No word beyond the longest ones reckoned can be nearer: every cost is at most a shortest word and the trace.
    assert len(trace) + min(map(len, words)) <= LONGEST
    assert found.cost == least
    assert "".join(step.activity for step in found.steps if step.kind != "model") == trace
    assert "".join(step.activity for step in found.steps if step.kind != "log") in words
    assert found.cost == sum(step.kind != "both" for step in found.steps)


def test_fitness_by_hand() -> None:
    # The shortest run is 3 long. AC: one of 5; ABXC: one of 7; ABC, twice: none of 6.
    found = quality_of(sequence(A, B, C), "ABC", "ABC", "AC", "ABXC")
    assert found.fitness == pytest.approx(1 - 2 / (6 + 6 + 5 + 7))
    assert found.fitting_share == 0.5
    assert (found.cases, found.cases_measured, found.variants, found.variants_measured, found.least_share) == (4, 4, 3, 3, 1.0)


def test_precision_by_hand() -> None:
    # After nothing: A of A. After A: B of B, C, D. After AB: the model may end or not, nobody goes on.
    assert quality_of(sequence(A, choice(B, C, D)), "AB").precision == pytest.approx((1 + 1) / (1 + 3))
    # Half of the cases go on with C: both are done there.
    assert quality_of(sequence(A, choice(B, C, D)), "AB", "AC").precision == pytest.approx((2 + 2 * 2) / (2 + 2 * 3))
    assert quality_of(sequence(A, choice(B, C, D)), "AB", "AC", "AD").precision == 1.0
    # What the model cannot do is left out, what it demands is put in: the case counts as AB.
    assert quality_of(sequence(A, choice(B, C, D)), "XB").precision == pytest.approx((1 + 1) / (1 + 3))


def test_the_model_that_allows_everything_is_not_precise() -> None:
    flower = loop(NOTHING, A, B, C, D, E)
    exact = sequence(A, B, C, D, E)
    assert quality_of(flower, "ABCDE").fitness == quality_of(exact, "ABCDE").fitness == 1.0
    assert quality_of(flower, "ABCDE").precision == pytest.approx(1 / 5)
    assert quality_of(exact, "ABCDE").precision == 1.0


def test_simplicity_and_generalisation_by_hand() -> None:
    found = quality_of(choice(A, B), *"AAAA")
    # Six nodes and six flows: two flows to a node. A was done four times, B never.
    assert (found.simplicity, found.generalisation) == (1.0, pytest.approx(1 - (1 / 2 + 1) / 2))
    found = quality_of(parallel(A, B, C), "ABC")
    assert found.simplicity == pytest.approx(1 / (1 + 2 * 8 / 7 - 2))


def test_parallel_work_that_makes_many_markings_is_aligned_nevertheless() -> None:
    aligner = aligner_of(parallel(*(choice(task(letter), NOTHING) for letter in "ABCDEFGHIJKLMNOP")))
    fits = aligner.align(tuple("PONMLKJIHGFEDCBA"))
    assert fits is not None
    assert (fits.cost, fits.is_least) == (0, True)
    twice = aligner.align(tuple("AABBCCDD"))
    assert twice is not None
    assert twice.cost == 4


def test_a_long_case_is_aligned() -> None:
    found = aligner_of(loop(sequence(A, B), C)).align(tuple("ABC" * 3000 + "AB"))
    assert found is not None
    assert (found.cost, found.is_least) == (0, True)
    off = aligner_of(loop(sequence(A, B), C)).align(tuple("ABC" * 300 + "XABBC" + "AB"))
    assert off is not None
    assert off.cost == 2


def test_when_the_time_is_spent_what_was_measured_is_told() -> None:
    log = find_sequences(log_of(*["ABC"] * 5, "AC", "CA", "BC", "B"))
    ticks = iter(range(1000))
    model, aligner = draw_blocks(sequence(A, B, C)).model, aligner_of(sequence(A, B, C))
    alignments = align_all(aligner, log, budget=Budget.of(lambda: float(next(ticks)), 3.0))
    found = measure_quality(model, aligner, log, alignments)
    assert 0 < found.variants_measured < found.variants == 5
    assert found.cases_measured == 5 + found.variants_measured - 1
    nothing = measure_quality(model, aligner, log, [])
    assert (nothing.fitness, nothing.precision, nothing.generalisation, nothing.fitting_share) == (None,) * 4


def test_sequences_count_every_case_once() -> None:
    log = log_of("AXB", "AB", "B", "AXB", "XX")
    found = find_sequences(log)
    assert Counter(dict(zip(found.sequences, found.cases, strict=True))) == {
        ("A", "X", "B"): 2, ("A", "B"): 1, ("B",): 1, ("X", "X"): 1,
    }  # fmt: skip
    assert [found.sequences[number] for number in found.of_case] == [tuple("AXB"), ("A", "B"), ("B",), tuple("AXB"), tuple("XX")]
    less: Sequences = found.without({"X"})
    assert dict(zip(less.sequences, less.cases, strict=True)) == {("A", "B"): 3, ("B",): 1, (): 1}
    assert [less.sequences[number] for number in less.of_case] == [("A", "B"), ("A", "B"), ("B",), ("A", "B"), ()]
