"""What the options of a reading hold, from the words of the command line: each is checked here, and refused with its option's name."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, get_args
from urllib.parse import urlsplit

import typer

from svcflow import console
from svcflow.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from svcflow.eventlog.log import Shape
    from svcflow.eventlog.sources.limits import Limits

_KEY_BYTES = 32
_SIGNS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "bar": "|", "pipe": "|", "blank": " ", "space": " "}
"""signs by name"""


def as_map(mapping: Iterable[str]) -> dict[str, str]:
    """Our column -> theirs, of texts OURS=THEIRS."""
    pairs = {}
    for item in mapping:
        ours, equals, theirs = item.partition("=")
        if not equals or not ours:
            raise typer.BadParameter(f'"{item}" is not of the form OURS=THEIRS, e.g. case_id="Ticket ID".', param_hint="--map")
        pairs[ours.strip()] = theirs.strip().strip('"')
    return pairs


def as_zone(name: str | None) -> str | None:
    """A time zone that there is."""
    from svcflow.calendars import check_timezone

    return name and check_timezone(name)


def as_language(name: str) -> str:
    """The tag of a language that svcflow speaks."""
    from svcflow.language import normalise

    try:
        return normalise(name)
    except ValueError as error:
        raise typer.BadParameter(f"{error}.", param_hint="--language") from error


def as_shape(name: str | None) -> Shape | None:
    """A shape that there is."""
    from svcflow.eventlog.log import Shape

    known: tuple[Shape, ...] = get_args(Shape)
    for shape in known:
        if shape == name:
            return shape
    if name is not None:
        raise typer.BadParameter(f'"{name}" is not a shape of log. {did_you_mean(name, known)}', param_hint="--shape")
    return None


def as_encoding(name: str | None) -> str | None:
    """An encoding that there is."""
    if not name:
        return name
    from svcflow.study.fields import check_encoding

    return _said(check_encoding, name, "--encoding")


def as_delimiter(sign: str | None) -> str | None:
    """One sign; those that a shell makes hard to type have names."""
    if not sign:
        return sign
    from svcflow.study.fields import check_delimiter

    return _said(check_delimiter, _SIGNS.get(sign.casefold(), sign), "--delimiter")


def as_limits(study: Mapping[str, str], options: Iterable[str]) -> Limits | None:
    """The limits of the study, moved by those of the command line."""
    from svcflow.eventlog.sources.limits import parse_limits

    given = list(options)
    names = {option.partition("=")[0].strip() for option in given}
    texts = [*(f"{name}={value}" for name, value in study.items() if name not in names), *given]
    return parse_limits(texts) if texts else None


def new_key() -> bytes:
    """A key that nobody has: pseudonyms made with it cannot be made again, nor undone."""
    return secrets.token_bytes(_KEY_BYTES)


def key_in(file: Path) -> bytes:
    """The secret in a file; a new one, which only its owner may read, where there is no such file.

    Raises
    ------
    InputError
        The file cannot be read, or holds no key.
    """
    from svcflow.eventlog.pseudonyms import SHORTEST_KEY

    try:
        if not file.exists():
            file.touch(mode=0o600, exist_ok=False)
            file.write_text(secrets.token_hex(_KEY_BYTES) + "\n", encoding="ascii")
            console.say(f"A new key is in {file}. Who has it can find out who is who: keep it apart from the log.")
        key = file.read_bytes().strip()
    except OSError as error:
        raise InputError(f"the key cannot be read ({error.strerror}).", place=str(file), remedy="Name another file.") from None
    if len(key) < SHORTEST_KEY:
        remedy = f"Put {SHORTEST_KEY} random letters or more into it, or name a file that is not there, to have one made."
        raise InputError(f"a key of {len(key)} bytes can be guessed.", place=str(file), remedy=remedy)
    return key


def files_of(source: str | None) -> Iterable[Path]:
    """The files that are read of a source: itself, those in its folder, or a database's own."""
    if source is None or source == "-":
        return ()
    if is_url(source):
        return (Path(urlsplit(source).path.removeprefix("/")), Path(urlsplit(source).path)) if source.startswith("sqlite") else ()
    path = Path(source)
    try:
        return (path, *path.iterdir()) if path.is_dir() else (path,)
    except OSError:  # it is refused when it is read
        return (path,)


def is_url(source: str) -> bool:
    """Whether a log is named by a URL, as databases are."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", source) is not None


def _said(check: Callable[[str], str], value: str, option: str) -> str:
    try:
        return check(value)
    except InputError as error:
        raise typer.BadParameter(str(error), param_hint=option) from None
