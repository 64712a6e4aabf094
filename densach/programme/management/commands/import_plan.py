"""`densach import-plan FILE`: read the text of a plan document and propose the structured plan."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import F
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from densach.accounts.models import User
from densach.core.clock import now, today
from densach.core.errors import Refusal
from densach.network.models import Unit
from densach.programme.plan_text import PlanUnreadable, read_plan
from densach.programme.services import propose_plan

_LARGEST = 10 * 1024 * 1024


class Command(BaseCommand):
    help = "Read the text of a plan document (.txt, .docx) and propose the structured plan for review."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="save nothing, only show what was understood")
        parser.add_argument("--json", action="store_true", help="with --dry-run: one JSON object on standard output")
        parser.add_argument("--unit", metavar="CODE", help="official code of the unit that issues the plan")
        parser.add_argument("--as", dest="username", metavar="USERNAME", help="account in whose name it is stored")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                data = file.read(_LARGEST + 1)
        except OSError as error:
            said = {"file": path, "why": error.strerror or error}
            raise CommandError(_("The file %(file)s cannot be read: %(why)s.") % said, returncode=2) from error
        if options["dry_run"]:
            self._show(path, data, as_json=options["json"])
        else:
            self._store(path, data, options["username"], options["unit"])

    def _show(self, path: Path, data: bytes, *, as_json: bool) -> None:
        vietnamese = (get_language() or "vi").startswith("vi")
        try:
            read = read_plan(data, path.name, year_today=today().year).as_json()
        except PlanUnreadable as error:
            raise CommandError(error.sentence_vi if vietnamese else error.sentence_en, returncode=2) from error
        if as_json:
            self.stdout.write(json.dumps(read, ensure_ascii=False, indent=2))
            return
        self.stdout.write(read["title"] or _("(no title found)"))
        counted = {
            _("targets"): len(read["targets"]),
            _("groups of tasks"): len(read["task_groups"]),
            _("agencies"): len(read["agencies"]),
            _("deadlines"): len(read["deadlines"]),
            _("passages not understood"): len(read["unread"]),
        }
        for name, count in counted.items():
            self.stdout.write(f"  {count:>3}  {name}")
        for finding in read["findings"]:
            text = finding["text"] if vietnamese else finding["text_en"]
            self.stdout.write(f"  ! {text}")

    def _store(self, path: Path, data: bytes, username: str | None, code: str | None) -> None:
        if not username:
            text = _("Say in whose name it is stored (--as USERNAME), or look only (--dry-run).")
            raise CommandError(text, returncode=2)
        actor = User.objects.filter(username=username).first()
        if actor is None:
            text = _("There is no account “%(name)s”.") % {"name": username}
            raise CommandError(text, returncode=2)
        issuer = Unit.objects.filter(code=code).order_by(F("ends_before").desc(nulls_first=True)).first()
        if code and issuer is None:
            raise CommandError(_("There is no unit with the code “%(code)s”.") % {"code": code}, returncode=2)
        try:
            proposal = propose_plan(actor=actor, filename=path.name, data=data, at=now(), issuer=issuer)
        except Refusal as refusal:
            raise CommandError(f"{refusal} {refusal.what_to_do}".strip(), returncode=2) from refusal
        address = reverse("proposal_detail", args=[proposal.public_id])
        self.stdout.write(_("Stored for review. Open this page: %(address)s") % {"address": address})
