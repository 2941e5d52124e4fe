"""A text as UTF-8, whatever encoding it came in: by its mark, as it is where it is UTF-8, else in its most plausible reading.

UTF-8 is checked block by block and not copied. What was damaged on the way (a file cut in the middle of a character, a byte that
flipped) does not change what the file is: such bytes become the sign � and their lines are counted.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from encodings.aliases import aliases

from svcflow.errors import LogError, did_you_mean
from svcflow.eventlog.log import Repair
from svcflow.eventlog.sources.opening import Data
from svcflow.eventlog.sources.readings import LONGEST_WORD, UTF_8, find_encoding, foreign_words, rank, settled

BROKEN = "\ufffd"
"""what stands for bytes that are no character"""

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "cp950", "shift_jis": "cp932", "euc_kr": "cp949"}
"""what Windows writes under these names is a little more than the standard has"""
_NO_ENCODINGS = ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined")
_BLOCK = 1 << 18
_PRINTABLE = bytes((9, 10, 13, *range(32, 127)))
_NO_PRINTABLE = dict.fromkeys(_PRINTABLE)
_HEAD = 65_536
_MOST_BROKEN = 0.05
"""the share of lines that may have broken characters"""
_FEW_WORDS, _FEW_BLOCKS, _THREE_BYTES = 12, 8, 0xE0


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text as UTF-8 without a mark (the bytes that came in, where they were that), the encoding it came in, and why."""

    data: Data
    encoding: str
    evidence: str
    repairs: tuple[Repair, ...] = ()


def as_utf8(data: Data, place: str, encoding: str | None = None) -> Decoded:
    """The text as UTF-8. Cost: of UTF-8 without a mark, a look at every byte and no copy; else of a copy.

    Parameters
    ----------
    data : bytes or mmap
    place : str
        What to call it in a refusal.
    encoding : str, optional
        The name of one of Python's codecs. Default: found.

    Raises
    ------
    AmbiguousError
        Two encodings fit equally well and give different texts.
    LogError
        It is no text, not in the encoding that was named, or in none that is known.
    """
    mark, marked = next(((mark, name) for mark, name in _MARKS if bytes(data[:4]).startswith(mark)), (b"", ""))
    if encoding is not None:
        return _as_given(data, encoding, len(mark), marked, place)
    if marked == "utf-8-sig" and _checked(data)[0] is None:
        return Decoded(data[len(mark) :], marked, "its mark")
    if marked:
        return _recoded(data, marked, marked, "its mark", place)
    head = bytes(data[:_HEAD])
    wide = _wide(head)
    if wide:
        return _recoded(data, wide, wide, "zeros where this encoding has them", place)
    if sum(head.count(code) for code in (*range(9), *range(14, 27), *range(28, 32))) * 100 > len(head):
        raise LogError("this is neither text nor XES nor Parquet.", place=place, remedy="Export the log as CSV (UTF-8), XES or Parquet.")
    broken, foreign = _checked(data)
    if broken is None:
        return Decoded(data, "utf-8", "it is plain ASCII") if foreign is None else _not_by_chance(data, foreign, place)
    if _is_damaged(data):
        return _recoded(data, "utf-8", "utf-8", "it is valid but for a few bytes", place)
    found, evidence = find_encoding(data, broken, place)
    return _recoded(data, found.codec, found.name, evidence, place)


def _checked(data: Data) -> tuple[int | None, int | None]:
    """Where the first byte stands that is not UTF-8, and where the block begins that is the first with more than ASCII."""
    view, at, foreign = memoryview(data), 0, None
    while at < len(view):
        try:
            text, length = codecs.utf_8_decode(view[at : at + _BLOCK], "strict", at + _BLOCK >= len(view))
        except UnicodeDecodeError as error:
            return at + error.start, foreign
        foreign = at if foreign is None and not text.isascii() else foreign
        at += length
    return None, foreign


def _not_by_chance(data: Data, foreign: int, place: str) -> Decoded:
    """UTF-8, unless it has a few words alone that are so only by chance: "系统" in GB18030 is valid UTF-8, and reads "ϵͳ"."""
    words = _doubtful(foreign_words(data[foreign : foreign + _FEW_BLOCKS * _BLOCK]))
    readings = rank(words) if words else []
    if not readings or readings[0].encoding == UTF_8:
        return Decoded(data, "utf-8", "it is valid throughout")
    found = readings[0].encoding
    return _recoded(data, found.codec, found.name, settled(readings[0], readings[1:], place), place)


def _is_damaged(data: Data) -> bool:
    """Whether the text is UTF-8 in ten times as many words as it is not, and not by chance."""
    valid: list[bytes] = []
    broken = 0
    for word in foreign_words(data):
        try:
            codecs.utf_8_decode(word, "strict", len(word) < LONGEST_WORD)
            valid.append(word)
        except UnicodeDecodeError:
            broken += 1
        if broken > _FEW_WORDS and broken * 10 > len(valid):
            return False
    words = _doubtful(iter(valid))
    return len(valid) >= 10 * broken and bool(valid) and (not words or rank(words)[0].encoding == UTF_8)


def _doubtful(words: Iterator[bytes]) -> list[bytes]:
    """The distinct words, if they are few and no character in them has three bytes or more: they may be UTF-8 by chance."""
    found: dict[bytes, None] = {}
    for word in words:
        found[word] = None
        if max(word) >= _THREE_BYTES or len(found) > _FEW_WORDS:
            return []
    return list(found)


def _wide(head: bytes) -> str:
    """UTF-16 or UTF-32 without a mark: the reading that has no zeros, and more ASCII than the others."""
    rest = head.translate(None, b"\x00")
    is_mostly_ascii = len(rest.translate(None, _PRINTABLE)) * 10 < len(rest)
    if (len(head) - len(rest)) * (4 if is_mostly_ascii else 25) < len(head):
        return ""
    best, most = "", len(head) / 50
    for codec in _WIDE:
        text = head[: len(head) // 4 * 4].decode(codec, errors="replace")
        plain = len(text) - len(text.translate(_NO_PRINTABLE))
        if plain > most and (text.count("\0") + text.count(BROKEN)) * 50 <= len(text):
            best, most = codec, plain
    return best


def _as_given(data: Data, encoding: str, mark: int, marked: str, place: str) -> Decoded:
    """The text in the encoding that the analyst names, or nothing."""
    codec = _codec(encoding)
    if marked and not marked.startswith(codec[:6]):
        raise LogError(f"the text is not {encoding}: it begins with the mark of {marked}.", place=place, remedy="Leave --encoding out.")
    if codec.startswith("utf-8"):
        broken, _ = _checked(data)
        if broken is not None:
            raise _not_so(data, broken, encoding, place)
        return Decoded(data[mark:] if mark else data, marked or "utf-8", "--encoding names it")
    return _recoded(data, marked or codec, encoding, "--encoding names it", place, strict=True)


def _codec(name: str) -> str:
    """Python's name of an encoding of texts."""
    try:
        "x".encode(name)  # refuses what is a codec and no encoding of texts, such as base64
        codec = codecs.lookup(name).name
    except (LookupError, ValueError, UnicodeError):
        codec = ""
    if codec in ("", *_NO_ENCODINGS):
        known = {alias for alias in aliases.values() if not alias.endswith("_codec")} - {"rot_13", "mbcs"}
        raise LogError(f'there is no encoding "{name}".', remedy=did_you_mean(name, known))
    return _SUPERSETS.get(codec, codec)


def _recoded(data: Data, codec: str, encoding: str, evidence: str, place: str, *, strict: bool = False) -> Decoded:
    """The text decoded and encoded again, block by block; broken characters become �."""
    view, out = memoryview(data), io.BytesIO()
    decoder = codecs.getincrementaldecoder(codec)("strict")
    lines, broken, first = 1, 0, (0, "")
    for at in range(0, len(view), _BLOCK):
        block, is_last = view[at : at + _BLOCK], at + _BLOCK >= len(view)
        state = decoder.getstate()
        try:
            text = decoder.decode(block, is_last)
        except UnicodeDecodeError as error:
            if strict:
                raise _not_so(data, at - len(state[0]) + error.start, encoding, place) from None
            text, without = (_mended(decoder, state, block, is_last, how) for how in ("replace", "ignore"))
            pairs = zip(text.split("\n"), without.split("\n"), strict=False)
            hurt = [(number, line) for number, (line, kept) in enumerate(pairs) if line != kept] or [(0, text)]
            first = first if broken else (lines + hurt[0][0], hurt[0][1])
            broken += len(hurt)
        lines += text.count("\n")
        out.write((text.removeprefix("\ufeff") if at == 0 else text).encode("utf-8", "replace"))
    if broken > max(1, _MOST_BROKEN * lines):
        problem = f"the text is {encoding} in most places, but not on {broken} of its {lines} lines, the first of them line {first[0]}."
        raise LogError(problem, place=place, remedy="Save it again in one encoding, UTF-8 if you can.")
    return Decoded(out.getvalue(), encoding, evidence, _repairs(encoding, broken, first))


def _mended(decoder: codecs.IncrementalDecoder, state: tuple[bytes, int], block: memoryview, is_last: bool, how: str) -> str:
    decoder.setstate(state)
    decoder.errors = how
    text = decoder.decode(block, is_last)
    decoder.errors = "strict"
    return text


def _repairs(encoding: str, broken: int, first: tuple[int, str]) -> tuple[Repair, ...]:
    if not broken:
        return ()
    at = first[1].index(BROKEN)
    example = f'line {first[0]}: "{first[1][max(0, at - 20) : at + 20].strip()}"'
    return (Repair(f"bytes that are not {encoding.removesuffix('-sig').upper()}, shown as {BROKEN}", broken, example),)


def _not_so(data: Data, position: int, encoding: str, place: str) -> LogError:
    """The refusal of a text that is not in the encoding that was named."""
    byte = bytes(data[position : position + 1]).hex()
    line = 1 + sum(bytes(data[at : min(at + _BLOCK, position)]).count(b"\n") for at in range(0, position, _BLOCK))
    problem = f"the text is not {encoding}: byte {position + 1:,} (0x{byte}) is not part of a character."
    return LogError(problem, place=f"{place}, line {line}", remedy="Leave --encoding out, so that it is found, or name another.")
