"""What long work tells whoever waits for it.

A long function takes `progress`, a callable of three: what is being done, how much is done, and how much there is to do
(both counts in the same unit, whatever it is). The library never prints; `console` shows a bar, everyone else passes nothing.
"""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]


def silent(what: str, done: int, total: int) -> None:
    """Tell nobody."""
