"""Refusals in forms, the same on every page."""

from __future__ import annotations

from django import forms

from .errors import Refusal


def add_refusal(form: forms.BaseForm, refusal: Refusal) -> None:
    """Show a refusal beside the field it belongs to (its own, or the one named in its data), or above the form."""
    field = refusal.data.get("field") or refusal.field
    form.add_error(field if field in form.fields else None, f"{refusal} {refusal.what_to_do}".strip())
