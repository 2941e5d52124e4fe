"""Training on one's own labels: accuracy, calibration, the file, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from svcflow.errors import InputError
from svcflow.voice import hear, read_labelled, read_sentiment_model, read_survey, train, write_sentiment_model
from svcflow.voice.comments import SentimentModel, evaluate, packages

GOOD = ("it works again", "solved at once", "kind and quick", "my thanks to the desk", "处理很及时", "态度好", "已经修好了", "很满意")
BAD = (
    "still broken today",
    "nobody ever answers",
    "I waited for days",
    "the same fault again",
    "一直没人回复",
    "等了三天",
    "又坏了",
    "太慢",
)


def comments(n: int, seed: int = 1) -> tuple[list[str], list[str], list[str]]:
    """Comments of two phrases each, nine in ten of which are labelled as their phrases are."""
    rng = np.random.default_rng(seed)
    texts, languages, labels = [], [], []
    for _ in range(n):
        good, chinese = bool(rng.random() < 0.5), bool(rng.random() < 0.5)
        phrases = (GOOD if good else BAD)[4:] if chinese else (GOOD if good else BAD)[:4]
        texts.append(("，" if chinese else ", ").join(rng.choice(phrases, 2)))
        languages.append("zh-Hans" if chinese else "en")
        labels.append("positive" if good == (rng.random() < 0.9) else "negative")
    return texts, languages, labels


@pytest.fixture(scope="module")
def model() -> SentimentModel:
    return train(*comments(300))


def test_what_can_be_learnt_is_learnt_and_chances_are_honest(model: SentimentModel) -> None:
    texts, languages, labels = comments(400, seed=2)
    judged = [model.judge(text, language) for text, language in zip(texts, languages, strict=True)]
    found = evaluate(labels, [each.label for each in judged])
    assert 0.85 < found.accuracy.value < 0.95
    assert model.evaluation.accuracy.low < found.accuracy.high
    assert found.accuracy.low < model.evaluation.accuracy.high
    assert np.mean([each.chance for each in judged]) == pytest.approx(model.evaluation.accuracy.value, abs=0.05)


def test_it_judges_as_scikit_learn_does_and_the_same_after_the_file(model: SentimentModel, tmp_path: Path) -> None:
    write_sentiment_model(model, tmp_path / "model.json")
    again = read_sentiment_model(tmp_path / "model.json")
    assert again.labels == ("negative", "positive")
    assert again.evaluation == model.evaluation
    texts, languages, _ = comments(50, seed=3)
    for text, language in zip(texts, languages, strict=True):
        before, after = model.judge(text, language), again.judge(text, language)
        assert before.label == after.label
        assert before.chance == pytest.approx(after.chance, abs=1e-4)


def test_one_seed_gives_one_model(tmp_path: Path) -> None:
    for name in ("one.json", "two.json"):
        write_sentiment_model(train(*comments(60), seed=4), tmp_path / name)
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


def test_evaluation_by_hand() -> None:
    found = evaluate(["a", "a", "a", "b"], ["a", "a", "b", "b"])
    assert found.confusion == ((2, 1), (0, 1))
    assert found.accuracy.value == 0.75
    assert found.majority == 0.75
    assert found.recall == (2 / 3, 1.0)


@pytest.mark.parametrize(
    ("labels", "problem"),
    [(["positive"] * 30, "1 kind of label"), (["positive"] * 30 + ["negative"] * 3, 'only 3 comments have the label "negative"')],
)
def test_too_few_labels_are_refused(labels: list[str], problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        train(["good day"] * len(labels), ["en"] * len(labels), labels)


@pytest.mark.parametrize(
    "damage",
    [
        {"format": "pickle"},
        {"terms": {"w:good": [1.0, [0.5]]}},
        {"intercepts": [0.0, float("nan")]},
        {"leanings": [[1.0]]},
        {"more": 1},
    ],
)
def test_a_damaged_model_is_refused(model: SentimentModel, tmp_path: Path, damage: dict[str, object]) -> None:
    path = tmp_path / "model.json"
    write_sentiment_model(model, path)
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **damage}), encoding="utf-8")
    with pytest.raises(InputError, match="no model of sentiment"):
        read_sentiment_model(path)
    path.write_bytes(b"\x80\x04K\x01.")
    with pytest.raises(InputError, match="no model of sentiment"):
        read_sentiment_model(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_sentiment_model(tmp_path / "none.json")


def test_labels_are_words_signs_or_answers(tmp_path: Path) -> None:
    def read(text: str, **options: str) -> tuple[str, ...]:
        path = tmp_path / "labelled.csv"
        path.write_text(text, encoding="utf-8")
        return read_labelled(path, **options).labels

    assert read("评论,情感\n很好,正面\n太慢,负面\n一般,中性\n") == ("positive", "negative", "neutral")
    assert read("review,label\nfine,1\nslow,0\n") == ("positive", "negative")
    assert read("comment,CSAT\nfine,5\nslow,1\nso so,3\n,4\n") == ("positive", "negative", "neutral")
    assert read("comment,kind\nfine,praise\nslow,complaint\n", label="kind") == ("praise", "complaint")
    with pytest.raises(InputError, match="--label COLUMN"):
        read("comment,kind\nfine,praise\n")
    many = "comment,label\n" + "".join(f"text {number},word {letter}\n" for number, letter in enumerate("abcdefghijkl"))
    with pytest.raises(InputError, match="12 different texts"):
        read(many)


def test_personal_data_is_not_learnt(tmp_path: Path) -> None:
    path = tmp_path / "labelled.csv"
    path.write_text("comment,label\n" + "Regards Maria Keller,good\nmail me at x@example.com,bad\n" * 12, encoding="utf-8")
    read = read_labelled(path)
    assert not any("Keller" in text or "@" in text for text in read.texts)
    learnt = train(read.texts, read.languages, read.labels)
    assert not any("keller" in term or "example" in term for term in learnt.terms)


def test_without_the_extra_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr(packages, "import_module", missing)
    packages.chinese_cutter.cache_clear()
    with pytest.raises(InputError, match=r'need the package jieba.*pip install "svcflow\[text\]"'):
        packages.chinese_cutter()


def test_a_survey_is_heard_without_the_extra_and_says_what_it_lacks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    path.write_text("Ticket,CSAT,Comment\nT1,5,fine\nT2,1,slow\n", encoding="utf-8")
    monkeypatch.setattr(packages, "find_spec", lambda name: None)
    voice = hear(read_survey(path))
    assert voice.comments is None
    assert voice.satisfaction.csat[0].satisfied == 1
    assert voice.notes == (
        '2 comments are not read: jieba, opencc, vaderSentiment not installed. pip install "svcflow[text]" installs it.',
    )
