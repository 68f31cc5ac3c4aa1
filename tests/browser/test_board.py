from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Server

pytestmark = pytest.mark.browser


def open_board(page: Page, server: Server) -> None:
    """The board of the first pipeline; another test may have looked at another last."""
    page.goto(f"{server.base}/pipelines/")
    if page.locator("h1").inner_text() != "Sales":
        first = page.locator(".menu a", has_text="Sales").get_attribute("href")
        page.goto(f"{server.base}{first}")
    expect(page.locator("alur-board .col").first).to_be_visible()


def add_deal(page: Page, company: str, value: str = "1,500,000") -> None:
    """Quick add, by keyboard alone."""
    page.keyboard.press("n")
    dialog = page.locator("#modal[open]")
    expect(dialog.get_by_label("Company")).to_be_focused()
    page.keyboard.type(company)
    dialog.get_by_label("Value").fill(value)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#modal[open]")).to_have_count(0)
    expect(card(page, company)).to_be_visible()


def card(page: Page, company: str):  # type: ignore[no-untyped-def]
    return page.locator(f'.card[data-title="{company}"]')


def column(page: Page, name: str):  # type: ignore[no-untyped-def]
    return page.locator(f'.col[data-name="{name}"]')


def test_a_deal_is_added_by_keyboard_and_stands_on_the_board(page: Page, server: Server) -> None:
    open_board(page, server)
    before = page.locator("#overall").inner_text()
    add_deal(page, "Kafe Ruang Tengah")
    first = column(page, "Prospecting")
    expect(first.locator(".card", has_text="Kafe Ruang Tengah")).to_contain_text("Rp 1.5 mn")
    expect(page.locator("#overall")).not_to_have_text(before)
    expect(page.locator("alur-toast")).to_contain_text("is on the board")


def test_a_deal_dragged_by_mouse_moves_and_its_column_counts_it(page: Page, server: Server) -> None:
    open_board(page, server)
    add_deal(page, "Hotel Puri Melati", "384,000,000")
    target = column(page, "Contacting").locator(".col__list")
    card(page, "Hotel Puri Melati").drag_to(target)
    expect(column(page, "Contacting").locator(".card", has_text="Hotel Puri Melati")).to_be_visible()
    expect(column(page, "Contacting").locator("[data-n]")).to_have_text("1")
    expect(page.locator("alur-toast")).to_contain_text("moved to Contacting")
    page.locator("alur-toast .toast__act").click()
    expect(column(page, "Prospecting").locator(".card", has_text="Hotel Puri Melati")).to_be_visible()


def test_a_deal_is_carried_by_keyboard_and_put_back_by_escape(page: Page, server: Server) -> None:
    open_board(page, server)
    add_deal(page, "Toko Roti Sedap Wangi")
    card(page, "Toko Roti Sedap Wangi").locator("h3 a").focus()
    page.keyboard.press("Space")
    expect(page.locator("#live")).to_contain_text("lifted from Prospecting")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#live")).to_contain_text("Qualifying")
    page.keyboard.press("Escape")
    expect(page.locator("#live")).to_contain_text("back to Prospecting")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(column(page, "Qualifying").locator(".card", has_text="Toko Roti Sedap Wangi")).to_be_visible()


def test_a_deal_is_moved_by_the_menu(page: Page, server: Server) -> None:
    open_board(page, server)
    add_deal(page, "Depot Bu Sum")
    card(page, "Depot Bu Sum").locator("h3 a").focus()
    page.keyboard.press("m")
    page.locator("#modal[open]").get_by_role("button", name=re.compile("Building relationship")).click()
    expect(column(page, "Building relationship").locator(".card", has_text="Depot Bu Sum")).to_be_visible()


def test_m_and_enter_bring_a_deal_to_the_next_stage_and_arrows_walk_the_menu(page: Page, server: Server) -> None:
    open_board(page, server)
    add_deal(page, "Kedai Panah")
    card(page, "Kedai Panah").locator("h3 a").focus()
    page.keyboard.press("m")
    menu = page.locator("#modal[open]")
    expect(menu.get_by_role("button", name=re.compile("Prospecting"))).to_contain_text("is here now")
    expect(menu.get_by_role("button", name=re.compile("Qualifying"))).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(menu.get_by_role("button", name=re.compile("Contacting"))).to_be_focused()
    page.keyboard.press("Enter")
    expect(column(page, "Contacting").locator(".card", has_text="Kedai Panah")).to_be_visible()


def test_arrows_step_over_an_empty_column(page: Page, server: Server) -> None:
    open_board(page, server)
    add_deal(page, "Kedai Awal")
    add_deal(page, "Kedai Jauh")
    card(page, "Kedai Jauh").drag_to(column(page, "Closing").locator(".col__list"))
    expect(column(page, "Closing").locator(".card", has_text="Kedai Jauh")).to_be_visible()
    for name in ("Qualifying", "Contacting", "Building relationship"):
        column(page, name).locator(".card").evaluate_all("cards => cards.forEach((card) => card.remove())")
    card(page, "Kedai Awal").locator("h3 a").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(":focus").locator("xpath=ancestor::*[@data-stage]")).to_have_attribute("data-name", "Closing")


def test_z_says_so_where_there_is_nothing_to_undo(page: Page, server: Server) -> None:
    open_board(page, server)
    page.keyboard.press("z")
    expect(page.locator("alur-toast")).to_contain_text("Nothing was changed lately")


def test_z_undoes_on_the_next_page_what_was_done_on_the_one_before(page: Page, server: Server) -> None:
    open_board(page, server)
    add_deal(page, "Kedai Pindah")
    card(page, "Kedai Pindah").drag_to(column(page, "Contacting").locator(".col__list"))
    expect(column(page, "Contacting").locator(".card", has_text="Kedai Pindah")).to_be_visible()
    expect(page.locator("alur-toast .toast__act")).to_be_visible()
    page.goto(server.base + "/products/")
    page.keyboard.press("z")
    expect(page.locator("alur-toast")).to_contain_text("Undone")
    open_board(page, server)
    expect(column(page, "Prospecting").locator(".card", has_text="Kedai Pindah")).to_be_visible()


def test_losing_a_deal_asks_why_and_keeps_what_was_typed_when_refused(page: Page, server: Server) -> None:
    open_board(page, server)
    add_deal(page, "Kedai Teras Senja")
    card(page, "Kedai Teras Senja").locator("h3 a").focus()
    page.keyboard.press("m")
    page.locator("#modal[open]").get_by_role("link", name="Lost").click()
    page.locator("#modal[open]").get_by_role("button", name="Mark as lost").click()
    expect(page.locator("#modal[open]")).to_contain_text("Say why")
    page.locator("#modal[open]").get_by_text("Price", exact=True).click()
    page.locator("#modal[open]").get_by_role("button", name="Mark as lost").click()
    expect(card(page, "Kedai Teras Senja")).to_have_count(0)


def test_another_persons_move_shows_by_itself_while_one_types(
    page: Page, server: Server, browser: Browser, signed_in: dict[str, object]
) -> None:
    open_board(page, server)
    add_deal(page, "Rumah Makan Saiyo")
    other_context = browser.new_context(storage_state=signed_in, locale="en-GB")  # type: ignore[arg-type]
    other = other_context.new_page()
    open_board(other, server)
    other.keyboard.press("n")
    other.locator("#modal[open]").get_by_label("Company").fill("Half typed")
    card(page, "Rumah Makan Saiyo").locator("h3 a").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(column(other, "Qualifying").locator(".card", has_text="Rumah Makan Saiyo")).to_be_attached()
    expect(other.locator("#modal[open]").get_by_label("Company")).to_have_value("Half typed")
    other_context.close()


def test_several_picked_cards_move_as_one_and_are_undone_as_one(page: Page, server: Server) -> None:
    open_board(page, server)
    for company in ("Swalayan Rejeki", "Kantin Kampus"):
        add_deal(page, company)
        card(page, company).locator("h3 a").focus()
        page.keyboard.press("x")
    page.locator("#bulk-stage").select_option(label="Closing")
    move = page.locator("#bulk").get_by_role("button", name="Move")
    assert move.evaluate("one => getComputedStyle(one).backgroundColor") != "rgba(0, 0, 0, 0)"  # white words need it
    move.click()
    for company in ("Swalayan Rejeki", "Kantin Kampus"):
        expect(column(page, "Closing").locator(".card", has_text=company)).to_be_visible()
    expect(page.locator("alur-toast")).to_contain_text("2 deals moved to Closing")
    page.locator("alur-toast .toast__act").click()
    for company in ("Swalayan Rejeki", "Kantin Kampus"):
        expect(column(page, "Prospecting").locator(".card", has_text=company)).to_be_visible()


def test_yesterdays_board_is_marked_and_cannot_be_changed(page: Page, server: Server) -> None:
    page.goto(f"{server.base}/pipelines/")
    page.goto(f"{page.url.split('?')[0]}?as_of=2020-01-01")
    expect(page.locator(".pastbar")).to_contain_text("Read only")
    expect(page.locator("alur-board")).to_have_count(0)


def test_moves_made_faster_than_they_are_answered_all_arrive(page: Page, server: Server) -> None:
    open_board(page, server)
    companies = ("Teras Satu", "Teras Dua", "Teras Tiga")
    for company in companies:
        add_deal(page, company)
    for company in companies:
        card(page, company).locator("h3 a").focus()
        for key in ("Space", "ArrowRight", "ArrowRight", "ArrowRight", "Space"):
            page.keyboard.press(key)
    for company in companies:
        expect(column(page, "Building relationship").locator(".card", has_text=company)).to_be_visible()


def test_the_answer_to_a_move_leaves_the_focus_on_the_card_one_works_on_meanwhile(page: Page, server: Server) -> None:
    open_board(page, server)
    for company in ("Warung Pagi", "Warung Sore"):
        add_deal(page, company)
    held: list[Route] = []
    page.route("**/stage/", lambda route: held.append(route))
    card(page, "Warung Pagi").locator("h3 a").focus()
    with page.expect_request("**/stage/"):
        for key in ("Space", "ArrowRight", "Space"):
            page.keyboard.press(key)
    card(page, "Warung Sore").locator("h3 a").focus()
    held[0].continue_()
    expect(column(page, "Qualifying").locator(".card", has_text="Warung Pagi")).to_be_visible()
    page.wait_for_function("!document.querySelector('alur-board').following.loading")
    expect(card(page, "Warung Sore").locator("h3 a")).to_be_focused()
