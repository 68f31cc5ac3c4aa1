"""What a workspace holds, in groups that people know, for the screens of export and restore."""

from __future__ import annotations

from collections.abc import Mapping

from alur.catalogue.models import Product
from alur.conversations.models import Activity
from alur.events.recording import last_position
from alur.exchange.vault.contents import tables
from alur.people.models import Organization, Person
from alur.pipeline.models import Deal

GROUPS = ("people", "deals", "activities", "products", "history", "rest")
MAIN = {
    "people": ("people.Organization", "people.Person"),
    "deals": ("pipeline.Deal",),
    "activities": ("conversations.Activity",),
    "products": ("catalogue.Product",),
    "history": ("events.Event",),
}
"""The tables whose rows are counted for a group; all others of it go along."""
_GROUP_OF_APP = {
    "people": "people",
    "pipeline": "deals",
    "conversations": "activities",
    "catalogue": "products",
    "events": "history",
}


def counts_now(workspace_id: int) -> dict[str, int]:
    """Rows of the main tables as an export would have them, those in the trash too."""
    found = {
        model._meta.label: model._base_manager.filter(workspace_id=workspace_id).count()
        for model in (Organization, Person, Deal, Activity, Product)
    }
    return {**found, "events.Event": last_position(workspace_id)}


def by_group(values: Mapping[str, int]) -> dict[str, int]:
    """Figures by table, added up by group; a table that is not known any more belongs to the rest."""
    sums = dict.fromkeys(GROUPS, 0)
    groups = {table.label: _GROUP_OF_APP.get(table.model._meta.app_label, "rest") for table in tables()}
    for label, value in values.items():
        sums[groups.get(label, "rest")] += value
    return sums
