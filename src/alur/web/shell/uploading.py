"""Files that come with a form: checked and kept before the transaction that makes them known."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec, cast

from django.http import HttpResponse
from django.utils.translation import gettext as _

from alur.files.operations.staging import MEGABYTE, Staged, Upload, staging
from alur.files.receiving import check_sizes, is_too_much, most_at_once
from alur.kernel.refusal import Refusal
from alur.web.shell.views.errors import telling

P = ParamSpec("P")
FIELD = "file"


class BodyLimit:
    """Refuses a body of more than a request may have before a byte of it is read. The API has a door of its own."""

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        if is_too_much(request.META) and not request.path.startswith("/api/"):
            text = _("Send %(most)d MB at once at most. Nothing was kept.") % {"most": most_at_once() // MEGABYTE}
            return telling(request, 413, _("That was too much at once"), text)
        return self.get_response(request)


@dataclass(slots=True)
class Sent:
    """The files of a request, by the field they came in. `taken` raises what was wrong with them."""

    staged: dict[str, list[Staged]] = field(default_factory=dict)
    refusal: Refusal | None = None

    def taken(self, name: str = FIELD) -> list[Staged]:
        if self.refusal is not None:
            raise self.refusal
        return self.staged.get(name, [])


def takes_files(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Stage what was sent, as `request.sent`. Goes beneath `member_required` and above `once_only`."""

    @wraps(view)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request = cast("Any", args[0])
        with ExitStack() as held:
            request.sent = _stage(request, held)
            return view(*args, **kwargs)

    return wrapped


def _stage(request: Any, held: ExitStack) -> Sent:
    if request.method != "POST" or not request.member.can_change:
        return Sent()
    sent = [(name, one) for name in request.FILES for one in request.FILES.getlist(name)]
    try:
        check_sizes(request.META)
        uploads = [Upload(one.name or "", one.file) for _name, one in sent]
        staged = held.enter_context(staging(request.workspace.id, uploads)) if uploads else []
    except Refusal as refusal:
        return Sent(refusal=refusal)
    found = Sent()
    for (name, _one), kept in zip(sent, staged, strict=True):
        found.staged.setdefault(name, []).append(kept)
    return found
