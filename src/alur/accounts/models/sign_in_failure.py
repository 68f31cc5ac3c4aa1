from __future__ import annotations

from django.db import models

from alur.kernel.ids import new_id


class SignInFailure(models.Model):
    """A wrong password, by address and by network address: what the pause after too many is counted from."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    email = models.CharField(max_length=254)
    network = models.CharField(max_length=64)
    failed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["email", "failed_at"], name="failure_by_email"),
            models.Index(fields=["network", "failed_at"], name="failure_by_network"),
        ]
