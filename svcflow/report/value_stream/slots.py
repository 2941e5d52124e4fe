"""Where the steps of one or two maps stand: slots in rows, the same for both, so that the eye finds a step in the same place.

A slot is a place on the main path of at least one of the maps. More slots than fit a row side by side are parted into rows of about
the same length, of which the one goes on where the other ends. All sizes in pixels; a map of six steps is as wide as a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LEFT, RIGHT = 34.0, 84.0
LEAST_WIDTH = 820.0


@dataclass(frozen=True, slots=True)
class Sizes:
    """How wide boxes and the gaps before them are [px], and how many fit a row."""

    box: float
    gap: float
    in_row: int

    @property
    def pitch(self) -> float:
        """From one box to the next."""
        return self.box + self.gap

    @property
    def small(self) -> float:
        """The width of the box of a step beside the path."""
        return self.box + 16


ALONE = Sizes(118.0, 66.0, 6)
BESIDE = Sizes(138.0, 64.0, 6)
"""wider: figures of today stand beside those of the redesign"""


@dataclass(frozen=True, slots=True)
class Slots:
    """The slots of a drawing: names in rows, and the width of the whole [px]."""

    rows: tuple[tuple[str, ...], ...]
    sizes: Sizes

    @property
    def width(self) -> float:
        """Of the whole drawing."""
        return max(LEAST_WIDTH, LEFT + max(len(row) for row in self.rows) * self.sizes.pitch + RIGHT)

    @property
    def places(self) -> int:
        """How many slots fit the width side by side, those that no step stands in included."""
        return int((self.width - LEFT - RIGHT) / self.sizes.pitch + 1e-6)

    def left(self, place: int) -> float:
        """The left edge of the box at a place of a row."""
        return LEFT + place * self.sizes.pitch + self.sizes.gap


def make_slots(paths: Sequence[Sequence[str]], sizes: Sizes) -> Slots:
    """Slots for one path, or for the old and the new one."""
    names = merged(paths[0], paths[-1])
    rows = -(-len(names) // sizes.in_row)
    each, longer = divmod(len(names), rows)
    parted, at = [], 0
    for row in range(rows):
        size = each + (row < longer)
        parted.append(tuple(names[at : at + size]))
        at += size
    return Slots(tuple(parted), sizes)


def merged(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Both paths in one: in the order of the new one, what is only on the old one right after its predecessor there.

    >>> merged("ABCD", "AXCD")
    ['A', 'B', 'X', 'C', 'D']
    """
    names = list(new)
    for number, name in enumerate(old):
        if name not in names:
            before = next((names.index(other) for other in reversed(old[:number]) if other in names), -1)
            names.insert(before + 1, name)
    return names
