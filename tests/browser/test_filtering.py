"""The filter builder with nothing but the keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server

pytestmark = pytest.mark.browser


def test_a_condition_is_added_chosen_by_typing_and_applied_by_enter(page: Page, server: Server) -> None:
    page.goto(f"{server.base}/deals/")
    page.keyboard.press("f")
    builder = page.locator("form.builder")
    builder.get_by_role("button", name="Add a condition").focus()
    page.keyboard.press("Enter")
    expect(builder.get_by_label("Field").nth(1)).to_be_focused()
    with page.expect_response("**/filter/?*do=look*"):
        page.keyboard.type("Last activity")
    expect(builder.get_by_label("Field").nth(1)).to_be_focused()
    page.keyboard.press("Tab")
    expect(builder.get_by_label("Operator").nth(1)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("whenever")
    page.keyboard.press("Enter")
    wrong = builder.get_by_label("Value").last
    expect(wrong).to_be_focused()
    expect(builder).to_contain_text("14 days ago")
    page.keyboard.press("Control+a")
    page.keyboard.type("14 days ago")
    page.keyboard.press("Enter")
    page.wait_for_url("**filter=status*last_activity*14d_ago*")


def test_the_last_control_of_a_crowded_bar_stays_in_sight_and_its_menu_too(page: Page, server: Server) -> None:
    asked = "status:is:open;last_activity:unsince:14d_ago;temperature:is:hot,warm,cold;title:has:kopi"
    page.goto(f"{server.base}/deals/?filter={asked}")
    width = page.evaluate("document.documentElement.clientWidth")
    for named in ("Export", "Columns", "Save the view"):
        box = page.locator(".toolbar").get_by_text(named, exact=True).first.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= width
    page.locator("summary", has_text="Columns").click()
    menu = page.locator(".menu--columns").bounding_box()
    assert menu is not None
    assert menu["x"] + menu["width"] <= width
