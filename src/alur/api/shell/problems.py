"""Every refusal as RFC 9457 `application/problem+json`: title, detail, and a sentence per field."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig
from django.core.signals import got_request_exception
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext
from ninja.errors import HttpError, ValidationError

from alur.api.shell.reading import FieldError, field_errors
from alur.kernel.refusal import N_, Conflict, Refusal, Refusals
from alur.pipeline.operations.editing import EditedMeanwhile
from alur.pipeline.queries.gates import GateRefused, Unmet

PROBLEM_TYPE = "application/problem+json"

TITLES = {
    400: N_("This cannot be read"),
    401: N_("No valid token"),
    403: N_("Not allowed"),
    404: N_("Not found"),
    405: N_("Not for this address"),
    409: N_("Not possible as things stand"),
    410: N_("Part of another now"),
    412: N_("Changed meanwhile"),
    413: N_("Too large"),
    422: N_("Not accepted"),
    429: N_("Too many requests"),
    500: N_("Something broke on our side"),
}
CUSTOM_KEY = re.compile(r"f[0-9]+")
NOT_THERE = N_("It is not there, or it is not yours to see.")

log = logging.getLogger("alur.api")


class Missing(Exception):
    """A record that is not there, or not the caller's to see. `field` names the reference that leads nowhere."""

    def __init__(self, field: str | None = None) -> None:
        super().__init__(field)
        self.field = field


class MergedAway(Exception):
    """A record that is a part of another now: `into` is the id of that one, which the caller sees."""

    def __init__(self, into: int) -> None:
        super().__init__(into)
        self.into = into


class NotAllowed(Exception):
    """The token or the member may not do this; the message says why."""


class ChangedMeanwhile(Exception):
    """The record is no longer as the caller's If-Match says; `etag` is what it is now."""

    def __init__(self, etag: str) -> None:
        super().__init__(etag)
        self.etag = etag


def problem(
    status: int,
    detail: str,
    *,
    errors: Iterable[FieldError] = (),
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    """An answer that says no, in the language of the moment; `detail` is an English sentence to translate or ready."""
    body = {
        "type": "about:blank",
        "title": gettext(TITLES.get(status, HTTPStatus(status).phrase)),
        "status": status,
        "detail": detail,
        "errors": list(errors),
        **more,
    }
    return HttpResponse(
        json.dumps(body, ensure_ascii=False), status=status, content_type=PROBLEM_TYPE, headers=dict(headers or {})
    )


def problem_of(request: Any, caught: Exception) -> HttpResponse:  # noqa: C901  (one line for each way to say no)
    """The answer to whatever a view raised."""
    if isinstance(caught, EditedMeanwhile):
        return problem(412, caught.sentence(gettext))
    if isinstance(caught, GateRefused):
        return problem(409, caught.sentence(gettext), unmet=unmet_shown(caught.unmet))
    if isinstance(caught, Refusal):
        return _refused(caught)
    if isinstance(caught, ValidationError):
        return problem(422, gettext("Some fields are not as they should be."), errors=field_errors(caught.errors))
    if isinstance(caught, Missing):
        errors = [FieldError(field=caught.field, message=gettext(NOT_THERE))] if caught.field else []
        return problem(404, gettext(NOT_THERE), errors=errors)
    if isinstance(caught, MergedAway):
        return problem(410, gettext("It was merged into another. Ask for that one."), merged_into=str(caught.into))
    if isinstance(caught, Http404 | ObjectDoesNotExist):
        return problem(404, gettext(NOT_THERE))
    if isinstance(caught, NotAllowed):
        return problem(403, gettext(str(caught)))
    if isinstance(caught, ChangedMeanwhile):
        sentence = gettext("Someone changed this meanwhile. Read it again, then send your change.")
        return problem(412, sentence, headers={"ETag": caught.etag})
    if isinstance(caught, IntegrityError) and "external" in str(caught):
        sentence = gettext("Another record has this outside number already.")
        return problem(409, sentence, errors=[FieldError(field="external_id", message=sentence)])
    if isinstance(caught, IntegrityError) and "name" in str(caught):
        sentence = gettext("There is one of this name already.")
        return problem(409, sentence, errors=[FieldError(field="name", message=sentence)])
    if isinstance(caught, RequestDataTooBig):
        return problem(413, gettext("Send less at once."))
    if isinstance(caught, MultiPartParserError):
        return problem(400, gettext("The body is not JSON."))
    if isinstance(caught, HttpError):
        return problem(caught.status_code, gettext("The body is not JSON."))
    log.error("%s %s failed", request.method, request.path, exc_info=caught)
    got_request_exception.send(sender=None, request=request)
    return problem(500, gettext("Nothing was half saved. Try again in a moment."))


def unmet_shown(unmet: Iterable[Unmet]) -> list[dict[str, str]]:
    """Criteria that a deal does not meet, each with a sentence."""
    shown = []
    for one in unmet:
        name = gettext(one.label(_language()))
        sentence = N_("“%(name)s” must be there first.") if one.is_required else N_("“%(name)s” is still missing.")
        shown.append(
            {
                "stage": str(one.stage_id),
                "criterion": str(one.criterion_id),
                "demand": str(one.demand),
                "message": gettext(sentence) % {"name": name},
            }
        )
    return shown


def _refused(refusal: Refusal) -> HttpResponse:
    items = refusal.items if isinstance(refusal, Refusals) else (refusal,)
    errors = [FieldError(field=_named(one.field or ""), message=one.sentence(gettext)) for one in items]
    status = 409 if isinstance(refusal, Conflict) else 422
    return problem(status, errors[0]["message"], errors=[one for one in errors if one["field"]])


def _named(field: str) -> str:
    """Operations name a custom value by its key alone."""
    return f"custom.{field}" if CUSTOM_KEY.fullmatch(field) else field


def _language() -> str:
    from django.utils.translation import get_language

    return get_language() or "en"
