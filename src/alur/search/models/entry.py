from __future__ import annotations

from django.db import models

from alur.tenancy.scoped import Scoped


class SearchEntry(Scoped):
    """What a record is found by: its words with spaces between them, after the marks of whose it is.

    The database keeps an index over `words` by itself (migration 0001). An entry is never edited but replaced, so that
    a larger `id` is a later change: matches come out the latest first without being sorted.
    """

    kind = models.CharField(max_length=12)
    record_id = models.BigIntegerField()
    words = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "record_id", "kind"], name="search_entry_once")]
