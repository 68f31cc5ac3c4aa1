"""What the first visitor of each page would wait for, loaded beside the first requests of a web server's process."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Thread

from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.urls import get_resolver

from alur.kernel.free_days import holiday_on


def warm_up_beside() -> None:
    """`warm_up` in a thread: nobody waits until all of it is done, on a slow machine some twenty seconds."""
    Thread(target=warm_up, name="warming", daemon=True).start()


def warm_up() -> None:
    """Load every route, every template (compiled once for all processes and starts) and the days off."""
    assert get_resolver().url_patterns
    screens = engines["jinja2"]
    assert isinstance(screens, Jinja2)
    for name in screens.env.list_templates(extensions=["html", "txt"]):
        screens.env.get_template(name)
    holiday_on(datetime.now(UTC).date())
