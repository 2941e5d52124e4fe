"""What must be said beside a result: an English message, kept apart from its values, and told when somebody reads it.

Results hold facts. A remark is a marked message of the catalogues with the values that fill it, so that the same result speaks every
language: names as they are, counts, figures and shares as the language in force writes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from svcflow import units
from svcflow.language import tell

Value: TypeAlias = "str | int | float | Remark"


@dataclass(frozen=True, slots=True)
class Remark:
    """A message and what fills its places: names, numbers, other remarks. What is called `…share` (0 to 1) is told as a percentage."""

    message: str
    values: tuple[tuple[str, Value], ...] = ()

    @property
    def text(self) -> str:
        """The remark in the language in force."""
        return tell(self.message, **{name: _told(name, value) for name, value in self.values}) if self.values else tell(self.message)


def remark(message: str, **values: Value) -> Remark:
    """A remark of a marked message."""
    return Remark(message, tuple(values.items()))


def _told(name: str, value: Value) -> str:
    if isinstance(value, str | Remark):
        return value if isinstance(value, str) else value.text
    if name.endswith("share"):
        return units.share(value)
    return units.count(value) if isinstance(value, int) else units.number(value)
