"""One field changed for many records: which fields there are, the input of the chosen one, what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from alur.automation.operations.bulk.deals import FIELDS
from alur.automation.operations.bulk.others import ORGANIZATIONS, PERSONS
from alur.automation.operations.bulk.products import PRODUCTS
from alur.automation.operations.bulk.wanting import is_own
from alur.campaigns.models import Source
from alur.catalogue.models import ProductFamily
from alur.kernel.dates import parse_day
from alur.web.lists.words import temperatures
from alur.web.settings.custom import CustomInput, custom_changes, custom_inputs
from alur.web.shell.requests import MemberRequest

OF_KINDS: dict[str, Sequence[str]] = {
    "deal": FIELDS,
    "organization": tuple(ORGANIZATIONS.fields),
    "person": tuple(PERSONS.fields),
    "product": tuple(PRODUCTS.fields),
}


def field_typed(request: MemberRequest, kind: str) -> dict[str, Any]:
    """The field and its new value as operations take them. Raises Refusal by field for what cannot be read."""
    name, text = request.POST.get("field", ""), request.POST.get("value", "").strip()
    if is_own(name):
        kept = custom_changes(request, kind)
        return {"field": name, "value": kept.get(name)}
    value: Any = text or None
    if name == "probability":
        digits = text.removesuffix("%").strip()
        value = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 4 else None
    elif name == "expected_close_on" and text:
        value = parse_day(text, field="value").isoformat()
    elif name == "is_active":
        value = {"yes": True, "no": False}.get(text)
    return {"field": name, "value": value}


def field_offer(request: MemberRequest, kind: str) -> dict[str, Any]:
    """The fields to choose from, and the input of the chosen one."""
    typed = {name: request.POST[name] for name in request.POST}
    own = custom_inputs(request, kind, {}, typed)
    chosen, titles = request.POST.get("field", ""), _titles()
    fields = [("", _("Choose")), *((name, titles[name]) for name in OF_KINDS[kind])]
    fields += [(one.key, one.label) for one in own]
    return {"fields": fields, "input": _input(request, chosen, own, typed.get("value", ""))}


def _titles() -> dict[str, str]:
    return {
        "temperature": _("Temperature"), "probability": _("Probability"), "expected_close_on": _("Expected close"),
        "source": _("Source"), "industry": _("Industry"), "job_title": _("Job title"), "family": _("Product family"),
        "unit": _("Unit"), "is_active": _("For sale"),
    }  # fmt: skip


def _input(request: MemberRequest, name: str, own: Sequence[CustomInput], typed: str) -> CustomInput | None:
    title = _titles().get(name, "")
    if name in _CHOICES:
        return CustomInput("value", title, "choice", typed, _CHOICES[name](request))
    if name == "probability":
        return CustomInput("value", title, "number", typed)
    if name == "expected_close_on":
        return CustomInput("value", title, "date", typed)
    if title:
        return CustomInput("value", title, "text", typed)
    return next((one for one in own if one.key == name), None)


def _temperatures(request: MemberRequest) -> list[tuple[str, str]]:
    return [("", _("Choose")), *((key, title) for key, title, _glyph in temperatures())]


def _sources(request: MemberRequest) -> list[tuple[str, str]]:
    rows = Source.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True).order_by("position")
    return [("", _("not known")), *((str(one.id), one.name_in(request.f.language)) for one in rows)]


def _families(request: MemberRequest) -> list[tuple[str, str]]:
    rows = ProductFamily.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True)
    return [("", _("Without a family")), *((str(one.id), one.name) for one in rows.order_by("position"))]


def _for_sale(request: MemberRequest) -> list[tuple[str, str]]:
    return [("", _("Choose")), ("yes", _("Yes")), ("no", _("No"))]


_CHOICES = {"temperature": _temperatures, "source": _sources, "family": _families, "is_active": _for_sale}
