"""Names after an @: by keyboard on a desk, by thumb in a dialog on a phone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, Server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", autouse=True)
def galuh(server: Server, signed_in: dict[str, Any]) -> None:
    server.alur(
        "user",
        "add",
        "galuh@arunika.example",
        "--name",
        "Galuh Paramitha",
        "--role",
        "viewer",
        "--password-stdin",
        typed=PASSWORD,
    )


def test_a_name_is_offered_chosen_by_keyboard_and_written_whole(server: Server, page: Page) -> None:
    page.goto(f"{server.base}/deals/new/")
    page.get_by_label("What is sold").fill("Penggiling untuk Dago")
    page.get_by_role("button", name="Save deal").click()
    page.wait_for_url(re.compile(r"/deals/\d+/$"))  # and its scripts: the form has a title too
    words, options = page.get_by_placeholder("Write what happened"), page.locator("#names [role=option]")
    words.press_sequentially("Tolong @para")
    expect(options).to_contain_text("Galuh Paramitha")
    expect(words).to_have_attribute("aria-activedescendant", "name-0")
    words.press("Enter")
    expect(words).to_have_value("Tolong @Galuh Paramitha ")
    expect(options).to_have_count(0)
    words.press_sequentially("@galuh ")
    expect(options).to_have_attribute("aria-selected", "false")
    words.press("ArrowDown")
    expect(options).to_have_attribute("aria-selected", "true")
    words.press("Escape")
    expect(options).to_have_count(0)
    words.press("p")  # put away, it stays away for this @
    words.press("Enter")
    expect(words).to_have_value("Tolong @Galuh Paramitha @galuh p\n")


def test_in_a_dialog_on_a_phone_a_name_is_tapped_and_escape_leaves_the_dialog(server: Server, phone: Page) -> None:
    phone.goto(server.base)
    phone.locator("[href^='/activities/new/']").first.click()
    words = phone.locator("#modal").locator("textarea[name=body]")
    words.press_sequentially("@gal")
    name = phone.locator("#names [role=option]")
    expect(name).to_be_visible()
    box = name.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["y"] + box["height"] <= 844
    words.press("Escape")
    expect(name).to_have_count(0)
    words.fill("")
    words.press_sequentially("@galuh")
    name.tap()
    expect(words).to_have_value("@Galuh Paramitha ")
    expect(words).to_be_focused()
