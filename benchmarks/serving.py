"""A server with seeded data to measure, and a client that is signed in."""

from __future__ import annotations

import gzip
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EMAIL, PASSWORD = "bench@alur.example", "a-long-bench-password"


class Place:
    """A data folder (and a database) with so many deals, seeded once and kept for the next run."""

    def __init__(self, folder: Path, database_url: str | None) -> None:
        self.folder = folder
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("ALUR_", "DJANGO_"))},
            "ALUR_DATA_DIR": str(folder),
            "PYTHONPATH": str(ROOT / "src"),
            **({"ALUR_DATABASE_URL": database_url} if database_url else {}),
        }

    def alur(self, *words: str, typed: str = "") -> str:
        return subprocess.run(
            [sys.executable, "-m", "alur", *words], env=self.environment, input=typed, capture_output=True,
            text=True, check=True, cwd=ROOT,
        ).stdout  # fmt: skip

    def fill(self, deals: int) -> None:
        mark = self.folder / f"seeded-{deals}"
        if mark.exists():
            self.alur("migrate")
            self.alur("search", "rebuild")  # nothing to do, but for data from before there was search
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        self.alur("migrate")
        self.alur("workspace", "add", "Bench")
        self.alur("user", "add", EMAIL, "--name", "Bench", "--role", "owner", "--password-stdin", typed=f"{PASSWORD}\n")
        began = time.perf_counter()
        self.alur("bench", "seed", "--deals", str(deals))
        print(f"  seeded {deals:,} deals in {time.perf_counter() - began:.0f} s", flush=True)
        mark.touch()

    def free_port(self) -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        return port

    @contextmanager
    def served(self) -> Iterator[Client]:
        """Two web workers, no background worker, one client."""
        port = self.free_port()
        process = subprocess.Popen(
            [sys.executable, "-m", "alur", "serve", "--port", str(port), "--workers", "2", "--no-worker"],
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT,
        )  # fmt: skip
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if line.startswith("ready "):
                    break
            yield Client(port, process.pid)
        finally:
            process.terminate()
            process.wait()


class Client:
    """One kept connection, the cookies of a session, and how long the last answer took."""

    def __init__(self, port: int, server: int = 0) -> None:
        self.server = server
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.took = 0.0
        self.location = ""
        self._sign_in()

    def get(self, path: str) -> str:
        return self._ask("GET", path, None, {})

    def post(self, path: str, fields: Mapping[str, str], *, headers: Mapping[str, str] | None = None) -> str:
        body = urllib.parse.urlencode(fields)
        token = self.cookies.get("csrftoken", "")
        return self._ask(
            "POST", path, body,
            {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": token, **(headers or {})},
        )  # fmt: skip

    def json(self, method: str, path: str, body: object, token: str) -> str:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        return self._ask(method, path, json.dumps(body), headers)

    def _ask(self, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> str:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Cookie": cookies, "Accept-Encoding": "gzip", **headers}
        began = time.perf_counter()
        self.connection.request(method, path, body, sent)
        answer = self.connection.getresponse()
        content = answer.read()
        self.took = (time.perf_counter() - began) * 1000
        self.location = answer.headers.get("Location") or ""
        self._keep_cookies(answer)
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:300]!r}")
        if answer.headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        return content.decode()

    def _keep_cookies(self, answer: HTTPResponse) -> None:
        for header in answer.headers.get_all("Set-Cookie") or []:
            found = re.match(r"([^=]+)=([^;]*)", header)
            if found:
                self.cookies[found[1]] = found[2]

    def spent(self) -> float:
        """Milliseconds that the server and its children have worked: a busy machine changes them less."""
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it has just ended
            if self.server in _ancestors(int(stat.parent.name)):
                ticks += int(fields[11]) + int(fields[12])
        return ticks * 1000 / os.sysconf("SC_CLK_TCK")

    def board(self) -> str:
        """The path of the first pipeline."""
        self.get("/pipelines/")
        return self.location

    def _sign_in(self) -> None:
        page = self.get("/sign-in/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token is not None
        fields = {"csrfmiddlewaretoken": token[1], "email": EMAIL, "password": PASSWORD}
        self.post("/sign-in/", fields, headers={"Referer": "http://127.0.0.1/sign-in/"})


def _ancestors(process: int) -> list[int]:
    """The process and those above it."""
    found = []
    while process > 1:
        found.append(process)
        try:
            process = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            break
    return found
