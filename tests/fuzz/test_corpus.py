"""What fuzzing has found is replayed: the seeds, and the corpus that a run of `fuzz_import.py` left, in the ordinary suite."""

from pathlib import Path

import pytest

from tests.fuzz.fuzz_import import LONGEST, import_one
from tests.fuzz.seeds import seeds

CORPUS = sorted((Path(__file__).parent / "corpus").iterdir())
SEEDS = seeds()


@pytest.mark.parametrize("number", range(len(SEEDS)))
def test_seeds(tmp_path, number):
    import_one(SEEDS[number], tmp_path)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_corpus(tmp_path, path):
    import_one(path.read_bytes(), tmp_path)


def test_the_corpus_reaches_all_stages(tmp_path):
    """Not all of it is refused at the door."""
    assert sum(import_one(data, tmp_path) for data in SEEDS) > len(SEEDS) / 2


def test_the_corpus_stays_small():
    assert 50 < len(CORPUS) < 500
    assert sum(path.stat().st_size for path in CORPUS) < 1 << 20
    assert max(path.stat().st_size for path in CORPUS) <= LONGEST
