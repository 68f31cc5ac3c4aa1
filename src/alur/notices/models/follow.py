from __future__ import annotations

from django.db import models

from alur.people.models import Organization
from alur.pipeline.models import Deal
from alur.tenancy.models import Member
from alur.tenancy.scoped import Purged, Scoped, belongs_to


class Follow(Scoped):
    """A member is told what happens to a deal, or to a company and its deals, that are not their own."""

    member_id: int
    member: Member = belongs_to("tenancy.Member", related_name="follows")
    deal_id: int | None
    deal: Deal | None = belongs_to("pipeline.Deal", null=True, related_name="follows", when_purged=Purged.GOES_ALONG)
    organization_id: int | None
    organization: Organization | None = belongs_to(
        "people.Organization", null=True, related_name="follows", when_purged=Purged.GOES_ALONG
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "deal_id", "member_id"],
                condition=models.Q(deal_id__isnull=False),
                name="follow_deal_once",
            ),
            models.UniqueConstraint(
                fields=["workspace_id", "organization_id", "member_id"],
                condition=models.Q(organization_id__isnull=False),
                name="follow_organization_once",
            ),
        ]
        indexes = [models.Index(fields=["workspace_id", "member_id"], name="follow_of_member")]
