"""Where the workspace's own fields are used: stages that ask for them, steps, views of lists."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from alur.fields.models import FieldDefinition
from alur.pipeline.models import Criterion, Demand, Step
from alur.reporting.models import SavedView
from alur.web.shell.requests import MemberRequest

_KEY = re.compile(r"\bf\d+\b")
LISTS = {
    "deal": "/deals/",
    "organization": "/organizations/",
    "person": "/persons/",
    "product": "/products/",
    "activity": "/activities/",
}


@dataclass(frozen=True, slots=True)
class Use:
    """A place where a field is used; without an address it is someone else's."""

    icon: str
    title: str
    how: str
    address: str = ""


def uses_of(request: MemberRequest, definitions: Sequence[FieldDefinition]) -> dict[str, list[Use]]:
    """Field key to the places that use it. Views that others keep to themselves are counted, not named."""
    keys = {one.key for one in definitions}
    uses: dict[str, list[Use]] = defaultdict(list)
    for key, use in [*_criteria(request, keys), *_steps(request, keys), *_views(request, keys)]:
        uses[key].append(use)
    return uses


def _criteria(request: MemberRequest, keys: set[str]) -> list[tuple[str, Use]]:
    rows = Criterion.objects.filter(
        workspace_id=request.workspace.id,
        field__in=keys,
        deleted_at__isnull=True,
        stage__workspace_id=request.workspace.id,
        stage__deleted_at__isnull=True,
    )
    found = []
    for one in rows.select_related("stage", "stage__pipeline").order_by("stage__position"):
        stage = one.stage.name_in(request.f.language)
        how = _("required in %(stage)s") if one.demand == Demand.REQUIRED else _("asked for in %(stage)s")
        address = reverse("settings_pipeline", args=[one.stage.pipeline_id])
        found.append((one.field, Use("board", one.stage.pipeline.name, how % {"stage": stage}, address)))
    return found


def _steps(request: MemberRequest, keys: set[str]) -> list[tuple[str, Use]]:
    rows = Step.objects.filter(
        workspace_id=request.workspace.id,
        deleted_at__isnull=True,
        stage__workspace_id=request.workspace.id,
        stage__deleted_at__isnull=True,
    )
    return [
        (
            key,
            Use(
                "check",
                one.name_in(request.f.language),
                _("evidence in %(stage)s") % {"stage": one.stage.name_in(request.f.language)},
                reverse("settings_pipeline", args=[one.stage.pipeline_id]),
            ),
        )
        for one in rows.select_related("stage").order_by("stage__position", "position")
        for key in one.fields
        if key in keys
    ]


def _views(request: MemberRequest, keys: set[str]) -> list[tuple[str, Use]]:
    seen = set(SavedView.objects.visible_to(request.member).values_list("id", flat=True))
    found = []
    rows = SavedView.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True).order_by("name", "id")
    for view_id, kind, name, columns, asked, sort in rows.values_list(
        "id", "kind", "name", "columns", "filter", "sort"
    ):
        filtered = set(_KEY.findall(f"{asked} {sort}"))
        for key in (filtered | set(columns)) & keys:
            how = _("filters or sorts by it") if key in filtered else _("column %(place)d")
            place = {"place": columns.index(key) + 1} if key in columns and key not in filtered else {}
            if view_id in seen:
                found.append((key, Use("table", name, how % place, f"{LISTS.get(kind, '/deals/')}?view={view_id}")))
            else:
                found.append((key, Use("table", _("A colleague's view"), how % place)))
    return found


def required_by(request: MemberRequest, rows: Sequence[FieldDefinition]) -> dict[str, list[Criterion]]:
    """By key, the criteria of stages that ask for the field."""
    keys = [one.key for one in rows]
    criteria = Criterion.objects.filter(
        workspace_id=request.workspace.id,
        field__in=keys,
        deleted_at__isnull=True,
        stage__workspace_id=request.workspace.id,
        stage__deleted_at__isnull=True,
    )
    found: dict[str, list[Criterion]] = {}
    for criterion in criteria.select_related("stage", "stage__pipeline").order_by("stage__position"):
        found.setdefault(criterion.field, []).append(criterion)
    return found
