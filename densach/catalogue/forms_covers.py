"""The form that takes a picture of a cover."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

_ACCEPT = {"accept": "image/jpeg,image/png,image/webp"}


class CoverForm(forms.Form):
    """Two ways to one picture: phones open the camera for the first and their gallery for the second."""

    photo = forms.FileField(
        label=_("Photograph it now"),
        required=False,
        widget=forms.FileInput(attrs={**_ACCEPT, "capture": "environment"}),
    )
    picture = forms.FileField(
        label=_("Or choose a picture"),
        required=False,
        help_text=_("JPEG, PNG or WebP, at most 15 MB."),
        widget=forms.FileInput(attrs=_ACCEPT),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned.get("photo") or cleaned.get("picture")):
            raise forms.ValidationError(_("Take a photograph, or choose a JPEG, PNG or WebP file."))
        return cleaned

    @property
    def chosen(self) -> UploadedFile[bytes]:
        found: UploadedFile[bytes] = self.cleaned_data["photo"] or self.cleaned_data["picture"]
        return found
