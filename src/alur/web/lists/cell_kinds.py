"""How a cell of each kind of record is edited in its place: found, shown as an input, changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from alur.campaigns.models import Source
from alur.catalogue.models import Product
from alur.catalogue.operations.products import edit_product
from alur.fields.models import RecordKind
from alur.kernel.ids import id_from
from alur.kernel.money import parse_money
from alur.kernel.refusal import N_, Refusal
from alur.people.operations.organizations import edit_organization
from alur.people.operations.persons import edit_person
from alur.pipeline.access import owners_seen_by
from alur.pipeline.models import Deal, Stage
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.moving import move
from alur.pipeline.queries.gates import stages_of
from alur.reporting.listing.columns import Column
from alur.tenancy.models import Member
from alur.web.deals.changing import changes_typed
from alur.web.deals.finding import deal_or_404, organization_or_404, person_or_404
from alur.web.lists.words import temperatures
from alur.web.settings.custom import CustomInput, custom_changes, custom_inputs
from alur.web.shell.requests import MemberRequest

LONGEST_SIZE = 9


@dataclass(frozen=True)
class CellInput:
    """The input of one cell. `type` is text, number, money, date or select; `options` are of a select."""

    name: str
    type: str
    value: str
    options: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class CellKind:
    """What editing in place needs of a kind of record."""

    find: Callable[[MemberRequest, int], Any]
    input_of: Callable[[MemberRequest, Any, Column], CellInput]
    change: Callable[[MemberRequest, Any, Column], None]


def _deal_input(request: MemberRequest, deal: Deal, column: Column) -> CellInput:
    f = request.f
    if column.edits == "stage":
        stages = stages_of(deal.workspace_id, deal.pipeline_id)
        return CellInput("stage", "select", str(deal.stage_id), [(str(s.id), s.name_in(f.language)) for s in stages])
    if column.edits == "temperature":
        return CellInput("temperature", "select", deal.temperature, [(key, title) for key, title, _g in temperatures()])
    if column.edits == "owner":
        return CellInput("owner", "select", str(deal.owner_id or ""), _owners(request, deal.owner_id))
    if column.edits == "source":
        rows = Source.objects.filter(workspace_id=deal.workspace_id, deleted_at__isnull=True).order_by("position")
        options = [("", _("not known")), *((str(one.id), one.name_in(f.language)) for one in rows)]
        return CellInput("source", "select", str(deal.source_id or ""), options)
    if column.edits == "value":
        return CellInput("value", "money", f.plain_money(deal.currency_amount, deal.currency))
    if column.edits == "probability":
        return CellInput("probability", "number", f"{deal.probability}%")
    return CellInput("expected_close_on", "date", f.field_day(deal.expected_close_on))


def _change_deal(request: MemberRequest, deal: Deal, column: Column) -> None:
    if column.edits == "stage":
        stages = Stage.objects.filter(workspace_id=deal.workspace_id, deleted_at__isnull=True)
        to = stages.filter(id=id_from(request.POST.get("stage", ""))).first()
        if to is None:
            raise Refusal(N_("This stage is no longer there."), field="stage")
        move(deal, to=to, by=request.member, at=request.now)
        return
    version = id_from(request.POST.get("version", "")) or None
    edit(deal, changes_typed(request, deal), by=request.member, at=request.now, if_version=version)


def _owners(request: MemberRequest, owner_id: int | None) -> list[tuple[str, str]]:
    members = Member.objects.filter(workspace_id=request.workspace.id, is_active=True).order_by("name")
    seen = owners_seen_by(request.member)
    if seen is not None:
        members = members.filter(id__in={*seen, *([owner_id] if owner_id else [])})
    return [("", _("Nobody")), *((str(row_id), name) for row_id, name in members.values_list("id", "name"))]


def _plain_input(request: MemberRequest, record: Any, column: Column) -> CellInput:
    value = getattr(record, column.edits)
    if column.edits == "unit_price":
        return CellInput("unit_price", "money", request.f.plain_money(value))
    return CellInput(column.edits, "number" if column.edits == "size" else "text", "" if value is None else str(value))


def _change_plain(operation: Callable[..., Any], kind: str) -> Callable[[MemberRequest, Any, Column], None]:
    def change(request: MemberRequest, record: Any, column: Column) -> None:
        if column.own is not None:
            changes: dict[str, Any] = {"custom": custom_changes(request, kind)}
        else:
            changes = {column.edits: _typed(request, column.edits)}
        version = id_from(request.POST.get("version", "")) or None
        operation(record, changes, by=request.member, at=request.now, if_version=version)

    return change


def _typed(request: MemberRequest, name: str) -> Any:
    text = request.POST.get(name, "").strip()
    if name == "unit_price":
        return parse_money(text, request.workspace.currency, request.f.language, field=name) if text else 0
    if name == "size":
        digits = text.replace(".", "").replace(",", "")
        if text and (not digits.isascii() or not digits.isdigit() or len(digits) > LONGEST_SIZE):
            raise Refusal(N_("Type the number of people."), field="size")
        return int(digits) if text else None
    return text


def own_input(request: MemberRequest, record: Any, column: Column, kind: str) -> CellInput:
    """The input of one of the workspace's own fields."""
    found = next(one for one in custom_inputs(request, kind, record.custom) if one.key == column.name)
    return CellInput(found.key, _OWN.get(found.type, "text"), found.value, _options(found))


def _options(found: CustomInput) -> Sequence[tuple[str, str]]:
    return found.options if _OWN.get(found.type) == "select" else ()


def _product_or_404(request: MemberRequest, product_id: int) -> Product:
    found = Product.objects.filter(workspace_id=request.workspace.id, id=product_id).first()
    if found is None:
        raise Http404
    return found


_OWN = {"number": "number", "money": "money", "date": "date", "choice": "select", "yes_no": "select",
        "member": "select"}  # fmt: skip
CELL_KINDS: dict[str, CellKind] = {
    "deal": CellKind(deal_or_404, _deal_input, _change_deal),
    "organization": CellKind(
        organization_or_404, _plain_input, _change_plain(edit_organization, RecordKind.ORGANIZATION)
    ),
    "person": CellKind(person_or_404, _plain_input, _change_plain(edit_person, RecordKind.PERSON)),
    "product": CellKind(_product_or_404, _plain_input, _change_plain(edit_product, RecordKind.PRODUCT)),
}
