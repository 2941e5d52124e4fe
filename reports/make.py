"""Make the example report of the bundled service desk anew, in every language that it is kept in: ``python reports/make.py``.

What the log tells is gathered once, as ``svcflow report`` does, and told in each language. With ``--screenshot`` the picture of the
README is taken too, by a Chromium that is on the machine.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
from pathlib import Path

from svcflow.cli.reporting import gather_facts
from svcflow.eventlog import read_log
from svcflow.language import speaking
from svcflow.progress import silent
from svcflow.redesign import read_scenario
from svcflow.report import ReportFacts, render
from svcflow.report.forms.markdown import summary_markdown
from svcflow.study import Study

HERE = Path(__file__).resolve().parent
LOG = HERE.parent / "event_logs" / "service_desk.csv"
SCENARIOS = tuple(HERE.parent / "scenarios" / f"{name}.toml" for name in ("second_line_plus_two", "quality_gate", "self_service_portal"))
SEED = 1
LANGUAGES = ("en", "zh-Hans")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WIDTH, HEIGHT = 1600, 1000


def gather() -> ReportFacts:
    """Everything that the example says, asked once."""
    scenarios = [read_scenario(path) for path in SCENARIOS]
    facts, _ = gather_facts(read_log(LOG), Study(), scenarios, few=0, replications=None, seed=SEED, progress=silent)
    return facts


def write(facts: ReportFacts, folder: Path) -> list[Path]:
    """The page and the summary in each language, in a folder of its own."""
    written = []
    for language in LANGUAGES:
        place = folder / language
        place.mkdir(parents=True, exist_ok=True)
        written.append(render(facts, place / "report.html", language))
        with speaking(language):
            written.append(place / "summary.md")
            written[-1].write_text(summary_markdown(facts), encoding="utf-8", newline="\n")
    return written


def take_screenshot(page: Path, picture: Path) -> None:
    """The first screen of a page in light colours."""
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        raise SystemExit(f"There is no browser on this machine (looked for {', '.join(BROWSERS)}).")
    with tempfile.TemporaryDirectory() as profile:
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={profile}",
                   f"--window-size={WIDTH},{HEIGHT}", f"--screenshot={picture}", page.as_uri()]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=120)


def main() -> None:
    """Write the files beside this one."""
    parser = argparse.ArgumentParser(description="Make the example report of the bundled service desk anew.")
    parser.add_argument("--screenshot", action="store_true", help="also take the picture for the README")
    asked = parser.parse_args()
    first = write(gather(), HERE / "example")[0]
    if asked.screenshot:
        take_screenshot(first, HERE / "service_desk.png")


if __name__ == "__main__":
    main()
