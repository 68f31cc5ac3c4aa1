"""What waits for a member: the numbers beside the names of the menu, which every page asks for, in one question."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from alur.conversations.access import of_deals_of
from alur.conversations.queries.day import late_counted
from alur.notices.queries.news import unread_counted
from alur.pipeline.queries.board_filter import owners_in_sight
from alur.rescue.queries import whole
from alur.rescue.queries.duplicates import pairs_counted
from alur.tenancy.models import Member, Workspace
from alur.tenancy.prepared import Given, Prepared, Slot, Slots

MOST_COUNTED = 99


class Waiting(NamedTuple):
    """How much of one's own is due today or late, how much of what one sees is forgotten, and what is unread.

    All but the forgotten are at most one more than are counted.
    """

    due: int
    forgotten: int
    duplicates: int
    unread: int


def waiting_for(member: Member | None, *, before: datetime, at: datetime) -> Waiting:
    """Due before `before`, forgotten at `at`; nothing waits for nobody."""
    if member is None:
        return Waiting(0, 0, 0, 0)
    owners = owners_in_sight(member, None)
    seen: dict[str, Given] = {} if owners is None else {"owners": sorted(owners)}
    found = (_OF_ALL if owners is None else _OF_SOME).first(
        workspace_id=member.workspace_id, member_id=member.id, ends=before, **whole.instants_of(at), **seen
    )
    return Waiting(*(found or (0, 0, 0, 0)))


def _question(seen: Q, owned: Q, owners: list[Slots] | None = None) -> QuerySet[Any, Any]:
    return Workspace.objects.filter(id=Slot("workspace_id")).values_list(
        late_counted(seen, MOST_COUNTED + 1), whole.counted(owned), pairs_counted(MOST_COUNTED + 1, owners),
        unread_counted(),
    )  # fmt: skip


_OWNERS = [Slots("owners")]
_OF_ALL: Prepared[Any] = Prepared(lambda: _question(Q(), Q()))
_OF_SOME: Prepared[Any] = Prepared(lambda: _question(of_deals_of(_OWNERS), Q(owner_id__in=_OWNERS), _OWNERS))
