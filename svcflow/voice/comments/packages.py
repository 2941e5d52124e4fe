"""The packages of the extra `text`, each imported when a comment first needs it, and a clear word where they are missing.

jieba           Chinese words (MIT)
opencc          traditional to simplified Chinese (Apache-2.0)
vaderSentiment  offline judgement of English comments (MIT)
scikit-learn    training on one's own labels (BSD); a trained model needs it no more
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from svcflow.errors import InputError

REMEDY = 'pip install "svcflow[text]" installs it.'
_NEEDED = ("jieba", "opencc", "vaderSentiment")


def missing_packages() -> tuple[str, ...]:
    """What judging comments needs and is not installed."""
    return tuple(name for name in _NEEDED if find_spec(name) is None)


def text_package(name: str) -> ModuleType:
    """A package of the extra `text`.

    Raises
    ------
    InputError
        It is not installed.
    """
    try:
        return import_module(name)
    except ImportError:
        raise InputError(f"comments need the package {name.partition('.')[0]}, which is not installed.", remedy=REMEDY) from None


@lru_cache(maxsize=1)
def chinese_cutter() -> Callable[[str], list[str]]:
    """What cuts simplified Chinese into words. Takes about a second to begin with.

    jieba's own beginning keeps a cache in the machine's folder of temporary files and would believe whatever it finds there; here the
    dictionary is read from the package each time.
    """
    jieba = text_package("jieba")
    jieba.setLogLevel(logging.ERROR)
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    cut: Callable[[str], list[str]] = tokenizer.lcut
    return cut


@lru_cache(maxsize=1)
def to_simplified() -> Callable[[str], str]:
    """What turns traditional Chinese into simplified, word by word."""
    convert: Callable[[str], str] = text_package("opencc").OpenCC("t2s").convert
    return convert


@lru_cache(maxsize=1)
def english_judge() -> Callable[[str], dict[str, float]]:
    """VADER: shares of positive and negative words, and `compound` from -1 to 1."""
    scores: Callable[[str], dict[str, float]] = text_package("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer().polarity_scores
    return scores
