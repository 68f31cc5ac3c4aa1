"""What the columns that events carry are called, and their values in the reader's words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from alur.conversations.models import ActivityKind, Recurrence
from alur.fields.models import FieldType, RecordKind
from alur.kernel.refusal import N_
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


LABELS: dict[str, str] = {
    "answer_id": N_("Answer"),
    "archived_at": N_("Archived"),
    "approval": N_("Approval"),
    "addressee": N_("Addressed to"),
    "author_id": N_("Written by"),
    "base_of": N_("Taxed share"),
    "base_whole": N_("Taxed share, of"),
    "blocks": N_("On the page"),
    "body": N_("Text"),
    "campaign_id": N_("Campaign"),
    "choices": N_("Answers"),
    "columns": N_("Columns"),
    "currency": N_("Currency"),
    "deal_id": N_("Deal"),
    "delivered_amount": N_("Delivered"),
    "delivered_on": N_("Delivered on"),
    "done_at": N_("Done on"),
    "due_at": N_("Due"),
    "families": N_("Product families"),
    "family_id": N_("Product family"),
    "filter": N_("Filter"),
    "from_on": N_("Valid from"),
    "heard_at": N_("Heard on"),
    "high": N_("Best at"),
    "highest": N_("At most"),
    "hint": N_("Help"),
    "is_active": N_("Access"),
    "is_answered": N_("Answered"),
    "is_default": N_("Usual price list"),
    "is_timed": N_("At a time of day"),
    "kind": N_("Kind"),
    "language": N_("Language"),
    "lead_id": N_("Lead"),
    "leads_value": N_("Gives the deal its value"),
    "lines": N_("Products"),
    "list_amount": N_("Before discount"),
    "logo_id": N_("Logo"),
    "low": N_("Worst at"),
    "lowest": N_("At least"),
    "member_id": N_("Member"),
    "minutes": N_("Length"),
    "most_discount": N_("Approval above a discount of"),
    "most_value": N_("Approval above a value of"),
    "name_en": N_("In English"),
    "name_id": N_("Name"),
    "needs": N_("Data needed"),
    "net": N_("Before tax"),
    "noted_on": N_("Found out on"),
    "objection_id": N_("Objection"),
    "options": N_("Answers"),
    "ordered_on": N_("Ordered on"),
    "outcome": N_("Outcome"),
    "paid_amount": N_("Paid"),
    "paid_on": N_("Paid on"),
    "percent": N_("Percent"),
    "period": N_("Period"),
    "person_id": N_("Contact person"),
    "pipeline_id": N_("Pipeline"),
    "places": N_("Shown in"),
    "price_note": N_("Their prices"),
    "quantity": N_("Quantity"),
    "quote_id": N_("Quote"),
    "recurrence": N_("Repeats"),
    "record_kind": N_("Field of"),
    "reference": N_("Order number"),
    "remind_minutes": N_("Reminder before"),
    "repeats_until": N_("Until"),
    "requires_second_step": N_("Everyone signs in with a second step"),
    "role": N_("Role"),
    "sharing": N_("Shared with"),
    "shares_deals_in_team": N_("Teams share their deals"),
    "sku": N_("Item number"),
    "sort": N_("Sorted by"),
    "source": N_("Source"),
    "status": N_("Status"),
    "strengths": N_("Strengths"),
    "tax": N_("Tax"),
    "tax_base": N_("Tax base"),
    "tax_base_of": N_("Taxed share"),
    "tax_base_whole": N_("Taxed share, of"),
    "tax_mode": N_("Tax"),
    "tax_percent": N_("Percent"),
    "team_id": N_("Team"),
    "terms": N_("Terms"),
    "text": N_("Text"),
    "timezone": N_("Time zone"),
    "total": N_("Total"),
    "type": N_("Kind"),
    "unit": N_("Unit"),
    "unit_price": N_("Price"),
    "until_on": N_("Valid until"),
    "user_id": N_("Account"),
    "valid_on": N_("Valid from"),
    "valid_until": N_("Valid until"),
    "weight": N_("Weight"),
}


def label_of(column: str) -> str:
    """What a column is called; "" for one that has no words yet."""
    if "." in column:  # a kind of notice and the way it comes
        return _notice(column)
    return _(LABELS[column]) if column in LABELS else field_label(column)


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
