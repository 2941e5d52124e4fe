"""What a study says of appraisal: targets, the scorecard, the weights in it, judgements, and what peers reach."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from svcflow.study.forms import FilePath, Form, Names

Number = Annotated[float, Field(allow_inf_nan=False)]


class TargetTable(Form):
    """What an indicator is to reach, in its own unit. `better` is needed only where the catalogue has no direction."""

    target: Number
    better: Literal["higher", "lower"] | None = None
    weight: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 1.0
    """how much it counts among the targets of its dimension, where no scorecard file says so"""


class ScorecardTable(Form):
    """The scorecard. Without a file it is made of the targets: each dimension that has one counts alike."""

    file: FilePath | None = None
    """a set of indicators (TOML), or the sealed record of its versions (JSON)"""
    version: Annotated[int, Field(ge=1)] | None = None
    """of a record: which version; the last one where none is said"""
    weights: FilePath | None = None
    """a file of weights (`svcflow weights`): its answer takes the place of the dimensions' weights"""
    judged: dict[str, str | Annotated[list[str], Field(strict=False)]] = {}
    """words of judges for indicators that are scored by a rubric"""
    required: Names = ()
    """dimensions that must not be empty"""


Peers = Annotated[tuple[Number, ...], Field(strict=False, min_length=1)]
