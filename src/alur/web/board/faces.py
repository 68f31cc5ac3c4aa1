"""What a card shows, worked out before its template: a board draws some eighty, and a call in a template costs three
times what it costs here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from alur.pipeline.models import Stage
from alur.pipeline.queries.cards import Card
from alur.web.board.own import Own
from alur.web.board.since import Since, Then
from alur.web.shell.environment import avatar, icon
from alur.web.shell.formats import Formats

SHOWN_FAMILIES = 3
NOBODY = Markup("")


@dataclass(frozen=True, slots=True)
class Next:
    """The next step: how it stands (none, today, late, soon), its symbol, its words, and when: this is never cut."""

    state: str
    symbol: Markup
    words: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class Face:
    """A card as its template writes it. `silent` are days of silence past the stage's limit; 0 when within it."""

    card: Card
    organization: str
    value: str
    next: Next | None
    silent: int
    is_rotten: bool
    dots: Markup
    families: Sequence[tuple[str, int]]
    owner: Markup
    then: Then | None = None
    own: Sequence[tuple[str, str]] = ()


class Faces:
    """Makes the faces of one page. What many cards share is made once."""

    def __init__(
        self,
        f: Formats,
        stages: Iterable[Stage],
        owners: Mapping[int, str],
        since: Since | None = None,
        own: Own | None = None,
    ) -> None:
        """With `since` the cards are those of an earlier day."""
        self.f, self.stages, self.owners, self._since = f, list(stages), owners, since
        self._own = own or {}
        self._rot = {stage.id: stage.rot_days for stage in self.stages}
        self._no_company = _("No company yet")
        self._dots: dict[tuple[Any, ...], Markup] = {}
        self._kinds = _kinds()
        self._none = Next("none", icon("none"), _("No step"))
        self._symbols = {state: icon(glyph) for state, glyph in (("today", "clock"), ("late", "late"), ("soon", "cal"))}

    def of(self, cards: Iterable[Card]) -> list[Face]:
        return [self._face(card) for card in cards]

    def _face(self, card: Card) -> Face:
        limit = self._rot.get(card.stage_id)
        has_plan = card.next_step_due_at is not None and card.next_step_due_at > self.f.now
        silent = 0 if not limit or has_plan else self.f.days_since(card.moved_last_at)
        is_stale = bool(limit) and silent > (limit or 0)
        return Face(
            card=card,
            organization=card.organization or self._no_company,
            value=self.f.compact(card.amount),
            next=None if self._since else self._next(card),
            silent=silent if is_stale else 0,
            is_rotten=is_stale and silent > 2 * (limit or 0),
            dots=self._dots_of(card, is_late=is_stale and not self._since),
            families=card.families[:SHOWN_FAMILIES],
            owner=self._owner(card.owner_id),
            then=self._since.of(card) if self._since else None,
            own=self._own.get(card.id, ()),
        )

    def _owner(self, owner_id: int | None) -> Markup:
        name = self.owners.get(owner_id) if owner_id else None
        return avatar(name, "s") if name else NOBODY

    def _next(self, card: Card) -> Next:
        due = card.next_step_due_at
        if due is None:
            return self._none
        title = card.next_step_title or self._kinds.get(card.next_step_kind, "")
        days = (due.astimezone(self.f.zone).date() - self.f.today) // timedelta(days=1)
        if days == 0:
            return Next("today", self._symbols["today"], title, self.f.time(due))
        if days < 0:
            words = _("Late %(days)s") % {"days": self.f.days(-days, short=True)}
            return Next("late", self._symbols["late"], words)
        return Next("soon", self._symbols["soon"], title, self.f.short_day(due))

    def _dots_of(self, card: Card, *, is_late: bool) -> Markup:
        """A dot for each stage: done, running, silent past its limit, or not begun; and which have a late step."""
        states = tuple(
            "late" if state == "active" and is_late and stage.id == card.stage_id else state
            for stage in self.stages
            for state in (card.tracks.get(stage.id, ""),)
        )
        key = (*states, card.late)
        if key not in self._dots:
            due = [place for place, stage in enumerate(self.stages) if stage.id in card.late]
            self._dots[key] = dots(states, due, [self.stages[place].name_in(self.f.language) for place in due])
        return self._dots[key]


def _kinds() -> dict[str, str]:
    """What a step without a title is called."""
    return {
        "call": _("Call"),
        "email": _("E-mail"),
        "whatsapp": _("WhatsApp"),
        "meeting": _("Meeting"),
        "visit": _("Visit"),
        "task": _("Task"),
        "note": _("Note"),
    }


def dots(states: tuple[str, ...], due: Sequence[int] = (), named: Sequence[str] = ()) -> Markup:
    """`due` are the places of the stages that have a step whose day is over, `named` what they are called."""
    kinds = {"done": "done", "active": "now", "late": "now late"}
    running = sum(state in ("active", "late") for state in states)
    name = _("%(done)s stages done, %(running)s running") % {"done": states.count("done"), "running": running}
    tip = ""
    if named:
        late = _("step late: %(stages)s") % {"stages": ", ".join(named)}
        name, tip = f"{name}, {late}", f' title="{escape(late[:1].upper() + late[1:])}"'
    drawn = []
    for place, state in enumerate(states):
        look = f"{kinds.get(state, '')} due".strip() if place in due else kinds.get(state, "")
        drawn.append(f'<i class="{look}"></i>' if look else "<i></i>")
    whole = f'<span class="dots" role="img" aria-label="{escape(name)}"{tip}>{"".join(drawn)}</span>'
    return Markup(whole)  # noqa: S704  (names of stages went through escape)
