from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from alur.orders.models.priced import Priced, PricedLine
from alur.pipeline.models import Deal
from alur.tenancy.models import Member
from alur.tenancy.scoped import Purged, Scoped, belongs_to

if TYPE_CHECKING:
    from alur.catalogue.models import Product
    from alur.people.models import Person


class QuoteStatus(models.TextChoices):
    """`expired` is what a sent quote is after its last day: it is read from the day, never stored."""

    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Sent")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    SUPERSEDED = "superseded", _("Superseded")
    EXPIRED = "expired", _("Expired")


class Approval(models.TextChoices):
    """Of a draft that goes beyond what its seller may offer alone. Other lines begin anew."""

    NONE = "", _("Not asked")
    ASKED = "asked", _("Waits for approval")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Sent back")


class QuoteHead(Scoped):
    """The number that the last quote of a year has: the locked row that numbers are taken from."""

    year = models.SmallIntegerField()
    number = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "year"], name="quote_head_of_year")]


class QuoteQuerySet(models.QuerySet["Quote"]):
    def visible_to(self, member: Member) -> Self:
        """The quotes of the deals that a member may see."""
        from alur.pipeline.access import owners_seen_by

        quotes = self.filter(
            workspace_id=member.workspace_id, deal__workspace_id=member.workspace_id, deal__deleted_at__isnull=True
        )
        owners = owners_seen_by(member)
        if owners is None:
            return quotes
        return quotes.filter(models.Q(deal__owner_id__in=owners) | models.Q(deal__owner_id__isnull=True))


class QuoteManager(models.Manager.from_queryset(QuoteQuerySet)):  # type: ignore[misc]
    """Quotes that are not in the trash."""

    def get_queryset(self) -> QuoteQuerySet:
        queryset: QuoteQuerySet = super().get_queryset().filter(deleted_at__isnull=True)
        return queryset


class Quote(Priced):
    """What a customer is offered in a deal, until a day, in the deal's currency.

    A series is one offer in its versions (`revision` 1, 2, …), which share year and number; a quote is numbered when
    it is first sent (ADR 9).
    """

    deal_id: int
    deal: Deal = belongs_to("pipeline.Deal", related_name="quotes", when_purged=Purged.GOES_ALONG)
    series_id = models.BigIntegerField(help_text="The id of its first version.")
    revision = models.SmallIntegerField(default=1)
    year = models.SmallIntegerField(null=True)
    number = models.IntegerField(null=True)
    status = models.CharField(max_length=10, choices=QuoteStatus.choices, default=QuoteStatus.DRAFT)
    language = models.CharField(max_length=2, default="id")
    valid_until = models.DateField()
    person_id: int | None
    person: Person | None = belongs_to("people.Person", null=True, related_name="quotes", when_purged=Purged.IS_CLEARED)
    addressee = models.CharField(max_length=200, blank=True, help_text="The person as named when it was last saved.")
    note = models.CharField(max_length=2000, blank=True)
    terms = models.CharField(max_length=4000, blank=True)
    leads_value = models.BooleanField(default=True, help_text="Sent or accepted, it sets the value of its deal.")

    approval = models.CharField(max_length=8, choices=Approval.choices, default=Approval.NONE, blank=True)
    approval_note = models.CharField(max_length=500, blank=True, help_text="What the one who was asked said last.")
    approval_by_id = models.BigIntegerField(null=True, help_text="The member who asked, approved or returned last.")

    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=120, blank=True, help_text="The customer's name, as typed.")
    answer = models.CharField(max_length=1000, blank=True, help_text="Their note, or why not.")
    made_by_id = models.BigIntegerField(null=True)
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    objects = QuoteManager()
    everything = models.Manager.from_queryset(QuoteQuerySet)()

    class Meta:
        base_manager_name = "everything"
        _kept = models.Q(deleted_at__isnull=True)
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "series_id", "revision"], condition=_kept, name="quote_version_once"
            ),
            models.UniqueConstraint(
                fields=["workspace_id", "year", "number", "revision"],
                condition=_kept & models.Q(number__isnull=False),
                name="quote_number_once",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace_id", "deal_id", "created_at", "id"], name="quote_of_deal"),
            models.Index(fields=["workspace_id", "created_at", "id"], name="quote_newest", condition=_kept),
        ]

    def __str__(self) -> str:
        return self.label or self.deal.title

    @property
    def label(self) -> str:
        """`PNW-2026-0412`; "" for one that was never sent."""
        return number_label(self.year, self.number)

    def status_on(self, day: date) -> str:
        """As it stands on a day: a sent one has expired after its last."""
        return status_on(self.status, self.valid_until, day)

    @property
    def is_draft(self) -> bool:
        return self.status == QuoteStatus.DRAFT


class QuoteLine(PricedLine):
    quote_id: int
    quote: Quote = belongs_to("orders.Quote", related_name="lines", when_purged=Purged.GOES_ALONG)
    product_id: int | None
    product: Product | None = belongs_to(
        "catalogue.Product", null=True, related_name="quote_lines", when_purged=Purged.IS_CLEARED
    )

    class Meta:
        indexes = [
            models.Index(fields=["workspace_id", "quote_id", "position"], name="quote_line_order"),
            models.Index(fields=["workspace_id", "product_id"], name="quote_line_of_product"),
        ]


def number_label(year: int | None, number: int | None) -> str:
    return f"PNW-{year}-{number:04d}" if number else ""


def status_on(status: str, valid_until: date, day: date) -> str:
    return str(QuoteStatus.EXPIRED if status == QuoteStatus.SENT and valid_until < day else status)
