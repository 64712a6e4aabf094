"""The living page and the script of the design system, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.views import defaults
from django.views.csrf import csrf_failure
from playwright.sync_api import Page, sync_playwright

WEB = Path(__file__).resolve().parent.parent


@pytest.fixture
def urls(settings: object) -> None:
    settings.ROOT_URLCONF = "densach.web.tests.design_urls"  # type: ignore[attr-defined]


@pytest.fixture
def address(urls: None, live_server: object) -> str:
    return live_server.url  # type: ignore[attr-defined,no-any-return]


@pytest.mark.django_db
def test_living_page_shows_every_component(urls: None, client: object) -> None:
    page = client.get("/design/")  # type: ignore[attr-defined]
    assert page.status_code == 200
    used = {template.name for template in page.templates}
    components = {f"web/components/{path.name}" for path in (WEB / "templates/web/components").glob("*.html")}
    assert components - used <= {"web/components/refresh.html", "web/components/toasts.html"}


def open_page(play: object, address: str, **options: object) -> Page:
    browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])  # type: ignore[attr-defined]
    page: Page = browser.new_context(locale="vi-VN", **options).new_page()
    page.goto(address)
    return page


@pytest.mark.journey
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(390, 844), (1280, 900)], ids=["phone", "desktop"])
def test_living_page_passes_axe_and_the_policy(address: str, scheme: str, size: tuple[int, int]) -> None:
    with sync_playwright() as play:
        page = open_page(play, "about:blank", color_scheme=scheme, viewport={"width": size[0], "height": size[1]})
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{address}/design/")
        result = Axe().run(page)
        wider = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert [v["id"] for v in result.response["violations"]] == []
    assert said == []
    assert not wider


@pytest.mark.journey
def test_desk_field_keeps_the_focus_and_escape_empties_then_closes(address: str) -> None:
    with sync_playwright() as play:
        page = open_page(play, f"{address}/desk/")
        focused = "document.activeElement.id"
        assert page.evaluate(focused) == "scan"
        page.evaluate("document.getElementById('close').addEventListener('click', () => document.title = 'closed')")
        page.keyboard.type("TN.0412")
        page.keyboard.press("Enter")
        page.wait_for_selector("#answer .desk-no")
        assert page.inner_text("#answer") == "TN.0412"
        page.wait_for_function("document.getSelection().toString() === 'TN.0412'")
        assert page.evaluate(focused) == "scan"
        page.keyboard.press("Escape")
        assert page.input_value("#scan") == ""
        assert page.title() != "closed"
        page.keyboard.press("Escape")
        assert page.title() == "closed"
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("7")
        assert page.input_value("#scan") == "7"


@pytest.mark.journey
def test_second_look_can_be_declined_and_accepted(address: str) -> None:
    with sync_playwright() as play:
        page = open_page(play, f"{address}/desk/")
        page.click("#delete")
        assert "Xoá TN.0412?" in page.inner_text("dialog")
        page.click("dialog button[value=no]")
        page.wait_for_selector("dialog", state="detached")
        assert page.url.endswith("/desk/")
        page.click("#delete")
        page.click("dialog button[value=yes]")
        page.wait_for_url("**/answer/")
        assert page.inner_text("body") == "gone"


@pytest.mark.journey
def test_failed_request_is_said_aloud(address: str) -> None:
    with sync_playwright() as play:
        page = open_page(play, f"{address}/desk/")
        page.click("#broken")
        page.wait_for_selector("#toasts .alert-bad")
        assert page.inner_text("#toasts").strip() == "Chưa làm được. Mời bạn thử lại."


@pytest.mark.journey
def test_unsaved_words_are_guarded(address: str) -> None:
    with sync_playwright() as play:
        page = open_page(play, f"{address}/desk/")
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.fill("#scan", "abc")
        page.goto(f"{address}/design/")
    assert asked == ["beforeunload"]


@pytest.mark.django_db
def test_pages_of_the_frame_speak_the_words_of_the_desk(client: object) -> None:
    login = client.get("/tai-khoan/login/", headers={"accept-language": "vi"})  # type: ignore[attr-defined]
    assert login.status_code == 200
    assert "Hãy hỏi người quản trị của đơn vị" in login.text
    assert 'class="btn btn-primary"' in login.text
    wrong = client.post("/tai-khoan/login/", {"login": "khong-co", "password": "x"})  # type: ignore[attr-defined]
    assert "data-error-summary" in wrong.text
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in wrong.text


@pytest.mark.django_db
def test_error_pages_say_what_to_do(rf: object) -> None:
    request = rf.get("/khong-co/")  # type: ignore[attr-defined]
    assert "Về trang đầu" in defaults.page_not_found(request, Exception()).text
    assert "Bạn chưa có quyền xem trang này." in defaults.permission_denied(request, Exception()).text
    assert "tải lại trang" in csrf_failure(request).text
    assert "Máy chủ gặp lỗi" in defaults.server_error(request).text
