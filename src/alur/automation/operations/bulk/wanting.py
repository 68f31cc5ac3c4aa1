"""What several kinds of records are given alike: an owner, tags, a value of one of the workspace's own fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from alur.fields.operations.filling import fill
from alur.fields.operations.tagging import LONGEST
from alur.kernel.ids import id_from
from alur.kernel.refusal import N_, Refusal, Refusals
from alur.pipeline.access import may_give
from alur.tenancy.models import Member

MOST_TAGS = 20


def owner_wanted(plain: Mapping[str, Any], by: Member, *, is_of_deals: bool = False) -> int | None:
    """The member who gets them, None for nobody. Deals go to whom the giver sees."""
    if plain.get("owner") is None:
        return None
    owner_id = id_from(plain["owner"])
    if not Member.objects.filter(workspace_id=by.workspace_id, id=owner_id, is_active=True).exists():
        raise Refusal(N_("This owner is no longer active. Choose another."), field="owner")
    if is_of_deals and not may_give(by, owner_id):
        raise Refusal(N_("You can give deals to yourself, your team and who leads it."), field="owner")
    return owner_id


def tags_wanted(plain: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The tags to add and those to take away."""
    add, remove = (
        list(dict.fromkeys(" ".join(str(one).split()) for one in plain.get(name) or () if str(one).strip()))
        for name in ("add", "remove")
    )
    if not add and not remove:
        raise Refusal(N_("Write the tags to add or to take away."), field="add")
    if len(add) + len(remove) > MOST_TAGS:
        raise Refusal(N_("These are too many tags at once."), field="add")
    if any(len(one) > LONGEST for one in add):
        raise Refusal(N_("A tag has %(count)d letters at most."), field="add", count=LONGEST)
    return add, remove


def is_own(name: str) -> bool:
    """Does it name one of the workspace's own fields?"""
    return name.startswith("f") and name[1:].isdecimal()


def own_wanted(kind: str, workspace_id: int, key: str, value: Any) -> Any:
    """The kept form of an own field's value; None takes it out."""
    try:
        return fill(workspace_id, kind, {}, {key: value}).get(key)
    except Refusals as fault:  # it names the field; the form has one input for whichever it is
        raise Refusal(fault.items[0].message, field="value", **fault.items[0].params) from None
