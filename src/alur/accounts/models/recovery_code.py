from __future__ import annotations

from django.db import models

from alur.kernel.ids import new_id
from alur.tenancy.models import User


class RecoveryCode(models.Model):
    """One of ten codes on paper, for when the phone is gone: kept as a hash, good once."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    user_id: int
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "code_hash"], name="recovery_code_once")]
