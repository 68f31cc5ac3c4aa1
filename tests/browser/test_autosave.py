"""On a phone a field saves when it is left; on a desk the button does."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def deal(phone: Page, server: Server) -> Page:
    """The page of a new deal on a phone."""
    phone.goto(f"{server.base}/deals/new/")
    phone.get_by_label("Company").fill("Kedai Blur")
    phone.get_by_role("button", name="Save deal").click()
    phone.wait_for_url(re.compile(r"/deals/\d+/$"))
    return phone


def test_a_field_saves_when_it_is_left_and_a_wrong_one_says_why_and_holds_back_no_other(deal: Page) -> None:
    sent: list[str] = []
    deal.on("request", lambda request: sent.append(request.url) if request.url.endswith("/fields/") else None)
    facts, head = deal.locator("form[data-autosave=facts]"), deal.locator(".dealhead")
    title, value = facts.get_by_label("Title"), facts.get_by_label("Value")
    title.fill("Mesin dua")
    title.blur()
    expect(head.locator("h1")).to_have_text("Mesin dua")
    expect(deal.locator("alur-toast")).to_contain_text("Saved.Undo")
    value.fill("1.50.0")
    value.blur()
    expect(value.locator("xpath=ancestor::div[@class='field']").get_by_role("alert")).to_be_visible()
    title.fill("Mesin tiga")
    title.blur()
    expect(head.locator("h1")).to_have_text("Mesin tiga")
    expect(value).to_have_value("1.50.0")
    expect(value).to_have_attribute("aria-invalid", "true")
    value.fill("2500000")
    value.blur()
    expect(head).to_contain_text("2,500,000")
    expect(value).to_have_value("2,500,000")
    expect(facts.get_by_role("alert")).to_have_count(0)
    # Without a connection it waits, says so, and is saved by itself once there is one again.
    deal.context.set_offline(True)
    title.fill("Mesin dari jalan")
    title.blur()
    expect(deal.locator("alur-toast")).to_contain_text("Not sent")
    deal.context.set_offline(False)
    expect(head.locator("h1")).to_have_text("Mesin dari jalan")
    # The field is left by pressing the button: one write.
    del sent[:]
    title.fill("Mesin empat")
    facts.get_by_role("button", name="Save").click()
    expect(head.locator("h1")).to_have_text("Mesin empat")
    deal.reload()
    expect(head.locator("h1")).to_have_text("Mesin empat")
    assert len(sent) == 1, sent
