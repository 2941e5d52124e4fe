"""Which encoding a text came in: by its mark, else by what decodes."""

from __future__ import annotations

from charset_normalizer import from_bytes

from svcflow.errors import LogError

_HEAD = 65_536
_ASIAN = {"gb18030", "gbk", "gb2312", "hz", "big5", "big5hkscs", "cp950", "shift_jis", "cp932", "euc_jp", "euc_kr", "cp949"}


def as_utf8(data: bytes, place: str) -> tuple[bytes, str]:
    """The text as UTF-8 bytes without a mark, and the name of the encoding that it came in."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _recoded(data, encoding, place), encoding
    head = data[:_HEAD]
    if b"\x00" in head:
        even, odd = head[0::2].count(0), head[1::2].count(0)
        if max(even, odd) * 4 < len(head) or min(even, odd) * 10 > max(even, odd):
            raise _not_text(place)
        encoding = "utf-16-le" if odd > even else "utf-16-be"
        return _recoded(data, encoding, place), encoding
    if sum(head.count(code) for code in (*range(1, 9), *range(14, 27), *range(28, 32))) * 100 > len(head):
        raise _not_text(place)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        encoding = _foreign_encoding(data)
        return _recoded(data, encoding, place), encoding
    return data, "utf-8"


def _foreign_encoding(data: bytes) -> str:
    """Not UTF-8: one of the East Asian encodings where the bytes show it, else cp1252, else Latin-1."""
    telling = b"\n".join(line for line in data[: 4 * _HEAD].splitlines() if not line.isascii())[:_HEAD]
    found = from_bytes(telling).best() if telling else None
    if found is not None and found.encoding in _ASIAN:
        return "gb18030" if found.encoding in ("gbk", "gb2312") else found.encoding
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return "latin-1"
    return "cp1252"


def _recoded(data: bytes, encoding: str, place: str) -> bytes:
    try:
        return data.decode(encoding).encode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        raise LogError(f"the text is not {encoding} throughout ({error.reason}).", place=place, remedy="Save it as UTF-8.") from None


def _not_text(place: str) -> LogError:
    return LogError("this is neither text nor XES nor Parquet.", place=place, remedy="Export the log as CSV (UTF-8), XES or Parquet.")
