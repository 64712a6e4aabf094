"""What is done with the list of libraries to look records up at."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction

from densach.accounts.models import User
from densach.audit.services import record as audit
from densach.catalogue.models import LookupServer
from densach.catalogue.permissions import GOVERN_CATALOGUE
from densach.catalogue.refusals_exchange import ServerNameTaken
from densach.network.access import require


@dataclass(frozen=True)
class ServerFields:
    """What is written of a server; see LookupServer."""

    name: str
    protocol: str
    address: str
    database: str = ""
    syntax: str = ""
    charset: str = "utf-8"
    is_active: bool = True
    order: int = 10


@transaction.atomic
def save_lookup_server(*, actor: User, fields: ServerFields, server: LookupServer | None = None) -> LookupServer:
    """Add a server, or change `server`. Raises NotAllowed, ServerNameTaken.

    Addresses are asked from this machine, also inside its own network: that is why only administrators write them.
    """
    require(actor, GOVERN_CATALOGUE)
    row = server or LookupServer()
    before = {name: getattr(row, name) for name in asdict(fields)} if server else {}
    for name, value in asdict(fields).items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise ServerNameTaken(name=fields.name) from error
    changes = {name: [before.get(name), value] for name, value in asdict(fields).items() if before.get(name) != value}
    audit(actor=actor, verb="save_lookup_server", subject=row, changes=changes)
    return row


@transaction.atomic
def remove_lookup_server(*, actor: User, server: LookupServer) -> None:
    """Take a server off the list. Raises NotAllowed."""
    require(actor, GOVERN_CATALOGUE)
    audit(actor=actor, verb="remove_lookup_server", subject=server, changes={"address": server.address})
    server.delete()
