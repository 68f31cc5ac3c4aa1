"""How a workspace sells: its logo, its limits, its rates of tax, and what of a quote goes beyond them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from alur.kernel.tax import PPN, Rate, rate_on
from alur.orders.models import Logo, QuoteRules, TaxRate
from alur.pipeline.models import Deal
from alur.tenancy.models import Member, Role, Team

WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class Beyond:
    """What goes beyond a limit, each None where it does not: basis points, minor units of the workspace's currency."""

    discount: int | None = None
    most_discount: int = 0
    value: int | None = None
    most_value: int = 0

    def __bool__(self) -> bool:
        return self.discount is not None or self.value is not None


def rules_of(workspace_id: int) -> QuoteRules:
    """The row, or one that is not kept yet: no logo, no limits."""
    found = QuoteRules.objects.filter(workspace_id=workspace_id).first()
    return found or QuoteRules(workspace_id=workspace_id)


def logo_of(workspace_id: int) -> Logo | None:
    return Logo.objects.filter(workspace_id=workspace_id, rules__workspace_id=workspace_id).first()


def own_rates(workspace_id: int) -> list[TaxRate]:
    """Those added here, by the day from which they hold."""
    return list(TaxRate.objects.filter(workspace_id=workspace_id, deleted_at__isnull=True).order_by("valid_on"))


def rate_for(workspace_id: int, day: date) -> Rate:
    """The rate of PPN that holds in a workspace on a day."""
    own = [Rate(one.valid_on, one.percent, one.base_of, one.base_whole) for one in own_rates(workspace_id)]
    return rate_on(day, [*PPN, *own])


def discount_share(list_amount: int, amount: int) -> int:
    """Basis points of a whole quote, rounded down."""
    return (list_amount - amount) * WHOLE // list_amount if list_amount else 0


def beyond_limits(rules: QuoteRules, *, list_amount: int, amount: int, value: int) -> Beyond:
    """Of a quote whose lines come to `amount` of `list_amount`; `value` before tax, in the workspace's currency."""
    is_steep = rules.most_discount is not None and (list_amount - amount) * WHOLE > rules.most_discount * list_amount
    is_large = rules.most_value is not None and value > rules.most_value
    return Beyond(
        discount_share(list_amount, amount) if is_steep else None,
        rules.most_discount or 0,
        value if is_large else None,
        rules.most_value or 0,
    )


def may_approve(member: Member | None, deal: Deal) -> bool:
    """An owner of the workspace, or whoever leads the team of the deal's owner."""
    if member is None or not member.is_active:
        return False
    return member.is_owner or member.id == lead_of(deal)


def approvers_of(deal: Deal) -> list[int]:
    """Members whom a seller asks: the lead, or the owners of the workspace where nobody else leads."""
    lead = lead_of(deal)
    if lead is not None and lead != deal.owner_id:
        return [lead]
    owners = Member.objects.filter(workspace_id=deal.workspace_id, role=Role.OWNER, is_active=True)
    return list(owners.values_list("id", flat=True))


def lead_of(deal: Deal) -> int | None:
    """Who leads the team of the deal's owner, if that one is still here."""
    if deal.owner_id is None:
        return None
    teams = Team.objects.filter(
        workspace_id=deal.workspace_id, members__workspace_id=deal.workspace_id, members__id=deal.owner_id
    )
    found: int | None = teams.filter(lead__is_active=True).values_list("lead_id", flat=True).first()
    return found
