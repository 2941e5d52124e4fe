"""Betweenness: how much of the traffic between others runs through somebody.

Brandes' sums [1]_, level by level and for many sources at once: forwards, the number of shortest ways from each source to each member
by distance; backwards, what part of the ways to those behind a member leads through it. Each level is one product with the sparse
table of links, so that the cost is members × links × the longest shortest way, as in his algorithm, without a loop over either.

.. [1] Brandes (2001), "A faster algorithm for betweenness centrality", Journal of Mathematical Sociology 25,
   doi:10.1080/0022250X.2001.9990249
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SOURCES = 256
"""members from whom ways are sought at once: bounds the memory"""


def betweenness(ways: NDArray[np.int64], size: int) -> NDArray[np.float64]:
    """How many shortest ways run through each member, of several equally short ones the share.

    Parameters
    ----------
    ways : array of int, shape (2, links)
        Source and target of each link, numbers from 0 on; each link once.
    size : int
        How many members there are.

    Returns
    -------
    array of float, shape (size,)
        To be divided by (size - 1)·(size - 2) for a share of all ways between others.
    """
    from scipy.sparse import csr_array

    links = csr_array((np.ones(ways.shape[1]), (ways[0], ways[1])), shape=(size, size))
    back, total = links.T.tocsr(), np.zeros(size)
    for first in range(0, size, SOURCES):
        sources = np.arange(first, min(first + SOURCES, size))
        reached = np.zeros((len(sources), size))
        reached[np.arange(len(sources)), sources] = 1.0
        levels, counts = [reached], reached.copy()
        while levels[-1].any():
            levels.append(np.where(counts > 0, 0.0, levels[-1] @ links))
            counts += levels[-1]
        through = np.zeros_like(counts)
        for near, far in zip(levels[-2:0:-1], levels[:1:-1], strict=True):
            through += near * ((np.divide(1 + through, counts, out=np.zeros_like(counts), where=far > 0)) @ back)
        total += through.sum(axis=0)
    return total
