"""What the columns that events carry are called, and their values in the reader's words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from alur.conversations.models import ActivityKind, Recurrence
from alur.fields.models import FieldType, RecordKind
from alur.orders.models import OrderStatus, QuoteStatus
from alur.orders.models.priced import TaxMode
from alur.orders.models.quote import Approval
from alur.reporting.models import Sharing
from alur.tenancy.models import Role
from alur.web.audit.names import Words
from alur.web.dashboards.showing import period_titles
from alur.web.deals.told_fields import HIDDEN, field_label, value_told

LONGEST = 160
UNTOLD = HIDDEN | {
    "converted_up_to", "converts_from_id", "external_id", "external_source", "hue", "position", "province_code",
    "region_name", "series_from", "series_number", "slug", "is_whole",
}  # fmt: skip
"""What only the program reads, or another column says already."""

MONEY = frozenset({
    "unit_price", "delivered_amount", "paid_amount", "list_amount", "net", "tax_base", "tax", "total", "most_value",
})  # fmt: skip
DAYS = frozenset({"repeats_until", "delivered_on", "paid_on", "ordered_on", "noted_on", "valid_on", "valid_until",
                  "from_on", "until_on"})  # fmt: skip
MOMENTS = frozenset({"due_at", "archived_at", "done_at", "heard_at"})
MEMBERS = frozenset({"lead_id", "owner_id", "author_id", "member_id"})
PERCENTS = frozenset({"tax_percent", "percent", "weight"})
NUMBERS = frozenset({"size", "low", "high", "tax_base_of", "tax_base_whole", "base_of", "base_whole"})
CHOICES: dict[str, Any] = {
    "role": Role,
    "sharing": Sharing,
    "tax_mode": TaxMode,
    "approval": Approval,
    "recurrence": Recurrence,
    "type": FieldType,
}
LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}


def label_of(column: str) -> str:
    """What a column is called; "" for one that has no words yet."""
    if "." in column:  # a kind of notice and the way it comes
        return _notice(column)
    return _labels().get(column) or field_label(column)


def _labels() -> dict[str, str]:
    return {
        "answer_id": _("Answer"),
        "archived_at": _("Archived"),
        "approval": _("Approval"),
        "addressee": _("Addressed to"),
        "author_id": _("Written by"),
        "base_of": _("Taxed share"),
        "base_whole": _("Taxed share, of"),
        "blocks": _("On the page"),
        "body": _("Text"),
        "campaign_id": _("Campaign"),
        "choices": _("Answers"),
        "columns": _("Columns"),
        "currency": _("Currency"),
        "deal_id": _("Deal"),
        "delivered_amount": _("Delivered"),
        "delivered_on": _("Delivered on"),
        "done_at": _("Done on"),
        "due_at": _("Due"),
        "families": _("Product families"),
        "family_id": _("Product family"),
        "filter": _("Filter"),
        "from_on": _("Valid from"),
        "heard_at": _("Heard on"),
        "high": _("Best at"),
        "highest": _("At most"),
        "hint": _("Help"),
        "is_active": _("Access"),
        "is_answered": _("Answered"),
        "is_default": _("Usual price list"),
        "is_timed": _("At a time of day"),
        "kind": _("Kind"),
        "language": _("Language"),
        "lead_id": _("Lead"),
        "leads_value": _("Gives the deal its value"),
        "lines": _("Products"),
        "list_amount": _("Before discount"),
        "logo_id": _("Logo"),
        "low": _("Worst at"),
        "lowest": _("At least"),
        "member_id": _("Member"),
        "minutes": _("Length"),
        "most_discount": _("Approval above a discount of"),
        "most_value": _("Approval above a value of"),
        "name_en": _("In English"),
        "name_id": _("Name"),
        "needs": _("Data needed"),
        "net": _("Before tax"),
        "noted_on": _("Found out on"),
        "objection_id": _("Objection"),
        "options": _("Answers"),
        "ordered_on": _("Ordered on"),
        "outcome": _("Outcome"),
        "paid_amount": _("Paid"),
        "paid_on": _("Paid on"),
        "percent": _("Percent"),
        "period": _("Period"),
        "person_id": _("Contact person"),
        "pipeline_id": _("Pipeline"),
        "places": _("Shown in"),
        "price_note": _("Their prices"),
        "quantity": _("Quantity"),
        "quote_id": _("Quote"),
        "recurrence": _("Repeats"),
        "record_kind": _("Field of"),
        "reference": _("Order number"),
        "remind_minutes": _("Reminder before"),
        "repeats_until": _("Until"),
        "requires_second_step": _("Everyone signs in with a second step"),
        "role": _("Role"),
        "sharing": _("Shared with"),
        "shares_deals_in_team": _("Teams share their deals"),
        "sku": _("Item number"),
        "sort": _("Sorted by"),
        "source": _("Source"),
        "status": _("Status"),
        "strengths": _("Strengths"),
        "tax": _("Tax"),
        "tax_base": _("Tax base"),
        "tax_base_of": _("Taxed share"),
        "tax_base_whole": _("Taxed share, of"),
        "tax_mode": _("Tax"),
        "tax_percent": _("Percent"),
        "team_id": _("Team"),
        "terms": _("Terms"),
        "text": _("Text"),
        "timezone": _("Time zone"),
        "total": _("Total"),
        "type": _("Kind"),
        "unit": _("Unit"),
        "unit_price": _("Price"),
        "until_on": _("Valid until"),
        "user_id": _("Account"),
        "valid_on": _("Valid from"),
        "valid_until": _("Valid until"),
        "weight": _("Weight"),
    }


def _notice(column: str) -> str:
    kind, _dot, way = column.partition(".")
    kinds = {
        "mention": _("Mentions of me"),
        "assigned": _("Given to me"),
        "reminder": _("Reminders"),
        "changed": _("Changes of my deals"),
        "followed": _("What I follow"),
        "rolling": _("Rolling ownership"),
        "closed": _("Closed deals"),
        "agenda": _("The day's agenda"),
        "forgotten": _("Forgotten deals"),
    }
    ways = {"app": _("in the app"), "mail": _("by mail at once"), "digest": _("in the morning's mail")}
    return ", ".join(filter(None, (kinds.get(kind, _("Notifications")), ways.get(way, ""))))


def value_of(column: str, value: Any, words: Words) -> str:
    """A value in words; "" for none. What cannot be said in one line is "set"."""
    if value in (None, "", [], {}):
        return ""
    if column == "is_active":
        return _("can come in") if value else _("cannot come in")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if column in CHOICES:
        return str(dict(CHOICES[column].choices).get(value, value))
    for columns, teller in _TELLERS:
        if column in columns:
            told = teller(value, words)
            break
    else:
        told = words.by_id(column, value) or value_told(column, value, words.names)
    return told if len(told) <= LONGEST else told[:LONGEST] + "…"


def _status(value: Any, words: Words) -> str:
    return str({**dict(QuoteStatus.choices), **dict(OrderStatus.choices)}.get(value, value))


def _kind(value: Any, words: Words) -> str:
    return str({**dict(FieldType.choices), **dict(RecordKind.choices), **dict(ActivityKind.choices)}.get(value, value))


def _answers(value: Any, words: Words) -> str:
    """The answers of a choice: of a field as dicts, of a question as lists."""
    english = words.f.language == "en"
    if isinstance(value[0], dict):
        return ", ".join(str(one["name_en" if english else "name_id"]) for one in value)
    return ", ".join(str(one[2 if english else 1]) for one in value)


def _contacts(value: Any, words: Words) -> str:
    return ", ".join(str(one[1]) for one in value)


def _roles(value: Any, words: Words) -> str:
    return ", ".join(filter(None, (str(one[1]) for one in value))) or _("set")


def _set(value: Any, words: Words) -> str:
    return _("set")


_TELLERS: tuple[tuple[frozenset[str], Callable[[Any, Words], str]], ...] = (
    (MONEY, lambda value, words: words.f.money(value)),
    (DAYS, lambda value, words: words.f.day(date.fromisoformat(value))),
    (MOMENTS, lambda value, words: words.f.moment(datetime.fromisoformat(value))),
    (MEMBERS, lambda value, words: words.names.member(value)),
    (PERCENTS, lambda value, words: f"{value}%"),
    (NUMBERS, lambda value, words: words.f.number(value)),
    (frozenset({"quantity"}), lambda value, words: words.f.quantity(value)),
    (frozenset({"most_discount"}), lambda value, words: words.f.discount(value)),
    (frozenset({"minutes", "remind_minutes"}), lambda value, words: words.f.span(value)),
    (frozenset({"team_id"}), lambda value, words: words.teams.get(value, "") or _("a team that is gone")),
    (frozenset({"status"}), _status),
    (frozenset({"kind", "record_kind"}), _kind),
    (frozenset({"period"}), lambda value, words: period_titles().get(value, value)),
    (frozenset({"language"}), lambda value, words: LANGUAGES.get(value, value)),
    (frozenset({"choices", "options"}), _answers),
    (frozenset({"contacts"}), _contacts),
    (frozenset({"roles"}), _roles),
    (frozenset({"filter", "sort", "columns"}), _set),
)  # fmt: skip
