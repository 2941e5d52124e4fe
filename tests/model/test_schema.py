"""The shipped JSON Schema says what the document's types say, and every number in it has a unit."""

import json
import re
from datetime import UTC, datetime
from typing import Any

from svcflow.model import END, START, Arrivals, Context, Distribution, Person, Routing, ServiceModel, Step, Team, always
from svcflow.model.schema import DESCRIPTIONS, SHIPPED, model_schema, schema_text

UNIT = re.compile(r"\[(1|h|1/h|count|currency|currency/h)\]")


def parts() -> dict[str, Any]:
    schema = model_schema()
    return {"ServiceModel": schema, **schema["$defs"]}


def test_the_shipped_schema_is_current() -> None:
    assert SHIPPED.read_text(encoding="utf-8") == schema_text(), "run: svcflow model schema -o svcflow/model/schema.json"


def test_every_field_is_described_and_every_number_has_a_unit() -> None:
    lacking = []
    for part, schema in parts().items():
        for name, field in schema["properties"].items():
            form = json.dumps({key: value for key, value in field.items() if key != "description"})
            is_number = '"number"' in form or '"integer"' in form
            said = field.get("description", "")
            if not said or (is_number and not UNIT.match(said)):
                lacking.append(f"{part}.{name}: {said!r}")
    assert not lacking, "describe these in svcflow/model/schema.py (or beside the field), numbers with their unit first"


def test_nothing_is_described_that_is_not_there() -> None:
    fields = {f"{part}.{name}" for part, schema in parts().items() for name in schema["properties"]}
    assert not set(DESCRIPTIONS) - fields


def test_a_model_has_the_fields_of_the_schema() -> None:
    model = ServiceModel(
        name="Desk",
        start=datetime(2026, 1, 5, tzinfo=UTC),
        cases=10,
        arrivals=Arrivals(weekly=(1.0,) * 168),
        steps=(Step(name="Solve", duration=Distribution(kind="constant", mean=1.0)),),
        people=(Person(name="Ann", team="Desk", calendar="always", skills={"Solve": 1.0}),),
        teams=(Team(name="Desk"),),
        calendars={"always": always()},
        routing=Routing(contexts=(Context(after=(START,), next={"Solve": 1.0}), Context(after=("Solve",), next={END: 1.0}))),
    )
    unknown: list[str] = []
    check(json.loads(model.model_dump_json(exclude_none=True)), model_schema(), parts(), "model", unknown)
    assert not unknown
    check({"nmae": "Desk"}, model_schema(), parts(), "model", unknown)
    assert "model.nmae is unknown" in unknown
    assert "model.name is missing" in unknown


def check(value: Any, schema: dict[str, Any], known: dict[str, Any], place: str, wrong: list[str]) -> None:
    """A reading of the schema for objects and lists alone."""
    if "$ref" in schema:
        schema = known[schema["$ref"].rpartition("/")[2]]
    elif "anyOf" in schema:
        schema = next((each for each in schema["anyOf"] if each.get("type") != "null"), {})
        schema = known[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    if isinstance(value, dict) and "properties" in schema:
        wrong += [f"{place}.{name} is unknown" for name in value if name not in schema["properties"]]
        wrong += [f"{place}.{name} is missing" for name in schema.get("required", ()) if name not in value]
        for name in value.keys() & schema["properties"].keys():
            check(value[name], schema["properties"][name], known, f"{place}.{name}", wrong)
    elif isinstance(value, list) and "items" in schema:
        for number, item in enumerate(value):
            check(item, schema["items"], known, f"{place}[{number}]", wrong)
