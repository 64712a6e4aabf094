"""From the text of a plan document to a proposal, and from the corrected proposal to the plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from densach.accounts.models import User
from densach.audit.services import record
from densach.core.clock import local_day
from densach.core.text import clean
from densach.network import access
from densach.network.models import Unit
from densach.programme import refusals
from densach.programme.access import may_see_proposal, units_in_branch, units_that_may_issue
from densach.programme.models import Plan, PlanProposal
from densach.programme.permissions import EDIT_PLAN
from densach.programme.plan_text import PlanUnreadable, lint, read_plan, source_lines
from densach.programme.proposal_form import agencies_named, checked, with_guesses

from .writing import write_plan


@transaction.atomic
def propose_plan(
    *, actor: User, filename: str, data: bytes, at: dt.datetime, issuer: Unit | None = None
) -> PlanProposal:
    """Read a plan document (.txt, .docx) and keep what was understood, beside its lines, for a person to correct.

    `issuer` is the unit that issues the plan, where the caller knows; else it is told from the printed name.
    Raises NotAllowed, PlanFileUnreadable (with the sentence for the person who chose the file).
    """
    access.require(actor, EDIT_PLAN)
    day = local_day(at)
    try:
        read = read_plan(data, filename, year_today=day.year).as_json()
        lines = source_lines(data, filename)
    except PlanUnreadable as error:
        vietnamese = (get_language() or "vi").startswith("vi")
        sentence = error.sentence_vi if vietnamese else error.sentence_en
        raise refusals.PlanFileUnreadable(sentence_local=sentence, reason=error.code) from error
    proposal = with_guesses(read, units=list(units_that_may_issue(actor)), at=day)
    if issuer is not None:
        proposal["issuer_unit"] = issuer.slug
    proposal["agencies"] = agencies_named(proposal["agencies"], units_in_branch(proposal["issuer_unit"]))
    row = PlanProposal.objects.create(
        filename=clean(filename)[:200] or "?", source_lines=lines, proposal=proposal, uploaded_by=actor, uploaded_at=at
    )
    record(actor=actor, verb="propose-plan", subject=row)
    return row


@transaction.atomic
def correct_proposal(*, actor: User, proposal: PlanProposal, proposal_json: Mapping[str, Any]) -> PlanProposal:
    """Put a corrected proposal in the place of the one before and look through it again.

    What the reader said of the document stays; what the lint says is said anew. Raises NotAllowed, ProposalMalformed,
    ProposalAlreadySaved.
    """
    may_see_proposal(actor, proposal)
    try:
        new = checked(dict(proposal_json))
    except ValueError as error:
        raise refusals.ProposalMalformed(where=error) from error
    year = local_day(proposal.uploaded_at).year
    if new["issuer_unit"] != proposal.proposal.get("issuer_unit"):
        new["agencies"] = agencies_named(new["agencies"], units_in_branch(new["issuer_unit"]))
    before = {(row.code, row.line) for row in lint(proposal.proposal, year_today=year)}
    kept = [row for row in new.get("findings", []) if (row["code"], row["line"]) not in before]
    kept = [row for row in kept if not _settled(row["code"], new)]
    said = [
        {"code": row.code, "text": row.text, "line": row.line, "text_en": row.text_en, "severity": row.severity,
         "lines": list(row.lines)}
        for row in lint(new, year_today=year)
    ]  # fmt: skip
    new["findings"] = sorted([*kept, *said], key=lambda row: row["line"] or 0)
    if PlanProposal.objects.filter(pk=proposal.pk, plan__isnull=True).update(proposal=new) != 1:
        raise refusals.ProposalAlreadySaved(name=proposal.filename)
    proposal.proposal = new
    record(actor=actor, verb="correct-proposal", subject=proposal)
    return proposal


def _settled(code: str, proposal: Mapping[str, Any]) -> bool:
    """A blank that the reviewer has filled in."""
    return (code == "blank-number" and bool(proposal["number"])) or (
        code == "blank-date" and len(proposal["date"] or "") == len("2023-07-25")
    )


@transaction.atomic
def save_plan(
    *, actor: User, proposal: PlanProposal, issuer: Unit, first_year: int, last_year: int, at: dt.datetime
) -> Plan:
    """Make a plan in force of a reviewed proposal. Targets whose population or measure is not known are kept without
    an indicator; the plan's lint lists them.

    Raises NotAllowed, PlanTitleMissing, PlanYearsWrong, ProposalAlreadySaved.
    """
    may_see_proposal(actor, proposal)
    access.require(actor, EDIT_PLAN, unit_id=issuer.pk)
    if not clean(proposal.proposal.get("title") or ""):
        raise refusals.PlanTitleMissing()
    if not 1990 <= first_year <= last_year <= 2100:
        raise refusals.PlanYearsWrong(first=first_year, last=last_year)
    plan = write_plan(checked(proposal.proposal), proposal.source_lines, issuer, first_year, last_year)
    if PlanProposal.objects.filter(pk=proposal.pk, plan__isnull=True).update(plan=plan) != 1:
        raise refusals.ProposalAlreadySaved(name=proposal.filename)
    proposal.plan = plan
    changes = {"proposal": proposal.public_id, "saved at": at.isoformat()}
    record(actor=actor, verb="save-plan", subject=plan, unit_id=issuer.pk, changes=changes)
    return plan
