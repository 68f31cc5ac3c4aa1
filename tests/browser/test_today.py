from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server

pytestmark = pytest.mark.browser


def add_deal(page: Page, server: Server, company: str) -> None:
    """A deal whose next step is due today."""
    page.goto(f"{server.base}/deals/new/")
    page.get_by_label("Company").fill(company)
    page.get_by_label("About what").fill("Ask about volume")
    page.get_by_label("When").fill(f"{datetime.now(ZoneInfo('Asia/Jakarta')):%Y-%m-%d}")
    page.get_by_label("At", exact=True).fill("23:58")
    page.keyboard.press("Control+Enter")
    expect(page.locator("alur-toast")).to_contain_text("is on the board")


def test_a_step_is_done_by_keyboard_with_what_comes_next_and_z_takes_all_of_it_back(page: Page, server: Server) -> None:
    add_deal(page, server, "Kafe Senja Raya")
    page.goto(server.base)
    row = page.locator("[data-row]", has_text="Kafe Senja Raya")
    open_it = row.locator("[data-open]")
    for _ in range(20):
        page.keyboard.press("j")
        if open_it.evaluate("one => one === document.activeElement"):
            break
    expect(open_it).to_be_focused()
    page.keyboard.press("d")
    expect(row.get_by_label("What came of it?")).to_be_focused()
    page.keyboard.press("Escape")
    expect(row.locator("form")).to_have_count(0)
    page.keyboard.press("d")
    row.get_by_role("button", name="Wants a quote").click()
    page.keyboard.press("Control+Enter")
    expect(page.locator("alur-toast")).to_contain_text("Done. Next: Call,")
    expect(row).to_contain_text("Wants a quote")
    expect(row.locator(".ag__x")).to_contain_text("Done")
    page.keyboard.press("z")
    expect(row).to_contain_text("Ask about volume")
    expect(row.locator("[data-do=d]")).to_be_visible()


def test_a_refused_form_stays_in_its_row_with_what_was_typed(page: Page, server: Server) -> None:
    add_deal(page, server, "Kafe Fajar")
    page.goto(server.base)
    row = page.locator("[data-row]", has_text="Kafe Fajar")
    row.locator("[data-do=d]").click()
    row.get_by_label("What came of it?").fill("Asked for the price")
    row.get_by_label("Day").fill("2020-01-06")
    row.get_by_role("button", name="Done", exact=True).click()
    expect(row.locator(".field__err")).to_contain_text("That time has passed")
    expect(row.get_by_label("What came of it?")).to_have_value("Asked for the price")
