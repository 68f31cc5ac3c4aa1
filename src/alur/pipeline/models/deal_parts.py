from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from alur.pipeline.models.criterion import Step
from alur.pipeline.models.deal import Deal
from alur.tenancy.scoped import Purged, Scoped, belongs_to

if TYPE_CHECKING:
    from alur.catalogue.models import Product
    from alur.fields.models import Tag
    from alur.people.models import Person


class LineItem(Scoped):
    """A product in a deal. Quantity in thousandths, price in minor units of the deal's currency, discount in 1/100 %.

    `amount` is net of discount and before tax.
    """

    deal_id: int
    deal: Deal = belongs_to("pipeline.Deal", related_name="lines", when_purged=Purged.GOES_ALONG)
    product_id: int
    product: Product = belongs_to("catalogue.Product", related_name="lines", when_purged=Purged.HOLDS)
    position = models.IntegerField(default=0)
    quantity = models.BigIntegerField(default=1000)
    unit_price = models.BigIntegerField(default=0)
    discount = models.IntegerField(default=0)
    amount = models.BigIntegerField(default=0)

    class Meta:
        indexes = [
            # With what lists of products add up, so that they need not look up each line of each open deal.
            models.Index(
                fields=["workspace_id", "deal_id", "position", "product_id", "quantity", "amount"], name="line_order"
            ),
            models.Index(fields=["workspace_id", "product_id", "deal_id"], name="line_of_product"),
        ]


class DealPerson(Scoped):
    """Someone who takes part in a deal, and as what."""

    deal_id: int
    deal: Deal = belongs_to("pipeline.Deal", related_name="people", when_purged=Purged.GOES_ALONG)
    person_id: int
    person: Person = belongs_to("people.Person", related_name="deal_parts", when_purged=Purged.GOES_ALONG)
    role = models.CharField(max_length=60, blank=True)
    position = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "deal_id", "person_id"], name="deal_person_once")
        ]
        indexes = [models.Index(fields=["workspace_id", "person_id", "deal_id"], name="deal_of_person")]


class DealTag(Scoped):
    deal_id: int
    deal: Deal = belongs_to("pipeline.Deal", related_name="tag_links", when_purged=Purged.GOES_ALONG)
    tag_id: int
    tag: Tag = belongs_to("fields.Tag", related_name="deal_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "deal_id", "tag_id"], name="deal_tag_once")]
        indexes = [models.Index(fields=["workspace_id", "tag_id", "deal_id"], name="deal_of_tag")]


class Evidence(Scoped):
    """What shows that a step was done: a kind, a label to read, and the id of what it rests on.

    `rests_on_id` names an activity or a file: a plain id, without a foreign key, for one is of a domain above.
    """

    deal_id: int
    deal: Deal = belongs_to("pipeline.Deal", related_name="evidence", when_purged=Purged.GOES_ALONG)
    step_id: int
    step: Step = belongs_to("pipeline.Step", related_name="evidence_given")
    kind = models.CharField(max_length=10)
    label = models.CharField(max_length=500)
    rests_on_kind = models.CharField(max_length=16, blank=True)
    rests_on_id = models.BigIntegerField(null=True)
    by_id = models.BigIntegerField(null=True)
    given_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace_id", "deal_id", "step_id"], name="evidence_of_deal"),
            models.Index(fields=["workspace_id", "rests_on_kind", "rests_on_id"], name="evidence_resting"),
        ]
