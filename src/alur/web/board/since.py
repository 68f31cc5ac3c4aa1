"""What became of a card of an earlier day: the strip at its foot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from markupsafe import Markup

from alur.pipeline.models import MERGED, Status
from alur.pipeline.queries.cards import Card
from alur.pipeline.queries.past import Became
from alur.web.shell.environment import icon
from alur.web.shell.formats import Formats


@dataclass(frozen=True, slots=True)
class Then:
    """The strip: its colour (won, lost, move), its symbol, what happened, and when or to which value."""

    kind: str
    symbol: Markup
    words: str
    beside: str | Markup


class Since:
    """Makes the strips of one page. `stage_names` are those of the pipeline as it is now."""

    def __init__(self, f: Formats, became: Mapping[int, Became], stage_names: Mapping[int, str]) -> None:
        self.f, self._became, self._stage_names = f, became, stage_names

    def of(self, card: Card) -> Then | None:
        """None where nothing has changed; a deal that is gone since has changed as well."""
        now = self._became.get(card.id)
        if now is None:
            return Then("lost", icon("trash"), _("Not there any more"), "")
        if now.status != Status.OPEN:
            return self._closed(now)
        if now.stage_id != card.stage_id:
            name = self._stage_names.get(now.stage_id)
            words = _("Now in %(stage)s") % {"stage": name} if name else _("Now in another pipeline")
            return Then("move", icon("right"), words, self._worth(card, now) or self._day(now))
        if now.amount != card.amount:
            return Then("move", icon("right"), _("Now"), self._worth(card, now))
        return None

    def _closed(self, now: Became) -> Then:
        day = self.f.short_day(now.since)
        if now.status == Status.WON:
            return Then("won", icon("check"), _("Won, %(amount)s") % {"amount": self.f.compact(now.amount)}, day)
        if now.status == MERGED:
            return Then("move", icon("right"), _("Merged with another"), day)
        if now.status == Status.POSTPONED:
            return Then("move", icon("clock"), _("Postponed"), day)
        words = _("Not a fit") if now.status == Status.NOT_A_FIT else _("Lost")
        reason = now.reason_in(self.f.language)
        return Then("lost", icon("x"), f"{words}, {reason}" if reason else words, day)

    def _day(self, now: Became) -> str:
        return _("since %(day)s") % {"day": self.f.short_day(now.since)}

    def _worth(self, card: Card, now: Became) -> Markup:
        """The value of now behind an arrow; empty where it is what it was."""
        if now.amount == card.amount:
            return Markup("")
        way, glyph = ("up", "up") if now.amount > card.amount else ("dn", "down")
        arrow = Markup('<span class="delta delta--{}">{}</span>{}')
        return arrow.format(way, icon(glyph), self.f.compact(now.amount))
