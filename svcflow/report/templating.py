"""Templates filled: everything that comes from a log is escaped, and all texts are told in the current language.

Jinja2 escapes every text; only drawings, which escape for themselves, and the style sheet go in as they are. What lower rooms have said
in sentences is told again in the language of the page, and marked as English where that is not possible.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from svcflow import units
from svcflow.language import current, listed, retold_html, tell, tell_html, tell_many
from svcflow.report import svg, words

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


STYLES = ("style.css", "interactive/map.css")


def environment() -> Environment:
    """Jinja2 with the report's templates, in the current language."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    # Not by file endings: in these templates everything that comes from a log is escaped, whatever the template is called.
    made = Environment(
        loader=FunctionLoader(_read),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(_filters())
    made.globals.update(gap=" " if current() == "en" else "")
    made.globals.update(words=words, style=trusted(_style()), units=units, language=current())
    made.globals.update(listed=listed, tell=tell, tell_html=tell_html, tell_many=tell_many)
    return made


def _finalize(value: object) -> object:
    """Control characters and halves of characters, which some exports have in names, can neither be shown nor encoded."""
    return svg.printable(value) if type(value) is str else value


def _filters() -> dict[str, Callable[..., Any]]:
    return {
        "duration": units.duration,
        "share": units.share,
        "count": units.count,
        "number": units.number,
        "drawing": trusted,
        "file_name": _file_name,
        "said": retold_html,
        "noted": noted,
    }


def _read(name: str) -> str:
    return files("svcflow.report").joinpath("templates", name).read_text(encoding="utf-8")


def _style() -> str:
    return "".join(files("svcflow.report").joinpath(name).read_text(encoding="utf-8") for name in STYLES)


def trusted(written: str) -> Markup:
    """Text that was escaped by whoever wrote it."""
    from markupsafe import Markup

    return Markup(written)


def _file_name(source: str) -> str:
    """The file without its folders, which are nobody else's business."""
    return source.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def noted(note: str) -> Markup:
    """A note of a lower room in the current language; in English its counts are written as the page writes counts."""
    return retold_html(units_in_text(note) if current() == "en" else note)


def units_in_text(note: str) -> str:
    r"""A note with its counts as the page writes counts; what stands in quotes comes from the log and stays as it is.

    >>> units_in_text('21221 of 21221 steps since 2025, "No. 12345"')
    '21\u202f221 of 21\u202f221 steps since 2025, "No. 12345"'
    """
    parts = note.split('"')
    return '"'.join(
        _NUMBER.sub(lambda found: units.count(int(found[0])), part) if place % 2 == 0 else part for place, part in enumerate(parts)
    )


_NUMBER = re.compile(r"(?<![\w.,:/+\-])\d{5,9}(?![\w:/\-]|[.,]\d)")
