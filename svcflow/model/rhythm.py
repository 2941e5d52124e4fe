"""The pace at which delays pass through the hours of the week, as a part of the document."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from svcflow.model.part import Part


class Rhythm(Part):
    """How delays pass through the week: in an elapsed hour that begins in the local hour h of the week, `weekly[h]` hours of delay do.

    Hour 0 is Monday 00:00 in `timezone`. Delays end most often in the hours whose pace is high, and never in those of pace 0; with a
    mean pace of 1 a long delay takes as long as it would on the elapsed clock.
    """

    weekly: tuple[Annotated[float, Field(ge=0)], ...] = Field(min_length=168, max_length=168)
    timezone: str = "UTC"
    n: int = 0
