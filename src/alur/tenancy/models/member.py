from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from alur.tenancy.scoped import Scoped, belongs_to

if TYPE_CHECKING:
    from alur.tenancy.models.team import Team


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Supervisor")
    REP = "rep", _("Sales rep")
    VIEWER = "viewer", _("Viewer")


class Member(Scoped):
    """Someone's place in a workspace. Deals belong to members; one without a user cannot sign in."""

    user_id: int | None
    user = models.ForeignKey(
        "tenancy.User", null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="memberships"
    )
    name = models.CharField(max_length=120)
    email = models.EmailField(max_length=254, blank=True)
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.REP)
    team_id: int | None
    team: Team | None = belongs_to("tenancy.Team", null=True, related_name="members")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "user"], condition=models.Q(user__isnull=False), name="member_user_once"
            )
        ]
        indexes = [models.Index(fields=["user", "workspace_id"], name="member_by_user")]

    def __str__(self) -> str:
        return self.name

    @property
    def can_change(self) -> bool:
        """May this member change anything at all?"""
        return self.is_active and self.role != Role.VIEWER

    @property
    def is_owner(self) -> bool:
        return self.is_active and self.role == Role.OWNER

    @property
    def leads(self) -> bool:
        """An owner or a manager: may settle what others have begun."""
        return self.is_active and self.role in (Role.OWNER, Role.MANAGER)
