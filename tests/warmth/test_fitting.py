"""Weights are fitted to what became of deals, judged by later ones, and used when the owner says so."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from alur.conversations.models import Activity
from alur.events.models import Event
from alur.events.recording import operation
from alur.events.relaying import relay
from alur.events.undoing import undo
from alur.kernel.refusal import Refusal
from alur.notices.models import Notice
from alur.pipeline.operations.bringing_in import DealHistory, bring_in
from alur.pipeline.operations.closing import close
from alur.tenancy.inserting import insert_rows
from alur.warmth.fitting import Sample, auc, fit_points, logistic, measure, score_of, surely_better
from alur.warmth.kinds import DEFAULT
from alur.warmth.operations.fitting import fit, refit
from alur.warmth.operations.weighing import plain, set_weights, weighting_of
from alur.warmth.queries.receipts import weights_of
from alur.warmth.queries.standing import stood
from alur.warmth.scoring import Weight
from tests.api.asking import caller
from tests.world import World, days_ago, sign_in


def drawn(count: int, seed: int = 3) -> list[Sample]:
    """Replies win, silence loses, calls say nothing."""
    chance = random.Random(seed)
    found: list[Sample] = []
    for _ in range(count):
        known = {kind: float(chance.random() < 0.5) for kind in ("reply", "call", "silent")}
        found.append((known, chance.random() < 0.35 + 0.4 * known["reply"] - 0.3 * known["silent"]))
    return found


def test_the_fit_finds_what_wins_and_beats_weights_that_do_not_know_it() -> None:
    train, test = drawn(900), drawn(500, seed=4)
    blind = replace(
        DEFAULT, kinds={**DEFAULT.kinds, "reply": Weight(1, 7), "call": Weight(30, 10), "silent": Weight(1)}
    )
    fitted, ranges = fit_points(train, ["reply", "call", "silent"], blind)
    points = {kind: fitted.kinds[kind].points for kind in ranges}
    assert points["reply"] > 5
    assert points["silent"] < -5
    assert ranges["call"][0] <= 0 <= ranges["call"][1]
    assert all(low <= points[kind] <= high for kind, (low, high) in ranges.items())
    assert 0 <= score_of(test[0][0], fitted) <= 100
    (ours, near), (theirs, far) = measure(train, test, fitted), measure(train, test, blind)
    assert ours.auc > theirs.auc + 0.1
    assert ours.brier < theirs.brier
    assert ours.auc_range[0] < ours.auc < ours.auc_range[1]
    assert surely_better(near, far) > 95


def test_the_arithmetic_agrees_with_what_is_known() -> None:
    rows, outcomes = [[1.0, 0.0]] * 4 + [[1.0, 1.0]] * 4, [True, False, False, False, True, True, True, False]
    weights, _errors = logistic(
        [row for row in rows for _ in range(1_000)], [one for one in outcomes for _ in range(1_000)]
    )
    assert weights == pytest.approx([-1.0986, 2.1972], abs=0.01), "log odds of 1 to 3, and the way to 3 to 1"
    assert auc([1, 2, 3, 4], [False, False, True, True]) == 1
    assert auc([2, 2], [True, False]) == auc([], []) == 0.5
    assert auc([1, 3, 2, 4], [True, False, True, False]) == 0


def bring(world: World, count: int, *, all_won: bool = False) -> None:
    """Closed deals; those in which somebody answered are mostly won."""
    chance = random.Random(5)
    histories, answered = [], []
    for number in range(count):
        begun = days_ago(400 - 300 * number // count)
        is_answered = chance.random() < 0.5
        is_won = all_won or chance.random() < (0.8 if is_answered else 0.15)
        histories.append(
            DealHistory(
                f"Lama {number}",
                ((world.stages[0], begun),),
                outcome="won" if is_won else "lost",
                closed_at=begun + timedelta(days=20),
                owner_id=world.sari.id,
                reason_text="" if is_won else "Harga",
            )
        )
        answered.append(is_answered)
    with operation(world.workspace.id, by=None, at=days_ago(1)) as act:
        deals = bring_in(histories, world.stages, currency="IDR", act=act)
        insert_rows(
            [
                Activity(
                    workspace_id=deal.workspace_id, deal_id=deal.id, kind="whatsapp", is_answered=True, done_at=at,
                    created_at=at, updated_at=at,
                )
                for deal, is_answered in zip(deals, answered, strict=True)
                if is_answered and (at := deal.created_at + timedelta(days=8))
            ]
        )  # fmt: skip


@pytest.mark.parametrize(("count", "all_won", "sentence"), [(12, False, "12 deal"), (230, True, "230 dari 230")])
def test_too_little_to_learn_from_is_refused_with_a_sentence(
    client: Client, world: World, count: int, all_won: bool, sentence: str
) -> None:
    bring(world, count, all_won=all_won)
    sign_in(client, world.wati)
    address = f"/settings/temperature/{world.pipeline.id}/"
    refused = client.post(address, {"do": "fit", "points-reply": "+21"})
    assert refused.status_code == 422
    assert sentence in refused.content.decode()
    assert 'value="+21"' in refused.content.decode(), "what was typed is kept"
    assert weighting_of(world.pipeline).fit is None


def test_an_owner_compares_the_fit_and_switches_to_it(client: Client, world: World) -> None:
    bring(world, 260)
    with pytest.raises(Refusal, match="Only an owner"):
        fit(world.pipeline, by=world.budi, at=days_ago(0))
    sign_in(client, world.wati)
    address = f"/settings/temperature/{world.pipeline.id}/"
    assert client.post(address, {"do": "fit"}).status_code == 302
    row = weighting_of(world.pipeline)
    made = row.fit or {}
    assert (made["trained"], made["tested"], row.uses_fit) == (195, 65, False)
    assert made["fit"]["auc"] > 0.7
    assert made["points"]["reply"] > 10
    assert weights_of(row).kinds == DEFAULT.kinds, "nothing changes until somebody switches"
    page = client.get(address).content.decode()
    assert "Mana yang lebih tepat" in page
    assert "65 deal terakhir" in page
    assert client.post(address, {"do": "save", "seen": str(row.version), "uses_fit": "1"}).status_code == 302
    kept = weighting_of(world.pipeline)
    assert weights_of(kept).kinds["reply"].points == made["points"]["reply"]
    assert weights_of(kept).start == made["start"]


def test_the_months_fit_waits_for_the_owner_who_is_told_what_it_is_worth(client: Client, world: World) -> None:
    bring(world, 260)
    assert refit(world.pipeline, at=days_ago(0)) is None, "nothing was ever fitted here"
    fit(world.pipeline, by=world.wati, at=days_ago(0))
    row = weighting_of(world.pipeline)
    set_weights(world.pipeline, {**plain(row), "uses_fit": True}, by=world.wati, at=days_ago(0))
    assert refit(world.pipeline, at=days_ago(0)) is None, "it is no better than itself"
    row = weighting_of(world.pipeline)
    made = row.fit or {}
    stale = {**made, "points": dict.fromkeys(made["points"], 0)}
    row.fit = stale
    row.save()
    found = refit(world.pipeline, at=days_ago(0))
    assert found is not None
    assert found["fit"]["auc"] > found["used"]["auc"]
    row = weighting_of(world.pipeline)
    assert (row.fit, row.uses_fit, row.candidate) == (stale, True, found), "nothing switches by itself"
    relay(world.workspace.id, at=days_ago(0))
    notices = Notice.objects.filter(workspace_id=world.workspace.id, subject_kind="weights")
    assert [one.member_id for one in notices] == [world.wati.id]
    sign_in(client, world.wati)
    told = client.get("/notices/").content.decode()
    assert f"urutan benar {round(found['used']['auc'] * 100)}%" in told
    address = f"/settings/temperature/{world.pipeline.id}/"
    assert client.get(f"/notices/{notices[0].id}/").headers["Location"] == address
    assert "Hitungan baru menunggu" in client.get(address).content.decode()
    assert client.post(address, {"do": "adopt"}).status_code == 302
    kept = weighting_of(world.pipeline)
    assert weights_of(kept).kinds["reply"].points == found["points"]["reply"]
    assert kept.candidate is None
    act = Event.objects.get(workspace_id=world.workspace.id, name="weights.adopted").operation_id
    undo(world.workspace.id, act, by=world.wati, at=days_ago(0))
    assert weighting_of(world.pipeline).fit == stale
    assert client.post(address, {"do": "leave"}).status_code == 422, "no fit waits any more"
    assert refit(world.pipeline, at=days_ago(0)) is not None
    assert client.post(address, {"do": "leave"}).status_code == 302
    left = Event.objects.get(workspace_id=world.workspace.id, name="weights.fit_left")
    assert (left.actor_id, left.payload["candidate"]["points"]) == (world.wati.id, found["points"])
    assert "membiarkan hitungan baru" in client.get("/settings/audit/").content.decode()
    undo(world.workspace.id, left.operation_id, by=world.wati, at=days_ago(0))
    wati, path = caller(world.wati), f"/pipelines/{world.pipeline.id}/weights"
    waiting, kept = wati.get(f"{path}/candidates").json()["items"]
    assert (waiting["state"], waiting["points"], kept["state"]) == ("waiting", found["points"], "kept")
    assert waiting["measures"]["fit"]["auc"] > waiting["measures"]["used"]["auc"]
    used = wati.post(f"{path}/candidates", {"outcome": "adopt"})
    assert (used.json()["uses_fit"], used.json()["fitted_start"]) == (True, found["start"])
    assert wati.post(f"{path}/candidates", {"outcome": "leave"}).status_code == 409


def test_weights_are_read_by_all_and_set_by_an_owner_through_the_api(world: World) -> None:
    wati, path = caller(world.wati), f"/pipelines/{world.pipeline.id}/weights"
    before = caller(world.vina).get(path)
    tag = before.headers["ETag"]
    reply = {"kind": "reply", "points": 33, "half_life_days": None}
    set_ = wati.put(path, {"kinds": [reply], "warm_from": 40}, If_Match=tag)
    shown = {one["kind"]: one for one in set_.json()["kinds"]}
    assert (shown["reply"]["points"], shown["reply"]["half_life_days"], set_.json()["warm_from"]) == (33, None, 40)
    others = [one for one in before.json()["kinds"] if one["kind"] != "reply"]
    assert [shown[one["kind"]] for one in others] == others
    assert wati.put(path, {"start": 5}, If_Match=tag).status_code == 412
    assert wati.put(path, {"kinds": [{"kind": "luck", "points": 3}]}).json()["errors"][0]["field"] == "kinds.0.kind"
    assert wati.put(path, {"hot_from": 30}).json()["errors"][0]["field"] == "hot_from"
    assert wati.put(path, {"uses_fit": True}).json()["errors"][0]["field"] == "uses_fit"
    assert wati.post(f"/operations/{set_.headers['Alur-Operation']}/undo", {}).status_code == 200
    assert wati.get(path).json() == before.json()


def test_before_a_fit_the_page_counts_who_won_of_those_that_stood_warm_or_cold(client: Client, world: World) -> None:
    address = f"/settings/temperature/{world.pipeline.id}/"
    sign_in(client, world.vina)
    assert "0 deal berakhir di sini" in client.get(address).content.decode()
    for number in range(24):
        deal = world.make_deal(f"Lama {number}", at=days_ago(40), temperature="hot" if number % 2 else "cold")
        outcome = "won" if number % 2 and number > 5 else "lost"
        close(deal, outcome=outcome, reason="Harga", by=world.wati, at=days_ago(10))
    found = stood(world.pipeline)
    assert (found.won, found.is_enough) == ({"hot": (9, 12), "cold": (0, 12)}, True)
    page = client.get(address).content.decode()
    assert "9 dari 12" in page
    assert "75%" in page
