"""`alur serve` is one: when it is killed, nothing of it goes on; and a start loads what it needs, no more."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from alur.cli.serve import wait_for_port

ROOT = Path(__file__).parents[2]
PATIENCE_MS = 20_000


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ALUR_", "DJANGO_"))}
    return {
        **kept,
        "ALUR_DATA_DIR": str(tmp_path_factory.mktemp("var")),
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONUNBUFFERED": "1",
    }


@pytest.fixture
def server(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "alur", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert any(line.startswith("ready ") for line in process.stdout)
    yield process
    process.kill()
    process.wait()


@pytest.mark.slow
@pytest.mark.parametrize("killed", ["the supervisor", "the web server"])
def test_nothing_of_it_outlives_a_kill(server: subprocess.Popen[str], killed: str) -> None:
    family = below(server.pid)
    assert len(family) == 4, "the web server, its two workers, the background worker"
    web = next(pid for pid in family if below(pid))
    handles = [os.pidfd_open(pid) for pid in family]
    os.kill(server.pid if killed == "the supervisor" else web, signal.SIGKILL)
    for handle in handles:
        assert select.select([handle], [], [], PATIENCE_MS / 1000)[0], "it runs on"
        os.close(handle)


def test_a_port_that_is_taken_is_told_before_anything_starts() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(click.ClickException, match=f"Port {port} is in use.*PORT={port + 1}"):
            wait_for_port("127.0.0.1", port, patience=0)
    wait_for_port("127.0.0.1", port, patience=0)


def below(pid: int) -> list[int]:
    """The processes that this one began, and theirs."""
    children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return [one for child in children for one in (child, *below(child))]


def test_a_start_does_not_load_what_few_pages_need(environment: dict[str, str]) -> None:
    few = ["lokal", "croniter", "xlsxwriter"]
    look = f"import sys, alur.project.wsgi; print([name for name in {few} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", look], env=environment, capture_output=True, text=True)
    assert ran.stdout == "[]\n"


def test_a_web_server_loads_pages_and_days_off_before_someone_asks(environment: dict[str, str]) -> None:
    look = (
        "import sys, alur.project.wsgi; from alur.project.warming import warm_up; warm_up();"
        "from django.template import engines; names = {name for _, name in engines['jinja2'].env.cache.keys()};"
        "print('today/today.html' in names, 'alur.web.deals.adding' in sys.modules, 'holidays' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", look], env=environment, capture_output=True, text=True)
    assert ran.stdout == "True True True\n", ran.stderr
    compiled = Path(environment["ALUR_DATA_DIR"], "templates")
    assert len(list(compiled.iterdir())) > 300, "the next process need not compile them"
