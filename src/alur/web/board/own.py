"""What cards say of the workspace's own fields: those that are to show on the board, where they are filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from alur.fields.models import FieldDefinition, FieldType, Place, RecordKind
from alur.fields.queries.records import definitions_of
from alur.pipeline.models import Deal
from alur.pipeline.queries.cards import Card
from alur.reporting.listing.names import Names
from alur.web.settings.custom import told
from alur.web.shell.requests import MemberRequest

MOST = 3
NAMED = (FieldType.MEMBER, FieldType.PERSON)
Own = Mapping[int, Sequence[tuple[str, str]]]
"""Deal id to (title, value) of each."""


def own_of_cards(request: MemberRequest, cards: Sequence[Card]) -> Own:
    """One query more for a workspace without such fields, two or three with them."""
    shown = [one for one in definitions_of(request.workspace.id, RecordKind.DEAL) if Place.CARD in one.shown_in][:MOST]
    if not shown or not cards:
        return {}
    deals = Deal.objects.filter(workspace_id=request.workspace.id, id__in=[card.id for card in cards])
    kept = dict(deals.values_list("id", "custom"))
    names = _names(request, shown, kept.values())
    titles = [(one, one.name_in(request.f.language)) for one in shown]
    return {
        deal_id: [
            (title, names.get(custom[one.key], "") if one.type in NAMED else told(one, custom[one.key], request.f))
            for one, title in titles
            if one.key in custom
        ]
        for deal_id, custom in kept.items()
    }


def _names(request: MemberRequest, shown: Sequence[FieldDefinition], customs: Any) -> dict[Any, str]:
    """What the members and persons are called whom these fields name, all of them at once."""
    names = Names(request.workspace.id, request.f.language)
    found: dict[Any, str] = {}
    if any(one.type == FieldType.MEMBER for one in shown):
        found |= {str(member_id): name for member_id, name in names.members.items()}
    keys = [one.key for one in shown if one.type == FieldType.PERSON]
    persons = {int(custom[key]) for custom in customs for key in keys if key in custom}
    return found | {str(person_id): name for person_id, name in names.persons(persons).items()}
