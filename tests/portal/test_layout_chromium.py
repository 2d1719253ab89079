"""The pages in a real browser: nothing runs over the edge, nothing is blocked or missing."""

import shutil

import pytest

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")

pytestmark = [pytest.mark.chromium, pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")]

QUERIES = [
    "",
    "?q=طقس&by=day&from=2026-11-01",
    "?q=طقس",
    "?q=الجسر",
    "?q=زرافة",
    "?q=(زرافة",
    "?from=x",
    "?as_of=أمس",
    "?as_of=x",
]
PAGES = [f"/{query}" for query in QUERIES] + ["/articles/1", "/articles/4", "/articles/5", "/articles/1/captures/1"]


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_no_page_is_wider_than_its_window(portal, browser, lang):
    context = browser.new_context()
    page = context.new_page()
    blocked: list[str] = []
    page.on("console", lambda message: blocked.append(message.text))
    too_wide = []
    for path in PAGES:
        page.goto(portal.url.rstrip("/") + path + ("&" if "?" in path else "?") + f"lang={lang}")
        for width in (320, 768, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                too_wide.append((path, width))
    context.close()
    assert too_wide == []
    ours = [text for text in blocked if "Content Security Policy" in text and "tracker.example" not in text]
    assert ours == []


def test_a_captured_page_runs_nothing_and_fetches_nothing(portal, browser):
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("requestfinished", lambda request: asked.append(request.url))
    page.goto(f"{portal.url}articles/1/captures/1/body")
    assert page.title() != "ran"
    page.goto(f"{portal.url}articles/1/captures/1")
    page.wait_for_load_state("networkidle")
    frame = page.frames[1]
    assert "البلدية تفتتح المكتبة" in frame.content()
    assert [url for url in asked if not url.startswith(portal.url)] == []
    context.close()
