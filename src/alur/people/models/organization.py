from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from alur.tenancy.models import Member
from alur.tenancy.scoped import Purged, Scoped, belongs_to

if TYPE_CHECKING:
    from alur.fields.models import Tag


class KeptManager(models.Manager["Organization"]):
    def get_queryset(self) -> models.QuerySet[Organization]:
        return super().get_queryset().filter(deleted_at__isnull=True)


class Organization(Scoped):
    """A company, a shop, an office: whom one sells to.

    `parent` is the company that it is a part of: a branch of a chain, a firm of a group. Regions are Kemendagri codes
    (`32.73`), coordinates millionths of a degree, `size` the number of people.
    """

    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=120)
    industry = models.CharField(max_length=80, blank=True)
    size = models.IntegerField(null=True)
    website = models.CharField(max_length=200, blank=True)
    street = models.CharField(max_length=300, blank=True)
    region_code = models.CharField(max_length=13, blank=True)
    region_name = models.CharField(max_length=200, blank=True)
    province_code = models.CharField(max_length=2, blank=True)
    postal_code = models.CharField(max_length=10, blank=True)
    latitude = models.IntegerField(null=True)
    longitude = models.IntegerField(null=True)
    parent_id: int | None
    parent: Organization | None = belongs_to(
        "people.Organization", null=True, related_name="children", when_purged=Purged.IS_CLEARED
    )
    owner_id: int | None
    owner: Member | None = belongs_to("tenancy.Member", null=True, related_name="organizations")
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
                name="organization_external_once",
            )
        ]
        indexes = [
            models.Index(fields=["workspace_id", "name_key", "id"], name="organization_by_name"),
            models.Index(fields=["workspace_id", "province_code", "id"], name="organization_by_province"),
            models.Index(
                fields=["workspace_id", "parent_id", "name_key"],
                name="organization_of_parent",
                condition=models.Q(parent_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def may_be_contacted(self) -> bool:
        return self.do_not_contact_since is None


class OrganizationTag(Scoped):
    organization_id: int
    organization: Organization = belongs_to(
        "people.Organization", related_name="tag_links", when_purged=Purged.GOES_ALONG
    )
    tag_id: int
    tag: Tag = belongs_to("fields.Tag", related_name="organization_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "organization_id", "tag_id"], name="organization_tag_once")
        ]
