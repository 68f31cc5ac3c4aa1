"""Where records have their pages."""

from __future__ import annotations

import re

from alur.kernel.ids import id_from
from alur.search.queries.showing import Found, FoundActivity

FOLDERS = {"deal": "deals", "organization": "organizations", "person": "persons", "product": "products"}
LISTS = {**{f"/{folder}/": kind for kind, folder in FOLDERS.items()}, "/activities/": "activity"}
_KINDS = {folder: kind for kind, folder in FOLDERS.items()}
_VIEWS = re.compile(r"/(pipelines/[0-9]+|reports/\w+|dashboards/[0-9]+|forgotten|activities/calendar|settings/audit)/")
_PAGE = re.compile(r"/(\w+)/([0-9]+)/")


def record_at(path: str) -> tuple[str, int]:
    """(kind, id) of the record whose page this is; ("", 0) for any other page."""
    found = _PAGE.fullmatch(path)
    if found is None or found[1] not in _KINDS:
        return "", 0
    return _KINDS[found[1]], id_from(found[2])


def is_view(path: str) -> bool:
    """Is this a page that filters what it shows, and no list of records?"""
    return _VIEWS.fullmatch(path) is not None


def page_of(one: Found) -> str:
    """A record's own page; for what was said, the page of what it was said about."""
    if not isinstance(one, FoundActivity):
        return f"/{FOLDERS[one.kind]}/{one.id}/"
    if one.deal_id:
        return f"/deals/{one.deal_id}/"
    return f"/organizations/{one.organization_id}/" if one.organization_id else f"/persons/{one.person_id}/"
