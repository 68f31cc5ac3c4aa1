from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from alur.people.models.organization import Organization
from alur.people.models.person import Person
from alur.tenancy.scoped import Purged, Scoped, belongs_to


class ContactKind(models.TextChoices):
    PHONE = "phone", _("Telephone")
    EMAIL = "email", _("E-mail")
    SOCIAL = "social", _("Social media")


class ContactPoint(Scoped):
    """A way to reach a person or a company. `value` is for machines (E.164, lower case), `typed` is what was typed."""

    person_id: int | None
    person: Person | None = belongs_to(
        "people.Person", null=True, related_name="contact_points", when_purged=Purged.GOES_ALONG
    )
    organization_id: int | None
    organization: Organization | None = belongs_to(
        "people.Organization", null=True, related_name="contact_points", when_purged=Purged.GOES_ALONG
    )
    kind = models.CharField(max_length=6, choices=ContactKind.choices)
    value = models.CharField(max_length=254)
    typed = models.CharField(max_length=254)
    label = models.CharField(max_length=40, blank=True)
    position = models.IntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["workspace_id", "person_id", "position"], name="contact_of_person"),
            models.Index(fields=["workspace_id", "organization_id", "position"], name="contact_of_organization"),
            models.Index(fields=["workspace_id", "kind", "value"], name="contact_by_value"),
        ]
