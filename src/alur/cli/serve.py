from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import click

from alur.cli import set_up
from alur.project.parent import end_with_parent

READY_SECONDS = 60
STOP_SECONDS = 15
LOOK_SECONDS = 0.1
PORT_SECONDS = 5.0


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="Web server processes.")
@click.option("--no-worker", is_flag=True, help="Without the background worker.")
def command(host: str, port: int, workers: int, no_worker: bool) -> None:
    """The web server and the background worker; migrates a new database first."""
    set_up()
    wait_for_port(host, port, patience=PORT_SECONDS)
    _prepare()
    children = [_web(host, port, workers)]
    if not no_worker:
        children.append(_start("-m", "alur", "worker"))
    sys.exit(_supervise(children, f"http://{_shown(host)}:{port}"))


def wait_for_port(host: str, port: int, *, patience: float) -> None:
    """Raises ClickException where something else listens there, and goes on doing so for `patience` seconds.

    The web server shares its port with others: two Alurs on one would answer by turns, each from its own database.
    """
    deadline = time.monotonic() + patience
    while True:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                if error.errno == errno.EADDRINUSE and time.monotonic() >= deadline:
                    raise click.ClickException(
                        f"Port {port} is in use: is Alur running already? "
                        f"To run on another: make run PORT={port + 1}, or alur serve --port {port + 1}"
                    ) from None
                if error.errno != errno.EADDRINUSE:
                    return  # the web server says what is wrong
            else:
                return
        time.sleep(LOOK_SECONDS)


def _prepare() -> None:
    from django.conf import settings
    from django.core.management import call_command

    from alur.cli.migrate import is_new, migrate, pending

    if is_new():
        migrate()
    elif lacking := pending():
        raise click.ClickException(f"The database lacks {lacking} migrations: run `alur migrate` first.")
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists() or _newest(settings.PACKAGE / "web/static") > manifest.stat().st_mtime:
        call_command("collectstatic", interactive=False, verbosity=0)


def _newest(folder: Path) -> float:
    """When a file of a folder last changed: in a checkout, styles and scripts change between two starts."""
    return max((path.stat().st_mtime for path in folder.rglob("*") if path.is_file()), default=0.0)


def _web(host: str, port: int, workers: int) -> subprocess.Popen[bytes]:
    from granian.cli import cli  # noqa: F401  (fails here, with its name, rather than in a child)

    options = (
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        str(workers),
        "--backpressure",
        "16",
    )
    return _start(
        "-m", "granian", *options, "--log-level", "error", "--respawn-failed-workers", "alur.project.wsgi:application"
    )


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches the supervisor alone, which stops its children in order.
    return subprocess.Popen([sys.executable, *arguments], start_new_session=True, preexec_fn=end_with_parent)  # noqa: S603


def _supervise(children: list[subprocess.Popen[bytes]], address: str) -> int:
    """Runs until told to stop, or until a child ends by itself: then nothing half-running is left behind."""
    told: list[int] = []

    def ask_to_stop(number: int, frame: FrameType | None) -> None:
        told.append(number)

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    is_ready, deadline = False, time.monotonic() + READY_SECONDS
    while not told and all(child.poll() is None for child in children):
        if not is_ready and _answers(address):
            is_ready = True
            _greet(address)
        elif not is_ready and time.monotonic() > deadline:
            click.echo("The web server did not answer within a minute.", err=True)
            break
        time.sleep(LOOK_SECONDS)
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
    if told:
        return 0
    click.echo("A process of Alur ended by itself; the others were stopped.", err=True)
    return 1


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _greet(address: str) -> None:
    from alur.accounts.operations.creating import owner_link

    link = owner_link(os.environ.get("ALUR_BASE_URL") or address, at=datetime.now(UTC))
    if link is not None:
        click.echo(f"No one has an account yet. Make the first owner (good once, for 30 minutes): {link}")
    click.echo(f"ready {address}")
    sys.stdout.flush()


def _shown(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host  # noqa: S104
