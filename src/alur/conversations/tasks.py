from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from alur.conversations.operations.returning import ask_again, bring_back
from alur.events.scheduling import scheduled
from alur.tenancy.models import Workspace


@scheduled("deals.return", "5 * * * *")
def bring_postponed_back(workspace: Workspace, at: datetime) -> Iterator[None]:
    for _deal in bring_back(workspace, at=at):
        yield


@scheduled("deals.ask_again", "10 * * * *")
def remind_to_ask_again(workspace: Workspace, at: datetime) -> Iterator[None]:
    for _deal in ask_again(workspace, at=at):
        yield
