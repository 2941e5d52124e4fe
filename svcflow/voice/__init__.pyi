from .comments import Comments as Comments, SentimentModel as SentimentModel, measure_comments as measure_comments
from .comments import read_labelled as read_labelled, read_sentiment_model as read_sentiment_model, train as train
from .comments import write_sentiment_model as write_sentiment_model
from .hearing import Voice as Voice, hear as hear
from .surveys import (
    Figure as Figure,
    Link as Link,
    Satisfaction as Satisfaction,
    Scale as Scale,
    Survey as Survey,
    Tickets as Tickets,
    measure_survey as measure_survey,
    move_satisfaction as move_satisfaction,
    read_survey as read_survey,
    scale_of as scale_of,
    ticket_facts as ticket_facts,
)
from .telling import tell_voice as tell_voice
