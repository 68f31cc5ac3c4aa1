"""What the days of a row say: when a deal began, came to its stage and ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from alur.exchange.mapping import FileMapping, State
from alur.exchange.operations.rows import check_not_to_come, header_of
from alur.kernel.dates import at_local
from alur.kernel.refusal import N_, Refusal

MORNING, AFTERNOON = time(9), time(17)
MOST_DAYS = 20_000


class Days:
    """Days of one file as instants, each looked up once. `at` is when the import began: nothing comes after it."""

    def __init__(self, mapping: FileMapping, at: datetime, zone: ZoneInfo) -> None:
        self.mapping, self.at, self.zone = mapping, at, zone
        self.today = at.astimezone(zone).date()
        self._known: dict[tuple[date, time], datetime] = {}

    def instants_of(self, values: Mapping[str, Any], state: State) -> dict[str, Any]:
        """When it began, came to its stage and ended: mornings and afternoons of the days in the workspace's zone."""
        check_not_to_come(values, ("created_on", "stage_entered_on"), self.today, self.mapping)
        entered: date | None = values.get("stage_entered_on") or values.get("created_on")
        begun: date | None = values.get("created_on") or entered
        closed: date | None = values.get("closed_on")
        further: dict[str, Any] = {}
        if state.outcome:
            check_not_to_come(values, ("closed_on",), self.today, self.mapping)
            begun, entered = begun or closed, entered or closed
            if closed and ((entered and closed < entered) or (begun and closed < begun)):
                raise Refusal(N_("It ended before it began."), field=header_of(self.mapping, "closed_on"))
        elif closed and "expected_close_on" not in values:
            further["expected_close_on"] = closed
        if begun and entered and entered < begun:
            raise Refusal(
                N_("It came to its stage before it began."), field=header_of(self.mapping, "stage_entered_on")
            )
        begun_at = self._instant(begun, MORNING)
        ended_at = max(self._instant(closed, AFTERNOON), begun_at) if state.outcome else None
        return {"begun_at": begun_at, "entered_at": self._instant(entered, MORNING), "ended_at": ended_at, **further}

    def _instant(self, day: date | None, clock: time) -> datetime:
        if day is None:
            return self.at
        if (day, clock) not in self._known:
            if len(self._known) >= MOST_DAYS:
                self._known.clear()
            self._known[day, clock] = min(at_local(day, clock, self.zone), self.at)
        return self._known[day, clock]
