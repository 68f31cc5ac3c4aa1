"""What the cells of a list say in a file: words, figures and days, one to a cell, where a screen draws several in one.

A figure stays a figure (money in whole units of the workspace's currency), a day a day, so that a spreadsheet can
reckon with them; everything else is text in the language of the file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from alur.conversations.models import ActivityKind
from alur.kernel.currency import digits_of
from alur.kernel.money import weighted
from alur.kernel.quantity import quantity_to_decimal
from alur.kernel.refusal import N_
from alur.pipeline.models import Status, Temperature
from alur.reporting.listing.columns import Column
from alur.reporting.listing.names import Names
from alur.reporting.listing.people import Phones
from alur.reporting.listing.reading import Row
from alur.tenancy.models import Workspace

Cell = str | int | Decimal | date | datetime | None
"""An instant stands without its zone, on the clock of the workspace: spreadsheets know no zones."""
Write = Callable[[Any], Sequence[Cell]]

MONEY = N_("Value")
FURTHER: dict[str, tuple[str, ...]] = {
    "deal": (N_("Company"), ""),
    "organization": ("", N_("Industry")),
    "person": ("", N_("Company")),
    "product": ("", N_("SKU")),
    "activity": ("", N_("Kind")),
    "next_step": ("", N_("Due")),
    "price": ("", N_("Unit")),
    "deals": ("", MONEY),
    "contact": ("", N_("Kind")),
    "in_pipeline": ("", N_("Deals")),
    "about": (N_("Deal"), N_("Company"), N_("Person")),
}
"""What the cells of a column are called that stands in several; "" is the column's own title."""
_MONEY = frozenset({"money", "weighted", "won", "pipeline_value", "price", "own_money"})


class PlainCells:
    """Writes the cells of these columns, in the language that is active."""

    def __init__(self, workspace: Workspace, names: Names, columns: Sequence[Column]) -> None:
        self.workspace, self.names, self.columns = workspace, names, columns
        self.zone: ZoneInfo = workspace.zone
        self.persons: Mapping[int, str] = {}
        self._digits = digits_of(workspace.currency)
        self._kinds = {kind.value: str(kind.label) for kind in ActivityKind}
        self._statuses = {status.value: str(status.label) for status in Status}
        self._temperatures = {one.value: str(one.label) for one in Temperature}
        self._writers = [(column.name, self._writer(column), self._places(column)) for column in columns]

    def headings(self) -> list[str]:
        found = []
        for column in self.columns:
            title = column.own.name_in(self.names.language) if column.own is not None else _(column.title)
            told = FURTHER.get(column.shows, ("",))
            for place in self._places(column):
                words = _(told[place]) if told[place] else title
                is_money = column.shows in _MONEY if not told[place] else told[place] == MONEY
                found.append(f"{words} ({self.workspace.currency})" if is_money else words)
        return found

    def cells(self, row: Row) -> list[Cell]:
        found: list[Cell] = []
        for name, write, places in self._writers:
            value = row[name]
            if value is None:
                found.extend([None] * len(places))
                continue
            cells = write(value)
            found.extend(cells if len(cells) == len(places) else [cells[place] for place in places])
        return found

    def _places(self, column: Column) -> Sequence[int]:
        """Which of its cells a column writes: not those that another column has under the same name."""
        told = FURTHER.get(column.shows, ("",))
        others = {one.title for one in self.columns if one.own is None and one is not column}
        return [place for place, title in enumerate(told) if not title or title not in others]

    def _writer(self, column: Column) -> Write:
        if column.own is not None and column.shows == "own_choice":
            key = "name_id" if self.names.language.startswith("id") else "name_en"
            titles = {one["key"]: one[key] for one in column.own.choices}
            return lambda value: (titles.get(value, ""),)
        found: Write = getattr(self, f"_{column.shows}")
        return found

    def _clock(self, value: datetime | None) -> datetime | None:
        return value.astimezone(self.zone).replace(tzinfo=None, microsecond=0) if value is not None else None

    def _whole(self, amount: int) -> int | Decimal:
        return Decimal(amount).scaleb(-self._digits) if self._digits else amount

    # What stands in several cells, in the order of FURTHER.

    def _deal(self, value: Sequence[Cell]) -> Sequence[Cell]:
        return value

    _organization = _person = _product = _deal

    def _activity(self, value: Any) -> Sequence[Cell]:
        kind, title, body, *_about = value
        return title or body, self._kinds.get(kind, kind)

    def _next_step(self, value: Any) -> Sequence[Cell]:
        kind, title, due, status = value
        if due is None or status not in (Status.OPEN, Status.POSTPONED):
            return None, None
        return title or self._kinds.get(kind, kind), self._clock(due)

    def _price(self, value: Any) -> Sequence[Cell]:
        return self._whole(value[0]), value[1]

    def _deals(self, value: Any) -> Sequence[Cell]:
        return value[0], self._whole(value[1])

    def _contact(self, value: Any) -> Sequence[Cell]:
        return self._clock(value[1]), self._kinds.get(value[0], value[0])

    def _in_pipeline(self, value: Any) -> Sequence[Cell]:
        return Decimal(quantity_to_decimal(value[1])), value[0]

    def _about(self, value: Any) -> Sequence[Cell]:
        return value[1], value[3], value[5]

    # Figures.

    def _money(self, value: Any) -> Sequence[Cell]:
        return (self._whole(value),)

    _won = _own_money = _money

    def _weighted(self, value: Any) -> Sequence[Cell]:
        amount, probability, status = value
        return (self._whole(weighted(amount, probability)) if status == Status.OPEN else "",)

    def _pipeline_value(self, value: Any) -> Sequence[Cell]:
        return (self._whole(value[2]),)

    def _sold(self, value: Any) -> Sequence[Cell]:
        return (Decimal(quantity_to_decimal(sum(value))),)

    def _percent(self, value: Any) -> Sequence[Cell]:
        return (value,)

    _number = _percent

    def _own_number(self, value: Any) -> Sequence[Cell]:
        return (Decimal(value),)

    # Days.

    def _day(self, value: Any) -> Sequence[Cell]:
        return (value,)

    def _own_date(self, value: Any) -> Sequence[Cell]:
        return (date.fromisoformat(value),)

    def _moment(self, value: Any) -> Sequence[Cell]:
        return (self._clock(value),)

    def _due(self, value: Any) -> Sequence[Cell]:
        due, is_timed, _done = value
        clock = self._clock(due)
        return (clock.date() if clock is not None and not is_timed else clock,)

    def _days(self, value: Any) -> Sequence[Cell]:
        """Since when, for the days go on."""
        return (self._clock(value),)

    # Names and words.

    def _stage(self, value: Any) -> Sequence[Cell]:
        stage = self.names.stages.get(value)
        return (stage.name_in(self.names.language) if stage else "",)

    def _tracks(self, value: Any) -> Sequence[Cell]:
        stages = [
            self.names.stages[one]
            for one, state in value.states.items()
            if state == "active" and one in self.names.stages
        ]
        return (
            ", ".join(stage.name_in(self.names.language) for stage in sorted(stages, key=lambda one: one.position)),
        )

    def _temperature(self, value: Any) -> Sequence[Cell]:
        return (self._temperatures.get(value, value),)

    def _status(self, value: Any) -> Sequence[Cell]:
        return (self._statuses.get(value, value),)

    def _activity_kind(self, value: Any) -> Sequence[Cell]:
        return (self._kinds.get(value, value),)

    def _member(self, value: Any) -> Sequence[Cell]:
        return (self.names.members.get(value, ""),)

    def _own_member(self, value: Any) -> Sequence[Cell]:
        return (self.names.members.get(int(value), ""),)

    def _own_person(self, value: Any) -> Sequence[Cell]:
        return (self.persons.get(int(value), ""),)

    def _company(self, value: Any) -> Sequence[Cell]:
        return (value[1],)

    def _pipeline(self, value: Any) -> Sequence[Cell]:
        return (self.names.pipelines.get(value, ""),)

    def _source(self, value: Any) -> Sequence[Cell]:
        return (self.names.sources.get(value, ""),)

    def _campaign(self, value: Any) -> Sequence[Cell]:
        return (self.names.campaigns.get(value, ""),)

    def _reason(self, value: Any) -> Sequence[Cell]:
        return (self.names.reasons.get(value[0] or 0, value[1]),)

    def _family(self, value: Any) -> Sequence[Cell]:
        return (self.names.families.get(value, ("", 0))[0],)

    def _text(self, value: Any) -> Sequence[Cell]:
        return (value,)

    _region = _own_text = _text

    def _words(self, value: Any) -> Sequence[Cell]:
        return (", ".join(value),)

    _emails = _words

    def _phones(self, value: Phones) -> Sequence[Cell]:
        return (", ".join(value.numbers),)

    def _yes_no(self, value: Any) -> Sequence[Cell]:
        return (_("Yes") if value else _("No"),)

    _own_yes_no = _yes_no
