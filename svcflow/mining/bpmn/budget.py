"""How long something may take: a clock and the instant at which it says stop.

The library reads no clock of its own; whoever sets a limit brings one, such as `time.monotonic`. Without one nothing stops, and the
same input gives the same output.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def _stands_still() -> float:
    return 0.0


@dataclass(frozen=True, slots=True)
class Budget:
    """Time until an instant [s] on a clock [s]."""

    clock: Callable[[], float] = _stands_still
    until: float = 1.0
    seconds: float = 1.0
    """how long it was at first [s]"""

    @classmethod
    def of(cls, clock: Callable[[], float], seconds: float) -> Budget:
        """So many seconds from now on."""
        return cls(clock, clock() + seconds, seconds)

    @property
    def spent(self) -> bool:
        """Whether it is time to stop."""
        return self.clock() >= self.until

    def part(self, share: float) -> Budget:
        """A share (0 to 1) of the time that is left."""
        now = self.clock()
        return Budget(self.clock, now + share * (self.until - now), self.seconds)

    def at_least(self, share: float) -> Budget:
        """What is left, but at least that share (0 to 1) of what it was at first."""
        return Budget(self.clock, max(self.until, self.clock() + share * self.seconds), self.seconds)


UNLIMITED = Budget()
