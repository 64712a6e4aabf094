"""Names and subjects: browse, one with its records, other forms, rename everywhere, merge."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from densach.accounts.models import User
from densach.catalogue.editing import browsing
from densach.catalogue.forms_headings import NoteForm, RenameForm, VariantForm
from densach.catalogue.models import Heading, HeadingKind
from densach.catalogue.permissions import EDIT_CATALOGUE, GOVERN_CATALOGUE
from densach.catalogue.services import heading_acts
from densach.catalogue.tasks import merge_in_background, rename_in_background
from densach.core.clock import now
from densach.core.doors import public, requires
from densach.core.errors import Refusal
from densach.core.forms import add_refusal

# more records than this are rewritten by the worker
AT_ONCE = 500
_PER_PAGE = 60


def _heading(public_id: str) -> Heading:
    """Raises Http404."""
    return get_object_or_404(Heading.objects.select_related("see"), public_id=public_id)


def _url(heading: Heading) -> str:
    return reverse("heading_detail", args=[heading.public_id])


def _may(request: HttpRequest, right: str) -> bool:
    return isinstance(request.user, User) and request.user.has_right(right)


@public
def heading_list(request: HttpRequest) -> HttpResponse:
    asked = request.GET
    kind = asked.get("kind") if asked.get("kind") in HeadingKind.values else HeadingKind.NAME
    letter, text = asked.get("letter", "")[:1].upper(), asked.get("q", "")[:200]
    page = Paginator(browsing.browse(str(kind), letter=letter, text=text), _PER_PAGE).get_page(asked.get("page"))
    context = {
        "kind": kind,
        "kinds": [(HeadingKind.NAME, _("Names")), (HeadingKind.SUBJECT, _("Subjects"))],
        "letter": letter,
        "letters": ["0", *browsing.LETTERS, *browsing.OTHERS],
        "q": text,
        "page": page,
    }
    return render(request, "catalogue/heading_list.html", context)


@public
def heading_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    heading = _heading(public_id)
    if heading.see is not None:
        return redirect(_url(heading.see))
    page = Paginator(browsing.records_under(heading), _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "heading": heading,
        "page": page,
        "variants": Heading.objects.filter(see=heading),
        "may_edit": _may(request, EDIT_CATALOGUE),
        "may_govern": _may(request, GOVERN_CATALOGUE),
        "form": VariantForm(),
        "note_form": NoteForm(initial={"note": heading.note}),
    }
    return render(request, "catalogue/heading_detail.html", context)


@require_POST
@requires(EDIT_CATALOGUE)
def heading_variant_add(request: HttpRequest, public_id: str) -> HttpResponse:
    heading = _heading(public_id)
    try:
        text = request.POST.get("text", "")
        variant = heading_acts.add_variant(actor=cast("User", request.user), heading=heading, text=text)
    except Refusal as refusal:
        messages.error(request, f"{refusal} {refusal.what_to_do}")
    else:
        facts = {"form": variant.text, "used": heading.text}
        messages.success(request, _("“%(form)s” leads to “%(used)s” now.") % facts)
    return redirect(_url(heading))


@require_POST
@requires(EDIT_CATALOGUE)
def heading_note(request: HttpRequest, public_id: str) -> HttpResponse:
    heading = _heading(public_id)
    note = request.POST.get("note", "")
    heading_acts.note_on_heading(actor=cast("User", request.user), heading=heading, note=note)
    messages.success(request, _("Saved."))
    return redirect(_url(heading))


@requires(EDIT_CATALOGUE)
def heading_variant_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    variant = _heading(public_id)
    if variant.see is None:
        return redirect(_url(variant))
    facts = {"form": variant.text, "used": variant.see.text}
    if request.method == "POST":
        used = heading_acts.remove_variant(actor=cast("User", request.user), variant=variant)
        messages.success(request, _("“%(form)s” no longer leads to “%(used)s”.") % facts)
        return redirect(_url(used))
    context = {
        "title": _("Part “%(form)s” from “%(used)s”") % facts,
        "what": _("Whoever writes “%(form)s” from now on makes a heading of its own. Records stay as they are.")
        % facts,
        "undo": _("You can enter it as another form again."),
        "verb": _("Part them"),
        "cancel_url": _url(variant.see),
    }
    return render(request, "web/confirm.html", context)


def _done(request: HttpRequest, count: int) -> None:
    text = ngettext("%(n)s record rewritten.", "%(n)s records rewritten.", count)
    messages.success(request, text % {"n": count})


def _under_way(request: HttpRequest) -> None:
    messages.info(request, _("The records are being rewritten; this may take some minutes. You may leave this page."))


def _rename(request: HttpRequest, user: User, heading: Heading, count: int, *, text: str, keep_old: bool) -> None:
    """Now, or by the worker where many records bear it. Raises what the service refuses."""
    if count <= AT_ONCE:
        at = now()
        _done(request, heading_acts.rename_heading(actor=user, heading=heading, text=text, keep_old=keep_old, at=at))
        return
    heading_acts.check_rename(heading, text)
    rename_in_background.enqueue(user.pk, heading.pk, text, keep_old)
    _under_way(request)


@requires(GOVERN_CATALOGUE)
def heading_rename(request: HttpRequest, public_id: str) -> HttpResponse:
    user, heading = cast("User", request.user), _heading(public_id)
    count = browsing.count_under(heading)
    form = RenameForm(request.POST or None, initial={"text": heading.text})
    if form.is_valid():
        try:
            _rename(request, user, heading, count, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return redirect(_url(heading))
    context = {"heading": heading, "count": count, "form": form}
    return render(request, "catalogue/heading_rename.html", context, status=422 if form.errors else 200)


@requires(GOVERN_CATALOGUE)
def heading_merge(request: HttpRequest, public_id: str) -> HttpResponse:
    """Choose the heading that stays, look at what will happen, do it."""
    heading = _heading(public_id)
    count = browsing.count_under(heading)
    if request.method == "POST":
        return _merge(request, heading, _heading(request.POST.get("into", "")), count)
    if into := request.GET.get("into"):
        return _confirm_merge(request, heading, _heading(into), count)
    q = request.GET.get("q", "")[:200]
    context = {"heading": heading, "count": count, "q": q, "found": browsing.alike(heading, q)}
    return render(request, "catalogue/heading_merge.html", context)


def _confirm_merge(request: HttpRequest, heading: Heading, into: Heading, count: int) -> HttpResponse:
    facts = {"form": heading.text, "used": into.text, "n": count}
    what = ngettext(
        "“%(form)s” becomes another form of “%(used)s”, and %(n)d record is rewritten.",
        "“%(form)s” becomes another form of “%(used)s”, and %(n)d records are rewritten.",
        count,
    )
    context = {
        "title": _("Merge “%(form)s” into “%(used)s”") % facts,
        "what": what % facts,
        "undo": _("Each record keeps its earlier version; the forms can be parted again."),
        "verb": _("Merge"),
        "danger": True,
        "cancel_url": _url(heading),
        "into": into,
        "action": reverse("heading_merge", args=[heading.public_id]),
    }
    return render(request, "catalogue/heading_merge_confirm.html", context)


def _merge(request: HttpRequest, heading: Heading, into: Heading, count: int) -> HttpResponse:
    user = cast("User", request.user)
    try:
        if count > AT_ONCE:
            heading_acts.check_merge(heading, into)
            merge_in_background.enqueue(user.pk, heading.pk, into.pk)
            _under_way(request)
        else:
            _done(request, heading_acts.merge_headings(actor=user, heading=heading, into=into, at=now()))
    except Refusal as refusal:
        messages.error(request, f"{refusal} {refusal.what_to_do}")
    return redirect(_url(into))
