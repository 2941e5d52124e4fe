"""A real browser for the pages: one for all tests, the machine's own, which must neither complain nor ask the network for anything."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync")
SERIOUS = {"serious", "critical"}

# What stands out of the page at the side; drawings and tables that scroll in a frame of their own do not.
STICKING_OUT = """() => [...document.querySelectorAll("body *")]
  .filter(each => !each.closest(".scroll, nav ul, svg") && each.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 5).map(each => `${each.tagName}.${each.className}: ${each.textContent.trim().slice(0, 40)}`)"""

# Pairs of texts of one drawing that lie on each other by more than a hair [px].
OVERLAPPING = """selector => [...document.querySelectorAll(selector)].flatMap(drawing => {
  const boxes = [...drawing.querySelectorAll("text")].map(each => [each.textContent, each.getBoundingClientRect()]);
  const texts = boxes.filter(([, box]) => box.width);
  const shared = (a, b, low, high) => Math.min(a[high], b[high]) - Math.max(a[low], b[low]);
  const meet = (a, b) => shared(a, b, "left", "right") > 2 && shared(a, b, "top", "bottom") > 4;
  const under = (box, place) => texts.slice(place + 1).filter(([, other]) => meet(box, other));
  return texts.flatMap(([one, box], place) => under(box, place).map(([two]) => `${one} | ${two}`));
})"""


@dataclass
class Visit:
    """A page that is open in the browser, and what it did that it should not have."""

    page: Any
    complaints: list[str] = field(default_factory=list)

    def at(self, width: int, height: int = 900) -> "Visit":
        self.page.set_viewport_size({"width": width, "height": height})
        return self

    def sticking_out(self) -> list[str]:
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return self.page.evaluate(STICKING_OUT) + ([f"the page is {wide} px too wide"] if wide > 0 else [])

    def overlapping(self, selector: str = "svg") -> list[str]:
        return self.page.evaluate(OVERLAPPING, selector)

    def violations(self) -> list[str]:
        """What axe-core finds that keeps people from using the page."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found if each["impact"] in SERIOUS]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The machine's chromium; none is ever downloaded. It ends with its module, for no other event loop can run beside Playwright's."""
    api = pytest.importorskip("playwright.sync_api")
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip(f"no browser on this machine (looked for {', '.join(NAMES)})")
    with api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture(scope="module")
def visit(browser: Any) -> Iterator[Callable[..., Visit]]:
    """Open a file; at the end of the module it must have said nothing on the console and asked for nothing but itself.

    Keywords go to the browser's context: `java_script_enabled=False`, `color_scheme="dark"`, `reduced_motion="reduce"`.
    """
    visits, contexts = [], []

    def open_page(path: Path, width: int = 1280, height: int = 900, **keywords: Any) -> Visit:
        context = browser.new_context(viewport={"width": width, "height": height}, **keywords)
        contexts.append(context)
        opened = Visit(context.new_page())
        visits.append(opened)
        opened.page.on("console", lambda message: opened.complaints.append(message.text))
        opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        opened.page.on("request", lambda request: request.url == path.as_uri() or opened.complaints.append(f"asks for {request.url}"))
        opened.page.goto(path.as_uri())
        return opened

    yield open_page
    for context in contexts:
        context.close()
    assert [complaint for opened in visits for complaint in opened.complaints] == []
