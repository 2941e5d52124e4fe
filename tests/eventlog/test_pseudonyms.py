"""Names of people: replaced everywhere, the same in every column, under one key the same again, and nowhere left to be found."""

import re
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from svcflow.errors import InputError
from svcflow.eventlog import read_log, write_log
from svcflow.eventlog.log import Reject, Repair
from svcflow.eventlog.pseudonyms import WITHHELD, _pseudonyms, pseudonymise

KEY = b"sixteen bytes or more"
NAMES = ("Zoë Aldermoor", "Bob Quillfeather", "Wang Xiaoming 王小明", "Ines O'Hara", "Umbrella Ltd", "zoe@desk.example", "Ghost Rider")
EXPORT = """Ticket ID,Step,Assigned to,Opened by,Customer,Contact,Handover,Comment,Completed at
1,Register,Zoë Aldermoor,Zoë Aldermoor,Umbrella Ltd,zoe@desk.example,Bob Quillfeather,please call back this afternoon,2025-01-06 08:00:00
1,Resolve,Bob Quillfeather,Zoë Aldermoor,Umbrella Ltd,zoe@desk.example,Zoë Aldermoor,was solved by telephone yesterday,2025-01-06 09:00:00
1,Resolve,Bob Quillfeather,Zoë Aldermoor,Umbrella Ltd,zoe@desk.example,Zoë Aldermoor,was solved by telephone yesterday,2025-01-06 09:00:00
2,Register,Wang Xiaoming 王小明,Ines O'Hara,Umbrella Ltd,zoe@desk.example,,the printer does not print any longer,2025-01-07 08:00:00
2,Resolve,Zoë Aldermoor,Ines O'Hara,Umbrella Ltd,zoe@desk.example,Ines O'Hara,paper was put in by the caller himself,2025-01-07 09:30:00
3,Register,System,System,Umbrella Ltd,zoe@desk.example,,registered by the nightly job as ordered,2025-01-08 08:00:00
3,Resolve,Ghost Rider,System,Umbrella Ltd,zoe@desk.example,,closed without any word to anybody at all,yesterday
3,Resolve,Ines O'Hara,System,Umbrella Ltd,zoe@desk.example,,closed without any word to anybody at all,2025-01-08 10:00:00
"""


@pytest.fixture
def log(tmp_path: Path):
    file = tmp_path / "tickets.csv"
    file.write_text(EXPORT, encoding="utf-8")
    return read_log(file)


def test_no_name_is_left_in_any_byte_of_the_folder(log, tmp_path: Path) -> None:
    assert log.report.rejected
    assert log.report.repairs
    write_log(log, tmp_path / "named")
    write_log(pseudonymise(log, KEY), tmp_path / "kept")
    named, kept = (b"".join(file.read_bytes() for file in sorted((tmp_path / folder).iterdir())) for folder in ("named", "kept"))
    for name in NAMES:
        assert name.encode() in named, f"{name} is not looked for where it is"
        assert name.encode() not in kept
        assert name.encode("unicode_escape") not in kept
    assert "(withheld" in (tmp_path / "kept" / "rejects.csv").read_text(encoding="utf-8")


def test_one_person_has_one_pseudonym_in_every_column(log) -> None:
    renamed = pseudonymise(log, KEY)
    before, after = log.steps, renamed.steps
    pairs: dict[str, set[str]] = {}
    for column in ("resource", "case:Opened by", "Handover"):
        for old, new in zip(before[column].cast(pl.String), after[column].cast(pl.String), strict=True):
            if old is not None:
                pairs.setdefault(old, set()).add(new)
    assert all(len(news) == 1 for news in pairs.values())
    assert len(set().union(*pairs.values())) == len(pairs) == 5
    assert all(re.fullmatch(r"(Person|System) [0-9A-F]{6}", new) for news in pairs.values() for new in news)
    assert pairs["System"].pop().startswith("System ")
    assert renamed.cases["case:Customer"].cast(pl.String).unique().str.contains(r"^Customer [0-9A-F]{6}$").all()


def test_the_rest_of_the_log_is_the_same(log) -> None:
    renamed = pseudonymise(log, KEY)
    same = ["case_id", "activity", "end_time", "position", "previous_activity", "Comment"]
    assert renamed.steps.select(same).equals(log.steps.select(same))
    assert renamed.steps["resource"].n_unique() == log.steps["resource"].n_unique()
    assert (renamed.report.cases, renamed.report.resources) == (log.report.cases, log.report.resources)
    assert any("Comment" in note and "names may stand in it" in note for note in renamed.report.notes)


def test_the_key_decides(log) -> None:
    once, again, other = (pseudonymise(log, key).steps["resource"].cast(pl.String) for key in (KEY, KEY, KEY + b"!"))
    assert once.equals(again)
    assert not set(once) & set(other)
    with pytest.raises(InputError, match="a key of 5 bytes can be guessed"):
        pseudonymise(log, b"short")


def test_texts_of_the_report_are_renamed_or_withheld(log) -> None:
    report = replace(
        log.report,
        notes=('"Zoë Aldermoor" closes most tickets.',),
        repairs=(Repair("a rule", 2, "1,Zoë Aldermoor"),),
        rejected=(Reject(7, 'no such person as "Bob Quillfeather"', "raw,Ghost Rider"),),
    )
    renamed = pseudonymise(replace(log, report=report), KEY).report
    assert re.fullmatch(r'"Person [0-9A-F]{6}" closes most tickets\.', renamed.notes[0])
    assert renamed.repairs == (Repair("a rule", 2, ""),)
    assert (renamed.rejected[0].line, renamed.rejected[0].row) == (7, WITHHELD)
    assert "Bob" not in renamed.rejected[0].reason


def test_coded_columns_are_replaced_as_texts_are(log) -> None:
    columns = ["resource", "case:Opened by", "case:Customer", "Handover"]
    coded = log.with_steps(log.steps.with_columns(pl.col(columns).cast(pl.Categorical)))
    renamed = pseudonymise(coded, KEY).steps
    assert all(renamed.schema[column] == pl.Categorical for column in columns)
    assert renamed.select(pl.col(columns).cast(pl.String)).equals(pseudonymise(log, KEY).steps.select(pl.col(columns).cast(pl.String)))


def test_numbers_and_placeholders_are_not_taken_for_people(tmp_path: Path) -> None:
    rows = "".join(
        f"{case},{step},Value {case % 3 + 1},Value {case % 2 + 1},{case % 3 + 1},2025-01-{case:02d} 0{hour}:00:00\n"
        for case in range(1, 20)
        for hour, step in enumerate(("Register", "Resolve"), start=8)
    )
    file = tmp_path / "placeholders.csv"
    file.write_text(f"Ticket ID,Step,Resource,Product,Seats,Completed at\n{rows}")
    renamed = pseudonymise(read_log(file), KEY).steps
    assert renamed["case:Product"].cast(pl.String).str.starts_with("Value").all()
    assert renamed["case:Seats"].dtype.is_integer()
    assert renamed["resource"].cast(pl.String).str.starts_with("Person").all()


def test_names_that_would_meet_get_longer_pseudonyms() -> None:
    names = {f"name {number}": "Person" for number in range(20_000)}
    pseudonyms = _pseudonyms(names, KEY)
    assert len(set(pseudonyms.values())) == len(names)
    assert {len(pseudonym) for pseudonym in pseudonyms.values()} == {13, 15}
    fewer = _pseudonyms({"name 7": "Person"}, KEY)
    assert pseudonyms["name 7"].startswith(fewer["name 7"])
