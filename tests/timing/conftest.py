"""The figures that were worked out by hand."""

import json
from typing import Any

import pytest


@pytest.fixture(scope="session")
def six_truth(bundled) -> dict[str, Any]:
    return json.loads(bundled("six_cases.truth.json").read_text(encoding="utf-8"))
