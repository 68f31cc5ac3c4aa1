from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models

from alur.people.models.organization import Organization
from alur.tenancy.models import Member
from alur.tenancy.scoped import Purged, Scoped, belongs_to

if TYPE_CHECKING:
    from alur.fields.models import Tag


class KeptManager(models.Manager["Person"]):
    def get_queryset(self) -> models.QuerySet[Person]:
        return super().get_queryset().filter(deleted_at__isnull=True)


class Person(Scoped):
    """Someone one talks to."""

    name = models.CharField(max_length=160)
    name_key = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    organization_id: int | None
    organization: Organization | None = belongs_to(
        "people.Organization", null=True, related_name="people", when_purged=Purged.IS_CLEARED
    )
    owner_id: int | None
    owner: Member | None = belongs_to("tenancy.Member", null=True, related_name="people")
    note = models.TextField(blank=True)
    do_not_contact_since = models.DateTimeField(null=True)
    do_not_contact_why = models.CharField(max_length=200, blank=True)
    custom = models.JSONField(default=dict)
    external_source = models.CharField(max_length=60, blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    objects = KeptManager()
    everything = models.Manager()

    class Meta:
        base_manager_name = "everything"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "external_source", "external_id"],
                condition=models.Q(deleted_at__isnull=True) & ~models.Q(external_id=""),
                name="person_external_once",
            )
        ]
        indexes = [
            models.Index(fields=["workspace_id", "name_key", "id"], name="person_by_name"),
            models.Index(fields=["workspace_id", "organization_id", "name_key"], name="person_of_organization"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def may_be_contacted(self) -> bool:
        """As far as the person alone says; see the company too."""
        return self.do_not_contact_since is None


class PersonRole(Scoped):
    """What someone is at a company beside the main one; [from_on, until_on) where that is known."""

    person_id: int
    person: Person = belongs_to("people.Person", related_name="roles", when_purged=Purged.GOES_ALONG)
    organization_id: int
    organization: Organization = belongs_to(
        "people.Organization", related_name="role_links", when_purged=Purged.GOES_ALONG
    )
    role = models.CharField(max_length=120, blank=True)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "person_id", "organization_id"], name="person_role_once")
        ]
        indexes = [models.Index(fields=["workspace_id", "organization_id"], name="person_role_at")]

    def is_over(self, today: date) -> bool:
        return self.until_on is not None and self.until_on <= today


class PersonTag(Scoped):
    person_id: int
    person: Person = belongs_to("people.Person", related_name="tag_links", when_purged=Purged.GOES_ALONG)
    tag_id: int
    tag: Tag = belongs_to("fields.Tag", related_name="person_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "person_id", "tag_id"], name="person_tag_once")]
