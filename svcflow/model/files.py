"""The model as a file: JSON that a person can read, edit and compare line by line.

Reading refuses whatever is not exactly a model (`ModelError`: file, path inside the document, value, remedy); writing goes to a
temporary name and is renamed, so that a file is whole or not there. What was written reads back equal, to the last digit.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn, get_args

from pydantic import BaseModel, ValidationError

from svcflow.errors import ModelError, did_you_mean
from svcflow.model.checks import check_model
from svcflow.model.document import ServiceModel
from svcflow.output import new_file

WIDTH = 120
MANY = 12
"""numbers with a name, from so many on, fill their lines"""


def read_model(path: str | Path) -> ServiceModel:
    """Read and check a model; `-` is standard input.

    Raises
    ------
    ModelError
        Where the file is not there, is not whole, is not a model, or is one that cannot be run.
    """
    text = _text(Path(path))
    _check_json(text, str(path))
    try:
        model = ServiceModel.model_validate_json(text, strict=True)
        check_model(model)
    except ValidationError as error:
        raise _translated(error, str(path)) from None
    except ModelError as error:
        raise ModelError(error.problem, place=f"{path}: {error.place}", remedy=error.remedy) from None
    return model


def write_model(model: ServiceModel, path: str | Path) -> None:
    """Write a model as indented JSON; the file appears whole or not at all.

    Raises
    ------
    OutputError
        Where the place cannot be written.
    """
    text = laid_out(model.model_dump(mode="json", exclude_none=True)) + "\n"
    with new_file(path) as draft:
        draft.write_text(text, encoding="utf-8")


def laid_out(value: Any, indent: int = 0) -> str:
    """JSON with everything on one line that fits there; long lists of numbers fill their lines."""
    flat = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if indent + len(flat) <= WIDTH or not isinstance(value, dict | list):
        return flat
    pad = " " * (indent + 2)
    if isinstance(value, dict):
        pairs = [f"{json.dumps(key, ensure_ascii=False)}: {laid_out(inner, indent + 2)}" for key, inner in value.items()]
        rows = _filled(pairs, WIDTH - indent) if len(pairs) >= MANY and _all_numbers(value.values()) else pairs
        return "{\n" + ",\n".join(pad + row for row in rows) + "\n" + " " * indent + "}"
    if not _all_numbers(value):
        rows = [laid_out(item, indent + 2) for item in value]
    elif len(value) == 168:  # the hours of a week: a day's on each row
        rows = [", ".join(map(json.dumps, value[day : day + 24])) for day in range(0, 168, 24)]
    else:
        rows = _filled(map(json.dumps, value), WIDTH - indent)
    return "[\n" + ",\n".join(pad + row for row in rows) + "\n" + " " * indent + "]"


def _all_numbers(values: Iterable[Any]) -> bool:
    return all(isinstance(item, int | float) for item in values)


def _filled(texts: Iterable[str], width: int) -> list[str]:
    """As many to a row as fit."""
    rows: list[str] = []
    for text in texts:
        if rows and len(rows[-1]) + len(text) + 2 <= width:
            rows[-1] += f", {text}"
        else:
            rows.append(text)
    return rows


def _text(path: Path) -> str:
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        return data.decode("utf-8-sig")
    except FileNotFoundError:
        remedy = "Make a model with `svcflow calibrate LOG -o MODEL.json`."
        raise ModelError("There is no such file.", place=str(path), remedy=remedy) from None
    except UnicodeDecodeError:
        raise ModelError("The file is not text (UTF-8), so not a model.", place=str(path), remedy=_MAKE) from None
    except OSError as error:
        raise ModelError(f"The file cannot be read: {error.strerror}.", place=str(path), remedy="Name a model's JSON file.") from None


_MAKE = "A model is a JSON document, as `svcflow calibrate` writes it."


def _check_json(text: str, place: str) -> None:
    def no_number(name: str) -> NoReturn:
        raise ModelError(f"{name} is not a number that a model can hold.", place=place, remedy="Give a finite number.")

    def without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        fields = dict(pairs)
        if len(fields) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise ModelError(f'The field "{twice}" is given twice in one object.', place=place, remedy="Keep one of them.")
        return fields

    try:
        json.loads(text, parse_constant=no_number, object_pairs_hook=without_repeats)
    except json.JSONDecodeError as error:
        if not text.strip():
            raise ModelError("The file is empty.", place=place, remedy=_MAKE) from None
        cut = error.pos >= len(text.rstrip()) - 1 or error.msg.startswith("Unterminated")
        why = "The JSON ends in the middle: the file is cut off" if cut else f"This is not JSON ({error.msg})"
        raise ModelError(f"{why} (line {error.lineno}, column {error.colno}).", place=place, remedy=_MAKE) from None
    except RecursionError:
        raise ModelError("The JSON is nested too deeply to be a model.", place=place, remedy=_MAKE) from None


def _translated(error: ValidationError, file: str) -> ModelError:
    """One clear message for the first thing that pydantic found."""
    found = error.errors(include_url=False)
    first = found[0]
    more = f" ({len(found) - 1} more like this in the file.)" if len(found) > 1 else ""
    place = _path(first["loc"])
    problem, remedy = _message(first["type"], str(first["msg"]), first["loc"], first.get("input"))
    return ModelError(problem, place=f"{file}: {place}" if place else file, remedy=f"{remedy}{more}".strip())


def _message(kind: str, message: str, loc: tuple[int | str, ...], value: object) -> tuple[str, str]:
    name = str(loc[-1]) if loc else "the document"
    if kind == "extra_forbidden":
        return f'Unknown field "{name}".', did_you_mean(name, _fields(loc[:-1]))
    if kind == "missing":
        return f'The field "{name}" is missing.', "Every model has it." if len(loc) == 1 else "It must be given here."
    if kind in ("model_type", "model_attributes_type"):
        return f"This is {_shown(value)}, not a JSON object with fields.", _MAKE
    said = message.removeprefix("Value error, ").removeprefix("Input ").rstrip(".")
    shown = "" if kind == "value_error" else f"{name} (={_shown(value)}): "
    return f"{shown}{said}.", "Correct the value."


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _path(loc: tuple[int | str, ...]) -> str:
    text = ""
    for part in loc:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{part}" if part.replace("_", "").isalnum() else f'["{part}"]'
    return text.removeprefix(".")


def _fields(loc: tuple[int | str, ...]) -> list[str]:
    """The fields of the part at `loc`."""
    kind: Any = ServiceModel
    for part in loc:
        if isinstance(part, str) and isinstance(kind, type) and issubclass(kind, BaseModel):
            kind = kind.model_fields[part].annotation
        kind = _inner(kind) if not (isinstance(kind, type) and issubclass(kind, BaseModel)) or isinstance(part, int) else kind
    kind = _inner(kind)
    return list(kind.model_fields) if kind is not None else []


def _inner(kind: Any) -> Any:
    """The document's part inside `tuple[Part, …]`, `dict[str, Part]` or `Part | None`; None where there is none."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind
    return next((inner for inner in map(_inner, get_args(kind)) if inner is not None), None)
