"""The inductive miner, and the one module that knows pm4py.

The miner [1]_ looks for a cut of the directly-follows relation: activities that are alternatives, follow one another, run side by
side, or come again; it splits the traces there and goes on with each part, down to single activities. What it finds replays
every trace that it was given. With a noise threshold [2]_, a relation that is rarer than that share of the commonest one
which leaves the same activity is left out where no cut is found, so that rare exceptions do not dissolve the structure.

pm4py is imported when it is asked for (it takes 2 s). It is given counted traces, never a table of ours, since some of its calls change the
table that they are given.

.. [1] Leemans, Fahland, van der Aalst (2013), "Discovering block-structured process models from event logs", Petri Nets,
   doi:10.1007/978-3-642-38697-8_17
.. [2] Leemans, Fahland, van der Aalst (2014), "Discovering block-structured process models from event logs containing
   infrequent behaviour", BPM Workshops, doi:10.1007/978-3-319-06257-0_6
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from svcflow.mining.bpmn.blocks import NOTHING, Block, choice, loop, parallel, sequence, task


def mine_blocks(traces: Mapping[tuple[str, ...], int], noise: float = 0.0) -> Block:
    """The block that the inductive miner finds.

    Parameters
    ----------
    traces : mapping of tuple of str to int
        Sequences of activities, and how many cases each has. At least one.
    noise : float
        0 for a block that replays all of them; the share, up to 1, below which a relation is noise.

    Notes
    -----
    Grows with the distinct traces and, where no cut is found, with the cube of the activities.
    """
    from pm4py.algo.discovery.inductive.dtypes.im_ds import IMDataStructureUVCL
    from pm4py.algo.discovery.inductive.variants.im import IMUVCL
    from pm4py.algo.discovery.inductive.variants.imf import IMFUVCL, IMFParameters
    from pm4py.objects.process_tree.utils.generic import fold
    from pm4py.util.compression.dtypes import UVCL

    counted = UVCL()
    for trace, cases in traces.items():
        counted[trace] = cases
    parameters = {IMFParameters.NOISE_THRESHOLD: noise}
    miner = IMFUVCL(parameters) if noise else IMUVCL(parameters)
    return _block(fold(miner.apply(IMDataStructureUVCL(counted), parameters)))


def _block(tree: Any) -> Block:
    """A process tree as ours."""
    from pm4py.objects.process_tree.obj import Operator

    parts = [_block(child) for child in tree.children]
    if tree.operator is None:
        return NOTHING if tree.label is None else task(tree.label)
    if tree.operator == Operator.LOOP:
        return loop(*parts)
    joined = {Operator.SEQUENCE: sequence, Operator.XOR: choice, Operator.PARALLEL: parallel}
    return joined[tree.operator](*parts)
