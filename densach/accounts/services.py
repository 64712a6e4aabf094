"""What is done to an account. Who may do it is asked above, on the tree (`network.services`)."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from .models import User


@transaction.atomic
def renew_password(*, user: User, password: str) -> None:
    """Set a password and take the second step away, for somebody who lost both; open sessions end with the old password."""
    user.set_password(password)
    user.save(update_fields=["password"])
    Authenticator.objects.filter(user=user).delete()
