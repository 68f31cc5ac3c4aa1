from __future__ import annotations

import signal
import threading
from datetime import UTC, datetime
from types import FrameType

import click

from alur.cli import set_up

PAUSE_SECONDS = 1.0


@click.command()
def command() -> None:
    """The background worker alone: hands on committed events, runs what waits (imports, hand-overs) or comes round."""
    set_up()
    stop = threading.Event()

    def ask_to_stop(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    run(stop)


def run(stop: threading.Event) -> None:
    """Do what is due until told to stop; a database that is away for a moment is tried again."""
    import structlog
    from django.db import DatabaseError, close_old_connections

    from alur.automation.operations.bulk.running import run_bulk_changes
    from alur.automation.operations.working import work as hand_over
    from alur.events.relaying import relay_all
    from alur.events.scheduling import Schedule
    from alur.exchange.operations.background import Background
    from alur.fields.operations.retyping import work as retype
    from alur.pipeline.operations.rebuilding import follow_changes

    log, schedule, background = structlog.get_logger(), Schedule(), Background()
    while not stop.is_set():
        done = 0
        try:
            done = relay_all(at=datetime.now(UTC)) + follow_changes()
            done += schedule.work(at=datetime.now(UTC), is_stopped=stop.is_set)
            done += background.work(is_stopped=stop.is_set)
            done += hand_over(at=datetime.now(UTC)) + retype()
            done += run_bulk_changes(is_stopped=stop.is_set)
        except DatabaseError as error:
            log.warning("worker waits for the database", error=repr(error))
            close_old_connections()
        if not done:
            stop.wait(PAUSE_SECONDS)
    schedule.close()
    background.close()
