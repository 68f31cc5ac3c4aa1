from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from alur.accounts.operations.signing_in import forget_failures, forget_sessions
from alur.events.scheduling import scheduled_once


@scheduled_once("sign_in.forget", "20 19 * * *")
def forget_sign_ins(at: datetime) -> Iterator[None]:
    while forget_sessions(at=at) or forget_failures(at=at):
        yield
