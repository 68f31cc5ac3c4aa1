from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from alur.tenancy.scoped import Scoped


class TaxMode(models.TextChoices):
    EXCLUSIVE = "exclusive", _("Prices without tax")
    INCLUSIVE = "inclusive", _("Prices with tax")
    NONE = "none", _("No tax")


class Priced(Scoped):
    """What lines come to, in minor units of `currency`, stored with the rate it was computed at (ADR 9).

    `list_amount` is before discount, `net` after it and without tax, `total` with it.
    """

    currency = models.CharField(max_length=3)
    tax_mode = models.CharField(max_length=9, choices=TaxMode.choices, default=TaxMode.EXCLUSIVE)
    tax_percent = models.IntegerField(default=0, help_text="Basis points of the taxed base.")
    tax_base_of = models.SmallIntegerField(default=1)
    tax_base_whole = models.SmallIntegerField(default=1)
    list_amount = models.BigIntegerField(default=0)
    net = models.BigIntegerField(default=0)
    tax_base = models.BigIntegerField(default=0)
    tax = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


class PricedLine(Scoped):
    """A product or a text, as it was named and priced then.

    Quantity in thousandths, discount in basis points. `amount` is what the line comes to as priced (with tax where the
    prices have it in them); `net`, `tax_base` and `tax` are its shares.
    """

    position = models.IntegerField(default=0)
    name = models.CharField(max_length=200)
    details = models.CharField(max_length=500, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    quantity = models.BigIntegerField()
    unit_price = models.BigIntegerField()
    discount = models.IntegerField(default=0)
    list_amount = models.BigIntegerField()
    amount = models.BigIntegerField()
    net = models.BigIntegerField()
    tax_base = models.BigIntegerField()
    tax = models.BigIntegerField()

    class Meta:
        abstract = True
