from __future__ import annotations

from django.db import models

from alur.orders.models.quote import Quote
from alur.tenancy.scoped import Purged, Scoped, belongs_to


class QuotePdf(Scoped):
    """A quote as a file, as the worker made it last. It is made anew when it is asked for, and forgotten after a week.

    `fault` is why it could not be made: the system lacks what draws letters.
    """

    quote_id: int
    quote: Quote = belongs_to("orders.Quote", related_name="pdfs", when_purged=Purged.GOES_ALONG)
    of_version = models.IntegerField()
    content = models.BinaryField(default=bytes)
    fault = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "quote_id"], name="quote_pdf_once")]
        indexes = [models.Index(fields=["workspace_id", "made_at"], name="quote_pdf_age")]
