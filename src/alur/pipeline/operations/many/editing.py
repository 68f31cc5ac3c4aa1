"""The same change of columns, own fields or tags for many deals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from alur.events.recording import Operation
from alur.fields.models import Tag
from alur.fields.operations.filling import EMPTY
from alur.fields.operations.tagging import tags_named
from alur.pipeline.facts import DealEdited
from alur.pipeline.models import Deal, DealTag
from alur.pipeline.operations.editing import primitive
from alur.pipeline.operations.many.judging import Judged
from alur.pipeline.operations.many.standing import Restanding, restand_many
from alur.tenancy.inserting import insert_rows


def judge_edits(deals: Sequence[Deal], changes: Mapping[str, Any]) -> list[Judged]:
    """Which columns differ. `changes` are checked; `custom` holds kept forms by key, of which empty ones go."""
    judged = []
    for deal in deals:
        wanted = dict(changes)
        if "custom" in wanted:
            wanted["custom"] = _filled(deal.custom, wanted["custom"])
        differing = {name: value for name, value in wanted.items() if getattr(deal, name) != value}
        judged.append(Judged(deal, differing))
    return judged


def write_edits(judged: Sequence[Judged], *, act: Operation) -> None:
    restandings = []
    for one in judged:
        if not one.is_changed:
            continue
        deal = one.deal
        told = {name: [primitive(getattr(deal, name)), primitive(value)] for name, value in one.changes.items()}
        event_id = act.record(DealEdited(deal.id, told), about=[("deal", deal.id)])
        restandings.append(Restanding(deal, one.changes, event_id))
    restand_many(act.workspace_id, restandings, at=act.at)


def judge_tags(deals: Sequence[Deal], *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> list[Judged]:
    """Which tags each has before and after."""
    if not deals:
        return []
    have: dict[int, list[str]] = defaultdict(list)
    links = DealTag.objects.filter(workspace_id=deals[0].workspace_id, deal_id__in=[deal.id for deal in deals])
    for _, deal_id, name in sorted(links.values_list("id", "deal_id", "tag__name")):
        have[deal_id].append(name)
    gone = {_key(name) for name in remove} - {_key(name) for name in add}
    added = _named(deals[0].workspace_id, add)
    judged = []
    for deal in deals:
        before = have[deal.id]
        after = [name for name in before if _key(name) not in gone]
        after += [name for key, name in added.items() if key not in {_key(one) for one in after}]
        judged.append(Judged(deal, told={"tags": [before, after]} if before != after else {}))
    return judged


def write_tags_of_many(
    judged: Sequence[Judged], *, add: Sequence[str] = (), remove: Sequence[str] = (), act: Operation
) -> None:
    changing = [one for one in judged if one.is_changed]
    if not changing:
        return
    workspace_id = act.workspace_id
    keys = {_key(name) for name in remove} - {_key(name) for name in add}
    gone = Tag.objects.filter(workspace_id=workspace_id, name_key__in=keys)
    DealTag.objects.filter(
        workspace_id=workspace_id,
        deal_id__in=[one.deal.id for one in changing],
        tag_id__in=list(gone.values_list("id", flat=True)),
    ).delete()
    tags = {_key(tag.name): tag for tag in tags_named(workspace_id, add)}
    insert_rows(
        [
            DealTag(workspace_id=workspace_id, deal_id=one.deal.id, tag_id=tags[_key(name)].id)
            for one in changing
            for name in one.told["tags"][1]
            if name not in one.told["tags"][0]
        ]
    )
    restandings = []
    for one in changing:
        event_id = act.record(DealEdited(one.deal.id, {"tags": one.told["tags"]}), about=[("deal", one.deal.id)])
        restandings.append(Restanding(one.deal, {}, event_id))
    restand_many(workspace_id, restandings, at=act.at)


def _named(workspace_id: int, names: Sequence[str]) -> dict[str, str]:
    """Key to name: a tag that is there already is called as it is, however it is written now."""
    wanted = {_key(name): " ".join(name.split()) for name in reversed(names)}
    known = Tag.objects.filter(workspace_id=workspace_id, name_key__in=wanted).values_list("name_key", "name")
    return {**{_key(name): wanted[_key(name)] for name in names}, **dict(known)}


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def _filled(current: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    values = {**current, **wanted}
    return {key: value for key, value in values.items() if not (key in wanted and value in EMPTY)}
