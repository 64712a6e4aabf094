"""The API answers whatever it is asked: never a 500 (5-quality.md §2, 9)."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings

from densach.config.wsgi import application
from tests import make


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("signed_in", [True, False])
def test_no_question_breaks_the_api(place: SimpleNamespace, signed_in: bool) -> None:
    make.copy(facility=place.library)
    client = Client()
    if signed_in:
        client.force_login(place.owner)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    asked = 0
    for found in described.get_all_operations():
        operation = found.ok()
        asked += 1

        @settings(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            answer = case.call(cookies=cookies)
            assert answer.status_code < 500, f"{case.method} {case.formatted_path}: {answer.status_code}"

        ask()
    assert asked >= 10
