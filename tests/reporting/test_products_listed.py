"""What the list of products tells of each: what was won of it month by month, and what stands open."""

from __future__ import annotations

from datetime import datetime

from alur.catalogue.operations.products import create_product
from alur.fields.filtering.viewing import Viewpoint
from alur.pipeline.models import Deal
from alur.pipeline.operations.closing import close
from alur.pipeline.operations.valuing import Line, set_lines
from alur.reporting.listing.products import PRODUCTS
from alur.reporting.listing.reading import read_parts
from alur.tenancy.models import Member
from tests.world import JAKARTA, NOW, World, days_ago


def test_a_month_begins_at_midnight_of_the_workspace_and_others_deals_do_not_count(world: World) -> None:
    machine, grinder = (
        create_product(world.workspace.id, {"name": name}, by=world.wati, at=days_ago(390))
        for name in ("Mesin", "Grinder")
    )

    def make(product_id: int, quantity: int, owner: Member) -> Deal:
        deal = world.make_deal(owner=owner, at=days_ago(380))
        set_lines(deal, [Line(product_id, quantity, 500)], by=world.wati, at=days_ago(380))
        reloaded: Deal = world.reload(deal)
        return reloaded

    def win(quantity: int, at: datetime, owner: Member) -> None:
        close(make(machine.id, quantity, owner), outcome="won", by=world.wati, at=at)

    win(1_000, datetime(2025, 11, 30, 23, 59, tzinfo=JAKARTA), world.sari)  # twelve months hold December to November
    win(2_000, datetime(2025, 12, 1, 0, 0, tzinfo=JAKARTA), world.sari)
    win(4_000, datetime(2026, 10, 31, 23, 59, tzinfo=JAKARTA), world.sari)
    win(8_000, datetime(2026, 11, 1, 0, 0, tzinfo=JAKARTA), world.sari)
    win(16_000, NOW, world.tono)
    make(machine.id, 3_000, world.sari)
    make(machine.id, 5_000, world.tono)
    make(grinder.id, 7_000, world.sari)

    def told(member: Member) -> tuple[list[int], tuple[int, int, int]]:
        columns = [one for one in PRODUCTS.columns if one.name in ("sold", "in_pipeline", "pipeline_value")]
        [row] = read_parts(Viewpoint(member, NOW, JAKARTA), columns, [(machine.id, {})])
        assert row["pipeline_value"] == row["in_pipeline"]
        return row["sold"], row["in_pipeline"]

    assert told(world.sari) == ([2_000, *[0] * 9, 4_000, 8_000], (1, 3_000, 1_500))
    assert told(world.wati) == ([2_000, *[0] * 9, 4_000, 24_000], (2, 8_000, 4_000))
