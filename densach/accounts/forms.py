"""Signing in and the password, without the link to a reset by e-mail: most accounts have no address, the page says whom to ask."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm


class _Plain:
    """Labels stand above the fields, so nothing needs to stand inside them."""

    asked_now = "password"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields  # type: ignore[attr-defined]  # of the form this is mixed into
        fields[self.asked_now].help_text = ""
        for field in fields.values():
            field.widget.attrs.pop("placeholder", None)


class SignInForm(_Plain, LoginForm):  # type: ignore[misc]  # allauth publishes no types
    pass


class ConfirmForm(_Plain, ReauthenticateForm):  # type: ignore[misc]  # allauth publishes no types
    pass


class PasswordForm(_Plain, ChangePasswordForm):  # type: ignore[misc]  # allauth publishes no types
    asked_now = "oldpassword"
