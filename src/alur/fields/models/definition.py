from __future__ import annotations

from collections.abc import Collection

from django.db import models
from django.utils.translation import gettext_lazy as _

from alur.tenancy.scoped import Scoped


class RecordKind(models.TextChoices):
    DEAL = "deal", _("Deal")
    ORGANIZATION = "organization", _("Company")
    PERSON = "person", _("Person")
    PRODUCT = "product", _("Product")


class FieldType(models.TextChoices):
    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    MONEY = "money", _("Money")
    DATE = "date", _("Date")
    CHOICE = "choice", _("Choice")
    YES_NO = "yes_no", _("Yes or no")
    MEMBER = "member", _("Member")
    PERSON = "person", _("Person")


class Place(models.TextChoices):
    """Where a field shows of itself. Lists show it as a column, and gates ask for it, wherever it is."""

    PAGE = "page", _("Page of the record")
    NEW = "new", _("Form of a new one")
    CARD = "card", _("Card on the board")


class FieldDefinition(Scoped):
    """A field that a workspace has added to a kind of record; values live under `f<id>` of the record's `custom`.

    `unit`, `lowest` and `highest` are a number's: what it counts, and the decimal strings it lies between (empty: no
    limit). `places` are where it shows, None the usual ones; `families` are ids of the product families, as text, whose
    deals and products it shows with, none for all. Lists show it as a column, and gates ask for it, whatever these say.
    """

    record_kind = models.CharField(max_length=12, choices=RecordKind.choices)
    name_id = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    type = models.CharField(max_length=6, choices=FieldType.choices)
    choices = models.JSONField(default=list)
    hint = models.CharField(max_length=160, blank=True)
    unit = models.CharField(max_length=12, blank=True)
    lowest = models.CharField(max_length=20, blank=True)
    highest = models.CharField(max_length=20, blank=True)
    places = models.JSONField(null=True)
    families = models.JSONField(default=list)
    position = models.IntegerField(default=0)
    archived_at = models.DateTimeField(null=True)
    converts_from_id = models.BigIntegerField(null=True, help_text="The field of another type that it came of.")
    converted_up_to = models.BigIntegerField(null=True, help_text="The record it has reached; empty: nothing is left.")

    class Meta:
        indexes = [models.Index(fields=["workspace_id", "record_kind", "position"], name="field_order")]

    def __str__(self) -> str:
        return self.name_en

    @property
    def key(self) -> str:
        return f"f{self.id}"

    @property
    def shown_in(self) -> list[str]:
        if self.places is not None:
            return list(self.places)
        return [Place.PAGE] if self.record_kind == RecordKind.DEAL else [Place.PAGE, Place.NEW]

    def is_for(self, families: Collection[int]) -> bool:
        """Does it show with what is of these product families?"""
        return not self.families or any(int(one) in families for one in self.families)

    def name_in(self, language: str) -> str:
        return self.name_id if language.startswith("id") else self.name_en
