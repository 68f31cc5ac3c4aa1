"""Who asks over the API, in which workspace, and when."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from alur.tenancy.models import Member, Workspace


class ApiRequest(HttpRequest):
    """A request whose token was accepted. `operation_id` is what it wrote, None where nothing changed."""

    member: Member
    workspace: Workspace
    scopes: frozenset[str]
    now: datetime
    operation_id: int | None
