from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server

pytestmark = pytest.mark.browser


def test_rows_are_picked_as_a_range_changed_in_one_go_and_brought_back_by_z(page: Page, server: Server) -> None:
    for number in (1, 2, 3):
        page.goto(f"{server.base}/deals/new/")
        page.get_by_label("Company").fill(f"Kedai Pilih {number}")
        page.keyboard.press("Control+Enter")
        expect(page.locator("alur-toast")).to_contain_text("is on the board")
    page.goto(f"{server.base}/deals/?q=Kedai+Pilih")
    rows = page.locator("#list tbody tr")
    expect(rows).to_have_count(3)
    expect(page.locator("#bulk")).to_be_hidden()
    rows.nth(0).get_by_role("checkbox").click()
    expect(page.locator("[data-picked]")).to_have_text("1 picked")
    rows.nth(2).get_by_role("checkbox").click(modifiers=["Shift"])
    expect(page.locator("[data-picked]")).to_have_text("3 picked")
    rows.nth(1).get_by_role("checkbox").click()
    expect(page.locator("[data-picked]")).to_have_text("2 picked")
    page.locator("#bulk").get_by_role("button", name="Change a field").click()
    page.get_by_label("Field", exact=True).select_option("temperature")
    page.get_by_label("New value").select_option("hot")
    expect(page.locator("#bulk-look")).to_contain_text("2 will change")
    page.locator("#bulk-form [data-save]").click()
    expect(page.locator("alur-toast")).to_contain_text("2 deals changed")
    expect(page.locator("#list .temp--hot")).to_have_count(2)
    expect(page.locator("#bulk")).to_be_hidden()
    page.keyboard.press("z")
    expect(page.locator("#list .temp--hot")).to_have_count(0)


def test_a_cell_opens_to_a_double_click_and_keeps_what_is_typed(page: Page, server: Server) -> None:
    page.goto(f"{server.base}/deals/new/")
    page.get_by_label("Company").fill("Kedai Sel")
    page.keyboard.press("Control+Enter")
    expect(page.locator("alur-toast")).to_contain_text("is on the board")
    page.goto(f"{server.base}/deals/?q=Kedai+Sel")
    value = page.locator("#list tbody tr").first.locator("[data-cell=value]")
    value.dblclick()
    expect(value.get_by_label("Value")).to_be_focused()
    value.get_by_label("Value").fill("2,500,000")
    page.keyboard.press("Enter")
    expect(value).to_contain_text("2,500,000")


def test_a_stage_chosen_by_keys_is_saved_when_it_is_the_one_that_was_meant(page: Page, server: Server) -> None:
    page.goto(f"{server.base}/deals/new/")
    page.get_by_label("Company").fill("Kedai Tuts")
    page.keyboard.press("Control+Enter")
    expect(page.locator("alur-toast")).to_contain_text("is on the board")
    page.goto(f"{server.base}/deals/?q=Kedai+Tuts", wait_until="networkidle")
    stage = page.locator("#list tbody tr").first.locator("[data-cell=stage]")
    for key in ("j", "e"):
        page.keyboard.press(key)
    expect(stage.get_by_label("Stage")).to_be_focused()
    for key in ("ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    expect(stage.get_by_label("Stage")).to_be_focused()
    page.keyboard.press("Enter")
    expect(stage).to_have_text("Contacting")


def test_a_past_day_can_be_typed_to_its_end(page: Page, server: Server) -> None:
    page.goto(f"{server.base}/deals/", wait_until="networkidle")
    page.get_by_label("As of").focus()
    page.keyboard.type("02022026")
    expect(page.get_by_label("As of")).to_be_focused()
    expect(page.get_by_label("As of")).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_contain_text("As of 2 Feb 2026")


def test_letters_go_on_from_a_row_that_was_ticked_by_hand(page: Page, server: Server) -> None:
    for name in ("Kedai Centang Satu", "Kedai Centang Dua"):
        page.goto(f"{server.base}/deals/new/")
        page.get_by_label("Company").fill(name)
        page.keyboard.press("Control+Enter")
        expect(page.locator("alur-toast")).to_contain_text("is on the board")
    page.goto(f"{server.base}/deals/?q=Centang", wait_until="networkidle")
    rows = page.locator("#list tbody tr")
    rows.nth(0).get_by_role("checkbox").click()
    for key in ("j", "x"):
        page.keyboard.press(key)
    expect(rows.nth(1).get_by_role("checkbox")).to_be_checked()
    expect(page.locator("[data-picked]")).to_have_text("2 picked")
