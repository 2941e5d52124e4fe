"""Block-structured work: what an inductive miner finds, and what can be drawn without a crossing line.

A block is a task, nothing at all, or blocks put together: one after another (`sequence`), one of several (`choice`), all of
several in any order (`parallel`), or the first, again after each pass through one of the others (`loop`). A block is entered at one
point and left at one point, so a model made of blocks can always finish, and leaves nothing behind [1]_.

.. [1] Leemans, Fahland, van der Aalst (2013), "Discovering block-structured process models from event logs", Petri Nets,
   doi:10.1007/978-3-642-38697-8_17
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["task", "nothing", "sequence", "choice", "parallel", "loop"]


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the work; `name` of a task, `parts` of everything that is put together."""

    kind: BlockKind
    name: str = ""
    parts: tuple[Block, ...] = ()


NOTHING = Block("nothing")


def task(name: str) -> Block:
    """One step."""
    return Block("task", name)


def sequence(*parts: Block) -> Block:
    """One after another; sequences inside it and nothings are dissolved."""
    flat = [inner for part in parts for inner in (part.parts if part.kind == "sequence" else (part,)) if inner != NOTHING]
    return flat[0] if len(flat) == 1 else Block("sequence", parts=tuple(flat)) if flat else NOTHING


def choice(*parts: Block) -> Block:
    """One of several; choices inside it are dissolved, equal ones are one, and nothing stands last."""
    flat = _dissolved("choice", parts)
    kept = [*dict.fromkeys(part for part in flat if part != NOTHING), *([NOTHING] if NOTHING in flat else [])]
    return kept[0] if len(kept) == 1 else Block("choice", parts=tuple(kept)) if kept else NOTHING


def parallel(*parts: Block) -> Block:
    """All of several, in any order; parallel blocks inside it and nothings are dissolved."""
    flat = [part for part in _dissolved("parallel", parts) if part != NOTHING]
    return flat[0] if len(flat) == 1 else Block("parallel", parts=tuple(flat)) if flat else NOTHING


def loop(body: Block, *again: Block) -> Block:
    """The body; and, as often as you like, one of the others and the body again. Without others: the body straight away."""
    ways = choice(*(again or (NOTHING,)))
    if body == ways == NOTHING:
        return NOTHING
    return Block("loop", parts=(body, *(ways.parts if ways.kind == "choice" else (ways,))))


def _dissolved(kind: BlockKind, parts: Iterable[Block]) -> list[Block]:
    return [inner for part in parts for inner in (part.parts if part.kind == kind else (part,))]
