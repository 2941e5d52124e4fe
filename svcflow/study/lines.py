"""On which line of a TOML file each value is given.

`tomllib` tells what a file says and not where. This walks once more over a text that `tomllib` has taken, and so trusts its form:
headers, dotted keys, strings of four kinds, arrays and inline tables. A value's path is its keys from the top, with the number of
the element in an array: `("calendar", "holidays", 1)`.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}'
    r"|'''(?:[^']|'(?!''))*'{3,5}"
    r'|"(?:[^"\\]|\\.)*"'
    r"|'[^']*'",
    re.DOTALL,
)
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_PLAIN = re.compile(r"[^,\]}#\r\n]*")


def find_lines(text: str) -> Mapping[Path, int]:
    """The line (1 is the first) on which each key and each element of an array stands; a table's is that of its first mention.

    The text must be valid TOML. Linear in its length.
    """
    walk = _Walk(text)
    walk.document()
    return walk.lines


class _Walk:
    """A place in the text, and the lines found before it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self._breaks = [found.start() for found in re.finditer("\n", text)]
        self._elements: dict[Path, int] = {}
        """how many tables each array of tables has so far"""

    def document(self) -> None:
        table: Path = ()
        self._pass(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._pass(_BLANK)

    def _header(self) -> Path:
        brackets = 2 if self.text.startswith("[[", self.at) else 1
        line = self._line()
        self.at += brackets
        *above, last = self._keys()
        self.at += brackets
        path: Path = ()
        for key in above:
            path = self._entered((*path, key), line)
        path = (*path, last)
        if brackets == 2:
            self._elements[path] = self._elements.get(path, 0) + 1
        return self._entered(path, line)

    def _entered(self, path: Path, line: int) -> Path:
        """Note a table; of an array of tables its last one is meant."""
        self.lines.setdefault(path, line)
        if path in self._elements:
            path = (*path, self._elements[path] - 1)
            self.lines.setdefault(path, line)
        return path

    def _pair(self, table: Path) -> None:
        line = self._line()
        path = table
        for key in self._keys():
            path = (*path, key)
            self.lines.setdefault(path, line)
        self.at += 1  # the sign of equality
        self._pass(_BLANK)
        self._value(path)

    def _value(self, path: Path) -> None:
        opening = self.text[self.at]
        if opening in "\"'":
            self._pass(_STRING)
        elif opening == "[":
            self._array(path)
        elif opening == "{":
            self._inline_table(path)
        else:
            self._pass(_PLAIN)

    def _array(self, path: Path) -> None:
        self.at += 1
        number = 0
        while not self._closed("]"):
            self.lines[*path, number] = self._line()
            self._value((*path, number))
            number += 1

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        while not self._closed("}"):
            self._pair(path)

    def _closed(self, bracket: str) -> bool:
        """Go on to the next element, or past the bracket."""
        self._pass(_BLANK)
        if self.text[self.at] == ",":
            self.at += 1
            self._pass(_BLANK)
        if self.text[self.at] != bracket:
            return False
        self.at += 1
        return True

    def _keys(self) -> list[str]:
        keys = []
        while True:
            self._pass(_BLANK)
            if self.text[self.at] in "\"'":
                keys.append(str(tomllib.loads(f"key = {self._pass(_STRING)}")["key"]))
            else:
                keys.append(self._pass(_BARE))
            self._pass(_BLANK)
            if self.text[self.at] != ".":
                return keys
            self.at += 1

    def _pass(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        assert found is not None, f"not TOML at line {self._line()}"
        self.at = found.end()
        return found[0]

    def _line(self) -> int:
        return bisect_right(self._breaks, self.at - 1) + 1
