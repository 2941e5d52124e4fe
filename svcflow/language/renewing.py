"""For maintainers: which messages there are, which lack a translation, and traditional Chinese made from simplified.

Messages are found by Babel in the sources and the templates of the whole package, by the names of the verbs that tell them.
Traditional Chinese is what OpenCC makes of the simplified by its dictionary for Taiwan with the words that are usual there (`s2twp`),
but for the words in `TAIWAN`, which it leaves or gets wrong in the trade of service desks. Nothing here runs when a report is written.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from svcflow.language.catalogue import catalogue_files, is_said_below

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

VERBS: Final[dict[str, tuple[int, ...] | None]] = {"tell": None, "tell_html": None, "tell_many": (1, 2), "mark": None}
"""The verbs whose literal arguments are messages."""

TAIWAN: Final = (("周", "週"), ("質量", "品質"), ("仿", "模"), ("“", "「"), ("”", "」"))
"""What stands in OpenCC's text, and what it should be; 仿 is the mark of what is simulated (模擬)."""

_HEADER: Final = """# {comment}
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


@lru_cache(maxsize=1)
def messages() -> dict[str, str]:
    """Every message of the package and the file that it first stands in; of a message for one and for many, that for one."""
    from babel.messages.extract import extract_from_dir

    found: dict[str, str] = {}
    method_map = [("**.py", written), ("**.j2", "jinja2")]
    for file, _, message, _, _ in extract_from_dir(_package(), method_map=method_map, keywords=VERBS):  # type: ignore[arg-type]
        found.setdefault(message if isinstance(message, str) else message[0], Path(file).as_posix())
    return found


def written(
    source: BinaryIO, keywords: Iterable[str], *_: object, **__: object
) -> Iterator[tuple[int, str, str | tuple[str, ...], list[str]]]:
    """An extractor for Babel: the messages of Python code by its syntax tree, so that `tell(TITLES["key"])` is none.

    Babel's own reads tokens and takes every text within the brackets of a call.
    """
    for node in ast.walk(ast.parse(source.read())):
        if isinstance(node, ast.Call) and (verb := ast.unparse(node.func).rpartition(".")[2]) in keywords:
            places = [literals(part) for part in node.args[: len(VERBS[verb] or (1,))]]
            for texts in zip(*places, strict=False):
                yield node.lineno, verb, texts if len(texts) > 1 else texts[0], []


def literals(node: ast.expr) -> list[str]:
    """The texts that an expression may be: a literal, or either of two."""
    if isinstance(node, ast.IfExp):
        return [*literals(node.body), *literals(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def missing(language: str) -> dict[str, str]:
    """The messages that have no translation, and where they stand."""
    known = {_first(message) for _, message in entries(language) if all(_strings(message))}
    return {message: file for message, file in messages().items() if message not in known}


def unused(language: str) -> dict[str, str]:
    """The translations whose message is not in the package any more, and the catalogue that they stand in."""
    used = messages()
    every = ((file, _first(message)) for file, message in entries(language) if not is_said_below(file))
    return {message: file for file, message in every if message not in used}


def entries(language: str) -> Iterable[tuple[str, Message]]:
    """Every entry of every catalogue of a language, with the name of its file."""
    for file in catalogue_files(language):
        for message in _catalogue(language, file.name):
            if message.id:
                yield file.name, message


def renew_traditional(folder: Path | None = None) -> list[str]:
    """Write the catalogues of traditional Chinese anew into `folder` (that of the package); the names of those that changed."""
    from opencc import OpenCC

    simple = OpenCC("s2twp").convert
    target = folder or _package() / "language" / "zh-Hant"
    target.mkdir(exist_ok=True)
    made = {file.name: _traditional(file.name, simple) for file in catalogue_files("zh-Hans")}
    for old in target.glob("*.po"):
        if old.name not in made:
            old.unlink()
    changed = [name for name, text in made.items() if not (target / name).exists() or (target / name).read_text("utf-8") != text]
    for name in changed:
        (target / name).write_text(made[name], encoding="utf-8", newline="\n")
    return changed


def _traditional(name: str, convert: Callable[[str], str]) -> str:
    from io import BytesIO

    from babel.messages.pofile import write_po

    catalogue = _catalogue("zh-Hans", name)
    for message in catalogue:
        if message.id:
            turned = tuple(_in_taiwan(convert(text)) for text in _strings(message))
            message.string = turned if message.pluralizable else turned[0]
            message.auto_comments, message.user_comments = [], []
    written = BytesIO()
    write_po(written, catalogue, width=140, omit_header=True, no_location=True)
    comment = f"Traditional Chinese, made from zh-Hans/{name} by `python -m svcflow.language`: change that one, not this."
    return _HEADER.format(comment=comment, language="zh_Hant") + written.getvalue().decode("utf-8")


def _in_taiwan(text: str) -> str:
    for wrong, right in TAIWAN:
        text = text.replace(wrong, right)
    return text


def _catalogue(language: str, name: str) -> Catalog:
    from babel.messages.pofile import read_po

    with (_package() / "language" / language / name).open("rb") as lines:
        return read_po(lines, locale=language.replace("-", "_"), ignore_obsolete=True, abort_invalid=True)


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _strings(message: Message) -> tuple[str, ...]:
    return (message.string or "",) if not isinstance(message.string, tuple | list) else tuple(message.string)


def _package() -> Path:
    return Path(str(files("svcflow")))
