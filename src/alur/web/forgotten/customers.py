"""Customers who have been silent for more than twice their usual gap between orders."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from alur.conversations.queries.reaching import numbers_of
from alur.rescue.queries.customers import Place, customers_count, customers_page
from alur.tenancy.names import names_of_members
from alur.web.activities.lines import whatsapp_of
from alur.web.forgotten.asking import address_of, asked_of
from alur.web.shell.answers import page
from alur.web.shell.requests import MemberRequest, member_required


@require_safe
@member_required
def customers(request: MemberRequest) -> HttpResponse:
    """As far as one sees their owners' deals, those first for whom acting now is worth most."""
    address = address_of(request)
    owners = asked_of(request, address).owners
    rows, following = customers_page(
        request.member, at=request.now, owners=owners, after=_place(request.GET.get("after", ""))
    )
    count, stake = customers_count(request.member, at=request.now, owners=owners)
    context = {
        "rows": rows,
        "following": ".".join(map(str, following)) if following else "",
        "count": count,
        "stake": stake,
        "address": address,
        "numbers": numbers_of(request.workspace.id, [(None, None, row.organization_id) for row in rows]),
        "names": names_of_members(request.workspace.id),
        "whatsapp": whatsapp_of,
        "can_edit": request.member.can_change,
    }
    return page(request, "forgotten/customers.html", context)


def _place(text: str) -> Place | None:
    try:
        rank, row_id = (int(one) for one in text.split("."))
    except ValueError:
        return None
    return (rank, row_id) if abs(rank) < 2**63 and abs(row_id) < 2**63 else None
