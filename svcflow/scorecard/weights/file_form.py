"""The file form of weights: what people judged and what figures there are, in one TOML file; each part may be left out.

name = "Service desk"
date = 2026-01-15                      # when the weights were set
review = 2026-07-15                    # by when they are to be looked at again
items = ["Satisfaction", "Efficiency", "Quality"]

[expert]                               # experts give weights themselves: shares of 1, or points of 100
mean = "arithmetic"                    # or "geometric"
[expert.weights.Li]
Satisfaction = 50
Efficiency = 30
Quality = 20

[ahp]                                  # items compared in pairs: how many times as much the first matters
under = { Efficiency = ["Speed", "Waiting"] }        # an item made of others is compared below it
[ahp.judgements.Li]
"Satisfaction : Efficiency" = 3        # 1 as much, 3 somewhat, 5 clearly, 7 much, 9 as much more as can be
"Efficiency : Quality" = "1/2"         # the other way round
"Satisfaction : Quality" = "?"         # nobody need judge all pairs
Speed = [2]                            # or a row of the triangle: Speed with each item after it
                                       # (`svcflow weights ahp` asks the pairs one by one, and writes this)

[rankings]                             # customers, most important first; tied items in a list of their own
"Bank A" = ["Quality", "Satisfaction", "Efficiency"]
"Shop B" = ["Efficiency", ["Quality", "Satisfaction"]]

[figures]                              # a table with a column for each item, and a row for each period, team or customer
file = "months.csv"                    # or columns = { Satisfaction = [80, 82, 79], … }
better = { Efficiency = "lower" }      # higher is better where nothing is said
methods = ["entropy", "critic"]        # and "deviation"
scaling = "shares"                     # of entropy; or "range"
rows_then = 18                         # the first rows, which the weights in force were drawn from: have they moved since?
outcome = "churn"                      # a column that the items should foretell
outcome_better = "lower"

[combined]                             # judgement and figures as one
subjective = "ahp"
objective = "entropy"
by = "mix"                             # or "product"
share = 0.5                            # of the subjective weights

[scores.today]                         # what is compared by these weights: how far may they move?
Satisfaction = 71
Efficiency = 55
Quality = 80
[scores.redesign]
Satisfaction = 74
Efficiency = 78
Quality = 78
[grades]                               # the least total for each grade
good = 75
fair = 60

[fuzzy]                                # grades voted for, the best grade first
grades = ["good", "fair", "poor"]
values = [90, 70, 40]
[fuzzy.criteria.Answer]
weight = 0.6
votes = [6, 3, 1]
[fuzzy.criteria.Manner]
weight = 0.4
[fuzzy.criteria.Manner.under.Patience]
weight = 0.5
votes = [2, 5, 3]
[fuzzy.criteria.Manner.under.Clarity]
weight = 0.5
votes = [4, 4, 2]
"""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from svcflow.scorecard.documents import FORM
from svcflow.scorecard.weights.expert import Mean
from svcflow.scorecard.weights.matrices import Better, Scaling

EXAMPLE = "\n".join(line.removeprefix("    ") for line in (__doc__ or "").split("\n\n", 1)[1].splitlines()).strip() + "\n"
"""the file above, as it would be written"""

Texts = Annotated[tuple[str, ...], Field(strict=False)]
Numbers = Annotated[tuple[float, ...], Field(strict=False)]
Method = Literal["expert", "ahp", "centroid", "rank_sum", "entropy", "critic", "deviation", "outcome"]


class ExpertTable(BaseModel):
    """Weights that experts gave themselves."""

    model_config = FORM

    mean: Mean = "arithmetic"
    weights: dict[str, dict[str, float]]


class AhpTable(BaseModel):
    """Judgements in pairs, by expert, and which items are made of others."""

    model_config = FORM

    under: dict[str, Texts] = {}
    judgements: dict[str, dict[str, Any]] = {}


class FiguresTable(BaseModel):
    """Figures of the items, from a file or here, and what is made of them."""

    model_config = FORM

    file: str = ""
    columns: dict[str, Numbers] = {}
    better: dict[str, Better] = {}
    methods: Annotated[tuple[Literal["entropy", "critic", "deviation"], ...], Field(strict=False)] = ("entropy", "critic")
    scaling: Scaling = "shares"
    rows_then: Annotated[int, Field(ge=4)] | None = None
    outcome: str = ""
    outcome_better: Better | None = None


class CombinedTable(BaseModel):
    """Which weights become one, and how."""

    model_config = FORM

    subjective: Method
    objective: Method
    by: Literal["product", "mix"] = "product"
    share: float = 0.5


class FuzzyTable(BaseModel):
    """Votes for grades."""

    model_config = FORM

    grades: Texts
    values: Numbers | None = None
    criteria: dict[str, Any]


class WeightFile(BaseModel):
    """All that a file of weights may say."""

    model_config = FORM

    name: str = ""
    date: datetime.date | None = None
    review: datetime.date | None = None
    items: Texts = ()
    expert: ExpertTable | None = None
    ahp: AhpTable | None = None
    rankings: dict[str, Annotated[tuple[Any, ...], Field(strict=False)]] | None = None
    figures: FiguresTable | None = None
    combined: CombinedTable | None = None
    scores: dict[str, dict[str, float]] = {}
    grades: dict[str, float] = {}
    fuzzy: FuzzyTable | None = None
