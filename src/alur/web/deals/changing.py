"""Changes in place on a deal's page. Each form is a noun: fields, answers, lines, people, evidence, tracks."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alur.events.recording import operation
from alur.fields.models import RecordKind
from alur.kernel.dates import parse_day
from alur.kernel.ids import id_from
from alur.kernel.money import parse_money
from alur.kernel.quantity import parse_discount, parse_quantity
from alur.kernel.refusal import N_, Refusal
from alur.people.models import Organization
from alur.people.operations.organizations import NewOrganization, create_organization
from alur.people.operations.persons import NewPerson, create_person
from alur.pipeline.models import Deal, Evidence, Stage, Step
from alur.pipeline.operations import deleting, tracking, valuing
from alur.pipeline.operations.duplicating import duplicate
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.parts import people_of, remove_evidence, set_people
from alur.pipeline.operations.pricing import choose_price_list, prices_for
from alur.pipeline.operations.qualifying import answer
from alur.web.deals.finding import deal_or_404, must_be_able_to_change
from alur.web.deals.gate import give_evidence
from alur.web.deals.in_place import in_place
from alur.web.settings.custom import custom_changes
from alur.web.shell.answers import done
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only


@in_place("fields")
def fields(request: MemberRequest, deal: Deal) -> str:
    version = id_from(request.POST.get("version", "")) or None
    edit(deal, changes_typed(request, deal), by=request.member, at=request.now, if_version=version)
    return _("Saved.")


def changes_typed(request: MemberRequest, deal: Deal) -> dict[str, Any]:
    """What a form changes of a deal: the fields that it holds. Raises Refusal by field."""
    post = request.POST
    changes: dict[str, Any] = {}
    if "title" in post:
        changes["title"] = post["title"]
    if "value" in post:
        text = post["value"].strip()
        amount = parse_money(text, deal.currency, request.f.language, field="value") if text else None
        if amount is None or amount != deal.currency_amount:
            changes["value"] = (amount, deal.currency) if amount is not None else None
    if "probability" in post:
        changes["probability"] = _percent(post["probability"])
    if "expected_close_on" in post:
        text = post["expected_close_on"].strip()
        changes["expected_close_on"] = parse_day(text, field="expected_close_on") if text else None
    for name in ("owner", "source"):
        if name in post:
            changes[f"{name}_id"] = id_from(post[name]) if post[name] else None
    if "temperature" in post:
        changes["temperature"] = post["temperature"]
    if "tags" in post:
        changes["tags"] = post["tags"].split(",")
    if "company" in post:
        changes["organization_id"] = _company(request, post["company"], deal)
    changes["custom"] = custom_changes(request, RecordKind.DEAL)
    return changes


@in_place("answers")
def answers(request: MemberRequest, deal: Deal) -> str:
    """What the pipeline asks of a prospect."""
    names = [name for name in request.POST if name[:1] == "q" and name[1:].isdecimal()]
    typed = {id_from(name[1:]): request.POST.get(name, "") for name in names}
    answer(deal, typed, language=request.f.language, by=request.member, at=request.now)
    return _("Saved.")


@in_place("lines")
def lines(request: MemberRequest, deal: Deal) -> str:
    """All products of the deal; where a price is left empty, the price list's. Another list turns what follows it."""
    language, post, at = request.f.language, request.POST, request.now
    columns = [post.getlist(name) for name in ("product", "quantity", "unit_price", "discount")]
    typed = [row for row in zip(*columns, strict=False) if row[0]]
    is_asked = any(not price.strip() for _product, _quantity, price, _discount in typed)
    book = prices_for(deal, {id_from(row[0]) for row in typed}, at=at) if is_asked else None
    rows: list[valuing.Line] = []
    for product, number, price, discount in typed:
        quantity = parse_quantity(number or "1", language, field="lines")
        given = parse_money(price, deal.currency, language, field="lines") if price.strip() else None
        listed = book.price(id_from(product), quantity) if book is not None else 0
        unit_price = listed if given is None else given
        rows.append(
            valuing.Line(id_from(product), quantity, unit_price, parse_discount(discount, language, field="lines"))
        )
    deal = valuing.set_lines(deal, rows, by=request.member, at=at)
    if "price_list" in post:
        choose_price_list(deal, id_from(post["price_list"]) if post["price_list"] else None, by=request.member, at=at)
    return _("Products saved.")


@in_place("people")
def people(request: MemberRequest, deal: Deal) -> str:
    """`person` chooses someone known, `name` makes someone; `remove` takes one out."""
    post, parts = request.POST, people_of(deal)
    if post.get("remove"):
        gone = id_from(post["remove"])
        if gone not in [part[0] for part in parts]:
            raise Http404
        parts = [part for part in parts if part[0] != gone]
    elif post.get("person"):
        parts.append((id_from(post["person"]), post.get("role", "")))
    else:
        contacts = [(kind, post[kind], "") for kind in ("phone", "email") if post.get(kind, "").strip()]
        extra = {"organization_id": deal.organization_id, "contacts": contacts}
        person = create_person(
            request.workspace.id, NewPerson(post.get("name", ""), extra), by=request.member, at=request.now
        )
        parts.append((person.id, post.get("role", "")))
    set_people(deal, parts, by=request.member, at=request.now)
    return _("People saved.")


@in_place("evidence")
def evidence(request: MemberRequest, deal: Deal) -> str:
    post = request.POST
    if post.get("remove"):
        given = Evidence.objects.filter(workspace_id=request.workspace.id, deal_id=deal.id)
        found = given.filter(id=id_from(post["remove"])).first()
        if found is None:
            raise Http404
        remove_evidence(found, by=request.member, at=request.now)
        return _("Evidence removed.")
    steps = Step.objects.filter(workspace_id=request.workspace.id).select_related("stage")
    step = steps.filter(id=id_from(post.get("step", ""))).first()
    if step is None:
        raise Http404
    kind, _colon, detail = post.get("way", "").partition(":")
    kept = id_from(post.get("kept", ""))
    give_evidence(request, deal, step, post.get("label", ""), way=(kind, detail), file_id=kept)
    return _("Evidence added.")


@in_place("tracks")
def tracks(request: MemberRequest, deal: Deal) -> str:
    stage_id, state = id_from(request.POST.get("stage", "")), request.POST.get("state", "active")
    stages = Stage.objects.filter(workspace_id=request.workspace.id, pipeline_id=deal.pipeline_id)
    stage = stages.filter(id=stage_id).first()
    if stage is None:
        raise Http404
    if state == "active":
        tracking.start_track(deal, stage, by=request.member, at=request.now)
        return _("%(stage)s began.") % {"stage": stage.name_in(request.f.language)}
    tracking.end_track(deal, stage, by=request.member, at=request.now)
    return _("%(stage)s done.") % {"stage": stage.name_in(request.f.language)}


@require_POST
@member_required
@once_only
def copy(request: MemberRequest, deal_id: int) -> HttpResponse:
    deal = deal_or_404(request, deal_id)
    must_be_able_to_change(request)
    made = duplicate(deal, by=request.member, at=request.now)
    return done(request, f"/deals/{made.deal.id}/", _("Copied."), operation_id=made.operation_id)


@require_POST
@member_required
@once_only
def removal(request: MemberRequest, deal_id: int) -> HttpResponse:
    deal = deal_or_404(request, deal_id)
    must_be_able_to_change(request)
    with operation(request.workspace.id, by=request.member, at=request.now) as act:
        deleting.delete(deal, by=request.member, at=request.now)
    message = _("%(title)s is in the trash.") % {"title": deal.title}
    return done(request, f"/pipelines/{deal.pipeline_id}/", message, operation_id=act.id)


def _percent(text: str) -> int:
    text = text.strip().removesuffix("%").strip()
    if not text.isascii() or not text.isdigit() or len(text) > 3 or int(text) > 100:
        raise Refusal(N_("A probability is from 0 to 100 percent."), field="probability")
    return int(text)


def _company(request: MemberRequest, name: str, deal: Deal) -> int | None:
    name = " ".join(name.split())
    if not name:
        return None
    if deal.organization is not None and deal.organization.name == name:
        return deal.organization_id
    found = Organization.objects.filter(workspace_id=request.workspace.id, name=name).first()
    if found is None:
        found = create_organization(request.workspace.id, NewOrganization(name), by=request.member, at=request.now)
    return found.id
