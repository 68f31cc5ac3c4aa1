"""That a company or a person is not to be contacted, as the API says it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Annotated, TypeVar

from pydantic import StringConstraints
from typing_extensions import TypedDict

from alur.api.shell.answering import InstantOut, instant
from alur.api.shell.reading import Body, Line
from alur.api.shell.requests import ApiRequest
from alur.people.models import Organization, Person
from alur.people.operations.barring import LONGEST, bar, lift

R = TypeVar("R", Organization, Person)


class BarOut(TypedDict):
    since: InstantOut
    reason: str


class BarIn(Body):
    """`null` lets them be contacted again. What GET gives can be sent back; `since` is not changed by it."""

    reason: Annotated[Line, StringConstraints(min_length=1, max_length=LONGEST, pattern=r"\S")]
    since: str | None = None


def bar_shown(since: datetime | None, why: str) -> BarOut | None:
    return None if since is None else {"since": instant(since), "reason": why}


def apply_bar(request: ApiRequest, row: R, wanted: Collection[BarIn | None]) -> R:
    """Bar or lift as it was asked for, and the row as it is then; nothing asked for leaves it as it is."""
    for one in wanted:
        if one is not None:
            bar(row, why=one.reason, by=request.member, at=request.now)
        elif row.do_not_contact_since is not None:
            lift(row, by=request.member, at=request.now)
        row.refresh_from_db()
    return row
