"""Named random streams: a draw is a function of what it is for, not of when it is made.

    uniform = finalise(root + case · A + visit · B + k · C  mod 2⁶⁴) ÷ 2⁶⁴            in [0, 1), 53 bits

`root` is a hash of seed, replication, stream and name (of a step, an attribute …). No state, so no order: a redesign that adds
or removes a step leaves every other draw of every ticket as it was (common random numbers), and any engine that follows the
formula gets the same numbers. Within a root the draws are the SplitMix64 sequence (G. L. Steele, D. Lea, C. H. Flood, 2014,
doi:10.1145/2660193.2660195), entered at a random place.

Streams, their names and their counters

    gaps         –          case             unit-exponential gap before the arrival
    days         –          day (ordinal)    factor of the day's rate
    recorded     –          day, k           which recorded day is the k-th that gives its tickets
    thinning     –          day, k, ticket   whether that ticket, and those of the same instant, come
    own          –          number           whether that ticket of the log's own period, and those of the same instant, come
    attributes   attribute  case             value of the attribute
    open         –          case             whether the delay of a ticket that is open at the start is over
    routing      –          case, steps      next step, by the number of routed steps so far
    errors       step       case, visit      whether the step is done again at once
    overlap      target     case, visit      whether the target may begin with its source
    delays       target     case, visit      delay on the way to the target
    people       step       case, visit      who does it, of several who are free
    same         step       case, visit      whether it goes to who did it last
    durations    step       case, visit      hours of work

`visit` is how often the case has executed that step before (0, 1, …). Arrivals are the cases 1, 2, …; tickets that are open at the start
are −1, −2, ….
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

MASK = 0xFFFF_FFFF_FFFF_FFFF
CASE = 0x9E37_79B9_7F4A_7C15
VISIT = 0xD1B5_4A32_D192_ED03
AGAIN = 0x8CB9_2BA7_2F3D_8DD7
UNIT = 2.0**-53


def finalise(x: int) -> int:
    """Mix the 64 bits of `x` (SplitMix64)."""
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


def uniform(root: int, case: int, visit: int = 0, k: int = 0) -> float:
    """The draw of `root` with these counters, in [0, 1)."""
    x = (root + case * CASE + visit * VISIT + k * AGAIN) & MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return ((x ^ (x >> 31)) >> 11) * UNIT


def uniforms(root: int, first: int, count: int, step: int = CASE) -> NDArray[np.float64]:
    """`count` draws of `root` at once, one for each value from `first` on of the counter that `step` belongs to (the case's)."""
    counter = np.uint64(root & MASK) + (np.uint64(first) + np.arange(count, dtype=np.uint64)) * np.uint64(step)
    counter = (counter ^ (counter >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    counter = (counter ^ (counter >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((counter ^ (counter >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) * UNIT


@dataclass(frozen=True, slots=True)
class Streams:
    """The streams of one replication."""

    seed: int
    replication: int

    def root(self, stream: str, name: str = "") -> int:
        """Where the stream's draws for `name` are entered."""
        named = int.from_bytes(blake2b(f"{stream}\0{name}".encode(), digest_size=8).digest(), "little")
        mixed = finalise((self.seed + CASE) & MASK)
        mixed = finalise((mixed + self.replication * VISIT) & MASK)
        return finalise(mixed ^ named)
