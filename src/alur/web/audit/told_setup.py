"""What was before and after in the events of members, settings, files and imports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alur.fields.models import FieldType
from alur.web.audit.columns import value_of
from alur.web.audit.names import Change, Words, changed


def _joined(data: dict[str, Any], words: Words) -> list[Change]:
    return [Change(_("Role"), "", value_of("role", data.get("role"), words))]


def _token(data: dict[str, Any], words: Words) -> list[Change]:
    scopes = data.get("scopes", "")
    return [Change(_("May"), "", _("read and write") if "write" in scopes else _("read"))]


def _fit_left(data: dict[str, Any], words: Words) -> list[Change]:
    """Which fit it was, by its day and what it was worth."""
    fit, at = data["candidate"], datetime.fromisoformat(data["candidate"]["at"])
    auc = f"{round(fit['used']['auc'] * 100)}%", f"{round(fit['fit']['auc'] * 100)}%"
    return [Change(_("Fit of"), "", words.f.day(at)), Change(_("Right order"), *auc)]


def _leave(data: dict[str, Any], words: Words) -> list[Change]:
    first, last = (words.f.day(date.fromisoformat(data[key])) for key in ("from_on", "last_on"))
    return [Change(_("Days"), "", first if first == last else f"{first} – {last}")]


def _rolling(data: dict[str, Any], words: Words) -> list[Change]:
    then = {"offer": _("offered to the team"), "turns": _("given to each in turn")}
    labels: dict[str, tuple[str, Callable[[Any], str]]] = {
        "is_on": (_("Rolling ownership"), lambda value: _("switched on") if value else _("switched off")),
        "days": (_("After"), words.f.days),
        "lead_days": (_("With the lead for"), words.f.days),
        "then": (_("After that"), lambda value: then.get(value, "")),
        "capacity": (_("At most for each"), words.f.number),
    }
    before, after = data["before"], data["after"]
    return [
        Change(label, *(told(kept[key]) if kept.get(key) is not None else "" for kept in (before, after)))
        for key, (label, told) in labels.items()
    ]


def _prices(data: dict[str, Any], words: Words) -> list[Change]:
    count = len(data["prices"])
    told = ngettext("%(num)d product", "%(num)d products", count) % {"num": count}
    if count != 1:
        return [Change(_("Prices"), "", told)]
    _product, *both = data["prices"][0]
    return [Change(_("Price"), *(", ".join(words.f.money(price) for _least, price in prices) for prices in both))]


def _retyped(data: dict[str, Any], words: Words) -> list[Change]:
    types = dict(FieldType.choices)
    return [Change(_("Kind"), *(str(types.get(data[key], "")) for key in ("old_type", "new_type")))]


def _file(data: dict[str, Any], words: Words) -> list[Change]:
    return [Change(_("Size"), "", words.f.size(data["size"]))]


def _rate(data: dict[str, Any], words: Words) -> list[Change]:
    valid = words.f.day(date.fromisoformat(data["valid_on"]))
    whole, part = divmod(data["rate_micro"], 1_000_000)
    sign = "," if words.f.language == "id" else "."
    rate = words.f.number(whole) + (f"{sign}{part:06d}".rstrip("0") if part else "")
    return [Change(_("Exchange rate"), "", rate), Change(_("Valid from"), "", valid)]


def _signed_in(data: dict[str, Any], words: Words) -> list[Change]:
    ways = {
        "password": _("password"),
        "passkey": _("passkey"),
        "code": _("code of an app"),
        "recovery_code": _("recovery code"),
        "invitation": _("invitation"),
        "link": _("link by mail"),
    }
    new = _("first time here") if data.get("is_new_device") else ""
    return [Change(_("With"), "", ways.get(data["way"], "")), Change(_("Browser"), "", new)]


def _second_step(data: dict[str, Any], words: Words) -> list[Change]:
    kinds = {"totp": _("code of an app"), "passkey": _("passkey"), "all": _("all of them")}
    return [Change(_("Second step"), "", kinds.get(data["kind"], ""))]


def _feed(data: dict[str, Any], words: Words) -> list[Change]:
    return [Change(_("Shows names"), "", _("Yes") if data["shows_names"] else _("No"))]


def _needs(data: dict[str, Any], words: Words) -> list[Change]:
    told = [_("the usual") if kept is None else words.f.number(len(kept)) for kept in (data["old"], data["new"])]
    return [changed(_("Data needed"), *told)]


def _weights(data: dict[str, Any], words: Words) -> list[Change]:
    labels = {
        "start": _("To begin with"),
        "warm_from": _("Warm from"),
        "hot_from": _("Hot from"),
        "override_days": _("Set by hand, for days"),
    }
    old, new = data["old"], data["new"]
    told = [Change(label, *(str(kept.get(key, "")) for kept in (old, new))) for key, label in labels.items()]
    kinds = {**(old.get("kinds") or {}), **(new.get("kinds") or {})}
    count = sum((old.get("kinds") or {}).get(key) != (new.get("kinds") or {}).get(key) for key in kinds)
    fits = (_("by the fit") if kept.get("uses_fit") else _("by points set by hand") for kept in (old, new))
    others = words.f.number(count) if count else ""
    return [*told, Change(_("Changed weights"), "", others), Change(_("Weighed"), *fits)]


def _fitted(data: dict[str, Any], words: Words) -> list[Change]:
    told = [Change(_("Tried on deals"), "", words.f.number(data["tested"]))]
    if "auc" in data:
        told.insert(0, Change(_("Right order"), *(f"{round(one * 100)}%" for one in data["auc"])))
    return told


def _counted(data: dict[str, Any], words: Words) -> list[Change]:
    labels = {
        "created": _("Added"),
        "updated": _("Updated"),
        "skipped": _("Skipped"),
        "failed": _("Failed"),
        "removed": _("Removed"),
        "returned": _("Returned"),
        "kept": _("Stayed"),
        "deals": _("Deals"),
        "activities": _("Activities"),
        "organizations": _("Customers"),
        "persons": _("Contacts"),
        "rows": _("Records"),
        "files": _("Files"),
        "count": _("Devices"),
        "left": _("Codes left"),
    }
    return [Change(label, "", words.f.number(data[key])) for key, label in labels.items() if data.get(key)]


TOLD: dict[str, Any] = {
    "calendar_feed.set": _feed,
    "field.retyped": _retyped,
    "file.added": _file,
    "member.signed_in": _signed_in,
    "member.second_step_added": _second_step,
    "member.second_step_removed": _second_step,
    "pipeline.needs_set": _needs,
    "price_list.prices_set": _prices,
    "rate.set": _rate,
    "rolling.set": _rolling,
    "weights.adopted": _weights,
    "weights.fitted": _fitted,
    "weights.refitted": _fitted,
    "weights.set": _weights,
    "member.joined": _joined,
    "invitation.sent": _joined,
    "token.issued": _token,
    "weights.fit_left": _fit_left,
    "leave.added": _leave,
    "leave.removed": _leave,
    **dict.fromkeys(
        (
            "import.finished",
            "import.undone",
            "hand_over.finished",
            "hand_over.undone",
            "list.exported",
            "workspace.exported",
            "member.devices_signed_out",
            "member.recovery_code_used",
        ),
        _counted,
    ),
}
