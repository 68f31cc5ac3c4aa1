from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from alur.events.scheduling import scheduled
from alur.rescue.operations.learning import learn
from alur.rescue.operations.rolling import roll
from alur.tenancy.models import Workspace


@scheduled("rescue.learn", "40 1 * * *")
def learn_limits(workspace: Workspace, at: datetime) -> Iterator[None]:
    """What was won says how long silence may last; the nightly pass also makes up for whatever was missed."""
    yield from learn(workspace.id, at=at)


@scheduled("rescue.roll", "10 6 * * *")
def roll_ownership(workspace: Workspace, at: datetime) -> Iterator[None]:
    """Before the morning's mail, which tells of it."""
    yield from roll(workspace.id, at=at)
