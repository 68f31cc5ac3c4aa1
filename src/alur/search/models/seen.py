from __future__ import annotations

from django.db import models

from alur.tenancy.models import Member
from alur.tenancy.scoped import Scoped, belongs_to


class SeenRecord(Scoped):
    """A record that a member has looked at, and when last."""

    member_id: int
    member: Member = belongs_to("tenancy.Member", related_name="seen_records")
    kind = models.CharField(max_length=12)
    record_id = models.BigIntegerField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "member_id", "kind", "record_id"], name="seen_record_once")
        ]
        indexes = [models.Index(fields=["workspace_id", "member_id", "-seen_at"], name="seen_record_latest")]
