"""Feed bytes to the importer: whatever they are, it gives a log or a refusal with words, and accounts for every row.

    python tests/fuzz/fuzz_import.py -max_total_time=600 tests/fuzz/corpus

fuzzes with atheris (the extra `fuzz`), guided by the coverage of `svcflow.eventlog` and of the modules of the standard library that
read for it; further options are libFuzzer's: `-set_cover_merge=1 -use_counters=0 NEW OLD` makes a corpus small. The first byte of
an input chooses how the rest is read. Delimited text is read by both of its readers, which must agree. The compiled one runs as
machine code, whose coverage is not seen; with NUMBA_DISABLE_JIT=1 it runs as Python, with its coverage and its bounds checked.
"""

import os
import sys
import tempfile
from pathlib import Path

LONGEST = 1 << 13
"""bytes of an input"""
SHAPES = (None, "events", "start_end", "lifecycle", "status", "milestones", "audit", "history")
DAY_FIRST = (None, True, False, None)
COMPILED = ("svcflow.eventlog.sources.scan_kernels", "svcflow.eventlog.sources.byte_words")
READERS = ("json", "gzip", "bz2", "lzma", "zipfile", "encodings", "codecs")


def import_one(data: bytes, folder: Path) -> bool:
    """Read one input; whether it gave a log. Anything but a `SvcflowError` is raised."""
    from svcflow.errors import SvcflowError
    from svcflow.eventlog import read_log
    from svcflow.eventlog.sources.limits import Limits

    first, content = data[0], data[1:]
    path = folder / "log"
    path.write_bytes(content)
    limits = (
        Limits(field_bytes=64, columns=32, xml_depth=8, unpacked_bytes=1 << 20, packings=2)
        if first & 0x40
        else Limits(unpacked_bytes=1 << 24)
    )
    options = {
        "shape": SHAPES[first & 7],
        "timezone": "Europe/Rome" if first & 8 else None,
        "dayfirst": DAY_FIRST[first >> 4 & 3],
        "encoding": "utf-8" if first & 0x80 else None,
    }
    both_agree(content, limits, options["encoding"])
    try:
        log = read_log(path, limits=limits, **options)
    except SvcflowError as refusal:
        if not refusal.problem or "Traceback" in str(refusal):
            raise AssertionError("a refusal without words") from refusal
        return False
    report = log.report
    if report.events + len(report.rejected) - report.set_aside != report.rows:
        raise AssertionError(
            f"{report.events} rows taken and {len(report.rejected)} rejected ({report.set_aside} of them taken) of {report.rows}"
        )
    if report.steps != log.steps.height or report.cases != log.cases.height or log.cases["steps"].sum() != report.steps:
        raise AssertionError("the report counts other steps or cases than there are")
    return True


def both_agree(content: bytes, limits: object, encoding: str | None) -> None:
    """Both readers of delimited text give one table or one refusal, whatever the bytes are."""
    from svcflow.eventlog.sources import delimited

    small = delimited._COMPILED
    plain = _outcome(content, limits, encoding)
    delimited._COMPILED = 0
    try:
        compiled = _outcome(content, limits, encoding)
    finally:
        delimited._COMPILED = small
    if plain != compiled:
        raise AssertionError(f"the readers differ:\n{plain}\n{compiled}")


def _outcome(content: bytes, limits: object, encoding: str | None) -> object:
    import polars as pl

    from svcflow.errors import SvcflowError
    from svcflow.eventlog.sources.delimited import read_table
    from svcflow.eventlog.sources.table import without_nulls

    try:
        table = read_table(content, "log", encoding=encoding, limits=limits)
    except SvcflowError as refusal:
        return str(refusal)
    frame = without_nulls(table.frame.with_columns(pl.col(pl.Categorical).cast(pl.String)))
    return frame.to_dict(as_series=False), table.lines.to_list(), table.rejected, table.repairs, table.encoding, table.delimiter


def _as_python() -> None:
    """The compiled reader as Python (NUMBA_DISABLE_JIT=1): what only machine code has is said in Python."""
    import numpy as np

    from svcflow.eventlog.sources import byte_words

    def word(data, at):
        if not 0 <= at <= len(data) - 8:
            raise AssertionError(f"a word at {at} of {len(data)} bytes")
        return np.uint64(int.from_bytes(data[at : at + 8].tobytes(), "little"))

    def put_word(data, at, value):
        if not 0 <= at <= len(data) - 8:
            raise AssertionError(f"a word to {at} of {len(data)} bytes")
        data[at : at + 8] = np.frombuffer(int(value).to_bytes(8, "little"), np.uint8)

    def low_zeros(value):
        return np.uint64((int(value) & -int(value)).bit_length() - 1)

    byte_words.word, byte_words.put_word, byte_words.low_zeros = word, put_word, low_zeros
    np.seterr(over="ignore")  # the arithmetic of hashes is modulo 2⁶⁴


def main() -> None:
    """Fuzz until libFuzzer's options say otherwise."""
    import atheris

    plain = os.environ.get("NUMBA_DISABLE_JIT") == "1"
    with atheris.instrument_imports(include=["svcflow.eventlog", *READERS], exclude=[] if plain else list(COMPILED)):
        if plain:
            _as_python()
        import svcflow.eventlog.sources.database
        import svcflow.eventlog.sources.delimited
        import svcflow.eventlog.sources.json_lines
        import svcflow.eventlog.sources.parquet
        import svcflow.eventlog.sources.scanner
        import svcflow.eventlog.sources.spreadsheet
        import svcflow.eventlog.sources.xes  # noqa: F401
        from svcflow.eventlog import read_log  # noqa: F401

    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as name:

        def one(data: bytes) -> None:
            if data:
                import_one(data, Path(name))

        again = f"{sys.executable} {sys.argv[0]}"  # merging starts it over and over
        atheris.Setup([again, f"-max_len={LONGEST}", "-timeout=60", *sys.argv[1:]], one)
        atheris.Fuzz()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    main()
