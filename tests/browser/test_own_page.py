"""A page of one's own is arranged by the arrow keys alone, told to a screen reader, and kept so."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server

pytestmark = pytest.mark.browser


def test_a_block_is_moved_by_arrow_keys_and_stays_there(page: Page, server: Server) -> None:
    page.goto(f"{server.base}/dashboards/")
    page.get_by_label("Name of a new page").fill("Monday meeting")
    page.get_by_role("button", name="Make a page").click()
    expect(page).to_have_url(re.compile(r"/edit/$"))
    grip = page.get_by_role("button", name="Move Won with the arrow keys")
    expect(grip).to_be_visible()  # it is hidden until the script can move it
    grip.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#live")).to_have_text("Won, place 1 of 6.")
    expect(page.locator("[data-block]").first).to_have_attribute("data-name", "Won")
    expect(grip).to_be_focused()
    page.locator(".dirtybar").get_by_role("button", name="Save page").click()
    expect(page).to_have_url(re.compile(r"/dashboards/\d+/$"))
    expect(page.locator(".dash > section").first).to_have_attribute("aria-label", "Won")
