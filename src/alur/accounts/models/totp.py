from __future__ import annotations

from django.db import models

from alur.kernel.ids import new_id
from alur.tenancy.models import User


class Totp(models.Model):
    """An authenticator app: a user has one. The secret is sealed with the installation's key."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    user_id: int
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="totp")
    sealed_secret = models.CharField(max_length=255)
    last_step = models.BigIntegerField(default=0, help_text="The latest one used: no code is good twice.")
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
