"""What the filters of a board offer. A menu is filled when it is opened: most are never looked into."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alur.campaigns.models import Source
from alur.catalogue.models import Product, ProductFamily
from alur.people.queries.regions import provinces
from alur.pipeline.access import owners_seen_by
from alur.pipeline.models import Pipeline
from alur.tenancy.models import Member, Team
from alur.web.board.asking import COOLING, Asked, without_refusal
from alur.web.shell.answers import page
from alur.web.shell.requests import MemberRequest, member_required

MOST_PRODUCTS = 200
USUAL = frozenset({"owner", "temperature", "province"})
Options = list[tuple[str, str]]


@dataclass(frozen=True)
class Choice:
    """One filter: its parameter, what it is called, and what is chosen in it ("" for all)."""

    name: str
    title: str
    icon: str
    chosen: str = ""
    chosen_title: str = ""

    @property
    def is_shown(self) -> bool:
        """The ones used most stand in the bar; the others come there once something is chosen in them."""
        return self.name in USUAL or bool(self.chosen)


def filter_choices(request: MemberRequest, asked: Asked) -> list[Choice]:
    """The filters in the order in which they are used most."""
    return [choice_of(request, asked.params, name) for name in OPTIONS]


@require_safe
@member_required
def filter_menu(request: MemberRequest, pipeline_id: int, name: str) -> HttpResponse:
    """What one filter offers, as links to the board; a page of its own for those without script."""
    pipeline = Pipeline.objects.filter(
        workspace_id=request.workspace.id, id=pipeline_id, deleted_at__isnull=True
    ).first()
    if pipeline is None or name not in OPTIONS:
        raise Http404
    asked = without_refusal(request)
    context = {
        "pipeline": pipeline,
        "asked": asked,
        "choice": choice_of(request, asked.params, name),
        "options": OPTIONS[name](request),
    }
    return page(request, "board/menu.html" if request.htmx else "board/menu_page.html", context)


def choice_of(request: MemberRequest, params: Mapping[str, str], name: str) -> Choice:
    """One filter as it stands in these parameters."""
    title, icon = _named(name)
    chosen = params.get(name, "")
    if not chosen:
        return Choice(name, title, icon)
    return Choice(name, title, icon, chosen, dict(OPTIONS[name](request)).get(chosen, ""))


def _named(name: str) -> tuple[str, str]:
    return {
        "owner": (_("Owner"), "users"),
        "temperature": (_("Temperature"), "flame"),
        "team": (_("Team"), "user"),
        "source": (_("Source"), "spark"),
        "province": (_("Region"), "pin"),
        "family": (_("Product family"), "product"),
        "product": (_("Product"), "product"),
    }[name]


def _owners(request: MemberRequest) -> Options:
    members = Member.objects.filter(workspace_id=request.workspace.id, is_active=True).order_by("name")
    seen = owners_seen_by(request.member)
    if seen is not None:
        members = members.filter(id__in=seen)
    return [("me", _("Mine")), *_keyed(members.values_list("id", "name")), ("none", _("Nobody's"))]


def _temperatures(request: MemberRequest) -> Options:
    return [("hot", _("Hot")), ("warm", _("Warm")), ("cold", _("Cold")), (COOLING, _("Cooling down"))]


def _teams(request: MemberRequest) -> Options:
    return _keyed(Team.objects.filter(workspace_id=request.workspace.id).order_by("name").values_list("id", "name"))


def _sources(request: MemberRequest) -> Options:
    sources = Source.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True).order_by("position")
    return [(str(one.id), one.name_in(request.f.language)) for one in sources]


def _provinces(request: MemberRequest) -> Options:
    return provinces()


def _families(request: MemberRequest) -> Options:
    families = ProductFamily.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True)
    return _keyed(families.order_by("position").values_list("id", "name"))


def _products(request: MemberRequest) -> Options:
    products: Any = Product.objects.filter(workspace_id=request.workspace.id, is_active=True)
    return _keyed(products.order_by("name_key").values_list("id", "name")[:MOST_PRODUCTS])


def _keyed(rows: Any) -> Options:
    return [(str(row_id), name) for row_id, name in rows]


OPTIONS: dict[str, Callable[[MemberRequest], Options]] = {
    "owner": _owners,
    "temperature": _temperatures,
    "team": _teams,
    "source": _sources,
    "province": _provinces,
    "family": _families,
    "product": _products,
}
