from __future__ import annotations

from django.db import models

from alur.kernel.ids import new_id
from alur.tenancy.models import User


class Passkey(models.Model):
    """A key pair of a user's phone, laptop or security key; only the public half is here."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    user_id: int
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    key_id = models.CharField(max_length=400, unique=True, help_text="As the browser says it: base64url.")
    public_part = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
