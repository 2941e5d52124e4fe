"""Documents that people write: tables of a TOML file taken as a form of pydantic, and what does not fit refused in plain words.

The tables come parsed, and `place_of` says on which line of the file each value stands (as a study knows it); without it the path in the
document is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from svcflow.errors import did_you_mean
from svcflow.scorecard.refusals import Path, TableError, dotted

FORM = ConfigDict(frozen=True, extra="forbid", strict=True, protected_namespaces=())
Form = TypeVar("Form", bound=BaseModel)
_WANTED = {
    "string_type": ("is no text", 'Put it in quotes, like "…".'),
    "bool_type": ("is neither true nor false", "Write true or false, without quotes."),
    "float_type": ("is no number", "Write a number, without quotes."),
    "int_type": ("is no whole number", "Write a whole number, without quotes."),
    "finite_number": ("is no number to count with", "Write a plain number."),
    "date_type": ("is no date", "Write it like 2026-01-31, without quotes."),
    "tuple_type": ("is no list", 'Write it like ["one", "two"].'),
    "dict_type": ("is no table", "Write [name] on a line of its own, and what belongs to it below."),
    "model_type": ("is no table", "Write [name] on a line of its own, and what belongs to it below."),
}


def fill(form: type[Form], tables: Mapping[str, Any]) -> Form:
    """The form filled with tables.

    Raises
    ------
    TableError
        A field is unknown, missing or of another type; of several faults a misspelt name is told first.
    """
    try:
        return form.model_validate(tables)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        first = min(faults, key=lambda fault: (fault["type"] != "extra_forbidden", fault["type"] == "missing"))
        raise _told(form, first) from None


def _told(form: type[BaseModel], fault: ErrorDetails) -> TableError:
    path: Path = tuple(fault["loc"])
    name, kind, value = dotted(path), fault["type"], fault["input"]
    if kind == "extra_forbidden":
        return TableError(f'"{path[-1]}" is not something that can be said here.', remedy=_nearest(form, path), at=path)
    if kind == "missing":
        above = dotted(path[:-1]) or "the document"
        return TableError(f'{above} lacks "{path[-1]}".', remedy=f"Add a line: {path[-1]} = …", at=path[:-1])
    shown = _shown(value)
    if kind == "literal_error":
        known = re.findall(r"'([\w-]+)'", str(fault["ctx"]["expected"]))
        return TableError(f"{name} = {shown} is not known.", remedy=did_you_mean(str(value), known), at=path)
    if kind in ("greater_than", "greater_than_equal", "less_than_equal"):
        bound = next(f"{words} {fault['ctx'][key]:g}" for key, words in _BOUNDS.items() if key in fault["ctx"])
        return TableError(f"{name} = {shown} is out of bounds.", remedy=f"It must be {bound}.", at=path)
    wrong, remedy = _WANTED.get(kind, (f"cannot be taken: {fault['msg']}", ""))
    return TableError(f"{name} = {shown} {wrong}.", remedy=remedy, at=path)


_BOUNDS = {"gt": "greater than", "ge": "at least", "le": "at most"}


def _shown(value: object) -> str:
    """A value as the file has it, as far as it names it."""
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    text = str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:58]}…"


def _nearest(form: type[BaseModel], path: Path) -> str:
    """What may be said where this path ends, by the forms on the way."""
    here: type[BaseModel] | None = form
    for key in path[:-1]:
        if here is not None and key in here.model_fields:
            here = _form_in(here.model_fields[str(key)].annotation)
    return did_you_mean(str(path[-1]), here.model_fields if here else ())


def _form_in(kind: Any) -> type[BaseModel] | None:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind
    found = (_form_in(each) for each in getattr(kind, "__args__", ()))
    return next((each for each in found if each is not None), None)
