"""The commands `voice` and `voice-train`: what customers answer and write, and a model of sentiment of one's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from svcflow import console
from svcflow.cli.options import Json, Quiet, Reading, Seed, check_suffix
from svcflow.cli.values import as_delimiter, as_encoding, key_in, new_key
from svcflow.output import check_no_input, new_file

if TYPE_CHECKING:
    from svcflow.progress import Progress
    from svcflow.voice import Scale, Tickets, Voice

Encoding = Annotated[str | None, typer.Option("--encoding", metavar="NAME", help="Encoding of a text file. Default: found.")]
Delimiter = Annotated[str | None, typer.Option("--delimiter", metavar="SIGN", help="What parts fields. Default: found.")]


Survey = Annotated[str, typer.Argument(metavar="SURVEY", help="Answers (CSV, Excel, JSON lines): one response, or one answer, a row.")]
Log = Annotated[str | None, typer.Option("--log", metavar="LOG", help="The log of the tickets that it is about.")]
Mapping = Annotated[list[str] | None, typer.Option("--map", metavar="OURS=THEIRS", help="Which column of the log is what.")]
StudyFile = Annotated[Path | None, typer.Option("--study", metavar="STUDY", help="A study file: its log, and what it says of its survey.")]
Ticket = Annotated[str | None, typer.Option("--ticket", metavar="COLUMN", help="The survey's column of tickets. Default: found.")]
Scales = Annotated[
    list[str] | None,
    typer.Option(
        "--scale", metavar="[QUESTION=]SCALE", help='1-5, 0-10, percent, stars, "1-6 lower" …; of one question: --scale "Speed=1-7".'
    ),
]
Written = Annotated[str | None, typer.Option("--comments", metavar="COLUMN", help="The column of comments. Default: found.")]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="ROLE=COLUMN",
        help="What a column is: csat, nps, ces, item, importance, respondent, customer, time, action, question, answer, ignore. "
        "Again for more.",
    ),
]
Levels = Annotated[
    list[str] | None,
    typer.Option("--by", metavar="LEVEL", help="Satisfaction by team, person (pseudonymised), priority, or a column. Again for more."),
]
Key = Annotated[Path | None, typer.Option("--pseudonym-key", metavar="FILE", help="The key of pseudonyms, so that the same come again.")]
Trained = Annotated[Path | None, typer.Option("--model", metavar="MODEL", help="A model of sentiment that `svcflow voice-train` wrote.")]
NoComments = Annotated[bool, typer.Option("--no-comments", help="Leave comments unread.")]
MaskTickets = Annotated[bool, typer.Option("--mask-tickets", help="Mask the numbers of tickets in comments, too.")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where the whole result goes: .json, or the comments as .csv.")
]


def voice(
    survey: Survey,
    log: Log = None,
    mapping: Mapping = None,
    study: StudyFile = None,
    ticket: Ticket = None,
    scale: Scales = None,
    comments: Written = None,
    column: Columns = None,
    by: Levels = None,
    pseudonym_key: Key = None,
    model: Trained = None,
    no_comments: NoComments = False,
    mask_tickets: MaskTickets = False,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    output: Output = None,
    seed: Seed = 1,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Show what customers answer and write, and how it moves with waiting time and errors.

    Example:  svcflow voice survey.csv --log tickets.csv --by team
    """
    from svcflow.voice import hear, read_sentiment_model, read_survey

    check_suffix(output, (".json", ".csv"))
    if output is not None:
        check_no_input(output, survey, log, model)
    of_study = _said_by(study)
    said = of_study.columns | _columns(column or [], ticket, comments)
    with console.progress(quiet) as progress:
        trained = read_sentiment_model(model) if model else None
        tickets = _tickets(log, mapping, study, progress) if log or study else None
        read = read_survey(
            survey,
            columns=said,
            scales=of_study.scales | _scales(scale or []),
            tickets=tickets.frame["case_id"] if tickets else None,
            encoding=as_encoding(encoding),
            delimiter=as_delimiter(delimiter),
        )
        key = key_in(pseudonym_key) if pseudonym_key else new_key()
        found = hear(
            read,
            tickets,
            by=by or of_study.by,
            key=key,
            comments=not no_comments,
            model=trained,
            mask_tickets=mask_tickets or of_study.mask_tickets,
            seed=seed,
            progress=progress,
        )
    console.show(found, json, console.voice_tables)
    if output is not None:
        _write(found, output)
        console.say(f"The result is in {output}.", quiet)


def voice_train(
    labelled: Annotated[str, typer.Argument(metavar="COMMENTS", help="Comments with labels, or with answers on a scale, one a row.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="MODEL", help="Where the model goes (.json).")],
    comments: Written = None,
    label: Annotated[str | None, typer.Option("--label", metavar="COLUMN", help="The column of labels or answers. Default: found.")] = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    seed: Seed = 1,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Train a model of sentiment on your own labels, and show its accuracy.

    Example:  svcflow voice-train labelled.csv -o sentiment.json
    """
    from svcflow.voice import read_labelled, train, write_sentiment_model

    check_suffix(output, (".json", ".json"))
    check_no_input(output, labelled)
    with console.progress(quiet) as progress:
        progress("reading comments", 0, 1)
        read = read_labelled(labelled, comments=comments, label=label, encoding=as_encoding(encoding), delimiter=as_delimiter(delimiter))
        model = train(read.texts, read.languages, read.labels, seed=seed, progress=progress)
    write_sentiment_model(model, output)
    shown = {
        "model": output,
        "comments": model.comments,
        "columns": read.columns,
        "evaluation": model.evaluation,
        "terms": len(model.terms),
        "uses_offline_judges": bool(model.leanings),
        "rejected": read.rejected,
        "notes": read.notes,
    }
    console.show(shown, json, console.training_tables)
    console.say(f"The model is in {output}.", quiet)


@dataclass(frozen=True, slots=True)
class _SaidByStudy:
    """What a study says of its survey; options go before it."""

    columns: dict[str, str] = field(default_factory=dict)
    scales: dict[str, Scale] = field(default_factory=dict)
    by: list[str] | None = None
    mask_tickets: bool = False


def _said_by(study: Path | None) -> _SaidByStudy:
    if study is None:
        return _SaidByStudy()
    from svcflow.study import read_study
    from svcflow.voice import scale_of

    said = read_study(study)
    written = {said.comments.column: "comment"} if said.comments and said.comments.column else {}
    if said.survey is None:
        return _SaidByStudy(written)
    scales = {name: scale_of(text) for name, text in said.survey.scales.items()}
    masked = said.comments is not None and said.comments.mask_tickets
    return _SaidByStudy({**said.survey.columns, **written}, scales, list(said.survey.by) or None, masked)


def _columns(given: list[str], ticket: str | None, comments: str | None) -> dict[str, str]:
    """Column -> role, of the options."""
    said = {}
    for text in given:
        role, equals, name = text.partition("=")
        if not equals or not name.strip():
            raise typer.BadParameter(f'"{text}" is not of the form ROLE=COLUMN, e.g. csat="Overall".', param_hint="--column")
        said[name.strip().strip('"')] = role.strip()
    return said | ({ticket: "ticket"} if ticket else {}) | ({comments: "comment"} if comments else {})


def _scales(given: list[str]) -> dict[str, Scale]:
    """Question -> scale, of texts `QUESTION=SCALE` or `SCALE`; a question's name may hold equals signs itself."""
    from svcflow.voice import scale_of

    pairs = [text.rpartition("=") for text in given]
    return {name.strip().strip('"'): scale_of(scale) for name, _, scale in pairs}


def _tickets(log: str | None, mapping: list[str] | None, study: Path | None, progress: Progress) -> Tickets:
    from svcflow.voice import ticket_facts

    event_log = Reading(log or str(study), mapping=mapping, study=study).read(progress)
    progress("timing the tickets", 0, 1)
    return ticket_facts(event_log)


def _write(found: Voice, output: Path) -> None:
    with new_file(output) as draft:
        if output.suffix == ".json":
            draft.write_text(console.as_json_text(found) + "\n", encoding="utf-8")
        else:
            draft.write_text(console.comment_lines(found), encoding="utf-8")
