"""How complete a record's data is by what is needed of it, as deals, organizations and persons carry it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import get_language, gettext
from typing_extensions import TypedDict

from alur.pipeline.queries.complete import companies_completeness, people_completeness
from alur.pipeline.queries.holdings import COMPANY_COLUMNS
from alur.pipeline.queries.needs import LABELS, Completeness, own_key
from alur.pipeline.queries.stage_needs import own_names
from alur.rescue.queries.data_kept import data_kept


class MissingOut(TypedDict):
    """`field` as `/forgotten` names it, `label` in the language of the request."""

    field: str
    label: str


class CompletenessOut(TypedDict):
    """`percent` of the weight of all that is needed; what is `missing`, the heaviest first."""

    percent: int
    missing: list[MissingOut]


Shown = Mapping[int, CompletenessOut]


def deals_complete(workspace_id: int, ids: Collection[int]) -> Shown:
    return _shown(workspace_id, data_kept(workspace_id, ids))


def organizations_complete(workspace_id: int, columns: Sequence[str], rows: Collection[tuple[Any, ...]]) -> Shown:
    """Of rows of these columns, `id` first, all that COMPANY_COLUMNS names among them."""
    read = [dict(zip(columns, row, strict=False)) for row in rows]
    given = {one["id"]: {name: one[name] for name in COMPANY_COLUMNS} for one in read}
    return _shown(workspace_id, companies_completeness(workspace_id, given))


def persons_complete(workspace_id: int, columns: Sequence[str], rows: Collection[tuple[Any, ...]]) -> Shown:
    read = [dict(zip(columns, row, strict=False)) for row in rows]
    given = {one["id"]: (one["organization_id"], one["job_title"], one["custom"]) for one in read}
    return _shown(workspace_id, people_completeness(workspace_id, given))


def _shown(workspace_id: int, found: Mapping[int, Completeness]) -> Shown:
    names = {name for one in found.values() for name in one.lacks}
    own = own_names(workspace_id) if any(own_key(name) for name in names) else {}
    place = 0 if (get_language() or "en").startswith("id") else 1
    labels = {
        name: gettext(LABELS[name]) if name in LABELS else own.get(own_key(name), (name, name))[place] for name in names
    }
    return {
        record_id: {
            "percent": one.percent,
            "missing": [{"field": name, "label": labels[name]} for name in one.lacks],
        }
        for record_id, one in found.items()
        if one.is_asked
    }
