from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from alur.tenancy.scoped import Scoped, belongs_to

if TYPE_CHECKING:
    from alur.tenancy.models.member import Member


class Team(Scoped):
    """Members who sell together, and the manager who leads them."""

    name = models.CharField(max_length=80)
    lead_id: int | None
    lead: Member | None = belongs_to("tenancy.Member", null=True, related_name="led_teams")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "name"], name="team_name_once")]

    def __str__(self) -> str:
        return self.name
