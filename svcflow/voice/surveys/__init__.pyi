from .benchmarks import adjusted_means as adjusted_means, stand_among as stand_among
from .importance import map_importance as map_importance, place_items as place_items
from .items import cronbach_alpha as cronbach_alpha, measure_items as measure_items, split_half as split_half
from .levels import measure_level as measure_level
from .loop import close_loop as close_loop
from .measuring import measure_survey as measure_survey
from .reading import Question as Question, Survey as Survey, read_survey as read_survey
from .responses import measure_responses as measure_responses
from .results import (
    Curve as Curve,
    Effort as Effort,
    Figure as Figure,
    ImportanceMap as ImportanceMap,
    Level as Level,
    Link as Link,
    Loop as Loop,
    Nps as Nps,
    Reliability as Reliability,
    Responses as Responses,
    Satisfaction as Satisfaction,
    Standing as Standing,
    TopBox as TopBox,
)
from .scales import Scale as Scale, scale_of as scale_of
from .scores import measure_csat as measure_csat, measure_effort as measure_effort, measure_nps as measure_nps, net_promoter as net_promoter
from .templates import Template as Template, template_for as template_for
from .tickets import Tickets as Tickets, ticket_facts as ticket_facts
from .times import find_link as find_link, measure_curves as measure_curves, move_satisfaction as move_satisfaction
