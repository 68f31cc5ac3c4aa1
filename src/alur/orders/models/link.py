from __future__ import annotations

from datetime import datetime

from django.db import models

from alur.orders.models.quote import Quote
from alur.tenancy.scoped import Purged, Scoped, belongs_to


class QuoteLink(Scoped):
    """The address under which a customer opens a quote without signing in, good until it expires or is taken back.

    The address is made from workspace, id and the installation's key; the row holds its hash alone.
    """

    quote_id: int
    quote: Quote = belongs_to("orders.Quote", related_name="links", when_purged=Purged.GOES_ALONG)
    token_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    opened_count = models.IntegerField(default=0)
    opened_at = models.DateTimeField(null=True, help_text="When it was last opened.")
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["workspace_id", "quote_id", "created_at"], name="quote_link_of_quote")]

    def is_good_at(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at
