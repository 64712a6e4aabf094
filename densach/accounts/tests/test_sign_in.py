from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import LazySettings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from densach.accounts.models import User
from densach.accounts.services import renew_password
from densach.network.models import Assignment
from tests import make

WORD = "den-sach-sang-2026"


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> None:
    cache.clear()


@pytest.fixture
def hoa(place: SimpleNamespace) -> User:
    user = User.objects.create_user("hoa.nong", WORD, full_name="Nông Thị Hoa", email="hoa@example.vn")
    Assignment.objects.create(user=user, role="librarian", unit=place.ward, starts_on=make.START)
    return user


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def sign_in(client: Client, name: str = "hoa.nong", word: str = WORD):
    return client.post(reverse("account_login"), {"login": name, "password": word})


def test_accounts(db: None) -> None:
    user = User.objects.create_user("Hoa", full_name="Nông Thị Hoa")
    assert (str(user), user.get_full_name(), user.get_short_name()) == ("Nông Thị Hoa", "Nông Thị Hoa", "Hoa")
    assert str(User(username="x")) == "x"
    system = User.objects.system()
    assert system == User.objects.system()
    assert not Client().login(username="system", password="!")


def test_the_right_password_and_the_wrong_one(hoa: User) -> None:
    client = Client()
    page = text_of(sign_in(client, word="sai"))
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in page
    assert "password/reset" not in page
    assert sign_in(client).headers["Location"] == reverse("work")
    assert client.post(reverse("account_logout")).headers["Location"] == reverse("home")
    assert client.get(reverse("work")).status_code == 302


def test_an_account_switched_off_does_not_get_in(hoa: User) -> None:
    User.objects.filter(pk=hoa.pk).update(is_active=False)
    client = Client()
    sign_in(client)
    assert client.get(reverse("work")).status_code == 302


def test_guessing_is_slowed_down(hoa: User) -> None:
    client = Client()
    for _attempt in range(5):
        assert "chưa đúng" in text_of(sign_in(client, word="sai"))
    assert "Nhập sai quá nhiều lần" in text_of(sign_in(client, word="sai"))
    # the right word does not get in now either, so a guesser learns nothing
    sign_in(client)
    assert client.get(reverse("work")).status_code == 302


def test_an_address_that_tries_many_names_is_slowed_down(hoa: User) -> None:
    client = Client()
    for number in range(10):
        sign_in(client, name=f"ai.do.{number}", word="sai")
    assert "Nhập sai quá nhiều lần" in text_of(sign_in(client, name="ai.do.99", word="sai"))


def test_nobody_signs_up_from_outside(db: None) -> None:
    assert "quản trị của đơn vị" in text_of(Client().get(reverse("account_signup")))
    Client().post(reverse("account_signup"), {"username": "la", "password1": WORD, "password2": WORD})
    assert not User.objects.filter(username="la").exists()


def test_reset_by_letter_only_to_addresses_that_are_known(hoa: User) -> None:
    client = Client()
    assert "nhờ quản trị của đơn vị" in text_of(client.get(reverse("account_reset_password")))
    client.post(reverse("account_reset_password"), {"email": "la@example.vn"})
    assert mail.outbox == []
    client.post(reverse("account_reset_password"), {"email": "hoa@example.vn"}, follow=True)
    (letter,) = mail.outbox
    assert letter.to == ["hoa@example.vn"]
    link = re.search(r"http://testserver(\S+)", letter.body).group(1)
    answer = client.get(link, follow=True)
    address = answer.redirect_chain[-1][0]
    client.post(address, {"password1": "mat-khau-moi-99", "password2": "mat-khau-moi-99"})
    assert User.objects.get(pk=hoa.pk).check_password("mat-khau-moi-99")


SIGNED_IN_PAGES = (
    "my_account", "account_change_password", "account_email", "account_logout", "account_reauthenticate", "mfa_index", "mfa_reauthenticate",
)  # fmt: skip


def test_pages_of_ones_own_account(hoa: User) -> None:
    client = Client()
    assert client.get(reverse("my_account")).status_code == 302
    sign_in(client)
    for name in SIGNED_IN_PAGES:
        answer = client.get(reverse(name), follow=True)
        assert answer.status_code == 200, name
        assert '<html lang="vi">' in text_of(answer), name
    page = text_of(client.get(reverse("my_account")))
    assert "Nông Thị Hoa" in page
    assert reverse("mfa_index") in page
    assert "đang tắt" in page
    assert f'href="{reverse("my_account")}"' in text_of(client.get(reverse("work")))


def test_change_of_ones_own_password(hoa: User) -> None:
    client = Client()
    sign_in(client)
    address = reverse("account_change_password")
    fields = {"oldpassword": WORD, "password1": "ngan", "password2": "ngan"}
    assert "quá ngắn" in text_of(client.post(address, fields))
    fields |= {"password1": "mat-khau-moi-99", "password2": "mat-khau-moi-99"}
    assert "Đã đổi mật khẩu" in text_of(client.post(address, fields, follow=True))
    assert User.objects.get(pk=hoa.pk).check_password("mat-khau-moi-99")


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def confirm(client: Client) -> None:
    """What guards the second step asks for the password once more."""
    address = reverse("mfa_activate_totp")
    page = text_of(client.get(address, follow=True))
    assert "Xác nhận lại" in page
    assert "password/reset" not in page
    client.post(reverse("account_reauthenticate"), {"password": WORD, "next": address})


def switch_second_step_on(client: Client) -> str:
    confirm(client)
    page = text_of(client.get(reverse("mfa_activate_totp"), follow=True))
    assert "data:image/svg+xml" in page
    assert "quét mã QR" in page
    secret = re.search(r'value="([A-Z2-7]{32})"', page).group(1)
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, follow=True)
    assert answer.status_code == 200
    return secret


def test_second_step_from_start_to_end(hoa: User) -> None:
    client = Client()
    sign_in(client)
    confirm(client)
    client.get(reverse("mfa_activate_totp"))
    assert "Mã không đúng" in text_of(client.post(reverse("mfa_activate_totp"), {"code": "000000"}))
    client.post(reverse("account_logout"))
    sign_in(client)
    secret = switch_second_step_on(client)
    assert "đang bật" in text_of(client.get(reverse("my_account")))
    codes = text_of(client.get(reverse("mfa_view_recovery_codes"), follow=True))
    assert "Mã chưa dùng" in codes
    for name in ("mfa_index", "mfa_generate_recovery_codes", "mfa_deactivate_totp"):
        assert client.get(reverse(name), follow=True).status_code == 200, name
    assert client.get(reverse("mfa_download_recovery_codes")).headers["Content-Disposition"].startswith("attachment")
    # the password alone no longer gets in
    other = Client()
    assert sign_in(other).headers["Location"].startswith(reverse("mfa_authenticate"))
    assert other.get(reverse("work")).status_code == 302
    assert "bước xác nhận thứ hai" in text_of(other.get(reverse("mfa_authenticate")))
    cache.clear()  # a code is taken once only; this one was spent when switching on
    other.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert other.get(reverse("work")).status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    assert "đang tắt" in text_of(client.get(reverse("my_account")))


def test_renewing_a_password_takes_the_second_step_and_sessions_away(hoa: User) -> None:
    client = Client()
    sign_in(client)
    switch_second_step_on(client)
    renew_password(user=User.objects.get(pk=hoa.pk), password="mat-khau-moi-99")
    assert client.get(reverse("work")).status_code == 302
    assert sign_in(Client(), word="mat-khau-moi-99").headers["Location"] == reverse("work")


def test_behind_a_proxy_limits_count_by_the_address_it_names(hoa: User, settings: LazySettings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(12):
        client = Client(headers={"X-Forwarded-For": f"10.0.0.{number}"})
        assert "quá nhiều" not in text_of(sign_in(client, name=f"ai.do.{number}", word="sai"))
