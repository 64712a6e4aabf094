"""The socket of words for acts: a module puts those of its own services into `audit_verbs.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from densach.core.sockets import Register

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

VERBS: Register[StrPromise | str] = Register("audit_verbs")


def register(words: Mapping[str, StrPromise | str]) -> None:
    """Name acts for people: {verb as it stands in the trail: words}. Raises ValueError where a verb has other words already."""
    for verb, word in words.items():
        VERBS.add(verb, word)


def word_of(verb: str) -> str:
    """The words of an act; the verb itself where nobody has named it."""
    return str(VERBS.get(verb)) if verb in VERBS else verb


def verbs_with(text: str) -> list[str]:
    """Verbs whose words hold `text`, whatever the case."""
    return [verb for verb, word in VERBS.all().items() if text.lower() in str(word).lower()]


# network stands below audit, so its acts are named here
register(
    {
        "locality.load": _("load a locality"),
        "unit.open": _("add a unit"),
        "unit.edit": _("correct a unit"),
        "unit.move": _("move a unit"),
        "unit.end": _("end a unit"),
        "facility.add": _("add a facility"),
        "facility.edit": _("correct a facility"),
        "facility.place": _("place a facility"),
        "facility.hours": _("set opening hours"),
        "account.open": _("open an account"),
        "account.password": _("give a new password"),
        "role.assign": _("give a role"),
        "role.end": _("end a role"),
    }
)
