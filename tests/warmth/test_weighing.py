"""An owner sets what evidence counts, sees first what it would do, and loses nothing that was typed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from alur.events.models import Event
from alur.events.relaying import relay
from alur.events.undoing import undo
from alur.kernel.refusal import Refusal, Refusals
from alur.pipeline.models import Deal
from alur.warmth.operations.overriding import override
from alur.warmth.operations.recomputing import recompute_all
from alur.warmth.operations.weighing import Plain, plain, set_weights, weighting_of
from alur.warmth.queries.receipts import weights_of
from alur.warmth.queries.trying import trial
from tests.warmth.test_warming import reply
from tests.world import NOW, World, days_ago, sign_in


def weighted(world: World, **points: int) -> Plain:
    wanted = plain(weighting_of(world.pipeline))
    return {**wanted, "kinds": {**wanted["kinds"], **{key: [value, None] for key, value in points.items()}}}


def test_other_weights_change_the_deals_of_that_pipeline_and_are_undone(world: World) -> None:
    deal = world.make_deal("Mesin", at=days_ago(3))
    reply(world, deal, NOW)
    pinned = world.make_deal("Lain", at=days_ago(3))
    override(pinned, "cold", by=world.sari, at=NOW)
    list(recompute_all(world.workspace.id, at=NOW))
    relay(world.workspace.id, at=NOW)
    assert world.reload(deal).temperature == "cold"
    own = weights_of(weighting_of(world.pipeline))
    assert set_weights(world.pipeline, weighted(world, reply=60), by=world.wati, at=NOW)
    told = trial(world.pipeline, own, weights_of(weighting_of(world.pipeline)), at=NOW)
    assert (told.changed, told.by_hand, told.counts) == (1, 1, {("cold", "hot"): 1})
    assert [(one.deal_id, one.old, one.new) for one in told.turned] == [(deal.id, "cold", "hot")]
    relay(world.workspace.id, at=NOW)
    assert (world.reload(deal).temperature, world.reload(pinned).temperature) == ("hot", "cold")
    act = Event.objects.get(workspace_id=world.workspace.id, name="weights.set").operation_id
    assert not set_weights(world.pipeline, weighted(world, reply=60), by=world.wati, at=NOW), "nothing new, no event"
    undo(world.workspace.id, act, by=world.wati, at=NOW)
    relay(world.workspace.id, at=NOW)
    assert world.reload(deal).temperature == "cold"


def test_weights_that_cannot_be_are_refused_by_field(world: World) -> None:
    wanted = {**weighted(world, reply=900), "warm_from": 70, "hot_from": 60, "override_days": 0}
    with pytest.raises(Refusals) as refused:
        set_weights(world.pipeline, wanted, by=world.wati, at=NOW)
    assert [one.field for one in refused.value.items] == ["points-reply", "hot_from", "override_days"]
    with pytest.raises(Refusal, match="Only an owner"):
        set_weights(world.pipeline, weighted(world, reply=60), by=world.budi, at=NOW)
    assert not weighting_of(world.pipeline).version


def test_the_page_tells_what_it_would_do_and_keeps_what_was_typed(client: Client, world: World) -> None:
    deal: Deal = world.make_deal("Mesin kopi", organization=world.make_organization("Hotel Puri Melati"))
    sign_in(client, world.wati)
    address = f"/settings/temperature/{world.pipeline.id}/"
    assert client.get("/settings/temperature/")["Location"] == address

    def send(status: int, **typed: Any) -> str:
        answer = client.post(address, {"seen": "0", **typed})
        assert answer.status_code == status, answer.status_code
        return answer.content.decode()

    tried = send(200, do="check", **{"points-unplanned": "+40"})
    assert "Hotel Puri Melati" in tried, "the deal that would change is named"
    assert "1 pindah suhu" in tried
    letters = send(422, do="save", **{"points-reply": "banyak", "days-reply": "9"})
    assert 'value="banyak"' in letters
    assert 'value="9"' in letters
    assert "Tulis angka bulat" in letters
    assert not weighting_of(world.pipeline).version
    send(302, do="save", **{"points-unplanned": "+40", "days-reply": ""})
    kept = weighting_of(world.pipeline)
    assert (kept.kinds["unplanned"], kept.kinds["reply"], kept.kinds["call"]) == ([40, None], [18, None], [5, 10])
    assert "diubah orang lain" in send(422, do="save", **{"points-unplanned": "+41"}), "another saved meanwhile"
    relay(world.workspace.id, at=NOW)
    assert world.reload(deal).temperature == "hot"
