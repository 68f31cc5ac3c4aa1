"""What the board shows, and what it fetches only when it is asked for."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from alur.conversations.operations.planning import NewActivity, add
from alur.pipeline.models import Stage
from alur.pipeline.queries.board_filter import BoardFilter
from alur.pipeline.queries.cards import PAGE, SORTS, Card, column_cards, first_pages
from alur.pipeline.queries.history import month_ends
from alur.pipeline.queries.totals import stage_totals
from alur.web.board.faces import Faces
from alur.web.shell.formats import Formats
from tests.world import World, days_ago, sign_in

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Jakarta"))


@pytest.mark.parametrize("sort", SORTS)
def test_the_first_pages_of_all_columns_are_the_pages_that_each_column_has(world: World, sort: str) -> None:
    for number in range(2 * PAGE + 5):
        deal = world.make_deal(f"Deal {number}", stage=number % 2, amount=number * 1000, at=days_ago(number % 7))
        if number % 3:
            due = timezone.now() + timedelta(days=number)
            add(world.workspace.id, NewActivity("call", deal=deal, due_at=due), by=world.wati, at=timezone.now())
    ids = [stage.id for stage in world.stages]

    pages = first_pages(world.wati, world.pipeline.id, ids, wanted=BoardFilter(), sort=sort)

    assert [len(pages[stage_id].cards) for stage_id in ids] == [PAGE, PAGE, 0, 0, 0]
    for stage_id in ids:
        assert pages[stage_id] == column_cards(world.wati, world.pipeline.id, stage_id, wanted=BoardFilter(), sort=sort)


def test_an_open_board_fetches_as_far_as_it_was_scrolled_down(client: Client, world: World) -> None:
    for number in range(2 * PAGE + 5):
        world.make_deal(f"Deal {number}", stage=1)
    sign_in(client, world.wati)
    stage, address = world.stages[1].id, f"/pipelines/{world.pipeline.id}/"
    headers = {"HX-Request": "true", "HX-Target": "board"}

    cards = {
        deep: client.get(f"{address}?deep={deep}", headers=headers).text.count("data-deal=")
        for deep in ("", f"{stage}.{PAGE}", f"{stage}.{PAGE + 2}", f"{stage}.999999", f"{stage}.-1,9.x,{'9' * 5000}.1")
    }

    assert list(cards.values()) == [PAGE, PAGE, 2 * PAGE, 2 * PAGE + 5, PAGE]


def test_an_empty_board_says_how_a_deal_gets_there_by_mouse_and_by_finger(client: Client, world: World) -> None:
    client.cookies["language"] = "en"
    address = f"/pipelines/{world.pipeline.id}/"

    page = sign_in(client, world.wati).get(address).text

    assert '<span class="not-phone">No deals yet. Drag one here or press +</span>' in page
    assert '<span class="only-phone">No deals yet. Tap + below to add one.</span>' in page
    assert "Tap + below" not in client.get(f"{address}?q=zzz").text
    assert "Tap + below" not in sign_in(client, world.vina).get(address).text


def test_a_menu_of_owners_names_those_whose_deals_one_sees(client: Client, world: World) -> None:
    menu = f"/pipelines/{world.pipeline.id}/filters/owner/"

    of_wati = sign_in(client, world.wati).get(menu, headers={"HX-Request": "true"}).content.decode()
    of_sari = sign_in(client, world.sari).get(menu, headers={"HX-Request": "true"}).content.decode()

    assert "Tono Wijaya" in of_wati
    assert "Dewi Lestari" in of_wati
    assert "Sari Dewanti" in of_sari
    assert "Tono Wijaya" not in of_sari


def test_a_menu_keeps_the_other_filters_and_works_as_a_page_without_script(client: Client, world: World) -> None:
    menu = f"/pipelines/{world.pipeline.id}/filters/temperature/?q=mesin"

    answer = sign_in(client, world.wati).get(menu).content.decode()

    assert "<html" in answer
    assert f"/pipelines/{world.pipeline.id}/?q=mesin&amp;temperature=hot" in answer


def test_a_board_names_the_owner_it_is_filtered_by(client: Client, world: World) -> None:
    answer = sign_in(client, world.wati).get(f"/pipelines/{world.pipeline.id}/?owner={world.dewi.id}")

    assert "<b>Dewi Lestari</b>" in answer.content.decode()


def test_the_line_of_the_past_is_what_each_months_end_shows(client: Client, world: World) -> None:
    """Wati sees all of it, Sari what is hers: each point is the total of the board as of that day."""
    for number, owner in enumerate((world.sari, world.tono, world.sari, world.dewi)):
        world.make_deal(owner=owner, amount=10_000_000 + number, at=days_ago(40 * (number + 1)))
    for member in (world.wati, world.sari):
        ends = month_ends(member, world.pipeline.id, BoardFilter(), today=NOON.date())

        assert [end.on for end in ends][::11] == [date(2025, 11, 30), date(2026, 10, 31)]
        assert any(end.amount for end in ends)
        for end in ends:
            totals = stage_totals(member, world.pipeline.id, as_of=end.on)
            assert end.amount == sum(one.amount for one in totals.values())


def test_a_board_travels_compressed_to_those_who_can_read_it_so(client: Client, world: World) -> None:
    path = f"/pipelines/{world.pipeline.id}/"

    plain = sign_in(client, world.wati).get(path)
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    tokens = r'nonce="[^"]+"|X-CSRFToken[^}]+|value="[^"]+"'
    assert re.sub(tokens, "", gzip.decompress(packed.content).decode()) == re.sub(tokens, "", plain.content.decode())


def test_a_card_says_when_its_next_step_is_due() -> None:
    stage = Stage(id=1, rot_days=7)
    faces = Faces(Formats("en", "IDR", NOON.tzinfo, NOON), [stage], {})  # type: ignore[arg-type]

    def said(due: datetime | None) -> tuple[str, str]:
        card = _card(due)
        face = faces.of([card])[0].next
        assert face is not None
        return face.state, f"{face.words} {face.when}".strip()

    assert said(None) == ("none", "No step")
    assert said(NOON - timedelta(hours=3)) == ("today", "Call 09:00")
    assert said(NOON + timedelta(hours=3)) == ("today", "Call 15:00")
    assert said(NOON - timedelta(hours=13)) == ("late", "Late 1 d")
    assert said(NOON + timedelta(days=2)) == ("soon", "Call 25 Nov")


@pytest.mark.parametrize(
    ("silent", "plan", "shown", "is_rotten"),
    [(7, None, 0, False), (8, None, 8, False), (15, None, 15, True), (15, 1, 0, False), (15, -1, 15, True)],
)
def test_silence_past_the_limit_shows_unless_a_step_is_planned_ahead(
    silent: int, plan: int | None, shown: int, is_rotten: bool
) -> None:
    stage = Stage(id=1, rot_days=7)
    faces = Faces(Formats("en", "IDR", NOON.tzinfo, NOON), [stage], {})  # type: ignore[arg-type]
    card = _card(None if plan is None else NOON + timedelta(days=plan), entered=NOON - timedelta(days=silent))

    face = faces.of([card])[0]

    assert (face.silent, face.is_rotten) == (shown, is_rotten)


def test_a_late_step_has_a_dot_of_its_own_shape_and_its_stage_is_named() -> None:
    stages = [Stage(id=1, name_en="Contact", rot_days=7), Stage(id=2, name_en="Closing")]
    faces = Faces(Formats("en", "IDR", NOON.tzinfo, NOON), stages, {})  # type: ignore[arg-type]
    card = _card(None)
    card.tracks, card.late = {1: "active"}, frozenset({1, 2})
    drawn = str(faces.of([card])[0].dots)
    assert 'aria-label="0 stages done, 1 running, step late: Contact, Closing"' in drawn
    assert '<i class="now due"></i><i class="due"></i>' in drawn
    card.late = frozenset()
    assert "late" not in str(faces.of([card])[0].dots)


def _card(due: datetime | None, entered: datetime = NOON) -> Card:
    return Card(
        1,
        "Mesin",
        "",
        0,
        10,
        "cold",
        1,
        entered.astimezone(UTC),
        None,
        next_step_kind="call" if due else "",
        next_step_due_at=due,
    )
