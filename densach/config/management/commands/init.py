"""`densach init`: an empty installation with its locality and first administrator."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from densach.accounts.models import User
from densach.activities.vocabulary import load_interests
from densach.config.prepare import prepare
from densach.core.clock import today
from densach.core.text import clean, fold
from densach.network import services
from densach.network.locality import available_localities, load_locality
from densach.network.models import Unit, UnitKind
from densach.network.roles import Role

_NOBODY = "Nobody answered. Give --locality, --username, --full-name and --password-stdin."


class Command(BaseCommand):
    help = "Set up an empty installation: which locality, and who administers it. Asks what is not given."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--locality", help="key of a locality in data/localities (units only), or the name of a new one"
        )
        parser.add_argument("--username", help="user name of the administrator")
        parser.add_argument("--full-name", help="full name of the administrator")
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input instead of asking"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        prepare()
        if Unit.objects.exists():
            raise CommandError(
                f"{settings.DENSACH_HOME} already holds an installation. Set DENSACH_HOME to an empty folder for a new one."
            )
        locality = options["locality"] or self._ask_locality()
        username = options["username"] or self._ask("User name of the administrator")
        full_name = options["full_name"] or self._ask("Full name of the administrator")
        password = sys.stdin.readline().rstrip("\n") if options["password_stdin"] else self._ask_password()
        self._check_password(password)
        if not (sign_in := fold(username).replace(" ", ".")):
            raise CommandError("A user name needs letters or digits, such as hoa.nong.")
        with transaction.atomic():
            root = _open_locality(locality)
            load_interests(settings.DENSACH_DATA / "reference")
            user = User.objects.create_superuser(sign_in, password, full_name=clean(full_name))
            services.assign_role(
                actor=User.objects.system(), user=user, role=Role.ADMINISTRATOR, unit=root, starts_on=today()
            )
        self.stdout.write(
            self.style.SUCCESS(f"Ready: {root.name}, administrator {user.username}. Start it with: densach serve")
        )

    def _ask(self, question: str) -> str:
        try:
            while not (answer := clean(input(f"{question}: "))):
                self.stdout.write("Please type an answer.")
        except EOFError as error:
            raise CommandError(_NOBODY) from error
        return answer

    def _ask_locality(self) -> str:
        keys = available_localities(settings.DENSACH_DATA)
        self.stdout.write(
            "Which locality? Type one of these keys to load its units, or the name of a new locality:\n  "
            + ", ".join(keys)
        )
        return self._ask("Locality")

    def _ask_password(self) -> str:
        try:
            return self._password_typed_twice()
        except EOFError as error:
            raise CommandError(_NOBODY) from error

    def _password_typed_twice(self) -> str:
        while True:
            first = getpass.getpass("Password (10 characters or more): ")
            try:
                validate_password(first)
            except ValidationError as error:
                self.stdout.write(" ".join(error.messages))
                continue
            if first == getpass.getpass("Once more: "):
                return first
            self.stdout.write("The two do not match.")

    def _check_password(self, password: str) -> None:
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error


def _open_locality(locality: str) -> Unit:
    """Load a known locality's real units, or open one new unit of that name; returns the unit the administrator gets."""
    actor = User.objects.system()
    if locality in available_localities(settings.DENSACH_DATA):
        loaded = load_locality(actor=actor, folder=settings.DENSACH_DATA / "localities" / locality, with_sample=False)
        return next(
            unit for unit in loaded.units.values() if unit.kind == UnitKind.PROVINCE and unit.ends_before is None
        )
    slug = fold(locality).replace(" ", "-")[:60]
    return services.open_unit(
        actor=actor, slug=slug, code=slug[:20], name=locality, kind=UnitKind.COMMUNE, starts_on=today()
    )
