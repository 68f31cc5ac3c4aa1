"""Names of all that the events of a page mention by id, read once for the page and only where one is mentioned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from alur.catalogue.models import PriceList, ProductFamily
from alur.conversations.models import Objection
from alur.people.models import Organization, Person
from alur.pipeline.models import Pipeline
from alur.tenancy.models import Team
from alur.web.deals.names import Names
from alur.web.shell.formats import Formats

_BY_COLUMN: dict[str, tuple[Any, str]] = {
    "organization_id": (Organization, "name"),
    "parent_id": (Organization, "name"),
    "person_id": (Person, "name"),
    "family_id": (ProductFamily, "name"),
    "price_list_id": (PriceList, "name"),
    "pipeline_id": (Pipeline, "name"),
    "objection_id": (Objection, "title"),
}


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    before: str
    after: str


def changed(label: str, before: str, after: str) -> Change:
    """Where both are told alike, that it changed is all there is to say."""
    return Change(label, before, after) if before != after else Change(label, "", _("changed"))


@dataclass
class Words:
    names: Names
    mentioned: dict[str, dict[int, str]] = field(default_factory=dict)
    """Column to the names of what it points to."""

    @property
    def f(self) -> Formats:
        return self.names.f

    @cached_property
    def teams(self) -> dict[int, str]:
        return dict(Team.objects.filter(workspace_id=self.names.workspace_id).values_list("id", "name"))

    def by_id(self, column: str, value: Any) -> str:
        return self.mentioned.get(column, {}).get(value, "") if isinstance(value, int) else ""


def words_for(workspace_id: int, f: Formats, told: Iterable[dict[str, Any]] = ()) -> Words:
    """`told` is what the events carry."""
    ids: dict[str, set[int]] = defaultdict(set)
    for data in told:
        for column, pair in (data.get("changes") or {}).items():
            if column in _BY_COLUMN:
                ids[column] |= {one for one in pair if one is not None}
        if data.get("new") is not None and data.get("old") is not None and "deal" in data:
            ids["person_id"] |= {part[0] for part in (*data["old"], *data["new"]) if _is_part(part)}
    return Words(
        Names(workspace_id, f), {column: _named(workspace_id, column, wanted) for column, wanted in ids.items()}
    )


def _is_part(part: Any) -> bool:
    """[person, role] of a deal's people."""
    return isinstance(part, list) and len(part) == 2 and isinstance(part[0], int) and isinstance(part[1], str)


def _named(workspace_id: int, column: str, ids: set[int]) -> dict[int, str]:
    model, name = _BY_COLUMN[column]
    if not ids:
        return {}
    return dict(model._base_manager.filter(workspace_id=workspace_id, id__in=ids).values_list("id", name))
