"""The audit trail that leaves as a file."""

from __future__ import annotations

from datetime import datetime

from alur.events.recording import operation
from alur.exchange.facts import AuditExported
from alur.tenancy.models import Member


def record_audit_export(asked: dict[str, str], *, by: Member, at: datetime) -> None:
    """Who took the trail out, narrowed to what."""
    with operation(by.workspace_id, by=by, at=at) as act:
        act.record(AuditExported(asked), about=[("workspace", by.workspace_id)])
