"""Readers' cards on paper: bar code and QR code, ten on an A4 sheet."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from densach.accounts.models import User
from densach.core.clock import today
from densach.core.doors import requires
from densach.core.text import fold
from densach.documents.print import barcode_svg, pdf, qr_svg
from densach.documents.print.letterheads import letterhead
from densach.network.access import facilities_with
from densach.network.models import Facility

from . import rules
from .models import Card, CardState
from .permissions import VIEW_PATRONS

MOST = 500


class CardsForm(forms.Form):
    """Whose cards: everybody's of a place, narrowed to a class or group and to a day of issue."""

    place = forms.ModelChoiceField(
        Facility.objects.none(), label=gettext_lazy("Place"), to_field_name="public_id", empty_label=None
    )
    group = forms.CharField(label=gettext_lazy("Class or group"), max_length=40, required=False)
    since = forms.DateField(
        label=gettext_lazy("Issued since"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("Empty: all cards in use."),
    )
    number = forms.CharField(label=gettext_lazy("Only the card with number"), max_length=30, required=False)

    def __init__(self, *args: Any, facilities: QuerySet[Facility], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = facilities  # type: ignore[attr-defined]  # a ModelChoiceField

    def cards(self) -> QuerySet[Card]:
        """Cards in use, by class and name."""
        facts = self.cleaned_data
        cards = Card.objects.filter(patron__facility=facts["place"], state=CardState.ACTIVE)
        if facts["group"]:
            cards = cards.filter(patron__group_fold=fold(facts["group"]))
        if facts["since"]:
            cards = cards.filter(issued_on__gte=facts["since"])
        if facts["number"]:
            cards = cards.filter(number=rules.card_number(facts["number"]))
        return cards.select_related("patron").order_by("patron__group", "patron__name_sort", "pk")


@requires(VIEW_PATRONS)
def cards_print(request: HttpRequest) -> HttpResponse:
    """Choose, then the answer is the PDF: at most 500 cards at once. Nothing is changed."""
    facilities = facilities_with(cast("User", request.user), VIEW_PATRONS)
    form = CardsForm(request.GET if "place" in request.GET else None, facilities=facilities)
    if form.is_valid():
        cards = list(form.cards()[:MOST])
        if cards:
            response = HttpResponse(cards_pdf(form.cleaned_data["place"], cards), content_type="application/pdf")
            response["Content-Disposition"] = 'inline; filename="the-ban-doc.pdf"'
            return response
        form.add_error(None, _("No card in use fits. Choose another class or an earlier day."))
    return render(request, "people/cards_print.html", {"form": form}, status=422 if form.errors else 200)


def cards_pdf(place: Facility, cards: list[Card]) -> bytes:
    """Cards of readers of a place as PDF; a number with letters outside ASCII has its QR code only."""
    words = {
        "photo": _("Photo"),
        "card": _("READER'S CARD"),
        "born": _("Born:"),
        "group": _("Class or group:"),
        "until": _("Valid to:"),
    }
    head = letterhead(place, today())
    return pdf(
        "patron-cards",
        {
            "title": _("Readers' cards"),
            "words": words,
            "cards": [_card(card, head.parent, place.name) for card in cards],
        },
        tagged=False,
    )


def _card(card: Card, parent: str, place: str) -> dict[str, str]:
    number = card.number
    return {
        "parent": parent,
        "place": place,
        "name": card.patron.full_name,
        "born": str(card.patron.birth_year or ""),
        "group": card.patron.group,
        "until": f"{card.expires_on:%d/%m/%Y}",
        "number": number,
        "code": barcode_svg(number) if number.isascii() and number.isprintable() else "",
        "qr": qr_svg(number),
    }
