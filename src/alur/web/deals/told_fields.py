"""A record's changed fields in words: what each is called, and its values as people say them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from alur.kernel.dates import parse_day
from alur.people.queries.regions import region_path
from alur.web.deals.names import Names
from alur.web.settings.custom import told as told_value


def field_label(name: str) -> str:
    """What a changed column is called; "" for what is not told."""
    return {
        "title": _("Title"),
        "owner_id": _("Owner"),
        "organization_id": _("Company"),
        "amount": _("Value"),
        "probability": _("Probability"),
        "expected_close_on": _("Expected close"),
        "temperature": _("Temperature"),
        "source_id": _("Source"),
        "tags": _("Tags"),
        "custom": _("Further fields"),
        "name": _("Name"),
        "contacts": _("Contacts"),
        "region_code": _("Region"),
        "parent_id": _("Part of"),
        "price_list_id": _("Price list"),
        "roles": _("Roles at companies"),
        "industry": _("Industry"),
        "job_title": _("Job title"),
        "latitude": _("Place on the map"),
        "longitude": _("Place on the map"),
        "note": _("Note"),
        "postal_code": _("Postal code"),
        "size": _("People working there"),
        "street": _("Street"),
        "website": _("Website"),
        "do_not_contact_since": _("Do not contact since"),
        "do_not_contact_why": _("Do not contact, because"),
    }.get(name, "")


HIDDEN = frozenset({"currency_amount", "currency", "rate_micro", "rate_on", "is_amount_typed", "name_key"})


def edited(data: dict[str, Any], names: Names) -> str:
    parts = []
    for name, (old, new) in data["changes"].items():
        label = field_label(name)
        if name in HIDDEN or not label:
            continue
        if name == "custom":
            parts.extend(_custom(old or {}, new or {}, names))
            continue
        if name == "contacts":
            old, new = _without(old, new), _without(new, old)
        before, after = value_told(name, old, names), value_told(name, new, names)
        parts.append(_told(label, before, after))
    return "; ".join(parts) or _("Details changed")


def _without(rows: list[Any] | None, others: list[Any] | None) -> list[Any]:
    """Of several that are kept together, those that came or went; what stayed is no news."""
    return [one for one in rows or () if one not in (others or ())]


def _custom(old: dict[str, Any], new: dict[str, Any], names: Names) -> list[str]:
    parts = []
    for key in [key for key in {**old, **new} if old.get(key) != new.get(key)]:
        definition = names.fields.get(key)
        if definition is None:
            continue
        label = definition.name_in(names.f.language)
        before, after = (told_value(definition, values.get(key), names.f) for values in (old, new))
        parts.append(_told(label, before, after))
    return parts


def _told(label: str, before: str, after: str) -> str:
    """What is taken away is told by name, not by an arrow into nothing; what no words tell apart, that it changed."""
    if before == after:
        return _("%(field)s changed") % {"field": label}
    if not after:
        return _("%(field)s: %(value)s taken away") % {"field": label, "value": before}
    return f"{label}: {before} → {after}" if before else f"{label}: {after}"


def value_told(name: str, value: Any, names: Names) -> str:
    """A column's value as people say it; "" for none."""
    if value in (None, "", []):
        return ""
    if name == "owner_id":
        return names.member(value)
    if name == "amount":
        return names.f.money(value)
    if name == "probability":
        return f"{value}%"
    if name == "size":
        return names.f.number(value)
    if name == "expected_close_on":
        return names.f.day(parse_day(value))
    if name == "do_not_contact_since":
        return names.f.day(datetime.fromisoformat(value))
    if name == "temperature":
        return warmth_word(value)
    if name == "region_code":
        return region_path(value) or value
    if name == "tags":
        return ", ".join(value)
    if name == "contacts":
        return ", ".join(f"{typed} ({label})" if label else typed for _kind, typed, label in value)
    return str(value) if isinstance(value, str) else _("set")


def warmth_word(temperature: str) -> str:
    return {"cold": _("Cold"), "warm": _("Warm"), "hot": _("Hot")}.get(temperature, temperature)
