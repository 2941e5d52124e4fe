"""The page in a real browser: nothing sticks out at the side, on a telephone, a tablet or a wide screen."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from svcflow.report import render, write_map

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions", "--virtual-time-budget=3000",
)  # fmt: skip
FRAME = """<!DOCTYPE html><title></title><body style="margin:0">
<iframe id="page" srcdoc="{page}" style="border:0;width:{width}px;height:900px"></iframe>
<script>
const frame = document.getElementById("page");
function measure() {{
  const inside = frame.contentDocument;
  const open = [...inside.querySelectorAll("details")]; open.forEach(each => each.open = true);
  const words = [...inside.querySelectorAll("body *")].filter(each => !each.closest(".scroll, nav ul, svg"));
  const wide = words.filter(each => each.getBoundingClientRect().right > frame.contentWindow.innerWidth + 1);
  document.title = "scroll " + inside.documentElement.scrollWidth + " inner " + frame.contentWindow.innerWidth
    + " wide " + wide.slice(0, 5).map(each => each.tagName + "." + each.className).join(" ");
}}
frame.addEventListener("load", measure);
</script>"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser():
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"no browser on this machine (looked for {', '.join(NAMES)})")
    return found


def widths(browser, page: Path, width: int, folder: Path) -> tuple[int, int, str]:
    """How wide the page is, how wide the window, and what sticks out. A frame, since a window cannot be 380 px wide."""
    frame = folder / f"frame-{width}.html"
    escaped = page.read_text(encoding="utf-8").replace("&", "&amp;").replace('"', "&quot;")
    frame.write_text(FRAME.format(page=escaped, width=width), encoding="utf-8")
    command = [browser, *FLAGS, f"--user-data-dir={folder / 'browser'}", "--window-size=1700,1000", "--dump-dom", frame.as_uri()]
    output = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True, encoding="utf-8").stdout
    found = re.search(r"<title>scroll (\d+) inner (\d+) wide ([^<]*)</title>", output)
    assert found, output[:500]
    return int(found[1]), int(found[2]), found[3].strip()


@pytest.mark.parametrize("width", [380, 800, 1300, 1600])
def test_nothing_sticks_out(browser, full_facts, tmp_path, width):
    scroll, inner, wide = widths(browser, render(full_facts, tmp_path / "report.html"), width, tmp_path)
    assert inner == width
    assert wide == ""
    assert scroll <= inner


def test_the_map_alone_fits_a_telephone(browser, sample, tmp_path):
    page = write_map(sample.make_map(("Register", "x" * 200, "等待用户回复", "Close")), tmp_path / "map.html")
    scroll, inner, wide = widths(browser, page, 380, tmp_path)
    assert (scroll <= inner, wide) == (True, "")
