"""Pages of weeding: the dossiers of a place, one dossier with its copies and papers, and its steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from densach.accounts.models import User
from densach.catalogue import forms_weeding, rules_weeding
from densach.catalogue.models import Weeding, WeedingGround, WeedingState
from densach.catalogue.papers.weeding import paper_docx
from densach.catalogue.permissions import EDIT_CATALOGUE, VIEW_CATALOGUE
from densach.catalogue.services import weeding as services
from densach.catalogue.stock import weeding as stock
from densach.catalogue.stock.copies import copies_by_number
from densach.core.clock import now, today
from densach.core.doors import requires
from densach.core.errors import NotAllowed, Refusal
from densach.core.forms import add_refusal
from densach.core.tables import Column, Table
from densach.network.access import facilities_with, may_at_facility

from .files import docx_answer

_TONES = {WeedingState.DECIDED: "good", WeedingState.CANCELLED: "neutral", WeedingState.PROPOSED: "info"}
_FILES = {
    "proposal": "1-to-trinh",
    "list": "2-danh-muc",
    "council": "3-quyet-dinh-hoi-dong",
    "minutes": "4-bien-ban",
    "decision": "5-quyet-dinh-thanh-loc",
}
PAPER_NAMES = {
    "proposal": gettext_lazy("Proposal"),
    "list": gettext_lazy("List of the copies"),
    "council": gettext_lazy("Decision founding the council"),
    "minutes": gettext_lazy("Minutes of the council"),
    "decision": gettext_lazy("Decision"),
}


def _state(row: Weeding) -> dict[str, Any]:
    return {"tone": _TONES.get(WeedingState(row.state), "waiting"), "label": row.get_state_display()}


_COLUMNS = (
    Column("title", gettext_lazy("Dossier"), lambda row: row.title, ("title",)),
    Column("place", gettext_lazy("Place"), lambda row: row.facility.name, ("facility__name_sort",)),
    Column("state", gettext_lazy("State"), _state, ("state",), kind="chip"),
    Column("opened", gettext_lazy("Opened"), lambda row: row.opened_at, ("opened_at",), kind="date"),
    Column("decided", gettext_lazy("Decided"), lambda row: row.decision_on, ("decision_on",), kind="date"),
    Column("number", gettext_lazy("Decision no."), lambda row: row.decision_number, ("decision_number",)),
)


def _find(request: HttpRequest, public_id: str, right: str) -> Weeding:
    """Raises Http404."""
    found = stock.weedings_for(cast("User", request.user), right).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def weeding_url(weeding: Weeding) -> str:
    return reverse("weeding_detail", args=[weeding.public_id])


@require_GET
@requires(VIEW_CATALOGUE)
def weeding_list(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    table = Table(request, stock.weedings_for(user, VIEW_CATALOGUE), _COLUMNS, "-opened")
    if (download := table.as_file(_("Weeding"))) is not None:
        return download
    may_edit = user.has_right(EDIT_CATALOGUE)
    empty = {"title": _("No dossier yet"), "text": _("Every 3 years what nobody needs any more leaves the stock.")}
    if may_edit:
        empty |= {"url": reverse("weeding_open"), "url_label": _("Open a dossier")}
    listing = table.shown(label=_("Weeding"), noun=_("dossiers"), url_of=weeding_url, empty=empty)
    due = stock.weeding_due(user, EDIT_CATALOGUE, today()) if may_edit else []
    return render(request, "catalogue/weeding_list.html", {"table": listing, "may_edit": may_edit, "due": due})


@requires(EDIT_CATALOGUE)
def weeding_open(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    places = facilities_with(user, EDIT_CATALOGUE)
    form = forms_weeding.OpenWeedingForm(
        request.POST if request.method == "POST" else None,
        facilities=places,
        initial={
            "title": _("Weeding of %(year)s") % {"year": today().year},
            "facility": places.filter(public_id=request.GET.get("at", "")).first(),
        },
    )
    if form.is_valid():
        weeding = services.open_weeding(actor=user, at=now(), **form.cleaned_data)
        messages.success(request, _("The dossier is open. Now add the copies."))
        return redirect(weeding_url(weeding))
    context = {"form": form, "title": _("Open a dossier"), "submit_label": _("Open"), "cancel_url": reverse("weeding_list")}  # fmt: skip
    return render(request, "catalogue/weeding_form.html", context, status=422 if form.errors else 200)


@require_GET
@requires(VIEW_CATALOGUE)
def weeding_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    weeding = _find(request, public_id, VIEW_CATALOGUE)
    may_edit = may_at_facility(cast("User", request.user), EDIT_CATALOGUE, weeding.facility_id)
    total = stock.sums(weeding)
    page = Paginator(stock.weeding_lines(weeding), 50).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"weeding": weeding, "may_edit": may_edit, "total": total, "page": page}
    context["state"], context["steps"], context["papers"] = _state(weeding), _steps(weeding), _papers(weeding, total)
    grounds = [(WeedingGround(key).label, count) for key, count in sorted(total.by_ground.items())]
    context |= {"grounds": grounds, "choices": WeedingGround.choices, "is_open": weeding.state in rules_weeding.OPEN}
    context["may_keep"] = may_edit and weeding.state == WeedingState.EXAMINED and weeding.minutes_on is None
    context["may_add"] = may_edit and weeding.state == WeedingState.PROPOSED
    return render(request, "catalogue/weeding_detail.html", context)


def _steps(weeding: Weeding) -> list[dict[str, str]]:
    way = [WeedingState.PROPOSED, WeedingState.SUBMITTED, WeedingState.EXAMINED, WeedingState.DECIDED]
    here = way.index(WeedingState(weeding.state)) if weeding.state in way else -1
    if here == len(way) - 1:
        here += 1
    states = ["done" if n < here else "now" if n == here else "" for n in range(len(way))]
    return [{"label": str(state.label), "state": shown} for state, shown in zip(way, states, strict=True)]


def _papers(weeding: Weeding, total: stock.Sums) -> list[dict[str, Any]]:
    signed = {
        "proposal": (weeding.proposal_number, weeding.proposal_on),
        "list": (weeding.proposal_number, weeding.proposal_on),
        "council": (weeding.council_number, weeding.council_on),
        "minutes": (weeding.minutes_number, weeding.minutes_on),
        "decision": (weeding.decision_number, weeding.decision_on),
    }
    return [
        {
            "key": key,
            "name": PAPER_NAMES[key],
            "number": signed[key][0],
            "on": signed[key][1],
            "ready": rules_weeding.paper_refusal(weeding, key, lines=total.copies) is None,
        }
        for key in rules_weeding.PAPERS
    ]


@require_GET
@requires(VIEW_CATALOGUE)
def weeding_paper(request: HttpRequest, public_id: str, paper: str) -> HttpResponse:
    weeding = _find(request, public_id, VIEW_CATALOGUE)
    if paper not in rules_weeding.PAPERS:
        raise Http404
    refusal = rules_weeding.paper_refusal(weeding, paper, lines=stock.sums(weeding).copies)
    if refusal is not None:
        raise refusal
    return docx_answer(paper_docx(weeding, paper), f"thanh-loc-{_FILES[paper]}.docx")


@requires(EDIT_CATALOGUE)
def weeding_candidates(request: HttpRequest, public_id: str) -> HttpResponse:
    weeding = _find(request, public_id, EDIT_CATALOGUE)
    key, wanted = forms_weeding.CandidatesForm(request.GET).wanted(today())
    ids = stock.candidate_ids(weeding, key, wanted)
    if request.method == "POST":
        posted = {int(pk) for pk in request.POST.getlist("copy") if pk.isdecimal()}
        chosen = ids if request.POST.get("all") else [pk for pk in ids if pk in posted]
        _added(request, weeding, stock.copies_in(chosen))
        return redirect(f"{request.path}?{request.GET.urlencode()}")
    page = Paginator(ids, 50).get_page(request.GET.get("page"))
    copies = stock.copies_in(list(page.object_list))
    used = stock.last_use_of([copy.pk for copy in copies])
    given = request.GET.copy()
    for name, value in (("kind", key), ("years", wanted.years), ("keep", wanted.keep)):
        given.setdefault(name, str(value))
    context = {"weeding": weeding, "page": page, "rows": [(copy, used.get(copy.pk)) for copy in copies]}
    context |= {"form": forms_weeding.CandidatesForm(given), "ground": stock.HELPS[key].ground, "total": len(ids)}
    return render(request, "catalogue/weeding_candidates.html", context | {"choices": WeedingGround.choices})


def _added(request: HttpRequest, weeding: Weeding, copies: list[Any]) -> None:
    """Add copies on the ground that was posted, and say what became of them."""
    form = forms_weeding.AddCandidatesForm(request.POST)
    if not form.is_valid() or not copies:
        messages.error(request, _("Tick at least one copy and choose a ground."))
        return
    user = cast("User", request.user)
    try:
        added = services.add_to_weeding(actor=user, weeding=weeding, copies=copies, at=now(), **form.cleaned_data)
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal} {refusal.what_to_do}".strip())
        return
    if added.added or added.again:
        facts = {"added": added.added, "again": added.again}
        messages.success(request, _("%(added)s copies added, %(again)s were there before.") % facts)
    for _copy, why in added.refused[:10]:
        messages.warning(request, f"{why} {why.what_to_do}".strip())


@require_POST
@requires(EDIT_CATALOGUE)
def weeding_scan(request: HttpRequest, public_id: str) -> HttpResponse:
    """Numbers scanned or typed, several parted by blanks in lines."""
    weeding = _find(request, public_id, EDIT_CATALOGUE)
    texts = [text for text in request.POST.get("numbers", "")[:20_000].splitlines() if text.strip()]
    known = copies_by_number(texts, weeding.facility)
    unknown = [text for text in texts if text not in known]
    if unknown:
        messages.warning(request, _("Not in any register: %(numbers)s") % {"numbers": ", ".join(unknown[:20])})
    if known or not unknown:
        _added(request, weeding, list({copy.pk: copy for copy in known.values()}.values()))
    return redirect(weeding_url(weeding))


@require_POST
@requires(EDIT_CATALOGUE)
def weeding_line(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take lines out, or let the council keep them or not: `act` is "take", "keep" or "weed"."""
    weeding = _find(request, public_id, EDIT_CATALOGUE)
    user, act = cast("User", request.user), request.POST.get("act", "")
    lines = [int(pk) for pk in request.POST.getlist("line")[:500] if pk.isdecimal()]
    try:
        if act == "take":
            count = services.take_from_weeding(actor=user, weeding=weeding, line_ids=lines, at=now())
        else:
            count = services.keep_copies(actor=user, weeding=weeding, line_ids=lines, keeps=act == "keep", at=now())
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal} {refusal.what_to_do}".strip())
    else:
        messages.success(request, _("Changed: %(count)s copies.") % {"count": count})
    return redirect(weeding_url(weeding))


@requires(EDIT_CATALOGUE)
def weeding_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    weeding = _find(request, public_id, EDIT_CATALOGUE)
    facts = {"title": weeding.title, "reason": weeding.reason, "fate": weeding.fate}
    form = forms_weeding.WeedingForm(request.POST if request.method == "POST" else None, initial=facts)
    act = lambda user: services.edit_weeding(actor=user, weeding=weeding, at=now(), **form.cleaned_data)  # noqa: E731  # read beside its form
    return _form_step(request, weeding, form, act, title=_("Correct the dossier"))


@requires(EDIT_CATALOGUE)
def weeding_council(request: HttpRequest, public_id: str) -> HttpResponse:
    weeding = _find(request, public_id, EDIT_CATALOGUE)
    form = forms_weeding.CouncilForm(request.POST if request.method == "POST" else None, members=weeding.council)
    act = lambda user: services.set_council(actor=user, weeding=weeding, members=form.members(), at=now())  # noqa: E731  # read beside its form
    return _form_step(request, weeding, form, act, title=_("Members of the council"), template="weeding_council")


type Step = Callable[..., object]
_SIGNED: dict[str, tuple[Step, Any, str]] = {
    "submit": (services.submit_weeding, gettext_lazy("The proposal is signed"), "proposal"),
    "appoint": (services.appoint_council, gettext_lazy("The council is appointed"), "council"),
    "minutes": (services.sign_minutes, gettext_lazy("The minutes are signed"), "minutes"),
    "decide": (services.decide_weeding, gettext_lazy("The decision is signed"), "decision"),
}


@requires(EDIT_CATALOGUE)
def weeding_sign(request: HttpRequest, public_id: str, step: str) -> HttpResponse:
    """Number and day of the paper that ends a step."""
    weeding = _find(request, public_id, EDIT_CATALOGUE)
    if step not in _SIGNED:
        raise Http404
    service, title, _paper = _SIGNED[step]
    form = forms_weeding.SignedForm(request.POST if request.method == "POST" else None, initial={"on": today()})
    act = lambda user: service(actor=user, weeding=weeding, at=now(), **form.cleaned_data)  # noqa: E731  # read beside its form
    if step != "decide":
        return _form_step(request, weeding, form, act, title=str(title))
    facts = {"title": weeding.title, "count": stock.sums(weeding).weeded}
    what = _("“%(title)s”: %(count)s copies leave the stock on that day. Their lines stay in the registers.") % facts
    return _form_step(request, weeding, form, act, title=str(title), confirm=what)


def _form_step(
    request: HttpRequest, weeding: Weeding, form: Form, act: Step, *, title: str, confirm: str = "", template: str = ""
) -> HttpResponse:
    """A form that does `act` and goes back to the dossier; `confirm` says what cannot be undone."""
    if form.is_valid():
        try:
            act(cast("User", request.user))
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(weeding_url(weeding))
    context = {"form": form, "title": title, "submit_label": _("Save"), "cancel_url": weeding_url(weeding), "weeding": weeding}  # fmt: skip
    if confirm:
        context |= {"what": confirm, "verb": _("Withdraw them"), "danger": True}
    page = "web/confirm.html" if confirm else f"catalogue/{template or 'weeding_form'}.html"
    return render(request, page, context, status=422 if form.errors else 200)


_BACK: dict[str, tuple[Step, Any, Any]] = {
    "return": (
        services.return_weeding,
        gettext_lazy("Back to the proposal"),
        gettext_lazy("The list can be changed again; number and day of the proposal are taken back."),
    ),
    "unsign": (
        lambda **given: services.sign_minutes(on=None, **given),
        gettext_lazy("Take the minutes back"),
        gettext_lazy("What the council keeps can be changed again."),
    ),
    "cancel": (
        services.cancel_weeding,
        gettext_lazy("Give the dossier up"),
        gettext_lazy("No copy leaves the stock. The dossier stays to be read, but cannot be taken up again."),
    ),
}


@requires(EDIT_CATALOGUE)
def weeding_back(request: HttpRequest, public_id: str, step: str) -> HttpResponse:
    """One step back, or out of it altogether, after a second look."""
    weeding = _find(request, public_id, EDIT_CATALOGUE)
    if step not in _BACK:
        raise Http404
    service, title, what = _BACK[step]
    if request.method == "POST":
        service(actor=cast("User", request.user), weeding=weeding, at=now())
        messages.success(request, _("Saved."))
        return redirect(weeding_url(weeding))
    context = {"title": title, "what": f"“{weeding.title}”: {what}", "verb": title, "danger": step == "cancel"}
    undo = "" if step == "cancel" else _("You can go on again afterwards.")
    return render(request, "web/confirm.html", context | {"cancel_url": weeding_url(weeding), "undo": undo})
