"""Where the steps beside the main path stand: below the step that they hang on, and one that follows another beside it.

The space below a row of boxes is a grid whose columns are the slots. Each slot's steps stand below each other in the order of their
tickets; a step that mostly follows another step beside the path stands right of it, as far as there is room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from svcflow.report.value_stream.boxes import Branch
from svcflow.report.value_stream.facts import MapFacts

Cells = dict[tuple[int, int], Branch]
"""by line and place of the row"""


def stacked(facts: MapFacts, row: Sequence[str], first: bool) -> dict[int, list[str]]:
    """The steps beside the path that hang below each place of a row of slots.

    What hangs on no step of the path stands below its first step, last.
    """
    names = [step.activity for step in facts.path]
    stacks: dict[int, list[str]] = {}
    for step in sorted(facts.branches, key=lambda step: step.below is None):
        on = names[step.below] if step.below is not None else names[0]
        if on in row and (step.below is not None or first):
            stacks.setdefault(row.index(on), []).append(step.activity)
    return stacks


def arranged(stacks: Mapping[int, Sequence[Branch]], places: int) -> Cells:
    """The cell of each step."""
    cells: Cells = {}
    taken = {place: sum(parent_of(branch, stack) is None for branch in stack) for place, stack in stacks.items()}
    for place, stack in sorted(stacks.items()):
        cells.update({(line, place): branch for line, branch in enumerate(each for each in stack if parent_of(each, stack) is None)})
    for place, stack in sorted(stacks.items()):
        waiting = [branch for branch in stack if parent_of(branch, stack) is not None]
        while waiting:
            branch = next((each for each in waiting if _cell_of(cells, parent_of(each, stack))), waiting[0])
            waiting.remove(branch)
            cells[_free(cells, taken, _cell_of(cells, parent_of(branch, stack)), place, places)] = branch
    return cells


def parent_of(branch: Branch, stack: Sequence[Branch]) -> str | None:
    """The step of the same stack that it mostly follows."""
    after = branch.view.step.after if branch.view else None
    return after if after in {each.activity for each in stack} else None


def is_chained(cells: Cells, line: int, place: int) -> bool:
    """Whether the step left of a cell is the one that the step in it mostly follows."""
    view, left = cells[line, place].view, cells.get((line, place - 1))
    return view is not None and left is not None and left.activity == view.step.after


def _cell_of(cells: Cells, activity: str | None) -> tuple[int, int] | None:
    return next((cell for cell, branch in cells.items() if branch.activity == activity), None)


def _free(cells: Cells, taken: dict[int, int], parent: tuple[int, int] | None, place: int, places: int) -> tuple[int, int]:
    """Right of its parent where nothing stands or hangs there, else below its stack."""
    if parent is not None:
        line, beside = parent[0], parent[1] + 1
        if beside < places and (line, beside) not in cells and taken.get(beside, 0) <= line:
            return line, beside
    line = 0
    while (line, place) in cells:
        line += 1
    return line, place
