"""A POST with an Idempotency-Key writes once; the same again gets the same answer."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext

from alur.api.shell.problems import problem
from alur.api.shell.reading import FieldError
from alur.events.submitting import Earlier, begin, fingerprint, finish
from alur.tenancy.models import Member

LONGEST_KEY = 255
KEPT = ("Content-Type", "ETag", "Location")

_running: set[str] = set()
_lock = threading.Lock()


def once_only(request: Any, key: str, run: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Run, keep the answer in the same transaction, or give the earlier one. What was refused is not kept."""
    if not 0 < len(key) <= LONGEST_KEY:
        message = gettext("A key has 1 to %(count)d letters.") % {"count": LONGEST_KEY}
        return problem(422, message, errors=[FieldError(field="Idempotency-Key", message=message)])
    stored = stored_key(request.member, key)
    with running(stored) as is_first:
        if not is_first:
            return _still_running()
        with transaction.atomic():
            return _within(request, stored, run)


def stored_key(member: Member, key: str) -> str:
    return f"api:{member.id}:{hashlib.sha256(key.encode()).hexdigest()}"


@contextmanager
def running(stored: str) -> Iterator[bool]:
    """Hold a key while its request runs in this process; False where another holds it."""
    with _lock:
        is_first = stored not in _running
        _running.add(stored)
    try:
        yield is_first
    finally:
        if is_first:
            with _lock:
                _running.discard(stored)


def _within(request: Any, stored: str, run: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    workspace_id = request.workspace.id
    printed = fingerprint(request.method, request.get_full_path(), *_body_of(request))
    earlier = begin(workspace_id, key=stored, fingerprint=printed, at=request.now)
    if earlier is not None:
        return _still_running() if earlier.status == 0 else _again(request, earlier)
    response = run()
    if response.status_code >= 400:
        transaction.set_rollback(True)
        return response
    assert isinstance(response, HttpResponse)
    headers = {name: response.headers[name] for name in KEPT if name in response.headers}
    answer = json.dumps({"headers": headers, "body": response.content.decode()})
    operation_id = request.operation_id
    finish(workspace_id, key=stored, status=response.status_code, answer=answer, operation_id=operation_id)
    return response


def _body_of(request: Any) -> Iterator[bytes]:
    """The body; of a form with files its parts, each file as its digest: 25 MB are not read into memory for this."""
    if request.content_type != "multipart/form-data":
        yield request.body
        return
    for name in sorted(request.POST):
        yield json.dumps([name, request.POST.getlist(name)]).encode()
    for name in sorted(request.FILES):
        for sent in request.FILES.getlist(name):
            digest = hashlib.sha256()
            for chunk in sent.chunks():
                digest.update(chunk)
            yield json.dumps([name, sent.name]).encode() + digest.digest()


def _again(request: Any, earlier: Earlier) -> HttpResponse:
    kept = json.loads(earlier.answer)
    request.operation_id = earlier.operation_id
    return HttpResponse(kept["body"], status=earlier.status, headers=kept["headers"])


def _still_running() -> HttpResponse:
    return problem(409, gettext("The first request with this key is still running."))
