"""The page on paper: sheets with their numbers, sections to jump to, the same bytes twice, and a refusal that says what to install."""

import builtins
import sys

import pytest

from svcflow.errors import OutputError
from svcflow.report import words
from svcflow.report.forms import check_pdf
from svcflow.report.forms.pdf import as_pdf, laid_out
from svcflow.report.page import page, sections


def refused(monkeypatch, error):
    """`import weasyprint` fails with this error."""
    real = builtins.__import__

    def without(name, *rest):
        if name == "weasyprint":
            raise error
        return real(name, *rest)

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(OutputError) as told:
        check_pdf()
    return str(told.value)


def test_without_the_extra_it_is_named(monkeypatch):
    assert 'pip install "svcflow[pdf]"' in refused(monkeypatch, ImportError("No module named 'weasyprint'"))


def test_without_pango_its_package_is_named(monkeypatch):
    told = refused(monkeypatch, OSError("cannot load library 'libpango-1.0-0'\nmore"))
    assert "libpango-1.0-0" in told
    assert "apt install libpangoft2-1.0-0" in told
    assert "more" not in told


@pytest.fixture(scope="module")
def weasyprint():
    try:
        check_pdf()
    except OutputError as error:
        pytest.skip(str(error))


def words_of(box):
    """All texts of a laid out box."""
    text = getattr(box, "text", None)
    inside = "".join(words_of(each) for each in getattr(box, "children", ()))
    return (text or "") + inside + (" " if text else "")


def test_every_section_is_on_paper(weasyprint, full_facts):
    document = laid_out(page(full_facts))
    assert len(document.pages) > 3
    titles = [entry[0] for entry in document.make_bookmark_tree()[0][2]]
    assert [title for title in titles if title in dict(words.SECTIONS).values()] == [section.title for section in sections(full_facts)]
    told = " ".join(words_of(sheet._page_box) for sheet in document.pages)
    assert "erlang" not in told
    assert "Right first time" in told, "what is folded on the page stands open"
    assert f"1 / {len(document.pages)}" in told
    assert document.metadata.title.startswith("desk")
    for sheet in document.pages:
        assert sheet.width in (pytest.approx(793.7, abs=1), pytest.approx(1122.5, abs=1))


SHORT = """<!DOCTYPE html><html lang="en"><head><title>t</title><style></style></head><body><main><section><h2>工单 Tickets</h2>
<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="20"><rect x="10%" width="50%" height="9" fill="#0b5a8f"/></svg>
<table><thead><tr><th>Step</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>{more}</section></main></body></html>"""


def test_the_same_page_gives_the_same_bytes(weasyprint):
    made = as_pdf(SHORT.format(more=""))
    assert made.startswith(b"%PDF-")
    assert b"CreationDate" not in made
    assert made == as_pdf(SHORT.format(more=""))
    assert made != as_pdf(SHORT.format(more="<p>more</p>"))


def test_nothing_is_fetched(weasyprint, monkeypatch):
    def call(*_, **__):
        raise AssertionError("asked the network")

    monkeypatch.setattr("socket.create_connection", call)
    monkeypatch.setattr("urllib.request.urlopen", call)
    assert as_pdf(SHORT.format(more='<img src="http://192.0.2.1/x.png">')).startswith(b"%PDF-")
    assert as_pdf(SHORT.format(more='<img src="file:///etc/hostname">')).startswith(b"%PDF-")
