"""Changing what a deal says of itself, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from alur.campaigns.models import Campaign, Source
from alur.catalogue.models import PriceList
from alur.events.recording import operation
from alur.fields.models import RecordKind
from alur.fields.operations.filling import filled_changes
from alur.kernel.dates import iso
from alur.kernel.refusal import N_, Conflict, Refusal
from alur.people.models import Organization
from alur.pipeline.access import may_give
from alur.pipeline.facts import DealEdited
from alur.pipeline.models import Deal, LineItem, Temperature
from alur.pipeline.operations.parts import tags_of, write_tags
from alur.pipeline.operations.standing import locked, restand
from alur.pipeline.operations.valuing import in_workspace_currency
from alur.tenancy.models import Member, Workspace

MONEY = ("currency", "currency_amount", "amount", "rate_micro", "rate_on", "is_amount_typed")
PLAIN = (
    "title",
    "owner_id",
    "organization_id",
    "probability",
    "expected_close_on",
    "source_id",
    "campaign_id",
    "price_list_id",
    "temperature",
    "custom",
    "external_source",
    "external_id",
)
EDITABLE = frozenset({*PLAIN, "value", "tags"})


class EditedMeanwhile(Conflict):
    """Someone else changed the deal since it was read; `deal` is as it stands now."""

    def __init__(self, deal: Deal) -> None:
        super().__init__(N_("Someone changed this deal meanwhile. Look at the change, then save again."))
        self.deal = deal


def edit(
    deal: Deal, changes: Mapping[str, Any], *, by: Member | None, at: datetime, if_version: int | None = None
) -> Deal:
    """Change columns of a deal; `value` is (minor units, currency) or None for the sum of its lines.

    Raises Refusal by field, EditedMeanwhile where `if_version` is no longer the deal's. Nothing changed, no event.
    """
    unknown = set(changes) - EDITABLE
    if unknown:
        raise ValueError(f"not editable: {sorted(unknown)}")
    with operation(deal.workspace_id, by=by, at=at) as act:
        deal = locked(deal)
        if if_version is not None and if_version != deal.version:
            raise EditedMeanwhile(deal)
        checked = filled_changes(deal.workspace_id, RecordKind.DEAL, deal.custom, changes)
        wanted = _clean(deal, dict(checked), by=by, at=at)
        old = {name: primitive(getattr(deal, name)) for name in wanted}
        new = {name: primitive(value) for name, value in wanted.items()}
        changed = {name: [old[name], new[name]] for name in wanted if old[name] != new[name]}
        if "tags" in changes:
            before = tags_of(deal)
            write_tags(deal, list(changes["tags"]))
            after = tags_of(deal)
            if before != after:
                changed["tags"] = [before, after]
        if not changed:
            return deal
        about = [("deal", deal.id)]
        about += [("organization", value) for value in changed.get("organization_id", []) if value]
        event_id = act.record(DealEdited(deal.id, changed), about=about)
        restand(deal, {name: wanted[name] for name in changed if name != "tags"}, at=at, event_id=event_id)
    return deal


def _clean(deal: Deal, changes: dict[str, Any], *, by: Member | None, at: datetime) -> dict[str, Any]:
    changes.pop("tags", None)
    if "value" in changes:
        value = changes.pop("value")
        if value is not None or deal.is_amount_typed:
            changes.update(_money(deal, value, at))
    if "title" in changes:
        changes["title"] = " ".join(str(changes["title"]).split())[:200]
        if not changes["title"]:
            raise Refusal(N_("A deal needs a title."), field="title")
    if "probability" in changes and not 0 <= changes["probability"] <= 100:
        raise Refusal(N_("A probability is from 0 to 100 percent."), field="probability")
    if "temperature" in changes and changes["temperature"] not in Temperature.values:
        raise Refusal(N_("Choose cold, warm or hot."), field="temperature")
    _check_references(deal, changes, by=by)
    return changes


def _check_references(deal: Deal, changes: Mapping[str, Any], *, by: Member | None) -> None:
    """What a deal is given must be there: the database says so too, but only at the commit."""
    owner_id = changes.get("owner_id")
    if owner_id is not None and owner_id != deal.owner_id:
        owner = Member.objects.filter(workspace_id=deal.workspace_id, id=owner_id, is_active=True).first()
        if owner is None:
            raise Refusal(N_("This owner is no longer active. Choose another."), field="owner")
        if by is not None and not may_give(by, owner_id):
            raise Refusal(N_("You can give deals to yourself, your team and who leads it."), field="owner")
    organization_id = changes.get("organization_id")
    if organization_id is not None and organization_id != deal.organization_id:
        if not Organization.objects.filter(workspace_id=deal.workspace_id, id=organization_id).exists():
            raise Refusal(N_("This company is no longer there."), field="organization")
    source_id, campaign_id = changes.get("source_id"), changes.get("campaign_id")
    if source_id is not None and source_id != deal.source_id:
        if not Source.objects.filter(workspace_id=deal.workspace_id, id=source_id).exists():
            raise Refusal(N_("This source is no longer there."), field="source")
    if campaign_id is not None and campaign_id != deal.campaign_id:
        if not Campaign.objects.filter(workspace_id=deal.workspace_id, id=campaign_id).exists():
            raise Refusal(N_("This campaign is no longer there."), field="campaign")

    price_list_id = changes.get("price_list_id")
    if price_list_id is not None and price_list_id != deal.price_list_id:
        if not PriceList.objects.filter(workspace_id=deal.workspace_id, id=price_list_id).exists():
            raise Refusal(N_("This price list is no longer there."), field="price_list")


def _money(deal: Deal, value: tuple[int, str] | None, at: datetime) -> dict[str, Any]:
    workspace = Workspace.objects.get(id=deal.workspace_id)
    if value is not None:
        return {**in_workspace_currency(workspace, value[0], value[1], at=at), "is_amount_typed": True}
    amounts = LineItem.objects.filter(workspace_id=deal.workspace_id, deal_id=deal.id).values_list("amount", flat=True)
    return {**in_workspace_currency(workspace, sum(amounts), deal.currency, at=at), "is_amount_typed": False}


def primitive(value: Any) -> Any:
    return iso(value) if isinstance(value, date) else (str(value) if isinstance(value, Temperature) else value)
