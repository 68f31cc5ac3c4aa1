from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from alur.people.models import Organization, Person
from alur.pipeline.models import Deal
from alur.tenancy.models import Member
from alur.tenancy.scoped import Purged, Scoped, belongs_to


class ActivityKind(models.TextChoices):
    CALL = "call", _("Call")
    EMAIL = "email", _("E-mail")
    WHATSAPP = "whatsapp", _("WhatsApp")
    MEETING = "meeting", _("Meeting")
    VISIT = "visit", _("Visit")
    TASK = "task", _("Task")
    NOTE = "note", _("Note")


class Recurrence(models.TextChoices):
    NONE = "", _("Once")
    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every week")
    MONTHLY = "monthly", _("Every month")


NO_REMINDER = -1


class Activity(Scoped):
    """Something done, or planned, with a prospect. A deal's earliest planned one is its next step.

    One that repeats is a row at a time: done, or skipped, it plans the one that follows. `series_from` is when the
    series began and `series_number` which of its occurrences this row stands for, wherever it was moved to.
    `minutes` is how long it takes (none: as long as its kind usually does), `remind_minutes` how long before it one
    is reminded (none: as its owner is used to; -1: not at all).
    """

    kind = models.CharField(max_length=8, choices=ActivityKind.choices)
    title = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    outcome = models.TextField(blank=True)
    deal_id: int | None
    deal: Deal | None = belongs_to("pipeline.Deal", null=True, related_name="activities", when_purged=Purged.GOES_ALONG)
    organization_id: int | None
    organization: Organization | None = belongs_to(
        "people.Organization", null=True, related_name="activities", when_purged=Purged.IS_CLEARED
    )
    person_id: int | None
    person: Person | None = belongs_to(
        "people.Person", null=True, related_name="activities", when_purged=Purged.IS_CLEARED
    )
    owner_id: int | None
    owner: Member | None = belongs_to("tenancy.Member", null=True, related_name="activities")
    due_at = models.DateTimeField(null=True)
    is_timed = models.BooleanField(default=True, help_text="False: due on the day, at no hour.")
    recurrence = models.CharField(max_length=7, choices=Recurrence.choices, blank=True)
    repeats_until = models.DateField(null=True, help_text="The last day on which it may fall.")
    series_from = models.DateTimeField(null=True)
    series_number = models.IntegerField(default=0)
    minutes = models.SmallIntegerField(null=True)
    remind_minutes = models.SmallIntegerField(null=True)
    done_at = models.DateTimeField(null=True)
    is_answered = models.BooleanField(null=True, help_text="Somebody picked up, or wrote back; null: not said.")
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace_id", "deal_id", "due_at", "id"], name="activity_of_one_deal"),
            models.Index(fields=["workspace_id", "organization_id", "created_at"], name="activity_of_organization"),
            models.Index(fields=["workspace_id", "person_id", "created_at"], name="activity_of_person"),
            models.Index(
                fields=["workspace_id", "owner_id", "due_at", "id"],
                name="activity_agenda",
                condition=models.Q(done_at__isnull=True, deleted_at__isnull=True),
            ),
            models.Index(
                fields=["workspace_id", "owner_id", "done_at"],
                name="activity_done_by",
                condition=models.Q(done_at__isnull=False, deleted_at__isnull=True),
            ),
            models.Index(
                fields=["workspace_id", "due_at", "id"],
                name="activity_due",
                condition=models.Q(done_at__isnull=True, deleted_at__isnull=True),
            ),
            models.Index(
                fields=["workspace_id", "owner_id", "due_at"],
                name="activity_due_of",
                condition=models.Q(due_at__isnull=False, deleted_at__isnull=True),
            ),
            models.Index(
                fields=["workspace_id", "owner_id", "id"],
                name="activity_repeating",
                condition=models.Q(recurrence__gt="", done_at__isnull=True, deleted_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.kind

    @property
    def is_planned(self) -> bool:
        return self.done_at is None and self.due_at is not None and self.deleted_at is None
