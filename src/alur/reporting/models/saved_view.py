from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from alur.tenancy.models import Member, Team
from alur.tenancy.scoped import Purged, Scoped, belongs_to


class Sharing(models.TextChoices):
    PRIVATE = "private", _("Only me")
    TEAM = "team", _("My team")
    WORKSPACE = "workspace", _("Everyone")


def shared_with(member: Member) -> models.Q:
    """One's own, those of the teams that one is in or leads, and those for everyone."""
    return shared_by_ids(member.workspace_id, member.id, member.team_id or 0)


def shared_by_ids(workspace_id: Any, member_id: Any, team_id: Any) -> models.Q:
    """The same of ids, or of a prepared question's slots; 0 is no team."""
    led = Team.objects.filter(workspace_id=workspace_id, lead_id=member_id).values("id")
    teams = models.Q(team_id__in=led) | models.Q(team_id=team_id)
    shared = models.Q(sharing=Sharing.WORKSPACE) | (models.Q(sharing=Sharing.TEAM) & teams)
    return shared | models.Q(owner_id=member_id)


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, member: Member) -> Self:
        """One's own, and those that are for one's team or everyone. What they show is still what the reader may see."""
        return self.filter(shared_with(member), workspace_id=member.workspace_id, deleted_at__isnull=True)


class SavedView(Scoped):
    """A list as someone wants to see it again: filter (as text, see `fields/filtering`), order, columns."""

    kind = models.CharField(max_length=12, help_text="What it lists: deal, organization, person, activity, product.")
    name = models.CharField(max_length=80)
    filter = models.TextField(blank=True)
    sort = models.CharField(max_length=40, blank=True, help_text="A column, with a minus where it falls.")
    columns = models.JSONField(default=list)
    sharing = models.CharField(max_length=9, choices=Sharing.choices, default=Sharing.PRIVATE)
    team_id: int | None
    team: Team | None = belongs_to("tenancy.Team", null=True, related_name="views")
    owner_id: int
    owner: Member = belongs_to("tenancy.Member", related_name="views")
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    objects = models.Manager.from_queryset(SavedViewQuerySet)()

    class Meta:
        indexes = [models.Index(fields=["workspace_id", "kind", "name"], name="view_by_name")]

    def __str__(self) -> str:
        return self.name


class ViewPin(Scoped):
    """A view that a member keeps in sight, in the rail and as a tab of its list."""

    view_id: int
    view: SavedView = belongs_to("reporting.SavedView", related_name="pins", when_purged=Purged.GOES_ALONG)
    member_id: int
    member: Member = belongs_to("tenancy.Member", related_name="pins")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "member_id", "view_id"], name="view_pin_once")]
