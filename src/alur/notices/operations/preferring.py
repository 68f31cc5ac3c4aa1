"""A member says what to be told, and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from alur.events.recording import operation
from alur.kernel.refusal import N_, Refusal
from alur.notices.facts import NoticesSet
from alur.notices.kinds import BY_NAME, WAYS
from alur.notices.models import Preference
from alur.tenancy.models import Member

A_DAY = 24 * 60
LONGEST_REMINDER = 7 * A_DAY
COLUMNS = ("digest_minute", "rests_on_joint_leave", "remind_minutes")


def prefer(
    member: Member, *, switches: Mapping[str, Mapping[str, bool]], columns: Mapping[str, Any], at: datetime
) -> Preference:
    """Set ways of kinds, and when mails and reminders come; what is not named stays. Refusal for what cannot be."""
    minute, remind = columns.get("digest_minute", 0), columns.get("remind_minutes", 0)
    if not 0 <= minute < A_DAY:
        raise Refusal(N_("Choose an hour of the day."), field="digest_time")
    if not -1 <= remind <= LONGEST_REMINDER:
        raise Refusal(N_("Reminders come up to a week before."), field="remind_minutes")
    with operation(member.workspace_id, by=member, at=at) as act:
        held = Preference.objects.select_for_update()
        row = held.filter(workspace_id=member.workspace_id, member_id=member.id).first()
        row = row or Preference(workspace_id=member.workspace_id, member_id=member.id)
        changes = _switched(row, switches)
        for name in COLUMNS:
            if name in columns and getattr(row, name) != columns[name]:
                changes[name] = [getattr(row, name), columns[name]]
                setattr(row, name, columns[name])
        if changes:
            row.save()
            act.record(NoticesSet(member.id, changes), about=[("member", member.id)])
    return row


def _switched(row: Preference, switches: Mapping[str, Mapping[str, bool]]) -> dict[str, list[Any]]:
    """Write what differs; only what is unlike everyone's start is kept."""
    changes: dict[str, list[Any]] = {}
    for kind, ways in switches.items():
        for way, wanted in ways.items():
            if kind not in BY_NAME or way not in WAYS or BY_NAME[kind].default(way) is None:
                raise Refusal(N_("This cannot be switched."), field=f"{kind}.{way}")
            old = row.wants(kind, way)
            if old == wanted:
                continue
            changes[f"{kind}.{way}"] = [old, wanted]
            row.switches = {**row.switches, kind: {**row.switches.get(kind, {}), way: wanted}}
    return changes
