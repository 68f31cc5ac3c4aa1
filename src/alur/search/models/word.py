from __future__ import annotations

from django.db import models

from alur.tenancy.scoped import Scoped


class SearchWord(Scoped):
    """A word that some record of the workspace has had: what is typed is matched against these first.

    There are some ten thousands of them where there are a million records, so that beginnings, parts and typing errors
    cost the same however much there is to find. `keys` has the database's index, as the words of an entry have.
    """

    word = models.CharField(max_length=40)
    keys = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace_id", "word"], name="search_word_once")]
        indexes = [
            # Beginnings by bytes, whatever the database's collation.
            models.Index(
                fields=["workspace_id", "word"],
                name="search_word_begins",
                opclasses=["int8_ops", "varchar_pattern_ops"],
            ),
        ]
