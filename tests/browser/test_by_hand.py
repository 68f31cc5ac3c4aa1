"""Hands on the keys alone; a colleague's move within two seconds; a change taken back from the timeline."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server
from tests.browser.test_board import add_deal, card, column, open_board

pytestmark = pytest.mark.browser
TWO_SECONDS = 2_000


def test_quick_add_needs_no_mouse_finds_the_company_and_z_takes_it_back(page: Page, server: Server) -> None:
    open_board(page, server)
    add_deal(page, "Kopi Tubruk Abadi")
    page.keyboard.press("n")
    keys = page.keyboard
    expect(page.locator("#modal[open]").get_by_label("Company")).to_be_focused()
    keys.type("kopi tub")
    expect(page.locator("#companies button").first).to_contain_text("Kopi Tubruk Abadi")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.locator("#modal[open]").get_by_label("Company")).to_have_value("Kopi Tubruk Abadi")
    expect(page.locator("#modal[open]").get_by_label("What is sold")).to_be_focused()
    keys.type("Dua mesin giling")
    keys.press("Tab")
    keys.press("Tab")
    keys.type("25,000,000")
    for _ in range(3):
        keys.press("Tab")
    keys.type("ask about volume")
    keys.press("Control+Enter")
    expect(page.locator(".card", has_text="Dua mesin giling")).to_contain_text("Rp 25 mn")
    expect(page.locator(".card", has_text="Dua mesin giling")).to_contain_text("Kopi Tubruk Abadi")
    expect(page.locator(".card", has_text="Dua mesin giling")).to_contain_text("ask about volume")
    keys.press("z")
    expect(page.locator(".card", has_text="Dua mesin giling")).to_have_count(0)


def test_a_colleagues_move_is_there_when_two_seconds_have_passed(
    page: Page, server: Server, browser: Browser, signed_in: dict[str, Any]
) -> None:
    open_board(page, server)
    add_deal(page, "Kedai Dua Detik")
    context = browser.new_context(storage_state=signed_in, locale="en-GB")  # type: ignore[arg-type]
    other = context.new_page()
    other.clock.install()
    open_board(other, server)
    expect(column(other, "Prospecting").locator(".card", has_text="Kedai Dua Detik")).to_be_attached()
    card(page, "Kedai Dua Detik").locator("h3 a").focus()
    for key in ("Space", "ArrowRight", "Space"):
        page.keyboard.press(key)
    expect(page.locator("alur-toast")).to_contain_text("Kedai Dua Detik moved to Qualifying")
    other.clock.run_for(TWO_SECONDS)
    expect(column(other, "Qualifying").locator(".card", has_text="Kedai Dua Detik")).to_be_attached()
    context.close()


def test_a_change_is_taken_back_from_the_deals_own_timeline(page: Page, server: Server) -> None:
    open_board(page, server)
    add_deal(page, "Kopi Linimasa", "3,000,000")
    card(page, "Kopi Linimasa").locator("h3 a").click()
    page.get_by_label("Value").fill("9,000,000")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator(".dealhead")).to_contain_text("Rp 9,000,000")
    change = page.locator(".tl__i", has_text="Value:").first
    change.hover()
    change.get_by_role("button", name="Undo").click()
    expect(page.locator(".dealhead")).to_contain_text("Rp 3,000,000")
    expect(page.locator("alur-toast")).to_contain_text("Undone")


def test_a_deal_is_saved_though_companies_are_still_being_looked_up(page: Page, server: Server) -> None:
    page.route("**/deals/new/companies/**", lambda route: None)  # never answered
    page.goto(f"{server.base}/deals/new/")
    with page.expect_request("**/deals/new/companies/**"):
        page.get_by_label("Company").fill("Kopi Terburu")
    page.keyboard.press("Control+Enter")
    expect(page.locator("alur-toast")).to_contain_text("Kopi Terburu is on the board")
