"""The wheel stands on its own: installed in a clean environment, outside the checkout, it serves a styled page."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import urllib.request
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_the_wheel_gives_a_command_that_serves_pages_outside_the_checkout(tmp_path: Path) -> None:
    subprocess.run(["make", "-s", "dist"], cwd=ROOT, check=True, capture_output=True)
    wheel = next((ROOT / "dist").glob("*.whl"))
    venv.create(tmp_path / "env", with_pip=True)
    alur = tmp_path / "env" / "bin" / "alur"
    pip: list[str | Path] = [tmp_path / "env" / "bin" / "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, "-r", ROOT / "requirements" / "base.txt"], cwd=tmp_path, check=True, capture_output=True)
    subprocess.run([*pip, "--no-deps", wheel], cwd=tmp_path, check=True, capture_output=True)
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("ALUR_", "DJANGO_", "PYTHON"))
    }
    environment |= {"ALUR_DATA_DIR": str(tmp_path / "var"), "PYTHONUNBUFFERED": "1"}
    assert "workspace" in subprocess.run([alur, "--help"], check=True, capture_output=True, text=True).stdout
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [alur, "serve", "--port", str(port)], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        base = next(line.split()[1] for line in server.stdout if line.startswith("ready "))
        page = read(f"{base}/sign-in/", language="id")
        style = re.search(r'href="(/static/[^"]+\.css)"', page)
        assert style is not None
        assert ".card" in read(base + style[1])
        assert 'lang="id"' in page
        assert "Masuk" in page
    finally:
        server.terminate()
        server.wait()


def read(address: str, *, language: str = "en") -> str:
    request = urllib.request.Request(address, headers={"Accept-Language": language})
    with urllib.request.urlopen(request, timeout=30) as answer:
        text: str = answer.read().decode()
    return text
