from __future__ import annotations

import pytest

from alur.events.models import Event
from alur.events.undoing import undo
from alur.kernel.refusal import Conflict, Refusal
from alur.pipeline.models import CloseReason
from alur.pipeline.operations import closing
from alur.pipeline.operations.reasoning import add_reason, archive_reason, rename_reason
from tests.world import NOW, World


def offered(world: World, outcome: str) -> list[str]:
    rows = CloseReason.objects.filter(workspace_id=world.workspace.id, outcome=outcome, deleted_at__isnull=True)
    return [row.name_id for row in rows.order_by("position")]


def reason(world: World, name: str) -> CloseReason:
    found: CloseReason = CloseReason.objects.get(workspace_id=world.workspace.id, name_id=name)
    return found


def test_a_new_reason_is_offered_last_and_one_name_in_both_languages_is_enough(world: World) -> None:
    made = add_reason(world.workspace.id, "lost", name_id=" Stok  habis ", by=world.budi, at=NOW)
    assert offered(world, "lost")[-1] == "Stok habis"
    assert made.name_en == "Stok habis"


def test_the_same_reason_is_not_added_twice(world: World) -> None:
    with pytest.raises(Conflict):
        add_reason(world.workspace.id, "lost", name_id="harga", by=world.wati, at=NOW)
    assert len(offered(world, "lost")) == 5


def test_an_archived_reason_stays_with_the_deals_that_ended_for_it_and_can_come_back(world: World) -> None:
    deal = world.make_deal()
    closing.close(deal, outcome="lost", reason="Harga", by=world.sari, at=NOW)
    archive_reason(reason(world, "Harga"), by=world.wati, at=NOW)
    assert "Harga" not in offered(world, "lost")
    assert world.reload(deal).reason.name_id == "Harga"
    add_reason(world.workspace.id, "lost", name_id="Harga", by=world.wati, at=NOW)
    assert offered(world, "lost")[0] == "Harga"


def test_a_renamed_reason_can_be_undone(world: World) -> None:
    rename_reason(reason(world, "Harga"), name_id="Kemahalan", name_en="Too dear", by=world.wati, at=NOW)
    event = Event.objects.order_by("-position").first()
    assert event is not None
    undo(world.workspace.id, event.operation_id, by=world.wati, at=NOW)
    assert reason(world, "Harga").name_en == "Price"


def test_a_rep_may_not_change_reasons(world: World) -> None:
    with pytest.raises(Refusal):
        archive_reason(reason(world, "Harga"), by=world.sari, at=NOW)
    assert "Harga" in offered(world, "lost")
