from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from alur.pipeline.models.pipeline import Pipeline
from alur.pipeline.models.reason import CloseReason
from alur.pipeline.models.stage import Stage
from alur.tenancy.models import Member
from alur.tenancy.scoped import Purged, Scoped, belongs_to

if TYPE_CHECKING:
    from alur.campaigns.models import Campaign, Source
    from alur.catalogue.models import PriceList
    from alur.people.models import Organization

NO_AGENDA = datetime(9999, 1, 1, tzinfo=UTC)
NO_CLOSE = date(9999, 1, 1)


class Status(models.TextChoices):
    OPEN = "open", _("Open")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")
    NOT_A_FIT = "not_a_fit", _("Not a fit")
    POSTPONED = "postponed", _("Postponed")


MERGED = "merged"
"""What a deal is that went into another: it lies in the trash, and stands in the past as it stood until then."""


def in_the_past(prefix: str = "") -> models.Q:
    """The deals that the past tells of: those that are kept, and those that went into another."""
    return models.Q(**{f"{prefix}deleted_at__isnull": True}) | models.Q(**{f"{prefix}status": MERGED})


class Temperature(models.TextChoices):
    COLD = "cold", _("Cold")
    WARM = "warm", _("Warm")
    HOT = "hot", _("Hot")


WARMTH = {Temperature.COLD.value: 0, Temperature.WARM.value: 1, Temperature.HOT.value: 2}
"""The order of temperatures, which their names do not have."""


def of_owners(owners: Collection[Any] | None) -> models.Q:
    """The deals of these owners and of nobody; everyone's where there are none to name."""
    return models.Q() if owners is None else models.Q(owner_id__in=owners) | models.Q(owner_id__isnull=True)


class DealQuerySet(models.QuerySet["Deal"]):
    def visible_to(self, member: Member) -> Self:
        """The deals a member may see: a rep's own, unowned and (by setting) the team's; a manager's team's; or all."""
        from alur.pipeline.access import owners_seen_by

        return self.filter(of_owners(owners_seen_by(member)), workspace_id=member.workspace_id)


class DealManager(models.Manager.from_queryset(DealQuerySet)):  # type: ignore[misc]
    """Deals that are not in the trash."""

    def get_queryset(self) -> DealQuerySet:
        queryset: DealQuerySet = super().get_queryset().filter(deleted_at__isnull=True)
        return queryset


class Deal(Scoped):
    """One sale from cold prospect to its end. There is no conversion: the same record all the way.

    `amount` is minor units of the workspace's currency and the only value ever added up; `currency_amount` is what
    was typed in `currency`, with the rate (millionths) and the day it was turned at. `agenda_at`, `close_order_on` and
    `warmth` repeat the next step, the expected close and the temperature, for the order of lists on both databases.
    """

    title = models.CharField(max_length=200)
    pipeline_id: int
    pipeline: Pipeline = belongs_to("pipeline.Pipeline", related_name="deals")
    stage_id: int
    stage: Stage = belongs_to("pipeline.Stage", related_name="deals")
    stage_entered_at = models.DateTimeField()
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.OPEN)
    temperature = models.CharField(max_length=4, choices=Temperature.choices, default=Temperature.COLD)
    warmth = models.SmallIntegerField(default=0, help_text="0 cold, 1 warm, 2 hot: for the order of lists.")
    cooled_at = models.DateTimeField(null=True, help_text="Since when it is colder than before.")
    probability = models.SmallIntegerField(default=0)
    owner_id: int | None
    owner: Member | None = belongs_to("tenancy.Member", null=True, related_name="deals")
    organization_id: int | None
    organization: Organization | None = belongs_to(
        "people.Organization", null=True, related_name="deals", when_purged=Purged.HOLDS
    )

    amount = models.BigIntegerField(default=0)
    is_amount_typed = models.BooleanField(default=False)
    currency = models.CharField(max_length=3)
    currency_amount = models.BigIntegerField(default=0)
    rate_micro = models.BigIntegerField(null=True)
    rate_on = models.DateField(null=True)

    expected_close_on = models.DateField(null=True)
    close_order_on = models.DateField(default=NO_CLOSE)
    source_id: int | None
    source: Source | None = belongs_to("campaigns.Source", null=True, related_name="deals")
    campaign_id: int | None
    campaign: Campaign | None = belongs_to("campaigns.Campaign", null=True, related_name="deals")

    price_list_id: int | None
    price_list: PriceList | None = belongs_to(
        "catalogue.PriceList", null=True, related_name="deals", when_purged=Purged.IS_CLEARED
    )

    next_step_id = models.BigIntegerField(null=True)
    next_step_kind = models.CharField(max_length=10, blank=True)
    next_step_title = models.CharField(max_length=200, blank=True)
    next_step_due_at = models.DateTimeField(null=True)
    agenda_at = models.DateTimeField(default=NO_AGENDA)
    last_activity_at = models.DateTimeField(null=True)

    postponed_until = models.DateField(null=True)
    postponed_count = models.SmallIntegerField(default=0)
    reason_id: int | None
    reason: CloseReason | None = belongs_to("pipeline.CloseReason", null=True, related_name="deals")
    reason_text = models.CharField(max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True)

    external_source = models.CharField(max_length=60, blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    custom = models.JSONField(default=dict)
    version = models.IntegerField(default=1, help_text="Grows with people's edits: the ETag.")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    objects = DealManager()
    everything = models.Manager.from_queryset(DealQuerySet)()

    class Meta:
        base_manager_name = "everything"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "external_source", "external_id"],
                condition=models.Q(deleted_at__isnull=True) & ~models.Q(external_id=""),
                name="deal_external_once",
            ),
            models.CheckConstraint(condition=models.Q(probability__range=(0, 100)), name="deal_probability_percent"),
        ]
        _open = models.Q(status="open", deleted_at__isnull=True)
        _kept = models.Q(deleted_at__isnull=True)
        indexes = [
            models.Index(fields=["workspace_id", "stage_id", "agenda_at", "id"], name="deal_agenda", condition=_open),
            models.Index(fields=["workspace_id", "stage_id", "-amount", "id"], name="deal_value", condition=_open),
            models.Index(
                fields=["workspace_id", "stage_id", "close_order_on", "id"], name="deal_close", condition=_open
            ),
            models.Index(
                fields=["workspace_id", "stage_id", "stage_entered_at", "id"], name="deal_age", condition=_open
            ),
            models.Index(
                fields=["workspace_id", "owner_id", "stage_id", "agenda_at", "id"],
                name="deal_own_agenda",
                condition=_open,
            ),
            models.Index(
                fields=["workspace_id", "owner_id", "-amount", "id"],
                name="deal_own_unplanned",
                condition=_open & models.Q(next_step_id__isnull=True),
            ),
            models.Index(
                fields=["workspace_id", "owner_id", "-amount", "id"],
                name="deal_own_hot",
                condition=_open & models.Q(temperature="hot"),
            ),
            models.Index(
                fields=["workspace_id", "owner_id", "cooled_at", "id"],
                name="deal_own_cooled",
                condition=_open & models.Q(cooled_at__isnull=False),
            ),
            models.Index(
                fields=["workspace_id", "cooled_at", "id"],
                name="deal_cooled",
                condition=_kept & models.Q(cooled_at__isnull=False),
            ),
            models.Index(fields=["workspace_id", "stage_id", "-warmth", "id"], name="deal_warmth", condition=_open),
            models.Index(fields=["workspace_id", "warmth", "id"], name="deal_open_warmth", condition=_open),
            models.Index(fields=["workspace_id", "agenda_at", "id"], name="deal_open_agenda", condition=_open),
            models.Index(fields=["workspace_id", "amount", "id"], name="deal_open_value", condition=_open),
            models.Index(fields=["workspace_id", "close_order_on", "id"], name="deal_open_close", condition=_open),
            models.Index(fields=["workspace_id", "created_at", "id"], name="deal_newest", condition=_kept),
            models.Index(
                fields=["workspace_id", "agenda_at", "id", "status", "owner_id"],
                name="deal_every_agenda",
                condition=_kept,
            ),
            models.Index(
                fields=[
                    "workspace_id",
                    "pipeline_id",
                    "status",
                    "closed_at",
                    "amount",
                    "owner_id",
                    "reason_id",
                    "stage_id",
                ],
                name="deal_ended",
                condition=_kept,
            ),
            models.Index(
                fields=["workspace_id", "owner_id", "closed_at", "id"],
                name="deal_own_won",
                condition=_kept & models.Q(status="won"),
            ),
            models.Index(fields=["workspace_id", "organization_id", "created_at"], name="deal_of_organization"),
            models.Index(
                fields=["workspace_id", "reason_id"],
                name="deal_of_reason",
                condition=_kept & models.Q(reason_id__isnull=False),
            ),
            models.Index(
                fields=["workspace_id", "deleted_at"], name="deal_trash", condition=models.Q(deleted_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.status == Status.OPEN
