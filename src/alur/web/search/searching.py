"""The search page: all kinds with the best few of each, or one kind page by page. Works without script."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alur.kernel.refusal import Refusal
from alur.search.queries.contents import KINDS
from alur.search.queries.finding import Findings, find, find_of_kind
from alur.search.queries.seen import seen_lately, shown_lately
from alur.search.queries.showing import Found
from alur.web.search.marking import around, marked
from alur.web.search.places import page_of
from alur.web.search.stages import stages_at_hand
from alur.web.shell.answers import page, sentences
from alur.web.shell.requests import MemberRequest, member_required

EACH, PAGE = 5, 25


@require_safe
@member_required
def search(request: MemberRequest) -> HttpResponse:
    get = request.GET
    text, kind = " ".join(get.get("q", "").split())[:200], get.get("kind", "")
    kind = kind if kind in KINDS else ""
    context: dict[str, Any] = {"text": text, "kind": kind, "titles": titles(), "errors": {}, "cursor": ""}
    try:
        if not text:
            return page(request, "search/search.html", {**context, **shown(request, _lately(request), Findings())})
        if not kind:
            findings = find(request.member, text, limit=EACH, seen=seen_lately(request.member))
            return page(request, "search/search.html", {**context, **shown(request, findings.found, findings)})
        rows, cursor, findings = find_of_kind(request.member, text, kind, limit=PAGE, cursor=get.get("cursor", ""))
    except Refusal as refusal:
        context = {**context, **shown(request, {}, Findings()), "errors": sentences(refusal)}
        return page(request, "search/search.html", context, status=422)
    context = {**context, **shown(request, {kind: rows} if rows else {}, findings), "cursor": cursor}
    return page(request, "search/more.html" if request.htmx and get.get("cursor") else "search/search.html", context)


def titles() -> dict[str, str]:
    """What each kind is called, in the order in which they show."""
    return {
        "deal": _("Deals"), "organization": _("Customers"), "person": _("People"), "product": _("Products"),
        "activity": _("Notes and activities"),
    }  # fmt: skip


def shown(request: MemberRequest, found: dict[str, list[Found]], findings: Findings) -> dict[str, Any]:
    """What the lines of found records need."""
    return {
        "found": found,
        "findings": findings,
        "stages": stages_at_hand(request.workspace.id, request.f.language) if found.get("deal") else {},
        "page_of": page_of,
        "marked": marked,
        "around": around,
    }


def _lately(request: MemberRequest) -> dict[str, list[Found]]:
    found: dict[str, list[Found]] = {}
    for one in shown_lately(request.member, limit=12):
        found.setdefault(one.kind, []).append(one)
    return {kind: found[kind] for kind in KINDS if kind in found}
