"""The checks themselves: a bad page is told from a good one."""

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

BAD = """<!DOCTYPE html><html lang="en"><title>bad</title><body style="margin:0"><main><h1>Bad</h1>
<p style="width:900px">This is far too wide.</p><button></button>
<svg width="100" height="40"><text y="20">one</text><text x="5" y="22">two</text><text y="38">three</text></svg></main></html>"""


def test_a_bad_page_is_found_out(browser, tmp_path):
    path = tmp_path / "bad.html"
    path.write_text(BAD, encoding="utf-8")
    page = browser.new_page(viewport={"width": 400, "height": 400})
    page.goto(path.as_uri())
    bad = Visit(page)
    assert bad.sticking_out() == ["P.: This is far too wide.", "the page is 500 px too wide"]
    assert bad.overlapping() == ["one | two"]
    assert [each.split(":")[0] for each in bad.violations()] == ["button-name"]
    page.close()


@pytest.mark.parametrize("script", ["console.error('oh')", "throw new Error('oh')", "fetch('https://example.com').catch(() => 0)"])
def test_complaints_and_requests_are_kept(visit, tmp_path, script):
    path = tmp_path / "loud.html"
    path.write_text(f"<!DOCTYPE html><title>loud</title><script>{script}</script>", encoding="utf-8")
    opened = visit(path)
    opened.page.wait_for_timeout(50)
    assert opened.complaints
    opened.complaints.clear()
