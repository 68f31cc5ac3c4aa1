"""The palette and the keys, by keyboard alone, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server

pytestmark = pytest.mark.browser


def open_palette(page: Page) -> None:
    page.wait_for_load_state()  # after a change of theme the page comes anew
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox")).to_be_focused()
    expect(page.get_by_role("option").first).to_be_visible()


def test_a_deal_is_found_and_opened_without_a_mouse_and_comes_first_the_next_time(page: Page, server: Server) -> None:
    for company in ("Kedai Tembaga Lama", "Kedai Tembaga Baru"):
        page.goto(f"{server.base}/deals/new/")
        page.get_by_label("Company").fill(company)
        page.keyboard.press("Control+Enter")
        expect(page.locator("alur-toast")).to_contain_text("is on the board")
    page.goto(f"{server.base}/organizations/")
    open_palette(page)
    page.keyboard.type("tembgaa lama")
    found = page.get_by_role("option", name="Kedai Tembaga Lama").first
    expect(found).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("combobox")).to_have_attribute("aria-activedescendant", "po-0")
    page.keyboard.press("Enter")
    page.wait_for_url("**/deals/*/")
    with page.expect_response("**/search/seen/", timeout=60_000):
        page.reload()
    page.goto(f"{server.base}/organizations/")
    open_palette(page)
    expect(page.get_by_role("group", name="Seen lately").get_by_role("option").first).to_contain_text("Tembaga Lama")
    page.keyboard.press("Escape")
    expect(page.locator("#palette[open]")).to_have_count(0)


def test_commands_run_from_the_palette(page: Page, server: Server) -> None:
    page.goto(f"{server.base}/organizations/")
    open_palette(page)
    page.keyboard.type("new deal")
    expect(page.get_by_role("option", name="New deal N")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#modal[open]").get_by_label("Company")).to_be_focused()
    page.keyboard.press("Escape")
    open_palette(page)
    page.keyboard.type(">dark")
    expect(page.get_by_role("option", name="dark theme")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.locator("html[data-theme=dark]")).to_be_attached()
    open_palette(page)
    page.keyboard.type(">system's theme")
    expect(page.get_by_role("option", name="system's theme")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.locator("html[data-theme]")).to_have_count(0)


def test_keys_lead_to_places_but_not_while_one_types(page: Page, server: Server) -> None:
    page.goto(f"{server.base}/organizations/")
    page.keyboard.press("?")
    expect(page.locator("#modal[open]")).to_contain_text("New deal")
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url("**/deals/")
    page.keyboard.press("/")
    page.keyboard.type("gp n")
    expect(page.locator("#modal[open]")).to_have_count(0)
    expect(page).to_have_url(f"{server.base}/deals/")
