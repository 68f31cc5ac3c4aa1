"""What went into deals that proved unfit, by source."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client

from alur.campaigns.models import Source
from alur.conversations.operations.planning import NewActivity, add
from alur.kernel.periods import Period
from alur.pipeline.operations.closing import close
from alur.pipeline.queries.board_filter import BoardFilter
from alur.reporting.queries.unfit import unfit_report
from tests.world import NOW, World, days_ago, sign_in

MONTH = Period(NOW.date() - timedelta(days=30), NOW.date() + timedelta(days=1))


def ended(world: World, source: Source | None, outcome: str, *done: tuple[str, int | None], **values: Any) -> None:
    deal = world.make_deal(source=source, at=days_ago(20), amount=1_000_000, **values)
    for kind, minutes in done:
        new = NewActivity(kind, deal=deal, owner=world.sari, minutes=minutes, done_at=days_ago(5), body="Catatan")
        add(world.workspace.id, new, by=world.wati, at=days_ago(5))
    close(deal, outcome=outcome, reason="Tidak butuh", by=world.wati, at=days_ago(2))


def test_hours_and_touches_of_the_unfit_add_up_by_source_and_the_fit_are_only_counted(
    world: World, client: Client
) -> None:
    fair, other = Source.objects.filter(workspace_id=world.workspace.id).order_by("position")[:2]
    ended(world, fair, "not_a_fit", ("visit", None), ("call", 10), ("note", None))
    ended(world, fair, "won", ("visit", None))
    ended(world, other, "lost", ("visit", 600))
    ended(world, None, "not_a_fit", ("whatsapp", None))
    ended(world, fair, "not_a_fit", owner=world.tono)
    report = unfit_report(world.sari, MONTH, BoardFilter(), pipeline_id=None)
    [(first, fairs), (second, none)] = report.sources
    assert (first, fairs.unfit.count, fairs.unfit.of, fairs.touches, fairs.minutes) == (fair.id, 1, 2, 2, 70)
    assert (second, none.touches, none.minutes, none.amount) == (None, 1, 30, 1_000_000)
    assert (report.whole.unfit.count, report.whole.unfit.of, report.whole.minutes) == (2, 4, 100)
    page = sign_in(client, world.wati).get("/reports/unfit/", headers={"Accept-Language": "id"}).content.decode()
    assert fair.name_id in page
    assert other.name_id not in page.split('id="h-unfit"')[1]
