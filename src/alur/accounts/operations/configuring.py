"""The workspace's own name, language, zone, and currency as long as no money hangs on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from alur.accounts.facts import WorkspaceEdited
from alur.events.recording import operation
from alur.kernel.currency import DIGITS
from alur.kernel.dates import known_zones
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.tenancy.models import Member, User, Workspace

LANGUAGES = ("id", "en")

_holds_currency: list[Callable[[int], bool]] = []


def holds_currency(function: Callable[[int], bool]) -> Callable[[int], bool]:
    """Register a question to those above: is there anything in this workspace whose money is in its currency?"""
    _holds_currency.append(function)
    return function


def is_currency_fixed(workspace_id: int) -> bool:
    return any(holds(workspace_id) for holds in _holds_currency)


def edit_workspace(workspace: Workspace, changes: dict[str, Any], *, by: Member | None, at: datetime) -> None:
    """Change name, currency, language, timezone, shares_deals_in_team or requires_second_step.

    Raises Refusal by field; Conflict for another currency once there are deals.
    """
    changes = {**changes, "name": " ".join(changes["name"].split())[:120]} if "name" in changes else changes
    check_choices(**{key: changes.get(key, getattr(workspace, key)) for key in ("name", "language", "timezone")})
    with operation(workspace.id, by=by, at=at) as act:
        kept = Workspace.objects.select_for_update().get(id=workspace.id)
        currency = changes.get("currency", kept.currency)
        if currency not in DIGITS:
            raise Refusal(N_("Choose a currency from the list."), field="currency")
        if currency != kept.currency and is_currency_fixed(kept.id):
            raise Conflict(N_("The currency is fixed from the first deal on."), field="currency")
        if changes.get("requires_second_step") and not kept.requires_second_step and not _has_second_step(by):
            raise Refusal(N_("Add a second step to your own account first."), field="requires_second_step")
        changed = {key: [getattr(kept, key), new] for key, new in changes.items() if getattr(kept, key) != new}
        for key, (_, new) in changed.items():
            setattr(kept, key, new)
            setattr(workspace, key, new)
        if changed:
            kept.save(update_fields=list(changed))
            act.record(WorkspaceEdited(kept.id, changed), about=[("workspace", kept.id)])


def _has_second_step(member: Member | None) -> bool:
    """Whoever asks it of others would shut themselves out. None is the command line."""
    return member is None or User.objects.filter(id=member.user_id or 0, has_second_step=True).exists()


def check_choices(*, name: str, language: str, timezone: str) -> None:
    """Raises Refusal by field."""
    if not name:
        raise Refusal(N_("Type the name of your company."), field="name")
    if language not in LANGUAGES:
        raise Refusal(N_("Choose Indonesian or English."), field="language")
    if timezone not in known_zones():
        raise Refusal(N_("Choose a time zone from the list."), field="timezone")
