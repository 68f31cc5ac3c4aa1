"""What an event changed: label, before and after, in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from alur.orders.models import OrderStatus, QuoteStatus
from alur.pipeline.models import Status
from alur.reporting.models import Sharing
from alur.tenancy.models import Role, Team
from alur.web.deals.names import Names
from alur.web.deals.told_fields import HIDDEN, field_label, value_told
from alur.web.settings.custom import told as custom_told
from alur.web.shell.formats import Formats

LONGEST = 160


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    before: str
    after: str


@dataclass
class Words:
    """Names of all that events mention by id, read once for a page."""

    names: Names
    teams: dict[int, str] = field(default_factory=dict)

    @property
    def f(self) -> Formats:
        return self.names.f


def words_for(workspace_id: int, f: Formats) -> Words:
    return Words(
        Names(workspace_id, f),
        teams=dict(Team.objects.filter(workspace_id=workspace_id).values_list("id", "name")),
    )


def changes_of(name: str, data: dict[str, Any], words: Words) -> list[Change]:
    """An empty list for what changed nothing that can be told as two values."""
    if "changes" in data:
        return _edited(data["changes"], words)
    told = _TOLD.get(name)
    changes = told(data, words) if told is not None else []
    return [one for one in changes if one.before != one.after]


def _edited(changes: dict[str, list[Any]], words: Words) -> list[Change]:
    told: list[Change] = []
    for column, (old, new) in changes.items():
        if column in HIDDEN:
            continue
        if column == "custom":
            told += _custom(old or {}, new or {}, words)
        else:
            before, after = _value(column, old, words), _value(column, new, words)
            # What has no words of its own is "set" before and after: that it changed is all there is to say.
            told.append(
                Change(_label(column), before, after) if before != after else Change(_label(column), "", _("changed"))
            )
    return told


def _custom(old: dict[str, Any], new: dict[str, Any], words: Words) -> list[Change]:
    told = []
    for key in [key for key in {**old, **new} if old.get(key) != new.get(key)]:
        definition = words.names.fields.get(key)
        if definition is not None:
            before, after = (custom_told(definition, values.get(key), words.f) for values in (old, new))
            told.append(Change(definition.name_in(words.f.language), before, after))
    return told


def _label(column: str) -> str:
    own = {
        "role": _("Role"),
        "is_active": _("Access"),
        "team_id": _("Team"),
        "lead_id": _("Lead"),
        "user_id": _("Account"),
        "currency": _("Currency"),
        "language": _("Language"),
        "timezone": _("Time zone"),
        "shares_deals_in_team": _("Teams share their deals"),
        "requires_second_step": _("Everyone signs in with a second step"),
        "name_id": _("Name"),
        "name_en": _("In English"),
        "due_at": _("Due"),
        "unit_price": _("Price"),
        "note": _("Note"),
        "choices": _("Answers"),
        "archived_at": _("Archived"),
        "hint": _("Help"),
        "unit": _("Unit"),
        "lowest": _("At least"),
        "highest": _("At most"),
        "places": _("Shown in"),
        "families": _("Product families"),
        "done_at": _("Done on"),
        "family_id": _("Product family"),
        "industry": _("Industry"),
        "job_title": _("Job title"),
        "sharing": _("Shared with"),
        "blocks": _("On the page"),
        "repeats_until": _("Until"),
        "status": _("Status"),
        "delivered_amount": _("Delivered"),
        "delivered_on": _("Delivered on"),
        "paid_amount": _("Paid"),
        "paid_on": _("Paid on"),
    }
    if "." in column:  # a kind of notice and the way it comes
        return _("Notifications")
    return own.get(column) or field_label(column) or column.removesuffix("_id").replace("_", " ").capitalize()


def _value(column: str, value: Any, words: Words) -> str:
    if value in (None, "", [], {}):
        return ""
    if column == "is_active":
        return _("can come in") if value else _("cannot come in")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if column == "role":
        return str(dict(Role.choices).get(value, value))
    if column == "team_id":
        return words.teams.get(value, "") or _("a team that is gone")
    if column in ("lead_id", "owner_id"):
        return words.names.member(value)
    if column in ("due_at", "archived_at"):
        return words.f.moment(datetime.fromisoformat(value))
    if column == "unit_price" or (column.endswith("_amount") and isinstance(value, int)):
        return words.f.money(value)
    if column == "sharing":
        return str(dict(Sharing.choices).get(value, value))
    if column == "status":
        return str({**dict(QuoteStatus.choices), **dict(OrderStatus.choices)}.get(value, value))
    if column in ("repeats_until", "delivered_on", "paid_on"):
        return words.f.day(date.fromisoformat(value))
    told = value_told(column, value, words.names)
    return told if len(told) <= LONGEST else told[:LONGEST] + "…"


def _moved(data: dict[str, Any], words: Words) -> list[Change]:
    return [
        Change(_("Stage"), words.names.stage(data["from_stage"]), words.names.stage(data["to_stage"])),
        Change(_("Probability"), f"{data['from_probability']}%", f"{data['to_probability']}%"),
        *([Change(_("Past the gate"), "", data["override_reason"])] if data.get("override_reason") else []),
    ]


def _status(value: Any) -> str:
    return str(dict(Status.choices).get(value, value or ""))


def _closed(data: dict[str, Any], words: Words) -> list[Change]:
    reason = words.names.reasons.get(data.get("reason") or "", data.get("reason") or "")
    before, after = data.get("before") or {}, data.get("after") or {}
    told = [Change(_("Status"), _status(before.get("status")), _status(after.get("status")))]
    return [*told, Change(_("Reason"), "", reason)]


def _lines(data: dict[str, Any], words: Words) -> list[Change]:
    return [Change(_("Value"), words.f.money(data["old_amount"]), words.f.money(data["new_amount"]))]


def _warmed(data: dict[str, Any], words: Words) -> list[Change]:
    before, after = (_value("temperature", data[key], words) for key in ("old", "new"))
    return [Change(_label("temperature"), before, after)]


def _created(data: dict[str, Any], words: Words) -> list[Change]:
    owner = words.names.member(data["owner"]) if data.get("owner") else ""
    amount = words.f.money(data["amount"]) if data.get("amount") else ""
    return [
        Change(_("Stage"), "", words.names.stage(data["stage"])),
        Change(_("Value"), "", amount),
        Change(_("Owner"), "", owner),
    ]


def _joined(data: dict[str, Any], words: Words) -> list[Change]:
    return [Change(_("Role"), "", _value("role", data.get("role"), words))]


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


_TOLD: dict[str, Any] = {
    "deal.created": _created,
    "deal.moved": _moved,
    "deal.followed_pipeline": _moved,
    "deal.closed": _closed,
    "deal.reopened": _closed,
    "deal.lines_set": _lines,
    "deal.temperature_changed": _warmed,
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
