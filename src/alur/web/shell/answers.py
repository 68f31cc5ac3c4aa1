"""The ways in which a view answers: a page, a part of one, a refusal, or that it is done."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext

from alur.kernel.dates import day_bounds
from alur.kernel.refusal import Refusal, Refusals
from alur.notices.queries.news import unread_count
from alur.reporting.queries.views import pinned_views
from alur.tenancy.models import Member, Workspace
from alur.web.shell.commands import COMMANDS
from alur.web.shell.registry import keys_as_json
from alur.web.shell.waiting import MOST_COUNTED, waiting_for

TOAST = "toast"
TOAST_KEPT = 60
"""Seconds in which the page that a form leads to is there."""
MOST_PINNED = 8


def page(request: Any, template: str, context: dict[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
    """A template with what the shell needs."""
    response = render(request, template, {**shell_context(request), **(context or {})}, status=status)
    if TOAST in request.COOKIES and not request.htmx:
        response.delete_cookie(TOAST)
    return response


def shell_context(request: Any) -> dict[str, Any]:
    user = request.user if request.member is not None else None
    waiting = cache(lambda: waiting_for(request.member, before=_end_of_today(request), at=request.now))
    return {
        "f": request.f,
        "member": request.member,
        "workspace": request.workspace,
        "language": request.LANGUAGE_CODE,
        "theme": user.theme if user else "",
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "toast": _waiting_toast(request),
        "is_htmx": bool(request.htmx),
        "path": request.path,
        "shortcuts": user.shortcuts if user else False,
        "due_today": lambda: _shown(waiting().due),
        "duplicates_now": lambda: _shown(waiting().duplicates),
        "forgotten_now": lambda: waiting().forgotten,
        "unread": lambda: _shown(unread_count(request.member) if user and request.htmx else waiting().unread),
        "pinned": lambda: pinned_views(request.member)[:MOST_PINNED],
        "keys": keys_as_json(COMMANDS, request.member) if request.member is not None and not request.htmx else "{}",
    }


def _end_of_today(request: Any) -> datetime:
    _, end = day_bounds(request.f.today, request.f.zone)
    return end


def _shown(count: int) -> str:
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count or "")


def workspaces_of(request: Any) -> list[Workspace]:
    """The workspaces that the signed-in user may switch to."""
    ids = Member.objects.filter(user_id=request.user.id, is_active=True).values_list("workspace_id", flat=True)
    return list(Workspace.objects.filter(id__in=list(ids)))


def sentences(refusal: Refusal) -> dict[str, str]:
    """Field to sentence, in the reader's language; what belongs to no field stands under ``""``."""
    items = refusal.items if isinstance(refusal, Refusals) else (refusal,)
    return {item.field or "": item.sentence(gettext) for item in items}


def refused(
    request: Any, refusal: Refusal, template: str, context: dict[str, Any] | None = None, *, status: int = 422
) -> HttpResponse:
    """The form again with what was typed, and the sentences next to their fields."""
    return page(request, template, {**(context or {}), "errors": sentences(refusal)}, status=status)


def toast_of(message: str, *, operation_id: int | None = None, is_error: bool = False) -> dict[str, Any]:
    return {"message": message, "operation": str(operation_id) if operation_id else "", "error": is_error}


def done(request: Any, target: str, message: str = "", *, operation_id: int | None = None) -> HttpResponse:
    """Go on to a page, which shows what happened and offers to undo it."""
    response: HttpResponse = HttpResponseRedirect(target)
    if request.htmx:
        response = HttpResponse(status=204, headers={"HX-Redirect": target})
    return leave_toast(response, toast_of(message, operation_id=operation_id)) if message else response


def leave_toast(response: HttpResponse, toast: dict[str, Any]) -> HttpResponse:
    """Have the next page show a toast. It travels in a cookie: a session's row would be written twice for it."""
    response.set_cookie(
        TOAST,
        signing.dumps(toast, salt=TOAST, compress=True),
        max_age=TOAST_KEPT,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def with_toast(
    response: HttpResponse,
    message: str,
    *,
    operation_id: int | None = None,
    is_error: bool = False,
    made: int | None = None,
) -> HttpResponse:
    """Have the page show a toast with this answer, and a board the card of the deal that was made."""
    # Header values are Latin-1: ASCII JSON carries every letter.
    told: dict[str, Any] = {"alur:toast": toast_of(message, operation_id=operation_id, is_error=is_error)}
    if made:
        told["alur:made"] = str(made)
    response.headers["HX-Trigger"] = json.dumps(told)
    return response


def _waiting_toast(request: Any) -> dict[str, Any] | None:
    if request.htmx or TOAST not in request.COOKIES:
        return None
    try:
        toast: dict[str, Any] = signing.loads(request.COOKIES[TOAST], salt=TOAST, max_age=TOAST_KEPT)
    except signing.BadSignature:
        return None
    return toast
