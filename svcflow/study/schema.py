"""The study as JSON Schema (draft 2020-12), so that editors complete and check a study while a person writes it.

The form comes from the document's types; what each field says comes from the remarks of `template.toml.j2`, which says it once for all.
The schema is shipped as `schema.json` beside this module; `svcflow study schema -o svcflow/study/schema.json` brings it up to date.
"""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

from svcflow.study.document import Study

DRAFT = "https://json-schema.org/draft/2020-12/schema"
SHIPPED = Path(__file__).with_name("schema.json")
_OURS = ("file", "lines")
_LINE = re.compile(r"#? ?(?:\[([a-z_]+)[^\]]*\]|([a-z_]+)(?: =|\.)).*?(?: {2,}# (.*))?")


def study_schema() -> dict[str, Any]:
    """The JSON Schema of a study."""
    schema = Study.model_json_schema()
    for name in _OURS:
        schema["properties"].pop(name, None)
    definitions = schema.pop("$defs")
    said = _remarks()
    for name, field in schema["properties"].items():
        field.pop("title", None)
        table = definitions.get(_form_of(field), {"properties": {}})
        for key, inner in table["properties"].items():
            inner.pop("title", None)
            _describe(inner, said.get(f"{name}.{key}"))
        _describe(field, said.get(name))
    return {
        "$schema": DRAFT,
        **schema,
        "title": "svcflow study",
        "description": "What svcflow is told about a service.",
        "$defs": definitions,
    }


def schema_text() -> str:
    """The schema as the shipped file holds it."""
    return json.dumps(study_schema(), ensure_ascii=False, indent=1) + "\n"


def _describe(field: dict[str, Any], remark: str | None) -> None:
    if remark:
        field["description"] = remark


def _form_of(field: dict[str, Any]) -> str:
    """The name of the table's form that a field refers to, if it is a table."""
    found = re.search(r"#/\$defs/(\w+)", json.dumps(field))
    return found[1] if found else ""


def _remarks() -> dict[str, str]:
    """`field` or `table.field` -> the remark behind it in the template."""
    found: dict[str, str] = {}
    table = ""
    for line in files("svcflow.study").joinpath("template.toml.j2").read_text(encoding="utf-8").splitlines():
        parts = _LINE.fullmatch(re.sub(r"\{[%{].*?[%}]\}", "", line))
        if parts is None:
            continue
        if parts[1]:
            table = parts[1]
        name = table if parts[1] else f"{table}.{parts[2]}" if table else parts[2]
        if parts[3]:
            found.setdefault(name, parts[3])
    return found
