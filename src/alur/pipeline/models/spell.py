"""Half-open intervals [from, until) in which something stood unchanged: what the past is read from."""

from __future__ import annotations

from django.db import models

from alur.pipeline.models.deal import Deal
from alur.tenancy.scoped import Purged, Scoped, belongs_to


class DealSpell(Scoped):
    """A time in which a deal stood unchanged in all that the past is asked about, as one wide row.

    One open spell per deal, no overlaps, no gaps while the deal exists. What it refers to is by plain id: it is a
    record of what was.
    """

    deal_id: int
    deal: Deal = belongs_to("pipeline.Deal", related_name="spells", when_purged=Purged.GOES_ALONG)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    pipeline_id = models.BigIntegerField()
    stage_id = models.BigIntegerField()
    stage_entered_at = models.DateTimeField()
    status = models.CharField(max_length=9)
    owner_id = models.BigIntegerField(null=True)
    amount = models.BigIntegerField()
    probability = models.SmallIntegerField()
    expected_close_on = models.DateField(null=True)
    temperature = models.CharField(max_length=4)
    event_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "deal_id"], condition=models.Q(until_at__isnull=True), name="spell_open_once"
            )
        ]
        indexes = [
            models.Index(fields=["workspace_id", "deal_id", "from_at"], name="spell_of_deal"),
            models.Index(
                fields=["workspace_id", "pipeline_id", "stage_id", "from_at", "until_at"],
                name="spell_as_of",
                condition=models.Q(status="open"),
            ),
            models.Index(fields=["workspace_id", "status", "from_at", "deal_id", "until_at"], name="spell_began"),
        ]


class TrackSpell(Scoped):
    """A time in which one of a deal's tracks was in one state."""

    deal_id: int
    deal: Deal = belongs_to("pipeline.Deal", related_name="track_spells", when_purged=Purged.GOES_ALONG)
    stage_id = models.BigIntegerField()
    state = models.CharField(max_length=7)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_id", "deal_id", "stage_id"],
                condition=models.Q(until_at__isnull=True),
                name="track_spell_open_once",
            )
        ]
        indexes = [models.Index(fields=["workspace_id", "deal_id", "from_at"], name="track_spell_of_deal")]


class LineSpell(Scoped):
    """A time in which a deal held one line of a product: units and money, for what a past period would bring."""

    deal_id: int
    deal: Deal = belongs_to("pipeline.Deal", related_name="line_spells", when_purged=Purged.GOES_ALONG)
    product_id = models.BigIntegerField()
    quantity = models.BigIntegerField()
    unit_price = models.BigIntegerField()
    discount = models.IntegerField()
    amount = models.BigIntegerField()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace_id", "deal_id", "from_at"], name="line_spell_of_deal"),
            models.Index(fields=["workspace_id", "product_id", "deal_id"], name="line_spell_of_product"),
            models.Index(
                fields=["workspace_id", "until_at", "deal_id"],
                name="line_spell_ended",
                condition=models.Q(until_at__isnull=False),
            ),
        ]
