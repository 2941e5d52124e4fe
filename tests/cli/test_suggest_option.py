"""`report --suggest`: how many redesigns svcflow proposes itself, and when it does not."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from svcflow.cli import reporting
from svcflow.cli.app import app
from svcflow.errors import ModelError

ROOT = Path(__file__).parents[2]
LOG = str(ROOT / "event_logs" / "six_cases.csv")
SCENARIO = str(ROOT / "scenarios" / "evening_shift.toml")


class AskedError(Exception):
    """Instead of the work: so many proposals were asked for."""


@pytest.mark.parametrize(
    ("options", "few"),
    [((), 3), (("--suggest", "0"), 0), (("--suggest", "5"), 5), (("-s", SCENARIO), 0), (("-s", SCENARIO, "--suggest", "1"), 1)],
)
def test_three_are_proposed_unless_there_are_redesigns_or_a_number(
    options: tuple[str, ...], few: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(log: object, study: object, scenarios: object, few: int, *others: object) -> None:
        raise AskedError(few)

    monkeypatch.setattr(reporting, "gather_facts", asked)
    done = CliRunner().invoke(app, ["report", LOG, *options, "-o", str(tmp_path / "out"), "-q"])
    assert isinstance(done.exception, AskedError), done.output
    assert done.exception.args == (few,)


def test_a_number_below_nothing_is_refused(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["report", LOG, "--suggest", "-1", "-o", str(tmp_path / "out")])
    assert done.exit_code == 2


def test_a_model_that_cannot_be_changed_gets_no_proposals(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise ModelError("nobody can do it.")

    said: list[str] = []
    monkeypatch.setattr("svcflow.redesign.ready.propose_few", refused)
    monkeypatch.setattr(reporting.console, "warn", said.append)
    assert reporting._proposals(object(), 3, 1, lambda *_: None) is None
    assert [text.startswith("No redesign is proposed: nobody can do it.") for text in said] == [True]
    assert reporting._proposals(None, 3, 1, lambda *_: None) is None
