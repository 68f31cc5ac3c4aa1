from __future__ import annotations

from django.db import models

from alur.tenancy.models.member import Member
from alur.tenancy.scoped import Scoped, belongs_to


class Leave(Scoped):
    """Days on which a member does not work, the last one among them: nothing new is given to them then."""

    member_id: int
    member: Member = belongs_to("tenancy.Member", related_name="leaves")
    from_on = models.DateField()
    last_on = models.DateField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(last_on__gte=models.F("from_on")), name="leave_has_days")
        ]
        indexes = [
            models.Index(fields=["workspace_id", "last_on", "from_on", "member_id"], name="leave_by_day"),
            models.Index(fields=["workspace_id", "member_id", "from_on"], name="leave_of_member"),
        ]

    def __str__(self) -> str:
        return f"{self.from_on} – {self.last_on}"
