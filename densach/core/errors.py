"""Refusals: every "no" of the product has a class, a sentence, a machine form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _

from .rights import word_of

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Refusal(Exception):
    """A named "no" of the product, raised by services and rules.

    `code` is stable (kebab case, used by the API and by scripts), `sentence` says what is wrong in the words
    of the desk and may hold `%(name)s` places filled from `data`, `advice` says what may be done about it.
    `field` names the form field it belongs to, if one. `status` is the HTTP status a page or the API answers with.
    """

    code: ClassVar[str] = "refused"
    sentence: ClassVar[StrPromise | str] = _("This cannot be done.")
    advice: ClassVar[StrPromise | str] = ""
    field: ClassVar[str | None] = None
    status: ClassVar[int] = 422

    def __init__(self, **data: Any) -> None:
        super().__init__(self.code)
        self.data = data

    def __str__(self) -> str:
        return str(self.sentence) % self.data

    @property
    def what_to_do(self) -> str:
        return str(self.advice) % self.data

    def as_problem(self) -> dict[str, Any]:
        """RFC 9457 problem document: `type, title, status, code, detail, data`."""
        return {
            "type": "about:blank",
            "title": str(self),
            "status": self.status,
            "code": self.code,
            "detail": self.what_to_do,
            "data": {
                key: value if isinstance(value, int | float | bool | None) else str(value)
                for key, value in self.data.items()
            },
        }


class NotAllowed(Refusal):
    """The actor lacks the right at that place."""

    code = "not-allowed"
    sentence = _("You do not have the right to do this here.")
    advice = _("Ask the administrator of your unit for the right “%(right)s”.")
    status = 403

    @property
    def what_to_do(self) -> str:
        return str(self.advice) % {"right": word_of(str(self.data.get("right", "")))}
