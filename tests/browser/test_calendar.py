from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Server

pytestmark = pytest.mark.browser
TUESDAY, WEDNESDAY = 1, 2


def plan(page: Page, server: Server, company: str) -> Locator:
    """A deal whose next step is on Tuesday of next week at nine; its block in the calendar."""
    today = datetime.now(ZoneInfo("Asia/Jakarta")).date()
    tuesday = today + timedelta(days=8 - today.weekday())
    page.goto(f"{server.base}/deals/new/")
    page.get_by_label("Company").fill(company)
    page.get_by_label("When").fill(tuesday.isoformat())
    page.get_by_label("At", exact=True).fill("09:00")
    page.keyboard.press("Control+Enter")
    expect(page.locator("alur-toast")).to_contain_text("is on the board")
    page.goto(f"{server.base}/activities/calendar/?on={tuesday}")
    block = page.locator(f'.day [data-name="{company}"]')
    expect(block).to_be_visible()
    return block


def column(page: Page, number: int) -> Locator:
    return page.locator(".day").nth(number)


def test_a_step_dragged_by_mouse_stands_on_another_day_and_undo_puts_it_back(page: Page, server: Server) -> None:
    block = plan(page, server, "Kafe Pindah")
    start, wednesday = block.bounding_box(), column(page, WEDNESDAY).bounding_box()
    assert start is not None
    assert wednesday is not None
    page.mouse.move(start["x"] + 20, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(wednesday["x"] + 30, start["y"] + 70, steps=6)
    page.mouse.up()
    expect(page.locator("alur-toast")).to_contain_text("Moved to")
    expect(column(page, WEDNESDAY).locator('[data-name="Kafe Pindah"]')).to_have_attribute("data-clock", "10:00")
    expect(page.locator("#modal[open]")).to_have_count(0)
    page.locator("alur-toast .toast__act").click()
    expect(column(page, TUESDAY).locator('[data-name="Kafe Pindah"]')).to_have_attribute("data-clock", "09:00")


def test_a_click_on_a_free_time_opens_the_form_for_that_day_and_half_hour(page: Page, server: Server) -> None:
    plan(page, server, "Kafe Senggang")
    day = column(page, WEDNESDAY)
    box = day.bounding_box()
    assert box is not None
    hour = box["height"] / int(day.get_attribute("data-hours") or 0)
    first = int(day.get_attribute("data-first") or 0)
    day.click(position={"x": 30, "y": hour * (13 - first) + hour * 0.7})
    expect(page.locator("#modal [name=due_on]")).to_have_value(day.get_attribute("data-day") or "")
    expect(page.locator("#modal [name=due_time]")).to_have_value("13:30")


def test_a_step_is_carried_by_keyboard_put_back_by_escape_and_dropped_by_space(page: Page, server: Server) -> None:
    block = plan(page, server, "Kafe Spasi")
    block.focus()
    page.keyboard.press("Space")
    expect(page.locator("#live")).to_contain_text("Kafe Spasi lifted")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#live")).to_contain_text("Wednesday, 09:00")
    page.keyboard.press("Escape")
    expect(page.locator(".ev--ghost")).to_have_count(0)
    expect(block).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    moved = column(page, WEDNESDAY).locator('[data-name="Kafe Spasi"]')
    expect(moved).to_have_attribute("data-clock", "09:15")
    expect(moved).to_be_focused()


def test_what_one_types_finds_the_deal_that_something_is_planned_for(page: Page, server: Server) -> None:
    plan(page, server, "Kafe Cari")
    page.keyboard.press("a")
    page.get_by_label("Deal, company or person").press_sequentially("kafe cari")
    page.locator("#about-found label", has_text="Kafe Cari").first.click()
    page.locator("#modal [name=title]").fill("Ask about volume")
    page.keyboard.press("Control+Enter")
    expect(page.locator("alur-toast")).to_contain_text("Planned for")
