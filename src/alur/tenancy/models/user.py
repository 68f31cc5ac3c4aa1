from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from alur.kernel.ids import new_id


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """Someone who signs in, in one workspace or several. Addresses are kept in lower case."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=5, blank=True, help_text="Empty: the workspace's.")
    theme = models.CharField(max_length=5, blank=True, help_text="light, dark, or empty: the system's.")
    timezone = models.CharField(max_length=40, blank=True, help_text="Empty: the workspace's.")
    shortcuts = models.BooleanField(default=True)
    password_changed_at = models.DateTimeField(null=True)
    has_second_step = models.BooleanField(default=False, help_text="An app with codes, or a passkey.")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    def __str__(self) -> str:
        return self.name or self.email
