"""What a gate asks for, as inputs on its own dialog, and what was typed there written to the deal."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from alur.campaigns.models import Source
from alur.catalogue.models import Product
from alur.conversations.models import ActivityKind
from alur.conversations.operations.planning import NewActivity, add
from alur.fields.models import RecordKind
from alur.kernel.dates import at_local, parse_day
from alur.kernel.ids import id_from
from alur.kernel.money import parse_money
from alur.people.models import Organization, Person
from alur.people.operations.organizations import NewOrganization, create_organization
from alur.people.operations.persons import NewPerson, create_person
from alur.pipeline.access import owners_seen_by
from alur.pipeline.models import ANY_MESSAGE, COMPLETENESS, Deal, Demand, EvidenceKind, Stage, fields_of
from alur.pipeline.operations.editing import edit
from alur.pipeline.operations.parts import people_of, set_people
from alur.pipeline.operations.valuing import Line, set_lines
from alur.pipeline.queries.gates import Unmet
from alur.pipeline.queries.needs import FIELD_LABELS, LABELS, own_key
from alur.pipeline.queries.stage_needs import PREFIXES
from alur.tenancy.models import Member
from alur.web.activities.finding import NINE
from alur.web.completeness.writing import write_beside
from alur.web.settings.custom import CustomInput, custom_changes, custom_inputs
from alur.web.shell.answers import page
from alur.web.shell.requests import MemberRequest

MOST_PRODUCTS = 300
TEXTS = {"title": "title", "organization": "company", "people": "person"}
CHOSEN = ("choice", "yes_no", "member")
DAYS = {"expected_close_on": "expected_close_on", "next_step": "next_step_on"}


@dataclass(frozen=True)
class Need:
    """A criterion, and an input that meets it: `kind` is how it is drawn, `name` what it is sent as.

    Where several kinds of evidence would do, each has one, with its `way` in words. A share of the data is a heading
    (`share`), and what is missing of it are its parts.
    """

    unmet: Unmet
    kind: str
    name: str
    value: str = ""
    options: list[tuple[str, str]] = field(default_factory=list)
    hint: str = ""
    unit: str = ""
    way: str = ""
    is_part: bool = False


def gate_page(
    request: MemberRequest,
    deal: Deal,
    to: Stage | None,
    unmet: list[Unmet],
    *,
    typed: Mapping[str, Any],
    errors: dict[str, str],
    still: list[Unmet] | None = None,
) -> HttpResponse:
    """The dialog of what is missing, with what was typed there before; `to` None is the way to a win.

    `still` is what was missing after what was typed there: each of those says so.
    """
    needs = needs_of(request, deal, unmet, typed)
    lacking = {one.criterion_id for one in still or () if one.is_required}
    empty = {one.unmet.field or one.name: _("Still missing.") for one in needs if one.unmet.criterion_id in lacking}
    for one in still or ():
        if one.at_least is not None and one.is_required:
            empty[COMPLETENESS] = _("Still missing: %(what)s.") % {"what": one.label(request.f.language)}
    context = {
        "deal": deal,
        "to": to,
        "needs": [replace(one, value=one.value or typed.get(one.name, "")) for one in needs],
        "typed": typed,
        "errors": empty | errors,
        "language": request.f.language,
    }
    return page(request, "deals/gate.html", context, status=409 if not errors else 422)


def needs_of(
    request: MemberRequest, deal: Deal | None, unmet: Sequence[Unmet], typed: Mapping[str, Any] | None = None
) -> list[Need]:
    """The inputs of what is missing, in its order: of a deal, or of a company or a person alone."""
    own: dict[str, CustomInput] = {}
    for kind in {kind for one in unmet for kind in _kinds_asked(one)}:
        values = deal.custom if deal is not None and kind == RecordKind.DEAL else {}
        own |= {one.key: one for one in custom_inputs(request, kind, values, typed or {})}
    asked = {name for one in unmet for name in (one.field, *fields_of(one.ways))}
    return [need for one in unmet for need in _needs(request, one, own, asked)]


def _kinds_asked(unmet: Unmet) -> Iterable[str]:
    """The kinds of record whose own fields it is about."""
    for name in (unmet.field, unmet.detail, *unmet.lacks, *(detail for _kind, detail in unmet.ways)):
        if own_key(name):
            yield next((kind for kind, one in PREFIXES.items() if one and name.startswith(one)), RecordKind.DEAL)


def fill_in(request: MemberRequest, deal: Deal) -> None:
    """Write the fields that the dialog holds, those of the deal's company and people too. Refusal beside each."""
    post, by, at = request.POST, request.member, request.now
    if changes := _changes(request, deal):
        deal = edit(deal, changes, by=by, at=at)
    if post.get("person", "").strip():
        person = _person(request, deal, post["person"])
        set_people(deal, [*people_of(deal), (person.id, "")], by=by, at=at)
    if post.get("product", ""):
        product = Product.objects.filter(workspace_id=deal.workspace_id, id=id_from(post["product"])).first()
        if product is not None:
            set_lines(deal, [Line(product.id, 1000, product.unit_price)], by=by, at=at)
    if post.get("next_step_on", "").strip():
        due = at_local(parse_day(post["next_step_on"], field="next_step"), NINE, request.f.zone)
        step = NewActivity(kind=ActivityKind.CALL, deal=deal, owner=deal.owner or by, due_at=due)
        add(deal.workspace_id, step, by=by, at=at)
    write_beside(request, deal)


def _changes(request: MemberRequest, deal: Deal) -> dict[str, Any]:
    sent = {name: text.strip() for name, text in request.POST.items() if isinstance(text, str) and text.strip()}
    changes: dict[str, Any] = {f"{name}_id": id_from(sent[name]) for name in ("owner", "source") if name in sent}
    if "title" in sent:
        changes["title"] = sent["title"]
    if "value" in sent:
        changes["value"] = (parse_money(sent["value"], deal.currency, request.f.language, field="value"), deal.currency)
    if "expected_close_on" in sent:
        changes["expected_close_on"] = parse_day(sent["expected_close_on"], field="expected_close_on")
    if "company" in sent:
        changes["organization_id"] = _company(request, sent["company"]).id
    if custom := custom_changes(request, RecordKind.DEAL):
        changes["custom"] = custom
    return changes


def _needs(request: MemberRequest, unmet: Unmet, own: Mapping[str, CustomInput], asked: Collection[str]) -> list[Need]:
    if unmet.at_least is not None:
        return [Need(unmet, "share", COMPLETENESS), *_parts(request, unmet, own, asked)]
    if len(unmet.ways) < 2:
        return [_need(request, unmet, own)]
    found: dict[str, Need] = {}
    for kind, detail in unmet.ways:
        need = _need(request, replace(unmet, evidence=kind, detail=detail), own)
        if kind == EvidenceKind.ACTIVITY and detail:
            need = replace(need, name=f"{need.name}.{detail}")
        if need.kind != "link":  # a field that was put away, beside what else would do
            found.setdefault(need.name, replace(need, way=way_named(kind, detail, own)))
    return list(found.values()) or [_need(request, unmet, own)]


def _parts(
    request: MemberRequest, unmet: Unmet, own: Mapping[str, CustomInput], asked: Collection[str]
) -> Iterable[Need]:
    """What is missing of a share, but for what is asked for by itself too."""
    for name in unmet.lacks:
        if name not in asked:
            label = own[own_key(name)].label if own_key(name) in own else LABELS.get(name, name)
            part = Unmet(unmet.stage_id, 0, Demand.ASKED, name, None, (label, label))
            yield replace(_need(request, part, own), is_part=True)


def way_named(kind: str, detail: str, own: Mapping[str, CustomInput] | None = None) -> str:
    """A kind of evidence in words; of a field its name."""
    if kind == EvidenceKind.ACTIVITY and detail:
        return _("Message sent") if detail == ANY_MESSAGE else str(dict(ActivityKind.choices).get(detail, detail))
    if kind == EvidenceKind.FIELD:
        return own[detail].label if own and detail in own else _(FIELD_LABELS.get(detail, detail))
    names = {"note": _("Note"), "file": _("File"), "photo": _("Photo"), "activity": _("Any activity")}
    return names.get(kind, kind)


def _need(request: MemberRequest, unmet: Unmet, own: Mapping[str, CustomInput]) -> Need:
    asked = unmet.field or (unmet.detail if unmet.evidence == "field" else "")
    if asked == "value":
        return Need(unmet, "money", "value")
    if asked in DAYS:
        return Need(unmet, "date", DAYS[asked])
    if asked in TEXTS:
        return Need(unmet, "text", TEXTS[asked])
    if asked in ("owner", "source", "lines"):
        name = "product" if asked == "lines" else asked
        return Need(unmet, "choice", name, options=[("", _("not filled in")), *_CHOICES[asked](request)])
    if asked in LABELS and asked not in FIELD_LABELS:
        return Need(unmet, "text", asked)
    if own_key(asked) in own:
        one = own[own_key(asked)]
        kind = one.type if one.type in ("money", "date") else "choice" if one.type in CHOSEN else "text"
        return Need(unmet, kind, one.key, one.value, one.options, one.hint, one.unit)
    if unmet.step_id and unmet.evidence in ("note", "activity", "file", "photo"):
        kind = "evidence" if unmet.evidence == "note" else "file" if unmet.evidence == "photo" else unmet.evidence
        return Need(unmet, unmet.evidence, f"{kind}-{unmet.step_id}")
    return Need(unmet, "link", asked or f"step-{unmet.step_id}")


def _sources(request: MemberRequest) -> list[tuple[str, str]]:
    rows = Source.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True).order_by("position")
    return [(str(one.id), str(one)) for one in rows]


def _owners(request: MemberRequest) -> list[tuple[str, str]]:
    rows = Member.objects.filter(workspace_id=request.workspace.id, is_active=True).order_by("name")
    seen = owners_seen_by(request.member)
    rows = rows if seen is None else rows.filter(id__in=seen)
    return [(str(one.id), one.name) for one in rows]


def _products(request: MemberRequest) -> list[tuple[str, str]]:
    rows = Product.objects.filter(workspace_id=request.workspace.id, is_active=True).order_by("name_key")
    return [(str(one.id), one.name) for one in rows[:MOST_PRODUCTS]]


_CHOICES = {"owner": _owners, "source": _sources, "lines": _products}


def _company(request: MemberRequest, name: str) -> Organization:
    """The company of that name, which is made where there is none."""
    name = " ".join(name.split())
    found = Organization.objects.filter(workspace_id=request.workspace.id, name=name).first()
    return found or create_organization(request.workspace.id, NewOrganization(name), by=request.member, at=request.now)


def _person(request: MemberRequest, deal: Deal, name: str) -> Person:
    """Someone of that name at the deal's company, who is made where there is none."""
    name = " ".join(name.split())
    there = Person.objects.filter(workspace_id=deal.workspace_id, organization_id=deal.organization_id)
    new = NewPerson(name, {"organization_id": deal.organization_id})
    return there.filter(name=name).first() or create_person(deal.workspace_id, new, by=request.member, at=request.now)
