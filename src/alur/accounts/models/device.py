from __future__ import annotations

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class Device(AbstractBaseSession):
    """A session, and the browser it is in: what a person sees in their list of devices, and signs out there.

    `id` is the name it has in addresses; the session's key never leaves the cookie. Rows of visitors have no user.
    """

    id = models.BigIntegerField(null=True)
    user_id = models.BigIntegerField(null=True)
    browser = models.CharField(max_length=40, blank=True)
    system = models.CharField(max_length=40, blank=True)
    network = models.CharField(max_length=64, blank=True)
    signed_in_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(
        null=True, help_text="By the quarter of an hour: a read must not take SQLite's lock."
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["user_id", "seen_at"], name="device_by_user", condition=models.Q(user_id__isnull=False)
            )
        ]

    @classmethod
    def get_session_store_class(cls) -> type:
        from alur.accounts.sessions import SessionStore

        return SessionStore
