from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse


@pytest.mark.django_db
def test_vietnamese_unless_the_visitor_chose() -> None:
    client = Client(headers={"Accept-Language": "en-GB,en;q=0.9"})
    answer = client.get(reverse("home"))
    assert answer.headers["Content-Language"] == "vi"
    assert "Cookie" in answer.headers["Vary"]
    assert 'lang="vi"' in answer.content.decode()
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    answer = client.get(reverse("home"))
    assert answer.headers["Content-Language"] == "en"
    assert 'lang="en"' in answer.content.decode()
    client.post(reverse("set_language"), {"language": "vi", "next": "/"})
    assert client.get(reverse("home")).headers["Content-Language"] == "vi"


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["fr", "", "../../en", "en-GB"])
def test_a_language_we_do_not_speak_is_vietnamese(wrong: str) -> None:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = wrong
    assert client.get(reverse("home")).headers["Content-Language"] == "vi"
