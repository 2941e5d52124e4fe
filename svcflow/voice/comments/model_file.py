"""The file of a trained model: JSON that holds numbers and texts, and is checked before it is believed."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError, model_validator

from svcflow.errors import InputError
from svcflow.output import new_file
from svcflow.voice.comments.results import Evaluation
from svcflow.voice.comments.training import SentimentModel

FORMAT = "svcflow-sentiment"
_LEANINGS = 6


class _Document(BaseModel):
    """What the file holds."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["svcflow-sentiment"]
    version: Literal[1]
    labels: Annotated[tuple[str, ...], Field(min_length=2)]
    comments: int
    sharpness: Annotated[FiniteFloat, Field(gt=0)]
    intercepts: tuple[FiniteFloat, ...]
    leanings: tuple[tuple[FiniteFloat, ...], ...]
    evaluation: Evaluation
    terms: dict[str, tuple[FiniteFloat, tuple[FiniteFloat, ...]]]

    @model_validator(mode="after")
    def _fits(self) -> _Document:
        many = len(self.labels)
        if len(self.intercepts) != many or any(len(coefficients) != many for _, coefficients in self.terms.values()):
            raise ValueError(f"not every term has {many} coefficients, one for each label")
        if self.leanings and (len(self.leanings) != many or any(len(row) != _LEANINGS for row in self.leanings)):
            raise ValueError(f"leanings are not {many} rows of {_LEANINGS}")
        return self


def write_sentiment_model(model: SentimentModel, path: Path | str) -> None:
    """Write a model; coefficients are rounded to six significant digits.

    Raises
    ------
    OutputError
        The place cannot be written.
    """
    document = {
        "format": FORMAT,
        "version": 1,
        "labels": model.labels,
        "comments": model.comments,
        "sharpness": _short(model.sharpness),
        "intercepts": [_short(each) for each in model.intercepts],
        "leanings": [[_short(each) for each in row] for row in model.leanings],
        "evaluation": asdict(model.evaluation),
        "terms": {term: [_short(idf), [_short(each) for each in coefficients]] for term, (idf, coefficients) in model.terms.items()},
    }
    with new_file(path) as draft:
        draft.write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def read_sentiment_model(path: Path | str) -> SentimentModel:
    """Read a model that `write_sentiment_model` wrote.

    Raises
    ------
    InputError
        The file is not there, or no such model.
    """
    remedy = "Train one: svcflow voice-train COMMENTS -o MODEL.json"
    try:
        document = _Document.model_validate_json(Path(path).read_bytes())
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror}).", place=str(path), remedy=remedy) from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part)[:40] for part in first["loc"])
        raise InputError(
            f"this is no model of sentiment ({where + ': ' if where else ''}{first['msg']}).", place=str(path), remedy=remedy
        ) from None
    return SentimentModel(
        labels=document.labels,
        terms=document.terms,
        leanings=document.leanings,
        intercepts=document.intercepts,
        sharpness=document.sharpness,
        comments=document.comments,
        evaluation=document.evaluation,
    )


def _short(value: float) -> float:
    return float(f"{value:.6g}")
