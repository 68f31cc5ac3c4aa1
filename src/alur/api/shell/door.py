"""What every request to the API passes, in this order: method, token, its minute, scope, parameters, once-only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from ninja.operation import Operation, PathView

from alur.api.shell.entering import check_may, count_request, enter, language_of, rate_headers
from alur.api.shell.problems import NOT_THERE, NotAllowed, problem, problem_of
from alur.api.shell.reading import FieldError
from alur.api.shell.repeating import once_only
from alur.api.shell.routing import query_names
from alur.events.recording import via
from alur.files.receiving import is_too_much
from alur.kernel.refusal import N_

Answer = Callable[..., HttpResponseBase]

UNKNOWN_PARAMETER = N_("There is no parameter of this name.")


def door(path_view: PathView) -> Answer:
    """The Django view of a path."""
    by_method = {method: operation for operation in path_view.operations for method in operation.methods}
    known = {method: query_names(operation) for method, operation in by_method.items()}
    if "GET" in by_method:
        by_method["HEAD"], known["HEAD"] = by_method["GET"], known["GET"]
    allowed = ", ".join(sorted(by_method))

    @csrf_exempt
    def view(request: Any, **path: Any) -> HttpResponseBase:
        _arrive(request)
        operation = by_method.get(request.method)
        if operation is None:
            return not_for_this(request, allowed)
        with translation.override(language_of(request)):
            refusal = enter(request)
        if refusal is not None:
            return refusal
        with translation.override(language_of(request)), via("api"):
            response = _answer(request, operation, known[request.method], path)
            response.headers["Content-Language"] = translation.get_language() or "en"
        return response

    return view


@csrf_exempt
def unknown(request: Any, **path: Any) -> HttpResponse:
    """Everything under /api/ that is no route."""
    with translation.override(language_of(request)):
        return problem(404, gettext(NOT_THERE))


def not_for_this(request: Any, allowed: str) -> HttpResponse:
    """405 with the methods that an address knows."""
    with translation.override(language_of(request)):
        detail = gettext("Use one of: %(methods)s.") % {"methods": allowed}
        return problem(405, detail, headers={"Allow": allowed})


def _arrive(request: Any) -> None:
    request.now = timezone.now()
    request.member = request.workspace = request.operation_id = None
    request.scopes = frozenset()


def _answer(request: Any, operation: Operation, known: frozenset[str], path: dict[str, Any]) -> HttpResponseBase:
    allowance = count_request(request)
    headers = rate_headers(allowance)
    if not allowance.is_allowed:
        headers["Retry-After"] = str(allowance.reset)
        return problem(429, gettext("Wait %(seconds)d seconds.") % {"seconds": allowance.reset}, headers=headers)
    response = _checked(request, operation, known, path)
    if request.operation_id is not None and response.status_code < 400:
        response.headers["Alur-Operation"] = str(request.operation_id)
    for name, value in headers.items():
        response.headers[name] = value
    return response


def _checked(request: Any, operation: Operation, known: frozenset[str], path: dict[str, Any]) -> HttpResponseBase:
    try:
        check_may(request)
    except NotAllowed as caught:
        return problem_of(request, caught)
    if is_too_much(request.META):
        return problem(413, gettext("Send less at once."))
    strange = [name for name in request.GET if name not in known]
    if strange:
        errors = [FieldError(field=name, message=gettext(UNKNOWN_PARAMETER)) for name in strange]
        return problem(422, errors[0]["message"], errors=errors)
    try:
        key = request.headers.get("Idempotency-Key")
        if request.method == "POST" and key is not None:
            return once_only(request, key, lambda: _run(request, operation, path))
        return _run(request, operation, path)
    except Exception as caught:  # a commit may fail too
        return problem_of(request, caught)


def _run(request: Any, operation: Operation, path: dict[str, Any]) -> HttpResponseBase:
    response = operation.run(request, **path)
    assert isinstance(response, HttpResponseBase)
    return response
