"""Themes: the words by which one group of comments differs from the others.

For a word w that y of n comments of a group hold, and y' of n' of the others, with a prior of a_w comments for each word in proportion
to its use in all comments (a in total):

    δ = ln (y + a_w)/(n + a - y - a_w) - ln (y' + a_w)/(n' + a - y' - a_w)        z = δ / sqrt(1/(y + a_w) + 1/(y' + a_w))

the weighted log-odds with an informative Dirichlet prior [1]. Words that nobody would expect to differ stay near 0 however rare or
frequent they are. (n and n' count one comment more than there are, so that a word that all of them hold has finite odds.) A word stands
out from z = 1.96 on, in at least three comments. Languages are compared each with itself.

References
----------
[1] B. L. Monroe, M. P. Colaresi, K. M. Quinn, "Fightin' words", Political Analysis 16 (2008), 372-403, doi:10.1093/pan/mpn018
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from svcflow.voice.comments.results import Comment, Theme, Word
from svcflow.voice.comments.words import telling_words

STANDS_OUT = 1.96
FEWEST = 3
MOST_WORDS = 8
_PRIOR = 10.0
"""comments in the prior"""


def find_themes(comments: Sequence[Comment], groups: Sequence[str | None]) -> tuple[Theme, ...]:
    """The themes of each group and language, largest group first; a group without words that stand out has none. Linear in words."""
    found = []
    for language, chinese in (("en", False), ("zh", True)):
        own = [
            (group, comment, frozenset(telling_words(comment.text, chinese=chinese)))
            for comment, group in zip(comments, groups, strict=True)
            if group is not None and comment.language.startswith(language)
        ]
        sizes = Counter(group for group, _, _ in own)
        for group, size in sizes.items() if len(sizes) > 1 else ():
            inside = [(comment, words) for name, comment, words in own if name == group]
            words = _standing_out([words for _, words in inside], [words for name, _, words in own if name != group])
            if words:
                found.append(Theme(group, language, size, words, _example(inside, words)))
    return tuple(sorted(found, key=lambda theme: (-theme.comments, theme.group, theme.language)))


def log_odds(own: int, of: int, others: int, of_others: int, prior: float, prior_of: float) -> float:
    """The z of the weighted log-odds of a word, as in this module's paragraph."""
    one, other = own + prior, others + prior
    delta = math.log(one / (of + prior_of - one)) - math.log(other / (of_others + prior_of - other))
    return delta / math.sqrt(1 / one + 1 / other)


def _standing_out(inside: Sequence[frozenset[str]], outside: Sequence[frozenset[str]]) -> tuple[Word, ...]:
    own, others = Counter(word for words in inside for word in words), Counter(word for words in outside for word in words)
    n, n_others = len(inside), len(outside)
    words = []
    for word, many in own.items():
        if many < FEWEST:
            continue
        share = (many + others[word]) / (n + n_others)
        z = log_odds(many, n + 1, others[word], n_others + 1, _PRIOR * share, _PRIOR)
        if z >= STANDS_OUT:
            words.append(Word(word, many, z))
    words.sort(key=lambda word: (-word.z, word.text))
    return tuple(_without_parts(words)[:MOST_WORDS])


def _without_parts(words: list[Word]) -> list[Word]:
    """Without single words that stand out no more than a pair that holds them, in as many comments."""
    pairs = [word for word in words if " " in word.text]
    return [word for word in words if not any(word.text in pair.text.split(" ") and pair.comments >= word.comments for pair in pairs)]


def _example(inside: Sequence[tuple[Comment, frozenset[str]]], words: Sequence[Word]) -> str:
    weights = {word.text: word.z for word in words}
    best = max(inside, key=lambda each: (sum(weights.get(word, 0.0) for word in each[1]), -len(each[0].text)))
    return best[0].text
