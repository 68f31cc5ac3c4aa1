"""A PostgreSQL cluster of our own on loopback, kept between runs with its seeded databases."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

BIN = Path("/usr/lib/postgresql/15/bin")
DATABASES = ("bench_10000", "bench_200000", "bench_import", "drill")


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """Yields the address without a database name. As root the server runs as the user postgres."""
    if not (BIN / "initdb").exists():
        raise SystemExit("PostgreSQL 15 is needed: type  sudo apt install postgresql-15")
    data, sockets = folder / "data", folder / "run"
    is_new = not data.exists()
    folder.mkdir(parents=True, exist_ok=True)
    sockets.mkdir(exist_ok=True)
    if os.getuid() == 0:
        for path in (folder, sockets):
            _run("chown", "postgres", str(path), plain=True)
        for path in folder.parents:
            with suppress(OSError):
                path.chmod(path.stat().st_mode | 0o011)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    if is_new:
        _run(str(BIN / "initdb"), "-D", str(data), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {sockets} -c shared_buffers=512MB"
    _run(str(BIN / "pg_ctl"), "-w", "-D", str(data), "-l", str(folder / "log"), "-o", options, "start")
    try:
        for name in DATABASES:
            with suppress(subprocess.CalledProcessError):
                if name in ("bench_import", "drill"):
                    _psql(port, f"DROP DATABASE IF EXISTS {name}")
                _psql(port, f"CREATE DATABASE {name}")
        yield f"postgres://postgres@127.0.0.1:{port}"
    finally:
        _run(str(BIN / "pg_ctl"), "-D", str(data), "-m", "fast", "stop")


def _psql(port: int, statement: str) -> None:
    _run(str(BIN / "psql"), "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "-qc", statement)


def _run(*words: str, plain: bool = False) -> None:
    before = () if plain or os.getuid() != 0 else ("runuser", "-u", "postgres", "--")
    subprocess.run([*before, *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
