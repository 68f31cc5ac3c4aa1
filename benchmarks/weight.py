"""What a phone loads to show the board the first time: compressed bytes of scripts, styles and the page."""

from __future__ import annotations

import gzip
import re

from benchmarks.serving import Client

MOST_ASSETS, MOST_HTML = 150_000, 60_000


def weigh(client: Client) -> tuple[int, int]:
    """(scripts and styles, page), each compressed."""
    page = client.get(client.board())
    waiting = set(re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', page))
    imports = dict(re.findall(r'"([^"]+)":"(/static/[^"]+)"', page))
    seen: set[str] = set()
    total = 0
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        text = client.get(path)
        total += len(gzip.compress(text.encode(), 6))
        if path.endswith(".js"):
            for name in re.findall(r'(?:from|import)\s*\(?"([^"]+)"', text):
                for short, target in imports.items():
                    if name == short:
                        waiting.add(target)
                    elif short.endswith("/") and name.startswith(short):
                        waiting.add(target + name.removeprefix(short))
                if name.startswith("."):
                    waiting.add(_beside(path, name))
    return total, len(gzip.compress(page.encode(), 6))


def _beside(path: str, name: str) -> str:
    parts = path.split("/")[:-1]
    for piece in name.split("/"):
        if piece == "..":
            parts.pop()
        elif piece != ".":
            parts.append(piece)
    return "/".join(parts)
