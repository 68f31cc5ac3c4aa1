from __future__ import annotations

from django.db import models

from alur.tenancy.scoped import Scoped


class CloseReason(Scoped):
    """Why deals end or wait, as the team calls it. `outcome`: lost, not_a_fit or postponed."""

    outcome = models.CharField(max_length=9)
    name_id = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    position = models.IntegerField(default=0)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace_id", "outcome", "position"], name="reason_order")]

    def __str__(self) -> str:
        return self.name_en

    def name_in(self, language: str) -> str:
        return self.name_id if language.startswith("id") else self.name_en
