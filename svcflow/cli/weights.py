"""Commands about weights: a file of judgements and figures weighed, judgements in pairs asked one by one, an example of the file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from svcflow import console
from svcflow.cli.options import Json, Quiet, Seed
from svcflow.errors import InputError

if TYPE_CHECKING:
    from svcflow.scorecard.weights import AhpWeights
    from svcflow.scorecard.weights.questionnaire import Answers, Question

weights = typer.Typer(
    help="How much each item of a scorecard counts: by experts, judgements in pairs, rankings, figures, outcomes.\n\n"
    "Example:  svcflow weights show weights.toml",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@weights.command("show", short_help="Weigh what a file holds, each method beside the others.")
def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of weights (TOML); `svcflow weights example` prints one.")],
    seed: Seed = 1,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Weigh all that a file holds, each method beside the others, with how sure each is, what it hides, and how far the answer hangs on it.

    Example:  svcflow weights show weights.toml
    """
    from svcflow.scorecard.weights import Validity
    from svcflow.study.weights import read_weights

    with console.progress(quiet):
        found = read_weights(file, seed)
    console.show(found, json, console.weight_tables)
    if found.date and found.review:
        for remark in Validity(found.date, found.review).remarks(datetime.now(UTC).date()):
            console.warn(remark.text)


@weights.command("example", short_help="A file of weights to begin with.")
def example() -> None:
    """Print a file of weights with all its parts, to cut down and fill in.

    Example:  svcflow weights example > weights.toml
    """
    from svcflow.scorecard.weights.file_form import EXAMPLE

    console.say_data(EXAMPLE.rstrip())


@weights.command("ahp", short_help="Judge items in pairs, asked one by one.")
def ahp(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the judgements go; its items are asked about if it is there.")],
    item: Annotated[list[str] | None, typer.Option("--item", "-i", metavar="ITEM", help="An item to weigh. Again for more.")] = None,
    expert: Annotated[str, typer.Option(metavar="NAME", help="Who judges.")] = "me",
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Ask which of two items matters more, pair by pair, show what contradicts, and write the judgements down.

    Answers may come from a pipe, one a line: `1 3` says that the first matters three times as much, `2 5` the second five times, `=` both
    as much, `s` leaves a pair open, `b` goes back.

    Example:  svcflow weights ahp weights.toml -i Satisfaction -i Efficiency -i Quality --expert Li
    """
    from svcflow.scorecard.weights.questionnaire import as_lines, questions

    text, items, parts = _begun(file, item or [], expert)
    asked = questions(items, parts)
    if not asked:
        raise InputError("one item has all the weight.", place=str(file), remedy="Name two items at least: -i Speed -i Price")
    answers: Answers = {}
    _ask(asked, answers)
    found = _asked_again(asked, answers, items, parts)
    _write(file, f"{text.rstrip()}\n\n{as_lines(expert, answers)}")
    console.show(found, json, console.ahp_tables)
    console.say(f"The judgements are in {file}. Next: svcflow weights show {file}", quiet)


def _begun(file: Path, wanted: list[str], expert: str) -> tuple[str, tuple[str, ...], dict[str, tuple[str, ...]]]:
    """The text before the judgements, the items and what they are made of: of a file that is there, or of the items named."""
    from svcflow.scorecard.documents import fill
    from svcflow.scorecard.refusals import check_names, placed
    from svcflow.scorecard.weights.file_form import WeightFile
    from svcflow.scorecard.weights.questionnaire import as_list
    from svcflow.study.reading import read_tables

    if not file.exists():
        if not wanted:
            raise InputError("there is no such file.", place=str(file), remedy="Name items, and it is made: -i Speed -i Price -i Quality")
        return f"items = {as_list(check_names(wanted))}\n", tuple(wanted), {}
    tables, place_of = read_tables(file)
    with placed(place_of):
        given = fill(WeightFile, tables)
    if wanted and tuple(wanted) != given.items:
        raise InputError("the file has items of its own.", place=str(file), remedy="Leave --item out, or name another file.")
    if not given.items:
        raise InputError("the file names no items.", place=str(file), remedy='Add a line at the top: items = ["Speed", "Price", …]')
    if given.ahp and expert in given.ahp.judgements:
        raise InputError(
            f'"{expert}" has judged already.', place=place_of("ahp", "judgements", expert), remedy="Say who judges: --expert NAME"
        )
    return file.read_text(encoding="utf-8-sig"), given.items, dict(given.ahp.under) if given.ahp else {}


def _ask(asked: tuple[Question, ...], answers: Answers) -> None:
    """Ask each pair; `b` goes back to the one before."""
    at = 0
    while at < len(asked):
        question = asked[at]
        said = _judgement(f"[{at + 1} of {len(asked)}] {question.text}", f"{at} of {len(asked)}")
        if said == "b":
            at = max(0, at - 1)
            continue
        answers[question.first, question.second] = None if isinstance(said, str) else said
        at += 1


def _judgement(text: str, done: str) -> float | str:
    """One answer: a judgement, "b" to go back, "s" to leave it open. A terminal is asked again, a pipe refused, if it is neither."""
    from svcflow.scorecard.refusals import TableError
    from svcflow.scorecard.weights.questionnaire import HOW, WORDS, judged, read_answer, read_times

    console.hint(HOW if done.startswith("0 ") else "")
    while True:
        try:
            line = _line(f"{text}  ", done)
            if line.strip().lower() in ("b", "s"):
                return line.strip().lower()
            answer = read_answer(line)
            times = answer.times or read_times(_line(f"How much more? {WORDS}: ", done))
            return judged(answer, times)
        except TableError as error:
            if not console.at_terminal():
                raise InputError(error.problem, place=f"answer {int(done.split()[0]) + 1}", remedy=error.remedy) from None
            console.refuse(error)


def _line(text: str, done: str) -> str:
    line = console.ask(text)
    if line is None:
        remedy = "Answer at a terminal, or pipe in one answer a line; or write the file by hand: svcflow weights example"
        raise InputError(f"standard input ended after {done} pairs.", place="standard input", remedy=remedy)
    return line


def _asked_again(asked: tuple[Question, ...], answers: Answers, items: tuple[str, ...], parts: dict[str, tuple[str, ...]]) -> AhpWeights:
    """The weights; where judgements contradict each other, the worst of them is offered to be judged again, until that is declined."""
    from svcflow.scorecard.weights import ahp_weights
    from svcflow.scorecard.weights.judgements import spoken

    while True:
        found = ahp_weights(items, {"": answers}, parts)
        bad = [group for group in found.groups if group.doubt and (group.consistency.disputed or not group.consistency.consistent)]
        if not bad:
            return found
        worst = max(bad, key=lambda group: group.consistency.ratio_saaty)
        doubt = worst.doubt
        assert doubt is not None
        ratio = f"CR {worst.consistency.ratio_saaty:.2f} (Saaty 1980), {worst.consistency.ratio_alonso_lamata:.2f} (Alonso, Lamata 2006)"
        fits = f"{doubt.first} : {doubt.second} is {spoken(doubt.said)}, {spoken(doubt.fits)} would fit the others"
        line = console.ask(f"Judgements contradict each other: {ratio}. {fits}. Judge it again? (y/n) ")
        if line is None or not line.strip().lower().startswith("y"):
            return found
        question = next(each for each in asked if {each.first, each.second} == {doubt.first, doubt.second})
        said = _judgement(question.text, f"{len(asked)} of {len(asked)}")
        if not isinstance(said, str):
            answers[question.first, question.second] = said


def _write(file: Path, text: str) -> None:
    """Write the file, if the whole of it is TOML still."""
    import tomllib

    from svcflow.output import new_file

    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        problem = "the judgements cannot be added: [ahp] is written on one line."
        raise InputError(problem, place=str(file), remedy="Write [ahp] on a line of its own, and what belongs to it below.") from None
    with new_file(file) as draft:
        draft.write_text(text, encoding="utf-8")
