"""People who sign in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from densach.core.ids import public_id


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(username, password, **{"is_superuser": True, **fields})

    def system(self) -> User:
        """The account in whose name scheduled tasks and loaders act; nobody can sign in with it."""
        user, _created = self.get_or_create(
            username="system", defaults={"full_name": "Hệ thống", "is_system": True, "password": "!"}
        )
        return user


class User(AbstractBaseUser):
    """An account. What it may do where stands in `network.Assignment`."""

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    public_id = models.CharField(_("public id"), max_length=12, unique=True, default=public_id, editable=False)
    username = models.CharField(_("user name"), max_length=60, unique=True)
    full_name = models.CharField(_("full name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_superuser = models.BooleanField(_("may do everything everywhere"), default=False)
    is_system = models.BooleanField(_("system account"), default=False, editable=False)
    is_sample = models.BooleanField(_("sample data"), default=False, editable=False)
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)

    objects = UserManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split(" ")[-1]

    def has_right(self, right: str) -> bool:
        """Whether the account holds `right` anywhere (a menu's question); services ask `network.access.require`."""
        from densach.core.rights import held_anywhere  # the answer hangs on the tree, which stands above accounts

        return held_anywhere(self, right)
