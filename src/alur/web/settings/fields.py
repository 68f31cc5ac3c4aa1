"""The fields that a workspace adds to its records: a table of them, beside the one that is open."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alur.catalogue.models import ProductFamily
from alur.events.recording import operation
from alur.fields.access import can_edit_fields
from alur.fields.models import FieldDefinition, FieldType, Place, RecordKind
from alur.fields.operations.defining import OF_FAMILIES, ChoiceDesign, FieldDesign, archive, define, edit_field, restore
from alur.fields.operations.filling import typed_number
from alur.fields.operations.retyping import AT_ONCE, TARGETS, Trial, convert, retype, try_retyping
from alur.fields.queries.records import filled, records_of
from alur.kernel.money import number_text
from alur.kernel.refusal import Refusal
from alur.reporting.listing.asking import LISTINGS
from alur.web.settings.access import leads_only
from alur.web.settings.field_limits import outside_of
from alur.web.settings.uses import required_by, uses_of
from alur.web.shell.answers import done, page, refused
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only

TEMPLATE = "settings/fields.html"
BLANK_CHOICES = 3
LIMITS = ("lowest", "highest")
GLYPHS = {
    FieldType.TEXT: "Aa",
    FieldType.NUMBER: "12",
    FieldType.MONEY: "Rp",
    FieldType.DATE: "cal",
    FieldType.CHOICE: "menu",
    FieldType.YES_NO: "check",
    FieldType.MEMBER: "user",
    FieldType.PERSON: "users",
}


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@once_only
def fields(request: MemberRequest) -> HttpResponse:
    """The fields of one kind of record; POST defines one."""
    kind = _kind(request)
    if request.method != "POST":
        is_new = "new" in request.GET and can_edit_fields(request.member)
        return page(request, TEMPLATE, {**_context(request, kind, None), "is_new": is_new, "errors": {}})
    _must_lead(request)
    design = _design(request)
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            design = _with_limits(request, design)
            made = define(request.workspace.id, kind, design, by=request.member, at=request.now)
    except Refusal as refusal:
        context = {**_context(request, kind, None, design), "is_new": True}
        return refused(request, refusal, TEMPLATE, context)
    message = _("The field %(name)s is there.") % {"name": made.name_in(request.f.language)}
    return done(request, f"{reverse('settings_fields')}?kind={kind}", message, operation_id=act.id)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def one_field(request: MemberRequest, field_id: int) -> HttpResponse:
    """One of them opened; POST renames it or changes its answers."""
    found = _field(request, field_id)
    if request.method != "POST":
        return page(request, TEMPLATE, {**_context(request, found.record_kind, found), "errors": {}})
    _must_lead(request)
    design = _design(request, found)
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            kept = edit_field(found, _with_limits(request, design), by=request.member, at=request.now)
    except Refusal as refusal:
        return refused(request, refusal, TEMPLATE, _context(request, found.record_kind, found, design))
    target = reverse("settings_field", args=[found.id])
    message = _("%(name)s was changed.") % {"name": kept.name_in(request.f.language)}
    return done(request, target, message if act.recorded else "", operation_id=act.id if act.recorded else None)


@require_http_methods(["POST"])
@member_required
@leads_only
def archiving(request: MemberRequest, field_id: int) -> HttpResponse:
    """Put a field away with its values, or take it up again."""
    found = _field(request, field_id)
    name = {"name": found.name_in(request.f.language)}
    try:
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            if "restore" in request.POST:
                restore(found, by=request.member, at=request.now)
                message = _("%(name)s is in use again.") % name
            else:
                archive(found, by=request.member, at=request.now)
                message = _("%(name)s is in the archive; its values stay.") % name
    except Refusal as refusal:
        return refused(request, refusal, TEMPLATE, _context(request, found.record_kind, None), status=409)
    target = f"{reverse('settings_fields')}?kind={found.record_kind}"
    return done(request, target, message, operation_id=act.id if act.recorded else None)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@leads_only
def retyping(request: MemberRequest, field_id: int) -> HttpResponse:
    """What another type would do to the values that are there; POST does it, after just that was shown."""
    found = _field(request, field_id)
    if found.archived_at is not None:
        return _to_its_heir(found)
    to = request.POST.get("type") or request.GET.get("type") or ""
    context: dict[str, Any] = {"retypes": True, "to": to, "targets": _targets(found), "trial": None}
    shown = {**_context(request, found.record_kind, found), **context}
    try:
        if to:
            shown["trial"] = trial = try_retyping(found, to)
            shown["examples"] = _examples(found, trial)
        if request.method != "POST":
            return page(request, TEMPLATE, {**shown, "errors": {}})
        if request.POST.get("seen") != _seen(shown["trial"]):
            return page(request, TEMPLATE, {**shown, "errors": {"": _("The values have changed since. Look again.")}})
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            made = retype(found, to, by=request.member, at=request.now)
    except Refusal as refusal:
        return refused(request, refusal, TEMPLATE, shown)
    if shown["trial"].total <= AT_ONCE:
        convert(made)
    message = _("%(name)s holds %(type)s now.") % {
        "name": made.name_in(request.f.language),
        "type": made.get_type_display().lower(),
    }
    return done(request, reverse("settings_field", args=[made.id]), message, operation_id=act.id)


def _to_its_heir(found: FieldDefinition) -> HttpResponse:
    """A second tap on the button: the field that took its place. Raises Http404 where none did."""
    rows = FieldDefinition.objects.filter(workspace_id=found.workspace_id, converts_from_id=found.id)
    made = rows.filter(archived_at__isnull=True).first()
    if made is None:
        raise Http404
    return HttpResponseRedirect(reverse("settings_field", args=[made.id]))


def _seen(trial: Trial | None) -> str:
    """What was agreed to: with other values it is shown again."""
    return f"{trial.readable}-{trial.unreadable}" if trial is not None else ""


def _targets(found: FieldDefinition) -> list[tuple[str, Any]]:
    return [(value, label) for value, label in FieldType.choices if value in TARGETS and value != found.type]


def _examples(found: FieldDefinition, trial: Trial) -> list[tuple[str, str]]:
    """(name of the record, its value) of what cannot be read."""
    ids = [record_id for record_id, _value in trial.examples]
    records = records_of(found.record_kind, found.workspace_id).filter(id__in=ids)
    names = {record.id: str(record) for record in records}
    return [(names.get(record_id, ""), value) for record_id, value in trial.examples]


def _kind(request: MemberRequest) -> str:
    kind = request.POST.get("kind") or request.GET.get("kind") or RecordKind.DEAL
    if kind not in RecordKind.values:
        raise Http404
    return str(kind)


def _must_lead(request: MemberRequest) -> None:
    if not can_edit_fields(request.member):
        raise Http404


def _field(request: MemberRequest, field_id: int) -> FieldDefinition:
    found = FieldDefinition.objects.filter(workspace_id=request.workspace.id, id=field_id).first()
    if found is None:
        raise Http404
    return found


def _design(request: MemberRequest, found: FieldDefinition | None = None) -> FieldDesign:
    post = request.POST
    columns = (post.getlist("choice_key"), post.getlist("choice_id"), post.getlist("choice_en"))
    return FieldDesign(
        name_id=post.get("name_id", ""),
        name_en=post.get("name_en", ""),
        type=post.get("type") or (found.type if found else FieldType.TEXT),
        choices=[ChoiceDesign(name_id, name_en, key) for key, name_id, name_en in zip(*columns, strict=False)],
        hint=post.get("hint", found.hint if found else ""),
        unit=post.get("unit", found.unit if found else ""),
        lowest=found.lowest if found else "",
        highest=found.highest if found else "",
        places=post.getlist("place") if "places" in post else None,
        families=post.getlist("family") if "families" in post else None,
    )


def _with_limits(request: MemberRequest, design: FieldDesign) -> FieldDesign:
    """The design with the limits that were typed, as they are kept. Raises Refusal."""
    low, high = (_limit(request, design, name) for name in LIMITS)
    return replace(design, lowest=low, highest=high)


def _limit(request: MemberRequest, design: FieldDesign, name: str) -> str:
    if name not in request.POST:
        return str(getattr(design, name))
    text = request.POST[name].strip()
    return typed_number(text, request.f.language, field=name) if text else ""


def _context(
    request: MemberRequest, kind: str, found: FieldDefinition | None, typed: FieldDesign | None = None
) -> dict[str, Any]:
    everything = FieldDefinition.objects.filter(workspace_id=request.workspace.id).order_by("position", "id")
    rows = [one for one in everything if one.record_kind == kind]
    counts = dict.fromkeys(RecordKind.values, 0)
    for one in everything:
        counts[one.record_kind] += one.archived_at is None
    return {
        "kind": kind,
        "kinds": [(value, label, counts[value]) for value, label in RecordKind.choices],
        "kind_label": dict(RecordKind.choices)[kind],
        "rows": [one for one in rows if one.archived_at is None],
        "builtin": [_(column.title) for column in LISTINGS[kind].columns],
        "archived": [one for one in rows if one.archived_at is not None],
        "filled": {one.id: filled(one) for one in rows},
        "required": required_by(request, rows) if kind == RecordKind.DEAL else {},
        "uses": uses_of(request, rows),
        "retypes": False,
        "types": FieldType.choices,
        "glyphs": GLYPHS,
        "open": found,
        "is_new": False,
        "design": (design := typed or _as_design(found)),
        "limits": _limits(request, design),
        "places": _places(kind, found, design),
        "families": _families(request, kind, design),
        "outside": outside_of(request, found) if found is not None else None,
        "blanks": range(BLANK_CHOICES),
        "can_edit": can_edit_fields(request.member),
    }


def _limits(request: MemberRequest, design: FieldDesign) -> dict[str, str]:
    """As they were typed, else as the reader's language writes them."""
    kept = {"lowest": design.lowest, "highest": design.highest}
    return {
        name: request.POST.get(name, number_text(value, request.f.language) if value else "")
        for name, value in kept.items()
    }


def _places(kind: str, found: FieldDefinition | None, design: FieldDesign) -> list[tuple[str, str, bool]]:
    """(name, title, whether it shows there) of the places that a field of the kind can show in."""
    usual = found or FieldDefinition(record_kind=kind)
    shown = design.places if design.places is not None else usual.shown_in
    return [
        (value, str(title), value in shown)
        for value, title in Place.choices
        if value != Place.CARD or kind == RecordKind.DEAL
    ]


def _families(request: MemberRequest, kind: str, design: FieldDesign) -> list[tuple[ProductFamily, bool]]:
    """The product families that a field of the kind can be limited to, and whether it is."""
    if kind not in OF_FAMILIES:
        return []
    rows = ProductFamily.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True)
    return [(one, str(one.id) in (design.families or ())) for one in rows.order_by("position")]


def _as_design(found: FieldDefinition | None) -> FieldDesign:
    if found is None:
        return FieldDesign(name_id="")
    choices = [
        ChoiceDesign(one["name_id"], one["name_en"], one["key"]) for one in found.choices if not one.get("archived")
    ]
    return FieldDesign(
        found.name_id, found.name_en, found.type, choices, found.hint, found.unit, found.lowest, found.highest,
        found.shown_in, found.families,
    )  # fmt: skip
