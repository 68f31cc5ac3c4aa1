"""A real browser against a real server process on a database of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("ALUR_CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
expect.set_options(timeout=15_000)  # a loaded machine is slow, not wrong
EMAIL, PASSWORD = "wati@arunika.example", "kopi-tubruk-manis"


@dataclass(frozen=True)
class Server:
    """`base` is its address, `first_link` what it printed for the first owner, `data` its folder."""

    base: str
    first_link: str
    environment: dict[str, str]

    def alur(self, *words: str, typed: str = "") -> str:
        """Run a command of Alur beside the server; its output."""
        done = subprocess.run(
            [sys.executable, "-m", "alur", *words],
            env=self.environment,
            input=typed,
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        )
        return done.stdout


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`alur serve` on a free port, with an empty database."""
    import socket

    data = tmp_path_factory.mktemp("var")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("ALUR_", "DJANGO_"))},
        "ALUR_DATA_DIR": str(data),
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONUNBUFFERED": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "alur", "serve", "--port", str(port)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    link, printed = "", []
    for line in process.stdout:
        printed.append(line)
        if found := re.search(r"http\S+/welcome/\S+", line):
            link = found[0]
        if line.startswith("ready "):
            break
    else:
        raise RuntimeError("alur serve ended:\n" + "".join(printed))
    yield Server(f"http://127.0.0.1:{port}", link, environment)
    process.terminate()
    process.wait(20)
    process.stdout.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def signed_in(server: Server, browser: Browser) -> dict[str, Any]:
    """The first owner comes in by the printed link; the state of that session, to be used by every page."""
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(server.first_link)
    page.get_by_label("Company").fill("Arunika Niaga")
    page.get_by_label("Your name").fill("Wati Kusuma")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/start/")
    state: dict[str, Any] = dict(context.storage_state())
    context.close()
    return state


@pytest.fixture
def context(browser: Browser, signed_in: dict[str, Any]) -> Iterator[BrowserContext]:
    made = browser.new_context(
        storage_state=signed_in,  # type: ignore[arg-type]
        locale="en-GB",
        viewport={"width": 1440, "height": 900},
    )
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page whose script errors fail the test."""
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    assert errors == []


@pytest.fixture
def phone(browser: Browser, signed_in: dict[str, Any]) -> Iterator[Page]:
    """A page on a phone that is touched."""
    made = browser.new_context(
        storage_state=signed_in,  # type: ignore[arg-type]
        locale="en-GB",
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
    )
    page = made.new_page()
    page.set_default_timeout(20_000)
    yield page
    made.close()
