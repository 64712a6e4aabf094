"""The Word template of an office: put in place of the shipped one, or taken away again."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from densach.accounts.models import User
from densach.audit.services import record
from densach.core.text import clean
from densach.documents.refusals import TemplateRefused
from densach.documents.word import check_template
from densach.network import access
from densach.network.models import Unit
from densach.reporting import refusals
from densach.reporting.models import WordTemplate
from densach.reporting.permissions import MANAGE_CYCLES

LARGEST = 10 * 1024 * 1024
_MEGABYTE = 1024 * 1024


@transaction.atomic
def replace_template(*, actor: User, unit: Unit, filename: str, content: bytes, at: dt.datetime) -> WordTemplate:
    """Print the reports of a unit and of those below it with this template from now on; the one before is kept unused.

    Raises NotAllowed, TemplateTooLarge, TemplateRefused (with every finding), ChangedMeanwhile.
    """
    access.require(actor, MANAGE_CYCLES, unit_id=unit.pk)
    if len(content) > LARGEST:
        raise refusals.TemplateTooLarge(size=-(-len(content) // _MEGABYTE), limit=LARGEST // _MEGABYTE)
    findings = check_template(content)
    if findings:
        raise TemplateRefused(findings)
    WordTemplate.objects.filter(unit=unit, kind="report", active=True).update(active=False)
    name = clean(filename)[:200] or "mau.docx"
    try:
        with transaction.atomic():
            row = WordTemplate.objects.create(
                unit=unit, kind="report", content=content, filename=name, uploaded_by=actor, uploaded_at=at
            )
    except IntegrityError as error:
        raise refusals.ChangedMeanwhile from error
    record(actor=actor, verb="template.replace", subject=row, unit_id=unit.pk, changes={"bytes": len(content)})
    return row


@transaction.atomic
def restore_default_template(*, actor: User, unit: Unit, at: dt.datetime) -> None:
    """Take the unit's own template out of use. Raises NotAllowed, NoOwnTemplate."""
    access.require(actor, MANAGE_CYCLES, unit_id=unit.pk)
    row = WordTemplate.objects.filter(unit=unit, kind="report", active=True).first()
    if row is None or not WordTemplate.objects.filter(pk=row.pk, active=True).update(active=False):
        raise refusals.NoOwnTemplate(unit=unit.name)
    record(actor=actor, verb="template.restore", subject=row, unit_id=unit.pk, changes={"at": at.isoformat()})
