"""Acts as lines that a person reads: who, what, which record, what changed, through which door."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alur.automation.models import HandOver
from alur.events.models import EventPersonal
from alur.events.queries.acts import MOST_COUNTED, Act
from alur.events.queries.feed import Told
from alur.events.recording import Subject
from alur.orders.operations.sharing import DOOR
from alur.people.models import Organization, Person
from alur.pipeline.models import Deal
from alur.web.audit.changing import changes_of
from alur.web.audit.kinds import BY_CUSTOMERS, SENSITIVE
from alur.web.audit.names import Change, Words, words_for
from alur.web.audit.words import OWN, SEVERAL, door_of, kind_of, noun_of, several, untitled_words, verb_of
from alur.web.shell.requests import MemberRequest

PAGES = {"deal": "/deals/", "organization": "/organizations/", "person": "/persons/", "product": "/products/"}
QUIET = ("hand_over.finished", "import.finished")
"""What only says that an act is over: its figures belong to the line of its beginning."""

SILENT = ("bulk_change.started", "bulk_change.finished", "bulk_change.undo_begun", "bulk_change.undone")
"""What stands around a change of many records: the records tell it themselves."""


ANSWERS = ("quote.accepted", "quote.declined")


@dataclass(frozen=True, slots=True)
class Line:
    """One event in words. `title` is of the record, with the `address` of its page where it has one."""

    verb: str
    noun: str
    title: str
    address: str
    kind: str
    record_id: int
    changes: list[Change]
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Row:
    """An act in words. `day` is set on the first of its day; `more` are its further events, in words or ""."""

    operation_id: int
    recorded_at: datetime
    day: date | None
    actor: str
    icon: str
    line: Line
    changes: list[Change]
    more: str
    door: str
    is_sensitive: bool
    is_undo: bool


@dataclass
class Reading:
    """What is looked up once for all acts of a page."""

    words: Words
    deals: dict[int, str]
    personal: dict[int, dict[str, str]] = field(default_factory=dict)
    parties: dict[Subject, str] = field(default_factory=dict)
    handed_over: dict[int, str] = field(default_factory=dict)
    """Whose work an operation gave to others."""

    def actor(self, act: Act) -> str:
        first = act.events[0]
        if act.actor_id is None and first.name == "member.joined":
            return str(first.data.get("title", ""))
        if act.actor_id is None and first.name == "invitation.accepted":
            return self.words.names.members.get(int(first.data["member"]), "")
        if is_by_customer(act):
            return self._customer(act)
        if act.actor_id is None:
            return _("Someone") if first.name == "member.password_asked" else _("Alur")
        return self.words.names.members.get(act.actor_id, "") or _("Someone who is gone")

    def _customer(self, act: Act) -> str:
        """Whoever opened or answered what was sent as a link, with the name that they typed at the answer."""
        typed = (self.personal.get(event.id, {}).get("name", "") for event in act.events)
        name = next(filter(None, typed), "")
        return _("%(name)s, a customer by a link") % {"name": name} if name else _("A customer by a link")


def is_by_customer(act: Act) -> bool:
    return act.actor_id is None and (act.via == DOOR or act.events[0].name in BY_CUSTOMERS)


def read(request: MemberRequest, acts: Sequence[Act]) -> Reading:
    """Names for these acts; what is personal of them for owners alone, but for who answered a quote."""
    events = [event for act in acts for event in act.events]
    ids = {record_id for event in events for kind, record_id in event.subjects if kind == "deal"}
    titles = Deal.everything.filter(workspace_id=request.workspace.id, id__in=ids).values_list("id", "title")
    reading = Reading(words_for(request.workspace.id, request.f, [event.data for event in events]), dict(titles))
    told = ("invitation.", "member.") if request.member.is_owner else ()
    named = [event.id for event in events if event.name in ANSWERS or event.name.startswith(told)]
    if named:
        rows = EventPersonal.objects.filter(workspace_id=request.workspace.id, event_id__in=named)
        reading.personal = dict(rows.values_list("event_id", "data"))
    undone = [act.undoes for act in acts if act.undoes is not None]
    if undone:
        handed = HandOver.objects.filter(workspace_id=request.workspace.id, operation_id__in=undone)
        reading.handed_over = dict(handed.values_list("operation_id", "leaver__name"))
    about = {subject for event in events if _is_untitled(event) for subject in event.subjects}
    followed = {(str(one.data["kind"]), int(one.data["record"])) for one in events if one.name.startswith("follow.")}
    about |= {subject for subject in followed if subject[0] == "organization"}
    if deals := {record_id for kind, record_id in followed if kind == "deal"}:
        known = Deal.everything.filter(workspace_id=request.workspace.id, id__in=deals)
        if not request.member.is_owner:
            known = Deal.objects.visible_to(request.member).filter(id__in=deals)
        named_deals = known.values_list("id", "title")
        reading.parties |= {("deal", record_id): title for record_id, title in named_deals}
    for kind, model in (("organization", Organization), ("person", Person)):
        if wanted := {record_id for its_kind, record_id in about if its_kind == kind}:
            parties = model.everything.filter(workspace_id=request.workspace.id, id__in=wanted)
            reading.parties |= {(kind, record_id): name for record_id, name in parties.values_list("id", "name")}
    return reading


def rows_of(acts: Iterable[Act], reading: Reading, after: date | None = None) -> list[Row]:
    """Rows with a day on the first of each; `after` is the day that the page before ended with."""
    rows = []
    for act in acts:
        day = act.recorded_at.astimezone(reading.words.f.zone).date()
        rows.append(row_of(act, reading, day if day != after else None))
        after = day
    return rows


def row_of(act: Act, reading: Reading, day: date | None = None) -> Row:
    events = [event for event in act.events if event.name not in QUIET + SILENT] or act.events
    lines = [line_of(event, reading) for event in events]
    first = lines[0]
    same = [line for event, line in zip(events, lines, strict=True) if event.name == events[0].name]
    records = {line.record_id for line in same}
    if len(records) > 1 and first.kind in SEVERAL:
        first = _several(first, act, len(records), events)
    if act.undoes and act.undoes in reading.handed_over:
        first = _taken_back(first, reading.handed_over[act.undoes])
    own = [change for line in lines for change in line.changes]
    ends = [change for event in act.events if event.name in QUIET for change in line_of(event, reading).changes]
    return Row(
        operation_id=act.operation_id,
        recorded_at=act.recorded_at,
        day=day,
        actor=reading.actor(act),
        icon="" if act.actor_id is not None else "user" if is_by_customer(act) else "bolt",
        line=first,
        changes=ends or (own if len(records) == 1 else []),
        more="" if len(records) > 1 and act.events[0].name in SILENT else _more(act, len(lines)),
        door=door_of(act.via),
        is_sensitive=any(event.name in SENSITIVE for event in act.events) or act.count >= MOST_COUNTED,
        is_undo=act.undoes is not None,
    )


def line_of(event: Told, reading: Reading) -> Line:
    kind, record_id = next(iter(event.subjects), (kind_of(event.name), 0))
    title = _title(event, kind, record_id, reading)
    address = f"{PAGES[kind]}{record_id}/" if kind in PAGES else ""
    if event.name in OWN:
        title, address = "", ""
    verb = verb_of(event.name, event.data)
    if event.name == "member.joined" and event.actor_id is None:
        verb, title = _("joined"), ""
    noun = noun_of(event.name) if event.name not in OWN else ""
    if event.name.startswith("follow."):
        noun, title, address = _followed(event, reading)
    if event.name == "trash.purged":
        title, address = several(str(event.data["kind"]), len(event.data["records"])), ""
    if _is_untitled(event):
        verb, noun = untitled_words(event.name, str(event.data.get("kind", "")), verb)
        title, address = _party(event, reading)
    return Line(
        verb=verb,
        noun=noun,
        title=title,
        address=address,
        kind=kind,
        record_id=record_id,
        changes=changes_of(event.name, event.data, reading.words),
        occurred_at=event.occurred_at,
    )


def _followed(event: Told, reading: Reading) -> tuple[str, str, str]:
    """What kind of record it is, its name and page; of a deal that the reader may not see, the kind alone."""
    kind, record_id = str(event.data["kind"]), int(event.data["record"])
    title = reading.parties.get((kind, record_id), "")
    noun = _("the company") if kind == "organization" else _("the deal")
    if not title:
        noun = _("a company") if kind == "organization" else _("a deal")
    return noun, title, f"{PAGES[kind]}{record_id}/" if title else ""


def _is_untitled(event: Told) -> bool:
    """Is it of an activity without a subject line, as most notes are?"""
    return kind_of(event.name) == "activity" and not event.data.get("title")


def _party(event: Told, reading: Reading) -> tuple[str, str]:
    """The deal that an activity is about, else the company or person: name and page."""
    named = {**{("deal", key): title for key, title in reading.deals.items()}, **reading.parties}
    order = ("deal", "organization", "person")
    found = sorted((one for one in event.subjects if one in named), key=lambda one: order.index(one[0]))
    return (named[found[0]], f"{PAGES[found[0][0]]}{found[0][1]}/") if found else ("", "")


def _title(event: Told, kind: str, record_id: int, reading: Reading) -> str:
    data = event.data
    if kind == "deal" and event.name.startswith("deal."):
        return reading.deals.get(record_id, "") or str(data.get("title", ""))
    if kind_of(event.name) == "quote" and not data.get("title"):
        return reading.deals.get(int(data["deal"]), "")  # a draft has no number yet
    if event.name.startswith("invitation."):
        return reading.personal.get(event.id, {}).get("email", "")
    if kind == "field" and (field := reading.words.names.fields.get(f"f{record_id}")):
        return field.name_in(reading.words.f.language)
    if "title" in data:
        return str(data["title"])
    if "member" in data:
        return reading.words.names.members.get(int(data["member"]), "")
    return str(data.get("file") or data.get("currency") or "")


def _several(line: Line, act: Act, seen: int, events: Sequence[Told]) -> Line:
    """`7 deals` instead of the first of them; of an act with more events than were read, at least so many."""
    count = act.count - (2 if act.events[0].name in SILENT else 0)
    many = SEVERAL[line.kind](count if count > len(events) and _is_uniform(events) else seen)
    return Line(line.verb, "", many, "", line.kind, 0, line.changes, line.occurred_at)


def _taken_back(line: Line, leaver: str) -> Line:
    """The undo of a hand-over by what it is, not by the first record that went back."""
    return Line(_("took back the hand-over of"), "", leaver, "", "member", 0, [], line.occurred_at)


def _is_uniform(events: Sequence[Told]) -> bool:
    return len({event.name for event in events}) == 1


def _more(act: Act, told: int) -> str:
    further = act.count - 1
    if further <= 0:
        return ""
    if act.count >= MOST_COUNTED:
        return _("more than %(num)d further changes") % {"num": MOST_COUNTED - 1}
    return ngettext("%(num)d further change", "%(num)d further changes", further) % {"num": further}
