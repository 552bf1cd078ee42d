"""A browser, a server in a process of its own, and pages that may not go wrong unnoticed.

The server is another process, as time stands still in its own, where the browser's time-outs would never end.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from acceptance.page.scene import Scene

START = "2026-01-05T09:00:00Z"


class Visits:
    """Opens pages, and notes what goes wrong on them and where they send requests.

    Attributes:
        problems: errors of scripts, and what browsers report as errors.
        requested: the addresses of all requests.
    """

    def __init__(self, browser: Browser, url: str) -> None:
        self.url = url
        self.problems: list[str] = []
        self.requested: list[str] = []
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    def new(self, *, width: int = 1280, scheme: str = "light") -> Page:
        """Return a page that has not gone anywhere yet."""
        context = self._browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="no-preference",
        )
        self._contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5_000)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", self._hear)
        page.on("request", lambda request: self.requested.append(request.url))
        return page

    def open(self, *, width: int = 1280, scheme: str = "light") -> Page:
        """Return a page that shows the state."""
        page = self.new(width=width, scheme=scheme)
        self.go(page)
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.problems.append(message.text)

    def go(self, page: Page) -> None:
        """Go to the server's page, and wait until it shows the state."""
        with page.expect_response("**/mock-voiceid/state"):
            page.goto(f"{self.url}/mock-voiceid/")
        page.locator("#due:not(:empty)").wait_for()

    def forgive(self, words: str) -> None:
        """Take what the browser reports with these words for expected; it has to be there."""
        assert [problem for problem in self.problems if words in problem] != []
        self.problems = [problem for problem in self.problems if words not in problem]

    def close(self) -> None:
        """Close all pages."""
        for context in self._contexts:
            context.close()


@contextmanager
def serving(*arguments: str) -> Iterator[str]:
    """Run a server meanwhile, and give its address."""
    command = [sys.executable, "-m", "mock_voiceid", "serve", "--port", "0", "--quiet", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        try:
            found = re.search(r"http://[\d.:]+", said)
            assert found is not None, f"the server did not say where it answers, but {said!r}"
            yield found.group()
        finally:
            process.terminate()


# Of the package, not of the session: while Playwright runs, no test of asyncio can run in this thread.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Start the system's Chromium."""
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("The tests of the page need Chromium: apt-get install chromium")
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=path) as chromium:
        yield chromium


@pytest.fixture(scope="package")
def server() -> Iterator[str]:
    """Run a server with frozen time."""
    with serving("--start", START) as url:
        yield url


@pytest.fixture
def url(server: str) -> str:
    """Return the address of a server with no domain."""
    assert requests.post(f"{server}/mock-voiceid/reset", json={}, timeout=10).ok
    return server


@pytest.fixture
def scene(url: str) -> Scene:
    """Return a domain on the server."""
    return Scene(url)


@pytest.fixture
def visits(browser: Browser, url: str) -> Iterator[Visits]:
    """Open pages of the server; at the end none may have had an error or left its origin."""
    visits = Visits(browser, url)
    yield visits
    visits.close()
    assert visits.problems == []
    assert [one for one in visits.requested if not one.startswith((f"{visits.url}/", "data:"))] == []
