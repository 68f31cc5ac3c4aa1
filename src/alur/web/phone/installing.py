"""What makes the app one that can be put on a phone's home screen, and read without a connection."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from alur import __version__

STATIC = Path(__file__).resolve().parent.parent / "static"
GROUND, INK = "#f2f5f5", "#0b6b70"
SHARED = ["image/*", "text/vcard", "text/x-vcard", ".vcf", "application/pdf"]


@require_safe
@cache_control(max_age=3600)
def manifest(request: Any) -> HttpResponse:
    """Name, icons, and what other apps may share with this one."""
    answer = {
        "id": "/",
        "name": "Alur",
        "short_name": "Alur",
        "description": _("Sales pipeline and loyalty"),
        "lang": request.LANGUAGE_CODE,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": GROUND,
        "theme_color": INK,
        "icons": [
            _icon("icon-192.png", 192),
            _icon("icon-512.png", 512),
            {**_icon("maskable-512.png", 512), "purpose": "maskable"},
        ],
        "shortcuts": [
            {"name": _("New deal"), "url": "/deals/new/", "icons": [_icon("icon-192.png", 192)]},
            {"name": _("Pipeline"), "url": "/pipelines/", "icons": [_icon("icon-192.png", 192)]},
            {"name": _("Search"), "url": "/search/", "icons": [_icon("icon-192.png", 192)]},
        ],
        "share_target": {
            "action": "/share/",
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {
                "title": "title",
                "text": "text",
                "url": "url",
                "files": [
                    {"name": "files", "accept": ["image/*", "text/vcard", "text/x-vcard", ".vcf", "application/pdf"]}
                ],
            },
        },
    }
    return JsonResponse(answer, content_type="application/manifest+json")


def _icon(name: str, size: int) -> dict[str, str]:
    return {"src": static(f"icons/{name}"), "sizes": f"{size}x{size}", "type": "image/png"}


@require_safe
@never_cache
def service_worker(request: Any) -> HttpResponse:
    """The script that keeps pages; at the root, since it may look after no more than its own folder."""
    script = (STATIC / "js/offline/worker.js").read_text(encoding="utf-8")
    head = f"const VERSION = {json.dumps(_version())};\nconst SHELL = {json.dumps(_shell())};\n"
    return HttpResponse(head + script, content_type="text/javascript")


@require_safe
@cache_control(max_age=0)
def offline(request: Any) -> HttpResponse:
    """What shows when a page that was never kept is asked for without a connection. It says nothing of anyone."""
    context = {"language": request.LANGUAGE_CODE, "theme": "", "csp_nonce": request.csp_nonce}
    return render(request, "phone/offline.html", context)


@cache
def _version() -> str:
    """Another one for every other set of files."""
    kept = Path(settings.STATIC_ROOT) / "staticfiles.json"
    told = kept.read_bytes() if kept.exists() else __version__.encode()
    return hashlib.sha256(told).hexdigest()[:12]


@cache
def _shell() -> list[str]:
    """What every page needs, and the page that stands in for those that were not kept."""
    scripts = sorted(path.relative_to(STATIC).as_posix() for path in (STATIC / "js").rglob("*.js"))
    files = ["build/alur.css", "icons.svg", "favicon.svg", "vendor/htmx.min.js", *scripts]
    # Modules name each other without the mark of their content; pages name the rest with it.
    plain = [f"{settings.STATIC_URL}{name}" for name in scripts if "offline/worker" not in name]
    return ["/offline/", *dict.fromkeys([*plain, *(static(name) for name in files if "offline/" not in name)])]
