"""The page of one's own account."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from densach.core.doors import signed_in


@signed_in
def my_account(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/my_account.html", {"second_step": is_mfa_enabled(request.user)})
