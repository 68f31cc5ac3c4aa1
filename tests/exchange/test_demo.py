"""The sample company is believable today and a year ago, and goes without touching anything else."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db.models.functions import Coalesce
from django.test import Client
from django.urls import reverse

from alur.catalogue.models import PriceList, Product
from alur.conversations.models import Activity
from alur.events.models import Event
from alur.events.recording import operation
from alur.events.relaying import relay
from alur.exchange.models import VaultJob, VaultKind
from alur.exchange.operations import demo, demo_removal
from alur.exchange.operations.background import Background
from alur.exchange.operations.demo_cast import DEMO
from alur.exchange.operations.demo_data import PAGE, VIEWS
from alur.exchange.operations.demo_deals import season
from alur.exchange.operations.sampling import ask_for_clearing, ask_for_sample
from alur.fields.models import FieldDefinition, RecordKind
from alur.fields.queries.records import filled
from alur.kernel.free_days import holiday_on
from alur.kernel.refusal import Conflict
from alur.notices.models import Follow, Notice
from alur.orders.models import Order, OrderStatus, Quote, QuoteLink, QuotePdf, QuoteStatus
from alur.orders.operations.answering import send
from alur.orders.operations.calculating import LineDraft
from alur.orders.operations.numbering import take_number
from alur.orders.operations.quoting import make_quote
from alur.people.models import Organization, OrganizationTag, Person
from alur.people.operations.organizations import edit_organization
from alur.pipeline.models import Answer, Deal, DealSpell, Pipeline, Status, Track, TrackState
from alur.pipeline.operations.closing import close
from alur.pipeline.operations.verifying import differences
from alur.pipeline.queries.needs import ENOUGH
from alur.reporting.models import Dashboard, SavedView
from alur.reporting.operations.viewing import ViewDesign, edit_view
from alur.reporting.queries.views import pinned_views
from alur.rescue.models import Watch
from alur.rescue.queries.customers import customers_count
from alur.tenancy.models import Team
from tests.exchange.working import work
from tests.world import NOW, World, days_ago, sign_in

SMALL = 400


def load(world: World, deals: int = SMALL) -> int:
    return demo.load(world.workspace, by=world.wati, at=NOW, deals=deals)


def open_on(world: World, days: int) -> int:
    """How many deals stood open so many days ago."""
    spells = DealSpell.objects.filter(workspace_id=world.workspace.id, status=Status.OPEN, from_at__lte=days_ago(days))
    return spells.exclude(until_at__lte=days_ago(days)).count()


def test_it_is_whole_counted_and_as_busy_a_year_ago_as_today(world: World) -> None:
    load(world)
    ws = world.workspace.id
    deals = Deal.objects.filter(workspace_id=ws, external_source=DEMO)
    activities = Activity.objects.filter(workspace_id=ws)
    assert (deals.count(), activities.exclude(kind="note").count()) == (SMALL, 3 * SMALL + 1)
    assert Organization.objects.filter(workspace_id=ws, external_source=DEMO).count() == SMALL * 2 // 15
    assert Event.objects.filter(workspace_id=ws, name="deal.created").count() == SMALL
    assert Pipeline.objects.filter(workspace_id=ws, deleted_at__isnull=True).count() == 3
    assert {deals.filter(status=one).exists() for one in ("open", "won", "lost", "not_a_fit")} == {True}
    assert differences(ws) == []
    today = deals.filter(status=Status.OPEN).count()
    assert today * 2 / 3 <= open_on(world, 365) <= today * 4 / 3
    running = Track.objects.filter(workspace_id=ws, state=TrackState.ACTIVE, deal__status=Status.OPEN)
    assert running.count() > today, "in some deals several stages go on at once"


def test_nobody_calls_by_night_on_sundays_or_at_a_feast(world: World) -> None:
    load(world)
    ws, zone = world.workspace.id, world.workspace.zone
    activities = Activity.objects.filter(workspace_id=ws).exclude(kind="note")
    done = activities.filter(done_at__isnull=False).values_list("done_at", flat=True)
    due = activities.filter(due_at__isnull=False).values_list("due_at", flat=True)
    moved = Event.objects.filter(workspace_id=ws, name__in=("deal.created", "deal.moved", "deal.closed"))
    moments = [*done, *due, *moved.values_list("occurred_at", flat=True)]
    local = [moment.astimezone(zone) for moment in moments if moment is not None]
    assert len(local) > 4 * SMALL
    assert {at.hour for at in local} <= set(range(8, 19))
    assert not [at for at in local if at.weekday() == 6 or holiday_on(at.date())]


def test_whoever_loads_it_finds_work_news_views_and_a_page_at_once(world: World) -> None:
    ws = world.workspace.id
    with time_machine.travel(NOW, tick=False):
        load(world)
        relay(ws, at=NOW)
    mine = Activity.objects.filter(workspace_id=ws, owner_id=world.wati.id, done_at__isnull=True)
    assert mine.filter(due_at__isnull=False).count() > 1
    kinds = set(Notice.objects.filter(workspace_id=ws, member_id=world.wati.id).values_list("kind", flat=True))
    assert {"mention", "assigned"} <= kinds
    assert {one.name for one in pinned_views(world.wati)} == {name for name, _filter, _sort in VIEWS}
    assert Dashboard.objects.visible_to(world.sari).filter(name=PAGE).exists(), "the page is for everyone"
    lost_touch = sign_in(Client(), world.wati).get("/organizations/", {"view": _view("30 hari tanpa kontak")}).text
    assert lost_touch.count('data-row="') > 3
    bought_by_list = Deal.objects.filter(workspace_id=ws, price_list__isnull=False)
    assert {"Hotel dan resto", "Distributor"} == set(bought_by_list.values_list("price_list__name", flat=True))
    assert Team.objects.filter(workspace_id=ws, name__in=("Barat", "Tengah", "Timur"), lead__isnull=True).count() == 0
    newcomers = sign_in(Client(), world.wati).get("/settings/team/newcomers/").text
    assert "Fajar Hidayat" not in newcomers, "nobody invites the invented"


def test_it_has_quotes_orders_answers_and_delays_of_every_kind(world: World) -> None:
    load(world)
    ws, today = world.workspace.id, NOW.date()
    quotes = list(Quote.objects.filter(workspace_id=ws).select_related("deal"))
    assert {one.status_on(today) for one in quotes} == set(QuoteStatus.values)
    first = [one for one in quotes if one.sent_at and one.revision == 1]
    by_number = [one.sent_at for one in sorted(first, key=lambda one: (one.year or 0, one.number or 0))]
    assert by_number == sorted(one.sent_at for one in first if one.sent_at), "numbers rise with the days"
    assert all(one.net == one.deal.amount for one in quotes if one.status == QuoteStatus.ACCEPTED)
    assert QuoteLink.objects.filter(workspace_id=ws, opened_count__gt=0).exists()
    orders = Order.objects.filter(workspace_id=ws)
    assert {OrderStatus.OPEN, OrderStatus.DONE} <= set(orders.values_list("status", flat=True))
    assert all(one.total == one.quote.total for one in orders.select_related("quote") if one.quote)
    answered = Answer.objects.filter(workspace_id=ws).values("deal_id").distinct().count()
    assert answered > 100
    deals = Deal.objects.filter(workspace_id=ws)
    assert deals.filter(status=Status.POSTPONED).exists()
    assert deals.filter(postponed_count__gt=1).exists()
    assert deals.filter(postponed_count__gt=0, closed_at__isnull=False).exists()
    assert differences(ws) == []
    with time_machine.travel(NOW, tick=False):
        relay(ws, at=NOW)
    assert not QuotePdf.objects.exists(), "nobody has asked for files of what was sent long ago"


def test_some_data_is_missing_some_customers_fell_silent_and_some_deals_are_followed(world: World) -> None:
    with time_machine.travel(NOW, tick=False):
        load(world)
        relay(world.workspace.id, at=NOW)
    watches = Watch.objects.filter(workspace_id=world.workspace.id)
    lacking = watches.filter(completeness__lt=ENOUGH).count()
    assert 0 < lacking < 0.4 * watches.count()
    lacked = {name for lacks in watches.values_list("lacks", flat=True) for name in lacks}
    assert {"contact", "region"} <= lacked
    bare = Deal.objects.filter(workspace_id=world.workspace.id, status=Status.OPEN, amount=0)
    assert bare.exists()
    assert customers_count(world.wati, at=NOW)[0] > 0
    buyers = Order.objects.filter(workspace_id=world.workspace.id, external_source=DEMO).values("organization_id")
    assert customers_count(world.wati, at=NOW)[0] < buyers.distinct().count(), "others buy on"
    follows = Follow.objects.filter(workspace_id=world.workspace.id, member_id=world.wati.id)
    assert follows.exclude(deal__owner_id=world.wati.id).filter(deal__isnull=False).count() == 5
    assert follows.filter(organization__isnull=False).exists()


def test_a_deal_of_the_sample_is_closed_like_any_other(world: World) -> None:
    load(world, 40)
    deal = Deal.objects.filter(workspace_id=world.workspace.id, status=Status.OPEN)[0]
    close(deal, outcome="won", by=world.wati, at=NOW)
    assert differences(world.workspace.id) == []


def test_its_sellers_are_at_one_place_at_a_time_and_eat_at_noon(world: World) -> None:
    load(world)
    at = Coalesce("done_at", "due_at")
    rows = Activity.objects.filter(workspace_id=world.workspace.id).exclude(kind="note").annotate(at=at)
    moments = [(owner, at.astimezone(world.workspace.zone)) for owner, at in rows.values_list("owner_id", "at") if at]
    assert len(set(moments)) > 0.98 * len(moments) > 800
    assert 12 not in {at.hour for _owner, at in moments}


def test_it_has_fields_of_its_own_filled_as_far_as_deals_came_and_tags(world: World) -> None:
    load(world)
    ws = world.workspace.id
    fields = {(row.record_kind, row.name_id): row for row in FieldDefinition.objects.filter(workspace_id=ws)}
    assert {kind for kind, _name in fields} == set(RecordKind.values)
    early, late = filled(fields["deal", "Jumlah cabang"]), filled(fields["deal", "Cara bayar"])
    assert 0.2 < late.count / late.total < 0.6 < early.count / early.total
    for deal in Deal.objects.filter(workspace_id=ws, custom__has_key=fields["deal", "Daya listrik"].key)[:20]:
        assert deal.pipeline.position == 0, "only where machines are sold"
    assert fields["deal", "Nomor SPH lama"].archived_at is not None
    assert OrganizationTag.objects.filter(workspace_id=ws, tag__name="Prioritas").exists()
    rows = sign_in(Client(), world.wati).get("/deals/", {"view": _view("Siap pasang")}).text
    assert rows.count('data-row="') > 3
    assert "Jadwal pasang" in rows


def test_little_comes_in_at_lebaran_and_much_before_ramadan() -> None:
    assert season(date(2026, 3, 20)) < 0.4 < 1.2 < season(date(2026, 1, 25))


def test_removing_it_leaves_what_is_ones_own(world: World) -> None:
    company = world.make_organization("Kopi Sendiri")
    mine = world.make_deal("Milik sendiri", organization=company)
    send(make_quote(mine, {}, [LineDraft("Mesin", 1000, 5_000_000)], by=world.wati, at=NOW), by=world.wati, at=NOW)
    load(world, 40)
    seats = FieldDefinition.objects.get(workspace_id=world.workspace.id, name_id="Jumlah kursi")
    edit_organization(company, {"custom": {seats.key: "40"}}, by=world.wati, at=NOW)
    kept = SavedView.objects.get(workspace_id=world.workspace.id, name=VIEWS[0][0])
    edit_view(kept, ViewDesign("deal", "Milik saya kini", "status:is:open"), by=world.wati, at=NOW)
    assert demo_removal.remove(world.workspace, by=world.wati, at=NOW) == 40
    ws = world.workspace.id
    assert [deal.id for deal in Deal.objects.filter(workspace_id=ws)] == [mine.id]
    assert [one.name for one in Organization.objects.filter(workspace_id=ws)] == ["Kopi Sendiri"]
    assert [one.deal_id for one in Quote.objects.visible_to(world.wati)] == [mine.id]
    assert not Order.objects.visible_to(world.wati).exists()
    with operation(ws, by=world.wati, at=NOW):
        assert take_number(ws, NOW.year) == 2, "the next of one's own, as if the sample had never been"
    for model in (Person, Product, PriceList):
        assert not model.objects.filter(workspace_id=ws).exists()
    assert Pipeline.objects.filter(workspace_id=ws, deleted_at__isnull=True).count() == 1
    assert differences(ws) == []
    views = SavedView.objects.filter(workspace_id=ws, deleted_at__isnull=True)
    assert [one.name for one in views] == ["Milik saya kini"], "what one has made one's own stays"
    assert not Dashboard.objects.filter(workspace_id=ws, deleted_at__isnull=True).exists()
    assert not Team.objects.filter(workspace_id=ws, name="Barat").exists()
    fields = FieldDefinition.objects.filter(workspace_id=ws, archived_at__isnull=True)
    assert [one.name_id for one in fields] == ["Jumlah kursi"], "a company of one's own holds it"
    assert "Fajar Hidayat" not in sign_in(Client(), world.wati).get("/settings/team/").text


def piece(background: Background) -> None:
    """One piece of the worker's work."""
    pieces = iter([False, True])
    background.work(is_stopped=lambda: next(pieces))


def test_whoever_has_clicked_twice_follows_one_job_and_may_close_the_page(world: World) -> None:
    client = sign_in(Client(), world.wati)
    ask_for_sample(world.wati, at=NOW, deals=120)
    assert client.post("/start/demo/")["Location"] == "/start/demo/"
    assert VaultJob.objects.filter(kind=VaultKind.SAMPLE).count() == 1
    piece(background := Background())
    for path in ("/start/demo/", "/start/demo/progress/", "/start/demo/remove/"):
        assert "50 dari 120 deal" in client.get(path).text
    assert 'href="/start/demo/"' in client.get("/start/").text, "come back, and it stands there how far it is"
    with pytest.raises(Conflict):
        ask_for_clearing(world.wati, at=NOW)
    background.close()
    work()
    answer = client.get("/start/demo/progress/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == reverse("board")
    assert demo.loaded(world.workspace) == demo_removal.remaining(world.workspace) == 120
    assert differences(world.workspace.id) == []


def test_a_stopped_one_goes_on_or_goes_away_as_the_owner_likes(world: World) -> None:
    client = sign_in(Client(), world.wati)
    ask_for_sample(world.wati, at=NOW, deals=120)
    piece(background := Background())
    client.post("/start/demo/stop/")
    assert background._at_hand is not None
    assert background._at_hand.tell(50, 120) is False
    text = client.get("/start/demo/").text
    assert "50 dari" in text
    assert 'hx-get="/start/demo/progress/"' not in text
    assert 'href="/start/demo/remove/"' in text
    ask_for_sample(world.wati, at=NOW, deals=120)
    work()
    assert demo_removal.remaining(world.workspace) == 120


def test_an_owner_takes_it_away_from_the_settings_after_being_asked(world: World) -> None:
    load(world, 60)
    mine = world.make_deal("Milik sendiri")
    client = sign_in(Client(), world.wati)
    assert "/start/demo/remove/" in client.get("/settings/workspace/").text
    assert "Ada 60 deal contoh" in client.get("/start/demo/remove/").text
    assert demo_removal.remaining(world.workspace) == 60
    assert [client.post("/start/demo/remove/").status_code for _ in range(2)] == [302, 302]
    assert VaultJob.objects.filter(kind=VaultKind.CLEARING).count() == 1
    piece(background := Background())
    assert demo.loaded(world.workspace) == demo_removal.remaining(world.workspace) == 10, "the newest go first"
    background.close()
    work()
    assert list(Deal.objects.filter(workspace_id=world.workspace.id)) == [mine]
    assert not Organization.objects.filter(workspace_id=world.workspace.id, external_source=DEMO).exists()
    assert "/start/demo/remove/" not in client.get("/settings/workspace/").text
    assert client.get("/start/demo/remove/")["Location"] == "/start/"


def _view(name: str) -> int:
    return SavedView.objects.get(name=name).id
