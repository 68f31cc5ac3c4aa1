"""How a workspace sells: the lead approves what is steep, a logo is only a picture, a rate never changes the past."""

from __future__ import annotations

import base64
from datetime import date, timedelta
from io import BytesIO

import pytest
import time_machine
from PIL import Image

from alur.events.recording import operation
from alur.events.relaying import relay
from alur.events.undoing import undo
from alur.kernel.refusal import Conflict, Refusal
from alur.notices.models import Notice
from alur.orders.models import Approval, Quote
from alur.orders.operations.answering import send
from alur.orders.operations.approving import approve, ask_approval, send_back
from alur.orders.operations.calculating import LineDraft
from alur.orders.operations.quoting import edit_quote, make_quote
from alur.orders.operations.ruling import add_rate, remove_logo, remove_rate, set_limits, set_logo
from alur.orders.queries.rules import approvers_of, logo_of
from alur.tenancy.models import Member
from alur.web.quotes.printing import pdf_bytes
from tests.world import NOW, World

STEEP = [LineDraft("Mesin", 2_000, 10_000_000, 1_500), LineDraft("Servis", 1_000, 5_000_000)]
FAIR = [LineDraft("Mesin", 2_000, 10_000_000, 1_000), LineDraft("Servis", 1_000, 5_000_000)]


@pytest.fixture
def quote(world: World) -> Quote:
    """Of Sari's: 12 % off all in all, where 10 % is hers to give."""
    set_limits(world.workspace.id, most_discount=1_000, most_value=None, by=world.wati, at=NOW)
    return make_quote(world.make_deal("Cabang Dago"), {}, STEEP, by=world.sari, at=NOW)


def told(world: World, member: Member) -> set[str]:
    relay(world.workspace.id, at=NOW)
    return set(
        Notice.objects.filter(workspace_id=world.workspace.id, member_id=member.id).values_list("kind", flat=True)
    )


@time_machine.travel(NOW, tick=False)
def test_a_steep_quote_goes_out_once_the_lead_has_approved_it(world: World, quote: Quote) -> None:
    with pytest.raises(Conflict, match="Ask for approval"):
        send(quote, by=world.sari, at=NOW)
    assert world.reload(quote).number is None
    ask_approval(quote, note="Pesaing menawar lebih rendah", by=world.sari, at=NOW)
    assert approvers_of(quote.deal) == [world.budi.id]
    assert "assigned" in told(world, world.budi)
    for who in (world.sari, world.dewi, world.vina):
        with pytest.raises(Refusal, match="leads"):
            approve(quote, by=who, at=NOW)
    with pytest.raises(Conflict, match="waits"):
        send(quote, by=world.sari, at=NOW)
    approve(quote, by=world.budi, at=NOW)
    assert "changed" in told(world, world.sari)
    assert send(quote, by=world.sari, at=NOW).label == "PNW-2026-0001"


def test_what_comes_back_says_why_and_other_lines_are_asked_about_anew(world: World, quote: Quote) -> None:
    ask_approval(quote, by=world.sari, at=NOW)
    with pytest.raises(Refusal) as refused:
        send_back(quote, note=" ", by=world.budi, at=NOW)
    assert refused.value.field == "note"
    send_back(quote, note="Paling banyak 11%", by=world.budi, at=NOW)
    kept = world.reload(quote)
    assert (kept.approval, kept.approval_note) == (Approval.RETURNED, "Paling banyak 11%")
    ask_approval(quote, by=world.sari, at=NOW)
    approve(quote, by=world.wati, at=NOW)
    steeper = [LineDraft("Mesin", 2_000, 10_000_000, 5_000)]
    edit_quote(quote, {}, steeper, by=world.sari, at=NOW)
    with pytest.raises(Conflict, match="Ask for approval"):
        send(quote, by=world.sari, at=NOW)
    edit_quote(quote, {}, FAIR, by=world.sari, at=NOW)
    with pytest.raises(Conflict, match="needs no approval"):
        ask_approval(quote, by=world.sari, at=NOW)
    assert send(quote, by=world.sari, at=NOW).status == "sent"


def test_nobody_brings_an_approval_back_that_the_lead_took_back(world: World, quote: Quote) -> None:
    ask_approval(quote, by=world.sari, at=NOW)
    with operation(world.workspace.id, by=world.budi, at=NOW) as act:
        approve(quote, by=world.budi, at=NOW)
    taken_back = undo(world.workspace.id, act.id, by=world.budi, at=NOW)
    assert world.reload(quote).approval == Approval.ASKED
    with pytest.raises(Refusal, match="leads"):
        undo(world.workspace.id, taken_back.id, by=world.sari, at=NOW)
    assert world.reload(quote).approval == Approval.ASKED


def test_a_large_quote_waits_too_but_not_an_owners_own(world: World) -> None:
    set_limits(world.workspace.id, most_discount=None, most_value=20_000_000, by=world.wati, at=NOW)
    deal = world.make_deal("Cabang Dago")
    with pytest.raises(Conflict, match="Ask for approval"):
        send(make_quote(deal, {}, FAIR, by=world.sari, at=NOW), by=world.sari, at=NOW)
    small = [LineDraft("Mesin", 2_000, 10_000_000)]
    assert send(make_quote(deal, {}, small, by=world.sari, at=NOW), by=world.sari, at=NOW).net == 20_000_000
    assert send(make_quote(deal, {}, FAIR, by=world.wati, at=NOW), by=world.wati, at=NOW).status == "sent"


def picture(kind: str, size: tuple[int, int] = (1200, 300), **more: object) -> BytesIO:
    found = BytesIO()
    Image.new("RGB", size, "teal").save(found, kind, **more)
    return BytesIO(found.getvalue())


def test_a_logo_is_drawn_anew_without_what_a_file_says_beside_its_points(world: World) -> None:
    exif = Image.Exif()
    exif[0x010E] = "rahasia"
    set_logo(world.workspace.id, picture("JPEG", exif=exif), "logo.jpg", by=world.wati, at=NOW)
    logo = logo_of(world.workspace.id)
    assert logo is not None
    content = base64.b64decode(logo.content)
    assert Image.open(BytesIO(content)).size == (640, 160)
    assert b"rahasia" not in content
    quote = make_quote(world.make_deal("Cabang Dago"), {}, FAIR, by=world.sari, at=NOW)
    assert b"/Subtype /Image" in pdf_bytes(quote, world.workspace)
    with operation(world.workspace.id, by=world.wati, at=NOW) as act:
        remove_logo(world.workspace.id, by=world.wati, at=NOW)
    assert logo_of(world.workspace.id) is None
    undo(world.workspace.id, act.id, by=world.wati, at=NOW)
    assert logo_of(world.workspace.id) == logo


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7",
        picture("GIF").getvalue(),
        picture("PNG").getvalue()[:80],
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        b"\xff\xd8\xff" + b"\0" * (3 << 20),
    ],
)
def test_what_is_no_picture_is_refused_beside_its_field_and_the_old_logo_stays(world: World, content: bytes) -> None:
    set_logo(world.workspace.id, picture("PNG"), "lama.png", by=world.wati, at=NOW)
    with pytest.raises(Refusal) as refused:
        set_logo(world.workspace.id, BytesIO(content), "logo.png", by=world.wati, at=NOW)
    assert refused.value.field == "logo"
    logo = logo_of(world.workspace.id)
    assert logo is not None
    assert logo.name == "lama.png"


def test_a_new_rate_holds_from_its_day_and_leaves_what_was_sent(world: World) -> None:
    tomorrow = NOW.date() + timedelta(days=1)
    deal = world.make_deal("Cabang Dago")
    old = send(make_quote(deal, {}, FAIR, by=world.sari, at=NOW), by=world.sari, at=NOW)
    waiting = make_quote(deal, {}, FAIR, by=world.sari, at=NOW)
    rate = add_rate(world.workspace, valid_on=tomorrow, percent=1_300, base_of=1, base_whole=1, by=world.wati, at=NOW)
    later = NOW + timedelta(days=1)
    sent = send(waiting, by=world.sari, at=later)
    assert (sent.tax, sent.tax_percent) == (23_000_000 * 13 // 100, 1_300)
    assert sum(line.tax for line in sent.lines.filter(workspace_id=world.workspace.id)) == sent.tax
    assert world.reload(old).tax == 2_530_000
    with pytest.raises(Conflict, match="holds already"):
        remove_rate(world.workspace, rate, by=world.wati, at=later)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"valid_on": NOW.date()}, "valid_on"),
        ({"valid_on": date(2020, 1, 1)}, "valid_on"),
        ({"percent": 10_001}, "percent"),
        ({"base_of": 12, "base_whole": 11}, "base_of"),
        ({"base_of": 0}, "base_of"),
    ],
)
def test_a_rate_of_the_past_or_beyond_the_whole_is_refused(world: World, wanted: dict[str, object], field: str) -> None:
    fields = {"valid_on": date(2027, 1, 1), "percent": 1_200, "base_of": 11, "base_whole": 12, **wanted}
    with pytest.raises(Refusal) as refused:
        add_rate(world.workspace, **fields, by=world.wati, at=NOW)  # type: ignore[arg-type]
    assert refused.value.field == field
