"""The form that every table of a study shares: nothing beside its fields, values as TOML has them, refusals in plain words."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from svcflow.study import fields
from svcflow.study.fields import in_words

FilePath = Annotated[str, AfterValidator(in_words(fields.check_path))]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Hours = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Names = Annotated[tuple[str, ...], Field(strict=False)]


class Form(BaseModel):
    """A table of a study."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, protected_namespaces=())
