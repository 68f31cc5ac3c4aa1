"""Rows that are sent together: all are there afterwards, and one that is refused takes none of the others in."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from alur.kernel.ids import new_id
from alur.tenancy.inserting import FEW, insert_rows, together
from alur.tenancy.models import Team
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


def _teams(world: World, names: list[str]) -> list[Team]:
    return [Team(workspace_id=world.workspace.id, id=new_id(), name=name, created_at=NOW) for name in names]


def test_more_rows_than_go_one_by_one_arrive_together_too(world: World) -> None:
    names = [f"Regu {number:02}" for number in range(FEW + 3)]
    with together():
        insert_rows(_teams(world, names[:1]))
        insert_rows(_teams(world, names[1:]))
    found = Team.objects.filter(workspace_id=world.workspace.id, name__in=names)
    assert found.count() == len(names)


def test_a_row_that_is_refused_is_told_at_the_end_and_nothing_is_kept(world: World) -> None:
    [twice] = _teams(world, ["Regu Barat"])
    with pytest.raises(IntegrityError), transaction.atomic(), together():
        insert_rows([twice])
        insert_rows([twice])
    assert not Team.objects.filter(workspace_id=world.workspace.id, name=twice.name).exists()
