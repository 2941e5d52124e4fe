"""XML as a small tree of elements, read by expat: nothing is fetched, no entity is expanded but XML's own five.

Names of elements are pairs of namespace and local name, so that a file may call its prefixes what it likes; attributes with a
namespace of their own (an editor's remarks) are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from svcflow.errors import InputError

_MOST_BYTES = 64 << 20
_DEEPEST = 200
_SEPARATOR = "\x1f"
"""between namespace and name: no character of XML"""
_ZIP = b"PK\x03\x04"


@dataclass(slots=True)
class Element:
    """An element: its namespace, name, attributes, the elements and the text inside it, and the line where it begins."""

    namespace: str
    tag: str
    attributes: dict[str, str]
    line: int
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def named(self, *tags: str) -> Iterator[Element]:
        """Those directly inside with one of these names."""
        return (child for child in self.children if child.tag in tags)


def read_tree(path: Path) -> Element:
    """The root of an XML file.

    Raises
    ------
    InputError
        It cannot be opened, is larger than 64 MiB, is not well-formed, is nested deeper than 200, or has a DOCTYPE.
    """
    place = str(path)
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror}).", place=place, remedy="Name a file with a BPMN 2.0 model.") from None
    if len(data) > _MOST_BYTES:
        raise InputError(f"is larger than {_MOST_BYTES >> 20} MiB.", place=place, remedy="A model that a person drew is far smaller.")
    if data.startswith(_ZIP):
        raise InputError("is an archive, not a model.", place=place, remedy="In the editor, export the model as BPMN 2.0 (XML).")
    return _Builder(place).built(data)


class _Builder:
    def __init__(self, place: str) -> None:
        self._place = place
        self._open: list[Element] = []
        self._root: Element | None = None
        self._parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._doctype

    def built(self, data: bytes) -> Element:
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            problem = f"the XML is broken ({expat.ErrorString(error.code)})."
            remedy = "The file may be cut short, or be no BPMN 2.0 file: export it again."
            raise InputError(problem, place=f"{self._place}, line {error.lineno}", remedy=remedy) from None
        except (LookupError, ValueError) as error:  # an encoding that expat does not know
            raise InputError(f"cannot be decoded ({error}).", place=self._place, remedy="Export it in UTF-8.") from None
        assert self._root is not None
        return self._root

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, tag = name.rpartition(_SEPARATOR)
        own = {key: value for key, value in attributes.items() if _SEPARATOR not in key}
        element = Element(namespace, tag, own, self._parser.CurrentLineNumber)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._root = element
        self._open.append(element)
        if len(self._open) > _DEEPEST:
            raise InputError(f"elements stand inside one another deeper than {_DEEPEST}.", place=self._here(), remedy="Export it again.")

    def _end(self, _name: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        self._open[-1].text += text

    def _doctype(self, *_: object) -> None:
        raise InputError("the document has a DOCTYPE.", place=self._here(), remedy="Remove it: a BPMN file needs none.")

    def _here(self) -> str:
        return f"{self._place}, line {self._parser.CurrentLineNumber}"
