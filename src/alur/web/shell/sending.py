"""A form sent twice writes once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect

from alur.events.submitting import begin, fingerprint, finish

P = ParamSpec("P")


def once_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep the answer of a form's token; the same form again gets it, and nothing is written twice.

    Goes beneath `member_required`. A form without a token, or a refused one, is not kept.
    """

    @wraps(view)
    def wrapped(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        token = request.POST.get("once", "")
        if request.method != "POST" or not token:
            return view(request, *args, **kwargs)
        key = f"form:{request.member.id}:{token}"[:120]
        with transaction.atomic():
            earlier = begin(request.workspace.id, key=key, fingerprint=fingerprint(request.path), at=request.now)
            if earlier is not None:
                return _again(request, earlier.answer)
            response = view(request, *args, **kwargs)
            if response.status_code >= 400:
                transaction.set_rollback(True)
            else:
                target = response.headers.get("HX-Redirect") or response.headers.get("Location") or ""
                finish(request.workspace.id, key=key, status=response.status_code, answer=target, operation_id=None)
        return response

    return wrapped


def _again(request: Any, target: str) -> HttpResponse:
    if not target:
        return HttpResponse(status=204)
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)
