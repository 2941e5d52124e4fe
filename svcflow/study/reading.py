"""A study file is read, and refused at the line that cannot be: what is wrong with which value, and what to write instead."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from svcflow.errors import StudyError, did_you_mean
from svcflow.study.document import Study
from svcflow.study.fields import REFUSED, toml
from svcflow.study.lines import Path as Place
from svcflow.study.lines import find_lines

MOST_BYTES = 1 << 20
_OURS = ("file", "lines")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SYNTAX = re.compile(r"(.*) \((?:at line (\d+), column (\d+)|at end of document)\)", re.DOTALL)
_BACKSLASHES = "Put a text that holds backslashes in single quotes, or write / instead."
_SYNTAX_REMEDIES = {
    "Invalid value": 'Text stands in quotes, like "tickets.csv"; true, false and numbers do not.',
    "Unescaped": _BACKSLASHES,
    "Invalid hex": _BACKSLASHES,
    "Illegal character": "Close the quotes on the line on which they open.",
    "Expected '='": "A line is of the form: name = value. A name with blanks stands in quotes.",
    "Cannot overwrite": "Each name stands once.",
    "Cannot declare": "Each table stands once.",
    "Unclosed": "Close the bracket.",
}
_TYPES = {
    "string_type": ("is not text", 'Put it in quotes, like "…".'),
    "bool_type": ("is neither true nor false", "Write true or false, without quotes."),
    "float_type": ("is no number", "Write a number, without quotes."),
    "finite_number": ("is no number to count with", "Write a plain number, or leave it out."),
    "tuple_type": ("is no list", 'Write it like ["one", "two"].'),
    "dict_type": ("is no table", "Write [{name}] on a line of its own, and what belongs to it below."),
    "model_type": ("is no table", "Write [{name}] on a line of its own, and what belongs to it below."),
    "too_short": ("is empty", 'Write it like ["one", "two"], or take the line out.'),
}
_SUCH = {"hours": '"Mon-Fri 09:00-17:30"', "file": '"table.csv"', "columns": '["Complaint"]', "target": "24"}
"""what a field that must be said may be"""


def read_study(path: Path | str) -> Study:
    """Read a study file.

    Raises
    ------
    StudyError
        The file is not there, is not TOML, or says what a study cannot say. Of several faults the topmost is told.
    """
    file = Path(path)
    text = _text(file)
    document, lines = _document(file, text)
    known = Study(file=file, lines=lines)
    for name in _OURS:
        if name in document:
            raise _unknown(known, (name,))
    try:
        return Study.model_validate({**document, "file": file, "lines": lines})
    except ValidationError as error:
        faults = error.errors(include_url=False)
        # Where a name is misspelt, that is the fault, and not that the right one is missing.
        told = [fault for fault in faults if fault["type"] != "missing"] or faults
        raise min((_refused(known, _path(fault), fault) for fault in told), key=lambda refusal: _line(refusal.place)) from None


def read_tables(path: Path | str) -> tuple[dict[str, Any], Callable[..., str]]:
    """The tables of a TOML file that is no study, and where in it the value of a path stands: `place_of("ahp", "Li")`.

    Raises
    ------
    StudyError
        The file is not there, or is not TOML.
    """
    file = Path(path)
    document, lines = _document(file, _text(file))
    return document, Study(file=file, lines=lines).place_of


def _text(file: Path) -> str:
    place = str(file)
    try:
        if file.is_dir():
            raise StudyError("this is a folder, not a study.", place=place, remedy=f"Name the file in it: {_studies(file)}")
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise StudyError("there is no such file.", place=place, remedy=_nearby(file)) from None
    except (OSError, ValueError) as error:
        raise StudyError(f"cannot be read ({getattr(error, 'strerror', None) or error}).", place=place, remedy="Check the path.") from None
    if len(data) > MOST_BYTES:
        raise StudyError("is larger than 1 MiB, and so no study.", place=place, remedy="Is it the log? A study is a short TOML file.")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise StudyError("the text is not UTF-8.", place=f"{place}, line {line}", remedy="Save the file as UTF-8.") from None


def _nearby(file: Path) -> str:
    if not file.parent.is_dir():
        return f'There is no folder "{file.parent}" either.'
    return did_you_mean(file.name, (entry.name for entry in file.parent.glob("*.toml")))


def _studies(folder: Path) -> str:
    names = sorted(entry.name for entry in folder.glob("*.toml"))
    return ", ".join(f'"{name}"' for name in names[:12]) + "." if names else "it has none that ends in .toml."


def _document(file: Path, text: str) -> tuple[dict[str, Any], Mapping[Place, int]]:
    try:
        return tomllib.loads(text), find_lines(text)
    except RecursionError:
        raise StudyError("brackets stand in brackets without end.", place=str(file), remedy="Is it a study?") from None
    except tomllib.TOMLDecodeError as error:
        found = _SYNTAX.fullmatch(str(error))
        said, line, column = found.groups() if found else (str(error), None, None)
        where = f"line {line}, column {column}" if line else f"line {text.rstrip().count(chr(10)) + 1}"
        remedy = next((remedy for start, remedy in _SYNTAX_REMEDIES.items() if said.startswith(start)), "Mend that line.")
        raise StudyError(f"this is not TOML: {said[:1].lower()}{said[1:]}.", place=f"{file}, {where}", remedy=remedy) from None


def _path(fault: Any) -> Place:
    at = fault["ctx"]["at"] if fault["type"] == REFUSED else ()
    return (*fault["loc"], *at)


def _refused(study: Study, path: Place, fault: Any) -> StudyError:
    kind, context = fault["type"], fault.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown(study, path)
    name, value = _dotted(study, path), toml(fault["input"])
    if kind == REFUSED:
        problem, remedy = f"{name}: {context['problem']}", context["remedy"]
    elif kind == "literal_error":
        known = re.findall(r"'([\w-]+)'", context["expected"])
        problem, remedy = f"{name} = {value} is not known.", did_you_mean(str(fault["input"]), known)
    elif kind in ("greater_than", "greater_than_equal"):
        bound = f"greater than {context['gt']:g}" if "gt" in context else f"{context['ge']:g} or more"
        problem, remedy = f"{name} = {value} is too small.", f"It must be {bound}."
    elif kind == "missing":
        problem, remedy = f"{_dotted(study, path[:-1])} has no {path[-1]}.", f"Add a line: {path[-1]} = {_SUCH.get(str(path[-1]), '…')}"
    else:
        problem, remedy = f"{name} = {value} {_TYPES[kind][0]}.", _TYPES[kind][1].format(name=name)
    return StudyError(problem, place=study.place_of(*path), remedy=remedy)


def _unknown(study: Study, path: Place) -> StudyError:
    *above, name = path
    known = [field for field in _form_at(tuple(above)).model_fields if field not in _OURS]
    where = f"[{_dotted(study, tuple(above))}]" if above else "a study"
    return StudyError(f'"{name}" is not something that {where} says.', place=study.place_of(*path), remedy=did_you_mean(str(name), known))


def _form_at(path: Place) -> type[BaseModel]:
    """The form of the table at this path: each key is a field of the form before it, or one of a table's own names."""
    form: type[BaseModel] = Study
    for key in path:
        inner = _forms_in(form.model_fields[str(key)].annotation) if key in form.model_fields else []
        form = inner[0] if inner else form
    return form


def _forms_in(kind: Any) -> list[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [kind]
    return [form for part in get_args(kind) for form in _forms_in(part)]


def _dotted(study: Study, path: Place) -> str:
    """A path as TOML writes it: calendar.teams."Second line".hours; of an array its name."""
    keys = [key for key in path if isinstance(key, str)]
    return ".".join(key if _BARE.fullmatch(key) else f'"{key}"' for key in keys)


def _line(place: str) -> int:
    number = place.rpartition(", line ")[2]
    return int(number) if number.isdecimal() else 0
