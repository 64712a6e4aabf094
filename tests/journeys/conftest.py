"""Browser stories in real Chromium, at desktop and at phone size, with axe on each page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from densach.accounts.models import User

# the browser's own loop runs in this thread, where Django would refuse to talk to the database
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
PASSWORD = "mat-khau-thu"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium where there is one, else Playwright's own."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    sandbox = ["--no-sandbox"] if hasattr(os, "getuid") and os.getuid() == 0 else []
    with sync_playwright() as playwright:
        arguments = [
            *sandbox,
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ]
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@dataclass
class Walk:
    """A visitor with a browser window; collects what axe and the console say on the way."""

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.status < 400, f"{path} answered {answer.status}"
        self.look()
        return self.page

    def look(self) -> None:
        """Hold the page as it stands against axe, and that it does not run out of the window sideways."""
        self.page.wait_for_load_state("networkidle")
        found = Axe().run(self.page, options={"resultTypes": ["violations"]})
        self.faults += [
            f"{self.page.url}: {one['id']} {one['nodes'][0]['html'][:120]}" for one in found.response["violations"]
        ]
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            self.faults.append(f"{self.page.url}: {wide} px too wide")

    def sign_in(self, user: User) -> None:
        self.page.context.clear_cookies()
        self.open("/tai-khoan/login/")
        self.page.fill("input[name=login]", user.username)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_url("**/lam-viec/")

    def submit(self, label: str) -> None:
        """Press the button of that name and look at the page that comes."""
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("button", name=label).first.click()
        self.look()

    def send(self) -> None:
        """Press the last button of the page's form and look at the page that comes."""
        with self.page.expect_navigation():
            self.page.locator("main form button[type=submit]").last.click()
        self.look()

    def sees(self, text: str) -> None:
        self.page.get_by_text(text).first.wait_for(state="attached", timeout=5000)


@pytest.fixture(params=list(SIZES))
def walk(
    request: pytest.FixtureRequest, chromium: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Walk]:
    """A fresh browser window at one of the two sizes; at the end nothing may be wrong and every figure must be its recount."""
    width, height = SIZES[request.param]
    context = chromium.new_context(
        viewport={"width": width, "height": height}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)  # threads of the live server leave nothing open
    walk = Walk(page, live_server.url)
    page.on("pageerror", lambda error: walk.faults.append(f"{page.url}: script error {error}"))
    yield walk
    if os.environ.get("DENSACH_SHOTS"):
        page.screenshot(path=f"{os.environ['DENSACH_SHOTS']}/{request.node.name}.png", full_page=True)
    context.close()
    assert not walk.faults, "\n".join(walk.faults)
    call_command("recount", dirty=True, verbosity=0)
    call_command("recount", check=True, verbosity=0)
