"""Products under the families that they belong to, each with what it comes to in open deals."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from alur.catalogue.models import Product
from alur.pipeline.models import Deal, LineItem, Status
from alur.reporting.listing.names import Names
from alur.web.lists.asking import ListAsked
from alur.web.shell.requests import MemberRequest

_HEADING = Markup(
    '<tr role="row" class="grp"><td role="cell" data-at="who" colspan="{}"><span class="grp__r">'
    '<i class="family family--{}"></i><b>{}</b> <span class="mut">{}</span><span class="push"></span>'
    '<span class="mut">{}</span> <b>{}</b></span></td></tr>\n'
)
BY_FAMILY = ("family", "-family")


def with_families(
    request: MemberRequest, asked: ListAsked, ids: Sequence[int], rows: Sequence[Markup]
) -> tuple[list[Markup], str]:
    """The rows with a heading where a family begins, and the family in which they end: the next page goes on in it."""
    own = Product.objects.filter(workspace_id=request.workspace.id)
    families = dict(own.filter(id__in=ids).values_list("id", "family_id"))
    headings = _headings(request, asked, set(families.values()))
    shown: list[Markup] = []
    current = request.GET.get("after", "-")
    for product_id, row in zip(ids, rows, strict=True):
        family = str(families.get(product_id) or "")
        if family != current:
            shown.append(headings[family])
            current = family
        shown.append(row)
    return shown, current


def _headings(request: MemberRequest, asked: ListAsked, families: set[int | None]) -> dict[str, Markup]:
    ws = request.workspace.id
    products = Product.objects.filter(asked.asked.condition, workspace_id=ws).order_by()
    counts = dict(products.values_list("family_id").annotate(n=Count("id")))
    open_deals = Deal.objects.visible_to(request.member).filter(status=Status.OPEN)
    lines = LineItem.objects.filter(workspace_id=ws, deal_id__in=open_deals.values("id"))
    sums = {
        family: (deals, amount)
        for family, deals, amount in lines.order_by()
        .values_list("product__family_id")
        .annotate(d=Count("deal_id", distinct=True), a=Sum("amount"))
    }
    names = Names(ws, request.f.language).families
    span = len(asked.columns) + 1
    found = {}
    for family in families:
        name, hue = names.get(family or 0, (_("Without a family"), 0))
        deals, amount = sums.get(family, (0, 0))
        many = ngettext("%(count)d product", "%(count)d products", counts.get(family, 0))
        words = ngettext("%(count)d deal", "%(count)d deals", deals) % {"count": deals}
        counted = many % {"count": counts.get(family, 0)}
        heading = _HEADING.format(span, hue, name, counted, words, request.f.compact(amount or 0))
        found[str(family or "")] = heading
    return found
