from .card import (
    Reading as Reading,
    Scorecard as Scorecard,
    ScoredDimension as ScoredDimension,
    ScoredIndicator as ScoredIndicator,
    reading_of as reading_of,
)
from .moves import (
    Gap as Gap,
    Move as Move,
    Moves as Moves,
    ScoreDifference as ScoreDifference,
    gaps as gaps,
    score_difference as score_difference,
    what_moved as what_moved,
)
from .refusals import TableError as TableError
from .remarks import Remark as Remark
from .scoring.scoring import score as score
from .set_checks import Link as Link, SetCheck as SetCheck, SetFinding as SetFinding, check_set as check_set
from .sets import (
    ScorecardSet as ScorecardSet,
    SetHistory as SetHistory,
    history_of as history_of,
    set_of as set_of,
    write_history as write_history,
)
from .trend import Trend as Trend, trend_of as trend_of
