"""Below the lists of companies and products stands what their rows come to, of the deals that the reader sees."""

from __future__ import annotations

from alur.catalogue.operations.products import create_product
from alur.fields.filtering.viewing import Viewpoint
from alur.pipeline.operations.closing import close
from alur.pipeline.operations.valuing import Line, set_lines
from alur.reporting.listing.asking import LISTINGS, asked_for
from alur.reporting.listing.reading import read_parts
from alur.reporting.listing.sums import DealSums, deal_sums
from alur.tenancy.models import Member
from tests.world import JAKARTA, NOW, World, days_ago


def told_by_rows(member: Member, kind: str, ids: list[int], *names: str) -> list[dict[str, tuple[int, ...]]]:
    columns = [one for one in LISTINGS[kind].columns if one.name in names]
    return list(read_parts(Viewpoint(member, NOW, JAKARTA), columns, [(one, {}) for one in ids]))


def test_companies_come_to_what_their_rows_say_and_no_more_than_the_reader_sees(world: World) -> None:
    senja, fajar = world.make_organization("Kopi Senja"), world.make_organization("Kopi Fajar")
    world.make_deal(organization=senja, amount=100)
    world.make_deal(organization=fajar, amount=20, owner=world.tono)
    for amount, days in ((7, 5), (9, 364), (4_000, 366)):
        close(world.make_deal(organization=senja, amount=amount), outcome="won", by=world.wati, at=days_ago(days))
    close(world.make_deal(organization=fajar, amount=3), outcome="lost", reason="price", by=world.wati, at=NOW)

    def sums(member: Member, text: str = "") -> DealSums | None:
        return deal_sums(member, asked_for("organization", member, now=NOW, filter=text))

    assert sums(world.wati) == DealSums(2, 120, 16)
    rows = told_by_rows(world.wati, "organization", [senja.id, fajar.id], "open_deals", "spend")
    assert [sum(row["open_deals"][place] for row in rows if row.get("open_deals")) for place in (0, 1)] == [2, 120]
    assert sums(world.sari) == DealSums(1, 100, 16)
    assert sums(world.wati, "name:has:fajar") == DealSums(1, 20, 0)
    assert sums(world.citra) == DealSums(0, 0, 0)


def test_a_deal_with_two_products_is_one_deal_and_is_worth_both_lines(world: World) -> None:
    machine, grinder = (
        create_product(world.workspace.id, {"name": name}, by=world.wati, at=days_ago(9)).id
        for name in ("Mesin", "Grinder")
    )
    for owner, lines in (
        (world.sari, [Line(machine, 2_000, 500), Line(grinder, 1_000, 70)]),
        (world.tono, [Line(machine, 1_000, 9)]),
    ):
        set_lines(world.make_deal(owner=owner), lines, by=world.wati, at=NOW)

    def sums(member: Member, text: str = "") -> DealSums | None:
        return deal_sums(member, asked_for("product", member, now=NOW, filter=text))

    assert sums(world.wati) == DealSums(2, 1_079)
    assert sums(world.sari) == DealSums(1, 1_070)
    assert sums(world.sari, "name:has:grinder") == DealSums(1, 70)


def test_other_lists_have_no_deals_to_add_up(world: World) -> None:
    for kind in ("person", "activity", "deal"):
        assert deal_sums(world.sari, asked_for(kind, world.sari, now=NOW)) is None
