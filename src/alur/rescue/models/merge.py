from __future__ import annotations

from django.db import models

from alur.pipeline.models import Deal
from alur.tenancy.models import Member
from alur.tenancy.scoped import Purged, Scoped, belongs_to


class Merge(Scoped):
    """One record taken into another, and all that is needed to take it out again whole.

    `fields` are the columns of the winner and of the loser to [before, after]; `moved` is table and column to the ids
    of the rows that went over; `parts` is table to the rows, whole, of what editing replaces (contacts, tags, roles)
    or what both had. `deal` is the loser among deals, until that is undone: a deal that the past tells of is never
    removed for good. The ids are plain: the loser lies in the trash, and its address leads to the winner even when it
    has left that for good.
    """

    deal_id: int | None
    deal: Deal | None = belongs_to("pipeline.Deal", null=True, related_name="merges", when_purged=Purged.HOLDS)
    kind = models.CharField(max_length=12)
    winner_id = models.BigIntegerField()
    loser_id = models.BigIntegerField()
    title = models.CharField(max_length=200)
    fields = models.JSONField(default=list)
    moved = models.JSONField(default=dict)
    parts = models.JSONField(default=dict)
    operation_id = models.BigIntegerField()
    by_id: int | None
    by: Member | None = belongs_to("tenancy.Member", null=True, related_name="merges")
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace_id", "loser_id", "undone_at"], name="merge_of_loser"),
            models.Index(fields=["workspace_id", "undone_at", "-merged_at"], name="merge_latest"),
            models.Index(fields=["workspace_id", "operation_id"], name="merge_by_operation"),
        ]
