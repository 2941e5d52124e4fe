import pytest

from svcflow.errors import OutputError
from svcflow.output import MARKER, check_no_input, check_replaceable, is_own, new_file, new_folder


def test_a_file_is_whole_or_not_there(tmp_path):
    target = tmp_path / "deep" / "result.csv"
    with new_file(target) as draft:
        draft.write_text("first")
        assert not target.exists()
    with pytest.raises(ZeroDivisionError), new_file(target) as draft:
        draft.write_text(f"half {1 / 0}")
    assert target.read_text() == "first"
    assert [file.name for file in target.parent.iterdir()] == ["result.csv"]


def test_a_folder_is_replaced_as_a_whole(tmp_path):
    target = tmp_path / "runs"
    with new_folder(target, "replications") as draft:
        (draft / "a").write_text("1")
    with new_folder(target, "replications") as draft:
        (draft / "b").write_text("2")
    assert sorted(file.name for file in target.iterdir()) == [MARKER, "b"]
    assert is_own(target, "replications")
    assert not is_own(target, "report")


def test_a_failure_leaves_the_folder_as_it_was(tmp_path):
    target = tmp_path / "runs"
    with new_folder(target, "replications") as draft:
        (draft / "a").write_text("1")
    with pytest.raises(RuntimeError), new_folder(target, "replications"):
        raise RuntimeError
    assert (target / "a").read_text() == "1"
    assert [file.name for file in tmp_path.iterdir()] == ["runs"]


def test_what_svcflow_did_not_make_is_refused(tmp_path):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "thesis.txt").write_text("years")
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="did not make"):
        check_replaceable(tmp_path / "theirs", "log")
    with pytest.raises(OutputError, match="is a file"), new_folder(tmp_path / "file", "log"):
        pass
    with pytest.raises(OutputError, match="is a folder"), new_file(tmp_path / "theirs"):
        pass
    with pytest.raises(OutputError, match="cannot be written"), new_file(tmp_path / "file" / "below"):
        pass


def test_an_empty_folder_is_taken(tmp_path):
    (tmp_path / "empty").mkdir()
    with new_folder(tmp_path / "empty", "log"):
        pass
    assert is_own(tmp_path / "empty", "log")


def test_a_folder_of_another_kind_is_refused(tmp_path):
    with new_folder(tmp_path / "tickets", "svcflow log") as draft:
        (draft / "steps").write_text("kept")
    with pytest.raises(OutputError, match=r'something else of svcflow \("svcflow log"\)'), new_folder(tmp_path / "tickets", "report"):
        pass
    assert (tmp_path / "tickets" / "steps").read_text() == "kept"


def test_a_file_that_is_read_is_not_written(tmp_path):
    (tmp_path / "tickets.csv").write_text("rows")
    with pytest.raises(OutputError, match="would be lost"):
        check_no_input(tmp_path / "tickets.csv", None, "-", tmp_path / "tickets.csv")
    check_no_input(tmp_path / "model.json", tmp_path / "tickets.csv")
