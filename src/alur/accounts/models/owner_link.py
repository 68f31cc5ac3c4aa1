from __future__ import annotations

from django.db import models

from alur.kernel.ids import new_id


class OwnerLink(models.Model):
    """The link that makes the first owner: good once, and for half an hour."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
