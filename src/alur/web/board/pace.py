"""The hint in a column's head: how many go on from there, and after how many days."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from django.core.cache import cache

from alur.kernel.dates import local_day
from alur.pipeline.access import owners_seen_by
from alur.reporting.queries.pace import Pace, paces
from alur.web.shell.requests import MemberRequest

KEPT = 60 * 60
"""Seconds. Three months move slowly, and the board is opened often: each server process counts once an hour."""


def paces_shown(request: MemberRequest, pipeline_id: int) -> Mapping[int, Pace]:
    """By stage, kept for all who see the same owners' deals."""
    seen, today = owners_seen_by(request.member), local_day(request.now, request.workspace.zone)
    whose = "all" if seen is None else sha256(",".join(map(str, sorted(seen))).encode()).hexdigest()
    key = f"pace:{request.workspace.id}:{pipeline_id}:{today}:{whose}"
    found: Mapping[int, Pace] | None = cache.get(key)
    if found is None:
        found = paces(request.member, pipeline_id, today=today)
        cache.set(key, found, KEPT)
    return found
