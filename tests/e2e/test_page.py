"""The real page of the real binary in Chromium, with the real model."""

import os
import shutil

import pytest

CHROMIUM = os.environ.get("PATCHBAY_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def page(browser, local_gateway):
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    tab = context.new_page()
    problems = []
    tab.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: problems.append(str(error)))
    outside = []
    tab.on("request", lambda request: None if request.url.startswith((local_gateway.url, "data:", "blob:")) else outside.append(request.url))
    tab.goto(local_gateway.command("open").stdout.strip())
    yield tab
    context.close()
    assert not outside, "the page asked another origin"
    assert not [text for text in problems if "Content Security Policy" in text], problems


def ask(page, text):
    box = page.get_by_role("textbox").last
    box.fill(text)
    box.press("Enter")


def test_a_message_gets_a_streamed_answer(page):
    ask(page, "Say hello.")
    page.get_by_text("Say hello.").first.wait_for()
    receipt = page.get_by_text("tok/s").last
    receipt.wait_for(timeout=120_000)


def test_a_reload_in_mid_stream_loses_nothing(page):
    ask(page, "Tell me a long story about a lighthouse and its keeper.")
    stop = page.get_by_role("button", name="Stop", exact=True).last
    stop.wait_for(timeout=60_000)
    page.wait_for_function("() => document.querySelector('main').innerText.length > 400", timeout=60_000)
    before = page.locator("main").inner_text()
    page.reload()
    page.get_by_text("Tell me a long story").first.wait_for(timeout=30_000)
    page.wait_for_function("(length) => document.querySelector('main').innerText.length > length + 50", arg=len(before), timeout=60_000)
    words = [word for word in before.split() if word.isalpha()][20:40]
    assert " ".join(words)[:40] in " ".join(word for word in page.locator("main").inner_text().split() if word.isalpha())
    page.get_by_role("button", name="Stop", exact=True).last.click()
    page.get_by_role("button", name="Stop", exact=True).last.wait_for(state="detached", timeout=15_000)


def test_without_a_session_the_page_says_what_to_do(browser, local_gateway):
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(local_gateway.url)
    tab.get_by_text("patchbay open").first.wait_for(timeout=15_000)
    context.close()


def test_a_page_of_another_origin_gets_nothing(browser, local_gateway, tmp_path):
    import functools
    import http.server
    import threading

    (tmp_path / "index.html").write_text("<p>evil</p>")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        context = browser.new_context()
        tab = context.new_page()
        tab.goto(f"http://127.0.0.1:{server.server_port}/index.html")
        statuses = tab.evaluate("""async (url) => {
            const seen = [];
            for (const path of ['/v1/models', '/', '/admin/v1/status'])
                for (const mode of ['cors', 'no-cors'])
                    seen.push(await fetch(url + path, { mode }).then((r) => r.type === 'opaque' ? 'opaque' : r.status, () => 'refused'));
            return seen;
        }""", local_gateway.url)
        context.close()
        server.shutdown()
    assert set(statuses) <= {"refused", "opaque", 403}
