"""Where tickets go next, as parts of the document: chances after the last steps, for all tickets or for some."""

from __future__ import annotations

from typing import Any

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from svcflow.model.part import Chance, Part

START = "(start)"
END = "(end)"


class Context(Part):
    """What comes next after these steps (the most recent last; `(start)` before the first): activity -> chance, `(end)` too.

    `where`: only for tickets whose attributes have these values. `visits`: only once the ticket has begun the last of these steps at
    least so often (0: however often). Both are left out of the file where they ask for nothing.
    """

    after: tuple[str, ...]
    where: dict[str, str] = {}
    visits: int = Field(default=0, ge=0)
    next: dict[str, Chance]
    n: int = 0

    @property
    def conditioned(self) -> bool:
        """Whether it holds for some tickets only."""
        return bool(self.where) or self.visits > 0

    @model_serializer(mode="wrap")
    def _brief(self, whole: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields: dict[str, Any] = whole(self)
        return {name: value for name, value in fields.items() if value or name not in ("where", "visits")}


class Routing(Part):
    """The next step given the recent history: the longest context that is listed and holds decides."""

    contexts: tuple[Context, ...]
