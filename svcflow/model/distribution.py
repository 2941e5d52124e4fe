"""How long something takes: a distribution of hours that a person can read, and that gives the same draw for the same chance.

Every draw is by inversion, `draw(u)` for one uniform `u`, so that a redesign that scales a duration scales each draw (common
random numbers) and any engine that has the same `u` gets the same hours.

    constant     mean
    exponential  mean
    gamma        mean, cv                 cv = standard deviation ÷ mean
    lognormal    mean, cv
    weibull      mean, cv
    uniform      low, high
    empirical    quantiles                values at equally spaced chances 0 … 1, linear between them

`zero` is a chance of exactly 0 h before any of these (many desks log steps that take no time at all); `mean` and `cv` are those
of the part above zero.
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from svcflow.model.normal import normal_quantile

Kind = Literal["constant", "exponential", "gamma", "lognormal", "weibull", "uniform", "empirical"]
_LAST = 1.0 - 2.0**-53


class Distribution(BaseModel):
    """A distribution of hours [h]; see the module for the kinds and the fields that each needs."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    kind: Kind
    mean: float | None = Field(default=None, ge=0)
    cv: float | None = Field(default=None, gt=0)
    low: float | None = Field(default=None, ge=0)
    high: float | None = Field(default=None, ge=0)
    quantiles: tuple[float, ...] | None = None
    zero: float = Field(default=0.0, ge=0, le=1)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        needed = {"uniform": ("low", "high"), "empirical": ("quantiles",), "constant": ("mean",), "exponential": ("mean",)}
        wanted = needed.get(self.kind, ("mean", "cv"))
        missing = [name for name in wanted if getattr(self, name) is None]
        if missing:
            raise ValueError(f"kind {self.kind!r} needs {' and '.join(missing)}")
        spare = [name for name in ("mean", "cv", "low", "high", "quantiles") if name not in wanted and getattr(self, name) is not None]
        if spare:
            raise ValueError(f"kind {self.kind!r} has no {' or '.join(spare)}")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low (={self.low}) must be <= high (={self.high})")
        if self.quantiles is not None:
            values = self.quantiles
            if len(values) < 2 or min(values) < 0 or any(b < a for a, b in pairwise(values)):
                raise ValueError("quantiles must be at least two values >= 0 that never fall")
        return self

    def draw(self, u: float) -> float:
        """The hours at chance `u` in [0, 1)."""
        if self.zero:
            if u < self.zero:
                return 0.0
            u = (u - self.zero) / (1.0 - self.zero)
        return _above_zero(self, min(u, _LAST))

    @property
    def expected(self) -> float:
        """The mean, zeros included [h]."""
        if self.kind == "uniform":
            above = (_given(self.low) + _given(self.high)) / 2
        elif self.quantiles is not None:
            values = self.quantiles
            above = (sum(values) - (values[0] + values[-1]) / 2) / (len(values) - 1)
        else:
            above = _given(self.mean)
        return (1.0 - self.zero) * above

    def scaled(self, factor: float) -> Distribution:
        """The same shape, `factor` times as long."""
        times = {name: value * factor for name in ("mean", "low", "high") if (value := getattr(self, name)) is not None}
        if self.quantiles is not None:
            times["quantiles"] = tuple(value * factor for value in self.quantiles)
        return self.model_copy(update=times)


def constant(hours: float) -> Distribution:
    """Always the same [h]."""
    return Distribution(kind="constant", mean=hours)


def _above_zero(it: Distribution, u: float) -> float:
    if it.quantiles is not None:
        return _interpolated(it.quantiles, u)
    if it.kind == "uniform":
        return _given(it.low) + u * (_given(it.high) - _given(it.low))
    mean = _given(it.mean)
    if it.kind == "constant" or mean == 0:
        return mean
    if it.kind == "exponential":
        return -mean * math.log1p(-u)
    cv = _given(it.cv)
    if it.kind == "lognormal":
        variance = math.log1p(cv * cv)
        return mean * math.exp(math.sqrt(variance) * normal_quantile(max(u, 2.0**-53)) - variance / 2)
    if it.kind == "gamma":
        from scipy.special import gammaincinv

        shape = 1.0 / (cv * cv)
        return float(gammaincinv(shape, u)) * mean / shape
    shape = weibull_shape(cv)
    return mean / math.gamma(1 + 1 / shape) * math.pow(-math.log1p(-u), 1 / shape)


def _interpolated(values: tuple[float, ...], u: float) -> float:
    at = u * (len(values) - 1)
    number = int(at)
    return values[number] + (at - number) * (values[number + 1] - values[number])


@lru_cache(maxsize=4096)
def weibull_shape(cv: float) -> float:
    """The shape of the Weibull distribution with this coefficient of variation, by bisection on its closed form."""
    low, high = 0.05, 200.0
    for _ in range(200):
        middle = math.sqrt(low * high)
        ratio = math.exp(math.lgamma(1 + 2 / middle) - 2 * math.lgamma(1 + 1 / middle)) - 1
        low, high = (middle, high) if ratio > cv * cv else (low, middle)
    return low


def _given(value: float | None) -> float:
    assert value is not None
    return value
