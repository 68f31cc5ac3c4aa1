from __future__ import annotations

from typing import Self

from django.db import models

from alur.reporting.models.saved_view import Sharing, shared_with
from alur.tenancy.models import Member, Team
from alur.tenancy.scoped import Scoped, belongs_to


class DashboardQuerySet(models.QuerySet["Dashboard"]):
    def visible_to(self, member: Member) -> Self:
        """One's own, and those that are for one's team or everyone. What they show is still what the reader may see."""
        return self.filter(shared_with(member), workspace_id=member.workspace_id, deleted_at__isnull=True)


class Dashboard(Scoped):
    """A page that someone composed of blocks: figures, charts, lists and notes.

    `blocks` are dicts of `id`, `kind` (figure, chart, view, note), `of` (which one), `width` in twelfths and, for a
    note, `text`. `period` and `pipeline_id` are what the page shows unless its reader asks for others.
    """

    name = models.CharField(max_length=80)
    blocks = models.JSONField(default=list)
    period = models.CharField(max_length=12, default="quarter")
    pipeline_id = models.BigIntegerField(null=True)
    sharing = models.CharField(max_length=9, choices=Sharing.choices, default=Sharing.PRIVATE)
    team_id: int | None
    team: Team | None = belongs_to("tenancy.Team", null=True, related_name="dashboards")
    owner_id: int
    owner: Member = belongs_to("tenancy.Member", related_name="dashboards")
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    objects = models.Manager.from_queryset(DashboardQuerySet)()

    class Meta:
        indexes = [models.Index(fields=["workspace_id", "name"], name="dashboard_by_name")]

    def __str__(self) -> str:
        return self.name
