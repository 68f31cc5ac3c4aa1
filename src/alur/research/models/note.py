from __future__ import annotations

from django.db import models

from alur.people.models import Organization
from alur.tenancy.models import Member
from alur.tenancy.scoped import Purged, Scoped, belongs_to


class ResearchNote(Scoped):
    """Something found out about a company on a day, with where it stands: a link, or words. Files hang on it."""

    organization_id: int
    organization: Organization = belongs_to(
        "people.Organization", related_name="research_notes", when_purged=Purged.GOES_ALONG
    )
    noted_on = models.DateField()
    text = models.TextField()
    source = models.CharField(max_length=500, blank=True)
    author_id: int | None
    author: Member | None = belongs_to("tenancy.Member", null=True, related_name="research_notes")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace_id", "organization_id", "-noted_on", "id"], name="research_note_of_company")
        ]

    def __str__(self) -> str:
        return self.text[:80]
