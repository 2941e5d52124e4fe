"""The example in reports/ is what the present code makes of the bundled desk: word for word, and each number within two per cent."""

import importlib.util
import re
from pathlib import Path

import pytest

REPORTS = Path(__file__).parents[2] / "reports"
NUMBER = re.compile(r"(?<![A-Za-z#&])\d+(?:[.,\u202f]\d+)*")
NEAR = 0.02
"""The last digits of simulated figures may differ between processors and versions of libraries, and with them a rounded figure."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    told = importlib.util.spec_from_file_location("example_report", REPORTS / "make.py")
    maker = importlib.util.module_from_spec(told)
    told.loader.exec_module(maker)
    folder = tmp_path_factory.mktemp("example")
    maker.write(maker.gather(), folder)
    return folder


def value(figure):
    return float(figure.replace("\u202f", "").replace(",", ""))


@pytest.mark.parametrize("name", ["en/report.html", "en/summary.md", "zh-Hans/report.html", "zh-Hans/summary.md"])
def test_the_example_is_current(made, name):
    kept, new = ((folder / name).read_text(encoding="utf-8") for folder in (REPORTS / "example", made))
    remedy = "The example is not what the code makes now: run `python reports/make.py --screenshot` and commit reports/."
    if kept == new:
        return
    before, after = NUMBER.split(kept), NUMBER.split(new)
    parted = next((place for place, (old, fresh) in enumerate(zip(before, after, strict=False)) if old != fresh), None)
    assert parted is None, f"{remedy} First difference: {before[parted][:80]!r} is now {after[parted][:80]!r}."
    assert len(before) == len(after), remedy
    off = [(old, fresh) for old, fresh in zip(NUMBER.findall(kept), NUMBER.findall(new), strict=True)
           if value(fresh) != pytest.approx(value(old), rel=NEAR, abs=0.011)]  # fmt: skip
    assert not off, f"{remedy} Numbers that moved: {off[:5]}."


def test_the_example_is_small():
    sizes = {path.name: path.stat().st_size for path in (REPORTS / "example").rglob("*") if path.is_file()}
    assert sum(sizes.values()) < 4_000_000
    assert (REPORTS / "service_desk.png").stat().st_size < 600_000
