"""The report's folder: the page, and every form of it that people take away, each under its name.

report.html        the page
report.pdf         the page on A4, where it is asked for
summary.md         the findings and key figures as text
summary.json       the same for other programs
tables.xlsx        every table, a sheet each
tables/NAME.csv    the same as files
figures/NAME.svg   every figure, to be put on a slide
figures/NAME.png   the same for programs that take no SVG
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from svcflow import __version__, units
from svcflow.language import speaking, tell
from svcflow.progress import Progress, silent
from svcflow.report.facts import ReportFacts
from svcflow.report.forms.delimited import as_csv
from svcflow.report.forms.gallery import Figure, figures
from svcflow.report.forms.markdown import summary_markdown
from svcflow.report.forms.pdf import as_pdf
from svcflow.report.forms.pictures import as_png, missing_letters
from svcflow.report.forms.summary_json import summary_json
from svcflow.report.forms.tables import sheets
from svcflow.report.forms.workbook import as_workbook
from svcflow.report.page import page

MOST_NAMED = 12
"""so many missing letters are named"""


@dataclass(frozen=True, slots=True)
class Written:
    """The files, by their places in the folder, in the order above, and what the analyst should know about them."""

    names: tuple[str, ...]
    remarks: tuple[str, ...] = ()


def write_forms(facts: ReportFacts, folder: Path, *, language: str = "en", pdf: bool = False, progress: Progress = silent) -> Written:
    """Write every form into a folder that exists; the same facts, language and fonts give the same bytes.

    Parameters
    ----------
    facts
        What the report says.
    folder
        Where; files of the same names are replaced.
    language
        One that `svcflow.language` speaks.
    pdf
        Whether to write `report.pdf` too; see `check_pdf`.
    progress
        Told of each form.

    Raises
    ------
    ValueError
        svcflow does not speak the language.
    """
    with speaking(language):
        progress("writing the page", 0, 1)
        content = page(facts, language)
        made = {"report.html": content.encode()}
        if pdf:
            progress("laying out the PDF", 0, 1)
            made["report.pdf"] = as_pdf(content)
        progress("writing the tables", 0, 1)
        made |= {"summary.md": summary_markdown(facts).encode(), "summary.json": summary_json(facts).encode(), **_tables(facts)}
        progress("drawing the figures", 0, 1)
        drawn, remarks = _figures(figures(facts))
        made |= drawn
    for name, data in made.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    return Written(tuple(made), remarks)


def _tables(facts: ReportFacts) -> dict[str, bytes]:
    found = sheets(facts)
    span = facts.span
    about = [(tell("Log"), facts.title), (tell("Tickets"), units.count(facts.cases))]
    about += [(tell("Period"), f"{units.span(span.first, span.last)} ({span.timezone})")] if span else []
    about += [
        (tell("Units"), tell("h: elapsed hours, nights and weekends counted. Shares run from 0 to 1.")),
        (tell("Basis"), tell("measured: read from the log; estimated: inferred by svcflow; simulated: by the calibrated model.")),
        (tell("Made by"), f"svcflow {__version__}"),
    ]
    workbook = as_workbook(found, about=about, made=span.last if span else None)
    return {"tables.xlsx": workbook, **{f"tables/{sheet.name}.csv": as_csv(sheet) for sheet in found}}


def _figures(found: tuple[Figure, ...]) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The figures, and as pictures those for whose every letter the machine has a font."""
    made: dict[str, bytes] = {}
    lacking = {}
    for figure in found:
        made[f"figures/{figure.name}.svg"] = f"{figure.svg}\n".encode()
        if letters := missing_letters(figure.svg):
            lacking[figure.name] = letters
        else:
            made[f"figures/{figure.name}.png"] = as_png(figure.svg)
    return made, (_without_letters(lacking, len(found)),) if lacking else ()


def _without_letters(lacking: dict[str, str], figures: int) -> str:
    letters = sorted(set("".join(lacking.values())))
    named = " ".join(letters[:MOST_NAMED]) + (" …" if len(letters) > MOST_NAMED else "")
    which = "any figure" if len(lacking) == figures else ", ".join(list(lacking)[:MOST_NAMED]) + (" …" if len(lacking) > MOST_NAMED else "")
    return (
        f"No picture (PNG) of {which}: no font on this machine has the letters {named}. Install one that does, such as Noto Sans CJK for "
        "Chinese (Debian's package fonts-noto-cjk); the figures are there as SVG."
    )
