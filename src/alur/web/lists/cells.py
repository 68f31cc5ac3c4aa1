"""The rows of a list, written before their template: fifty of a dozen cells are six hundred, and most are alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from alur.kernel.money import NBSP, number_text, weighted
from alur.kernel.phones import format_phone
from alur.pipeline.models import Status
from alur.reporting.listing.columns import Column
from alur.reporting.listing.names import Names
from alur.reporting.listing.people import Phones
from alur.reporting.listing.reading import Row
from alur.web.activities.kinds import GLYPHS
from alur.web.lists.deal_cells import DealCells, Html, esc, next_shown
from alur.web.shell.environment import avatar, icon
from alur.web.shell.formats import Formats

PLACES: dict[str, dict[str, str]] = {
    "deal": {
        "title": "who", "stage": "a", "tracks": "b", "temperature": "side", "value": "val", "probability": "c",
        "expected_close": "d", "next_step": "next", "owner": "end",
    },
    "organization": {
        "name": "who", "open_deals": "val", "region": "a", "last_contact": "next", "spend": "d", "owner": "end",
    },
    "person": {"name": "who", "last_contact": "side", "job_title": "a", "phone": "next", "owner": "end"},
    "activity": {"title": "who", "due": "val", "done_at": "side", "about": "next", "outcome": "a", "owner": "end"},
    "product": {
        "name": "who", "price": "val", "family": "side", "in_pipeline": "a", "pipeline_value": "d", "active": "end",
    },
}  # fmt: skip
"""Where a cell stands when its row becomes a card on a phone; one without a place is for wide screens."""
Draw = Callable[[Any, Row], Html]


class Cells(DealCells):
    """Draws the rows of one page. `persons` are the names of those that own fields of its rows name."""

    def __init__(
        self,
        f: Formats,
        names: Names,
        columns: Sequence[Column],
        kind: str,
        *,
        can_edit: bool,
        can_pick: bool,
        persons: Mapping[int, str],
    ) -> None:
        super().__init__(f, names)
        self.columns, self.kind, self.persons = columns, kind, persons
        self.can_edit, self.can_pick = can_edit, can_pick
        self._pick, self._won_word = esc(_("Pick %(name)s")), esc(_("Won"))
        never = next_shown("none", "none", _("Never talked to"))
        self._missing = {
            column.name: never for column in columns if column.shows == "contact" and kind == "organization"
        }
        self._drawn = [(self._opening(column), column.name, self._drawer(column)) for column in columns]

    def rows(self, rows: Sequence[Row]) -> list[Markup]:
        return [Markup(self._row(row)) for row in rows]  # noqa: S704  (what people wrote went through esc)

    def _row(self, row: Row) -> Html:
        row_id = row["id"]
        parts = [f'<tr role="row" id="r{row_id}" data-row="{row_id}">']
        if self.can_pick:
            label = self._pick % {"name": esc(self._title(row))}
            parts.append(
                f'<td role="cell" data-at="pick"><input type="checkbox" class="check" name="pick" value="{row_id}" '
                f'form="bulk" data-do="x" aria-label="{label}"></td>'
            )
        for opening, name, draw in self._drawn:
            value = row[name]
            shown = draw(value, row) if value is not None else self._missing.get(name, "")
            parts.append(f"{opening}{shown}</td>")
        parts.append("</tr>\n")
        return "".join(parts)

    def _title(self, row: Row) -> str:
        """What a row is called for those who hear it."""
        value = row[self.columns[0].name]
        if self.kind == "deal":
            return " ".join(filter(None, value))
        if self.kind != "activity":
            return str(value[0])
        about = row["about"] if any(column.name == "about" for column in self.columns) else ()
        return ", ".join(filter(None, (value[1] or self._kinds.get(value[0], ""), *about[1::2])))

    def _opening(self, column: Column) -> Html:
        place = PLACES[self.kind].get(column.name)
        at = f' data-at="{place}"' if place else ""
        edits = f' data-cell="{column.name}"' if self.can_edit and column.edits else ""
        return f'<td role="cell"{at}{edits}{" class=r" if column.is_end else ""}>'

    def _drawer(self, column: Column) -> Draw:
        if column.own is not None and column.shows == "own_choice":
            name = "name_id" if self.f.language == "id" else "name_en"
            titles = {one["key"]: esc(one[name]) for one in column.own.choices}
            return lambda value, row: titles.get(value, "")
        if column.own is not None and column.own.unit:
            unit = f"{NBSP}{esc(column.own.unit)}"
            return lambda value, row: self._own_number(value, row) + unit
        found: Draw = getattr(self, f"_{column.shows}")
        return found

    # What leads to the record.

    def _deal(self, value: tuple[str | None, str], row: Row) -> Html:
        company, title = value
        first, second = (company, title) if company else (title, "")
        return _who(f"/deals/{row['id']}/", avatar(first, "", True), first, second)

    def _organization(self, value: tuple[str, str], row: Row) -> Html:
        return _who(f"/organizations/{row['id']}/", avatar(value[0], "", True), value[0], value[1])

    def _person(self, value: tuple[str, str | None], row: Row) -> Html:
        return _who(f"/persons/{row['id']}/", avatar(value[0]), value[0], value[1] or "", is_phone=True)

    def _product(self, value: tuple[str, str], row: Row) -> Html:
        return _who(f"/products/{row['id']}/", "", value[0], value[1])

    def _activity(self, value: tuple[Any, ...], row: Row) -> Html:
        kind, title, body, *about = value
        place = next((f"/{path}/{one}/" for path, one in zip(_ABOUT, about, strict=True) if one), "/activities/")
        word = self._kinds.get(kind, kind)
        return _who(place, icon(GLYPHS.get(kind, "note")), word, "" if title == word else title or body[:80])

    # Money and figures.

    def _money(self, value: int, row: Row) -> Html:
        plain, compact = self.f.plain_money(value), self.f.compact(value)
        return f'<span class="not-phone">{plain}</span><span class="only-phone">{compact}</span>'

    def _weighted(self, value: tuple[int, int, str], row: Row) -> Html:
        amount, probability, status = value
        if status != Status.OPEN:
            return ""
        return f'<span class="sec">{self.f.compact(weighted(amount, probability)).partition(NBSP)[2]}</span>'

    def _percent(self, value: int, row: Row) -> Html:
        return f"{value}%"

    def _number(self, value: int, row: Row) -> Html:
        return self.f.number(value)

    def _price(self, value: tuple[int, str], row: Row) -> Html:
        per = f' <span class="mut not-phone">/ {esc(value[1])}</span>' if value[1] else ""
        return self.f.money(value[0]) + per

    def _deals(self, value: tuple[int, int], row: Row) -> Html:
        return f'<b class="med">{self.f.compact(value[1])}</b> <span class="mut">{_counted(value[0])}</span>'

    def _in_pipeline(self, value: tuple[int, int, int], row: Row) -> Html:
        deals = ngettext("in %(count)d deal", "in %(count)d deals", value[0]) % {"count": value[0]}
        return f'<b class="med">{self.f.quantity(value[1])}</b> <span class="mut">{esc(deals)}</span>'

    def _pipeline_value(self, value: tuple[int, int, int], row: Row) -> Html:
        return self.f.compact(value[2])

    def _won(self, value: int, row: Row) -> Html:
        return f'<span class="only-phone mut">{self._won_word} </span>{self.f.compact(value)}'

    def _sold(self, value: Sequence[int], row: Row) -> Html:
        """A bar for each month, drawn; its name says the sum."""
        most = max(max(value), 1)
        bars = "".join(
            f'<rect x="{place * 6}" y="{18 - round(18 * one / most)}" width="4" height="{round(18 * one / most)}"/>'
            for place, one in enumerate(value)
        )
        name = esc(_("%(quantity)s in 12 months") % {"quantity": self.f.quantity(sum(value))})
        return f'<svg class="sparkbars" viewBox="0 0 70 18" role="img" aria-label="{name}">{bars}</svg>'

    # Days.

    def _day(self, value: date, row: Row) -> Html:
        return self.f.short_day(value)

    def _moment(self, value: datetime, row: Row) -> Html:
        return f'<time datetime="{value.isoformat()}" title="{self.f.moment(value)}">{self.f.near(value)}</time>'

    def _contact(self, value: tuple[str, datetime], row: Row) -> Html:
        kind, at = value
        words = f"{self._kinds.get(kind, kind)}, {self.f.within(at)}"
        return f'<span class="next" title="{self.f.moment(at)}">{icon(GLYPHS.get(kind, "note"))}{esc(words)}</span>'

    def _due(self, value: tuple[datetime | None, bool, datetime | None], row: Row) -> Html:
        due, is_timed, done = value
        if due is None:
            return ""
        text = self.f.moment(due) if is_timed else self.f.near(due)
        if done is not None:
            return f'<span class="mut">{text}</span>'
        if self.f.is_past(due, is_timed=is_timed):
            return next_shown("late", "late", text)
        return next_shown("today", "clock", text) if self.f.is_today(due) else next_shown("soon", "cal", text)

    # Names.

    def _member(self, value: int, row: Row) -> Html:
        name = self.names.members.get(value)
        return f'{avatar(name)}<span class="vh">{esc(name)}</span>' if name else ""

    def _company(self, value: tuple[int | None, str | None], row: Row) -> Html:
        return f'<a class="link" href="/organizations/{value[0]}/">{esc(value[1])}</a>' if value[0] else ""

    def _about(self, value: tuple[Any, ...], row: Row) -> Html:
        return esc(", ".join(filter(None, (value[3], value[1], value[5]))))

    def _region(self, value: str, row: Row) -> Html:
        short = value.partition(",")[0]
        for kind in ("Kota Administrasi ", "Kabupaten Administrasi ", "Kota ", "Kabupaten ", "Kab. "):
            short = short.removeprefix(kind)
        return f'<span class="sec region" title="{esc(value)}">{esc(short)}</span>'

    def _pipeline(self, value: int, row: Row) -> Html:
        return esc(self.names.pipelines.get(value, ""))

    def _source(self, value: int, row: Row) -> Html:
        return esc(self.names.sources.get(value, ""))

    def _campaign(self, value: int, row: Row) -> Html:
        return esc(self.names.campaigns.get(value, ""))

    def _reason(self, value: tuple[int | None, str], row: Row) -> Html:
        return esc(self.names.reasons.get(value[0] or 0, value[1]))

    def _family(self, value: int, row: Row) -> Html:
        name, hue = self.names.families.get(value, ("", 0))
        return f'<span class="tag tag--family"><i class="family family--{hue}"></i>{esc(name)}</span>'

    # Words.

    def _text(self, value: str, row: Row) -> Html:
        text = esc(value)
        return f'<span class="cell__t" title="{text}">{text}</span>' if value else ""

    def _words(self, value: Sequence[str], row: Row) -> Html:
        return " ".join(f'<span class="tag">{esc(one)}</span>' for one in value[:3])

    def _phones(self, value: Phones, row: Row) -> Html:
        number = value.numbers[0]
        if value.is_barred:
            words = esc(_("Do not contact"))
            mark = (
                f'<span class="tag tag--bad" title="{words}">{icon("ban", "s")}<span class="vh">{words}</span></span>'
            )
            return f'{mark} <span class="mut">{esc(format_phone(number))}</span>'
        return f'<a class="link" href="tel:{esc(number)}">{esc(format_phone(number))}</a>'

    def _emails(self, value: Sequence[str], row: Row) -> Html:
        every = esc(", ".join(value))
        return f'<span class="cell__t" title="{every}">{esc(value[0])}</span>' if value else ""

    def _activity_kind(self, value: str, row: Row) -> Html:
        return esc(self._kinds.get(value, value))

    def _yes_no(self, value: bool, row: Row) -> Html:
        return esc(_("Yes") if value else _("No"))

    # The workspace's own fields, by what they hold.

    _own_text = _text
    _own_yes_no = _yes_no

    def _own_number(self, value: str, row: Row) -> Html:
        return esc(number_text(value, self.f.language))

    def _own_money(self, value: int, row: Row) -> Html:
        return ("-" if value < 0 else "") + self.f.plain_money(abs(value))

    def _own_date(self, value: str, row: Row) -> Html:
        return self._day(date.fromisoformat(value), row)

    def _own_member(self, value: str, row: Row) -> Html:
        return esc(self.names.members.get(int(value), ""))

    def _own_person(self, value: str, row: Row) -> Html:
        return esc(self.persons.get(int(value), ""))


_ABOUT = ("deals", "organizations", "persons")


def _who(place: str, face: str, first: str, second: str, *, is_phone: bool = False) -> Html:
    kind = "only-phone mut" if is_phone else "mut"
    return (
        f'<a class="who" data-open href="{place}">{face}<span class="who__t"><b class="med">{esc(first)}</b> '
        f'<span class="{kind}">{esc(second)}</span></span></a>'
    )


def _counted(count: int) -> Html:
    return esc(ngettext("%(count)d deal", "%(count)d deals", count) % {"count": count})
