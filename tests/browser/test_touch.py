"""A finger holds a card for a moment and carries it; a line that it taps opens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser.conftest import Server
from tests.browser.test_board import add_deal, card, column, open_board

pytestmark = pytest.mark.browser
HOLD_MS = 350


@pytest.fixture
def tablet(browser: Browser, signed_in: dict[str, Any]) -> Iterator[Page]:
    made = browser.new_context(
        storage_state=signed_in,  # type: ignore[arg-type]
        locale="en-GB",
        viewport={"width": 1280, "height": 800},
        has_touch=True,
        is_mobile=True,
    )
    yield made.new_page()
    made.close()


def middle(page: Page, selector: Any) -> tuple[float, float]:
    box = selector.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + min(box["height"] / 2, 60)


def touch(session: CDPSession, kind: str, *point: float) -> None:
    points = [{"x": point[0], "y": point[1]}] if point else []
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def carry(page: Page, company: str, to: str) -> None:
    session = page.context.new_cdp_session(page)
    card(page, company).scroll_into_view_if_needed()
    x, y = middle(page, card(page, company))
    far_x, far_y = middle(page, column(page, to).locator(".col__list"))
    touch(session, "touchStart", x, y)
    page.wait_for_timeout(HOLD_MS)  # the finger rests: that is what lifts a card
    for step in range(1, 11):
        touch(session, "touchMove", x + (far_x - x) * step / 10, y + (far_y - y) * step / 10)
    touch(session, "touchEnd")


def test_a_card_held_for_a_moment_is_carried_by_the_finger(tablet: Page, server: Server) -> None:
    open_board(tablet, server)
    # Other tests' deals fill the column's first page: only this one is asked for.
    tablet.goto(f"{tablet.url.split('?')[0]}?q=Jempol")
    add_deal(tablet, "Warung Jempol")
    carry(tablet, "Warung Jempol", "Contacting")
    expect(column(tablet, "Contacting").locator(".card", has_text="Warung Jempol")).to_be_visible()
    tablet.locator("alur-toast .toast__act").tap()
    expect(column(tablet, "Prospecting").locator(".card", has_text="Warung Jempol")).to_be_visible()


def test_a_line_of_the_trail_opens_in_its_place_and_closes_to_the_list(phone: Page, server: Server) -> None:
    phone.goto(f"{server.base}/settings/audit/")
    phone.locator("[data-act] a").first.tap()
    expect(phone.get_by_role("heading", level=2).first).to_be_visible()
    expect(phone.locator("[data-act]").first).to_be_hidden()
    phone.get_by_role("link", name="Close").tap()
    expect(phone.locator("[data-act]").first).to_be_visible()


def test_what_is_noted_down_after_a_call_is_kept_as_a_call(tablet: Page, server: Server) -> None:
    tablet.set_viewport_size({"width": 390, "height": 844})
    tablet.goto(f"{server.base}/organizations/new/")
    tablet.locator("[name=name]").fill("Warung Telepon")
    tablet.locator("[name=phone]").fill("0812 5550 3317")
    tablet.locator("[data-save]").click()
    tablet.wait_for_url("**/organizations/*/")
    quick = tablet.locator(".quick")
    # The telephone takes the link, and one comes back to the page: here nothing takes it.
    tablet.evaluate(
        "addEventListener('click', (event) => event.target.closest('a[href^=tel]') && event.preventDefault())"
    )
    quick.get_by_text("Call").tap()
    quick.get_by_text("Note down").tap()
    expect(tablet.locator("#catat")).to_be_focused()
    tablet.keyboard.type("Minta dikirim contoh")
    tablet.locator(".composer [data-save]").click()
    line = tablet.locator(".tl__i", has_text="Minta dikirim contoh")
    expect(line).to_contain_text("Call")
