"""The queue of forgotten deals: a ranked list beside one case at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alur.kernel.ids import id_from
from alur.pipeline.queries.owners import owners_to_look_at
from alur.rescue.queries.customers import customers_count
from alur.rescue.queries.offers import offers_to
from alur.rescue.queries.queue import Around, Asked, Row, around, counts_of, page_of
from alur.rescue.queries.week import rescued_this_week
from alur.tenancy.names import names_of_members
from alur.web.deals.names import Names
from alur.web.forgotten.asking import ME, NONE, Address, address_of, asked_of
from alur.web.forgotten.case import case_of
from alur.web.forgotten.causes import narrowed_by
from alur.web.forgotten.words import Words, reason_names
from alur.web.shell.answers import page
from alur.web.shell.requests import MemberRequest, member_required


@require_safe
@member_required
def forgotten(request: MemberRequest) -> HttpResponse:
    """The whole queue as far as one sees it, or narrowed by reason and owner; one deal of it is told in full."""
    address = address_of(request)
    asked = asked_of(request, address)
    counts = counts_of(asked)
    rows, following = page_of(asked, after=address.after)
    if not rows and address.after is not None:
        address = replace(address, after=None)
        rows, following = page_of(asked)
    chosen = _chosen(asked, address, rows)
    if chosen is not None and chosen.row.deal_id not in {row.deal_id for row in rows}:
        rows, following = page_of(asked, after=(chosen.row.part, chosen.row.rank, chosen.row.id - 1))
    names, owners = Names(request.workspace.id, request.f), owners_to_look_at(request.member)
    context: dict[str, Any] = {
        "address": address,
        "counts": counts,
        "shown_count": counts.by_reason[address.reason] if address.reason else counts.count,
        "reasons": reason_names(),
        "customers": customers_count(request.member, at=request.now, owners=asked.owners)[0],
        "offered": len(offers_to(request.member, at=request.now)),
        "rows": rows,
        "following": following,
        "chosen": chosen,
        "case": case_of(request, chosen, names) if chosen else None,
        "words": Words(request.workspace.id, request.f, names, [name for row in rows for name in row.lacks]),
        "owners": owners,
        "owner_shown": _owner_shown(request, address),
        "narrowed": narrowed_by(request, address),
        "me": ME,
        "nobody": NONE,
        "saved": rescued_this_week(request.member, at=request.now, owners=asked.owners) if chosen is None else None,
        "can_edit": request.member.can_change,
    }
    if not address.owner and not address.is_narrowed:
        context["forgotten_now"] = lambda: counts.count  # counted already: 2 ms of 20,000
    return page(request, "forgotten/forgotten.html", context)


def _chosen(asked: Asked, address: Address, rows: list[Row]) -> Around | None:
    """The deal that is asked for; where it has left the queue, the one that came after it; else the first."""
    for deal_id in (address.deal, address.then):
        found = around(asked, deal_id) if deal_id else None
        if found is not None:
            return found
    if not rows:
        return None
    if address.after is not None:
        return around(asked, rows[0].deal_id)
    return Around(rows[0], 1, None, rows[1].deal_id if len(rows) > 1 else None)


def _owner_shown(request: MemberRequest, address: Address) -> str:
    """Whose deals are shown, in words; empty for everyone's."""
    if address.owner in (ME, NONE):
        return _("mine") if address.owner == ME else _("nobody's")
    return names_of_members(request.workspace.id).get(id_from(address.owner), "") if address.owner else ""
