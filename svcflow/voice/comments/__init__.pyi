from .labelled import Labelled as Labelled, read_labelled as read_labelled
from .languages import language_of as language_of
from .masking import mask as mask
from .measuring import measure_comments as measure_comments
from .model_file import read_sentiment_model as read_sentiment_model, write_sentiment_model as write_sentiment_model
from .results import Comment as Comment, Comments as Comments, Evaluation as Evaluation, Sentiment as Sentiment, Theme as Theme
from .sentiment import evaluate as evaluate, judge_offline as judge_offline
from .suggestions import suggestions_in as suggestions_in
from .themes import find_themes as find_themes
from .training import SentimentModel as SentimentModel, train as train
