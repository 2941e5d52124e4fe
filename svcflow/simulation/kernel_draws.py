"""The compiled draws: chances and hours, to the same bits.

They are made in the very operations of `streams` and `model.distribution`, in their order, each rounded by itself.

Logarithms and powers are the C library's, as Python's are. The inverse of the incomplete gamma function is scipy's own, called where
`run.gamma` says that it is.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types, uint64
from numba.extending import intrinsic

from svcflow.model.normal import normal_quantile
from svcflow.simulation.records import CONSTANT, EXPONENTIAL, GAMMA, LOGNORMAL, UNIFORM, WEIBULL
from svcflow.simulation.streams import CASE, UNIT, VISIT

_CASE, _VISIT = uint64(CASE), uint64(VISIT)
_FIRST, _SECOND = uint64(0xBF58476D1CE4E5B9), uint64(0x94D049BB133111EB)
_LEAST, _MOST = 2.0**-53, 1.0 - 2.0**-53


def compiled(function: Callable[..., Any]) -> Any:
    """A part of the machine code, which only other parts call; nothing in it asks for memory."""
    return njit(nogil=True, error_model="numpy", _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)


def inlined(function: Callable[..., Any]) -> Any:
    """A part that is put where it is called: one that has one caller, or is smaller than a call with all its tables."""
    return njit(nogil=True, error_model="numpy", _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True, forceinline=True)(function)


def kept(function: Callable[..., Any]) -> Any:
    """Machine code that Python calls, kept beside its file or in the user's own folder; not kept where neither can be written."""
    try:
        return njit(nogil=True, cache=True, error_model="numpy", _nrt=False)(function)
    except RuntimeError:
        return njit(nogil=True, error_model="numpy", _nrt=False)(function)


_quantile = compiled(normal_quantile)


@intrinsic  # type: ignore[untyped-decorator]
def _call(typing: Any, address: Any, shape: Any, u: Any) -> Any:
    """The function double (double, double, int) at an address."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        double, whole = ir.DoubleType(), ir.IntType(32)
        function = builder.inttoptr(arguments[0], ir.FunctionType(double, [double, double, whole]).as_pointer())
        return builder.call(function, [arguments[1], arguments[2], ir.Constant(whole, 0)])

    return types.float64(types.int64, types.float64, types.float64), generate


@inlined
def uniform(root: Any, case: int, visit: int) -> Any:
    """`streams.uniform`."""
    x = root + uint64(case) * _CASE + uint64(visit) * _VISIT
    x = (x ^ (x >> uint64(30))) * _FIRST
    x = (x ^ (x >> uint64(27))) * _SECOND
    return np.float64((x ^ (x >> uint64(31))) >> uint64(11)) * UNIT


@compiled
def draw(table: Any, quantiles: Any, number: int, gamma: int, u: float) -> Any:
    """`Distribution.draw`, infinite where that overflows."""
    it = table[number]
    if it.zero:
        if u < it.zero:
            return 0.0
        u = (u - it.zero) / (1.0 - it.zero)
    u = min(u, _MOST)
    kind = it.kind
    if kind == CONSTANT:
        return it.a
    if kind == EXPONENTIAL:
        return it.a * math.log1p(-u)
    if kind == LOGNORMAL:
        return it.a * math.exp(it.b * _quantile(max(u, _LEAST)) - it.c)
    if kind == GAMMA:
        return _call(gamma, it.b, u) * it.a / it.b
    if kind == WEIBULL:
        return it.a * math.pow(-math.log1p(-u), it.b)
    if kind == UNIFORM:
        return it.a + u * it.b
    at = u * (it.size - 1)
    below = int(at)
    value = quantiles[it.first + below]
    return value + (at - below) * (quantiles[it.first + below + 1] - value)
