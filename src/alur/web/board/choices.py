"""What the filters of a board offer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from alur.campaigns.models import Source
from alur.catalogue.models import Product, ProductFamily
from alur.people.queries.regions import provinces
from alur.pipeline.access import owners_seen_by
from alur.tenancy.models import Member, Team
from alur.web.board.asking import Asked
from alur.web.shell.requests import MemberRequest

MOST_PRODUCTS = 200


@dataclass(frozen=True)
class Choice:
    """One filter: its parameter, what it is called, its options as (value, title), and the one chosen."""

    name: str
    title: str
    icon: str
    options: list[tuple[str, str]]
    chosen: str

    @property
    def chosen_title(self) -> str:
        return next((title for value, title in self.options if value == self.chosen), "")


def names_of_members(workspace_id: int) -> dict[int, str]:
    return dict(Member.objects.filter(workspace_id=workspace_id).values_list("id", "name"))


def filter_choices(request: MemberRequest, asked: Asked) -> list[Choice]:
    """The filters in the order in which they are used most."""
    workspace_id, language, params = request.workspace.id, request.f.language, asked.params
    seen = owners_seen_by(request.member)
    members = Member.objects.filter(workspace_id=workspace_id, is_active=True).order_by("name")
    if seen is not None:
        members = members.filter(id__in=seen)
    owners = [("me", _("Mine")), *((str(one.id), one.name) for one in members), ("none", _("Nobody's"))]
    teams = [(str(team.id), team.name) for team in Team.objects.filter(workspace_id=workspace_id).order_by("name")]
    sources = Source.objects.filter(workspace_id=workspace_id, deleted_at__isnull=True).order_by("position")
    families = ProductFamily.objects.filter(workspace_id=workspace_id, deleted_at__isnull=True).order_by("position")
    products: Any = Product.objects.filter(workspace_id=workspace_id, is_active=True).order_by("name_key")
    temperatures = [("hot", _("Hot")), ("warm", _("Warm")), ("cold", _("Cold"))]
    named = [
        ("owner", _("Owner"), "users", owners),
        ("temperature", _("Temperature"), "flame", temperatures),
        ("team", _("Team"), "user", teams),
        ("source", _("Source"), "spark", [(str(one.id), one.name_in(language)) for one in sources]),
        ("province", _("Region"), "pin", provinces()),
        ("family", _("Product family"), "product", [(str(one.id), one.name) for one in families]),
        ("product", _("Product"), "product", [(str(one.id), one.name) for one in products[:MOST_PRODUCTS]]),
    ]
    return [Choice(name, title, icon, options, params.get(name, "")) for name, title, icon, options in named if options]
