"""The report as PDF: the page, laid out on A4 by WeasyPrint with a style sheet of its own.

What is folded on the page stands open, sections can be jumped to from the reader's list, each sheet bears the title and its number. Fonts
are those of the machine, and the letters that are used are kept in the file. The file bears no
date, and its identifier is made of the page: the same page and fonts give the same bytes.
"""

from __future__ import annotations

import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING

from svcflow.errors import OutputError
from svcflow.report.forms.flattening import rims_below

if TYPE_CHECKING:
    from weasyprint import Document


def check_pdf() -> None:
    """Refuse, before any work is done, where this machine cannot make a PDF.

    Raises
    ------
    OutputError
        WeasyPrint or the system's library for laying out text is not there; the remedy says how it comes.
    """
    try:
        import weasyprint  # noqa: F401
    except ImportError:
        raise OutputError("a PDF needs WeasyPrint, which is not installed.", remedy='Run: pip install "svcflow[pdf]"') from None
    except OSError as error:
        problem = f"a PDF needs Pango, which is not on this machine ({str(error).splitlines()[0]})."
        remedy = "Install it: `apt install libpangoft2-1.0-0` (Debian, Ubuntu), `dnf install pango` (Fedora), `brew install pango` (macOS)."
        raise OutputError(problem, remedy=remedy) from None


def as_pdf(page: str) -> bytes:
    """The report's page (HTML) as PDF."""
    return bytes(laid_out(page).write_pdf(pdf_identifier=hashlib.sha256(page.encode()).digest()[:16]))


def laid_out(page: str) -> Document:
    """The page on its sheets. Nothing is fetched: a page of ours names nothing outside of it."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    head, end, body = page.partition("</style>")
    # WeasyPrint gives up where a grid would break over sheets: print.css lays out as tables what the page lays out as grids.
    style = head.replace("display: grid", "display: block") + files("svcflow.report").joinpath("print.css").read_text(encoding="utf-8")
    return HTML(string=style + end + rims_below(body), url_fetcher=URLFetcher(allowed_protocols=("data",))).render()
