"""Durations in Prosimos's terms: a family, its parameters in seconds, and limits outside of which a draw is drawn again.

    fix       value
    expon     mean, min, max             min + an exponential of mean `mean` − `min`
    norm      mean, sd, min, max
    uniform   min, max
    lognorm   mean, variance, min, max
    gamma     mean, variance, min, max
    triang    c, min, width, min, max    the mode at min + c · width; what older versions read, and 2.1 has no form for

Values below 0 are drawn again too. Out, a family that Prosimos has keeps its parameters; any other becomes the gamma or lognormal of the
same mean and variance that is nearer to it (by the area between the two distribution functions). In, what the limits cut next to
nothing from (a chance below 1e-6) keeps its parameters; any other becomes 201 quantiles, with the mean that it should have.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Literal

from svcflow.errors import InputError
from svcflow.model.distribution import Distribution, constant

HOUR = 3600.0
FAMILIES = {"fix": 1, "expon": 3, "norm": 4, "uniform": 2, "lognorm": 4, "gamma": 4, "triang": 5}
"""family -> how many parameters are needed"""
_NEGLIGIBLE = 1e-6
_POINTS = 200
_MOST = 1e24
_WIDEST = 1e5
"""standard deviations to a mean"""
_FAR = 1e4
"""limits that cut nothing off, in standard deviations and means"""


def prosimos_distribution(given: Distribution) -> tuple[dict[str, Any], bool]:
    """The distribution in Prosimos's form, and whether nothing was lost."""
    mean, variance = moments(given)
    if mean == 0 or variance <= (1e-9 * mean) ** 2:
        return _written("fix", mean), True
    if given.zero == 0 and given.kind == "uniform" and given.low is not None and given.high is not None:
        return _written("uniform", given.low, given.high), True
    if given.zero == 0 and given.kind == "exponential":
        return _written("expon", mean, 0.0, _FAR * mean), True
    kept = given.zero == 0 and given.kind in ("gamma", "lognormal")
    kind = given.kind if kept else _nearer(given, mean, variance)
    family = "gamma" if kind == "gamma" else "lognorm"
    return _written(family, mean, variance * HOUR, 0.0, _FAR * (mean + variance**0.5)), kept


def moments(given: Distribution) -> tuple[float, float]:
    """Mean [h] and variance [h²], zeros included."""
    if given.quantiles is not None:
        pairs = list(pairwise(given.quantiles))
        square = sum(a * a + a * b + b * b for a, b in pairs) / (3 * len(pairs))
    elif given.kind == "uniform":
        low, high = given.low or 0.0, given.high or 0.0
        square = (low * low + low * high + high * high) / 3
    else:
        cv = {"constant": 0.0, "exponential": 1.0}.get(given.kind, given.cv or 0.0)
        square = (given.mean or 0.0) ** 2 * (1 + cv * cv)
    mean = given.expected
    return mean, max((1 - given.zero) * square - mean * mean, 0.0)


def read_distribution(document: Any, place: str) -> Distribution:
    """A distribution of hours from Prosimos's form.

    Raises
    ------
    InputError
        The family is unknown, parameters are missing or make no sense, or the limits leave nothing; at `place`.
    """
    name, values = _parameters(document, place)
    if name == "fix":
        return constant(values[0])
    if name == "uniform":
        low, high = max(values[0], 0.0), values[1]
        return constant(low) if low == high else Distribution(kind="uniform", low=low, high=high)
    return _limited(name, values, place)


def mixed(parts: Sequence[tuple[float, Distribution | None]]) -> Distribution | None:
    """One distribution for a choice between several, each with its chance; None is no time at all."""
    whole = sum(chance for chance, _ in parts)
    real = [(chance / whole, part) for chance, part in parts if part is not None and chance > 0]
    if not real:
        return None
    zero = sum(chance / whole for chance, part in parts if part is None)
    same = {part.model_dump_json() for _, part in real}
    if len(same) == 1:
        part = real[0][1]
        return part if zero == 0 else part.model_copy(update={"zero": zero + (1 - zero) * part.zero})
    draws = sorted(part.draw((at + 0.5) / 400) for chance, part in real for at in range(400) for _ in range(max(1, round(chance * 100))))
    expected = sum(chance * part.expected for chance, part in real) / (1 - zero)
    return _empirical(lambda u: draws[min(int(u * len(draws)), len(draws) - 1)], expected).model_copy(update={"zero": zero})


def pooled(parts: Sequence[tuple[float, Distribution]]) -> Distribution:
    """One distribution with the mean and variance of a choice between several, each with its chance: lognormal if all are, else gamma."""
    whole = sum(chance for chance, _ in parts)
    both = [(chance / whole, *moments(part)) for chance, part in parts]
    mean = sum(chance * each for chance, each, _ in both)
    variance = sum(chance * (spread + each * each) for chance, each, spread in both) - mean * mean
    if mean == 0 or variance <= (1e-9 * mean) ** 2:
        return constant(mean)
    kind: Literal["lognormal", "gamma"] = "lognormal" if all(part.kind == "lognormal" for _, part in parts) else "gamma"
    return Distribution(kind=kind, mean=mean, cv=variance**0.5 / mean)


def summed(parts: Sequence[Distribution]) -> Distribution | None:
    """One after the other: exact for one, else the gamma with the mean and variance of the sum."""
    if len(parts) < 2:
        return parts[0] if parts else None
    mean, variance = (sum(values) for values in zip(*map(moments, parts), strict=True))
    return constant(mean) if variance <= 0 else Distribution(kind="gamma", mean=mean, cv=variance**0.5 / mean)


def _written(name: str, *hours: float) -> dict[str, Any]:
    """Hours become seconds; a variance is given in h² times the seconds of an hour."""
    return {"distribution_name": name, "distribution_params": [{"value": round(value * HOUR, 6)} for value in hours]}


def _nearer(given: Distribution, mean: float, variance: float) -> str:
    chances = [(at + 0.5) / _POINTS for at in range(_POINTS)]
    wanted = [given.draw(u) for u in chances]

    def distance(kind: str) -> float:
        other = Distribution.model_validate({"kind": kind, "mean": mean, "cv": variance**0.5 / mean})
        return sum(abs(other.draw(u) - hours) for u, hours in zip(chances, wanted, strict=True))

    return min(("gamma", "lognormal"), key=distance)


def _parameters(document: Any, place: str) -> tuple[str, list[float]]:
    name = document.get("distribution_name") if isinstance(document, dict) else None
    if not isinstance(name, str) or name not in FAMILIES:
        remedy = f"Known are {', '.join(FAMILIES)}."
        raise InputError(f"{name!r} is not a distribution.", place=f"{place}.distribution_name", remedy=remedy)
    inside = f"{place}.distribution_params"
    listed = document.get("distribution_params")
    try:
        values = [float(each["value"]) for each in listed]
    except (TypeError, KeyError, ValueError):
        remedy = 'Write it like [{"value": 60}, …].'
        raise InputError(f"{listed!r:.80} is no list of parameters.", place=inside, remedy=remedy) from None
    if len(values) < FAMILIES[name]:
        problem = f"{name} has {len(values)} parameters."
        raise InputError(problem, place=inside, remedy=f"It needs {FAMILIES[name]} (seconds).")
    if not all(abs(value) <= _MOST for value in values):
        raise InputError(f"{values} are not all numbers of seconds.", place=inside, remedy=f"Give numbers up to {_MOST:g}.")
    if name in ("lognorm", "gamma") and abs(values[1]) ** 0.5 > _WIDEST * abs(values[0]) > 0:
        raise InputError(f"{name} of {values} has a variance beyond all measure.", place=inside, remedy="It is in seconds squared.")
    if (values[0] < 0 and name != "norm") or (name in ("norm", "lognorm", "gamma") and values[1] < 0):
        raise InputError(f"{name} of {values} is negative.", place=inside, remedy="Durations and variances are >= 0.")
    if (name == "uniform" and max(values[0], 0.0) > values[1]) or (name == "expon" and values[0] < values[1]):
        wrong = "the least is above the greatest" if name == "uniform" else "the mean is below the least"
        raise InputError(f"{name} of {values}: {wrong}.", place=inside, remedy="Correct the order: see Prosimos's manual.")
    squared = name in ("lognorm", "gamma")
    return name, [value / HOUR / (HOUR if squared and at == 1 else 1) for at, value in enumerate(values)]


def _limited(name: str, values: list[float], place: str) -> Distribution:
    """A family with limits: as it is where they cut nothing off, else the quantiles of what they leave."""
    import numpy as np

    mean, low, high = values[0], max(values[-2], 0.0), values[-1]
    spread = {"expon": mean - values[1], "norm": values[1], "triang": values[2]}.get(name, values[1] ** 0.5)
    if spread <= 0 or (mean == 0 and name in ("lognorm", "gamma")):
        return constant(max(values[1] if name == "triang" else mean, 0.0))
    law = _law(name, values)
    begin, end = float(law.cdf(low)), float(law.cdf(high))
    if end - begin < _NEGLIGIBLE:
        remedy = "Widen the limits, or write the value as fix."
        raise InputError(f"{name} has nothing between its limits.", place=f"{place}.distribution_params", remedy=remedy)
    if begin + 1 - end < _NEGLIGIBLE:
        if name == "expon" and low == 0:
            return Distribution(kind="exponential", mean=mean)
        if name in ("gamma", "lognorm"):
            return Distribution(kind="gamma" if name == "gamma" else "lognormal", mean=mean, cv=spread / mean)
    chances = begin + (end - begin) * (np.arange(20_000) + 0.5) / 20_000
    expected = float(np.mean(law.ppf(chances)))
    return _empirical(lambda u: float(law.ppf(begin + (end - begin) * min(max(u, 0.5e-3), 1 - 0.5e-3))), expected)


def _law(name: str, values: list[float]) -> Any:
    from scipy import stats

    if name == "expon":
        return stats.expon(loc=values[1], scale=values[0] - values[1])
    if name == "norm":
        return stats.norm(loc=values[0], scale=values[1])
    if name == "gamma":
        return stats.gamma(values[0] ** 2 / values[1], scale=values[1] / values[0])
    if name == "triang":
        return stats.triang(values[0] * HOUR, loc=values[1], scale=values[2])
    import math

    sigma = math.log1p(values[1] / values[0] ** 2) ** 0.5
    return stats.lognorm(sigma, scale=values[0] * math.exp(-sigma * sigma / 2))


def _empirical(quantile: Callable[[float], float], expected: float) -> Distribution:
    """Quantiles with the mean that is expected: what is above the median is stretched for it."""
    values = [max(quantile(at / _POINTS), 0.0) for at in range(_POINTS + 1)]
    has = (sum(values) - (values[0] + values[-1]) / 2) / _POINTS
    middle = values[_POINTS // 2]
    above = sum(max(value - middle, 0.0) for value in values[:-1]) + (values[-1] - middle) / 2
    stretch = 1 + (expected - has) * _POINTS / above if above > 0 else 1.0
    return Distribution(
        kind="empirical", quantiles=tuple(round(v if v <= middle else middle + (v - middle) * max(stretch, 0.0), 9) for v in values)
    )
